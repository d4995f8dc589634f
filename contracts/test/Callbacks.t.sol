// SPDX-License-Identifier: MIT
pragma solidity ^0.8.30;

import {INashOracle} from "../src/INashOracle.sol";
import {ExampleConsumer} from "../src/consumer/ExampleConsumer.sol";
import {INashConsumer} from "../src/consumer/INashConsumer.sol";
import {NashConsumer} from "../src/consumer/NashConsumer.sol";
import {Base} from "./Base.sol";
import {Vm} from "./Vm.sol";

/// A consumer that means harm.
contract Griefer is INashConsumer {
    enum Mode {
        Reverts,
        BurnsGas,
        ReturnsMegabyte,
        RevertsWithMegabyte,
        Invalid,
        Reenters
    }

    Mode private mode;
    bytes private again;
    bytes public answer;
    uint256 public gasSeen;

    constructor(Mode m) {
        mode = m;
    }

    function set(bytes calldata data) external {
        again = data;
    }

    function onOutcome(bytes32, uint64, int128[] calldata) external {
        Mode m = mode;
        if (m == Mode.Reverts) revert("no");
        if (m == Mode.BurnsGas) while (true) {}
        if (m == Mode.Reenters) {
            (bool ok, bytes memory out) = msg.sender.call(again);
            require(!ok);
            answer = out;
            return;
        }
        uint256 size = 1 << 20;
        assembly {
            switch m
            case 2 { return(0, size) }
            case 3 { revert(0, size) }
            default { invalid() }
        }
    }
}

/// Remembers how much gas it was given.
contract Meter is INashConsumer {
    uint256 public gasSeen;

    function forget() external {
        gasSeen = 0;
    }

    function onOutcome(bytes32, uint64, int128[] calldata) external {
        gasSeen = gasleft();
    }
}

contract CallbacksTest is Base {
    function setUp() public {
        _deploy(1);
    }

    function _called(address consumer, uint32 gas_, uint16 dimension, uint8 width) private returns (bytes32) {
        INashOracle.TaskParams memory p = _params();
        p.consumer = consumer;
        p.callbackGas = gas_;
        p.dimension = dimension;
        p.width = width;
        return hub.createTask(p);
    }

    function testExample() public {
        ExampleConsumer consumer = new ExampleConsumer(address(hub));
        bytes32 task = _called(address(consumer), 200_000, 3, 16);
        int256[] memory v = new int256[](3);
        (v[0], v[1], v[2]) = (type(int128).min, -1, type(int128).max);
        bytes memory payload = bytes.concat(_header(1), _outcome(task, 2, 0, 16, v));
        bytes memory proof = _prove(hub.batchDigest(payload), _all());
        int128[] memory want = new int128[](3);
        (want[0], want[1], want[2]) = (type(int128).min, -1, type(int128).max);
        vm.expectEmit(address(consumer));
        emit ExampleConsumer.OutcomeReceived(task, 2, want);
        vm.expectEmit(address(hub));
        emit INashOracle.CallbackDone(task, 2, true);
        hub.post(payload, proof);
        (uint64 round, int128[] memory value) = consumer.last(task);
        eq(round, 2, "round");
        yes(keccak256(abi.encode(value)) == keccak256(abi.encode(want)), "value");
    }

    function testNarrowValuesAreShifted() public {
        ExampleConsumer consumer = new ExampleConsumer(address(hub));
        bytes32 task = _called(address(consumer), 200_000, 2, 8);
        int256[] memory v = new int256[](2);
        (v[0], v[1]) = (type(int64).min, 3);
        _post(bytes.concat(_header(1), _outcome(task, 1, NARROW, 8, v)));
        (, int128[] memory value) = consumer.last(task);
        eqInt(value[0], int256(type(int64).min) * 2 ** 32, "lowest");
        eqInt(value[1], 3 * 2 ** 32, "three");
    }

    function testInsufficientAndSkippedAreNotCalled() public {
        ExampleConsumer consumer = new ExampleConsumer(address(hub));
        bytes32 task = _called(address(consumer), 200_000, 1, 16);
        _post(bytes.concat(_header(1), _insufficient(task, 1, 0)));
        (uint64 round,) = consumer.last(task);
        eq(round, 0, "insufficient");
        _post(bytes.concat(_header(3), _outcome(task, 3, 33), _outcome(task, 2, 22), _insufficient(task, 4, 0)));
        int128[] memory value;
        (round, value) = consumer.last(task);
        eq(round, 3, "round 3 only");
        eqInt(value[0], 33, "value");
    }

    function testOnlyTheOracle() public {
        ExampleConsumer consumer = new ExampleConsumer(address(hub));
        vm.expectRevert(NashConsumer.NotTheOracle.selector);
        consumer.onOutcome(bytes32(uint256(1)), 1, new int128[](1));
    }

    /// Whatever a consumer does, its neighbours are stored and called.
    function testGriefers() public {
        for (uint256 m = 0; m <= uint256(type(Griefer.Mode).max); ++m) {
            Griefer griefer = new Griefer(Griefer.Mode(m));
            ExampleConsumer consumer = new ExampleConsumer(address(hub));
            bytes32 bad = _called(address(griefer), 300_000, 1, 16);
            bytes32 good = _called(address(consumer), 200_000, 1, 16);
            if (m == uint256(Griefer.Mode.Reenters)) {
                bytes memory inner = bytes.concat(_header(1), _outcome(good, 9, 9));
                griefer.set(abi.encodeCall(hub.post, (inner, _prove(hub.batchDigest(inner), _all()))));
            }
            bytes memory payload = bytes.concat(_header(2), _outcome(bad, 1, 11), _outcome(good, 1, 22));
            bytes memory proof = _prove(hub.batchDigest(payload), _all());
            vm.recordLogs();
            uint256 before = gasleft();
            hub.post(payload, proof);
            yes(before - gasleft() < 1_000_000, "bounded");

            (uint64 round, int128[] memory value) = consumer.last(good);
            eq(round, 1, "neighbour called");
            eqInt(value[0], 22, "neighbour's value");
            (value, round,,) = hub.read(bad);
            eqInt(value[0], 11, "its own value");
            Vm.Log[] memory logs = vm.getRecordedLogs();
            bool success = abi.decode(logs[1].data, (bool));
            yes(logs[1].topics[0] == INashOracle.CallbackDone.selector, "CallbackDone");
            bool wanted = m == uint256(Griefer.Mode.Reenters);
            // A megabyte of memory costs more than it has.
            yes(success == wanted, "success");
            if (wanted) yes(bytes4(griefer.answer()) == INashOracle.Reentered.selector, "Reentered");
        }
    }

    function testReturnDataIsNotCopied() public {
        Griefer griefer = new Griefer(Griefer.Mode.ReturnsMegabyte);
        bytes32 task = _called(address(griefer), 5_000_000, 1, 16);
        bytes memory payload = bytes.concat(_header(1), _outcome(task, 1, 1));
        bytes memory proof = _prove(hub.batchDigest(payload), _all());
        // Copying a megabyte costs 2 million gas at least, on top of the consumer's own.
        vm.expectEmit(address(hub));
        emit INashOracle.CallbackDone(task, 1, true);
        (bool ok,) = address(hub).call{gas: 5_600_000}(abi.encodeCall(hub.post, (payload, proof)));
        yes(ok, "posted");
    }

    /// Whatever a task may ask for, its outcome fits a transaction: with the most values, into slots that were
    /// empty, by the largest set with the most absent, and with a consumer that burns the most gas there is.
    function testTheLargestOutcomesFitATransaction() public {
        vm.setEvmVersion("osaka");
        _deploy(126);
        INashOracle.TaskParams memory p = _params();
        p.consumer = address(new Griefer(Griefer.Mode.BurnsGas));
        p.callbackGas = 5_000_000;
        for (uint256 i = 0; i < 2; ++i) {
            p.digest = i == 1;
            p.dimension = p.digest ? 4096 : 512;
            bytes32 task = hub.createTask(p);
            bytes memory values = new bytes(uint256(p.dimension) * 16);
            for (uint256 j = 0; j < values.length; ++j) {
                values[j] = bytes1(uint8(j % 255 + 1)); // none is zero
            }
            bytes memory outcome = abi.encodePacked(
                uint32(uint256(task)), uint32(1), p.digest ? DIGEST : 0, uint24(7), p.dimension, uint8(16), values
            );
            bytes memory payload = bytes.concat(_header(1), outcome);
            bytes memory proof = _prove(hub.batchDigest(payload), _all() >> 41);
            _fits(address(hub), abi.encodeCall(hub.post, (payload, proof)));
            eq(hub.head(task).lastRound, 1, "posted");
        }
    }

    function testPostWorksAfterACallback() public {
        ExampleConsumer consumer = new ExampleConsumer(address(hub));
        bytes32 task = _called(address(consumer), 200_000, 1, 16);
        _post(task, 1, 1);
        _post(task, 2, 2); // in the same transaction here: the lock is open again
        (uint64 round,) = consumer.last(task);
        eq(round, 2, "round");
    }

    function testConsumerWithoutCode() public {
        bytes32 task = _called(ALICE, 100_000, 1, 16);
        _post(task, 1, 1);
        (, uint64 round,,) = hub.read(task);
        eq(round, 1, "round");
    }

    /// Whatever outer gas limit an attacker chooses, no round is posted without its callback having had its gas.
    function testGriefingByTheOuterGasLimit() public {
        Meter meter = new Meter();
        uint32 limit = 200_000;
        bytes32 task = _called(address(meter), limit, 1, 16);
        uint32 round = 1;
        bytes memory payload = bytes.concat(_header(1), _outcome(task, round, 1));
        bytes memory proof = _prove(hub.batchDigest(payload), _all());
        for (uint256 gas_ = 30_000; gas_ <= 1_000_000; gas_ += 5000) {
            meter.forget();
            (bool ok,) = address(hub).call{gas: gas_}(abi.encodeCall(hub.post, (payload, proof)));
            if (!ok) {
                eq(meter.gasSeen(), 0, "not called");
                eq(hub.head(task).lastRound, round - 1, "not posted");
                continue;
            }
            yes(meter.gasSeen() <= limit && meter.gasSeen() > limit - 1500, "exactly the limit");
            eq(hub.head(task).lastRound, round++, "posted");
            payload = bytes.concat(_header(1), _outcome(task, round, 1));
            proof = _prove(hub.batchDigest(payload), _all());
        }
        yes(round > 100, "often enough");
    }

    /// With any amount of gas: the consumer gets all that its task names, or nothing is posted.
    function testFuzzExactGas(uint256 gas_) public {
        Meter meter = new Meter();
        uint32 limit = 200_000;
        bytes32 task = _called(address(meter), limit, 1, 16);
        bytes memory payload = bytes.concat(_header(1), _outcome(task, 1, 1));
        bytes memory proof = _prove(hub.batchDigest(payload), _all());
        gas_ = 120_000 + gas_ % 400_000;
        (bool ok, bytes memory e) = address(hub).call{gas: gas_}(abi.encodeCall(hub.post, (payload, proof)));
        if (ok) {
            yes(meter.gasSeen() <= limit && meter.gasSeen() > limit - 1500, "exactly the limit");
            eq(hub.head(task).lastRound, 1, "posted");
        } else {
            eq(meter.gasSeen(), 0, "not called");
            eq(hub.head(task).lastRound, 0, "not posted");
            if (gas_ > 250_000) yes(bytes4(e) == INashOracle.InsufficientGasForCallback.selector, "named");
        }
        if (gas_ > 450_000) yes(ok, "enough");
    }
}
