// SPDX-License-Identifier: MIT
pragma solidity ^0.8.30;

import {IArbSys} from "../lib/IArbSys.sol";
import {INashOracle} from "../INashOracle.sol";

/// @title Anchors
/// @notice A batch names a block of this chain, so that what a quorum made of blocks that were reorganised away
/// cannot be posted.
abstract contract Anchors is INashOracle {
    address private constant HISTORY = 0x0000F90827F1C53a10cb7A02335B175320002935; // EIP-2935
    // Arbitrum's ArbSys: there `block.number` is the parent chain's, and anchors are the chain's own blocks.
    address internal constant ARBSYS = address(0x64);
    bool internal immutable _arbitrum;

    /// What the chain still knows of the anchor must be what the quorum signed.
    function _checkAnchor(uint256 height, uint256 expected) internal view {
        if (expected != 0 && uint256(blockhash(height)) == expected) return;
        uint256 known;
        if (_arbitrum) {
            if (height >= IArbSys(ARBSYS).arbBlockNumber()) revert BadAnchor();
            known = _ask(ARBSYS, abi.encodeCall(IArbSys.arbBlockHash, (height))); // of the last 256
        } else {
            if (height >= block.number) revert BadAnchor();
            known = uint256(blockhash(height));
            if (known == 0) known = _ask(HISTORY, abi.encode(height));
        }
        if (known != 0 && known != expected) revert BadAnchor();
    }

    /// The word that a system contract answers; 0 if there is none, or the block is not one it knows.
    function _ask(address from, bytes memory data) private view returns (uint256 word) {
        assembly ("memory-safe") {
            let ok := staticcall(100000, from, add(data, 32), mload(data), 0, 32)
            if and(ok, eq(returndatasize(), 32)) { word := mload(0) }
        }
    }
}
