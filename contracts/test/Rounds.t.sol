// SPDX-License-Identifier: MIT
pragma solidity ^0.8.30;

import {INashOracle} from "../src/INashOracle.sol";
import {AllowListGate} from "../src/gates/AllowListGate.sol";
import {IGate} from "../src/gates/IGate.sol";
import {Base} from "./Base.sol";
import {Vm} from "./Vm.sol";

/// A gate that does what it is told to.
contract BadGate is IGate {
    enum Mode {
        Reverts,
        BurnsGas,
        ReturnsTooLittle,
        ReturnsTwo,
        ReturnsWideGroup,
        ReturnsMegabyte,
        Writes
    }

    Mode private mode;
    uint256 private written;

    constructor(Mode m) {
        mode = m;
    }

    function admitted(bytes32, address) external view returns (bool, uint32) {
        Mode m = mode;
        if (m == Mode.Reverts) revert("no");
        assembly {
            switch m
            case 1 { for {} 1 {} {} }
            case 2 {
                mstore(0, 1)
                return(0, 32)
            }
            case 3 {
                mstore(0, 2)
                mstore(32, 0)
                return(0, 64)
            }
            case 4 {
                mstore(0, 1)
                mstore(32, shl(32, 1))
                return(0, 64)
            }
            case 5 {
                mstore(0, 1)
                mstore(32, 9)
                return(0, 16384)
            }
        }
        (bool ok,) = address(this).staticcall(abi.encodeCall(this.write, ()));
        return (ok, 0);
    }

    function write() external {
        written = 1;
    }
}

contract RoundsTest is Base {
    uint256 private constant SK = 99;
    bytes private commitment = new bytes(48);
    bytes private proof = new bytes(112);
    bytes private signature = new bytes(96);
    address private agent;

    function setUp() public {
        _deploy(1);
        commitment[0] = 0xc0;
        agent = _register(SK, SENDER);
    }

    function _commit(bytes32 task, uint64 round) private {
        vm.prank(SENDER);
        hub.commit(task, round, agent, commitment, proof, signature);
    }

    function _commitFails(bytes32 task, uint64 round, bytes4 selector) private {
        vm.prank(SENDER);
        vm.expectRevert(selector);
        hub.commit(task, round, agent, commitment, proof, signature);
    }

    function _reveal(bytes32 task, uint64 round) private {
        vm.prank(SENDER);
        hub.reveal(task, round, agent, 80, new bytes(16), bytes32(uint256(4)));
    }

    function _revealFails(bytes32 task, uint64 round, bytes4 selector) private {
        vm.prank(SENDER);
        vm.expectRevert(selector);
        hub.reveal(task, round, agent, 80, new bytes(16), bytes32(uint256(4)));
    }

    function testEvents() public {
        bytes32 task = _feed(1, 16);
        vm.expectEmit(address(hub));
        emit INashOracle.Committed(task, 1, agent, 0, commitment, proof, signature);
        _commit(task, 1);
        vm.warp(T0 + 70);
        vm.expectEmit(address(hub));
        emit INashOracle.Revealed(task, 1, agent, 80, new bytes(16), bytes32(uint256(4)));
        _reveal(task, 1);
    }

    function testWindows() public {
        bytes32 task = _feed(1, 16);
        for (uint64 r = 1; r <= 3; ++r) {
            uint256 s = T0 + (r - 1) * 200;
            (uint64 a, uint64 b, uint64 c, uint64 d) = hub.windows(task, r);
            yes(a == s && b == s + 60 && c == s + 70 && d == s + 100, "windows");
            bytes4 outside = INashOracle.OutsideWindow.selector;
            if (r > 1) {
                vm.warp(s - 1);
                _commitFails(task, r, outside);
            }
            vm.warp(s);
            _commit(task, r);
            _revealFails(task, r, outside);
            _commitFails(task, r + 1, outside);
            vm.warp(s + 59);
            _commit(task, r);
            vm.warp(s + 60);
            _commitFails(task, r, outside);
            vm.warp(s + 69);
            _revealFails(task, r, outside);
            vm.warp(s + 70);
            _reveal(task, r);
            vm.warp(s + 99);
            _reveal(task, r);
            vm.warp(s + 100);
            _revealFails(task, r, outside);
            _commitFails(task, r, outside);
        }
    }

    function testRoundNumbers() public {
        bytes32 feed = _feed(1, 16);
        _commitFails(feed, 0, INashOracle.NoSuchRound.selector);
        _commitFails(feed, 1 << 32, INashOracle.NoSuchRound.selector);
        _commitFails(feed, type(uint64).max, INashOracle.NoSuchRound.selector);
        _revealFails(feed, 0, INashOracle.NoSuchRound.selector);
        _commitFails(feed, type(uint32).max, INashOracle.OutsideWindow.selector);
        INashOracle.TaskParams memory p = _params();
        p.period = 0;
        bytes32 once = hub.createTask(p);
        _commit(once, 1);
        _commitFails(once, 2, INashOracle.NoSuchRound.selector);
    }

    function testSizes() public {
        bytes32 task = _feed(2, 16);
        bytes4 bad = INashOracle.BadLength.selector;
        vm.expectRevert(bad);
        hub.commit(task, 1, agent, new bytes(47), proof, signature);
        vm.expectRevert(bad);
        hub.commit(task, 1, agent, commitment, new bytes(113), signature);
        vm.expectRevert(bad);
        hub.commit(task, 1, agent, commitment, proof, new bytes(95));
        vm.warp(T0 + 70);
        _revealFails(task, 1, bad); // 16 bytes, of dimension 2
        vm.prank(SENDER);
        hub.reveal(task, 1, agent, 255, new bytes(32), 0);
    }

    function testOnlyTheSender() public {
        bytes32 task = _feed(1, 16);
        bytes4 e = INashOracle.NotTheSender.selector;
        vm.expectRevert(e);
        hub.commit(task, 1, agent, commitment, proof, signature);
        vm.prank(SENDER);
        vm.expectRevert(e);
        hub.commit(task, 1, ALICE, commitment, proof, signature); // no such agent
        vm.prank(address(0));
        vm.expectRevert(e);
        hub.commit(task, 1, ALICE, commitment, proof, signature);
        vm.warp(T0 + 70);
        vm.expectRevert(e);
        hub.reveal(task, 1, agent, 80, new bytes(16), 0);
    }

    function testDeregisteredAgentFinishesItsRound() public {
        bytes32 task = _feed(1, 16);
        _commit(task, 1);
        vm.warp(T0 + 65);
        bytes memory s = _deregistration(SK);
        registry.deregister(_agentKey(SK), s);
        vm.warp(T0 + 70);
        _reveal(task, 1);
        vm.warp(T0 + 200);
        _commitFails(task, 2, INashOracle.NotTheSender.selector);
    }

    function testEquivocationIsLogged() public {
        bytes32 task = _feed(1, 16);
        vm.recordLogs();
        _commit(task, 1);
        commitment[47] = 0x01;
        _commit(task, 1);
        _commit(task, 1); // and so is a repetition
        Vm.Log[] memory logs = vm.getRecordedLogs();
        eq(logs.length, 3, "logs");
        yes(keccak256(logs[0].data) != keccak256(logs[1].data), "both");
        for (uint256 i = 0; i < 3; ++i) {
            yes(logs[i].topics[0] == INashOracle.Committed.selector, "Committed");
            yes(logs[i].topics[3] == bytes32(uint256(uint160(agent))), "agent");
        }
    }

    function testStoresNothing() public {
        bytes32 task = _feed(1, 16);
        vm.record();
        _commit(task, 1);
        vm.warp(T0 + 70);
        _reveal(task, 1);
        (, bytes32[] memory writes) = vm.accesses(address(hub));
        eq(writes.length, 0, "hub");
        (, writes) = vm.accesses(address(registry));
        eq(writes.length, 0, "registry");
    }

    // ---------------------------------------------------------------- gate

    function _gated(IGate gate) private returns (bytes32) {
        INashOracle.TaskParams memory p = _params();
        p.gate = address(gate);
        return hub.createTask(p);
    }

    function testAllowList() public {
        AllowListGate gate = new AllowListGate(address(this));
        bytes32 task = _gated(gate);
        _commitFails(task, 1, INashOracle.NotAdmitted.selector);
        address[] memory agents = new address[](1);
        agents[0] = agent;
        uint32[] memory groups = new uint32[](1);
        groups[0] = 42;
        gate.allow(agents, groups);
        vm.expectEmit(address(hub));
        emit INashOracle.Committed(task, 1, agent, 42, commitment, proof, signature);
        _commit(task, 1);
        gate.disallow(agents);
        _commitFails(task, 1, INashOracle.NotAdmitted.selector);
        vm.warp(T0 + 70);
        _reveal(task, 1); // needs no gate
    }

    /// Without a gate nobody counts people: whoever has keys is as many agents as he likes.
    function testAnOpenTaskTakesAnyNumberOfAgentsOfOnePerson() public {
        bytes32 task = _feed(1, 16);
        for (uint256 i = 0; i < 5; ++i) {
            agent = _register(SK + 1 + i, SENDER);
            vm.expectEmit(address(hub));
            emit INashOracle.Committed(task, 1, agent, 0, commitment, proof, signature);
            _commit(task, 1);
        }
    }

    function testBadGatesAdmitNobody() public {
        for (uint256 m = 0; m <= uint256(type(BadGate.Mode).max); ++m) {
            bytes32 task = _gated(new BadGate(BadGate.Mode(m)));
            if (m == uint256(BadGate.Mode.ReturnsMegabyte)) {
                _commit(task, 1); // the rest is not looked at
            } else {
                _commitFails(task, 1, INashOracle.NotAdmitted.selector);
            }
        }
    }

    function testGateGasIsBounded() public {
        bytes32 task = _gated(new BadGate(BadGate.Mode.BurnsGas));
        vm.prank(SENDER);
        uint256 before = gasleft();
        (bool ok,) = address(hub).call(abi.encodeCall(hub.commit, (task, 1, agent, commitment, proof, signature)));
        yes(!ok, "not admitted");
        yes(before - gasleft() < 200_000, "bounded");
    }

    // -------------------------------------------------------------- bounty

    function testUnfundedFeedPauses() public {
        INashOracle.TaskParams memory p = _params();
        p.bounty = 10;
        bytes32 task = hub.createTask(p);
        _commitFails(task, 1, INashOracle.Unfunded.selector);
        vm.deal(address(this), 100);
        hub.fund{value: 9}(task);
        _commitFails(task, 1, INashOracle.Unfunded.selector);
        hub.fund{value: 1}(task);
        _commit(task, 1);
        _post(task, 1, 5);
        vm.warp(T0 + 200);
        _commitFails(task, 2, INashOracle.Unfunded.selector);
        hub.claim(task); // changes nothing for that
        _commitFails(task, 2, INashOracle.Unfunded.selector);
        hub.fund{value: 10}(task);
        _commit(task, 2);
    }

    /// A round that is not posted yet is owed as well: the next one must not be worked for nothing.
    function testRoundsUnderWayAreOwed() public {
        INashOracle.TaskParams memory p = _params();
        p.bounty = 10;
        bytes32 task = hub.createTask(p);
        vm.deal(address(this), 1000);
        hub.fund{value: 10}(task);
        _commit(task, 1);
        vm.warp(T0 + p.period);
        _commitFails(task, 2, INashOracle.Unfunded.selector);
        hub.fund{value: 10}(task);
        _commit(task, 2);
    }

    /// Rounds in which nothing happened are not owed, however many.
    function testAnIdleFeedOwesLittle() public {
        INashOracle.TaskParams memory p = _params();
        p.bounty = 10;
        bytes32 task = hub.createTask(p);
        vm.deal(address(this), 1000);
        hub.fund{value: 20}(task);
        vm.warp(T0 + uint256(p.period) * 1000);
        _commit(task, 1001);
    }
}
