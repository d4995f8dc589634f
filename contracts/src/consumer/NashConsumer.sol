// SPDX-License-Identifier: MIT
pragma solidity ^0.8.30;

import {INashConsumer} from "./INashConsumer.sol";

/// @title A consumer that listens to one hub only
/// @notice To be inherited: override `_onOutcome`, and look at `task` there, since anybody may create a
/// task that calls this contract.
abstract contract NashConsumer is INashConsumer {
    /// @notice The hub whose calls are believed.
    address public immutable oracle;

    /// The caller is not the hub.
    error NotTheOracle();

    constructor(address oracle_) {
        oracle = oracle_;
    }

    /// @inheritdoc INashConsumer
    function onOutcome(bytes32 task, uint64 round, int128[] calldata value) external {
        if (msg.sender != oracle) revert NotTheOracle();
        _onOutcome(task, round, value);
    }

    /// @dev A new value of a task of the hub.
    function _onOutcome(bytes32 task, uint64 round, int128[] calldata value) internal virtual;
}
