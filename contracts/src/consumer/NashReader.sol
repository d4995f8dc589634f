// SPDX-License-Identifier: MIT
pragma solidity ^0.8.30;

import {INashOracle} from "../INashOracle.sol";

/// @title A contract that reads one hub
/// @notice To be inherited by whoever wants values no older than it can bear.
abstract contract NashReader {
    /// @notice The hub that is believed.
    INashOracle public immutable oracle;

    /// The task has no value yet, or does not exist.
    error NoValue(bytes32 task);
    /// The task's latest value is older than it may be.
    error Stale(bytes32 task, uint64 updatedAt);

    /// @param oracle_ The hub
    constructor(address oracle_) {
        oracle = INashOracle(oracle_);
    }

    /// @dev The latest value of a task and its round's reveal deadline, which is at most `maxAge` seconds
    /// ago; reverts otherwise. An *insufficient* round renews nothing. About 12,000 gas for one coordinate.
    function _fresh(bytes32 task, uint256 maxAge) internal view returns (int128[] memory value, uint64 updatedAt) {
        (value,, updatedAt,) = oracle.read(task);
        if (value.length == 0) revert NoValue(task);
        if (_isStale(updatedAt, maxAge)) revert Stale(task, updatedAt);
    }

    /// @dev Whether a time is more than `maxAge` seconds ago. One that is still to come is not.
    function _isStale(uint64 updatedAt, uint256 maxAge) internal view returns (bool) {
        return block.timestamp > updatedAt && block.timestamp - updatedAt > maxAge;
    }
}
