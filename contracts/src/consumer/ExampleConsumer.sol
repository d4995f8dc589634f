// SPDX-License-Identifier: MIT
pragma solidity ^0.8.30;

import {NashConsumer} from "./NashConsumer.sol";

/// @title The smallest consumer that does something
/// @notice Keeps the last value of every task that names it.
contract ExampleConsumer is NashConsumer {
    struct Outcome {
        uint64 round;
        int128[] value;
    }

    mapping(bytes32 task => Outcome) private _last;

    /// A value arrived.
    event OutcomeReceived(bytes32 indexed task, uint64 indexed round, int128[] value);

    /// @param oracle_ The hub
    constructor(address oracle_) NashConsumer(oracle_) {}

    /// To every task, whoever created it: the values are kept apart.
    function _listensTo(bytes32) internal pure override returns (bool) {
        return true;
    }

    function _onOutcome(bytes32 task, uint64 round, int128[] calldata value) internal override {
        _last[task] = Outcome(round, value);
        emit OutcomeReceived(task, round, value);
    }

    /// @notice The last round and value of a task; round 0 and no value before the first.
    /// @param task Any number
    /// @return round The value's round
    /// @return value In units of 2⁻⁶⁴, one for each coordinate
    function last(bytes32 task) external view returns (uint64 round, int128[] memory value) {
        Outcome storage outcome = _last[task];
        return (outcome.round, outcome.value);
    }
}
