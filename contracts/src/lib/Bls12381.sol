// SPDX-License-Identifier: MIT
pragma solidity ^0.8.30;

/// @title BLS12-381 through the precompiles of EIP-2537
/// @notice Points are affine and lie in memory exactly as the precompiles take
/// them: 64-byte field elements (16 zero bytes, then 48), the real part of an
/// Fp2 element first, infinity all zeros.
///
/// Which precompile checks what: the additions check that a point is on the
/// curve, only MSM and the pairing check that it is in the subgroup. Nothing
/// checks for infinity, and a pairing with it is 1: callers refuse it first.
library Bls12381 {
    /// A point of G1, 128 bytes.
    struct G1 {
        uint256 xHi;
        uint256 xLo;
        uint256 yHi;
        uint256 yLo;
    }

    /// A point of G2, 256 bytes.
    struct G2 {
        uint256 x0Hi;
        uint256 x0Lo;
        uint256 x1Hi;
        uint256 x1Lo;
        uint256 y0Hi;
        uint256 y0Lo;
        uint256 y1Hi;
        uint256 y1Lo;
    }

    /// A precompile refused its input: not canonical, not on the curve, or not in the subgroup.
    error InvalidPoint();
    /// A point that must not be infinity is.
    error PointAtInfinity();

    uint256 private constant G1_ADD = 0x0b;
    uint256 private constant G1_MSM = 0x0c;
    uint256 private constant G2_ADD = 0x0d;
    uint256 private constant PAIRING = 0x0f;
    uint256 private constant MAP_FP_TO_G1 = 0x10;
    uint256 private constant MAP_FP2_TO_G2 = 0x11;

    // The modulus p of the field.
    uint256 private constant P_HI = 0x1a0111ea397fe69a4b1ba7b6434bacd7;
    uint256 private constant P_LO = 0x64774b84f38512bf6730d2a0f6b0f6241eabfffeb153ffffb9feffffffffaaab;

    // The generator of G2.
    uint256 private constant G2_X0_HI = 0x024aa2b2f08f0a91260805272dc51051;
    uint256 private constant G2_X0_LO = 0xc6e47ad4fa403b02b4510b647ae3d1770bac0326a805bbefd48056c8c121bdb8;
    uint256 private constant G2_X1_HI = 0x13e02b6052719f607dacd3a088274f65;
    uint256 private constant G2_X1_LO = 0x596bd0d09920b61ab5da61bbdc7f5049334cf11213945d57e5ac7d055d042b7e;
    uint256 private constant G2_Y0_HI = 0x0ce5d527727d6e118cc9cdc6da2e351a;
    uint256 private constant G2_Y0_LO = 0xadfd9baa8cbdd3a76d429a695160d12c923ac9cc3baca289e193548608b82801;
    uint256 private constant G2_Y1_HI = 0x0606c4a02ea734cc32acd2b02bc28b99;
    uint256 private constant G2_Y1_LO = 0xcb3e287e85a763af267492ab572e99ab3f370d275cec1da1aaa9075ff05f79be;

    // ------------------------------------------------------------- points

    /// @return The generator of G1, negated.
    function negG1Generator() internal pure returns (G1 memory) {
        return G1(
            0x17f1d3a73197d7942695638c4fa9ac0f,
            0xc3688c4f9774b905a14e3a3f171bac586c55e83ff97a1aeffb3af00adb22c6bb,
            0x114d1d6855d545a8aa7d76c8cf2e21f2,
            0x67816aef1db507c96655b9d5caac42364e6f38ba0ecb751bad54dcd6b939c2ca
        );
    }

    /// @return g The generator of G2.
    function g2Generator() internal pure returns (G2 memory g) {
        g.x0Hi = G2_X0_HI;
        g.x0Lo = G2_X0_LO;
        g.x1Hi = G2_X1_HI;
        g.x1Lo = G2_X1_LO;
        g.y0Hi = G2_Y0_HI;
        g.y0Lo = G2_Y0_LO;
        g.y1Hi = G2_Y1_HI;
        g.y1Lo = G2_Y1_LO;
    }

    /// @return The generator of G2, negated.
    function negG2Generator() internal pure returns (G2 memory) {
        return negate(g2Generator());
    }

    function isInfinity(G1 memory a) internal pure returns (bool) {
        return (a.xHi | a.xLo | a.yHi | a.yLo) == 0;
    }

    function isInfinity(G2 memory a) internal pure returns (bool) {
        return (a.x0Hi | a.x0Lo | a.x1Hi | a.x1Lo | a.y0Hi | a.y0Lo | a.y1Hi | a.y1Lo) == 0;
    }

    /// @notice The padded form of an unpadded point of G1 (x ‖ y, 96 bytes). No check is made.
    /// @param raw 96 bytes of calldata
    function unpadded1(bytes calldata raw) internal pure returns (G1 memory a) {
        assembly ("memory-safe") {
            // At 16, 80: 48 bytes each after 16 zero bytes.
            calldatacopy(add(a, 16), raw.offset, 48)
            calldatacopy(add(a, 80), add(raw.offset, 48), 48)
        }
    }

    /// @notice The padded form of an unpadded point of G2 (x0 ‖ x1 ‖ y0 ‖ y1, 192 bytes), into an `a` whose
    /// padding is zero already. No check is made.
    /// @param pos The address in memory of the 192 bytes
    function unpad2(uint256 pos, G2 memory a) internal pure {
        assembly ("memory-safe") {
            mcopy(add(a, 16), pos, 48)
            mcopy(add(a, 80), add(pos, 48), 48)
            mcopy(add(a, 144), add(pos, 96), 48)
            mcopy(add(a, 208), add(pos, 144), 48)
        }
    }

    /// @notice −a. The coordinates must be canonical.
    function negate(G2 memory a) internal pure returns (G2 memory b) {
        if (isInfinity(a)) return b;
        b = G2(a.x0Hi, a.x0Lo, a.x1Hi, a.x1Lo, 0, 0, 0, 0);
        (b.y0Hi, b.y0Lo) = _negate(a.y0Hi, a.y0Lo);
        (b.y1Hi, b.y1Lo) = _negate(a.y1Hi, a.y1Lo);
    }

    function _negate(uint256 hi, uint256 lo) private pure returns (uint256, uint256) {
        unchecked {
            if (hi | lo == 0) return (0, 0);
            return (P_HI - hi - (lo > P_LO ? 1 : 0), P_LO - lo);
        }
    }

    /// @notice a ← a + b. Both must be on the curve, else InvalidPoint.
    function add(G1 memory a, G1 memory b) internal view {
        bool ok;
        assembly ("memory-safe") {
            let m := mload(0x40)
            mcopy(m, a, 128)
            mcopy(add(m, 128), b, 128)
            ok := staticcall(gas(), G1_ADD, m, 256, a, 128)
        }
        if (!ok) revert InvalidPoint();
    }

    /// @notice a ← a + b. Both must be on the curve, else InvalidPoint.
    function add(G2 memory a, G2 memory b) internal view {
        bool ok;
        assembly ("memory-safe") {
            let m := mload(0x40)
            mcopy(m, a, 256)
            mcopy(add(m, 256), b, 256)
            ok := staticcall(gas(), G2_ADD, m, 512, a, 256)
        }
        if (!ok) revert InvalidPoint();
    }

    /// @notice Whether e(a1, a2)·e(b1, b2) = 1. Checks curve and subgroup of all four, else InvalidPoint.
    /// The caller has refused infinity.
    function pairing(G1 memory a1, G2 memory a2, G1 memory b1, G2 memory b2) internal view returns (bool one) {
        bool ok;
        assembly ("memory-safe") {
            let m := mload(0x40)
            mcopy(m, a1, 128)
            mcopy(add(m, 128), a2, 256)
            mcopy(add(m, 384), b1, 128)
            mcopy(add(m, 512), b2, 256)
            ok := staticcall(gas(), PAIRING, m, 768, 0, 32)
            // Where there is no such precompile, the call succeeds and returns nothing.
            ok := and(ok, eq(returndatasize(), 32))
            one := eq(mload(0), 1)
        }
        if (!ok) revert InvalidPoint();
    }

    /// @notice Room for the 768 bytes that the pairing of two pairs takes, zero but for its second point: the
    /// generator of G2. A signature comes before it, the hash and the negated key after it.
    /// @return input The address in memory, allocated
    function pairingWithG2Generator() internal pure returns (uint256 input) {
        assembly ("memory-safe") {
            input := mload(0x40)
            mstore(0x40, add(input, 768))
            calldatacopy(input, calldatasize(), 768)
            mstore(add(input, 128), G2_X0_HI)
            mstore(add(input, 160), G2_X0_LO)
            mstore(add(input, 192), G2_X1_HI)
            mstore(add(input, 224), G2_X1_LO)
            mstore(add(input, 256), G2_Y0_HI)
            mstore(add(input, 288), G2_Y0_LO)
            mstore(add(input, 320), G2_Y1_HI)
            mstore(add(input, 352), G2_Y1_LO)
        }
    }

    /// @notice The sum of points of G1, each times its scalar. Checks curve and subgroup, else InvalidPoint.
    /// @param input The address of 160 bytes for each: point ‖ scalar
    /// @param n How many
    /// @param to Where the 128 bytes of the sum go
    function sum(uint256 input, uint256 n, uint256 to) internal view {
        bool ok;
        assembly ("memory-safe") {
            ok := staticcall(gas(), G1_MSM, input, mul(n, 160), to, 128)
            // Where there is no such precompile, the call succeeds and returns nothing.
            ok := and(ok, eq(returndatasize(), 128))
        }
        if (!ok) revert InvalidPoint();
    }

    /// @notice Like the other pairing, of pairs that lie in memory as the precompile takes them.
    /// @param input The address of 384 bytes for each pair
    /// @param size Of all of them
    function pairing(uint256 input, uint256 size) internal view returns (bool one) {
        bool ok;
        assembly ("memory-safe") {
            ok := staticcall(gas(), PAIRING, input, size, 0, 32)
            // Where there is no such precompile, the call succeeds and returns nothing.
            ok := and(ok, eq(returndatasize(), 32))
            one := eq(mload(0), 1)
        }
        if (!ok) revert InvalidPoint();
    }

    // ------------------------------------------------------ hash to curve

    /// @notice RFC 9380 hash to G1, suite BLS12381G1_XMD:SHA-256_SSWU_RO_.
    /// @param dst Domain separation tag, at most 255 bytes
    function hashToG1(bytes memory message, bytes memory dst) internal view returns (G1 memory a) {
        uint256 u = expand(message, dst, 128);
        G1 memory b;
        bool ok;
        assembly ("memory-safe") {
            ok := staticcall(gas(), MAP_FP_TO_G1, u, 64, a, 128)
            ok := and(ok, staticcall(gas(), MAP_FP_TO_G1, add(u, 64), 64, b, 128))
        }
        if (!ok) revert InvalidPoint();
        add(a, b);
    }

    /// @notice The same for 32 bytes, to a place in memory, for half the gas beyond the precompiles'.
    /// @param to Where the 128 bytes of the point go
    /// @param dst At most 255 bytes
    function hashTo(uint256 to, bytes32 message, bytes memory dst) internal view {
        bool ok;
        assembly ("memory-safe") {
            let n := mload(dst)
            let tail := add(n, 1) // dst ‖ its length
            // m: 64 zero bytes, then: message ‖ 128, 2 bytes ‖ 0 ‖ tail. u: four hashes.
            let m := mload(0x40)
            let u := add(m, 512)
            calldatacopy(m, calldatasize(), 64)
            mstore(add(m, 64), message)
            mstore(add(m, 96), shl(232, 0x8000))
            mcopy(add(m, 99), add(dst, 32), n)
            mstore8(add(add(m, 99), n), n)
            // SHA-256 of all that is b_0.
            ok := staticcall(gas(), 2, m, add(99, tail), 0, 32)
            let b0 := mload(0)
            // b_i is the hash of b_0 xor b_(i-1) ‖ i ‖ tail, which begin 33 bytes before the tail.
            let b := add(m, 66)
            mstore(b, b0)
            mstore8(add(m, 98), 1)
            let size := add(33, tail)
            ok := and(staticcall(gas(), 2, b, size, u, 32), ok)
            mstore(b, xor(b0, mload(u)))
            mstore8(add(m, 98), 2)
            ok := and(staticcall(gas(), 2, b, size, add(u, 32), 32), ok)
            mstore(b, xor(b0, mload(add(u, 32))))
            mstore8(add(m, 98), 3)
            ok := and(staticcall(gas(), 2, b, size, add(u, 64), 32), ok)
            mstore(b, xor(b0, mload(add(u, 64))))
            mstore8(add(m, 98), 4)
            ok := and(staticcall(gas(), 2, b, size, add(u, 96), 32), ok)
            // MODEXP of base u, exponent 1, modulus p: three lengths, 64 bytes, 1 byte, 64 bytes; at m.
            mstore(m, 64)
            mstore(add(m, 32), 1)
            mstore(add(m, 64), 64)
            mcopy(add(m, 96), u, 64)
            mstore8(add(m, 160), 1)
            mstore(add(m, 161), P_HI)
            mstore(add(m, 193), P_LO)
            ok := and(staticcall(gas(), 5, m, 225, u, 64), ok)
            mcopy(add(m, 96), add(u, 64), 64)
            ok := and(staticcall(gas(), 5, m, 225, add(u, 64), 64), ok)
            // Two points, and their sum.
            ok := and(staticcall(gas(), MAP_FP_TO_G1, u, 64, m, 128), ok)
            ok := and(staticcall(gas(), MAP_FP_TO_G1, add(u, 64), 64, add(m, 128), 128), ok)
            ok := and(staticcall(gas(), G1_ADD, m, 256, to, 128), ok)
        }
        if (!ok) revert InvalidPoint();
    }

    /// @notice RFC 9380 hash to G2, suite BLS12381G2_XMD:SHA-256_SSWU_RO_.
    /// @param dst Domain separation tag, at most 255 bytes
    function hashToG2(bytes memory message, bytes memory dst) internal view returns (G2 memory a) {
        uint256 u = expand(message, dst, 256);
        G2 memory b;
        bool ok;
        assembly ("memory-safe") {
            ok := staticcall(gas(), MAP_FP2_TO_G2, u, 128, a, 256)
            ok := and(ok, staticcall(gas(), MAP_FP2_TO_G2, add(u, 128), 128, b, 256))
        }
        if (!ok) revert InvalidPoint();
        add(a, b);
    }

    /// @notice RFC 9380, 5.2 and 5.3.1: hash_to_field with expand_message_xmd and SHA-256.
    /// @param length 64 bytes for each field element wanted
    /// @return u The address in memory of the field elements, 64 bytes each, reduced
    function expand(bytes memory message, bytes memory dst, uint256 length) internal view returns (uint256 u) {
        bool ok;
        assembly ("memory-safe") {
            function sha(from, size, to) -> good {
                good := staticcall(gas(), 2, from, size, to, 32)
            }

            let n := mload(dst)
            // u: the result; m: scratch, beginning with b_0 at m and the input of b_1 … at m.
            u := mload(0x40)
            let m := add(u, length)

            // b_0 = H(64 zero bytes ‖ message ‖ length, 2 bytes ‖ 0 ‖ dst ‖ len(dst))
            calldatacopy(m, calldatasize(), 64)
            let p := add(m, 64)
            mcopy(p, add(message, 32), mload(message))
            p := add(p, mload(message))
            mstore(p, shl(232, shl(8, length)))
            p := add(p, 3)
            mcopy(p, add(dst, 32), n)
            p := add(p, n)
            mstore8(p, n)
            ok := sha(m, sub(add(p, 1), m), 0)
            let b0 := mload(0)

            // b_i = H((b_0 xor b_(i-1)) ‖ i ‖ dst ‖ len(dst)), with zero for b_(i-1) at i = 1
            mcopy(add(m, 33), add(dst, 32), n)
            mstore8(add(add(m, 33), n), n)
            let b := 0
            for { let i := 0 } lt(shl(5, i), length) {} {
                mstore(m, xor(b0, b))
                let to := add(u, shl(5, i))
                i := add(i, 1)
                mstore8(add(m, 32), i)
                ok := and(ok, sha(m, add(34, n), to))
                b := mload(to)
            }

            // Each 64 bytes mod p, by MODEXP with the exponent 1: 96 bytes of lengths,
            // 64 of base, 1 of exponent, 64 of modulus.
            mstore(m, 64)
            mstore(add(m, 32), 1)
            mstore(add(m, 64), 64)
            mstore8(add(m, 160), 1)
            mstore(add(m, 161), P_HI)
            mstore(add(m, 193), P_LO)
            for { let i := 0 } lt(i, length) { i := add(i, 64) } {
                mcopy(add(m, 96), add(u, i), 64)
                ok := and(ok, staticcall(gas(), 5, m, 225, add(u, i), 64))
            }
            mstore(0x40, m)
        }
        // SHA-256 and MODEXP fail only for want of gas.
        if (!ok) revert InvalidPoint();
    }
}
