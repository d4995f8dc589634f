// SPDX-License-Identifier: MIT
pragma solidity ^0.8.30;

import {SafeCast} from "@openzeppelin/contracts/utils/math/SafeCast.sol";
import {INashOracle} from "../src/INashOracle.sol";
import {BondGate} from "../src/gates/BondGate.sol";
import {Base} from "./Base.sol";

/// Takes no money.
contract Refuser {
    function deposit(BondGate gate, address agent) external payable {
        gate.deposit{value: msg.value}(agent);
    }

    function announce(BondGate gate, address agent) external {
        gate.announce(agent);
    }

    function withdraw(BondGate gate, address agent, address payable to) external {
        gate.withdraw(agent, to);
    }
}

/// Withdraws again while it is being paid.
contract Reenterer {
    BondGate private gate;
    uint256 public received;
    bytes public answer;

    function run(BondGate gate_, uint256 step) external payable {
        gate = gate_;
        if (step == 0) gate.deposit{value: msg.value}(address(this));
        if (step == 1) gate.announce(address(this));
        if (step == 2) gate.withdraw(address(this), payable(address(this)));
    }

    receive() external payable {
        received += msg.value;
        (, answer) = address(gate).call(abi.encodeCall(gate.withdraw, (address(this), payable(address(this)))));
    }
}

contract BondGateTest is Base {
    BondGate private gate;

    function setUp() public {
        vm.warp(T0);
        gate = new BondGate(1 ether, 1 days);
        vm.deal(ALICE, 100 ether);
        vm.deal(SENDER, 100 ether);
    }

    function _deposit(address from, address agent, uint256 amount) private {
        vm.prank(from);
        gate.deposit{value: amount}(agent);
    }

    function _announce(address from, address agent) private {
        vm.prank(from);
        gate.announce(agent);
    }

    function _withdraw(address from, address agent) private {
        vm.prank(from);
        gate.withdraw(agent, payable(from));
    }

    function _is(address agent, bool ok) private view {
        (bool a, uint32 g) = gate.admitted(0, agent);
        yes(a == ok, "admitted");
        eq(g, 0, "group");
    }

    function testTerms() public {
        eq(gate.bond(), 1 ether, "bond");
        eq(gate.delay(), 1 days, "delay");
        vm.expectRevert(BondGate.BadTerms.selector);
        new BondGate(0, 1);
        vm.expectRevert(BondGate.BadTerms.selector);
        new BondGate(1, 0);
        vm.expectRevert(BondGate.BadTerms.selector);
        new BondGate(1, 365 days + 1);
    }

    function testInAndOut() public {
        _is(PAYEE, false);
        vm.expectEmit(address(gate));
        emit BondGate.Deposited(PAYEE, ALICE, 3 ether, 3 ether);
        _deposit(ALICE, PAYEE, 3 ether);
        _is(PAYEE, true);
        vm.expectEmit(address(gate));
        emit BondGate.WithdrawalAnnounced(PAYEE, ALICE, 3 ether, uint64(T0 + 1 days));
        _announce(ALICE, PAYEE);
        _is(PAYEE, false);
        vm.warp(T0 + 1 days - 1);
        vm.prank(ALICE);
        vm.expectRevert(abi.encodeWithSelector(BondGate.NotPayableYet.selector, T0 + 1 days));
        gate.withdraw(PAYEE, payable(ALICE));
        vm.warp(T0 + 1 days);
        vm.expectEmit(address(gate));
        emit BondGate.Withdrawn(PAYEE, ALICE, ALICE, 3 ether);
        _withdraw(ALICE, PAYEE);
        eq(ALICE.balance, 100 ether, "paid");
        BondGate.Bond memory b = gate.bondOf(PAYEE, ALICE);
        eq(b.standing + b.leaving + b.payableAt, 0, "nothing left");
    }

    function testTooSmall() public {
        vm.expectRevert(BondGate.BondTooSmall.selector);
        _deposit(ALICE, PAYEE, 1 ether - 1);
        _is(PAYEE, false);
        _deposit(ALICE, PAYEE, 1 ether);
        _deposit(ALICE, PAYEE, 1); // a standing bond may grow by anything
        vm.expectRevert(BondGate.BondTooSmall.selector);
        _deposit(ALICE, PAYEE, 0);
        uint256 much = 1 << 128;
        vm.deal(ALICE, much);
        vm.prank(ALICE);
        vm.expectRevert(abi.encodeWithSelector(SafeCast.SafeCastOverflowedUintDowncast.selector, 128, much));
        gate.deposit{value: much}(SENDER);
    }

    /// A bond that leaves does not come back in, and what follows it is announced anew.
    function testAgainWhileLeaving() public {
        _deposit(ALICE, PAYEE, 1 ether);
        _announce(ALICE, PAYEE);
        vm.expectRevert(BondGate.BondTooSmall.selector);
        _deposit(ALICE, PAYEE, 1);
        _deposit(ALICE, PAYEE, 2 ether);
        _is(PAYEE, true);
        vm.warp(T0 + 1 days);
        _withdraw(ALICE, PAYEE); // the first
        eq(ALICE.balance, 98 ether, "the first");
        _is(PAYEE, true);
        _announce(ALICE, PAYEE);
        _deposit(ALICE, PAYEE, 3 ether);
        vm.warp(T0 + 2 days - 1);
        _announce(ALICE, PAYEE);
        vm.warp(T0 + 2 days);
        vm.prank(ALICE);
        vm.expectRevert(abi.encodeWithSelector(BondGate.NotPayableYet.selector, T0 + 3 days - 1));
        gate.withdraw(PAYEE, payable(ALICE));
        vm.warp(T0 + 3 days - 1);
        _withdraw(ALICE, PAYEE);
        eq(ALICE.balance, 100 ether, "all");
    }

    /// Nobody can put out an agent that another one backs, or touch the other's bond.
    function testDepositorsAreApart() public {
        _deposit(ALICE, PAYEE, 1 ether);
        _deposit(SENDER, PAYEE, 1 ether);
        _announce(SENDER, PAYEE);
        _is(PAYEE, true);
        vm.warp(T0 + 2 days);
        vm.expectRevert(BondGate.NoBond.selector);
        _withdraw(ALICE, PAYEE);
        _withdraw(SENDER, PAYEE);
        vm.expectRevert(BondGate.NoBond.selector);
        _withdraw(SENDER, PAYEE);
        vm.expectRevert(BondGate.NoBond.selector);
        _announce(SENDER, PAYEE);
        eq(address(gate).balance, 1 ether, "the other's");
        _announce(ALICE, PAYEE);
        _is(PAYEE, false);
    }

    function testToWhomTheDepositorSays() public {
        Refuser refuser = new Refuser();
        refuser.deposit{value: 1 ether}(gate, PAYEE);
        refuser.announce(gate, PAYEE);
        vm.warp(T0 + 1 days);
        vm.expectRevert(BondGate.PaymentFailed.selector);
        refuser.withdraw(gate, PAYEE, payable(address(refuser)));
        refuser.withdraw(gate, PAYEE, payable(SENDER));
        eq(SENDER.balance, 101 ether, "paid");
    }

    function testReentry() public {
        _deposit(ALICE, PAYEE, 5 ether);
        Reenterer r = new Reenterer();
        r.run{value: 1 ether}(gate, 0);
        r.run(gate, 1);
        vm.warp(T0 + 1 days);
        r.run(gate, 2);
        eq(r.received(), 1 ether, "once");
        yes(bytes4(r.answer()) == BondGate.NoBond.selector, "NoBond");
    }

    function testCoversAndTheHubAsks() public {
        _deploy(1);
        address agent = _register(1, address(this));
        INashOracle.TaskParams memory p = _params();
        p.gate = address(gate);
        bytes32 task = hub.createTask(p);
        yes(gate.covers(hub, task), "a day covers");
        yes(new BondGate(1, 100).covers(hub, task), "60 + 10 + 30");
        yes(!new BondGate(1, 99).covers(hub, task), "a second short");
        vm.expectRevert(INashOracle.UnknownTask.selector);
        gate.covers(hub, bytes32(uint256(9)));

        (bytes memory c, bytes memory proof, bytes memory s) = (new bytes(48), new bytes(112), new bytes(96));
        vm.expectRevert(INashOracle.NotAdmitted.selector);
        hub.commit(task, 1, agent, c, proof, s);
        _deposit(ALICE, agent, 1 ether);
        vm.expectEmit(address(hub));
        emit INashOracle.Committed(task, 1, agent, 0, c, proof, s);
        hub.commit(task, 1, agent, c, proof, s);
        _announce(ALICE, agent);
        vm.expectRevert(INashOracle.NotAdmitted.selector);
        hub.commit(task, 1, agent, c, proof, s);
    }

    function testFuzzNothingIsLost(uint96 a, uint96 b, uint24 wait) public {
        uint256 first = 1 ether + uint256(a);
        uint256 second = 1 + uint256(b);
        vm.deal(ALICE, first + second);
        _deposit(ALICE, PAYEE, first);
        _deposit(ALICE, PAYEE, second);
        _announce(ALICE, PAYEE);
        vm.warp(T0 + wait);
        if (wait < 1 days) {
            vm.expectRevert(abi.encodeWithSelector(BondGate.NotPayableYet.selector, T0 + 1 days));
            _withdraw(ALICE, PAYEE);
        } else {
            _withdraw(ALICE, PAYEE);
            eq(ALICE.balance, first + second, "all");
        }
    }
}

/// Three depositors and two agents do what they may, in any order.
contract BondHandler is Base {
    BondGate public gate = new BondGate(100, 1 days);
    address[3] public depositors = [address(0xD1), address(0xD2), address(0xD3)];
    address[2] public agents = [address(0xA1), address(0xA2)];
    mapping(address depositor => uint256) public inGate;

    constructor() {
        vm.warp(T0);
        for (uint256 i = 0; i < 3; ++i) {
            vm.deal(depositors[i], 1e6);
        }
    }

    function deposit(uint8 d, uint8 a, uint16 amount) external {
        address who = depositors[d % 3];
        vm.prank(who);
        try gate.deposit{value: amount % 1000}(agents[a % 2]) {
            inGate[who] += amount % 1000;
        } catch {}
    }

    function announce(uint8 d, uint8 a) external {
        vm.prank(depositors[d % 3]);
        try gate.announce(agents[a % 2]) {} catch {}
    }

    function withdraw(uint8 d, uint8 a) external {
        address who = depositors[d % 3];
        BondGate.Bond memory b = gate.bondOf(agents[a % 2], who);
        vm.prank(who);
        try gate.withdraw(agents[a % 2], payable(who)) {
            yes(b.leaving != 0 && block.timestamp >= b.payableAt, "not before its time");
            inGate[who] -= b.leaving;
        } catch {
            yes(b.leaving == 0 || block.timestamp < b.payableAt, "never refused in its time");
        }
    }

    function wait(uint24 time) external {
        vm.warp(block.timestamp + time % 2 days);
    }
}

contract BondGateInvariantsTest is Base {
    BondHandler private handler;

    function setUp() public {
        handler = new BondHandler();
    }

    function targetContracts() public view returns (address[] memory targets) {
        targets = new address[](1);
        targets[0] = address(handler);
    }

    /// Every wei belongs to the one who brought it, and none is missing.
    function invariantBondsAreCovered() public view {
        BondGate gate = handler.gate();
        uint256 all = 0;
        for (uint256 d = 0; d < 3; ++d) {
            address who = handler.depositors(d);
            uint256 owed = 0;
            for (uint256 a = 0; a < 2; ++a) {
                BondGate.Bond memory b = gate.bondOf(handler.agents(a), who);
                owed += uint256(b.standing) + b.leaving;
            }
            eq(owed, handler.inGate(who), "what is owed is what was brought");
            eq(who.balance + owed, 1e6, "and nothing else moved");
            all += owed;
        }
        eq(address(gate).balance, all, "balance");
    }

    function invariantAdmittedIffABondStands() public view {
        BondGate gate = handler.gate();
        for (uint256 a = 0; a < 2; ++a) {
            bool stands = false;
            for (uint256 d = 0; d < 3; ++d) {
                uint256 standing = gate.bondOf(handler.agents(a), handler.depositors(d)).standing;
                yes(standing == 0 || standing >= gate.bond(), "never below the smallest");
                if (standing != 0) stands = true;
            }
            (bool admitted,) = gate.admitted(0, handler.agents(a));
            yes(admitted == stands, "admitted");
        }
    }
}
