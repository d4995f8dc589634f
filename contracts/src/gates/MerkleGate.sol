// SPDX-License-Identifier: MIT
pragma solidity ^0.8.30;

import {Ownable} from "@openzeppelin/contracts/access/Ownable.sol";
import {Ownable2Step} from "@openzeppelin/contracts/access/Ownable2Step.sol";
import {MerkleProof} from "@openzeppelin/contracts/utils/cryptography/MerkleProof.sol";
import {IGate} from "./IGate.sol";

/// @title Agents proven by a Merkle root
/// @notice A list of any length for the price of one word: whoever wants an agent in proves once that it is
/// on the list, and the gate remembers. One root for every task that names this gate. The owner decides who
/// may commit, and so what the task's bound on liars is worth; a gate whose owner renounced has the same
/// list for ever.
/// @dev The tree is that of OpenZeppelin's merkle-tree library with leaves (address agent, uint32 group):
/// pairs are hashed in ascending order, a leaf is keccak256(keccak256(abi.encode(agent, group))).
contract MerkleGate is IGate, Ownable2Step {
    /// @notice The root of the list; zero admits nobody.
    bytes32 public root;
    // group + 1; 0: not proven
    mapping(bytes32 root => mapping(address agent => uint256)) private _proven;

    /// The list has this root now. Those proven of another root are out; those proven of this one, before, in.
    event RootChanged(bytes32 indexed root);
    /// The agent is proven to be on the list of this root, in this group.
    event Proven(bytes32 indexed root, address indexed agent, uint32 group);

    /// The proof does not lead from the agent and the group to the root.
    error BadProof();
    /// The agent is proven already; the first proof stands.
    error AlreadyProven();

    /// @param owner Who may replace the list
    /// @param root_ The first list's; zero admits nobody
    constructor(address owner, bytes32 root_) Ownable(owner) {
        _setRoot(root_);
    }

    /// @notice Replaces the list, at once. Only the owner. About 33,000 gas.
    /// @param root_ The new list's; that of an earlier one lets in again who was proven of it
    function setRoot(bytes32 root_) external onlyOwner {
        _setRoot(root_);
    }

    /// @notice Lets an agent in that is on the list. Anybody may call: the list is the owner's word. If it
    /// has an agent in two groups, the first that is proven counts. About 50,000 gas and 300 for each level
    /// of the tree.
    /// @param agent On the list
    /// @param group The agent's on the list
    /// @param proof The siblings, from the leaf up
    function prove(address agent, uint32 group, bytes32[] calldata proof) external {
        bytes32 r = root;
        if (_proven[r][agent] != 0) revert AlreadyProven();
        bytes32 leaf = keccak256(bytes.concat(keccak256(abi.encode(agent, group))));
        if (!MerkleProof.verifyCalldata(proof, r, leaf)) revert BadProof();
        _proven[r][agent] = uint256(group) + 1;
        emit Proven(r, agent, group);
    }

    /// @inheritdoc IGate
    function admitted(bytes32, address agent) external view returns (bool, uint32) {
        uint256 proven = _proven[root][agent];
        return proven == 0 ? (false, 0) : (true, uint32(proven - 1));
    }

    function _setRoot(bytes32 root_) private {
        root = root_;
        emit RootChanged(root_);
    }
}
