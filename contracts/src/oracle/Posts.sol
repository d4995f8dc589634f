// SPDX-License-Identifier: MIT
pragma solidity ^0.8.30;

import {Anchors} from "./Anchors.sol";
import {Callbacks} from "./Callbacks.sol";
import {DigestOutcomes} from "./DigestOutcomes.sol";
import {INashOracle} from "../INashOracle.sol";
import {IQuorumVerifier} from "../quorum/IQuorumVerifier.sol";
import {ValueOutcomes} from "./ValueOutcomes.sol";

/// @title Batches
/// @notice Stores what is new of a payload, then has the quorum verify it, and undoes all unless it does.
abstract contract Posts is ValueOutcomes, DigestOutcomes, Callbacks, Anchors {
    bytes32 private constant BATCH_LABEL = keccak256("oracled/batch/1");
    uint256 private constant MAX_COUNT = 256;

    /// @inheritdoc INashOracle
    function post(bytes calldata payload, bytes calldata proof) external {
        if (_calling) revert Reentered();
        // Stored first, and undone unless all that follows holds: nobody but `quorum` runs in between.
        (uint256 accepted, uint256 calls) = _storeAll(payload);
        uint256 header;
        uint256 anchor;
        assembly ("memory-safe") {
            header := calldataload(payload.offset)
            anchor := calldataload(add(payload.offset, 13))
        }
        _checkAnchor(uint64(header >> 152), anchor);
        _verifyAndLog(payload, proof, uint32(header >> 216), accepted);
        if (calls != 0) _callAll(payload, calls);
    }

    /// @inheritdoc INashOracle
    function batchDigest(bytes calldata payload) external view returns (bytes32) {
        return keccak256(abi.encode(BATCH_LABEL, block.chainid, address(this), setId, keccak256(payload)));
    }

    /// Stores what is new of a payload and reverts if it is malformed or nothing is. A second outcome of a
    /// task is new only if it is later than the first.
    /// @return accepted Bit i: outcome i was stored
    /// @return calls Bit i: and its task has a consumer to be called
    function _storeAll(bytes calldata payload) private returns (uint256 accepted, uint256 calls) {
        unchecked {
            if (payload.length < HEADER) revert Truncated();
            uint256 pos;
            uint256 end;
            assembly ("memory-safe") {
                pos := payload.offset
                end := shr(240, calldataload(add(pos, 45)))
            }
            if (_word(pos) >> 248 != 1) revert BadVersion();
            if (end - 1 >= MAX_COUNT) revert BadCount();
            end = 1 << end; // 0 after 256 outcomes, as `bit` then is
            pos += HEADER;
            uint256 bit = 1;
            if (_word(pos) & WORD_DIGEST != 0) {
                uint256 limit;
                assembly ("memory-safe") {
                    limit := add(payload.offset, payload.length)
                }
                (pos, bit, accepted, calls) = _storeDigests(limit, pos, end);
            }
            for (;; bit <<= 1) {
                // The usual case without detours, as `_store` does it: outcomes of one value that are well formed
                // and new, of tasks without a consumer. Stops at `end`, or at an outcome that is anything else.
                assembly ("memory-safe") {
                    let before := bit
                    for {} sub(bit, end) { bit := shl(1, bit) } {
                        let word := calldataload(pos)
                        let width := byte(14, word)
                        let slot := sload(add(_heads.slot, shr(224, word)))
                        let round := and(shr(192, word), 0xffffffff)
                        if iszero(
                            and(
                                and(
                                    // no flag but narrow, dimension 1, a width that fits
                                    eq(and(word, WORD_FORM), shl(144, 1)),
                                    lt(sub(width, 1), shr(and(shr(185, word), 1), 16))
                                ),
                                and(
                                    eq(and(slot, HEAD_SINGLE), or(EXISTS, shr(56, and(word, WORD_NARROW)))),
                                    gt(round, shr(224, slot))
                                )
                            )
                        ) { break }
                        pos := add(pos, OUTCOME)
                        // Round twice, participants, counter and lasting flags, value.
                        sstore(
                            add(_heads.slot, shr(224, word)),
                            or(
                                or(or(shl(224, round), shl(192, round)), and(shr(24, word), HEAD_PARTICIPANTS)),
                                or(
                                    add(and(slot, HEAD_LASTING), shl(160, 1)),
                                    shr(128, shl(128, sar(sub(256, shl(3, width)), calldataload(pos))))
                                )
                            )
                        )
                        pos := add(pos, width)
                    }
                    accepted := or(accepted, sub(bit, before)) // all ones between the two
                }
                if (bit == end) break;
                uint256 wide = bit;
                (pos, bit) = _storeWides(pos, bit, end);
                accepted |= bit - wide;
                if (bit == end) break;
                if (bit != wide) {
                    bit >>= 1; // the loop's
                    continue;
                }
                bool stored;
                bool called;
                (pos, stored, called) = _storeOther(payload, pos);
                if (stored) accepted |= bit;
                if (called) calls |= bit;
            }
            assembly ("memory-safe") {
                end := add(payload.offset, payload.length)
            }
            if (pos != end) {
                if (pos > end) revert Truncated();
                revert TrailingBytes();
            }
            if (accepted == 0) revert NothingNew();
        }
    }

    /// Has the quorum verify `batchDigest(payload)`, then logs
    /// BatchPosted(digest, accepted, payload): `quorum.verify` and `emit` with the payload copied once.
    function _verifyAndLog(bytes calldata payload, bytes calldata proof, uint256 epoch, uint256 accepted) private {
        bytes32 id = setId;
        address verifier = address(quorum); // has code: the constructor had an answer from it
        bytes4 selector = IQuorumVerifier.verify.selector;
        bytes32 label = BATCH_LABEL;
        bytes32 topic = BatchPosted.selector;
        assembly ("memory-safe") {
            // The event's data: accepted ‖ 64 ‖ length ‖ payload, filled up with zeros to words.
            let data := mload(0x40)
            mstore(data, accepted)
            mstore(add(data, 32), 64)
            mstore(add(data, 64), payload.length)
            let p := add(data, 96)
            calldatacopy(p, payload.offset, payload.length)
            let hash := keccak256(p, payload.length)
            mstore(add(p, payload.length), 0)
            p := add(p, and(add(payload.length, 31), not(31)))
            let size := sub(p, data)

            mstore(p, label)
            mstore(add(p, 32), chainid())
            mstore(add(p, 64), address())
            mstore(add(p, 96), id)
            mstore(add(p, 128), hash)
            hash := keccak256(p, 160)

            mstore(p, selector)
            mstore(add(p, 4), hash)
            mstore(add(p, 36), epoch)
            mstore(add(p, 68), 96)
            mstore(add(p, 100), proof.length)
            calldatacopy(add(p, 132), proof.offset, proof.length)
            if iszero(staticcall(gas(), verifier, p, add(132, proof.length), 0, 0)) {
                returndatacopy(p, 0, returndatasize())
                revert(p, returndatasize())
            }
            log2(data, size, topic, hash)
        }
    }
}
