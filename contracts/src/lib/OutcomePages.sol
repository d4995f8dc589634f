// SPDX-License-Identifier: MIT
pragma solidity ^0.8.30;

import {OutcomeProof} from "./OutcomeProof.sol";

/// @title The tree whose root a batch leaves
/// @notice Works in memory beyond the allocated, so nothing may be allocated from `begin` to `root`:
/// where the next leaf goes ‖ where pages are hashed ‖ leaves …, and further on: label ‖ page.
library OutcomePages {
    /// @notice An empty tree.
    /// @param count The most leaves that it may get
    /// @return tree Its address in memory
    function begin(uint256 count) internal pure returns (uint256 tree) {
        bytes32 label = OutcomeProof.LABEL;
        assembly ("memory-safe") {
            tree := mload(0x40)
            mstore(tree, add(tree, 64))
            let m := add(add(tree, 64), shl(5, count))
            mstore(add(tree, 32), m)
            mstore(m, label)
        }
    }

    /// @notice Adds the page from one place in calldata to another as a leaf, unless it is empty.
    function close(uint256 tree, uint256 from, uint256 to) internal pure {
        assembly ("memory-safe") {
            if sub(to, from) {
                let leaf := mload(tree)
                let m := mload(add(tree, 32))
                calldatacopy(add(m, 32), from, sub(to, from))
                mstore(leaf, keccak256(m, add(32, sub(to, from))))
                mstore(tree, add(leaf, 32))
            }
        }
    }

    /// @notice The root, 0 if there are no leaves. Nodes are hashes of two children, the smaller first; one
    /// without a sibling moves up as it is. Overwrites the leaves.
    function root(uint256 tree) internal pure returns (bytes32 hash) {
        assembly ("memory-safe") {
            let first := add(tree, 64)
            let end := mload(tree)
            if gt(end, first) {
                for {} gt(sub(end, first), 32) {} {
                    let to := first
                    let from := first
                    for {} gt(sub(end, from), 32) { from := add(from, 64) } {
                        // The smaller child goes to 0, the other to 32.
                        let swap := shl(5, gt(mload(from), mload(add(from, 32))))
                        mstore(swap, mload(from))
                        mstore(xor(swap, 32), mload(add(from, 32)))
                        mstore(to, keccak256(0, 64))
                        to := add(to, 32)
                    }
                    if lt(from, end) {
                        mstore(to, mload(from))
                        to := add(to, 32)
                    }
                    end := to
                }
                hash := mload(first)
            }
        }
    }
}
