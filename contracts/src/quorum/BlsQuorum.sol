// SPDX-License-Identifier: MIT
pragma solidity ^0.8.30;

import {Bls12381} from "../lib/Bls12381.sol";
import {IQuorumVerifier} from "./IQuorumVerifier.sol";
import {Quorum} from "./Quorum.sol";

/// @title A quorum of BLS keys
/// @notice Public keys in G2, signatures in G1. The keys and the negated sum of all of them lie in the
/// code of a contract without functions, the sum as the precompiles take it; a proof names the signers by a
/// bitmap, and the absent are taken out of the sum again. Nobody owns this contract: the first set is fixed by
/// `setId`, every later one by the signature of the one before.
/// @dev `verify` costs about 123,000 gas and 1,100 for each absent signer, a set about 240,000 gas and 116,000
/// for each key.
contract BlsQuorum is Quorum {
    using Bls12381 for Bls12381.G2;

    bytes private constant SIGNATURE_DST = "BLS_SIG_BLS12381G1_XMD:SHA-256_SSWU_RO_POP_";
    bytes private constant POSSESSION_DST = "BLS_POP_BLS12381G1_XMD:SHA-256_SSWU_RO_POP_";
    bytes32 private constant SET_LABEL = keccak256("oracled/operator-set/1");

    uint256 private constant KEY = 192;
    uint256 private constant POSSESSION = 128;
    uint256 private constant FIRST_KEY = 257; // in the code, after the stop byte and the sum

    /// @notice The most keys of a set. Code holds no more than 24,576 bytes: a stop byte, the sum, 126 keys.
    uint256 public constant MAX_KEYS = 126;

    /// The proof is not 128 bytes long.
    error BadProofLength();
    /// The signature is not the signers'.
    error BadSignature();

    /// @param setId_ keccak256(abi.encode(keccak256("oracled/operator-set/1"), threshold, payee, keccak256(keys)))
    constructor(bytes32 setId_) Quorum(setId_, SET_LABEL, KEY, POSSESSION, MAX_KEYS) {}

    /// Order and possession of every key. All possessions at once: with random factors r,
    /// e(Σ r·signature, −G)·Π e(r·H(m), key) = 1 if every signature is its key's, and otherwise with a probability
    /// of 2⁻¹²⁸. So a set of 126 keys fits a transaction, which one pairing for each key does not. The precompiles
    /// check curve and subgroup of signatures and keys.
    function _prove(uint32 epoch_, bytes calldata keys, bytes calldata possessions) internal view override {
        _checkOrder(keys);
        // Of all that decides whether the equation holds.
        bytes32 seed = keccak256(abi.encode(_possessionOf(keys, epoch_), keccak256(possessions)));
        bytes memory terms = new bytes(possessions.length / POSSESSION * 160); // signature ‖ r
        bytes memory pairs = new bytes(possessions.length / POSSESSION * 384 + 384);
        for (uint256 i = 0; i * KEY < keys.length; ++i) {
            uint256 r = uint256(keccak256(abi.encode(seed, i))) >> 128;
            assembly ("memory-safe") {
                let term := add(add(terms, 32), mul(i, 160))
                calldatacopy(term, add(possessions.offset, mul(i, POSSESSION)), POSSESSION)
                mstore(add(term, POSSESSION), r)
            }
            bytes memory key = keys[i * KEY:(i + 1) * KEY];
            _pair(_data(pairs) + (i + 1) * 384, _possessionOf(key, epoch_), r, key);
        }
        Bls12381.sum(_data(terms), terms.length / 160, _data(pairs));
        Bls12381.G2 memory minusOne = Bls12381.negG2Generator();
        assembly ("memory-safe") {
            mcopy(add(pairs, 160), minusOne, 256)
        }
        if (!Bls12381.pairing(_data(pairs), pairs.length)) _nameUnproven(epoch_, keys, possessions);
    }

    /// Distinct and ascending, and none is infinity, which is below all others.
    function _checkOrder(bytes calldata keys) private pure {
        bytes memory before = new bytes(KEY);
        for (uint256 i = 0; i < keys.length; i += KEY) {
            bytes memory key = keys[i:i + KEY];
            if (!_less(before, key)) revert BadKeyOrder();
            before = key;
        }
    }

    /// Writes r·H(m) and the key to 384 zero bytes.
    function _pair(uint256 to, bytes32 m, uint256 r, bytes memory key) private view {
        Bls12381.hashTo(to, m, POSSESSION_DST);
        assembly ("memory-safe") {
            mstore(add(to, 128), r)
        }
        Bls12381.sum(to, 1, to);
        assembly ("memory-safe") {
            mstore(add(to, 128), 0)
            mcopy(add(to, 144), add(key, 32), 48)
            mcopy(add(to, 208), add(key, 80), 48)
            mcopy(add(to, 272), add(key, 128), 48)
            mcopy(add(to, 336), add(key, 176), 48)
        }
    }

    /// Reverts with the first key that its possession does not prove.
    function _nameUnproven(uint32 epoch_, bytes calldata keys, bytes calldata possessions) private view {
        Bls12381.G2 memory minusOne = Bls12381.negG2Generator();
        Bls12381.G2 memory key;
        for (uint256 i = 0;; ++i) {
            bytes memory raw = keys[i * KEY:(i + 1) * KEY];
            Bls12381.unpad2(_data(raw), key);
            Bls12381.G1 memory signature = abi.decode(possessions[i * POSSESSION:(i + 1) * POSSESSION], (Bls12381.G1));
            Bls12381.G1 memory h = Bls12381.hashToG1(abi.encodePacked(_possessionOf(raw, epoch_)), POSSESSION_DST);
            if (!Bls12381.pairing(signature, minusOne, h, key)) revert BadPossession(i);
        }
    }

    /// 0 ‖ −(sum of the keys), padded ‖ keys
    function _blob(bytes calldata keys) internal view override returns (bytes memory blob) {
        Bls12381.G2 memory sum;
        Bls12381.G2 memory key;
        bytes memory raw = keys;
        for (uint256 i = 0; i * KEY < raw.length; ++i) {
            Bls12381.unpad2(_data(raw) + i * KEY, key);
            sum.add(key);
        }
        if (sum.isInfinity()) revert Bls12381.PointAtInfinity();
        return bytes.concat(new bytes(1), abi.encode(sum.negate()), raw);
    }

    /// Whether the 192 bytes of a are below those of b.
    function _less(bytes memory a, bytes memory b) private pure returns (bool) {
        for (uint256 i = 32; i <= KEY; i += 32) {
            uint256 x;
            uint256 y;
            assembly ("memory-safe") {
                x := mload(add(a, i))
                y := mload(add(b, i))
            }
            if (x != y) return x < y;
        }
        return false;
    }

    function _data(bytes memory b) private pure returns (uint256 pos) {
        assembly ("memory-safe") {
            pos := add(b, 32)
        }
    }

    // -------------------------------------------------------------- proofs

    /// @inheritdoc IQuorumVerifier
    /// @param digest Any 32 bytes
    /// @param epoch_ The epoch that serves
    /// @param proof bitmap, 32 bytes ‖ signature, x ‖ y without padding, 96 bytes. Bit i is the i-th key.
    function verify(bytes32 digest, uint32 epoch_, bytes calldata proof) public view override {
        if (proof.length != 128) revert BadProofLength();
        uint256 bitmap = uint256(bytes32(proof));
        (uint256 current, uint256 all,) = _checkSigners(epoch_, bitmap);

        // What the pairing takes, 768 bytes: signature, generator of G2, H(digest), −(sum of the signers' keys).
        uint256 input = Bls12381.pairingWithG2Generator();
        bool infinity;
        assembly ("memory-safe") {
            // Two coordinates, 48 bytes each after 16 bytes of padding.
            calldatacopy(add(input, 16), add(proof.offset, 32), 48)
            calldatacopy(add(input, 80), add(proof.offset, 80), 48)
            extcodecopy(current, add(input, 512), 1, 256)
            // Only infinity has a y of zero: (x, 0) is not on the curve, and the pairing refuses it.
            infinity := iszero(or(mload(add(input, 64)), mload(add(input, 96))))
        }
        if (bitmap != all) infinity = _addAbsent(current, all ^ bitmap, input + 512) || infinity;
        // The pairing of infinity is 1 whatever was signed.
        if (infinity) revert Bls12381.PointAtInfinity();
        Bls12381.hashTo(input + 384, digest, SIGNATURE_DST);
        if (!Bls12381.pairing(input, 768)) revert BadSignature();
    }

    /// Adds the keys of the bitmap to the point at `sum`, and tells whether it is infinity then. The
    /// additions read a buffer of two points and write the first of them.
    /// @param blob The address of the keys in the low 160 bits
    function _addAbsent(uint256 blob, uint256 absent, uint256 sum) private view returns (bool infinity) {
        bool ok = true;
        assembly ("memory-safe") {
            // Byte 2^i mod 131 of the table is i, for i up to 125: the powers are distinct.
            let table := mload(0x40)
            mstore(table, 0x00000148022e4960030e2f384a126176042b0f23302639174b5c13566233771d)
            mstore(add(table, 32), 0x05002c0c1029245a3100277c3a3c18694c3e5d73141a5766636b3452784e1e6e)
            mstore(add(table, 64), 0x064000472d5f0d3711752a2225165b55321c000b28597d7b3b683d7219656a51)
            mstore(add(table, 96), 0x4d6d3f465e36742115541b0a587a677164506c453520530979704f441f086f43)
            mstore(add(table, 128), 0x0742410000000000000000000000000000000000000000000000000000000000)
            let m := add(table, 160)
            let raw := add(m, 512)
            mcopy(m, sum, 256)
            calldatacopy(add(m, 256), calldatasize(), 256) // the padding
            let x0 := add(m, 272)
            let x1 := add(m, 336)
            let y0 := add(m, 400)
            let y1 := add(m, 464)
            for {} absent {} {
                // The lowest bit, and the others.
                let i := byte(0, mload(add(table, mod(and(absent, sub(0, absent)), 131))))
                absent := and(absent, sub(absent, 1))
                extcodecopy(blob, raw, add(FIRST_KEY, mul(i, KEY)), KEY)
                mcopy(x0, raw, 48)
                mcopy(x1, add(raw, 48), 48)
                mcopy(y0, add(raw, 96), 48)
                mcopy(y1, add(raw, 144), 48)
                ok := and(ok, staticcall(gas(), 0x0d, m, 512, m, 256)) // BLS12_G2ADD
            }
            mcopy(sum, m, 256)
            infinity := iszero(or(or(mload(add(m, 128)), mload(add(m, 160))), or(mload(add(m, 192)), mload(add(m, 224)))))
        }
        if (!ok) revert Bls12381.InvalidPoint();
    }
}
