// SPDX-License-Identifier: MIT
pragma solidity ^0.8.30;

import {SafeCast} from "@openzeppelin/contracts/utils/math/SafeCast.sol";
import {NashReader} from "../consumer/NashReader.sol";

/// @title Bets on a feed
/// @notice Two sides stake on whether a feed's value, at or after a time, is at or above a strike. The first
/// value that anybody settles with decides, so both sides should call as soon as a round that counts is
/// posted. Nobody owns the contract; it trusts the hub, and so the feed's quorum. Every bet ends: it can
/// always be settled, or refunded, or becomes so with time.
contract BetSettlement is NashReader {
    struct Bet {
        address above; // wins if the value is at or above the strike; zero: not taken
        uint64 takeUntil;
        address below; // wins if the value is below the strike; zero: not taken
        uint64 settleFrom; // the earliest reveal deadline of a round that counts
        uint128 stakeAbove;
        uint128 stakeBelow;
        int128 strike; // in units of 2⁻⁶⁴
        uint64 refundFrom; // when a feed without a round that counts is given up
        uint32 maxAge; // of a value when it settles, in seconds
        bool over;
        bytes32 task;
    }

    /// What the creator of a bet chooses.
    struct Terms {
        bytes32 task; // of one dimension
        int128 strike; // in units of 2⁻⁶⁴
        bool above; // the creator's side
        uint128 counterStake; // what the other side pays, in wei
        uint64 takeUntil; // before any position of a round that counts is revealed, or the taker knows it
        uint64 settleFrom;
        uint64 refundFrom;
        uint32 maxAge;
    }

    /// @notice The number of bets; they are numbered from 1.
    uint256 public betCount;
    mapping(uint256 id => Bet) private _bets;

    /// @notice What an account may withdraw, in wei.
    mapping(address account => uint256) public owed;

    /// A bet waits for its other side.
    event Opened(uint256 indexed id, address indexed creator, Terms terms, uint256 stake);
    /// Both sides have paid.
    event Taken(uint256 indexed id, address indexed taker);
    /// The winner is owed both stakes.
    event Settled(uint256 indexed id, address indexed winner, int128 value, uint64 updatedAt, uint256 amount);
    /// Whoever paid a stake is owed it again.
    event Refunded(uint256 indexed id);
    /// An account received what it was owed.
    event Withdrawn(address indexed account, address to, uint256 amount);

    /// The task has more than one coordinate, or does not store its values.
    error BadTask();
    /// A stake of zero, or times that are past or out of order.
    error BadTerms();
    /// There is no such bet, or it has both sides, lacks one that is needed, or is over.
    error NotOpen();
    /// The payment is not the stake of the side that is free.
    error WrongStake();
    /// The bet could be taken until before now.
    error TooLate();
    /// The latest value is from before the time that counts.
    error TooEarly(uint64 updatedAt);
    /// The bet may still be taken or settled.
    error NotRefundable();
    /// The caller is owed nothing.
    error NothingOwed();
    /// The recipient refused the payment.
    error PaymentFailed();

    /// @param oracle_ The hub
    constructor(address oracle_) NashReader(oracle_) {}

    /// @notice Opens a bet; the payment is the caller's stake. Anybody may call. About 188,000 gas.
    /// @param t What is bet on
    /// @return id Its number, from 1
    function open(Terms calldata t) external payable returns (uint256 id) {
        if (oracle.taskInfo(t.task).dimension != 1 || oracle.head(t.task).digest) revert BadTask();
        if (msg.value == 0 || t.counterStake == 0) revert BadTerms();
        if (t.takeUntil <= block.timestamp || t.settleFrom < t.takeUntil || t.refundFrom < t.settleFrom) {
            revert BadTerms();
        }
        uint128 stake = SafeCast.toUint128(msg.value);
        id = ++betCount;
        Bet storage b = _bets[id];
        if (t.above) (b.above, b.stakeAbove, b.stakeBelow) = (msg.sender, stake, t.counterStake);
        else (b.below, b.stakeAbove, b.stakeBelow) = (msg.sender, t.counterStake, stake);
        (b.takeUntil, b.settleFrom, b.refundFrom, b.maxAge) = (t.takeUntil, t.settleFrom, t.refundFrom, t.maxAge);
        (b.task, b.strike) = (t.task, t.strike);
        emit Opened(id, msg.sender, t, stake);
    }

    /// @notice Takes the other side of a bet, for exactly its stake, before `takeUntil`. Anybody may call. About
    /// 35,000 gas.
    /// @param id A bet with one side
    function take(uint256 id) external payable {
        Bet storage b = _bets[id];
        if (b.over || (b.above == address(0)) == (b.below == address(0))) revert NotOpen();
        if (block.timestamp >= b.takeUntil) revert TooLate();
        bool above = b.above == address(0);
        if (msg.value != (above ? b.stakeAbove : b.stakeBelow)) revert WrongStake();
        if (above) b.above = msg.sender;
        else b.below = msg.sender;
        emit Taken(id, msg.sender);
    }

    /// @notice Settles a bet with the feed's latest value, which must be from a round that counts and not
    /// stale. Anybody may call. About 74,000 gas.
    /// @param id A bet with two sides
    function settle(uint256 id) external {
        Bet storage b = _bets[id];
        if (b.over || b.above == address(0) || b.below == address(0)) revert NotOpen();
        (int128[] memory value, uint64 updatedAt) = _fresh(b.task, b.maxAge);
        if (updatedAt < b.settleFrom) revert TooEarly(updatedAt);
        b.over = true;
        address winner = value[0] >= b.strike ? b.above : b.below;
        uint256 amount = uint256(b.stakeAbove) + b.stakeBelow;
        owed[winner] += amount;
        emit Settled(id, winner, value[0], updatedAt, amount);
    }

    /// @notice Gives the stakes back: of a bet that nobody took, once nobody can, or at once if its creator
    /// asks; of one that was taken, if the feed is dead, which is that after `refundFrom` its latest value
    /// does not count or is stale. While a value can settle the bet, it cannot be refunded. Anybody may call.
    /// @param id A bet that is not over
    function refund(uint256 id) external {
        Bet storage b = _bets[id];
        (address above, address below) = (b.above, b.below);
        if (b.over || (above == address(0) && below == address(0))) revert NotOpen();
        if (above != address(0) && below != address(0)) {
            (,, uint64 updatedAt,) = oracle.read(b.task);
            bool dead = updatedAt < b.settleFrom || _isStale(updatedAt, b.maxAge);
            if (block.timestamp < b.refundFrom || !dead) revert NotRefundable();
        } else if (block.timestamp < b.takeUntil && msg.sender != above && msg.sender != below) {
            revert NotRefundable();
        }
        b.over = true;
        if (above != address(0)) owed[above] += b.stakeAbove;
        if (below != address(0)) owed[below] += b.stakeBelow;
        emit Refunded(id);
    }

    /// @notice Pays the caller all that it is owed. About 31,000 gas.
    /// @param to Who receives the money
    function withdraw(address payable to) external {
        uint256 amount = owed[msg.sender];
        if (amount == 0) revert NothingOwed();
        owed[msg.sender] = 0;
        emit Withdrawn(msg.sender, to, amount);
        (bool ok,) = to.call{value: amount}("");
        if (!ok) revert PaymentFailed();
    }

    /// @notice A bet; all zero for an unknown one.
    /// @param id Any number
    function bet(uint256 id) external view returns (Bet memory) {
        return _bets[id];
    }
}
