// SPDX-License-Identifier: MIT
pragma solidity ^0.8.30;

import {INashOracle} from "../src/INashOracle.sol";
import {NashReader} from "../src/consumer/NashReader.sol";
import {BetSettlement} from "../src/examples/BetSettlement.sol";
import {Base} from "./Base.sol";

contract BetSettlementTest is Base {
    address private constant BOB = address(0xB0B);

    BetSettlement private bets;
    bytes32 private task;

    function setUp() public {
        _deploy(1);
        bets = new BetSettlement(address(hub));
        task = _feed(1, 16);
        vm.deal(ALICE, 10 ether);
        vm.deal(BOB, 10 ether);
    }

    /// At or above 100 in round 5, whose deadline is T0 + 900, or later.
    function _terms() private view returns (BetSettlement.Terms memory t) {
        t.task = task;
        t.strike = 100 << 64;
        t.above = true;
        t.counterStake = 2 ether;
        t.takeUntil = uint64(T0 + 800);
        t.settleFrom = uint64(T0 + 900);
        t.refundFrom = uint64(T0 + 5000);
        t.maxAge = 300;
    }

    function _open(BetSettlement.Terms memory t) private returns (uint256) {
        vm.prank(ALICE);
        return bets.open{value: 1 ether}(t);
    }

    function _bet() private returns (uint256 id) {
        id = _open(_terms());
        _take(id, 2 ether);
    }

    function _take(uint256 id, uint256 amount) private {
        vm.prank(BOB);
        bets.take{value: amount}(id);
    }

    function _withdraw(address who) private {
        vm.prank(who);
        bets.withdraw(payable(who));
    }

    function testAboveWins() public {
        uint256 id = _open(_terms());
        eq(id, 1, "id");
        vm.expectEmit(address(bets));
        emit BetSettlement.Taken(1, BOB);
        _take(id, 2 ether);
        _post(task, 5, 100 << 64); // at the strike
        vm.warp(T0 + 901);
        vm.expectEmit(address(bets));
        emit BetSettlement.Settled(1, ALICE, 100 << 64, uint64(T0 + 900), 3 ether);
        bets.settle(id);
        eq(bets.owed(ALICE), 3 ether, "owed");
        _withdraw(ALICE);
        eq(ALICE.balance, 12 ether, "paid");
        eq(address(bets).balance, 0, "all");
        vm.expectRevert(BetSettlement.NothingOwed.selector);
        _withdraw(ALICE);
        vm.expectRevert(BetSettlement.NothingOwed.selector);
        _withdraw(BOB);
        yes(bets.bet(id).over, "over");
        vm.expectRevert(BetSettlement.NotOpen.selector);
        bets.settle(id);
        vm.expectRevert(BetSettlement.NotOpen.selector);
        bets.refund(id);
        vm.expectRevert(BetSettlement.NotOpen.selector);
        _take(id, 2 ether);
    }

    function testBelowWinsFromTheOtherSide() public {
        BetSettlement.Terms memory t = _terms();
        t.above = false;
        uint256 id = _open(t);
        vm.expectRevert(BetSettlement.WrongStake.selector);
        _take(id, 1 ether);
        _take(id, 2 ether);
        eq(bets.bet(id).above, BOB, "above");
        _post(task, 6, (100 << 64) - 1);
        vm.warp(T0 + 1100);
        bets.settle(id);
        eq(bets.owed(ALICE), 3 ether, "owed");
    }

    function testTooEarlyAndStale() public {
        uint256 id = _bet();
        vm.expectRevert(abi.encodeWithSelector(NashReader.NoValue.selector, task));
        bets.settle(id);
        _post(task, 4, 1);
        vm.warp(T0 + 950);
        vm.expectRevert(abi.encodeWithSelector(BetSettlement.TooEarly.selector, T0 + 700));
        bets.settle(id);
        _post(task, 5, 1);
        vm.warp(T0 + 1201);
        vm.expectRevert(abi.encodeWithSelector(NashReader.Stale.selector, task, T0 + 900));
        bets.settle(id);
        vm.warp(T0 + 1200);
        bets.settle(id);
        eq(bets.owed(BOB), 3 ether, "owed");
    }

    /// A feed without a round that counts, and one that died after such a round.
    function testRefundOfADeadFeed() public {
        uint256 id = _bet();
        _post(task, 4, 1);
        vm.warp(T0 + 4999);
        vm.expectRevert(BetSettlement.NotRefundable.selector);
        bets.refund(id);
        vm.warp(T0 + 5000);
        _post(task, 25, 1); // its deadline is T0 + 4900: alive
        vm.expectRevert(BetSettlement.NotRefundable.selector);
        bets.refund(id);
        vm.warp(T0 + 5201);
        vm.expectEmit(address(bets));
        emit BetSettlement.Refunded(id);
        bets.refund(id);
        _withdraw(ALICE);
        _withdraw(BOB);
        eq(ALICE.balance, 10 ether, "Alice's stake");
        eq(BOB.balance, 10 ether, "Bob's stake");
    }

    function testNobodyTakes() public {
        uint256 id = _open(_terms());
        vm.expectRevert(BetSettlement.NotOpen.selector);
        bets.settle(id);
        vm.expectRevert(BetSettlement.NotRefundable.selector);
        bets.refund(id);
        vm.warp(T0 + 800);
        vm.expectRevert(BetSettlement.TooLate.selector);
        _take(id, 2 ether);
        bets.refund(id); // anybody
        eq(bets.owed(ALICE), 1 ether, "owed");
        vm.warp(T0);
        id = _open(_terms());
        vm.prank(ALICE); // the creator, at once
        bets.refund(id);
        eq(bets.owed(ALICE), 2 ether, "owed");
        vm.expectRevert(BetSettlement.NotOpen.selector);
        _take(id, 2 ether);
    }

    function testUnknownBet() public {
        vm.expectRevert(BetSettlement.NotOpen.selector);
        _take(7, 0);
        vm.expectRevert(BetSettlement.NotOpen.selector);
        bets.settle(7);
        vm.expectRevert(BetSettlement.NotOpen.selector);
        bets.refund(7);
    }

    function testTerms() public {
        BetSettlement.Terms memory t = _terms();
        vm.expectRevert(BetSettlement.BadTerms.selector);
        bets.open(t);
        t.counterStake = 0;
        vm.expectRevert(BetSettlement.BadTerms.selector);
        _open(t);
        t = _terms();
        t.takeUntil = uint64(T0);
        vm.expectRevert(BetSettlement.BadTerms.selector);
        _open(t);
        t = _terms();
        t.settleFrom = t.takeUntil - 1;
        vm.expectRevert(BetSettlement.BadTerms.selector);
        _open(t);
        t = _terms();
        t.refundFrom = t.settleFrom - 1;
        vm.expectRevert(BetSettlement.BadTerms.selector);
        _open(t);
        t = _terms();
        t.task = _feed(2, 16);
        vm.expectRevert(BetSettlement.BadTask.selector);
        _open(t);
        // One whose values are not stored could never be settled, nor refunded while it lives.
        INashOracle.TaskParams memory p = _params();
        p.digest = true;
        t.task = hub.createTask(p);
        vm.expectRevert(BetSettlement.BadTask.selector);
        _open(t);
        t.task = bytes32(uint256(99));
        vm.expectRevert(INashOracle.UnknownTask.selector);
        _open(t);
    }

    function testARecipientWhoRefuses() public {
        uint256 id = _open(_terms());
        vm.prank(ALICE);
        bets.refund(id);
        vm.prank(ALICE);
        vm.expectRevert(BetSettlement.PaymentFailed.selector);
        bets.withdraw(payable(address(hub)));
        eq(bets.owed(ALICE), 1 ether, "still owed");
    }

    /// Whatever the feed does and whenever one looks: the money goes to one side or back, all of it, and
    /// never is a bet open for ever.
    function testFuzzEveryBetEnds(int128 value, uint8 round, uint16 wait) public {
        uint256 id = _bet();
        if (round != 0) _post(task, round, value);
        vm.warp(T0 + uint256(wait) * 2);
        (bool settled,) = address(bets).call(abi.encodeCall(bets.settle, (id)));
        (bool refunded,) = address(bets).call(abi.encodeCall(bets.refund, (id)));
        yes(!(settled && refunded), "one of them");
        if (settled) {
            yes(bets.owed(value >= 100 << 64 ? ALICE : BOB) == 3 ether, "the winner's");
        } else if (refunded) {
            yes(bets.owed(ALICE) == 1 ether && bets.owed(BOB) == 2 ether, "theirs");
        } else {
            vm.warp(T0 + 1e6); // no feed lives that long without posting
            bets.refund(id);
        }
        eq(bets.owed(ALICE) + bets.owed(BOB), 3 ether, "all of it");
    }
}

/// Bets and a feed, in any order, by anybody.
contract BetHandler is Base {
    BetSettlement public bets;
    address[3] public people = [address(0xB1), address(0xB2), address(0xB3)];
    bytes32 private task;
    uint32 private round;

    constructor() {
        _deploy(1);
        bets = new BetSettlement(address(hub));
        task = _feed(1, 16);
        for (uint256 i = 0; i < 3; ++i) {
            vm.deal(people[i], 1e6);
        }
    }

    function open(uint8 who, bool above, uint16 stake, uint16 counter, uint16 wait1, uint16 wait2) external {
        BetSettlement.Terms memory t;
        (t.task, t.above, t.counterStake, t.maxAge) = (task, above, counter, 400);
        t.takeUntil = uint64(block.timestamp + wait1 % 400);
        t.settleFrom = t.takeUntil + wait2 % 400;
        t.refundFrom = t.settleFrom + 600;
        vm.prank(people[who % 3]);
        try bets.open{value: stake % 1000}(t) {} catch {}
    }

    function take(uint8 who, uint256 id) external {
        id = id % (bets.betCount() + 1);
        BetSettlement.Bet memory b = bets.bet(id);
        vm.prank(people[who % 3]);
        try bets.take{value: b.above == address(0) ? b.stakeAbove : b.stakeBelow}(id) {} catch {}
    }

    function settle(uint256 id) external {
        try bets.settle(id % (bets.betCount() + 1)) {} catch {}
    }

    function refund(uint8 who, uint256 id) external {
        id = id % (bets.betCount() + 1);
        vm.prank(people[who % 3]);
        try bets.refund(id) {} catch {}
    }

    function withdraw(uint8 who) external {
        address p = people[who % 3];
        vm.prank(p);
        try bets.withdraw(payable(p)) {} catch {}
    }

    function post(uint8 skip, int64 value) external {
        round += 1 + skip % 3;
        _post(task, round, value);
        if (block.timestamp < T0 + 200 * uint256(round)) vm.warp(T0 + 200 * uint256(round));
    }

    function wait(uint16 time) external {
        vm.warp(block.timestamp + time % 300);
    }
}

contract BetInvariantsTest is Base {
    BetHandler private handler;

    function setUp() public {
        handler = new BetHandler();
    }

    function targetContracts() public view returns (address[] memory targets) {
        targets = new address[](1);
        targets[0] = address(handler);
    }

    /// What is staked in open bets and owed is what the contract has, and no money comes from nowhere.
    function invariantMoneyIsConserved() public view {
        BetSettlement bets = handler.bets();
        uint256 due = 0;
        for (uint256 id = 1; id <= bets.betCount(); ++id) {
            BetSettlement.Bet memory b = bets.bet(id);
            if (!b.over && b.above != address(0)) due += b.stakeAbove;
            if (!b.over && b.below != address(0)) due += b.stakeBelow;
        }
        uint256 outside = 0;
        for (uint256 i = 0; i < 3; ++i) {
            due += bets.owed(handler.people(i));
            outside += handler.people(i).balance;
        }
        eq(address(bets).balance, due, "every wei is somebody's");
        eq(due + outside, 3e6, "all of it");
    }
}
