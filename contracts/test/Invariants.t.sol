// SPDX-License-Identifier: MIT
pragma solidity ^0.8.30;

import {INashOracle} from "../src/INashOracle.sol";
import {NashOracle} from "../src/NashOracle.sol";
import {Base} from "./Base.sol";

/// Does what anybody may do to three tasks, in any order: of width 16, of width 8, and DIGEST.
contract Handler is Base {
    bytes32[3] public tasks;
    uint32[3] public highest; // the last round that was posted
    uint32[3] public times; // how often
    int256[3] public value; // of the last round with one
    bool[3] public cancelled;
    uint256 public paidIn;
    uint256 public paidOut; // to the creator, which is this contract

    constructor() {
        _deploy(1);
        vm.deal(address(this), 1e30);
        for (uint256 i = 0; i < 3; ++i) {
            INashOracle.TaskParams memory p = _params();
            p.bounty = 10;
            p.width = i == 1 ? 8 : 16;
            p.digest = i == 2;
            p.start = uint64(T0 + 7 days); // until then it may be cancelled, and this quorum posts all the same
            tasks[i] = hub.createTask{value: 100}(p);
            paidIn += 100;
        }
    }

    receive() external payable {
        paidOut += msg.value;
    }

    function post(uint8 which, uint32 round, int64 v, bool insufficient, bool signed) external {
        uint256 i = which % 3;
        round %= 64;
        uint8 flags = i == 0 ? 0 : i == 1 ? NARROW : DIGEST;
        bytes memory outcome =
            insufficient ? _insufficient(tasks[i], round, flags) : _outcome(tasks[i], round, flags, 8, _one(v));
        bytes memory payload = bytes.concat(_header(1), outcome);
        bytes memory proof = _prove(signed ? hub.batchDigest(payload) : keccak256(payload), _all());
        try hub.post(payload, proof) {
            yes(signed && round > highest[i] && !cancelled[i], "posted");
            highest[i] = round;
            ++times[i];
            if (!insufficient && i != 2) value[i] = v; // the third stores none
        } catch {
            yes(!signed || round <= highest[i] || cancelled[i], "refused");
        }
    }

    function fund(uint8 which, uint16 amount) external {
        try hub.fund{value: amount}(tasks[which % 3]) {
            paidIn += amount;
        } catch {}
    }

    function claim(uint8 which) external {
        try hub.claim(tasks[which % 3]) {} catch {}
    }

    function stop(uint8 which) external {
        try hub.stop(tasks[which % 3]) {} catch {}
    }

    function expire(uint8 which) external {
        try hub.expire(tasks[which % 3]) {} catch {}
    }

    function cancel(uint8 which) external {
        try hub.cancel(tasks[which % 3]) {
            cancelled[which % 3] = true;
        } catch {}
    }

    function wait(uint24 time) external {
        vm.warp(block.timestamp + time % 30 days);
    }

    function theHub() external view returns (NashOracle) {
        return hub;
    }
}

contract InvariantsTest is Base {
    Handler private handler;

    function setUp() public {
        handler = new Handler();
        hub = handler.theHub();
    }

    function targetContracts() public view returns (address[] memory targets) {
        targets = new address[](1);
        targets[0] = address(handler);
    }

    function invariantRoundsGrowAndNothingUnsignedIsStored() public view {
        for (uint256 i = 0; i < 3; ++i) {
            INashOracle.Head memory h = hub.head(handler.tasks(i));
            eq(h.posted, handler.times(i), "once for each round");
            if (i == 2 && handler.cancelled(i)) continue; // its counter is gone
            eq(h.lastRound, handler.highest(i), "last round");
            eqInt(h.first, handler.value(i), "value");
            yes(h.valueRound <= h.lastRound && h.posted <= h.lastRound, "counters");
        }
    }

    /// Every bounty that could be claimed now is there.
    function invariantClaimableIsCovered() public view {
        uint256 claimable = 0;
        for (uint256 i = 0; i < 3; ++i) {
            INashOracle.TaskInfo memory info = hub.taskInfo(handler.tasks(i));
            uint256 covered = info.funded / info.bounty;
            uint256 posted = hub.head(handler.tasks(i)).posted;
            claimable += ((posted < covered ? posted : covered) - info.claimed) * info.bounty;
        }
        yes(claimable <= address(hub).balance, "covered");
    }

    function invariantMoneyIsConserved() public view {
        eq(address(hub).balance + PAYEE.balance + handler.paidOut(), handler.paidIn(), "money");
        uint256 owed = 0;
        for (uint256 i = 0; i < 3; ++i) {
            INashOracle.TaskInfo memory info = hub.taskInfo(handler.tasks(i));
            owed += info.funded - uint256(info.claimed) * info.bounty;
        }
        eq(address(hub).balance, owed, "every wei belongs to a task");
    }
}
