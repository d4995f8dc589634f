// SPDX-License-Identifier: MIT
pragma solidity ^0.8.30;

import {INashOracle} from "../src/INashOracle.sol";
import {NashConsumer} from "../src/consumer/NashConsumer.sol";
import {NashReader} from "../src/consumer/NashReader.sol";
import {BetSettlement} from "../src/examples/BetSettlement.sol";
import {PrizePayout} from "../src/examples/PrizePayout.sol";
import {Base} from "./Base.sol";

/// The example of docs/gates-and-adapters.md.
contract Thermostat is NashConsumer {
    bytes32 private immutable task;
    bool public heating;

    constructor(address oracle, bytes32 task_) NashConsumer(oracle) {
        task = task_;
    }

    function _listensTo(bytes32 t) internal view override returns (bool) {
        return t == task;
    }

    function _onOutcome(bytes32, uint64, int128[] calldata value) internal override {
        heating = value[0] < 20 << 64;
    }
}

contract ThermostatTest is Base {
    function testTenLinesAreEnough() public {
        _deploy(1);
        INashOracle.TaskParams memory p = _params();
        p.callbackGas = 50_000;
        bytes32 next = bytes32(hub.taskCount() + 1);
        Thermostat thermostat = new Thermostat(address(hub), next);
        p.consumer = address(thermostat);
        hub.createTask(p);
        bytes32 other = hub.createTask(p);
        _post(other, 1, 19 << 64);
        yes(!thermostat.heating(), "somebody else's task");
        _post(next, 1, 19 << 64);
        yes(thermostat.heating(), "cold");
        _post(next, 2, 20 << 64);
        yes(!thermostat.heating(), "warm");
    }
}

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

contract PrizePayoutTest is Base {
    PrizePayout private prizes;
    address[] private recipients;

    function setUp() public {
        _deploy(1);
        prizes = new PrizePayout(address(hub));
        vm.deal(address(this), 10 ether);
        for (uint160 i = 1; i <= 4; ++i) {
            recipients.push(address(0xCAFE00 + i));
        }
    }

    receive() external payable {}

    function _task(address consumer, uint32 gas_) private returns (bytes32) {
        INashOracle.TaskParams memory p = _params();
        p.dimension = 4;
        p.consumer = consumer;
        p.callbackGas = gas_;
        return hub.createTask(p);
    }

    function _offered(uint32 gas_) private returns (bytes32 task) {
        task = _task(address(prizes), gas_);
        prizes.offer{value: 1 ether}(task, recipients, uint64(T0 + 1000));
    }

    function _rate(bytes32 task, uint32 round, int256 a, int256 b, int256 c, int256 d) private {
        int256[] memory v = new int256[](4);
        (v[0], v[1], v[2], v[3]) = (a, b, c, d);
        _post(bytes.concat(_header(1), _outcome(task, round, 0, 16, v)));
    }

    function testTheBestIsPaidByTheCallback() public {
        bytes32 task = _task(address(prizes), 200_000);
        vm.expectEmit(address(prizes));
        emit PrizePayout.Offered(task, address(this), 1 ether, uint64(T0 + 1000), recipients);
        prizes.offer{value: 1 ether}(task, recipients, uint64(T0 + 1000));
        _rate(task, 1, -5, -2, -3, -9);
        eq(prizes.owed(recipients[1]), 1 ether, "owed");
        _rate(task, 2, 1, 0, 0, 0); // the callback is refused, which hurts nobody
        eq(prizes.owed(recipients[0]), 0, "once");
        vm.prank(recipients[1]);
        prizes.withdraw(payable(ALICE));
        eq(ALICE.balance, 1 ether, "paid");
        vm.expectRevert(PrizePayout.NothingOwed.selector);
        prizes.withdraw(payable(ALICE));
        vm.expectRevert(PrizePayout.NoPrize.selector);
        prizes.award(task);
        vm.expectRevert(PrizePayout.NoPrize.selector);
        prizes.reclaim(task);
    }

    function testTiesGoToTheLowestIndex() public {
        bytes32 task = _offered(200_000);
        _rate(task, 1, 1, 7, 7, 7);
        eq(prizes.owed(recipients[1]), 1 ether, "owed");
    }

    function testFuzzTheBest(int128[4] calldata v, uint8 shift) public {
        bytes32 task = _offered(200_000);
        uint256 best = 0;
        int128[4] memory w;
        for (uint256 i = 0; i < 4; ++i) {
            w[i] = v[i] >> (shift % 128); // ties, too
            if (w[i] > w[best]) best = i;
        }
        _rate(task, 1, w[0], w[1], w[2], w[3]);
        eq(prizes.owed(recipients[best]), 1 ether, "owed");
    }

    /// The callback gas that the contract's comment asks for is enough.
    function testCallbackGas() public {
        INashOracle.TaskParams memory p = _params();
        (p.dimension, p.consumer, p.callbackGas) = (200, address(prizes), 65_000 + 200 * 300);
        bytes32 task = hub.createTask(p);
        int256[] memory ratings = new int256[](200);
        while (recipients.length < 200) {
            recipients.push(ALICE);
        }
        for (uint256 i = 0; i < 200; ++i) {
            ratings[i] = int256(i); // each is better than all before
        }
        prizes.offer{value: 1 ether}(task, recipients, uint64(T0 + 1000));
        _post(bytes.concat(_header(1), _outcome(task, 1, 0, 16, ratings)));
        eq(prizes.owed(ALICE), 1 ether, "owed");
    }

    /// A task that names too little gas: the value is read.
    function testAward() public {
        bytes32 task = _offered(10_000);
        vm.expectRevert(abi.encodeWithSelector(NashReader.NoValue.selector, task));
        prizes.award(task);
        vm.expectEmit(address(hub));
        emit INashOracle.CallbackDone(task, 1, false);
        _rate(task, 1, 1, 2, 3, 4);
        vm.warp(T0 + 1e6); // however old
        vm.expectRevert(PrizePayout.NotReclaimable.selector);
        prizes.reclaim(task);
        vm.expectEmit(address(prizes));
        emit PrizePayout.Awarded(task, recipients[3], 3, 4, 1 ether);
        vm.prank(ALICE);
        prizes.award(task);
        eq(prizes.owed(recipients[3]), 1 ether, "owed");
    }

    function testReclaim() public {
        bytes32 task = _offered(200_000);
        _post(bytes.concat(_header(1), _insufficient(task, 1, 0)));
        vm.warp(T0 + 999);
        vm.expectRevert(PrizePayout.NotReclaimable.selector);
        prizes.reclaim(task);
        vm.warp(T0 + 1000);
        vm.prank(ALICE); // anybody; it is the creator's
        prizes.reclaim(task);
        uint256 before = address(this).balance;
        prizes.withdraw(payable(address(this)));
        eq(address(this).balance - before, 1 ether, "back");
        _rate(task, 2, 1, 2, 3, 4);
        eq(prizes.owed(recipients[3]), 0, "too late");
        yes(prizes.prize(task).over, "over");
    }

    function testOnlyTheHubsCalls() public {
        bytes32 task = _offered(200_000);
        int128[] memory v = new int128[](4);
        vm.expectRevert(NashConsumer.NotTheOracle.selector);
        prizes.onOutcome(task, 1, v);
        vm.prank(address(hub));
        vm.expectRevert(abi.encodeWithSelector(NashConsumer.NotListening.selector, bytes32(uint256(9))));
        prizes.onOutcome(bytes32(uint256(9)), 1, v);
    }

    function testBadOffers() public {
        bytes32 task = _task(address(prizes), 200_000);
        vm.prank(ALICE);
        vm.expectRevert(PrizePayout.NotTheCreator.selector);
        prizes.offer(task, recipients, uint64(T0 + 1000));
        vm.expectRevert(PrizePayout.BadPrize.selector);
        prizes.offer(task, recipients, uint64(T0 + 1000));
        vm.expectRevert(PrizePayout.BadPrize.selector);
        prizes.offer{value: 1}(task, recipients, uint64(T0));
        recipients[3] = address(0);
        vm.expectRevert(PrizePayout.BadPrize.selector);
        prizes.offer{value: 1}(task, recipients, uint64(T0 + 1000));
        recipients.pop();
        vm.expectRevert(PrizePayout.BadTask.selector);
        prizes.offer{value: 1}(task, recipients, uint64(T0 + 1000));
        recipients.push(ALICE);
        prizes.offer{value: 1}(task, recipients, uint64(T0 + 1000));
        vm.expectRevert(PrizePayout.AlreadyOffered.selector);
        prizes.offer{value: 1}(task, recipients, uint64(T0 + 1000));
        bytes32 other = _task(ALICE, 200_000);
        vm.expectRevert(PrizePayout.BadTask.selector);
        prizes.offer{value: 1}(other, recipients, uint64(T0 + 1000));
        vm.expectRevert(INashOracle.UnknownTask.selector);
        prizes.offer{value: 1}(bytes32(uint256(99)), recipients, uint64(T0 + 1000));
    }

    function testARecipientWhoRefuses() public {
        bytes32 task = _offered(200_000);
        _rate(task, 1, 9, 2, 3, 4);
        vm.prank(recipients[0]);
        vm.expectRevert(PrizePayout.PaymentFailed.selector);
        prizes.withdraw(payable(address(hub)));
        eq(prizes.owed(recipients[0]), 1 ether, "still owed");
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
