// SPDX-License-Identifier: MIT
pragma solidity ^0.8.30;

import {ECDSA} from "@openzeppelin/contracts/utils/cryptography/ECDSA.sol";

import {INashOracle} from "../src/INashOracle.sol";
import {NashOracle} from "../src/NashOracle.sol";
import {EcdsaQuorum} from "../src/quorum/EcdsaQuorum.sol";
import {Quorum} from "../src/quorum/Quorum.sol";
import {Base} from "./Base.sol";
import {EcdsaSigner} from "./EcdsaSigner.sol";

contract EcdsaQuorumTest is Base {
    bytes32 private constant SIGNED = keccak256("digest");

    EcdsaQuorum private ecdsa;
    uint256[] private secrets;
    bytes private addresses;

    function setUp() public {
        _deploy(1);
        (secrets, addresses) = EcdsaSigner.set(7, 1);
        ecdsa = EcdsaSigner.deploy(secrets, addresses, PAYEE);
    }

    function testInitialised() public view {
        eq(ecdsa.epoch(), 1, "epoch");
        eq(ecdsa.size(), 7, "size");
        eq(ecdsa.threshold(), 5, "threshold");
        eq(ecdsa.payee(), PAYEE, "payee");
        vm.assertEq(ecdsa.operators(), addresses, "keys");
    }

    function testEveryQuorum() public view {
        for (uint256 bitmap = 0; bitmap < 128; ++bitmap) {
            uint256 n = 0;
            for (uint256 b = bitmap; b != 0; b >>= 1) {
                n += b & 1;
            }
            bytes memory proof = EcdsaSigner.prove(secrets, SIGNED, bitmap);
            (bool ok, bytes memory e) = address(ecdsa).staticcall(abi.encodeCall(ecdsa.verify, (SIGNED, 1, proof)));
            yes(ok == (n >= 5), "a quorum");
            if (!ok) yes(keccak256(e) == keccak256(abi.encodeWithSelector(Quorum.TooFewSigners.selector, n, 5)), "few");
        }
    }

    function testProofErrors() public {
        bytes memory proof = EcdsaSigner.prove(secrets, SIGNED, 0x5d);
        vm.expectRevert(abi.encodeWithSelector(Quorum.WrongEpoch.selector, 1, 2));
        ecdsa.verify(SIGNED, 2, proof);
        vm.expectRevert(EcdsaQuorum.BadProofLength.selector);
        ecdsa.verify(SIGNED, 1, bytes.concat(proof, hex"00"));
        bytes memory short = _slice(proof, 0, proof.length - 64);
        vm.expectRevert(EcdsaQuorum.BadProofLength.selector);
        ecdsa.verify(SIGNED, 1, short);
        vm.expectRevert(EcdsaQuorum.BadProofLength.selector);
        ecdsa.verify(SIGNED, 1, "");
        vm.expectRevert(abi.encodeWithSelector(EcdsaQuorum.BadSignature.selector, 0));
        ecdsa.verify(keccak256("other"), 1, proof);
        bytes memory swapped = bytes.concat(_slice(proof, 0, 32), _slice(proof, 96, 64), _slice(proof, 32, 64));
        swapped = bytes.concat(swapped, _slice(proof, 160, 192));
        vm.expectRevert(abi.encodeWithSelector(EcdsaQuorum.BadSignature.selector, 0));
        ecdsa.verify(SIGNED, 1, swapped);
        // One signer's signature twice, the second time for the next key.
        bytes memory twice = bytes.concat(_slice(proof, 0, 96), _slice(proof, 32, 64), _slice(proof, 160, 192));
        vm.expectRevert(abi.encodeWithSelector(EcdsaQuorum.BadSignature.selector, 2));
        ecdsa.verify(SIGNED, 1, twice);
        // A signature of nobody: ecrecover answers nothing.
        bytes memory none = bytes.concat(_slice(proof, 0, 96), new bytes(64), _slice(proof, 160, 192));
        vm.expectRevert(abi.encodeWithSelector(EcdsaQuorum.BadSignature.selector, 2));
        ecdsa.verify(SIGNED, 1, none);
        none = bytes.concat(_slice(proof, 0, 32), new bytes(64), _slice(proof, 96, 256));
        vm.expectRevert(abi.encodeWithSelector(EcdsaQuorum.BadSignature.selector, 0));
        ecdsa.verify(SIGNED, 1, none);
        proof[31] = 0xdd;
        vm.expectRevert(Quorum.UnknownSigner.selector);
        ecdsa.verify(SIGNED, 1, proof);
    }

    function testUninitialised() public {
        EcdsaQuorum q = new EcdsaQuorum(0);
        bytes memory proof = EcdsaSigner.prove(secrets, SIGNED, 0x7f);
        vm.expectRevert(Quorum.Uninitialised.selector);
        q.verify(SIGNED, 0, proof);
        eq(q.operators().length, 0, "operators");
    }

    function _refused(bytes memory k, uint256[] memory s, uint256 t, bytes memory revertData) private {
        EcdsaQuorum q = new EcdsaQuorum(EcdsaSigner.setId(k, t, PAYEE));
        bytes memory possessions = EcdsaSigner.possessions(s, address(q), address(this), 1);
        vm.expectRevert(revertData);
        q.initialise(k, t, PAYEE, possessions);
    }

    function testSets() public {
        (uint256[] memory s, bytes memory k) = EcdsaSigner.set(2, 5);
        bytes memory order = abi.encodePacked(Quorum.BadKeyOrder.selector);
        uint256[] memory other = new uint256[](2);
        (other[0], other[1]) = (s[1], s[0]);
        _refused(bytes.concat(_slice(k, 20, 20), _slice(k, 0, 20)), other, 2, order);
        other[0] = s[0];
        _refused(bytes.concat(_slice(k, 0, 20), _slice(k, 0, 20)), other, 2, order);
        _refused(new bytes(40), s, 2, order);
        _refused(_slice(k, 0, 39), s, 2, abi.encodePacked(Quorum.BadKeyCount.selector));
        _refused(k, s, 1, abi.encodePacked(Quorum.BadThreshold.selector));
        (s[0], s[1]) = (s[1], s[0]);
        _refused(k, s, 2, abi.encodeWithSelector(Quorum.BadPossession.selector, 0));
        (s, k) = EcdsaSigner.set(127, 5);
        _refused(k, s, 127, abi.encodePacked(Quorum.BadKeyCount.selector));
        (s, k) = EcdsaSigner.set(126, 5);
        EcdsaQuorum q = EcdsaSigner.deploy(s, k, PAYEE);
        q.verify(SIGNED, 1, EcdsaSigner.prove(s, SIGNED, (1 << 126) - 1));
        q.verify(SIGNED, 1, EcdsaSigner.prove(s, SIGNED, ((1 << 85) - 1) << 41));
    }

    function testRotate() public {
        (uint256[] memory s, bytes memory k) = EcdsaSigner.set(4, 9);
        bytes memory possessions = EcdsaSigner.possessions(s, address(ecdsa), address(this), 2);
        bytes32 m = keccak256(
            abi.encode(keccak256("oracled/rotation/1"), ecdsa.setId(), uint256(2), uint256(3), ALICE, keccak256(k))
        );
        bytes memory proof = EcdsaSigner.prove(secrets, m, 0x1f);
        vm.expectRevert(abi.encodeWithSelector(EcdsaQuorum.BadSignature.selector, 0)); // another payee
        ecdsa.rotate(k, 3, PAYEE, possessions, proof);
        vm.prank(ALICE);
        vm.expectRevert(abi.encodeWithSelector(Quorum.BadPossession.selector, 0));
        ecdsa.rotate(k, 3, ALICE, possessions, proof);
        vm.expectEmit(address(ecdsa));
        emit Quorum.SetChanged(2, 3, ALICE, k);
        ecdsa.rotate(k, 3, ALICE, possessions, proof);
        eq(ecdsa.epoch(), 2, "epoch");
        vm.expectRevert(abi.encodeWithSelector(Quorum.WrongEpoch.selector, 2, 1));
        ecdsa.verify(m, 1, proof);
        ecdsa.verify(SIGNED, 2, EcdsaSigner.prove(s, SIGNED, 0xb));
    }

    /// A batch's proof is good for one chain, hub, set and epoch, and once.
    function testPostAndReplay() public {
        hub = new NashOracle(ecdsa, registry);
        bytes32 task = _feed(1, 16);
        bytes memory payload = bytes.concat(_header(1), _outcome(task, 1, -4));
        bytes memory proof = EcdsaSigner.prove(secrets, hub.batchDigest(payload), 0x1f);
        bytes memory refused = abi.encodeWithSelector(EcdsaQuorum.BadSignature.selector, 0);
        NashOracle other = new NashOracle(ecdsa, registry);
        other.createTask(_params());
        vm.expectRevert(refused);
        other.post(payload, proof);
        NashOracle bls = new NashOracle(quorum, registry);
        bls.createTask(_params());
        vm.expectRevert();
        bls.post(payload, proof);
        vm.chainId(5);
        vm.expectRevert(refused);
        hub.post(payload, proof);
        vm.chainId(31337);
        hub.post(payload, proof);
        eqInt(hub.head(task).first, -4, "posted");
        vm.expectRevert(INashOracle.NothingNew.selector);
        hub.post(payload, proof);
        payload = bytes.concat(_header(2, uint64(block.number - 1), blockhash(block.number - 1), 1), _outcome(task, 2, 1));
        proof = EcdsaSigner.prove(secrets, hub.batchDigest(payload), 0x1f);
        vm.expectRevert(abi.encodeWithSelector(Quorum.WrongEpoch.selector, 1, 2));
        hub.post(payload, proof);
    }

    /// The lean loop accepts what OpenZeppelin's recovers, signature by signature (of which it also refuses the
    /// malleable half, which a signer could only use against itself).
    function testFuzzAgainstPlain(bytes32 digest, uint256 bitmap, uint256 flip) public view {
        bitmap &= 0x7f;
        bytes memory proof = EcdsaSigner.prove(secrets, digest, bitmap);
        if (flip % 2 == 0 && proof.length > 32) {
            uint256 bit = 256 + (flip >> 1) % (8 * (proof.length - 32));
            proof[bit / 8] ^= bytes1(uint8(1 << (bit % 8)));
        }
        uint256 n = 0;
        bool good = true;
        for (uint256 i = 0; i < 7; ++i) {
            if (bitmap >> i & 1 == 0) continue;
            bytes32 r = bytes32(_slice(proof, 32 + 64 * n, 32));
            bytes32 vs = bytes32(_slice(proof, 64 + 64 * n, 32));
            (address signer,,) = ECDSA.tryRecover(digest, r, vs);
            good = good && signer == vm.addr(secrets[i]);
            ++n;
        }
        (bool ok,) = address(ecdsa).staticcall(abi.encodeCall(ecdsa.verify, (digest, 1, proof)));
        yes(ok == (good && n >= 5), "plain");
    }
}
