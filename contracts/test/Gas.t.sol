// SPDX-License-Identifier: MIT
pragma solidity ^0.8.30;

import {INashOracle} from "../src/INashOracle.sol";
import {NashOracle} from "../src/NashOracle.sol";
import {OutcomeProof} from "../src/lib/OutcomeProof.sol";
import {AllowListGate} from "../src/gates/AllowListGate.sol";
import {BlsQuorum} from "../src/quorum/BlsQuorum.sol";
import {EcdsaQuorum} from "../src/quorum/EcdsaQuorum.sol";
import {Base} from "./Base.sol";
import {EcdsaSigner} from "./EcdsaSigner.sol";
import {Signer} from "./Signer.sol";

/// @notice Whole transactions under Osaka's rules; see README.md for the command. Figures are in snapshots/.
contract GasTest is Base {
    function setUp() public {
        vm.setEvmVersion("osaka");
        _deploy(4);
    }

    function _measure(bytes memory payload, uint256 bitmap, string memory name) private {
        bytes memory proof = _prove(hub.batchDigest(payload), bitmap);
        hub.post(payload, proof);
        vm.snapshotGasLastCall(name);
    }

    function testRegister() public {
        bytes memory key = Signer.agentKey(1);
        bytes memory possession = _possession(1, address(this));
        registry.register(key, possession);
        vm.snapshotGasLastCall("register");
        bytes memory signature = _deregistration(1);
        registry.deregister(key, signature);
        vm.snapshotGasLastCall("deregister");
    }

    function testRound() public {
        address agent = _register(1, address(this));
        bytes32 task = _feed(1, 16);
        vm.snapshotGasLastCall("createTask");
        bytes memory a = Signer.agentKey(2);
        bytes memory b = Signer.agentKey(3);
        bytes memory proof = bytes.concat(b, bytes16(uint128(uint256(keccak256(b))) | 1 << 127));
        for (uint256 i = 0; i < 16; ++i) {
            if (proof[96 + i] == 0) proof[96 + i] = 0x01;
        }
        hub.commit(task, 1, agent, _slice(a, 0, 48), proof, b);
        vm.snapshotGasLastCall("commit");
        vm.warp(T0 + 70);
        hub.reveal(task, 1, agent, 80, _slice(b, 0, 16), keccak256(b));
        vm.snapshotGasLastCall("reveal, one value");
    }

    function testGatedCommit() public {
        address agent = _register(1, address(this));
        INashOracle.TaskParams memory p = _params();
        AllowListGate gate = new AllowListGate(address(this));
        address[] memory agents = new address[](1);
        agents[0] = agent;
        gate.allow(agents, new uint32[](1));
        p.gate = address(gate);
        bytes32 task = hub.createTask(p);
        bytes memory b = bytes.concat(Signer.agentKey(3), Signer.agentKey(4));
        hub.commit(task, 1, agent, _slice(b, 0, 48), _slice(b, 0, 112), _slice(b, 0, 96));
        vm.snapshotGasLastCall("commit, allow-list");
    }

    // The rows of the table that tools/gastable prints: it reads their names.

    function _bls(uint256 n) private {
        _deploy(n);
        bytes32 task = _feed(1, 16);
        _post(task, 1, 5e18);
        uint256[3] memory absent = [uint256(0), 1, (n - 1) / 3];
        for (uint32 i = 0; i < 3; ++i) {
            if (i == 2 && absent[2] < 2) return;
            string memory name = string.concat("bls n=", vm.toString(n), " absent=", vm.toString(absent[i]));
            _measure(bytes.concat(_header(1), _outcome(task, i + 2, 0, 9, _one(6e19))), _all() >> absent[i], name);
        }
    }

    function testBls4() public {
        _bls(4);
    }

    function testBls16() public {
        _bls(16);
    }

    function testBls27() public {
        _bls(27);
    }

    function testBls28() public {
        _bls(28);
    }

    function testBls31() public {
        _bls(31);
    }

    function testBls100() public {
        _bls(100);
    }

    function testEcdsa() public {
        // Their thresholds are 1, 4, 11, 16, 21, 27, 28, 31.
        uint256[8] memory sizes = [uint256(1), 5, 15, 23, 30, 39, 41, 45];
        for (uint256 i = 0; i < sizes.length; ++i) {
            (uint256[] memory s, bytes memory k) = EcdsaSigner.set(sizes[i], 1);
            hub = new NashOracle(EcdsaSigner.deploy(s, k, PAYEE), registry);
            bytes32 task = _feed(1, 16);
            uint256 signers = _threshold(sizes[i]);
            for (uint32 round = 1; round <= 2; ++round) {
                bytes memory payload = bytes.concat(_header(1), _outcome(task, round, 0, 9, _one(6e19)));
                bytes memory proof = EcdsaSigner.prove(s, hub.batchDigest(payload), (1 << signers) - 1);
                hub.post(payload, proof);
            }
            vm.snapshotGasLastCall(string.concat("ecdsa k=", vm.toString(signers)));
        }
    }

    /// Batches of 31 operators: first into new slots, then into changed ones.
    function _batches(uint16 count, uint16 dimension, uint8 width, uint8 used) private {
        if (sks.length != 31) _deploy(31);
        bytes32[] memory tasks = new bytes32[](count);
        for (uint256 i = 0; i < count; ++i) {
            tasks[i] = _feed(dimension, width);
        }
        for (uint32 round = 1; round <= 2; ++round) {
            bytes memory payload = _header(count);
            for (uint256 i = 0; i < count; ++i) {
                int256[] memory v = new int256[](dimension);
                for (uint256 j = 0; j < dimension; ++j) {
                    // Positive, and of as many bytes as `used`.
                    uint256 r = uint256(keccak256(abi.encode(round, i, j))) >> (257 - 8 * uint256(used));
                    v[j] = int256(r | 1 << (8 * uint256(used) - 2));
                }
                payload = bytes.concat(payload, _outcome(tasks[i], round, width == 8 ? NARROW : 0, used, v));
            }
            string memory name = string.concat(
                "batch outcomes=",
                vm.toString(count),
                " dimension=",
                vm.toString(dimension),
                " width=",
                vm.toString(width),
                " bytes=",
                vm.toString(used),
                round == 1 ? " slots=new" : " slots=changed"
            );
            _measure(payload, _all(), name);
        }
    }

    function testBatchesOfSingles() public {
        uint16[3] memory counts = [uint16(1), 10, 100];
        for (uint256 i = 0; i < 3; ++i) {
            _batches(counts[i], 1, 16, 16);
            _batches(counts[i], 1, 16, 9);
            _batches(counts[i], 1, 8, 8);
        }
    }

    function testBatchesOfEight() public {
        uint16[3] memory counts = [uint16(1), 10, 100];
        for (uint256 i = 0; i < 3; ++i) {
            _batches(counts[i], 8, 16, 16);
            _batches(counts[i], 8, 8, 8);
        }
    }

    /// With the lists of a scope's chains behind the outcomes.
    function testLists() public {
        _lists(1);
        _lists(10);
    }

    function _lists(uint16 count) private {
        _deploy(31);
        bytes32[] memory tasks = new bytes32[](count);
        for (uint256 i = 0; i < count; ++i) {
            tasks[i] = _feed(1, 16);
        }
        int256[] memory list = new int256[](2);
        for (uint32 round = 1; round <= 2; ++round) {
            bytes memory payload = _header(2 * count);
            bytes memory lists;
            for (uint256 i = 0; i < count; ++i) {
                int256 value = int256(uint256(keccak256(abi.encode(round, i))) >> 185 | 1 << 70); // 9 bytes
                payload = bytes.concat(payload, _outcome(tasks[i], round, 0, 9, _one(value)));
                (list[0], list[1]) = (int256(uint256(tasks[i])), 7);
                lists = bytes.concat(lists, abi.encodePacked(uint32(0), round, uint32(0), uint16(2), uint8(1), uint8(uint256(tasks[i])), uint8(7)));
            }
            payload = bytes.concat(payload, lists);
            hub.post(payload, _prove(hub.batchDigest(payload), _all()));
        }
        vm.snapshotGasLastCall(string.concat("lists outcomes=", vm.toString(count)));
    }

    function testBatchOf100Values() public {
        _batches(1, 100, 16, 16);
        _batches(1, 100, 8, 8);
    }

    /// 100 adjacent DIGEST tasks: 13 words of counters.
    function _digests(uint16 count, uint16 dimension, uint8 width, uint8 used) private {
        _deploy(31);
        for (uint256 i = 1; i < 8; ++i) {
            _feed(1, 16); // so that the next task begins a word
        }
        INashOracle.TaskParams memory p = _params();
        (p.dimension, p.width, p.digest) = (dimension, width, true);
        uint256 first = uint256(hub.createTask(p));
        for (uint256 i = 1; i < count; ++i) {
            hub.createTask(p);
        }
        string memory name = string.concat("digest outcomes=", vm.toString(count), " dimension=", vm.toString(dimension));
        name = string.concat(name, " bytes=", vm.toString(used), " words=", vm.toString((uint256(count) + 7) / 8));
        uint8 flags = width == 8 ? DIGEST | NARROW : DIGEST;
        for (uint32 round = 1; round <= 2; ++round) {
            bytes memory payload = _header(count);
            for (uint256 i = 0; i < count; ++i) {
                int256[] memory v = new int256[](dimension);
                for (uint256 j = 0; j < dimension; ++j) {
                    uint256 r = uint256(keccak256(abi.encode(round, i, j))) >> (257 - 8 * uint256(used));
                    v[j] = int256(r | 1 << (8 * uint256(used) - 2));
                }
                payload = bytes.concat(payload, _outcome(bytes32(first + i), round, flags, used, v));
            }
            bytes memory proof = _prove(hub.batchDigest(payload), _all());
            // The ring's slot is a changed one, as it is after 8,192 batches.
            vm.store(address(hub), _rootSlot(round), bytes32(uint256(1)));
            hub.post(payload, proof);
            if (round == 2) vm.snapshotGasLastCall(name);
            if (round == 2 && dimension == 100) {
                OutcomeProof.Proof memory o;
                o.batch = 2;
                o.page = _slice(payload, 47, payload.length - 47);
                hub.readAt(bytes32(first), 2, o);
                vm.snapshotGasLastCall("readAt, 100 values");
            }
        }
    }

    /// After the task count, 2^32 heads, two mappings, 2^29 words of counters, and the count of roots.
    function _rootSlot(uint256 batch) private pure returns (bytes32) {
        return bytes32((1 << 32) + (1 << 29) + 4 + batch);
    }

    function testDigests() public {
        _digests(100, 1, 8, 6);
        _digests(100, 1, 16, 9);
        _digests(1, 100, 16, 16);
    }

    /// What a callback costs beyond the gas of its consumer, which does nothing here.
    function testCallback() public {
        _deploy(31);
        INashOracle.TaskParams memory p = _params();
        p.consumer = address(new Idle());
        p.callbackGas = 30_000;
        bytes32 task = hub.createTask(p);
        _post(task, 1, 5e18);
        _measure(bytes.concat(_header(1), _outcome(task, 2, 0, 9, _one(6e19))), _all(), "callback, with bls n=31");
    }

    function testRead() public {
        bytes32 task = _feed(1, 16);
        _post(task, 1, 5e18);
        hub.read(task);
        vm.snapshotGasLastCall("read, one value");
        task = _feed(100, 16);
        _post(bytes.concat(_header(1), _outcome(task, 1, 0, 1, new int256[](100))));
        hub.read(task);
        vm.snapshotGasLastCall("read, 100 values");
    }

    function testMoney() public {
        INashOracle.TaskParams memory p = _params();
        p.bounty = 10;
        p.start = uint64(T0 + 100);
        vm.deal(address(this), 1000);
        bytes32 task = hub.createTask{value: 100}(p);
        bytes32 other = hub.createTask{value: 100}(p);
        hub.fund{value: 100}(task);
        vm.snapshotGasLastCall("fund");
        hub.cancel(other);
        vm.snapshotGasLastCall("cancel");
        _post(task, 1, 5);
        _post(task, 2, 5);
        vm.deal(PAYEE, 1); // an account that is there, as it is but once
        hub.claim(task);
        vm.snapshotGasLastCall("claim");
        vm.warp(T0 + 400);
        hub.stop(task);
        vm.snapshotGasLastCall("stop");
        vm.warp(T0 + 30 days);
        hub.expire(task);
        vm.snapshotGasLastCall("expire");
    }

    receive() external payable {}

    function testInitialise() public {
        for (uint256 n = 31; n <= 126; n += 95) { // the second is the most there may be
            (uint256[] memory s, bytes memory k) = _set(n, 5);
            uint256 t = _threshold(n);
            quorum = new BlsQuorum(_setId(k, t, PAYEE));
            bytes memory possessions = _possessions(s, k, address(this), 1);
            quorum.initialise(k, t, PAYEE, possessions);
            vm.snapshotGasLastCall(string.concat("initialise, ", vm.toString(n), " operators"));
        }
    }

    function testInitialiseEcdsa() public {
        (uint256[] memory s, bytes memory k) = EcdsaSigner.set(31, 5);
        uint256 t = _threshold(31);
        EcdsaQuorum ecdsa = new EcdsaQuorum(EcdsaSigner.setId(k, t, PAYEE));
        bytes memory possessions = EcdsaSigner.possessions(s, address(ecdsa), address(this), 1);
        ecdsa.initialise(k, t, PAYEE, possessions);
        vm.snapshotGasLastCall("initialise, 31 operators, ecdsa");
    }
}

contract Idle {
    fallback() external {}
}
