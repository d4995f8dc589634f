// SPDX-License-Identifier: MIT
pragma solidity ^0.8.30;

import {INashOracle} from "../INashOracle.sol";
import {TaskFunds} from "./TaskFunds.sol";

/// @title Tasks
/// @notice How they begin and end. What is not checked here, the operators check, or it does no harm.
abstract contract Tasks is TaskFunds {
    /// @inheritdoc INashOracle
    uint256 public constant MAX_CALLBACK_GAS = 5_000_000;

    /// @inheritdoc INashOracle
    function createTask(TaskParams calldata p) external payable returns (bytes32 task) {
        uint64 start = p.start == 0 ? uint64(block.timestamp) : p.start;
        _check(p, start);
        if (msg.value != 0 && p.bounty == 0) revert NoBounty();

        uint256 index = ++taskCount;
        task = bytes32(index);
        uint256 slot = EXISTS | (p.width == 8 ? NARROW : 0) | (p.consumer != address(0) ? CALLBACK : 0);
        _heads[index] = p.digest ? slot | DIGEST : slot;
        if (p.digest) _createCounter(index, p);
        _fill(_infos[index], p, start);

        TaskParams memory effective = p;
        effective.start = start;
        emit TaskCreated(task, msg.sender, effective);
        if (msg.value != 0) emit TaskFunded(task, msg.sender, msg.value);
    }

    /// @inheritdoc INashOracle
    function cancel(bytes32 task) external {
        TaskInfo storage info = _info(task);
        if (msg.sender != info.creator) revert NotTheCreator();
        if (info.lastRound == 0) revert TaskOver();
        if (block.timestamp >= info.start) revert Started();
        uint256 paid = uint256(info.claimed) * info.bounty; // for rounds that were posted before they began
        uint256 refund = info.funded - paid;
        info.funded = uint128(paid);
        info.lastRound = 0;
        uint256 slot = _heads[uint256(task)];
        _heads[uint256(task)] = slot | CANCELLED;
        if (slot & DIGEST != 0) _counters[uint256(task) >> 3] &= ~(uint256(type(uint32).max) << 32 * (uint256(task) & 7));
        emit TaskCancelled(task, refund);
        _pay(msg.sender, refund);
    }

    /// @inheritdoc INashOracle
    function stop(bytes32 task) external {
        TaskInfo storage info = _info(task);
        if (msg.sender != info.creator) revert NotTheCreator();
        if (info.lastRound != UNSTOPPED) revert NothingToStop();
        // The rounds that have started, and the first in any case: before it, cancel.
        uint256 last = 1;
        if (block.timestamp > info.start) last += (block.timestamp - info.start) / info.period;
        info.lastRound = uint32(last);
        emit TaskStopped(task, uint64(last));
    }

    function _createCounter(uint256 index, TaskParams calldata p) private {
        uint256 counter = COUNTER_EXISTS;
        if (p.bounty != 0 || p.consumer != address(0)) counter |= COUNTER_COUNTED;
        _counters[index >> 3] |= counter << 32 * (index & 7);
    }

    function _check(TaskParams calldata p, uint64 start) private view {
        if (taskCount >= type(uint32).max) revert BadCount();
        if (p.dimension == 0 || p.dimension > (p.digest ? 4096 : 512)) revert BadDimension();
        if (p.width != 16 && p.width != 8) revert BadWidth();
        if (p.trimBps >= 5000) revert BadTrim();
        if (p.lambda > 65_000) revert BadLambda();
        if (p.minAgents == 0 || p.maxAgents < p.minAgents || p.maxAgents >= 1 << 24) revert BadAgents();
        if (p.initialTrust > 65_536 || p.minTrust > 65_536) revert BadTrust();
        if (start < block.timestamp || start >= 1 << 40) revert BadStart();
        if (p.commitSeconds == 0 || p.revealSeconds == 0) revert BadWindows();
        uint256 period = p.period;
        if (period != 0 && (period < p.commitSeconds || period > 1 << 31)) revert BadPeriod();
        if (p.gate != address(0) && p.gate.code.length == 0) revert BadGate();
        if ((p.consumer == address(0)) != (p.callbackGas == 0) || p.callbackGas > MAX_CALLBACK_GAS) {
            revert BadConsumer();
        }
        uint256 solver = bytes(p.solver).length;
        if (solver == 0 || solver > 256 || bytes(p.description).length > 1024) revert BadText();
    }

    function _fill(TaskInfo storage info, TaskParams calldata p, uint64 start) private {
        info.creator = msg.sender;
        info.start = start;
        info.commitSeconds = p.commitSeconds;
        info.revealDelay = p.revealDelay;
        info.revealSeconds = p.revealSeconds;
        info.period = p.period;
        info.lastRound = p.period == 0 ? 1 : UNSTOPPED;
        info.dimension = p.dimension;
        info.width = p.width;
        info.decimals = p.decimals;
        info.trimBps = p.trimBps;
        info.lambda = p.lambda;
        info.minAgents = p.minAgents;
        info.gate = p.gate;
        info.maxAgents = p.maxAgents;
        info.callbackGas = p.callbackGas;
        info.consumer = p.consumer;
        info.initialTrust = p.initialTrust;
        info.minTrust = p.minTrust;
        info.bounty = p.bounty;
        info.funded = _uint128(msg.value);
    }
}
