// SPDX-License-Identifier: MIT
pragma solidity ^0.8.30;

import {ECDSA} from "@openzeppelin/contracts/utils/cryptography/ECDSA.sol";

import {Quorum} from "./Quorum.sol";

/// @title A quorum of secp256k1 keys
/// @notice For small sets, and for chains without EIP-2537: cheaper than `BlsQuorum` below 28 signers. Keys are
/// addresses; a proof is a bitmap and the signers' signatures in its order.
/// @dev `verify` costs about 6,000 gas and 3,250 for each signer, besides 1,024 for its calldata.
contract EcdsaQuorum is Quorum {
    bytes32 private constant SET_LABEL = keccak256("oracled/ecdsa-operator-set/1");

    uint256 private constant KEY = 20;
    uint256 private constant SIGNATURE = 64;

    /// @notice The most keys of a set: more would make a batch of nothing but signatures.
    uint256 public constant MAX_KEYS = 126;

    /// The proof is not 32 bytes and 64 for each signer.
    error BadProofLength();
    /// The signature of the key with this index is not its own.
    error BadSignature(uint256 index);

    /// @param setId_ keccak256(abi.encode(label, threshold, payee, keccak256(keys))), the label being
    /// keccak256("oracled/ecdsa-operator-set/1")
    constructor(bytes32 setId_) Quorum(setId_, SET_LABEL, KEY, SIGNATURE, MAX_KEYS) {}

    /// Order and possession of every key.
    function _prove(uint32 epoch_, bytes calldata keys, bytes calldata possessions) internal view override {
        address before = address(0); // whose possession anybody could give
        for (uint256 i = 0; i * KEY < keys.length; ++i) {
            bytes memory raw = keys[i * KEY:(i + 1) * KEY];
            address key = address(bytes20(raw));
            if (key <= before) revert BadKeyOrder();
            before = key;
            bytes32 r = bytes32(possessions[i * SIGNATURE:]);
            bytes32 vs = bytes32(possessions[i * SIGNATURE + 32:]);
            (address signer,,) = ECDSA.tryRecover(_possessionOf(raw, epoch_), r, vs);
            if (signer != key) revert BadPossession(i);
        }
    }

    /// 0 ‖ keys
    function _blob(bytes calldata keys) internal pure override returns (bytes memory) {
        return bytes.concat(new bytes(1), keys);
    }

    /// @inheritdoc Quorum
    /// @param digest Any 32 bytes
    /// @param epoch_ The epoch that serves
    /// @param proof bitmap, 32 bytes ‖ for each of its bits from the lowest r ‖ s with the parity of y in the top
    /// bit of s (EIP-2098), 64 bytes. Bit i is the i-th key.
    function verify(bytes32 digest, uint32 epoch_, bytes calldata proof) public view override {
        if (proof.length < 32) revert BadProofLength();
        uint256 bitmap = uint256(bytes32(proof));
        (uint256 current,, uint256 signers) = _checkSigners(epoch_, bitmap);
        if (proof.length != 32 + signers * SIGNATURE) revert BadProofLength();
        uint256 bad = MAX_KEYS;
        assembly ("memory-safe") {
            // What ecrecover takes: digest ‖ v ‖ r ‖ s; then its answer; then the keys, each in the low 20 bytes
            // of the word that ends with it.
            let m := mload(0x40)
            let answer := add(m, 128)
            mstore(m, digest)
            mstore(answer, 0)
            extcodecopy(current, add(m, 172), 1, mul(KEY, shr(208, current)))
            let from := add(proof.offset, 32)
            let key := add(m, 160)
            for { let i := 0 } bitmap { i := add(i, 1) } {
                if and(bitmap, 1) {
                    let vs := calldataload(add(from, 32))
                    mstore(add(m, 32), add(27, shr(255, vs)))
                    mstore(add(m, 64), calldataload(from))
                    mstore(add(m, 96), shr(1, shl(1, vs)))
                    // For a signature of nobody there is no answer and the one before stays, which is another key.
                    pop(staticcall(gas(), 1, m, 128, answer, 32))
                    if shl(96, xor(mload(answer), mload(key))) {
                        bad := i
                        break
                    }
                    from := add(from, SIGNATURE)
                }
                key := add(key, KEY)
                bitmap := shr(1, bitmap)
            }
        }
        if (bad != MAX_KEYS) revert BadSignature(bad);
    }
}
