// SPDX-License-Identifier: MIT
pragma solidity ^0.8.30;

import {Bls12381} from "../src/lib/Bls12381.sol";
import {Base} from "./Base.sol";
import {Signer} from "./Signer.sol";

contract Bls12381Test is Base {
    function testHashToG1Vectors() public view {
        string memory json = vm.readFile("test/fixtures/hash_to_g1.json");
        bytes memory dst = bytes(vm.parseJsonString(json, ".dst"));
        string[] memory messages = vm.parseJsonStringArray(json, ".messages");
        bytes[] memory points = vm.parseJsonBytesArray(json, ".points");
        eq(messages.length, 5, "vectors");
        for (uint256 i = 0; i < messages.length; ++i) {
            vm.assertEq(abi.encode(Bls12381.hashToG1(bytes(messages[i]), dst)), points[i], messages[i]);
        }
    }

    function testHashToG2Vectors() public view {
        string memory json = vm.readFile("test/fixtures/hash_to_g2.json");
        bytes memory dst = bytes(vm.parseJsonString(json, ".dst"));
        string[] memory messages = vm.parseJsonStringArray(json, ".messages");
        bytes[] memory points = vm.parseJsonBytesArray(json, ".points");
        eq(messages.length, 5, "vectors");
        for (uint256 i = 0; i < messages.length; ++i) {
            vm.assertEq(abi.encode(Bls12381.hashToG2(bytes(messages[i]), dst)), points[i], messages[i]);
        }
    }

    /// The official vectors of EIP-2537, of the sizes that the library uses.
    function testEip2537() public view {
        string memory json = vm.readFile("test/fixtures/eip2537.json");
        bytes[] memory inputs = vm.parseJsonBytesArray(json, ".g1Add.inputs");
        bytes[] memory outputs = vm.parseJsonBytesArray(json, ".g1Add.outputs");
        eq(inputs.length, 9, "G1 additions");
        for (uint256 i = 0; i < inputs.length; ++i) {
            vm.assertEq(this.addG1(inputs[i]), outputs[i], "G1 addition");
        }
        inputs = vm.parseJsonBytesArray(json, ".g2Add.inputs");
        outputs = vm.parseJsonBytesArray(json, ".g2Add.outputs");
        eq(inputs.length, 9, "G2 additions");
        for (uint256 i = 0; i < inputs.length; ++i) {
            vm.assertEq(this.addG2(inputs[i]), outputs[i], "G2 addition");
        }
        inputs = vm.parseJsonBytesArray(json, ".pairing.inputs");
        outputs = vm.parseJsonBytesArray(json, ".pairing.outputs");
        eq(inputs.length, 6, "pairings");
        for (uint256 i = 0; i < inputs.length; ++i) {
            bool one = outputs[i][31] == 0x01;
            yes(this.pair(inputs[i]) == one && this.pairInPlace(inputs[i]) == one, "pairing");
        }
        _fail(json, ".g1AddFails", this.addG1.selector, 3);
        _fail(json, ".g2AddFails", this.addG2.selector, 3);
        _fail(json, ".pairingFails", this.pair.selector, 19);
        _fail(json, ".pairingFails", this.pairInPlace.selector, 19);
    }

    function _fail(string memory json, string memory key, bytes4 selector, uint256 n) private view {
        bytes[] memory inputs = vm.parseJsonBytesArray(json, key);
        eq(inputs.length, n, key);
        for (uint256 i = 0; i < n; ++i) {
            // A precompile that refuses takes all the gas that it was given.
            (bool ok, bytes memory e) = address(this).staticcall{gas: 1_000_000}(abi.encodeWithSelector(selector, inputs[i]));
            yes(!ok && bytes4(e) == Bls12381.InvalidPoint.selector, key);
        }
    }

    function addG1(bytes memory input) external view returns (bytes memory) {
        (Bls12381.G1 memory a, Bls12381.G1 memory b) = abi.decode(input, (Bls12381.G1, Bls12381.G1));
        Bls12381.add(a, b);
        return abi.encode(a);
    }

    function addG2(bytes memory input) external view returns (bytes memory) {
        (Bls12381.G2 memory a, Bls12381.G2 memory b) = abi.decode(input, (Bls12381.G2, Bls12381.G2));
        Bls12381.add(a, b);
        return abi.encode(a);
    }

    function pair(bytes memory input) external view returns (bool) {
        (Bls12381.G1 memory a1, Bls12381.G2 memory a2, Bls12381.G1 memory b1, Bls12381.G2 memory b2) =
            abi.decode(input, (Bls12381.G1, Bls12381.G2, Bls12381.G1, Bls12381.G2));
        return Bls12381.pairing(a1, a2, b1, b2);
    }

    function pairInPlace(bytes memory input) external view returns (bool) {
        uint256 pos;
        assembly ("memory-safe") {
            pos := add(input, 32)
        }
        return Bls12381.pairing(pos, 768);
    }

    /// The lean hash of 32 bytes is the plain one.
    function testFuzzHashTo(bytes32 message, bytes memory dst) public view {
        vm.assume(dst.length > 0 && dst.length < 256);
        bytes memory point = new bytes(128);
        uint256 to;
        assembly ("memory-safe") {
            to := add(point, 32)
        }
        Bls12381.hashTo(to, message, dst);
        vm.assertEq(point, abi.encode(Bls12381.hashToG1(abi.encodePacked(message), dst)), "hash");
    }

    function testGeneratorsAndNegation() public view {
        Bls12381.G1 memory g = Signer.g1();
        Bls12381.add(g, Bls12381.negG1Generator());
        yes(Bls12381.isInfinity(g), "G1: g - g");
        Bls12381.G2 memory h = Bls12381.g2Generator();
        Bls12381.add(h, Bls12381.negG2Generator());
        yes(Bls12381.isInfinity(h), "G2: g - g");
        // MSM refuses what is not in the subgroup; r·g is infinity.
        yes(Bls12381.isInfinity(Signer.mul(Signer.g1(), Signer.R)), "G1: r g");
        yes(Bls12381.isInfinity(Signer.mul(Bls12381.g2Generator(), Signer.R)), "G2: r g");
    }

    function testFuzzNegation(uint256 k) public view {
        Bls12381.G2 memory a = Signer.mul(Bls12381.g2Generator(), k);
        Bls12381.add(a, Bls12381.negate(a));
        yes(Bls12381.isInfinity(a), "a - a");
    }

    function testFuzzBilinear(uint256 a, uint256 b) public view {
        a = a % (Signer.R - 1) + 1;
        b = b % (Signer.R - 1) + 1;
        Bls12381.G1 memory p = Signer.mul(Signer.g1(), a);
        Bls12381.G2 memory q = Signer.mul(Bls12381.g2Generator(), b);
        Bls12381.G1 memory minus = Signer.mul(Bls12381.negG1Generator(), mulmod(a, b, Signer.R));
        yes(Bls12381.pairing(p, q, minus, Bls12381.g2Generator()), "e(a,b) = e(ab,1)");
        Bls12381.add(minus, Signer.g1());
        yes(!Bls12381.pairing(p, q, minus, Bls12381.g2Generator()), "e(a,b) = e(ab-1,1)");
    }

    /// The memory after a hash is as Solidity left it: later allocations are zero and do not overlap.
    function testFuzzHashLeavesMemoryAlone(bytes memory message, bytes memory dst) public view {
        vm.assume(dst.length > 0 && dst.length < 256);
        bytes32 before = keccak256(bytes.concat(message, dst));
        Bls12381.G1 memory a = Bls12381.hashToG1(message, dst);
        bytes memory later = new bytes(512);
        for (uint256 i = 0; i < later.length; ++i) {
            yes(later[i] == 0, "fresh memory");
        }
        Bls12381.G1 memory b = Bls12381.hashToG1(message, dst);
        yes(keccak256(abi.encode(a)) == keccak256(abi.encode(b)), "same hash");
        yes(keccak256(bytes.concat(message, dst)) == before, "inputs");
    }
}
