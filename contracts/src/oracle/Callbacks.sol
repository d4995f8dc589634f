// SPDX-License-Identifier: MIT
pragma solidity ^0.8.30;

import {INashConsumer} from "../consumer/INashConsumer.sol";
import {INashOracle} from "../INashOracle.sol";
import {Payload} from "./Payload.sol";

/// @title The calls of consumers
/// @notice A consumer gets exactly the gas its task names, and nothing it does changes what was stored.
abstract contract Callbacks is Payload {
    /// @inheritdoc INashOracle
    uint256 public constant CALLBACK_RESERVE = 20_000;

    bool internal transient _calling;

    /// Calls the consumers of the marked outcomes. All is stored by then, and none of them can post.
    function _callAll(bytes calldata payload, uint256 calls) internal {
        _calling = true;
        uint256 pos;
        assembly ("memory-safe") {
            pos := add(payload.offset, HEADER)
        }
        for (; calls != 0; calls >>= 1) {
            uint256 word = _word(pos);
            pos += OUTCOME;
            if (calls & 1 != 0) _call(word, pos);
            pos += uint16(word >> 144) * uint256(uint8(word >> 136));
        }
        _calling = false;
    }

    /// `from`: where the values begin.
    function _call(uint256 word, uint256 from) private {
        uint256 index = word >> 224;
        uint256 round = uint32(word >> 192);
        address consumer = _infos[index].consumer;
        uint256 limit = _infos[index].callbackGas;
        bytes4 selector = INashConsumer.onOutcome.selector;
        uint256 data; // beyond the allocated memory, so that the next callback writes over it
        uint256 size;
        assembly ("memory-safe") {
            data := mload(0x40)
            let p := data
            mstore(p, selector)
            mstore(add(p, 4), index)
            mstore(add(p, 36), round)
            mstore(add(p, 68), 96)
            let dimension := and(shr(144, word), 0xffff)
            mstore(add(p, 100), dimension)
            p := add(p, 132)
            let width := and(shr(136, word), 0xff)
            let shift := shl(5, and(shr(185, word), 1)) // 32 if narrow
            for { let end := add(p, shl(5, dimension)) } lt(p, end) { p := add(p, 32) } {
                mstore(p, shl(shift, sar(sub(256, shl(3, width)), calldataload(from))))
                from := add(from, width)
            }
            size := sub(p, data)
        }
        // A call gets at most 63/64 of what is left; with less than its limit it must not run at all.
        if (gasleft() * 63 / 64 < limit + CALLBACK_RESERVE) revert InsufficientGasForCallback();
        bool success;
        assembly ("memory-safe") {
            success := call(limit, consumer, 0, data, size, 0, 0)
        }
        emit CallbackDone(bytes32(index), uint64(round), success);
    }
}
