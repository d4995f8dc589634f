// SPDX-License-Identifier: MIT
pragma solidity ^0.8.30;

import {INashOracle} from "../src/INashOracle.sol";
import {NashOracle} from "../src/NashOracle.sol";
import {Bls12381} from "../src/lib/Bls12381.sol";
import {BlsQuorum} from "../src/quorum/BlsQuorum.sol";
import {Quorum} from "../src/quorum/Quorum.sol";
import {Base} from "./Base.sol";
import {Vm} from "./Vm.sol";

contract PostsTest is Base {
    bytes32 private task;

    function setUp() public {
        _deploy(4);
        task = _feed(1, 16);
    }

    function _read(bytes32 t, int256[] memory want, uint64 round, INashOracle.Status status) private view {
        (int128[] memory value, uint64 r, uint64 updatedAt, INashOracle.Status s) = hub.read(t);
        eq(value.length, want.length, "dimension");
        for (uint256 i = 0; i < want.length; ++i) {
            eqInt(value[i], want[i], "value");
        }
        eq(r, round, "round");
        eq(updatedAt, round == 0 ? 0 : T0 + (round - 1) * 200 + 100, "updatedAt");
        yes(s == status, "status");
    }

    // ---------------------------------------------------------------- good

    function testPost() public {
        bytes memory payload = bytes.concat(_header(1), _outcome(task, 3, -7));
        bytes32 digest = keccak256(
            abi.encode(keccak256("oracled/batch/1"), block.chainid, address(hub), quorum.setId(), keccak256(payload))
        );
        bytes memory proof = _prove(digest, 0xd);
        vm.expectEmit(address(hub));
        emit INashOracle.BatchPosted(digest, 1, payload);
        vm.prank(ALICE); // anybody
        hub.post(payload, proof);
        _read(task, _one(-7), 3, INashOracle.Status.Ok);
        INashOracle.Head memory h = hub.head(task);
        eq(h.lastRound, 3, "last");
        eq(h.valueRound, 3, "value round");
        eq(h.posted, 1, "posted");
        eq(h.participants, 7, "participants");
        eqInt(h.first, -7, "first");
        yes(h.exists && !h.narrow && !h.callback && !h.insufficient && !h.cancelled, "flags");
    }

    function testStaleIsSkipped() public {
        bytes32 other = _feed(1, 16);
        _post(task, 5, 50);
        vm.recordLogs();
        _post(
            bytes.concat(
                _header(4),
                _outcome(task, 5, 51), // the same round
                _outcome(task, 4, 52), // an older one
                _outcome(other, 1, 53),
                _outcome(bytes32(uint256(77)), 1, 54) // no such task
            )
        );
        Vm.Log[] memory logs = vm.getRecordedLogs();
        (uint256 accepted,) = abi.decode(logs[0].data, (uint256, bytes));
        eq(accepted, 4, "accepted");
        _read(task, _one(50), 5, INashOracle.Status.Ok);
        _read(other, _one(53), 1, INashOracle.Status.Ok);
        (int128[] memory none,,, INashOracle.Status status) = hub.read(bytes32(uint256(77)));
        yes(none.length == 0 && status == INashOracle.Status.None, "not created");
    }

    /// Which chains of a scope an outcome was made of stands behind the outcomes as an entry of task 0: it is
    /// logged and signed with them, and changes nothing.
    function testListOfAScope() public {
        int256[] memory list = new int256[](2);
        (list[0], list[1]) = (int256(uint256(task)), 5);
        bytes memory payload = bytes.concat(
            _header(2), _outcome(task, 3, 33), abi.encodePacked(uint64(3), uint8(0), uint24(0), uint16(2), uint8(1), uint8(1), uint8(5))
        );
        vm.recordLogs();
        _post(payload);
        Vm.Log[] memory logs = vm.getRecordedLogs();
        (uint256 accepted, bytes memory logged) = abi.decode(logs[0].data, (uint256, bytes));
        eq(accepted, 1, "accepted");
        eq(uint256(keccak256(logged)), uint256(keccak256(payload)), "logged");
        _read(task, _one(33), 3, INashOracle.Status.Ok);
        yes(!hub.head(bytes32(0)).exists && hub.head(bytes32(0)).lastRound == 0, "task 0");
        // Alone it is nothing to post.
        _postFails(bytes.concat(_header(1), _outcome(bytes32(0), 4, 0, 1, list)), INashOracle.NothingNew.selector);
    }

    function testNothingNewBeforeThePairing() public {
        _post(task, 5, 50);
        bytes memory payload = bytes.concat(_header(1), _outcome(task, 5, 51));
        bytes memory proof = _prove(hub.batchDigest(payload), _all());
        uint256 before = gasleft();
        (bool ok, bytes memory e) = address(hub).call(abi.encodeCall(hub.post, (payload, proof)));
        yes(!ok && bytes4(e) == INashOracle.NothingNew.selector, "NothingNew");
        yes(before - gasleft() < 20_000, "cheap");
        _postFails(bytes.concat(_header(1), _outcome(task, 0, 51)), INashOracle.NothingNew.selector);
        _postFails(bytes.concat(_header(1), _outcome(0, 1, 51)), INashOracle.NothingNew.selector);
        // a task of width 16 never takes a narrow outcome, and the other way round
        _postFails(bytes.concat(_header(1), _outcome(task, 6, NARROW, 8, _one(5))), INashOracle.NothingNew.selector);
        bytes32 narrow = _feed(1, 8);
        _postFails(bytes.concat(_header(1), _outcome(narrow, 6, 5)), INashOracle.NothingNew.selector);
        _postFails(bytes.concat(_header(1), _insufficient(narrow, 6, 0)), INashOracle.NothingNew.selector);
        _post(bytes.concat(_header(1), _insufficient(narrow, 6, NARROW)));
    }

    function testOneTaskTwiceInABatch() public {
        vm.recordLogs();
        _post(
            bytes.concat(
                _header(4), _outcome(task, 2, 20), _outcome(task, 1, 10), _outcome(task, 2, 21), _outcome(task, 4, 40)
            )
        );
        Vm.Log[] memory logs = vm.getRecordedLogs();
        (uint256 accepted,) = abi.decode(logs[0].data, (uint256, bytes));
        eq(accepted, 9, "first and last");
        _read(task, _one(40), 4, INashOracle.Status.Ok);
        eq(hub.head(task).posted, 2, "posted");
    }

    function testInsufficientKeepsTheValue() public {
        _post(bytes.concat(_header(1), _insufficient(task, 1, 0)));
        _read(task, new int256[](0), 0, INashOracle.Status.Insufficient);
        _post(task, 2, 22);
        _post(bytes.concat(_header(1), _insufficient(task, 3, 0)));
        _read(task, _one(22), 2, INashOracle.Status.Insufficient);
        INashOracle.Head memory h = hub.head(task);
        eq(h.lastRound, 3, "last");
        eq(h.posted, 3, "posted");
        yes(h.insufficient, "flag");
        _postFails(bytes.concat(_header(1), _outcome(task, 3, 9)), INashOracle.NothingNew.selector);
        _post(task, 4, -1);
        _read(task, _one(-1), 4, INashOracle.Status.Ok);
    }

    function testBatchOf256() public {
        bytes memory payload = _header(256);
        for (uint32 i = 0; i < 256; ++i) {
            payload = bytes.concat(payload, _outcome(_feed(1, 16), 1, int256(uint256(i)) - 128));
        }
        _post(payload);
        for (uint256 i = 0; i < 256; ++i) {
            _read(bytes32(i + 2), _one(int256(i) - 128), 1, INashOracle.Status.Ok);
        }
        bytes memory more =
            bytes.concat(_slice(payload, 0, 45), bytes2(uint16(257)), _slice(payload, 47, payload.length - 47));
        _postFails(more, INashOracle.BadCount.selector);
    }

    /// Every value of every width, the extremes included, comes back; neighbours are untouched.
    function testFuzzRoundTrip(uint256 seed, uint16 dimension, uint8 width, bool narrow) public {
        dimension = uint16(dimension % 40 + 1);
        uint8 max = narrow ? 8 : 16;
        width = width % max + 1;
        bytes32 t = _feed(dimension, narrow ? 8 : 16);
        uint8 flags = narrow ? NARROW : 0;
        int256[] memory v = new int256[](dimension);
        for (uint32 round = 1; round <= 2; ++round) {
            for (uint256 i = 0; i < dimension; ++i) {
                v[i] = _random(uint256(keccak256(abi.encode(seed, round, i))), width);
            }
            _post(bytes.concat(_header(2), _outcome(t, round, flags, width, v), _outcome(task, round, 4711)));
            int256[] memory want = new int256[](dimension);
            for (uint256 i = 0; i < dimension; ++i) {
                want[i] = narrow ? v[i] * 2 ** 32 : v[i];
            }
            _read(t, want, round, INashOracle.Status.Ok);
            _read(task, _one(4711), round, INashOracle.Status.Ok);
        }
    }

    /// Batches of everything, in any order: each outcome is stored by one of three pieces of code, or skipped.
    /// forge-config: default.fuzz.runs = 128
    function testFuzzMixed(uint256 seed) public {
        uint256 n = 6; // tasks 2 to 7, the odd ones narrow
        for (uint256 i = 2; i < 2 + n; ++i) {
            _feed(1, i % 2 == 0 ? 16 : 8);
        }
        int256[][] memory stored = new int256[][](n + 3);
        uint32[] memory last = new uint32[](n + 3);
        for (uint32 batch = 1; batch <= 2; ++batch) {
            bytes memory payload = _header(10);
            uint256 accepted = 0;
            for (uint256 i = 0; i < 10; ++i) {
                uint256 r = uint256(keccak256(abi.encode(seed, batch, i)));
                uint256 index = 2 + r % (n + 1); // the last does not exist
                uint32 round = batch * 3 + uint32(r >> 8) % 6;
                bool fresh = index < 2 + n && round > last[index];
                if (r >> 16 & 7 == 0) {
                    payload = bytes.concat(payload, _insufficient(bytes32(index), round, index % 2 == 0 ? 0 : NARROW));
                } else {
                    int256[] memory v = _values(r, index % 2 == 0 ? 16 : 8);
                    uint8 width = r >> 24 & 1 == 0 ? (index % 2 == 0 ? 16 : 8) : uint8(_width(r, index % 2 == 0 ? 16 : 8));
                    payload = bytes.concat(
                        payload, _outcome(bytes32(index), round, index % 2 == 0 ? 0 : NARROW, width, v)
                    );
                    if (fresh) stored[index] = v;
                }
                if (fresh) (last[index], accepted) = (round, accepted | 1 << i);
            }
            if (accepted == 0) continue;
            vm.recordLogs();
            _post(payload);
            (uint256 got,) = abi.decode(vm.getRecordedLogs()[0].data, (uint256, bytes));
            eq(got, accepted, "accepted");
        }
        for (uint256 index = 2; index < 2 + n; ++index) {
            eq(hub.head(bytes32(index)).lastRound, last[index], "last round");
            _checkWords(index, stored[index]);
        }
    }

    /// One value or up to nine, of as many bytes as `_width` says.
    function _values(uint256 r, uint256 max) private pure returns (int256[] memory v) {
        v = new int256[](r >> 32 & 1 == 0 ? 1 : 1 + (r >> 40) % 9);
        for (uint256 i = 0; i < v.length; ++i) {
            v[i] = _random(uint256(keccak256(abi.encode(r, i))), _width(r, max));
        }
    }

    function _width(uint256 r, uint256 max) private pure returns (uint256) {
        return 1 + (r >> 48) % max;
    }

    /// Head and further words are those of the values, by plain code; the task's dimension is not asked for.
    function _checkWords(uint256 index, int256[] memory v) private view {
        if (v.length == 0) return;
        uint256 bits = index % 2 == 0 ? 128 : 64;
        eqInt(hub.head(bytes32(index)).first, v[0], "first");
        uint256 slot = uint256(keccak256(abi.encode(index, 1 + (1 << 32))));
        for (uint256 i = 1; i < v.length; ++i) {
            uint256 word = uint256(vm.load(address(hub), bytes32(slot + (i - 1) * bits / 256)));
            uint256 shift = 256 - bits - (i - 1) * bits % 256;
            eq(word >> shift & ((1 << bits) - 1), uint256(v[i]) & ((1 << bits) - 1), "value");
        }
    }

    /// A number of `width` bytes: an extreme, or anything.
    function _random(uint256 r, uint256 width) private pure returns (int256) {
        int256 top = int256(1) << (8 * width - 1);
        uint256 kind = r % 8;
        if (kind == 0) return -top;
        if (kind == 1) return top - 1;
        if (kind == 2) return -1;
        if (kind == 3) return 0;
        return int256(r >> 3) % top;
    }

    function testLargestDimension() public {
        bytes32 t = _feed(512, 16);
        int256[] memory v = new int256[](512);
        for (uint256 i = 0; i < 512; ++i) {
            v[i] = (int256(i) - 256) * 1e18;
        }
        _post(bytes.concat(_header(1), _outcome(t, 1, 0, 16, v)));
        _read(t, v, 1, INashOracle.Status.Ok);
    }

    function testStorageLayout() public {
        bytes32 t = _feed(6, 8);
        int256[] memory v = new int256[](6);
        for (uint256 i = 0; i < 6; ++i) {
            v[i] = -int256(i) - 1;
        }
        vm.record();
        _post(bytes.concat(_header(1), _outcome(t, 9, NARROW, 1, v)));
        (bytes32[] memory reads, bytes32[] memory writes) = vm.accesses(address(hub));
        eq(writes.length, 3, "head and two words");
        for (uint256 i = 0; i < reads.length; ++i) {
            yes(reads[i] == writes[0] || reads[i] == writes[1] || reads[i] == writes[2], "reads no other slot");
        }
        uint256 head = uint256(9) << 224 | uint256(9) << 192 | uint256(1) << 160 | uint256(7) << 136 | uint256(3) << 128
            | type(uint128).max;
        eq(uint256(vm.load(address(hub), writes[0])), head, "head");
        eq(
            uint256(vm.load(address(hub), writes[1])),
            0xfffffffffffffffefffffffffffffffdfffffffffffffffcfffffffffffffffb,
            "first word"
        );
        eq(uint256(vm.load(address(hub), writes[2])), uint256(type(uint64).max - 5) << 192, "second word");
    }

    function testPlainPostTouchesOneSlot() public {
        vm.record();
        _post(task, 1, 5);
        (bytes32[] memory reads, bytes32[] memory writes) = vm.accesses(address(hub));
        eq(writes.length, 1, "one write");
        for (uint256 i = 0; i < reads.length; ++i) {
            yes(reads[i] == writes[0], "no other read");
        }
    }

    // --------------------------------------------------------------- proof

    function testProofs() public {
        bytes memory payload = bytes.concat(_header(1), _outcome(task, 1, 5));
        bytes32 digest = hub.batchDigest(payload);
        bytes memory proof = _prove(digest, 0x3);
        vm.expectRevert(abi.encodeWithSelector(Quorum.TooFewSigners.selector, 2, 3));
        hub.post(payload, proof);
        proof = _prove(digest, 0x7);
        proof[31] = 0x0b;
        vm.expectRevert(BlsQuorum.BadSignature.selector);
        hub.post(payload, proof);
        proof = _prove(digest, 0x1f); // a bit beyond the set
        vm.expectRevert(Quorum.UnknownSigner.selector);
        hub.post(payload, proof);
        proof = _prove(keccak256(payload), 0xf);
        vm.expectRevert(BlsQuorum.BadSignature.selector);
        hub.post(payload, proof);
        vm.expectRevert(BlsQuorum.BadProofLength.selector);
        hub.post(payload, "");
        proof = _prove(digest, 0xf);
        payload[payload.length - 1] = 0x06;
        vm.expectRevert(BlsQuorum.BadSignature.selector);
        hub.post(payload, proof);
        payload[payload.length - 1] = 0x05;
        proof[127] ^= 0x01;
        vm.expectRevert(Bls12381.InvalidPoint.selector);
        hub.post(payload, proof);

        payload =
            bytes.concat(_header(2, uint64(block.number - 1), blockhash(block.number - 1), 1), _outcome(task, 1, 5));
        proof = _prove(hub.batchDigest(payload), 0xf);
        vm.expectRevert(abi.encodeWithSelector(Quorum.WrongEpoch.selector, 1, 2));
        hub.post(payload, proof);
        _read(task, new int256[](0), 0, INashOracle.Status.Pending);
    }

    function testProofIsForOneHubAndChain() public {
        bytes memory payload = bytes.concat(_header(1), _outcome(task, 1, 5));
        bytes memory proof = _prove(hub.batchDigest(payload), 0xf);
        NashOracle other = new NashOracle(quorum, registry);
        other.createTask(_params());
        vm.expectRevert(BlsQuorum.BadSignature.selector);
        other.post(payload, proof);
        vm.chainId(5);
        vm.expectRevert(BlsQuorum.BadSignature.selector);
        hub.post(payload, proof);
        vm.chainId(31337);
        hub.post(payload, proof);
        vm.expectRevert(INashOracle.NothingNew.selector); // a replay
        hub.post(payload, proof);
    }
}
