// SPDX-License-Identifier: MIT
pragma solidity ^0.8.30;

import {OutcomePages} from "../lib/OutcomePages.sol";
import {Payload} from "./Payload.sol";

/// @title Outcomes of DIGEST tasks
/// @notice Of these only counters are stored, eight to a slot, and the root of a tree of all values of a batch.
abstract contract DigestOutcomes is Payload {
    // The first word of an outcome: all flags but narrow, and the bits of the round that a counter has no room
    // for; these, narrow, the group of eight tasks, dimension and width.
    uint256 private constant DIGEST_FLAGS = 0xf8000000_fd_000000_0000_00_00_00000000_00000000_00000000_00000000;
    uint256 private constant DIGEST_FORM = 0xfffffff8_f8000000_ff_000000_ffff_ff_00_00000000_00000000_00000000_00000000;
    // Eight outcomes at once: what says in the first one's first word that it begins a word of counters and has
    // no flag but digest and narrow; index, flags, dimension and width; a bit in every lane of the counters.
    uint256 private constant EIGHT_FORM = 0x00000007_00000000_fd_000000_0000_00_00_00000000_00000000_00000000_00000000;
    uint256 private constant EIGHT_LIKE = 0xffffffff_00000000_ff_000000_ffff_ff_00_00000000_00000000_00000000_00000000;
    uint256 private constant LANES = 0x00000001_00000001_00000001_00000001_00000001_00000001_00000001_00000001;
    // A page of the tree of roots is complete when it has so many bytes.
    uint256 private constant PAGE = 256;

    /// Counts the outcomes of DIGEST tasks with which a payload begins, and stores the root of the new ones.
    /// @param limit Where the payload ends
    /// @param from Where the first outcome begins
    /// @return pos Where the first other outcome begins
    /// @return bit Its bit in `accepted` and `calls`
    function _storeDigests(uint256 limit, uint256 from, uint256 end)
        internal
        returns (uint256 pos, uint256 bit, uint256 accepted, uint256 calls)
    {
        uint256 leaves = OutcomePages.begin(_word(from - 2) >> 240); // the header ends with the count
        uint256 page = from; // where the open page begins
        (pos, bit) = (from, 1);
        unchecked {
            while (bit != end && _word(pos) & WORD_DIGEST != 0) {
                from = bit;
                (pos, bit, page) = _storeEights(leaves, pos, bit, end, page);
                // The usual case: well formed, new, and the head does not count. Others leave the loop.
                assembly ("memory-safe") {
                    let start := bit
                    let form := 0 // of no outcome: the digest flag is missing
                    let counters := 0
                    let size := 0
                    for {} sub(bit, end) { bit := shl(1, bit) } {
                        let word := calldataload(pos)
                        // Group of eight tasks, flags, dimension and width: neighbours have the same.
                        if and(xor(word, form), DIGEST_FORM) {
                            let width := byte(14, word)
                            size := mul(and(shr(144, word), 0xffff), width)
                            if iszero(
                                and(
                                    and(eq(and(word, DIGEST_FLAGS), WORD_DIGEST), gt(size, 0)),
                                    iszero(gt(width, shr(and(shr(185, word), 1), 16)))
                                )
                            ) { break }
                            size := add(size, OUTCOME)
                            if or(sub(shr(227, word), shr(227, form)), iszero(form)) {
                                // Here eight may begin; at `start` they do not.
                                if iszero(or(and(shr(224, word), 7), eq(bit, start))) { break }
                                if counters { sstore(add(_counters.slot, shr(227, form)), counters) }
                                counters := sload(add(_counters.slot, shr(227, word)))
                            }
                            form := word
                        }
                        let shift := and(shr(219, word), 0xe0)
                        // With equal flags this is what the round grows by, twice, and with others it is beyond.
                        let growth := sub(
                            or(COUNTER_EXISTS, and(shr(191, word), COUNTER_ROUND)),
                            and(shr(shift, counters), 0xffffffff)
                        )
                        if iszero(lt(sub(growth, 1), COUNTER_LIMIT)) { break }
                        counters := add(counters, shl(shift, growth))
                        pos := add(pos, size)
                        if gt(sub(pos, page), 255) {
                            // OutcomePages.close
                            let to := mload(leaves)
                            let m := mload(add(leaves, 32))
                            calldatacopy(add(m, 32), page, sub(pos, page))
                            mstore(to, keccak256(m, add(32, sub(pos, page))))
                            mstore(leaves, add(to, 32))
                            page := pos
                        }
                    }
                    if counters { sstore(add(_counters.slot, shr(227, form)), counters) }
                }
                accepted |= bit - from; // all ones between the two
                if (bit != from) continue;
                uint256 done;
                (from, done) = _storeDigest(limit, pos);
                if (done == 0) {
                    OutcomePages.close(leaves, page, pos);
                    page = from;
                } else {
                    accepted |= bit;
                    if (done > 1) calls |= bit;
                    if (from - page >= PAGE) {
                        OutcomePages.close(leaves, page, from);
                        page = from;
                    }
                }
                pos = from;
                bit <<= 1;
            }
        }
        OutcomePages.close(leaves, page, pos);
        bytes32 root = OutcomePages.root(leaves);
        if (root != 0) _roots[++rootCount % RING] = root;
    }

    /// Counts, eight at a time, the outcomes of eight tasks whose counters fill a word, in their order and alike
    /// but for round, participants and values. Stops where one of the eight is not new, well formed or there, or
    /// its head counts. Arguments and results are as in `_storeDigests`.
    function _storeEights(uint256 leaves, uint256 pos, uint256 bit, uint256 end, uint256 page)
        private
        returns (uint256, uint256, uint256)
    {
        unchecked {
            while ((bit << 7) - 1 < end - 1) {
                uint256 size = 0; // of each, once they are counted
                assembly ("memory-safe") {
                    let first := calldataload(pos)
                    let step := byte(14, first)
                    let shape := lt(sub(step, 1), shr(and(shr(185, first), 1), 16))
                    step := add(mul(and(shr(144, first), 0xffff), step), OUTCOME)
                    if and(
                        and(eq(and(first, EIGHT_FORM), WORD_DIGEST), and(shape, gt(step, OUTCOME))),
                        iszero(and(xor(xor(first, shl(224, 7)), calldataload(add(pos, mul(7, step)))), EIGHT_LIKE))
                    ) {
                        // The rounds go to the lanes of their counters, from the last down, as each writes over what
                        // follows its lane; `odd` is what differs though it should not.
                        let p := add(pos, mul(7, step))
                        let word := calldataload(p)
                        mstore(0, shl(32, word))
                        p := sub(p, step)
                        word := calldataload(p)
                        mstore(4, shl(32, word))
                        let odd := xor(xor(first, shl(224, 6)), word)
                        p := sub(p, step)
                        word := calldataload(p)
                        mstore(8, shl(32, word))
                        odd := or(odd, xor(xor(first, shl(224, 5)), word))
                        p := sub(p, step)
                        word := calldataload(p)
                        mstore(12, shl(32, word))
                        odd := or(odd, xor(xor(first, shl(224, 4)), word))
                        p := sub(p, step)
                        word := calldataload(p)
                        mstore(16, shl(32, word))
                        odd := or(odd, xor(xor(first, shl(224, 3)), word))
                        p := sub(p, step)
                        word := calldataload(p)
                        mstore(20, shl(32, word))
                        odd := or(odd, xor(xor(first, shl(224, 2)), word))
                        p := sub(p, step)
                        word := calldataload(p)
                        mstore(24, shl(32, word))
                        odd := or(odd, xor(xor(first, shl(224, 1)), word))
                        mstore(28, shl(32, first))
                        let rounds := mload(0)
                        // Of each counter: it exists, is not counted, and is below twice the new round; by lanes,
                        // without a carry from one to the next, as no round has more than 27 bits.
                        let slot := add(_counters.slot, shr(227, first))
                        word := sload(slot)
                        odd := or(and(odd, EIGHT_LIKE), and(rounds, mul(LANES, 0xf8000000)))
                        odd := or(odd, xor(and(word, mul(LANES, 0xf0000000)), mul(LANES, COUNTER_EXISTS)))
                        rounds := shl(1, rounds)
                        word := sub(add(rounds, mul(LANES, 0x7fffffff)), and(word, mul(LANES, COUNTER_LIMIT)))
                        if iszero(or(odd, xor(and(word, mul(LANES, COUNTER_EXISTS)), mul(LANES, COUNTER_EXISTS)))) {
                            sstore(slot, or(rounds, mul(LANES, COUNTER_EXISTS)))
                            size := step
                        }
                    }
                }
                if (size == 0) break;
                uint256 last = pos;
                pos += 8 * size;
                bit <<= 8;
                while (pos - page >= PAGE) {
                    last += (page + PAGE - last + size - 1) / size * size; // where the open page is complete
                    OutcomePages.close(leaves, page, last);
                    page = last;
                }
            }
            return (pos, bit, page);
        }
    }

    /// Counts any outcome of a DIGEST task, or skips it.
    /// @return next Where the next outcome begins
    /// @return done 0: skipped, 1: counted, 2: and its consumer is to be called
    function _storeDigest(uint256 limit, uint256 pos) private returns (uint256 next, uint256 done) {
        unchecked {
            uint256 word = _word(pos);
            next = pos + OUTCOME;
            if (next > limit) revert Truncated();
            _checkShape(word);
            next += uint16(word >> 144) * uint256(uint8(word >> 136));
            uint256 index = word >> 224;
            uint256 shift = 32 * (index & 7);
            uint256 counters = _counters[index >> 3];
            uint256 counter = uint32(counters >> shift);
            uint256 round = uint32(word >> 192);
            if (
                counter & COUNTER_EXISTS == 0 || round <= (counter & COUNTER_ROUND) >> 1
                    || round > COUNTER_ROUND >> 1
            ) return (next, 0);
            uint256 insufficient = word >> 184 & FLAG_INSUFFICIENT;
            uint256 grown = counter & ~COUNTER_LIMIT | round << 1 | insufficient;
            _counters[index >> 3] = counters ^ (counter ^ grown) << shift;
            done = 1;
            if (counter & COUNTER_COUNTED != 0) {
                uint256 slot = _heads[index];
                _heads[index] = slot + (1 << 160);
                if (slot & CALLBACK != 0 && insufficient == 0) done = 2;
            }
        }
    }
}
