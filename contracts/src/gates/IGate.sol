// SPDX-License-Identifier: MIT
pragma solidity ^0.8.30;

/// @title Who may be an agent of a task
interface IGate {
    /// @notice Asked by the hub with every commitment, in a static call with 100,000 gas; a call that
    /// fails admits nobody.
    /// @param task The task that names this gate; one gate may serve many
    /// @param agent Who would commit; that it is registered was checked
    /// @return ok Whether the agent may commit
    /// @return group Logged with the commitment; what it means is the task's affair
    function admitted(bytes32 task, address agent) external view returns (bool ok, uint32 group);
}
