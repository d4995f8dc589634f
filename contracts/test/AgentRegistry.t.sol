// SPDX-License-Identifier: MIT
pragma solidity ^0.8.30;

import {AgentRegistry} from "../src/AgentRegistry.sol";
import {Bls12381} from "../src/lib/Bls12381.sol";
import {Base} from "./Base.sol";
import {Signer} from "./Signer.sol";

contract AgentRegistryTest is Base {
    uint256 private constant SK = 0x1234567;

    function setUp() public {
        vm.warp(T0);
        registry = new AgentRegistry();
    }

    function testRegister() public {
        bytes memory key = Signer.agentKey(SK);
        bytes memory possession = _possession(SK, SENDER);
        vm.expectEmit(address(registry));
        emit AgentRegistry.AgentRegistered(_agent(SK), SENDER, 0, key);
        vm.prank(SENDER);
        address agent = registry.register(key, possession);
        eq(agent, _agent(SK), "id");
        eq(registry.senderOf(agent), SENDER, "sender");
        eq(registry.nonces(agent), 1, "nonce");
        yes(registry.mayAct(agent, SENDER, uint64(T0)), "may act");
        yes(!registry.mayAct(agent, ALICE, uint64(T0)), "only the sender");
    }

    function testRegisterAgainReplacesTheSender() public {
        address agent = _register(SK, SENDER);
        _register(SK, ALICE);
        eq(registry.senderOf(agent), ALICE, "sender");
        eq(registry.nonces(agent), 2, "nonce");
        yes(!registry.mayAct(agent, SENDER, uint64(T0)), "no longer");
    }

    function testPossessionIsForOneSenderNonceContractAndChain() public {
        bytes memory key = Signer.agentKey(SK);
        bytes memory possession = _possession(SK, SENDER);

        vm.prank(ALICE);
        vm.expectRevert(AgentRegistry.BadSignature.selector);
        registry.register(key, possession);

        AgentRegistry other = new AgentRegistry();
        vm.prank(SENDER);
        vm.expectRevert(AgentRegistry.BadSignature.selector);
        other.register(key, possession);

        vm.chainId(2);
        vm.prank(SENDER);
        vm.expectRevert(AgentRegistry.BadSignature.selector);
        registry.register(key, possession);
        vm.chainId(31337);

        vm.prank(SENDER);
        registry.register(key, possession);
        vm.prank(SENDER);
        vm.expectRevert(AgentRegistry.BadSignature.selector); // the nonce
        registry.register(key, possession);
    }

    function testSignatureSuiteIsNoPossession() public {
        bytes memory key = Signer.agentKey(SK);
        bytes32 m = keccak256(
            abi.encode(
                keccak256("oracled/agent-possession/1"),
                block.chainid,
                address(registry),
                SENDER,
                uint256(0),
                keccak256(key)
            )
        );
        bytes memory wrong = Signer.sign2(SK, m, SIG2);
        vm.prank(SENDER);
        vm.expectRevert(AgentRegistry.BadSignature.selector);
        registry.register(key, wrong);
    }

    function testRefusesBadKeys() public {
        bytes memory possession = _possession(SK, address(this));
        vm.expectRevert(AgentRegistry.BadKeyLength.selector);
        registry.register(new bytes(95), possession);
        vm.expectRevert(Bls12381.PointAtInfinity.selector);
        registry.register(new bytes(96), possession);
        // Infinity with an infinite signature would satisfy the pairing.
        vm.expectRevert(Bls12381.PointAtInfinity.selector);
        registry.register(new bytes(96), new bytes(256));

        bytes memory key = Signer.agentKey(SK);
        key[95] ^= 0x01; // off the curve
        vm.expectRevert(Bls12381.InvalidPoint.selector);
        registry.register(key, possession);

        key = Signer.agentKey(SK);
        key[0] |= 0x80; // a flag of the compressed form: not canonical
        vm.expectRevert(Bls12381.InvalidPoint.selector);
        registry.register(key, possession);

        // (0, 2) is on y² = x³ + 4 and outside of the subgroup.
        key = new bytes(96);
        key[95] = 0x02;
        vm.expectRevert(Bls12381.InvalidPoint.selector);
        registry.register(key, possession);
    }

    function testRefusesBadSignatures() public {
        bytes memory key = Signer.agentKey(SK);
        vm.expectRevert(AgentRegistry.BadSignatureLength.selector);
        registry.register(key, new bytes(192));
        vm.expectRevert(AgentRegistry.BadSignature.selector); // infinity
        registry.register(key, new bytes(256));
        bytes memory possession = _possession(SK, address(this));
        possession[255] ^= 0x01;
        vm.expectRevert(Bls12381.InvalidPoint.selector);
        registry.register(key, possession);
        possession[255] ^= 0x01;
        possession[0] = 0x01; // in the padding
        vm.expectRevert(Bls12381.InvalidPoint.selector);
        registry.register(key, possession);
    }

    function testDeregisterTakesEffectFromTheNextRound() public {
        address agent = _register(SK, SENDER);
        vm.warp(T0 + 100);
        bytes memory key = Signer.agentKey(SK);
        bytes memory signature = _deregistration(SK);
        vm.expectEmit(address(registry));
        emit AgentRegistry.AgentDeregistered(agent, 1);
        registry.deregister(key, signature); // anybody
        eq(registry.senderOf(agent), address(0), "sender");
        eq(registry.nonces(agent), 2, "nonce");
        yes(registry.mayAct(agent, SENDER, uint64(T0 + 100)), "a round that has started");
        yes(!registry.mayAct(agent, SENDER, uint64(T0 + 101)), "the next");
        yes(!registry.mayAct(agent, address(0), uint64(T0)), "nobody");

        vm.expectRevert(AgentRegistry.NotRegistered.selector);
        registry.deregister(key, signature);

        _register(SK, ALICE);
        eq(registry.senderOf(agent), ALICE, "again");
        yes(registry.mayAct(agent, ALICE, uint64(T0 + 500)), "again");
    }

    function testDeregisterNeedsTheAgent() public {
        bytes memory key = Signer.agentKey(SK);
        vm.expectRevert(AgentRegistry.NotRegistered.selector);
        registry.deregister(key, new bytes(256));
        _register(SK, SENDER);
        bytes memory stale = _deregistration(SK);
        _register(SK, SENDER);
        vm.expectRevert(AgentRegistry.BadSignature.selector);
        registry.deregister(key, stale);
        bytes memory possession = _possession(SK, SENDER);
        vm.expectRevert(AgentRegistry.BadSignature.selector);
        registry.deregister(key, possession);
    }

    function testFuzzRegister(uint256 sk, address sender) public {
        sk = sk % (Signer.R - 1) + 1;
        vm.assume(sender != address(0) && sender != address(vm));
        address agent = _register(sk, sender);
        eq(registry.senderOf(agent), sender, "sender");
    }

    function testFuzzGarbageNeverRegisters(bytes calldata key, bytes calldata signature) public {
        (bool ok,) = address(registry).call(abi.encodeCall(registry.register, (key, signature)));
        yes(!ok, "registered");
    }
}
