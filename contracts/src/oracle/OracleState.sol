// SPDX-License-Identifier: MIT
pragma solidity ^0.8.30;

import {AgentRegistry} from "../AgentRegistry.sol";
import {INashOracle} from "../INashOracle.sol";
import {IQuorumVerifier} from "../quorum/IQuorumVerifier.sol";

/// @title All that a hub stores
/// @notice Every variable is declared here, in the order of its slots, and what a slot's bits mean; the bases that
/// work on them inherit this. Only the transient lock of `Callbacks` is elsewhere. The layout that results is in
/// `contracts/snapshots/storage/NashOracle.txt`.
abstract contract OracleState is INashOracle {
    /// @inheritdoc INashOracle
    IQuorumVerifier public immutable quorum;
    /// @inheritdoc INashOracle
    AgentRegistry public immutable registry;
    /// @inheritdoc INashOracle
    bytes32 public immutable setId;

    uint32 internal constant UNSTOPPED = type(uint32).max;
    uint256 internal constant MAX_WORDS = 1 << 15; // 65535 values

    // head slot: lastRound 32 | valueRound 32 | posted 32 | participants 24 | flags 8 | first value 128
    uint256 internal constant EXISTS = 0x1_00000000_00000000_00000000_00000000;
    uint256 internal constant NARROW = 0x2_00000000_00000000_00000000_00000000;
    uint256 internal constant CALLBACK = 0x4_00000000_00000000_00000000_00000000;
    uint256 internal constant INSUFFICIENT = 0x8_00000000_00000000_00000000_00000000;
    uint256 internal constant CANCELLED = 0x10_00000000_00000000_00000000_00000000;
    uint256 internal constant DIGEST = 0x20_00000000_00000000_00000000_00000000;

    // DIGEST tasks, eight counters to a slot, task i at bit 32·(i mod 8):
    // exists | counted, which means that the head counts too | 00 | last round, 27 bits | it was insufficient
    uint256 internal constant COUNTER_EXISTS = 0x80000000;
    uint256 internal constant COUNTER_COUNTED = 0x40000000;
    uint256 internal constant COUNTER_ROUND = 0x0ffffffe;
    uint256 internal constant COUNTER_LIMIT = 0x0fffffff;

    uint256 internal constant RING = 8192;

    /// @inheritdoc INashOracle
    uint256 public taskCount;
    // By index; consecutive slots cost no hash to find.
    uint256[1 << 32] internal _heads;
    // The values after the first, two in a word or four, from the high half down.
    mapping(uint256 index => uint256[MAX_WORDS]) internal _tails;
    mapping(uint256 index => TaskInfo) internal _infos;
    uint256[1 << 29] internal _counters;
    /// @inheritdoc INashOracle
    uint256 public rootCount;
    bytes32[RING] internal _roots; // of batch b at b mod 8192

    function _info(bytes32 task) internal view returns (TaskInfo storage info) {
        info = _infos[uint256(task)];
        if (info.creator == address(0)) revert UnknownTask();
    }

    /// The counter of a task; of one that is not a DIGEST task, 0.
    function _counterOf(bytes32 task) internal view returns (uint256) {
        return uint32(_counters[uint256(task) >> 3] >> 32 * (uint256(task) & 7));
    }

    function _roundStart(TaskInfo storage info, uint256 round) internal view returns (uint256) {
        if (round == 0 || round > info.lastRound) revert NoSuchRound();
        return uint256(info.start) + (round - 1) * info.period;
    }

    function _deadline(TaskInfo storage info, uint256 round) internal view returns (uint256) {
        return
            uint256(info.start) + (round - 1) * info.period + info.commitSeconds + info.revealDelay + info.revealSeconds;
    }
}
