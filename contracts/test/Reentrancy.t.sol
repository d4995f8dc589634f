// SPDX-License-Identifier: MIT
pragma solidity ^0.8.30;

import {INashOracle} from "../src/INashOracle.sol";
import {NashOracle} from "../src/NashOracle.sol";
import {BlsQuorum} from "../src/quorum/BlsQuorum.sol";
import {Base} from "./Base.sol";

/// Creates tasks and is paid by the hub, and each time asks for all the money again.
contract Greedy {
    INashOracle public hub;
    bytes32 public task;
    uint256 public again; // how many of these calls went through
    uint256 public received;

    function create(INashOracle hub_, INashOracle.TaskParams calldata p) external payable {
        hub = hub_;
        task = hub_.createTask{value: msg.value}(p);
    }

    function cancel() external {
        hub.cancel(task);
    }

    function stop() external {
        hub.stop(task);
    }

    receive() external payable {
        ++received;
        try hub.cancel(task) {
            ++again;
        } catch {}
        try hub.expire(task) {
            ++again;
        } catch {}
        try hub.claim(task) {
            ++again;
        } catch {}
    }
}

/// @notice Whoever is paid gets no more by calling back.
contract ReentrancyTest is Base {
    Greedy private greedy;
    INashOracle.TaskParams private p;

    /// The greedy one is creator and payee of a task with 35 wei and a bounty of 10; somebody else's has 1000.
    function setUp() public {
        greedy = new Greedy();
        _deploy(1);
        quorum = new BlsQuorum(_setId(keys, 1, address(greedy)));
        quorum.initialise(keys, 1, address(greedy), _possessions(sks, keys, address(this), 1));
        hub = new NashOracle(quorum, registry);
        p = _params();
        p.bounty = 10;
        p.start = uint64(T0 + 100);
        vm.deal(address(this), 1035);
        hub.createTask{value: 1000}(p);
        greedy.create{value: 35}(hub, p);
    }

    function testCancel() public {
        greedy.cancel();
        eq(address(hub).balance, 1000, "the other's");
        yes(greedy.received() == 1 && greedy.again() == 0, "once");
    }

    function testClaimAndExpire() public {
        _post(greedy.task(), 1, 5);
        _post(greedy.task(), 2, 6);
        hub.claim(greedy.task());
        // The refund of its own task is the creator's right at that time, and no more than what is left.
        eq(address(greedy).balance, 35, "paid and refunded");
        eq(address(hub).balance, 1000, "the other's");
        yes(greedy.received() == 2 && greedy.again() == 1, "the cancellation");
    }

    function testExpire() public {
        _post(greedy.task(), 1, 5);
        vm.warp(T0 + 100);
        greedy.stop();
        vm.warp(T0 + 30 days);
        hub.expire(greedy.task());
        // Within the refund it claims what it earned.
        eq(address(greedy).balance, 35, "refunded and paid");
        eq(address(hub).balance, 1000, "the other's");
        yes(greedy.received() == 2 && greedy.again() == 1, "the claim");
        bytes32 task = greedy.task();
        vm.expectRevert(INashOracle.NothingToClaim.selector);
        hub.claim(task);
    }
}
