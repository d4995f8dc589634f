// SPDX-License-Identifier: MIT
pragma solidity ^0.8.30;

import {AggregatorV3Interface} from "@chainlink/contracts/src/v0.8/interfaces/AggregatorV3Interface.sol";
import {INashOracle} from "./INashOracle.sol";

/// @title A task behind Chainlink's interface
/// @notice Serves the latest value of a one-dimensional task to whatever reads an AggregatorV3Interface.
/// Nobody owns it; it trusts the hub, and so the task's quorum, and stores nothing of its own. How old an
/// answer may be is the caller's to judge by `updatedAt`, as with every feed.
contract FeedAdapter is AggregatorV3Interface {
    /// @notice Where the task is.
    INashOracle public immutable hub;
    /// @notice The task that is served.
    bytes32 public immutable task;
    /// @inheritdoc AggregatorV3Interface
    uint8 public immutable decimals;
    /// @inheritdoc AggregatorV3Interface
    uint256 public constant version = 1;
    /// @inheritdoc AggregatorV3Interface
    string public description;

    int256 private immutable _scale; // 10^decimals
    uint256 private immutable _length; // of a round, from its start to its reveal deadline

    /// The task has more than one coordinate, or more than 38 decimals, which do not fit, or is a DIGEST task,
    /// whose values are not stored.
    error BadTask();
    /// No round of the task has a value yet.
    error NoData();
    /// Only the round that is stored is served.
    error RoundNotStored(uint80 roundId, uint80 stored);

    /// @param hub_ Where the task is
    /// @param task_ Of one dimension; it must exist, so that its schedule and decimals are known
    /// @param description_ What the answers are, "ETH / USD"; the adapter's creator says so, not the task
    constructor(INashOracle hub_, bytes32 task_, string memory description_) {
        INashOracle.TaskInfo memory info = hub_.taskInfo(task_);
        if (info.dimension != 1 || info.decimals > 38 || hub_.head(task_).digest) revert BadTask();
        hub = hub_;
        task = task_;
        decimals = info.decimals;
        description = description_;
        _scale = int256(10 ** uint256(info.decimals));
        _length = uint256(info.commitSeconds) + info.revealDelay + info.revealSeconds;
    }

    /// @notice The latest value. Reverts with `NoData` before the first. About 13,000 gas.
    /// @return roundId The task's round of the value
    /// @return answer ⌊(v·10^decimals + 2⁶³)/2⁶⁴⌋: the value, rounded to nearest, halves up
    /// @return startedAt When the round began
    /// @return updatedAt The round's reveal deadline, whenever it was posted
    /// @return answeredInRound roundId
    function latestRoundData()
        public
        view
        returns (uint80 roundId, int256 answer, uint256 startedAt, uint256 updatedAt, uint80 answeredInRound)
    {
        (int128[] memory value, uint64 round, uint64 deadline,) = hub.read(task);
        if (value.length == 0) revert NoData();
        // Neither overflows: |v| ≤ 2¹²⁷ and the scale is below 2¹²⁷.
        answer = (value[0] * _scale + (1 << 63)) >> 64;
        return (round, answer, deadline - _length, deadline, round);
    }

    /// @notice The same for the round that is stored, the latest with a value. Another one reverts with
    /// `RoundNotStored`: older values are in the hub's logs.
    /// @param roundId_ A round of the task
    /// @return roundId The same round
    /// @return answer As in `latestRoundData`
    /// @return startedAt When the round began
    /// @return updatedAt The round's reveal deadline
    /// @return answeredInRound roundId
    function getRoundData(uint80 roundId_)
        external
        view
        returns (uint80 roundId, int256 answer, uint256 startedAt, uint256 updatedAt, uint80 answeredInRound)
    {
        (roundId, answer, startedAt, updatedAt, answeredInRound) = latestRoundData();
        if (roundId_ != roundId) revert RoundNotStored(roundId_, roundId);
    }
}
