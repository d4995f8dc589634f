// SPDX-License-Identifier: MIT
pragma solidity ^0.8.30;

import {AggregatorV3Interface} from "@chainlink/contracts/src/v0.8/interfaces/AggregatorV3Interface.sol";
import {FeedAdapter} from "../src/FeedAdapter.sol";
import {INashOracle} from "../src/INashOracle.sol";
import {Base} from "./Base.sol";

contract FeedAdapterTest is Base {
    function setUp() public {
        _deploy(1);
    }

    function _adapter(uint8 decimals, uint8 width) private returns (bytes32 task, FeedAdapter adapter) {
        INashOracle.TaskParams memory p = _params();
        p.decimals = decimals;
        p.width = width;
        task = hub.createTask(p);
        adapter = new FeedAdapter(hub, task, "ETH / USD");
    }

    function testAsAConsumerSeesIt() public {
        (bytes32 task, FeedAdapter feed) = _adapter(8, 16);
        AggregatorV3Interface adapter = AggregatorV3Interface(address(feed));
        eq(adapter.decimals(), 8, "decimals");
        eq(adapter.version(), 1, "version");
        yes(keccak256(bytes(adapter.description())) == keccak256("ETH / USD"), "description");
        yes(address(feed.hub()) == address(hub) && feed.task() == task, "whose it is");

        vm.expectRevert(FeedAdapter.NoData.selector);
        adapter.latestRoundData();
        vm.expectRevert(FeedAdapter.NoData.selector);
        adapter.getRoundData(1);

        _post(task, 3, 3000 * 2 ** 64 + 2 ** 63); // 3000.5
        (uint80 id, int256 answer, uint256 startedAt, uint256 updatedAt, uint80 answeredIn) = adapter.latestRoundData();
        eq(id, 3, "roundId");
        eqInt(answer, 3000.5e8, "answer");
        eq(startedAt, T0 + 400, "startedAt");
        eq(updatedAt, T0 + 500, "updatedAt");
        eq(answeredIn, 3, "answeredInRound");

        // Nothing in an insufficient round is new.
        _post(bytes.concat(_header(1), _insufficient(task, 4, 0)));
        (id, answer, startedAt, updatedAt, answeredIn) = adapter.getRoundData(3);
        eq(id, 3, "roundId");
        eqInt(answer, 3000.5e8, "answer");
        eq(updatedAt - startedAt, 100, "times");
        eq(answeredIn, 3, "answeredInRound");
        for (uint80 other = 2; other <= 4; other += 2) {
            vm.expectRevert(abi.encodeWithSelector(FeedAdapter.RoundNotStored.selector, other, 3));
            adapter.getRoundData(other);
        }
        vm.expectRevert(abi.encodeWithSelector(FeedAdapter.RoundNotStored.selector, type(uint80).max, 3));
        adapter.getRoundData(type(uint80).max);
    }

    function testStoppedAndNarrow() public {
        (bytes32 task, FeedAdapter feed) = _adapter(2, 8);
        hub.stop(task);
        _post(bytes.concat(_header(1), _outcome(task, 1, NARROW, 8, _one(-5 * 2 ** 31)))); // −2.5
        (, int256 answer,, uint256 updatedAt,) = feed.latestRoundData();
        eqInt(answer, -250, "answer");
        eq(updatedAt, T0 + 100, "updatedAt");
    }

    function testBadTasks() public {
        vm.expectRevert(INashOracle.UnknownTask.selector);
        new FeedAdapter(hub, bytes32(uint256(1)), "");
        bytes32 two = _feed(2, 16);
        vm.expectRevert(FeedAdapter.BadTask.selector);
        new FeedAdapter(hub, two, "");
        INashOracle.TaskParams memory p = _params();
        p.decimals = 39;
        bytes32 fine = hub.createTask(p);
        vm.expectRevert(FeedAdapter.BadTask.selector);
        new FeedAdapter(hub, fine, "");
        p = _params();
        p.digest = true;
        bytes32 digest = hub.createTask(p); // `read` never has a value of it
        vm.expectRevert(FeedAdapter.BadTask.selector);
        new FeedAdapter(hub, digest, "");
    }

    /// The answer is the integer nearest to v·10^decimals/2⁶⁴, the larger of two: twice the distance is
    /// within one unit.
    function testFuzzRounds(int128 v, uint8 decimals, uint8 shift) public {
        decimals %= 39;
        v >>= shift % 128;
        (bytes32 task, FeedAdapter feed) = _adapter(decimals, 16);
        _post(task, 1, v);
        (, int256 answer,,,) = feed.latestRoundData();
        int256 distance = answer * 2 ** 64 - v * int256(10 ** uint256(decimals));
        yes(distance > -(2 ** 63) && distance <= 2 ** 63, "nearest, halves up");
    }

    function testExtremes() public {
        (bytes32 task, FeedAdapter feed) = _adapter(38, 16);
        _post(task, 1, type(int128).max);
        (, int256 answer,,,) = feed.latestRoundData();
        eqInt(answer, (int256(type(int128).max) * 1e38 + 2 ** 63) / 2 ** 64, "largest");
        _post(task, 2, type(int128).min);
        (, answer,,,) = feed.latestRoundData();
        eqInt(answer, -(2 ** 63) * 1e38, "smallest");
    }
}
