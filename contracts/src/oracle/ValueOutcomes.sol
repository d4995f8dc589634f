// SPDX-License-Identifier: MIT
pragma solidity ^0.8.30;

import {Payload} from "./Payload.sol";

/// @title Outcomes whose values are stored
/// @notice The head of a task and the values after the first: one loop for the usual case, one way for all others.
/// Outcomes of a single value, the most usual, are stored by the loop of `Posts`.
abstract contract ValueOutcomes is Payload {
    // What must be EXISTS and an outcome's narrow flag; what a new outcome keeps: counter and flags; participants.
    uint256 private constant HEAD_FORM = 0x33_00000000_00000000_00000000_00000000;
    uint256 internal constant HEAD_SINGLE = 0x37_00000000_00000000_00000000_00000000; // the first, and no consumer
    uint256 internal constant HEAD_LASTING = 0xffffffff_00000007_00000000_00000000_00000000_00000000;
    uint256 internal constant HEAD_PARTICIPANTS = 0x00_ffffff00_00000000_00000000_00000000_00000000;

    /// Stores outcomes whose values have the width of their tasks, if they are well formed and new and have no
    /// consumer, as `_store` does it. Stops at `end`, or at an outcome that is anything else.
    function _storeWides(uint256 pos, uint256 bit, uint256 end) internal returns (uint256, uint256) {
        assembly ("memory-safe") {
            mstore(32, _tails.slot)
            for {} sub(bit, end) { bit := shl(1, bit) } {
                let word := calldataload(pos)
                let slot := sload(add(_heads.slot, shr(224, word)))
                let width := byte(14, word)
                let size := mul(and(shr(144, word), 0xffff), width)
                if iszero(
                    and(
                        and(
                            // no flag but narrow, the task's width, a value
                            iszero(and(word, WORD_FLAGS)),
                            and(eq(width, shr(and(shr(185, word), 1), 16)), gt(size, 0))
                        ),
                        and(
                            eq(and(slot, HEAD_SINGLE), or(EXISTS, shr(56, and(word, WORD_NARROW)))),
                            gt(and(shr(192, word), 0xffffffff), shr(224, slot))
                        )
                    )
                ) { break }
                pos := add(pos, OUTCOME)
                sstore(
                    add(_heads.slot, shr(224, word)),
                    or(
                        or(
                            or(shl(224, shr(192, word)), shl(192, and(shr(192, word), 0xffffffff))),
                            and(shr(24, word), HEAD_PARTICIPANTS)
                        ),
                        or(
                            add(and(slot, HEAD_LASTING), shl(160, 1)),
                            shr(128, shl(128, sar(sub(256, shl(3, width)), calldataload(pos))))
                        )
                    )
                )
                mstore(0, shr(224, word))
                slot := keccak256(0, 64)
                size := add(pos, size) // where it ends
                for { pos := add(pos, width) } lt(pos, sub(size, 31)) { pos := add(pos, 32) } {
                    sstore(slot, calldataload(pos))
                    slot := add(slot, 1)
                }
                if lt(pos, size) {
                    // The last word ends with zeros.
                    let rest := shl(3, sub(32, sub(size, pos)))
                    sstore(slot, shl(rest, shr(rest, calldataload(pos))))
                    pos := size
                }
            }
        }
        return (pos, bit);
    }

    /// Stores any outcome, or skips it.
    /// @return next Where the next one begins
    function _storeOther(bytes calldata payload, uint256 pos)
        internal
        returns (uint256 next, bool stored, bool called)
    {
        unchecked {
            uint256 word = _word(pos);
            assembly ("memory-safe") {
                next := add(payload.offset, payload.length)
            }
            pos += OUTCOME;
            if (pos > next) revert Truncated();
            _checkShape(word);
            if (word & WORD_DIGEST != 0) revert BadOrder();
            uint256 slot = _heads[word >> 224];
            next = pos + uint16(word >> 144) * uint256(uint8(word >> 136));
            stored = _isNew(slot, word);
            if (stored) {
                if (next == pos) _storeInsufficient(slot, word);
                else called = _store(slot, word, pos);
            }
        }
    }

    /// Whether an outcome is of a live task, of its width, and later than all that it has.
    function _isNew(uint256 slot, uint256 word) private pure returns (bool) {
        return slot & HEAD_FORM == EXISTS | (word & WORD_NARROW) >> 56
            && uint32(word >> 192) > slot >> 224;
    }

    /// An insufficient round changes neither value nor its round.
    function _storeInsufficient(uint256 slot, uint256 word) private {
        uint256 next = _nextHead(slot, word) | INSUFFICIENT;
        _heads[word >> 224] = next | (slot & (uint256(type(uint32).max) << 192 | type(uint128).max));
    }

    /// Stores an outcome whose values begin at `from`. Returns whether a consumer is to be called.
    function _store(uint256 slot, uint256 word, uint256 from) private returns (bool) {
        uint256 next = _nextHead(slot, word);
        assembly ("memory-safe") {
            let width := and(shr(136, word), 0xff)
            let value := sar(sub(256, shl(3, width)), calldataload(from))
            next := or(next, shl(192, and(shr(192, word), 0xffffffff)))
            sstore(add(_heads.slot, shr(224, word)), or(next, and(value, 0xffffffffffffffffffffffffffffffff)))
        }
        if (uint16(word >> 144) > 1) _storeTail(word, from);
        return slot & CALLBACK != 0;
    }

    /// Round, counter, participants and the flags that stay; without value and its round.
    function _nextHead(uint256 slot, uint256 word) private pure returns (uint256) {
        unchecked {
            // The counter cannot overflow: it is never above the round.
            return (word >> 192) << 224 | (slot & HEAD_LASTING) + (1 << 160) | word >> 24 & HEAD_PARTICIPANTS;
        }
    }

    /// Stores the values after the first: as they come if they have the task's width, else widened.
    function _storeTail(uint256 word, uint256 from) private {
        uint256[MAX_WORDS] storage tail = _tails[word >> 224];
        assembly ("memory-safe") {
            let slot := tail.slot
            let width := and(shr(136, word), 0xff)
            let bits := shr(and(shr(185, word), 1), 128) // 64 if narrow
            let end := add(from, mul(and(shr(144, word), 0xffff), width))
            from := add(from, width)
            switch eq(shl(3, width), bits)
            case 1 {
                for {} iszero(gt(add(from, 32), end)) { from := add(from, 32) } {
                    sstore(slot, calldataload(from))
                    slot := add(slot, 1)
                }
                if lt(from, end) {
                    // The last word ends with zeros.
                    let rest := shl(3, sub(32, sub(end, from)))
                    sstore(slot, shl(rest, shr(rest, calldataload(from))))
                }
            }
            default {
                let sign := sub(256, shl(3, width))
                let cut := sub(256, bits)
                let shift := 256
                let packed := 0
                for {} lt(from, end) { from := add(from, width) } {
                    shift := sub(shift, bits)
                    packed := or(packed, shl(shift, shr(cut, shl(cut, sar(sign, calldataload(from))))))
                    if iszero(shift) {
                        sstore(slot, packed)
                        slot := add(slot, 1)
                        shift := 256
                        packed := 0
                    }
                }
                if lt(shift, 256) { sstore(slot, packed) }
            }
        }
    }
}
