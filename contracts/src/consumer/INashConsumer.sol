// SPDX-License-Identifier: MIT
pragma solidity ^0.8.30;

/// @title A contract that the hub calls with each new value of a task
interface INashConsumer {
    /// @notice Called once for each round that stores a value, with exactly the gas that the task names.
    /// What it does, returns or reverts with changes nothing for the hub, and a call that fails is not
    /// repeated. It cannot post while it runs.
    /// @dev Whoever implements this checks that the caller is the hub and the task one it knows: anybody
    /// may create a task that names any contract as its consumer.
    /// @param task The task whose consumer this is
    /// @param round The value's, later than that of the call before
    /// @param value In units of 2⁻⁶⁴, one for each coordinate
    function onOutcome(bytes32 task, uint64 round, int128[] calldata value) external;
}
