// SPDX-License-Identifier: MIT
pragma solidity ^0.8.30;

import {EcdsaQuorum} from "../src/quorum/EcdsaQuorum.sol";
import {Vm} from "./Vm.sol";

/// @notice Sets of secp256k1 keys and their signatures for tests.
library EcdsaSigner {
    Vm private constant vm = Vm(address(uint160(uint256(keccak256("hevm cheat code")))));

    /// n secret keys in the order of their addresses, and the addresses.
    function set(uint256 n, uint256 seed) internal pure returns (uint256[] memory sks, bytes memory keys) {
        sks = new uint256[](n);
        for (uint256 i = 0; i < n; ++i) {
            uint256 sk = uint256(keccak256(abi.encode(seed, i))) >> 1;
            uint256 j = i;
            for (; j > 0 && vm.addr(sk) < vm.addr(sks[j - 1]); --j) {
                sks[j] = sks[j - 1];
            }
            sks[j] = sk;
        }
        for (uint256 i = 0; i < n; ++i) {
            keys = bytes.concat(keys, bytes20(vm.addr(sks[i])));
        }
    }

    function setId(bytes memory keys, uint256 t, address payee) internal pure returns (bytes32) {
        return keccak256(abi.encode(keccak256("oracled/ecdsa-operator-set/1"), t, payee, keccak256(keys)));
    }

    function possessions(uint256[] memory sks, address quorum, address sender, uint256 epoch)
        internal
        view
        returns (bytes memory out)
    {
        bytes32 label = keccak256("oracled/operator-possession/1");
        for (uint256 i = 0; i < sks.length; ++i) {
            bytes32 key = keccak256(abi.encodePacked(vm.addr(sks[i])));
            out = bytes.concat(out, sign(sks[i], keccak256(abi.encode(label, block.chainid, quorum, sender, epoch, key))));
        }
    }

    function prove(uint256[] memory sks, bytes32 digest, uint256 bitmap) internal pure returns (bytes memory proof) {
        proof = abi.encode(bitmap);
        for (uint256 i = 0; i < sks.length; ++i) {
            if (bitmap >> i & 1 != 0) proof = bytes.concat(proof, sign(sks[i], digest));
        }
    }

    function sign(uint256 sk, bytes32 digest) internal pure returns (bytes memory) {
        (bytes32 r, bytes32 vs) = vm.signCompact(sk, digest);
        return bytes.concat(r, vs);
    }

    /// A serving quorum of n operators.
    function deploy(uint256[] memory sks, bytes memory keys, address payee) internal returns (EcdsaQuorum quorum) {
        uint256 t = 2 * sks.length / 3 + 1;
        quorum = new EcdsaQuorum(setId(keys, t, payee));
        quorum.initialise(keys, t, payee, possessions(sks, address(quorum), address(this), 1));
    }
}
