// SPDX-License-Identifier: MIT
pragma solidity ^0.8.30;

import {INashOracle} from "../src/INashOracle.sol";
import {NashConsumer} from "../src/consumer/NashConsumer.sol";
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
