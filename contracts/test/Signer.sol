// SPDX-License-Identifier: MIT
pragma solidity ^0.8.30;

import {Bls12381} from "../src/lib/Bls12381.sol";

/// @notice BLS keys and signatures for tests, through the MSM precompiles with one pair.
library Signer {
    uint256 internal constant R = 0x73eda753299d7d483339d80809a1d80553bda402fffe5bfeffffffff00000001;

    function g1() internal pure returns (Bls12381.G1 memory g) {
        g = Bls12381.negG1Generator();
        g.yHi = 0x08b3f481e3aaa0f1a09e30ed741d8ae4;
        g.yLo = 0xfcf5e095d5d00af600db18cb2c04b3edd03cc744a2888ae40caa232946c5e7e1;
    }

    function mul(Bls12381.G1 memory a, uint256 k) internal view returns (Bls12381.G1 memory) {
        (bool ok, bytes memory out) = address(0x0c).staticcall(abi.encode(a, k));
        require(ok, "G1MSM");
        return abi.decode(out, (Bls12381.G1));
    }

    function mul(Bls12381.G2 memory a, uint256 k) internal view returns (Bls12381.G2 memory) {
        (bool ok, bytes memory out) = address(0x0e).staticcall(abi.encode(a, k));
        require(ok, "G2MSM");
        return abi.decode(out, (Bls12381.G2));
    }

    /// An agent's public key, uncompressed, 96 bytes.
    function agentKey(uint256 sk) internal view returns (bytes memory) {
        return unpad(abi.encode(mul(g1(), sk)));
    }

    /// A signature of 32 bytes in G2, 256 bytes.
    function sign2(uint256 sk, bytes32 m, string memory dst) internal view returns (bytes memory) {
        return abi.encode(mul(Bls12381.hashToG2(abi.encodePacked(m), bytes(dst)), sk));
    }

    /// An operator's public key, 192 bytes.
    function operatorKey(uint256 sk) internal view returns (bytes memory) {
        return unpad(abi.encode(mul(Bls12381.g2Generator(), sk)));
    }

    /// A signature of 32 bytes in G1, 128 bytes.
    function sign1(uint256 sk, bytes32 m, string memory dst) internal view returns (bytes memory) {
        return abi.encode(mul(Bls12381.hashToG1(abi.encodePacked(m), bytes(dst)), sk));
    }

    /// Without the 16 zero bytes of each field element.
    function unpad(bytes memory padded) internal pure returns (bytes memory raw) {
        uint256 n = padded.length / 64;
        raw = new bytes(n * 48);
        for (uint256 i = 0; i < n; ++i) {
            assembly ("memory-safe") {
                mcopy(add(add(raw, 32), mul(48, i)), add(add(padded, 48), mul(64, i)), 48)
            }
        }
    }
}
