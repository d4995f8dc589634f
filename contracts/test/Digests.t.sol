// SPDX-License-Identifier: MIT
pragma solidity ^0.8.30;

import {Hashes} from "@openzeppelin/contracts/utils/cryptography/Hashes.sol";

import {INashOracle} from "../src/INashOracle.sol";
import {OutcomeProof} from "../src/lib/OutcomeProof.sol";
import {ExampleConsumer} from "../src/consumer/ExampleConsumer.sol";
import {Base} from "./Base.sol";
import {Vm} from "./Vm.sol";

/// @notice DIGEST tasks: counters, roots and their reading.
contract DigestsTest is Base {
    bytes[] private pages; // of the last batch, by `_plainRoot`

    function setUp() public {
        _deploy(1);
    }

    function _digest(uint16 dimension, uint8 width) private returns (bytes32) {
        INashOracle.TaskParams memory p = _params();
        (p.dimension, p.width, p.digest) = (dimension, width, true);
        return hub.createTask(p);
    }

    function _single(bytes memory page) private view returns (OutcomeProof.Proof memory p) {
        (p.batch, p.page) = (uint64(hub.rootCount()), page);
    }

    /// Funds for n rounds pay for n, as those of other feeds do.
    function testEveryFundedRoundTakesCommitments() public {
        address agent = _register(1, SENDER);
        INashOracle.TaskParams memory p = _params();
        (p.digest, p.bounty) = (true, 10);
        vm.deal(address(this), 30);
        bytes32 task = hub.createTask{value: 30}(p);
        for (uint32 round = 1; round <= 4; ++round) {
            vm.warp(T0 + (round - 1) * 200);
            vm.prank(SENDER);
            if (round == 4) vm.expectRevert(INashOracle.Unfunded.selector);
            hub.commit(task, round, agent, new bytes(48), new bytes(112), new bytes(96));
            if (round < 4) _post(bytes.concat(_header(1), _outcome(task, round, DIGEST, 16, _one(5))));
        }
        hub.claim(task);
        eq(PAYEE.balance, 30, "all of it");
    }

    function testReadAt() public {
        bytes32 task = _digest(3, 16);
        int256[] memory v = new int256[](3);
        (v[0], v[1], v[2]) = (type(int128).min, -1, type(int128).max);
        bytes memory page = _outcome(task, 5, DIGEST, 16, v);
        _post(bytes.concat(_header(1), page));
        (int128[] memory got, uint64 updatedAt, INashOracle.Status status) = hub.readAt(task, 5, _single(page));
        for (uint256 i = 0; i < 3; ++i) {
            eqInt(got[i], v[i], "value");
        }
        eq(updatedAt, T0 + 4 * 200 + 100, "updatedAt");
        yes(status == INashOracle.Status.Ok, "status");

        INashOracle.Head memory h = hub.head(task);
        yes(h.digest && h.exists && !h.insufficient, "flags");
        eq(h.lastRound, 5, "last");
        eq(h.valueRound, 5, "value's round");
        uint64 round;
        (got, round, updatedAt, status) = hub.read(task);
        yes(got.length == 0 && round == 5 && status == INashOracle.Status.Ok, "read");

        OutcomeProof.Proof memory proof = _single(page);
        vm.expectRevert(OutcomeProof.NotOnPage.selector);
        hub.readAt(task, 4, proof);
        vm.expectRevert(OutcomeProof.NotOnPage.selector);
        hub.readAt(bytes32(uint256(task) + 1), 5, proof);
        proof.batch = 2;
        vm.expectRevert(INashOracle.NotInRing.selector);
        hub.readAt(task, 5, proof);
        proof.batch = 0;
        vm.expectRevert(INashOracle.NotInRing.selector);
        hub.readAt(task, 5, proof);
        proof.batch = 1;
        proof.page[20] ^= 0x01;
        vm.expectRevert(OutcomeProof.BadProof.selector);
        hub.readAt(task, 5, proof);
    }

    function testInsufficientAndStale() public {
        bytes32 task = _digest(1, 8);
        bytes memory page = _insufficient(task, 3, DIGEST | NARROW);
        _post(bytes.concat(_header(1), page));
        (int128[] memory value, uint64 round,, INashOracle.Status status) = hub.read(task);
        yes(value.length == 0 && round == 0 && status == INashOracle.Status.Insufficient, "insufficient");
        (value,, status) = hub.readAt(task, 3, _single(page));
        yes(value.length == 0 && status == INashOracle.Status.Insufficient, "proven");
        _postFails(
            bytes.concat(_header(1), _outcome(task, 3, DIGEST | NARROW, 1, _one(1))), INashOracle.NothingNew.selector
        );
        // other storage, unknown task, a round beyond the counter
        _postFails(bytes.concat(_header(1), _outcome(task, 4, NARROW, 1, _one(1))), INashOracle.NothingNew.selector);
        _postFails(
            bytes.concat(_header(1), _outcome(bytes32(uint256(task) + 1), 4, DIGEST, 1, _one(1))),
            INashOracle.NothingNew.selector
        );
        _postFails(
            bytes.concat(_header(1), _outcome(task, 1 << 27, DIGEST | NARROW, 1, _one(1))),
            INashOracle.NothingNew.selector
        );
        bytes32 plain = _feed(1, 16);
        _postFails(bytes.concat(_header(1), _outcome(plain, 1, DIGEST, 1, _one(1))), INashOracle.NothingNew.selector);
        _postFails(
            bytes.concat(_header(2), _outcome(plain, 1, 7), _outcome(task, 4, DIGEST | NARROW, 1, _one(1))),
            INashOracle.BadOrder.selector
        );
        _post(bytes.concat(_header(1), _outcome(task, (1 << 27) - 1, DIGEST | NARROW, 1, _one(1))));
        eq(hub.head(task).lastRound, (1 << 27) - 1, "the last round there is");
        eq(hub.rootCount(), 2, "two batches with a root");
    }

    function testCancelled() public {
        INashOracle.TaskParams memory p = _params();
        (p.digest, p.start) = (true, uint64(T0 + 100));
        bytes32 task = hub.createTask(p);
        bytes32 other = hub.createTask(p);
        hub.cancel(task);
        _postFails(bytes.concat(_header(1), _outcome(task, 1, DIGEST, 1, _one(1))), INashOracle.NothingNew.selector);
        _post(bytes.concat(_header(1), _outcome(other, 1, DIGEST, 1, _one(1))));
        (,,, INashOracle.Status status) = hub.read(task);
        yes(status == INashOracle.Status.Cancelled, "status");
    }

    function testDimensions() public {
        INashOracle.TaskParams memory p = _params();
        (p.digest, p.dimension) = (true, 4097);
        vm.expectRevert(INashOracle.BadDimension.selector);
        hub.createTask(p);
        bytes32 task = _digest(4096, 16);
        int256[] memory v = new int256[](4096);
        (v[0], v[4095]) = (-5, 6);
        bytes memory page = _outcome(task, 1, DIGEST, 1, v);
        _post(bytes.concat(_header(1), page));
        (int128[] memory got,,) = hub.readAt(task, 1, _single(page));
        yes(got.length == 4096 && got[0] == -5 && got[4095] == 6, "values");
    }

    function testBountyAndCallback() public {
        INashOracle.TaskParams memory p = _params();
        ExampleConsumer consumer = new ExampleConsumer(address(hub));
        (p.digest, p.bounty, p.consumer, p.callbackGas) = (true, 10, address(consumer), 200_000);
        vm.deal(address(this), 100);
        bytes32 task = hub.createTask{value: 100}(p);
        _post(bytes.concat(_header(1), _outcome(task, 2, DIGEST, 16, _one(-9))));
        _post(bytes.concat(_header(1), _insufficient(task, 7, DIGEST)));
        (uint64 round, int128[] memory value) = consumer.last(task);
        eq(round, 2, "called");
        eqInt(value[0], -9, "value");
        hub.claim(task);
        eq(PAYEE.balance, 20, "two rounds");
    }

    function testAPlainBatchDoesNotPayForTheRing() public {
        bytes32 task = _feed(1, 16);
        vm.record();
        _post(task, 1, 5);
        (, bytes32[] memory writes) = vm.accesses(address(hub));
        eq(writes.length, 1, "the head");
        eq(hub.rootCount(), 0, "roots");
    }

    /// No bit of a page can be changed: neither a value nor whose it is, or of which round.
    function testFuzzForgedPages(uint256 bit) public {
        bytes32 task = _digest(3, 16);
        int256[] memory v = new int256[](3);
        (v[0], v[1], v[2]) = (type(int128).min, -1, type(int128).max);
        bytes memory page = _outcome(task, 5, DIGEST, 16, v);
        _post(bytes.concat(_header(1), page));
        OutcomeProof.Proof memory proof = _single(page);
        hub.readAt(task, 5, proof);
        bit %= page.length * 8;
        proof.page[bit / 8] ^= bytes1(uint8(1 << (bit % 8)));
        (bool ok, bytes memory e) = address(hub).staticcall(abi.encodeCall(hub.readAt, (task, 5, proof)));
        yes(
            !ok && (bytes4(e) == OutcomeProof.BadProof.selector || bytes4(e) == OutcomeProof.NotOnPage.selector),
            "forged"
        );
    }

    function testRingForgets() public {
        bytes32 task = _digest(1, 16);
        bytes memory page = _outcome(task, 1, DIGEST, 1, _one(1));
        _post(bytes.concat(_header(1), page));
        OutcomeProof.Proof memory proof = _single(page);
        bytes32 slot = bytes32((uint256(1) << 32) + (1 << 29) + 3); // of rootCount
        eq(uint256(vm.load(address(hub), slot)), 1, "the slot");
        vm.store(address(hub), slot, bytes32(uint256(8192)));
        hub.readAt(task, 1, proof);
        vm.store(address(hub), slot, bytes32(uint256(8193)));
        vm.expectRevert(INashOracle.NotInRing.selector);
        hub.readAt(task, 1, proof);
    }

    // ------------------------------------------------- against plain code

    /// Random batches, stale and foreign outcomes among them: counters and root are what plain code says.
    function testFuzzBatches(uint256 seed) public {
        uint256 n = 20;
        for (uint256 i = 0; i < n; ++i) {
            if (i % 5 == 3) _feed(1, 16);
            else _digest(uint16(1 + i % 3), i % 2 == 0 ? 16 : 8);
        }
        uint32[] memory last = new uint32[](n + 2);
        for (uint32 batch = 1; batch <= 3; ++batch) {
            uint256 count = 1 + uint256(keccak256(abi.encode(seed, batch))) % 40;
            bytes memory payload = _header(uint16(count));
            delete pages;
            bytes memory open;
            uint256 stored = 0;
            for (uint256 i = 0; i < count; ++i) {
                uint256 r = uint256(keccak256(abi.encode(seed, batch, i)));
                uint256 index = r % (n + 2); // 0 and the last do not exist
                uint32 round = uint32(r >> 32) % 6;
                bool narrow = (index - (index == 0 ? 0 : 1)) % 2 == 1;
                uint8 flags = narrow ? DIGEST | NARROW : DIGEST;
                bytes memory o;
                if (r >> 96 & 7 == 0) {
                    o = _insufficient(bytes32(index), round, flags);
                } else {
                    int256[] memory v = new int256[](1 + (r >> 128) % 9);
                    v[0] = int256(int64(uint64(r >> 160)));
                    o = _outcome(bytes32(index), round, flags, 8, v);
                }
                payload = bytes.concat(payload, o);
                bool fresh = index >= 1 && index <= n && (index - 1) % 5 != 3 && round > last[index];
                if (fresh) {
                    last[index] = round;
                    stored |= 1 << i;
                    open = bytes.concat(open, o);
                }
                if (open.length != 0 && (!fresh || open.length >= 256)) {
                    pages.push(open);
                    open = "";
                }
            }
            if (open.length != 0) pages.push(open);
            if (stored == 0) {
                _postFails(payload, INashOracle.NothingNew.selector);
                continue;
            }
            vm.recordLogs();
            _post(payload);
            Vm.Log[] memory logs = vm.getRecordedLogs();
            (uint256 accepted,) = abi.decode(logs[0].data, (uint256, bytes));
            eq(accepted, stored, "accepted");
            yes(hub.rootAt(hub.rootCount()) == _plainRoot(), "root");
        }
        for (uint256 i = 1; i <= n; ++i) {
            eq(hub.head(bytes32(i)).lastRound, last[i], "last round");
        }
    }

    /// Neighbours in their order, which are counted eight at a time, with now and then one that is odd: a step back
    /// or ahead, another shape or round, one left out, a task that does not count or counts in its head too.
    /// forge-config: default.fuzz.runs = 96
    function testFuzzNeighbours(uint256 seed) public {
        uint256 n = 48;
        INashOracle.TaskParams memory p = _params();
        uint256 different = seed % 3 == 0 ? uint256(keccak256(abi.encode(seed))) % 60 : 99;
        for (uint256 i = 1; i <= n; ++i) {
            (p.digest, p.consumer, p.callbackGas) = (true, address(0), 0);
            if (i == different) {
                p.digest = seed % 2 == 0;
                if (p.digest) (p.consumer, p.callbackGas) = (address(this), 30_000);
            }
            hub.createTask(p);
        }
        uint32[] memory last = new uint32[](n + 9);
        for (uint32 batch = 1; batch <= 3; ++batch) {
            Plain memory b;
            delete pages;
            uint256 r = uint256(keccak256(abi.encode(seed, batch)));
            for (uint256 index = r % 10; index < n + 3; ++index) {
                (bytes memory o, uint256 number, uint32 round) = _neighbour(seed, batch, index);
                if (o.length == 0) continue;
                b.body = bytes.concat(b.body, o);
                bool fresh = number >= 1 && number <= n && round > last[number] && round < 1 << 27;
                if (number == different && seed % 2 != 0) fresh = false;
                if (fresh) {
                    last[number] = round;
                    b.stored |= 1 << b.count;
                    b.open = bytes.concat(b.open, o);
                }
                if (b.open.length != 0 && (!fresh || b.open.length >= 256)) {
                    pages.push(b.open);
                    b.open = "";
                }
                ++b.count;
            }
            if (b.open.length != 0) pages.push(b.open);
            if (b.stored == 0) continue;
            vm.recordLogs();
            _post(bytes.concat(_header(b.count), b.body));
            Vm.Log[] memory logs = vm.getRecordedLogs();
            (uint256 accepted,) = abi.decode(logs[0].data, (uint256, bytes));
            eq(accepted, b.stored, "accepted");
            yes(hub.rootAt(hub.rootCount()) == _plainRoot(), "root");
        }
        for (uint256 i = 1; i <= n; ++i) {
            eq(hub.head(bytes32(i)).lastRound, last[i], "last round");
        }
    }

    struct Plain {
        bytes body;
        bytes open;
        uint256 stored;
        uint16 count;
    }

    /// The next outcome of a batch, nothing if it is left out.
    function _neighbour(uint256 seed, uint32 batch, uint256 index)
        private
        pure
        returns (bytes memory o, uint256 number, uint32 round)
    {
        uint256 r = uint256(keccak256(abi.encode(seed, batch)));
        uint256 x = uint256(keccak256(abi.encode(seed, batch, index)));
        uint256 rare = r >> 8 & 3; // 0: no faults, else one in 4, 16 or 64
        uint256 fault = rare != 0 && x % (1 << 2 * rare) == 0 ? 1 + (x >> 8) % 6 : 0;
        uint256 dimension = 1 + (r >> 16) % 40;
        (number, round) = (index, batch * 2 + uint32(x >> 32) % 2);
        if (fault == 1) return ("", 0, 0);
        if (fault == 2) number = index ^ 1;
        if (fault == 3) round = uint32(x >> 16) % 8;
        if (fault == 4) dimension = 1 + (x >> 16) % 40;
        if (fault == 5) return (_insufficient(bytes32(number), round, DIGEST), number, round);
        if (fault == 6) round = uint32(x >> 16 & 1) << 27 | 7;
        int256[] memory v = new int256[](dimension);
        v[0] = int256(int64(uint64(x >> 100)));
        o = _outcome(bytes32(number), round, DIGEST, 8, v);
    }

    function _plainRoot() private view returns (bytes32) {
        bytes32[] memory level = new bytes32[](pages.length);
        for (uint256 i = 0; i < level.length; ++i) {
            level[i] = keccak256(bytes.concat(keccak256("oracled/page/1"), pages[i]));
        }
        while (level.length > 1) {
            bytes32[] memory next = new bytes32[]((level.length + 1) / 2);
            for (uint256 i = 0; i < next.length; ++i) {
                bool pair = 2 * i + 1 < level.length;
                next[i] = pair ? Hashes.commutativeKeccak256(level[2 * i], level[2 * i + 1]) : level[2 * i];
            }
            level = next;
        }
        return level[0];
    }
}
