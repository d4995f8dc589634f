// SPDX-License-Identifier: MIT
pragma solidity ^0.8.30;

import {Bls12381} from "./lib/Bls12381.sol";

/// @title The agents of a chain
/// @notice Binds a BLS key, proven by possession, to the account that sends for it. Open to everybody and
/// owned by nobody: whom a task admits is its gate's business. An agent's id is the last 20 bytes of the
/// keccak256 of its uncompressed public key, the same on every chain.
contract AgentRegistry {
    using Bls12381 for Bls12381.G1;

    bytes private constant SIGNATURE_DST = "BLS_SIG_BLS12381G2_XMD:SHA-256_SSWU_RO_POP_";
    bytes private constant POSSESSION_DST = "BLS_POP_BLS12381G2_XMD:SHA-256_SSWU_RO_POP_";
    bytes32 private constant POSSESSION_LABEL = keccak256("oracled/agent-possession/1");
    bytes32 private constant DEREGISTRATION_LABEL = keccak256("oracled/agent-deregistration/1");

    struct Agent {
        address sender; // kept after the deregistration, for the rounds that had started
        uint64 deregisteredAt; // 0: registered
        uint32 nonce;
    }

    mapping(address agent => Agent) private _agents;

    /// `sender` now sends for `agent`. `nonce` is the one that the possession proof used.
    event AgentRegistered(address indexed agent, address indexed sender, uint64 nonce, bytes publicKey);
    /// Nobody sends for `agent` any more, from the next round on.
    event AgentDeregistered(address indexed agent, uint64 nonce);

    /// A public key is not 96 bytes long.
    error BadKeyLength();
    /// A signature is not 256 bytes long.
    error BadSignatureLength();
    /// The signature is not the key's over what it has to sign.
    error BadSignature();
    /// The agent is not registered.
    error NotRegistered();

    /// @notice Makes the caller the sender of the key's agent, in place of any earlier one. Anybody may call
    /// who has the possession proof made out to them. About 214,000 gas.
    /// @param publicKey Uncompressed, 96 bytes
    /// @param possession EIP-2537 point of G2, 256 bytes: the signature, possession suite, of
    /// keccak256(abi.encode(label, chainId, this, msg.sender, nonces(agent), keccak256(publicKey)))
    /// @return agent The last 20 bytes of keccak256(publicKey)
    function register(bytes calldata publicKey, bytes calldata possession) external returns (address agent) {
        bytes32 keyHash = keccak256(publicKey);
        agent = address(uint160(uint256(keyHash)));
        uint32 nonce = _agents[agent].nonce;
        bytes32 m =
            keccak256(abi.encode(POSSESSION_LABEL, block.chainid, address(this), msg.sender, uint256(nonce), keyHash));
        _check(publicKey, m, POSSESSION_DST, possession);
        _agents[agent] = Agent(msg.sender, 0, nonce + 1);
        emit AgentRegistered(agent, msg.sender, nonce, publicKey);
    }

    /// @notice Ends a registration from the next round on: rounds that have started go on to accept the
    /// sender. Anybody may call who has the agent's signature. About 195,000 gas.
    /// @param publicKey Uncompressed, 96 bytes
    /// @param signature EIP-2537 point of G2, 256 bytes: the signature of
    /// keccak256(abi.encode(label, chainId, this, agent, nonces(agent)))
    function deregister(bytes calldata publicKey, bytes calldata signature) external {
        address agent = address(uint160(uint256(keccak256(publicKey))));
        Agent memory a = _agents[agent];
        if (a.sender == address(0) || a.deregisteredAt != 0) revert NotRegistered();
        bytes32 m = keccak256(abi.encode(DEREGISTRATION_LABEL, block.chainid, address(this), agent, uint256(a.nonce)));
        _check(publicKey, m, SIGNATURE_DST, signature);
        _agents[agent] = Agent(a.sender, uint64(block.timestamp), a.nonce + 1);
        emit AgentDeregistered(agent, a.nonce);
    }

    /// @notice The nonce that the agent's next registration or deregistration signs.
    /// @param agent Any address; of one that never registered it is 0
    function nonces(address agent) external view returns (uint64) {
        return _agents[agent].nonce;
    }

    /// @notice Who sends for the agent in rounds that start from now on; zero: nobody.
    /// @param agent Any address
    function senderOf(address agent) external view returns (address) {
        Agent memory a = _agents[agent];
        return a.deregisteredAt == 0 ? a.sender : address(0);
    }

    /// @notice Whether `sender` sends for the agent in a round that starts, or started, at `roundStart`.
    /// @param agent Any address
    /// @param sender Any address; zero never does
    /// @param roundStart In seconds; rounds that started before a deregistration go on
    function mayAct(address agent, address sender, uint64 roundStart) external view returns (bool) {
        Agent memory a = _agents[agent];
        return sender != address(0) && a.sender == sender && (a.deregisteredAt == 0 || roundStart <= a.deregisteredAt);
    }

    /// e(publicKey, H(m)) = e(G, signature). The pairing checks curve and subgroup.
    function _check(bytes calldata publicKey, bytes32 m, bytes memory dst, bytes calldata signature) private view {
        if (publicKey.length != 96) revert BadKeyLength();
        if (signature.length != 256) revert BadSignatureLength();
        Bls12381.G1 memory key = Bls12381.unpadded1(publicKey);
        if (key.isInfinity()) revert Bls12381.PointAtInfinity();
        Bls12381.G2 memory s = abi.decode(signature, (Bls12381.G2));
        Bls12381.G2 memory h = Bls12381.hashToG2(abi.encodePacked(m), dst);
        if (!Bls12381.pairing(key, h, Bls12381.negG1Generator(), s)) revert BadSignature();
    }
}
