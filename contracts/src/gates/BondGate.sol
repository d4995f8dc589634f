// SPDX-License-Identifier: MIT
pragma solidity ^0.8.30;

import {SafeCast} from "@openzeppelin/contracts/utils/math/SafeCast.sol";
import {INashOracle} from "../INashOracle.sol";
import {IGate} from "./IGate.sol";

/// @title Agents with a bond
/// @notice An agent is admitted while somebody has a bond here for it: so f liars cost f bonds, tied up for
/// the rounds they lie in. A bond is not forfeited for what its agent says. It is its depositor's alone, who
/// may be anybody: nobody else can take it out, keep it in, or put the agent out. Nobody owns the gate, and
/// its terms never change.
contract BondGate is IGate {
    struct Bond {
        uint128 standing; // admits the agent; 0 or at least `bond`
        uint128 leaving; // announced, admits nobody
        uint64 payableAt; // when all that is leaving may be withdrawn
    }

    /// @notice The smallest bond, in wei.
    uint256 public immutable bond;
    /// @notice Seconds from the announcement of a withdrawal to its payment.
    uint256 public immutable delay;

    mapping(address agent => mapping(address depositor => Bond)) private _bonds;
    mapping(address agent => uint256) private _backers; // how many depositors have a standing bond for it

    /// The gate's terms.
    event BondGateCreated(uint256 bond, uint256 delay);
    /// A bond for the agent grew by `amount` and stands at `standing`: the agent is in.
    event Deposited(address indexed agent, address indexed depositor, uint256 amount, uint256 standing);
    /// All of a bond, `amount`, is leaving. The agent is out, unless another depositor's bond stands for it.
    event WithdrawalAnnounced(address indexed agent, address indexed depositor, uint256 amount, uint64 payableAt);
    /// All that was leaving, `amount`, was paid.
    event Withdrawn(address indexed agent, address indexed depositor, address to, uint256 amount);

    /// A bond of zero, or a delay of zero or above a year.
    error BadTerms();
    /// The bond would be below the smallest.
    error BondTooSmall();
    /// Nothing stands that could be announced, or leaves that could be withdrawn.
    error NoBond();
    /// The withdrawal is payable from this time on.
    error NotPayableYet(uint64 payableAt);
    /// The recipient refused the payment.
    error PaymentFailed();

    /// @param bond_ In wei
    /// @param delay_ In seconds: at least as long as a round of the tasks that name the gate, see `covers`
    constructor(uint128 bond_, uint32 delay_) {
        if (bond_ == 0 || delay_ == 0 || delay_ > 365 days) revert BadTerms();
        bond = bond_;
        delay = delay_;
        emit BondGateCreated(bond_, delay_);
    }

    /// @notice Adds to the caller's bond for an agent, which is in from now on. Anybody may call, for any
    /// agent. What is leaving already is left alone. About 69,000 gas.
    /// @param agent Any address; that it is registered is not checked
    function deposit(address agent) external payable {
        Bond storage b = _bonds[agent][msg.sender];
        uint256 standing = b.standing;
        if (standing == 0) ++_backers[agent];
        standing += msg.value;
        if (standing < bond || msg.value == 0) revert BondTooSmall();
        b.standing = SafeCast.toUint128(standing);
        emit Deposited(agent, msg.sender, msg.value, standing);
    }

    /// @notice Announces the withdrawal of all of the caller's bond for an agent: it does not count from now
    /// on, and is payable after the delay. What the caller had announced for the agent before and not
    /// withdrawn waits with it. About 52,000 gas.
    /// @param agent For whom the caller's bond stands
    function announce(address agent) external {
        Bond storage b = _bonds[agent][msg.sender];
        uint128 amount = b.standing;
        if (amount == 0) revert NoBond();
        --_backers[agent];
        uint64 payableAt = uint64(block.timestamp + delay);
        b.standing = 0;
        b.leaving += amount;
        b.payableAt = payableAt;
        emit WithdrawalAnnounced(agent, msg.sender, amount, payableAt);
    }

    /// @notice Pays the caller what it announced for an agent, once the delay is over. About 34,000 gas.
    /// @param agent For whom the caller's bond stood
    /// @param to Who receives the money
    function withdraw(address agent, address payable to) external {
        Bond storage b = _bonds[agent][msg.sender];
        uint256 amount = b.leaving;
        if (amount == 0) revert NoBond();
        if (block.timestamp < b.payableAt) revert NotPayableYet(b.payableAt);
        b.leaving = 0;
        b.payableAt = 0;
        emit Withdrawn(agent, msg.sender, to, amount);
        (bool ok,) = to.call{value: amount}("");
        if (!ok) revert PaymentFailed();
    }

    /// @notice What a depositor has here for an agent.
    /// @param agent Any address
    /// @param depositor Any address
    function bondOf(address agent, address depositor) external view returns (Bond memory) {
        return _bonds[agent][depositor];
    }

    /// @inheritdoc IGate
    function admitted(bytes32, address agent) external view returns (bool, uint32) {
        return (_backers[agent] != 0, 0);
    }

    /// @notice Whether the delay covers a round of a task, from the first commitment to the last opening, so
    /// that no bond can stand for two agents in one round. Look at it before you trust a task with this gate.
    /// @param hub The task's
    /// @param task Its number there; reverts UnknownTask if there is none
    function covers(INashOracle hub, bytes32 task) external view returns (bool) {
        INashOracle.TaskInfo memory info = hub.taskInfo(task);
        return delay >= uint256(info.commitSeconds) + info.revealDelay + info.revealSeconds;
    }
}
