// SPDX-License-Identifier: MIT
pragma solidity ^0.8.30;

import {Ownable} from "@openzeppelin/contracts/access/Ownable.sol";
import {Ownable2Step} from "@openzeppelin/contracts/access/Ownable2Step.sol";
import {IGate} from "./IGate.sol";

/// @title Agents named by an owner
/// @notice One list for every task that names this gate. The owner decides who may commit, and so what
/// the task's bound on liars is worth; a change has effect at once.
contract AllowListGate is IGate, Ownable2Step {
    // group + 1; 0: not admitted
    mapping(address agent => uint256) private _listed;

    /// The agent is on the list, in this group.
    event Allowed(address indexed agent, uint32 group);
    /// The agent is off the list.
    event Disallowed(address indexed agent);

    /// Not one group for each agent.
    error LengthMismatch();

    /// @param owner Who may change the list
    constructor(address owner) Ownable(owner) {}

    /// @notice Puts agents on the list or changes their groups. Only the owner. About 24,000 gas for each new
    /// agent.
    /// @param agents Any addresses
    /// @param groups One for each agent; what they mean is the tasks' affair
    function allow(address[] calldata agents, uint32[] calldata groups) external onlyOwner {
        if (agents.length != groups.length) revert LengthMismatch();
        for (uint256 i = 0; i < agents.length; ++i) {
            _listed[agents[i]] = uint256(groups[i]) + 1;
            emit Allowed(agents[i], groups[i]);
        }
    }

    /// @notice Takes agents off the list. Only the owner. Who is not on it stays off.
    /// @param agents Any addresses
    function disallow(address[] calldata agents) external onlyOwner {
        for (uint256 i = 0; i < agents.length; ++i) {
            delete _listed[agents[i]];
            emit Disallowed(agents[i]);
        }
    }

    /// @inheritdoc IGate
    function admitted(bytes32, address agent) external view returns (bool, uint32) {
        uint256 listed = _listed[agent];
        return listed == 0 ? (false, 0) : (true, uint32(listed - 1));
    }
}
