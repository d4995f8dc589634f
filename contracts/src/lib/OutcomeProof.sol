// SPDX-License-Identifier: MIT
pragma solidity ^0.8.30;

import {MerkleProof} from "@openzeppelin/contracts/utils/cryptography/MerkleProof.sol";

/// @title Reading an outcome from the root of its batch
/// @notice For `NashOracle.readAt`, and for consumers that hold a root themselves. A tree's leaves are pages:
/// some outcomes of a batch, one after another as in the payload. docs/protocol.md, "Roots", has every byte.
library OutcomeProof {
    /// What `oracled prove` prints.
    struct Proof {
        uint64 batch; // the number of the batch among those with a root, from 1
        bytes page; // the outcomes of the leaf
        bytes32[] path; // the siblings from the leaf to the root
    }

    /// The proof does not lead to the root.
    error BadProof();
    /// The page is proven, but the outcome is not on it.
    error NotOnPage();

    /// Before every page: no node of the tree begins with this word.
    bytes32 internal constant LABEL = keccak256("oracled/page/1");

    uint256 private constant OUTCOME = 15;

    /// @notice The root that a proof leads to.
    function root(Proof calldata proof) internal pure returns (bytes32) {
        return MerkleProof.processProofCalldata(proof.path, keccak256(bytes.concat(LABEL, proof.page)));
    }

    /// @notice The outcome of a task and round, if the proof leads to `expected`; reverts otherwise. About 2,000
    /// gas, 300 for each sibling and 150 for each value.
    /// @return value In units of 2⁻⁶⁴, one for each coordinate; empty if the round was insufficient
    /// @return participants How many positions the round had
    /// @return insufficient The round had too few of them
    function verify(Proof calldata proof, bytes32 expected, bytes32 task, uint64 round)
        internal
        pure
        returns (int128[] memory value, uint24 participants, bool insufficient)
    {
        // The empty slots of the ring are no roots.
        if (expected == 0 || root(proof) != expected) revert BadProof();
        bytes calldata page = proof.page;
        uint256 pos = 0;
        while (pos < page.length) {
            uint256 word;
            assembly ("memory-safe") {
                word := calldataload(add(page.offset, pos))
            }
            uint256 width = uint8(word >> 136);
            uint256 dimension = uint16(word >> 144);
            pos += OUTCOME;
            if (word >> 224 == uint256(task) && uint32(word >> 192) == round) {
                bool narrow = word >> 184 & 2 != 0;
                value = new int128[](dimension);
                for (uint256 i = 0; i < dimension; ++i) {
                    int256 v;
                    assembly ("memory-safe") {
                        v := sar(sub(256, shl(3, width)), calldataload(add(page.offset, pos)))
                    }
                    value[i] = narrow ? int128(v) << 32 : int128(v);
                    pos += width;
                }
                return (value, uint24(word >> 160), word >> 184 & 1 != 0);
            }
            pos += dimension * width;
        }
        revert NotOnPage();
    }
}
