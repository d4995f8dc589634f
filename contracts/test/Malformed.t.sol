// SPDX-License-Identifier: MIT
pragma solidity ^0.8.30;

import {INashOracle} from "../src/INashOracle.sol";
import {Base} from "./Base.sol";

contract MalformedTest is Base {
    bytes32 private task;

    function setUp() public {
        _deploy(4);
        task = _feed(1, 16);
    }

    function testMalformed() public {
        bytes memory good = bytes.concat(_header(1), _outcome(task, 1, 5));
        bytes memory bad = bytes.concat(good);
        bad[0] = 0x02;
        _postFails(bad, INashOracle.BadVersion.selector);
        _postFails("", INashOracle.Truncated.selector);
        _postFails(_slice(good, 0, 46), INashOracle.Truncated.selector);
        _postFails(_slice(good, 0, 47), INashOracle.Truncated.selector);
        _postFails(_slice(good, 0, 61), INashOracle.Truncated.selector);
        _postFails(_slice(good, 0, good.length - 1), INashOracle.Truncated.selector);
        _postFails(bytes.concat(good, hex"00"), INashOracle.TrailingBytes.selector);
        _postFails(_header(0), INashOracle.BadCount.selector);
        _postFails(_header(257), INashOracle.BadCount.selector);
        _postFails(bytes.concat(_header(2), _outcome(task, 1, 5)), INashOracle.Truncated.selector);
        _postFails(bytes.concat(_header(1), _outcome(task, 1, 8, 16, _one(5))), INashOracle.UnknownFlags.selector);
        _postFails(bytes.concat(_header(1), _outcome(task, 1, 128, 16, _one(5))), INashOracle.UnknownFlags.selector);
        _postFails(bytes.concat(_header(1), _outcome(task, 1, 0, 0, _one(5))), INashOracle.BadShape.selector);
        _postFails(bytes.concat(_header(1), _outcome(task, 1, 0, 16, new int256[](0))), INashOracle.BadShape.selector);
        _postFails(bytes.concat(_header(1), _outcome(task, 1, 0, 17, _one(5))), INashOracle.BadValueWidth.selector);
        _postFails(bytes.concat(_header(1), _outcome(task, 1, NARROW, 9, _one(5))), INashOracle.BadValueWidth.selector);
        _postFails(bytes.concat(_header(1), _outcome(task, 1, INSUFFICIENT, 1, _one(5))), INashOracle.BadShape.selector);
        _postFails(bytes.concat(_header(1), _outcome(task, 1, INSUFFICIENT, 0, _one(5))), INashOracle.BadShape.selector);
        _postFails(
            bytes.concat(_header(1), _outcome(task, 1, INSUFFICIENT, 5, new int256[](0))), INashOracle.BadShape.selector
        );
        // a bad one among good ones, also where it would be skipped
        _postFails(
            bytes.concat(_header(2), _outcome(task, 1, 5), _outcome(0, 1, 0, 17, _one(5))),
            INashOracle.BadValueWidth.selector
        );
        (int128[] memory none,,, INashOracle.Status status) = hub.read(task);
        yes(none.length == 0 && status == INashOracle.Status.Pending, "nothing was stored");
        _post(good);
    }

    /// Garbage with a quorum's signature: stored or refused, but never half. Without one: never stored.
    function testFuzzMalformed(bytes calldata garbage, uint8 count, bool header) public {
        bytes memory payload = header ? bytes.concat(_header(count % 3), garbage) : garbage;
        bytes memory proof = _prove(hub.batchDigest(payload), _all());
        bytes memory wrong = _prove(keccak256(payload), _all());
        (bool ok,) = address(hub).call{gas: 5_000_000}(abi.encodeCall(hub.post, (payload, wrong)));
        yes(!ok, "unsigned");
        (ok,) = address(hub).call{gas: 5_000_000}(abi.encodeCall(hub.post, (payload, proof)));
        yes(ok == (hub.head(task).lastRound != 0), "stored");
    }

    /// One changed byte of a good batch: what the contract accepts is what the rules say.
    function testFuzzOneByte(uint256 where, uint8 value) public {
        bytes memory payload = bytes.concat(_header(2), _outcome(task, 1, 5), _insufficient(task, 2, 0));
        where %= payload.length;
        payload[where] = bytes1(value);
        bytes memory proof = _prove(hub.batchDigest(payload), _all());
        (bool ok,) = address(hub).call{gas: 5_000_000}(abi.encodeCall(hub.post, (payload, proof)));
        INashOracle.Head memory h = hub.head(task);
        yes(ok == (h.posted != 0), "stored");
        if (ok) yes(hub.taskCount() == 1 && h.lastRound >= 1, "head");
    }
}
