// SPDX-License-Identifier: MIT
pragma solidity ^0.8.30;

import {INashOracle} from "../INashOracle.sol";
import {OracleState} from "./OracleState.sol";
import {OutcomeProof} from "../lib/OutcomeProof.sol";

/// @title What is stored, decoded
/// @notice For contracts that read, and for whoever calls a node.
abstract contract OracleViews is OracleState {
    /// @inheritdoc INashOracle
    function read(bytes32 task)
        external
        view
        returns (int128[] memory value, uint64 round, uint64 updatedAt, Status status)
    {
        Head memory h = head(task);
        if (!h.exists) return (value, 0, 0, Status.None);
        TaskInfo storage info = _infos[uint256(task)];
        round = h.valueRound;
        if (round != 0) {
            updatedAt = uint64(_deadline(info, round));
            if (!h.digest) value = _values(uint256(task), _heads[uint256(task)], info.dimension);
        }
        if (h.cancelled) status = Status.Cancelled;
        else if (h.insufficient) status = Status.Insufficient;
        else status = round == 0 ? Status.Pending : Status.Ok;
    }

    /// @inheritdoc INashOracle
    function readAt(bytes32 task, uint64 round, OutcomeProof.Proof calldata proof)
        external
        view
        returns (int128[] memory value, uint64 updatedAt, Status status)
    {
        bool insufficient;
        (value,, insufficient) = OutcomeProof.verify(proof, rootAt(proof.batch), task, round);
        return (value, uint64(_deadline(_info(task), round)), insufficient ? Status.Insufficient : Status.Ok);
    }

    /// @inheritdoc INashOracle
    function rootAt(uint256 batch) public view returns (bytes32) {
        uint256 count = rootCount;
        if (batch == 0 || batch > count || batch + RING <= count) revert NotInRing();
        return _roots[batch % RING];
    }

    /// @inheritdoc INashOracle
    function head(bytes32 task) public view returns (Head memory h) {
        uint256 slot = _headOf(task);
        h.lastRound = uint32(slot >> 224);
        h.valueRound = uint32(slot >> 192);
        h.posted = uint32(slot >> 160);
        h.participants = uint24(slot >> 136);
        h.exists = slot & EXISTS != 0;
        h.narrow = slot & NARROW != 0;
        h.callback = slot & CALLBACK != 0;
        h.insufficient = slot & INSUFFICIENT != 0;
        h.cancelled = slot & CANCELLED != 0;
        h.digest = slot & DIGEST != 0;
        h.first = int128(uint128(slot));
        if (h.digest) {
            uint256 counter = _counterOf(task);
            h.lastRound = uint32((counter & COUNTER_ROUND) >> 1);
            h.insufficient = counter & 1 != 0;
            h.valueRound = h.insufficient ? 0 : h.lastRound;
        }
    }

    /// @inheritdoc INashOracle
    function taskInfo(bytes32 task) external view returns (TaskInfo memory) {
        return _info(task);
    }

    /// @inheritdoc INashOracle
    function windows(bytes32 task, uint64 round)
        external
        view
        returns (uint64 commitFrom, uint64 commitUntil, uint64 revealFrom, uint64 deadline)
    {
        TaskInfo storage info = _info(task);
        uint256 s = _roundStart(info, round);
        return (
            uint64(s),
            uint64(s + info.commitSeconds),
            uint64(s + info.commitSeconds + info.revealDelay),
            uint64(_deadline(info, round))
        );
    }

    /// Zero for what is no task.
    function _headOf(bytes32 task) private view returns (uint256) {
        return uint256(task) > type(uint32).max ? 0 : _heads[uint256(task)];
    }

    function _values(uint256 index, uint256 slot, uint256 n) private view returns (int128[] memory value) {
        value = new int128[](n);
        bool narrow = slot & NARROW != 0;
        value[0] = narrow ? int128(uint128(slot)) << 32 : int128(uint128(slot));
        uint256 perWord = narrow ? 4 : 2;
        uint256 word;
        for (uint256 i = 0; i + 1 < n; ++i) {
            if (i % perWord == 0) word = _tails[index][i / perWord];
            value[i + 1] = narrow ? int128(int64(uint64(word >> 192))) << 32 : int128(uint128(word >> 128));
            word <<= narrow ? 64 : 128;
        }
    }
}
