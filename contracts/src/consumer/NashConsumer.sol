// SPDX-License-Identifier: MIT
pragma solidity ^0.8.30;

import {INashConsumer} from "./INashConsumer.sol";
import {NashReader} from "./NashReader.sol";

/// @title A consumer that listens to one hub, and to the tasks it wants
/// @notice To be inherited: say which tasks in `_listensTo`, and what to do with a value in `_onOutcome`.
/// Rounds arrive in growing order, each at most once, but not every one: some are *insufficient* or
/// superseded, and one whose callback reverts or lacks gas is not repeated. What must not be missed can be
/// read later, with `_fresh`.
abstract contract NashConsumer is INashConsumer, NashReader {
    /// The caller is not the hub.
    error NotTheOracle();
    /// The hub's call is about a task that this contract does not listen to.
    error NotListening(bytes32 task);

    /// @param oracle_ The hub
    constructor(address oracle_) NashReader(oracle_) {}

    /// @inheritdoc INashConsumer
    function onOutcome(bytes32 task, uint64 round, int128[] calldata value) external {
        if (msg.sender != address(oracle)) revert NotTheOracle();
        if (!_listensTo(task)) revert NotListening(task);
        _onOutcome(task, round, value);
    }

    /// @dev Whether values of this task count. Anybody may create a task that calls this contract, so a
    /// contract to which only some tasks mean anything must say so here.
    function _listensTo(bytes32 task) internal view virtual returns (bool);

    /// @dev A new value of a task that counts, in units of 2⁻⁶⁴.
    function _onOutcome(bytes32 task, uint64 round, int128[] calldata value) internal virtual;
}
