// SPDX-License-Identifier: MIT
pragma solidity ^0.8.30;

import {AgentRegistry} from "./AgentRegistry.sol";
import {IArbSys} from "./lib/IArbSys.sol";
import {OracleViews} from "./oracle/OracleViews.sol";
import {Posts} from "./oracle/Posts.sol";
import {Rounds} from "./oracle/Rounds.sol";
import {Tasks} from "./oracle/Tasks.sol";
import {IQuorumVerifier} from "./quorum/IQuorumVerifier.sol";

/// @title The hub: tasks, rounds and their outcomes
/// @notice What `INashOracle` says. Nobody owns the hub, and nobody but the quorum has power over a result.
contract NashOracle is Tasks, Rounds, Posts, OracleViews {
    /// @param quorum_ The operator set, whose `setId` is final already
    /// @param registry_ The agents and their senders
    constructor(IQuorumVerifier quorum_, AgentRegistry registry_) {
        quorum = quorum_;
        registry = registry_;
        setId = quorum_.setId();
        (bool ok, bytes memory out) = ARBSYS.staticcall(abi.encodeCall(IArbSys.arbBlockNumber, ()));
        _arbitrum = ok && out.length == 32; // without code there, nothing comes back
    }
}
