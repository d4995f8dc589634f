// SPDX-License-Identifier: MIT
pragma solidity ^0.8.30;

import {INashOracle} from "../contracts/src/INashOracle.sol";
import {NashConsumer} from "../contracts/src/consumer/NashConsumer.sol";

/// Is told of each new value of one task.
contract Thermostat is NashConsumer {
    bytes32 public immutable task;
    int128 public temperature; // in units of 2^-64

    constructor(address hub, bytes32 task_) NashConsumer(hub) {
        task = task_;
    }

    function _listensTo(bytes32 task_) internal view override returns (bool) {
        return task_ == task; // anybody may create a task that calls this contract
    }

    function _onOutcome(bytes32, uint64, int128[] calldata value) internal override {
        temperature = value[0];
    }
}

/// Asks when it needs a value, and says how old one may be.
contract Thermometer {
    INashOracle public immutable hub;
    bytes32 public immutable task;
    uint256 public constant MAX_AGE = 1 hours;

    constructor(INashOracle hub_, bytes32 task_) {
        hub = hub_;
        task = task_;
    }

    /// Degrees, rounded down.
    function degrees() external view returns (int256) {
        (int128[] memory value, uint64 round, uint64 updatedAt,) = hub.read(task);
        require(round != 0, "no value yet");
        require(block.timestamp <= updatedAt + MAX_AGE, "stale");
        return int256(value[0]) >> 64;
    }
}
