// SPDX-License-Identifier: MIT
pragma solidity ^0.8.30;

import {IGate} from "../gates/IGate.sol";
import {INashOracle} from "../INashOracle.sol";
import {TaskFunds} from "./TaskFunds.sol";

/// @title Commitments and openings
/// @notice They are logged and not stored; whether a proof or a signature holds is for the operators to see.
abstract contract Rounds is TaskFunds {
    /// @inheritdoc INashOracle
    uint256 public constant GATE_GAS = 100_000;

    /// @inheritdoc INashOracle
    function commit(
        bytes32 task,
        uint64 round,
        address agent,
        bytes calldata commitment,
        bytes calldata proof,
        bytes calldata signature
    ) external {
        if (commitment.length != 48 || proof.length != 112 || signature.length != 96) {
            revert BadLength();
        }
        uint32 group = _mayCommit(task, round, agent);
        emit Committed(task, round, agent, group, commitment, proof, signature);
    }

    /// @inheritdoc INashOracle
    function reveal(
        bytes32 task,
        uint64 round,
        address agent,
        uint8 confidence,
        bytes calldata values,
        bytes32 blinding
    ) external {
        TaskInfo storage info = _info(task);
        uint256 s = _roundStart(info, round);
        uint256 from = s + info.commitSeconds + info.revealDelay;
        if (block.timestamp < from || block.timestamp >= from + info.revealSeconds) revert OutsideWindow();
        if (values.length != uint256(info.dimension) * 16) revert BadLength();
        if (!registry.mayAct(agent, msg.sender, uint64(s))) revert NotTheSender();
        emit Revealed(task, round, agent, confidence, values, blinding);
    }

    function _mayCommit(bytes32 task, uint64 round, address agent) private view returns (uint32 group) {
        TaskInfo storage info = _info(task);
        uint256 s = _roundStart(info, round);
        if (block.timestamp < s || block.timestamp >= s + info.commitSeconds) revert OutsideWindow();
        if (!registry.mayAct(agent, msg.sender, uint64(s))) revert NotTheSender();
        uint256 bounty = info.bounty;
        if (bounty != 0 && info.funded / bounty < _owed(info, task, round)) revert Unfunded();
        address gate = info.gate;
        if (gate != address(0)) group = _admitted(gate, task, agent);
    }

    /// Asks a gate, trusting nothing of it.
    function _admitted(address gate, bytes32 task, address agent) private view returns (uint32) {
        bytes memory data = abi.encodeCall(IGate.admitted, (task, agent));
        bool ok;
        uint256 yes;
        uint256 group;
        uint256 limit = GATE_GAS;
        assembly ("memory-safe") {
            ok := staticcall(limit, gate, add(data, 32), mload(data), 0, 64)
            ok := and(ok, gt(returndatasize(), 63))
            yes := mload(0)
            group := mload(32)
        }
        if (!ok || yes != 1 || group > type(uint32).max) revert NotAdmitted();
        return uint32(group);
    }
}
