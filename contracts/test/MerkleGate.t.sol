// SPDX-License-Identifier: MIT
pragma solidity ^0.8.30;

import {Ownable} from "@openzeppelin/contracts/access/Ownable.sol";
import {INashOracle} from "../src/INashOracle.sol";
import {MerkleGate} from "../src/gates/MerkleGate.sol";
import {Base} from "./Base.sol";

contract MerkleGateTest is Base {
    MerkleGate private gate;

    function _leaf(address agent, uint32 group) private pure returns (bytes32) {
        return keccak256(bytes.concat(keccak256(abi.encode(agent, group))));
    }

    function _pair(bytes32 a, bytes32 b) private pure returns (bytes32) {
        return a < b ? keccak256(bytes.concat(a, b)) : keccak256(bytes.concat(b, a));
    }

    /// The root of a tree and the proof of leaf k; a last one without a sibling goes up as it is.
    function _tree(bytes32[] memory nodes, uint256 k) private pure returns (bytes32 root, bytes32[] memory proof) {
        proof = new bytes32[](20);
        uint256 depth = 0;
        uint256 n = nodes.length;
        for (; n > 1; n = (n + 1) / 2) {
            if ((k ^ 1) < n) proof[depth++] = nodes[k ^ 1];
            for (uint256 i = 0; i < n; i += 2) {
                nodes[i / 2] = i + 1 < n ? _pair(nodes[i], nodes[i + 1]) : nodes[i];
            }
            k /= 2;
        }
        assembly {
            mstore(proof, depth)
        }
        return (nodes[0], proof);
    }

    function _is(address agent, bool ok, uint32 group) private view {
        (bool a, uint32 g) = gate.admitted(0, agent);
        yes(a == ok, "admitted");
        eq(g, group, "group");
    }

    function _two(uint32 first, uint32 second) private pure returns (bytes32 root, bytes32[] memory proof) {
        bytes32[] memory leaves = new bytes32[](2);
        (leaves[0], leaves[1]) = (_leaf(ALICE, first), _leaf(SENDER, second));
        return _tree(leaves, 0);
    }

    /// What OpenZeppelin's merkle-tree library 1.0.8 makes of five agents from 0xa0 on, in groups 0, 1000, …:
    /// agent 0xa3.
    function testProofOfTheLibrary() public {
        gate = new MerkleGate(address(this), 0xe808386cd8a4ed7334eb50fd09ee72a0390f831a9b8c367b9eb5855a8e4b42cd);
        bytes32[] memory proof = new bytes32[](3);
        proof[0] = 0x1bcf8fdbd7cd3aeccf635dd3f31aec4ff3b92319ff6c5dc18141e1ddbf4ca06f;
        proof[1] = 0xf19c3fd6e046c9ab82ffc81ff86e21f31162da589de014431c5c6716ca6841da;
        proof[2] = 0xc989f7ca0a04c49f978c2156bde5cdcf992a6b84e5445515d0e29199cf123b4a;
        gate.prove(address(0xa3), 3000, proof);
        _is(address(0xa3), true, 3000);
    }

    function testProve() public {
        (bytes32 root, bytes32[] memory proof) = _two(7, 8);
        gate = new MerkleGate(address(this), root);
        yes(gate.root() == root, "root");
        _is(ALICE, false, 0);
        vm.expectEmit(address(gate));
        emit MerkleGate.Proven(root, ALICE, 7);
        vm.prank(PAYEE); // anybody
        gate.prove(ALICE, 7, proof);
        _is(ALICE, true, 7);
        _is(SENDER, false, 0);
        vm.expectRevert(MerkleGate.AlreadyProven.selector);
        gate.prove(ALICE, 7, proof);
    }

    function testBadProofs() public {
        (bytes32 root, bytes32[] memory proof) = _two(7, 8);
        gate = new MerkleGate(address(this), root);
        vm.expectRevert(MerkleGate.BadProof.selector);
        gate.prove(ALICE, 8, proof);
        vm.expectRevert(MerkleGate.BadProof.selector);
        gate.prove(SENDER, 8, proof);
        vm.expectRevert(MerkleGate.BadProof.selector);
        gate.prove(ALICE, 7, new bytes32[](0));
        gate.setRoot(0);
        vm.expectRevert(MerkleGate.BadProof.selector);
        gate.prove(ALICE, 7, proof);
    }

    /// Another root puts everybody out; the old one lets those in again that were proven of it.
    function testRoots() public {
        (bytes32 first, bytes32[] memory proof) = _two(1, 2);
        (bytes32 second, bytes32[] memory again) = _two(3, 2);
        gate = new MerkleGate(address(this), first);
        gate.prove(ALICE, 1, proof);
        vm.expectEmit(address(gate));
        emit MerkleGate.RootChanged(second);
        gate.setRoot(second);
        _is(ALICE, false, 0);
        gate.prove(ALICE, 3, again);
        _is(ALICE, true, 3);
        gate.setRoot(first);
        _is(ALICE, true, 1);
    }

    function testOnlyTheOwner() public {
        gate = new MerkleGate(address(this), 0);
        vm.prank(ALICE);
        vm.expectRevert(abi.encodeWithSelector(Ownable.OwnableUnauthorizedAccount.selector, ALICE));
        gate.setRoot(bytes32(uint256(1)));
        gate.renounceOwnership();
        vm.expectRevert(abi.encodeWithSelector(Ownable.OwnableUnauthorizedAccount.selector, address(this)));
        gate.setRoot(bytes32(uint256(1)));
    }

    /// In a tree of any size each leaf is proven, and no proof is another's.
    function testFuzzTrees(uint256 seed, uint8 size, uint8 which, uint8 other, uint256 flip) public {
        uint256 n = 1 + size % 70;
        uint256 k = which % n;
        bytes32[] memory leaves = new bytes32[](n);
        address[] memory agents = new address[](n);
        for (uint256 i = 0; i < n; ++i) {
            agents[i] = address(uint160(uint256(keccak256(abi.encode(seed, i)))));
            leaves[i] = _leaf(agents[i], uint32(i));
        }
        (bytes32 root, bytes32[] memory proof) = _tree(leaves, k);
        gate = new MerkleGate(address(this), root);
        if (other % n != k) {
            vm.expectRevert(MerkleGate.BadProof.selector);
            gate.prove(agents[other % n], uint32(other % n), proof);
        }
        if (proof.length != 0) {
            uint256 i = flip % proof.length;
            proof[i] ^= bytes32(1 << (flip >> 248));
            vm.expectRevert(MerkleGate.BadProof.selector);
            gate.prove(agents[k], uint32(k), proof);
            proof[i] ^= bytes32(1 << (flip >> 248));
        }
        gate.prove(agents[k], uint32(k), proof);
        _is(agents[k], true, uint32(k));
    }

    function testTheHubAsks() public {
        _deploy(1);
        address agent = _register(1, address(this));
        gate = new MerkleGate(address(this), _leaf(agent, 5));
        INashOracle.TaskParams memory p = _params();
        p.gate = address(gate);
        bytes32 task = hub.createTask(p);
        (bytes memory c, bytes memory proof, bytes memory s) = (new bytes(48), new bytes(112), new bytes(96));
        vm.expectRevert(INashOracle.NotAdmitted.selector);
        hub.commit(task, 1, agent, c, proof, s);
        gate.prove(agent, 5, new bytes32[](0));
        vm.expectEmit(address(hub));
        emit INashOracle.Committed(task, 1, agent, 5, c, proof, s);
        hub.commit(task, 1, agent, c, proof, s);
    }
}
