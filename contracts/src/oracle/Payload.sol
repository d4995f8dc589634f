// SPDX-License-Identifier: MIT
pragma solidity ^0.8.30;

import {OracleState} from "./OracleState.sol";

/// @title The outcomes of a payload
/// @notice Where their fields lie, and what makes one well formed. docs/protocol.md has every byte.
abstract contract Payload is OracleState {
    // payload
    uint256 internal constant HEADER = 47;
    uint256 internal constant OUTCOME = 15;
    uint256 internal constant FLAG_INSUFFICIENT = 1;
    uint256 private constant FLAG_NARROW = 2;

    // The first word of an outcome: its narrow flag; all its other flags; these and its dimension; its digest flag.
    uint256 internal constant WORD_NARROW = 0x02_000000_0000_00_00_00000000_00000000_00000000_00000000;
    uint256 internal constant WORD_FLAGS = 0xfd_000000_0000_00_00_00000000_00000000_00000000_00000000;
    uint256 internal constant WORD_FORM = 0xfd_000000_ffff_00_00_00000000_00000000_00000000_00000000;
    uint256 internal constant WORD_DIGEST = 0x04_000000_0000_00_00_00000000_00000000_00000000_00000000;

    /// The fields of the outcome at this place in calldata, and what follows them:
    /// index 32 bits | round 32 | flags 8 | participants 24 | dimension 16 | width 8 | values
    function _word(uint256 pos) internal pure returns (uint256 word) {
        assembly ("memory-safe") {
            word := calldataload(pos)
        }
    }

    /// Flags, dimension and width of an outcome fit each other.
    function _checkShape(uint256 word) internal pure {
        uint256 flags = uint8(word >> 184);
        uint256 dimension = uint16(word >> 144);
        uint256 width = uint8(word >> 136);
        if (flags > 7) revert UnknownFlags();
        if (flags & FLAG_INSUFFICIENT != 0) {
            if (dimension | width != 0) revert BadShape();
        } else {
            if (dimension == 0 || width == 0) revert BadShape();
            if (width > (flags & FLAG_NARROW != 0 ? 8 : 16)) revert BadValueWidth();
        }
    }
}
