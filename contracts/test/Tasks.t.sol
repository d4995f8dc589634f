// SPDX-License-Identifier: MIT
pragma solidity ^0.8.30;

import {INashOracle} from "../src/INashOracle.sol";
import {Base} from "./Base.sol";

/// @notice Creation, money and the end of tasks.
contract TasksTest is Base {
    bool private refuse;

    function setUp() public {
        _deploy(1);
        vm.deal(address(this), 1000 ether);
    }

    receive() external payable {
        require(!refuse, "refused");
    }

    // ------------------------------------------------------------ creation

    function testCreate() public {
        INashOracle.TaskParams memory p = _params();
        p.start = 0;
        p.dimension = 3;
        p.width = 8;
        p.bounty = 5;
        p.consumer = ALICE;
        p.callbackGas = 70_000;
        INashOracle.TaskParams memory effective = _params();
        effective.dimension = 3;
        effective.width = 8;
        effective.bounty = 5;
        effective.consumer = ALICE;
        effective.callbackGas = 70_000;
        vm.expectEmit(address(hub));
        emit INashOracle.TaskCreated(bytes32(uint256(1)), address(this), effective);
        bytes32 task = hub.createTask{value: 12}(p);
        yes(task == bytes32(uint256(1)), "task 1");
        eq(hub.taskCount(), 1, "count");

        INashOracle.TaskInfo memory info = hub.taskInfo(task);
        eq(info.creator, address(this), "creator");
        eq(info.start, T0, "start");
        eq(info.commitSeconds, 60, "commit");
        eq(info.revealDelay, 10, "delay");
        eq(info.revealSeconds, 30, "reveal");
        eq(info.period, 200, "period");
        eq(info.lastRound, type(uint32).max, "last round");
        eq(info.dimension, 3, "dimension");
        eq(info.width, 8, "width");
        eq(info.decimals, 8, "decimals");
        eq(info.trimBps, 2000, "trim");
        eq(info.minAgents, 1, "min");
        eq(info.maxAgents, 100, "max");
        eq(info.callbackGas, 70_000, "gas");
        eq(info.consumer, ALICE, "consumer");
        eq(info.initialTrust, 65_536, "trust");
        eq(info.bounty, 5, "bounty");
        eq(info.funded, 12, "funded");

        INashOracle.Head memory h = hub.head(task);
        yes(h.exists && h.narrow && h.callback && !h.insufficient && !h.cancelled, "flags");
        eq(h.lastRound, 0, "round");
        (int128[] memory value, uint64 round, uint64 updatedAt, INashOracle.Status status) = hub.read(task);
        yes(value.length == 0 && round == 0 && updatedAt == 0 && status == INashOracle.Status.Pending, "pending");
        yes(hub.createTask(_params()) == bytes32(uint256(2)), "task 2");
    }

    function testUnknown() public {
        (int128[] memory value, uint64 round, uint64 updatedAt, INashOracle.Status status) =
            hub.read(bytes32(uint256(1)));
        yes(value.length == 0 && round == 0 && updatedAt == 0 && status == INashOracle.Status.None, "none");
        bytes4 e = INashOracle.UnknownTask.selector;
        vm.expectRevert(e);
        hub.taskInfo(0);
        vm.expectRevert(e);
        hub.windows(bytes32(uint256(1)), 1);
        vm.expectRevert(e);
        hub.fund{value: 1}(bytes32(uint256(1)));
        vm.expectRevert(e);
        hub.cancel(bytes32(uint256(1)));
        vm.expectRevert(e);
        hub.stop(bytes32(uint256(1)));
        vm.expectRevert(e);
        hub.expire(bytes32(uint256(1)));
        vm.expectRevert(e);
        hub.claim(bytes32(uint256(1)));
        vm.expectRevert(e);
        hub.commit(bytes32(uint256(1)), 1, ALICE, new bytes(48), new bytes(112), new bytes(96));
        vm.expectRevert(e);
        hub.reveal(bytes32(uint256(1)), 1, ALICE, 0, "", 0);
    }

    function _fails(INashOracle.TaskParams memory p, bytes4 selector) private {
        vm.expectRevert(selector);
        hub.createTask(p);
    }

    function testBounds() public {
        INashOracle.TaskParams memory p = _params();
        p.dimension = 0;
        _fails(p, INashOracle.BadDimension.selector);
        p.dimension = 513;
        _fails(p, INashOracle.BadDimension.selector);
        p = _params();
        p.width = 15;
        _fails(p, INashOracle.BadWidth.selector);
        p = _params();
        p.trimBps = 5000;
        _fails(p, INashOracle.BadTrim.selector);
        p = _params();
        p.lambda = 65_001;
        _fails(p, INashOracle.BadLambda.selector);
        p = _params();
        p.minAgents = 0;
        _fails(p, INashOracle.BadAgents.selector);
        p.minAgents = 101;
        _fails(p, INashOracle.BadAgents.selector);
        p.maxAgents = 1 << 24;
        _fails(p, INashOracle.BadAgents.selector);
        p = _params();
        p.initialTrust = 65_537;
        _fails(p, INashOracle.BadTrust.selector);
        p = _params();
        p.minTrust = 65_537;
        _fails(p, INashOracle.BadTrust.selector);
        p = _params();
        p.start = uint64(T0 - 1);
        _fails(p, INashOracle.BadStart.selector);
        p.start = 1 << 40;
        _fails(p, INashOracle.BadStart.selector);
        p = _params();
        p.commitSeconds = 0;
        _fails(p, INashOracle.BadWindows.selector);
        p = _params();
        p.revealSeconds = 0;
        _fails(p, INashOracle.BadWindows.selector);
        p = _params();
        p.period = 59;
        _fails(p, INashOracle.BadPeriod.selector);
        p.period = (1 << 31) + 1;
        _fails(p, INashOracle.BadPeriod.selector);
        p = _params();
        p.gate = ALICE; // no code
        _fails(p, INashOracle.BadGate.selector);
        p = _params();
        p.consumer = ALICE;
        _fails(p, INashOracle.BadConsumer.selector);
        p.callbackGas = 5_000_001;
        _fails(p, INashOracle.BadConsumer.selector);
        p.consumer = address(0);
        p.callbackGas = 1;
        _fails(p, INashOracle.BadConsumer.selector);
        p = _params();
        p.solver = "";
        _fails(p, INashOracle.BadText.selector);
        p.solver = string(new bytes(257));
        _fails(p, INashOracle.BadText.selector);
        p = _params();
        p.description = string(new bytes(1025));
        _fails(p, INashOracle.BadText.selector);

        p = _params(); // all at their bounds
        p.dimension = 512;
        p.trimBps = 4999;
        p.lambda = 65_000;
        p.minAgents = p.maxAgents = (1 << 24) - 1;
        p.minTrust = 65_536;
        p.period = 1 << 31;
        p.solver = string(new bytes(256));
        p.description = string(new bytes(1024));
        hub.createTask(p);
    }

    /// No time of any round overflows.
    function testWindowsOfTheLastRound() public {
        INashOracle.TaskParams memory p = _params();
        (p.start, p.period) = ((1 << 40) - 1, 1 << 31);
        p.commitSeconds = 1 << 31;
        p.revealDelay = p.revealSeconds = type(uint32).max;
        bytes32 task = hub.createTask(p);
        (uint64 from, uint64 until, uint64 reveal, uint64 deadline) = hub.windows(task, type(uint32).max);
        eq(from, (1 << 40) - 1 + ((1 << 32) - 2 << 31), "from");
        yes(from < until && until < reveal && reveal < deadline, "in order");
    }

    function testMoneyNeedsABounty() public {
        INashOracle.TaskParams memory p = _params();
        vm.expectRevert(INashOracle.NoBounty.selector);
        hub.createTask{value: 1}(p);
        bytes32 task = hub.createTask(p);
        vm.expectRevert(INashOracle.NoBounty.selector);
        hub.fund{value: 1}(task);
    }

    // --------------------------------------------------------------- money

    /// A task that starts in 100 seconds, with a bounty of 10.
    function _funded(uint32 period, uint256 value) private returns (bytes32) {
        INashOracle.TaskParams memory p = _params();
        p.start = uint64(T0 + 100);
        p.period = period;
        p.bounty = 10;
        return hub.createTask{value: value}(p);
    }

    function testCancelRefunds() public {
        bytes32 task = _funded(200, 35);
        hub.fund{value: 5}(task);
        eq(address(hub).balance, 40, "held");
        vm.prank(ALICE);
        vm.expectRevert(INashOracle.NotTheCreator.selector);
        hub.cancel(task);
        uint256 before = address(this).balance;
        vm.expectEmit(address(hub));
        emit INashOracle.TaskCancelled(task, 40);
        hub.cancel(task);
        eq(address(this).balance, before + 40, "refunded");
        (,,, INashOracle.Status status) = hub.read(task);
        yes(status == INashOracle.Status.Cancelled, "cancelled");
        yes(hub.head(task).cancelled, "head");

        bytes4 over = INashOracle.TaskOver.selector;
        vm.expectRevert(over);
        hub.cancel(task);
        vm.expectRevert(over);
        hub.expire(task);
        vm.expectRevert(over);
        hub.fund{value: 1}(task);
        vm.expectRevert(INashOracle.NothingToStop.selector);
        hub.stop(task);
        vm.warp(T0 + 110);
        vm.expectRevert(INashOracle.NoSuchRound.selector);
        hub.commit(task, 1, ALICE, new bytes(48), new bytes(112), new bytes(96));
        _postFails(bytes.concat(_header(1), _outcome(task, 1, 5)), INashOracle.NothingNew.selector);
    }

    /// A quorum that posts before the first round, and is paid for it, costs the creator those bounties and
    /// nobody else anything.
    function testCancelAfterAClaim() public {
        _funded(200, 100); // somebody else's
        bytes32 task = _funded(200, 35);
        _post(task, 1, 1);
        _post(task, 2, 2);
        hub.claim(task);
        _post(task, 3, 3); // not claimed
        vm.expectEmit(address(hub));
        emit INashOracle.TaskCancelled(task, 15);
        hub.cancel(task);
        eq(PAYEE.balance, 20, "paid");
        eq(address(hub).balance, 100, "the other task's");
        vm.expectRevert(INashOracle.NothingToClaim.selector);
        hub.claim(task);
    }

    function testCancelOnlyBeforeTheStart() public {
        bytes32 task = _funded(200, 35);
        vm.warp(T0 + 100);
        vm.expectRevert(INashOracle.Started.selector);
        hub.cancel(task);
    }

    function testOneShotExpires() public {
        bytes32 task = _funded(0, 35);
        vm.expectRevert(INashOracle.NothingToStop.selector);
        hub.stop(task);
        vm.warp(T0 + 200 + 7 days - 1);
        vm.expectRevert(INashOracle.NotOver.selector);
        hub.expire(task);
        _post(task, 1, 5);
        vm.warp(T0 + 200 + 7 days);
        uint256 before = address(this).balance;
        vm.prank(ALICE); // anybody
        hub.expire(task);
        eq(address(this).balance, before + 25, "refunded");
        vm.expectRevert(INashOracle.TaskOver.selector);
        hub.expire(task);
        vm.expectRevert(INashOracle.TaskOver.selector);
        hub.fund{value: 1}(task);
        hub.claim(task); // what was earned is still there
        eq(PAYEE.balance, 10, "earned");
        eq(address(hub).balance, 0, "nothing stuck");
    }

    function testClaim() public {
        bytes32 task = _funded(200, 35);
        vm.expectRevert(INashOracle.NothingToClaim.selector);
        hub.claim(task);
        _post(task, 1, 5);
        _post(bytes.concat(_header(1), _insufficient(task, 2, 0))); // earns, too
        vm.expectEmit(address(hub));
        emit INashOracle.BountyClaimed(task, PAYEE, 2, 20);
        hub.claim(task);
        eq(PAYEE.balance, 20, "two rounds");
        vm.expectRevert(INashOracle.NothingToClaim.selector);
        hub.claim(task);
        // Two more posted, but the funds cover one of them only.
        _post(task, 3, 5);
        _post(task, 4, 5);
        hub.claim(task);
        eq(PAYEE.balance, 30, "capped");
        vm.expectRevert(INashOracle.NothingToClaim.selector);
        hub.claim(task);
        hub.fund{value: 5}(task); // 40 in all: the debt is paid
        hub.claim(task);
        eq(PAYEE.balance, 40, "paid");
        eq(address(hub).balance, 0, "all");
    }

    function testStopThenExpire() public {
        bytes32 task = _funded(200, 100);
        vm.expectRevert(INashOracle.NotOver.selector);
        hub.expire(task);
        vm.warp(T0 + 100 + 399); // in round 2
        vm.prank(ALICE);
        vm.expectRevert(INashOracle.NotTheCreator.selector);
        hub.stop(task);
        vm.expectEmit(address(hub));
        emit INashOracle.TaskStopped(task, 2);
        hub.stop(task);
        vm.expectRevert(INashOracle.NothingToStop.selector);
        hub.stop(task);
        vm.expectRevert(INashOracle.NoSuchRound.selector);
        hub.windows(task, 3);
        hub.windows(task, 2);
        _post(task, 2, 7);
        vm.warp(T0 + 100 + 200 + 100 + 7 days - 1);
        vm.expectRevert(INashOracle.NotOver.selector);
        hub.expire(task);
        vm.warp(T0 + 100 + 200 + 100 + 7 days);
        vm.expectEmit(address(hub));
        emit INashOracle.TaskExpired(task, 90);
        hub.expire(task);
        eq(address(hub).balance, 10, "earned");
        hub.claim(task);
        eq(PAYEE.balance, 10, "claimed");
    }

    function testStopAtTheEdgesOfRounds() public {
        bytes32 a = _funded(200, 0);
        bytes32 b = _funded(200, 0);
        bytes32 c = _funded(200, 0);
        hub.stop(a); // before the start: the first round stays
        vm.warp(T0 + 100 + 199);
        hub.stop(b);
        vm.warp(T0 + 100 + 200);
        hub.stop(c);
        eq(hub.taskInfo(a).lastRound, 1, "before");
        eq(hub.taskInfo(b).lastRound, 1, "last second of round 1");
        eq(hub.taskInfo(c).lastRound, 2, "first second of round 2");
    }

    function testACreatorWhoRefusesMoneyHurtsNobody() public {
        bytes32 task = _funded(0, 35);
        _post(task, 1, 5);
        vm.warp(T0 + 30 days);
        refuse = true;
        vm.expectRevert(INashOracle.PaymentFailed.selector);
        hub.expire(task);
        hub.claim(task);
        eq(PAYEE.balance, 10, "earned");
        refuse = false;
        hub.expire(task);
        eq(address(hub).balance, 0, "refunded");
    }

    /// What goes in comes out, whatever the order.
    function testFuzzMoneyIsConserved(uint64 value, uint64 more, uint8 posts, bool claimFirst) public {
        bytes32 task = _funded(200, value);
        hub.fund{value: more}(task);
        uint256 rounds = posts % 6;
        for (uint32 r = 1; r <= rounds; ++r) {
            _post(task, r, int256(uint256(r)));
        }
        uint256 total = uint256(value) + more;
        uint256 earned = (rounds < total / 10 ? rounds : total / 10) * 10;
        if (claimFirst && earned > 0) hub.claim(task);
        hub.stop(task);
        vm.warp(T0 + 30 days);
        uint256 before = address(this).balance;
        hub.expire(task);
        eq(address(this).balance, before + total - earned, "refund");
        if (!claimFirst && earned > 0) hub.claim(task);
        eq(PAYEE.balance, earned, "earned");
        eq(address(hub).balance, 0, "nothing stuck");
    }
}
