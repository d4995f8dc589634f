// SPDX-License-Identifier: MIT
pragma solidity ^0.8.30;

import {INashOracle} from "../INashOracle.sol";
import {Math} from "@openzeppelin/contracts/utils/math/Math.sol";
import {OracleState} from "./OracleState.sol";

/// @title The money of tasks
/// @notice What is paid in, what the operators earn of it, and what goes back. A task's funds are counted, and
/// no two tasks share any.
abstract contract TaskFunds is OracleState {
    /// @inheritdoc INashOracle
    uint256 public constant GRACE = 7 days;

    /// @inheritdoc INashOracle
    function fund(bytes32 task) external payable {
        TaskInfo storage info = _info(task);
        if (info.bounty == 0) revert NoBounty();
        if (info.expired || info.lastRound == 0) revert TaskOver();
        info.funded = _uint128(info.funded + msg.value);
        emit TaskFunded(task, msg.sender, msg.value);
    }

    /// @inheritdoc INashOracle
    function expire(bytes32 task) external {
        TaskInfo storage info = _info(task);
        if (info.expired || info.lastRound == 0) revert TaskOver();
        if (info.lastRound == UNSTOPPED || block.timestamp < _deadline(info, info.lastRound) + GRACE) revert NotOver();
        uint256 earned = _payable(info, task) * info.bounty;
        uint256 refund = info.funded - earned;
        info.funded = uint128(earned);
        info.expired = true;
        emit TaskExpired(task, refund);
        _pay(info.creator, refund);
    }

    /// @inheritdoc INashOracle
    function claim(bytes32 task) external {
        TaskInfo storage info = _info(task);
        uint256 rounds = _payable(info, task);
        uint256 due = rounds - info.claimed;
        if (due == 0) revert NothingToClaim();
        info.claimed = uint32(rounds);
        uint256 amount = due * info.bounty;
        address payee = quorum.payee();
        emit BountyClaimed(task, payee, due, amount);
        _pay(payee, amount);
    }

    /// The number of rounds that were posted and that the funds, paid out or not, cover.
    function _payable(TaskInfo storage info, bytes32 task) private view returns (uint256) {
        uint256 bounty = info.bounty;
        if (bounty == 0) return 0;
        uint256 posted = uint32(_heads[uint256(task)] >> 160);
        uint256 covered = info.funded / bounty;
        return posted < covered ? posted : covered;
    }

    /// How many bounties a task owes once this round is posted: those of the rounds posted, and one for
    /// each round that may be under way. Rounds before that which nobody posted are missed or empty.
    function _owed(TaskInfo storage info, bytes32 task, uint256 round) internal view returns (uint256) {
        uint256 slot = _heads[uint256(task)];
        uint256 last = slot & DIGEST == 0 ? slot >> 224 : (_counterOf(task) & COUNTER_ROUND) >> 1;
        uint256 open = round - Math.min(round, last); // later than the last one posted
        uint256 period = info.period;
        if (period != 0) {
            // As many rounds as begin while one lasts, and one that is closed and waits to be posted.
            uint256 lasts = uint256(info.commitSeconds) + info.revealDelay + info.revealSeconds;
            open = Math.min(open, (lasts + period - 1) / period + 1);
        }
        return uint32(slot >> 160) + open;
    }

    function _pay(address to, uint256 amount) internal {
        if (amount == 0) return;
        (bool ok,) = to.call{value: amount}("");
        if (!ok) revert PaymentFailed();
    }

    function _uint128(uint256 x) internal pure returns (uint128) {
        if (x > type(uint128).max) revert PaymentFailed();
        return uint128(x);
    }
}
