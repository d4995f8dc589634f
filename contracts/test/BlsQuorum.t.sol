// SPDX-License-Identifier: MIT
pragma solidity ^0.8.30;

import {Bls12381} from "../src/lib/Bls12381.sol";
import {BlsQuorum} from "../src/quorum/BlsQuorum.sol";
import {Quorum} from "../src/quorum/Quorum.sol";
import {Base} from "./Base.sol";
import {Signer} from "./Signer.sol";

contract BlsQuorumTest is Base {
    bytes32 private constant SIGNED = keccak256("digest");

    function setUp() public {
        _deploy(7);
    }

    // ---------------------------------------------------------------- sets

    function testInitialised() public view {
        eq(quorum.epoch(), 1, "epoch");
        eq(quorum.size(), 7, "size");
        eq(quorum.threshold(), 5, "threshold");
        eq(quorum.payee(), PAYEE, "payee");
        vm.assertEq(quorum.operators(), keys, "keys");
    }

    function _initialiseFails(uint256[] memory s, bytes memory k, uint256 t, address payee, bytes memory revertData)
        private
    {
        quorum = new BlsQuorum(_setId(k, t, payee));
        bytes memory possessions = _possessions(s, k, address(this), 1);
        vm.expectRevert(revertData);
        quorum.initialise(k, t, payee, possessions);
    }

    function testInitialiseOnce() public {
        bytes memory possessions = _possessions(sks, keys, address(this), 1);
        vm.expectRevert(Quorum.AlreadyInitialised.selector);
        quorum.initialise(keys, 5, PAYEE, possessions);
    }

    function testInitialiseTakesExactlyTheSet() public {
        quorum = new BlsQuorum(_setId(keys, 5, PAYEE));
        bytes memory possessions = _possessions(sks, keys, address(this), 1);
        vm.expectRevert(Quorum.NotTheSet.selector);
        quorum.initialise(keys, 6, PAYEE, possessions);
        vm.expectRevert(Quorum.NotTheSet.selector);
        quorum.initialise(keys, 5, ALICE, possessions);
        vm.expectRevert(Quorum.NotTheSet.selector);
        quorum.initialise(_slice(keys, 0, 192 * 6), 5, PAYEE, possessions);
        vm.prank(ALICE);
        vm.expectRevert(abi.encodeWithSelector(Quorum.BadPossession.selector, 0));
        quorum.initialise(keys, 5, PAYEE, possessions);
        vm.expectRevert(Quorum.BadKeyCount.selector);
        quorum.initialise(keys, 5, PAYEE, _slice(possessions, 0, 128 * 6));
        quorum.initialise(keys, 5, PAYEE, possessions);
    }

    function testThresholdBounds() public {
        bytes memory bad = abi.encodePacked(Quorum.BadThreshold.selector);
        _initialiseFails(sks, keys, 4, PAYEE, bad); // 3·4 ≤ 2·7
        _initialiseFails(sks, keys, 8, PAYEE, bad);
        (uint256[] memory s, bytes memory k) = _set(3, 2);
        _initialiseFails(s, k, 2, PAYEE, bad); // 2n/3 itself is too few
        _initialiseFails(sks, keys, 5, address(0), abi.encodePacked(Quorum.BadPayee.selector));
        _initialiseFails(new uint256[](0), "", 0, PAYEE, abi.encodePacked(Quorum.BadKeyCount.selector));
    }

    function testKeysAreDistinctAndAscending() public {
        (uint256[] memory s, bytes memory k) = _set(2, 3);
        bytes memory order = abi.encodePacked(Quorum.BadKeyOrder.selector);
        bytes memory swapped = bytes.concat(_slice(k, 192, 192), _slice(k, 0, 192));
        (s[0], s[1]) = (s[1], s[0]);
        _initialiseFails(s, swapped, 2, PAYEE, order);
        s[0] = s[1];
        _initialiseFails(s, bytes.concat(_slice(k, 0, 192), _slice(k, 0, 192)), 2, PAYEE, order);
        // infinity, whose possession anybody could give
        _initialiseFails(new uint256[](1), new bytes(192), 1, PAYEE, order);
    }

    function testKeysWhoseSumIsInfinity() public {
        uint256[] memory s = new uint256[](2);
        (s[0], s[1]) = (5, Signer.R - 5);
        bytes memory a = Signer.operatorKey(s[0]);
        bytes memory b = Signer.operatorKey(s[1]);
        // They differ in y only; try both orders.
        quorum = new BlsQuorum(_setId(bytes.concat(a, b), 2, PAYEE));
        bytes memory k = bytes.concat(a, b);
        bytes memory p = _possessions(s, k, address(this), 1);
        try quorum.initialise(k, 2, PAYEE, p) {
            yes(false, "initialised");
        } catch (bytes memory first) {
            (s[0], s[1]) = (s[1], s[0]);
            k = bytes.concat(b, a);
            quorum = new BlsQuorum(_setId(k, 2, PAYEE));
            p = _possessions(s, k, address(this), 1);
            try quorum.initialise(k, 2, PAYEE, p) {
                yes(false, "initialised");
            } catch (bytes memory second) {
                bytes4 infinity = Bls12381.PointAtInfinity.selector;
                yes(bytes4(first) == infinity || bytes4(second) == infinity, "refused for the sum");
            }
        }
    }

    function testPossessions() public {
        (uint256[] memory s, bytes memory k) = _set(2, 4);
        uint256 right = s[1];
        s[1] = 17;
        _initialiseFails(s, k, 2, PAYEE, abi.encodeWithSelector(Quorum.BadPossession.selector, 1));
        s[1] = 0; // infinity
        _initialiseFails(s, k, 2, PAYEE, abi.encodeWithSelector(Quorum.BadPossession.selector, 1));
        s[1] = right;
        k[192 * 2 - 1] ^= 0x01;
        _initialiseFails(s, k, 2, PAYEE, abi.encodePacked(Bls12381.InvalidPoint.selector));
    }

    /// Possessions that are wrong by what adds up to nothing prove nothing.
    function testPossessionsThatCancelOut() public {
        (uint256[] memory s, bytes memory k) = _set(2, 4);
        quorum = new BlsQuorum(_setId(k, 2, PAYEE));
        bytes memory p = _possessions(s, k, address(this), 1);
        Bls12381.G1 memory a = abi.decode(_slice(p, 0, 128), (Bls12381.G1));
        Bls12381.G1 memory b = abi.decode(_slice(p, 128, 128), (Bls12381.G1));
        Bls12381.add(a, Signer.g1());
        Bls12381.add(b, Bls12381.negG1Generator());
        vm.expectRevert(abi.encodeWithSelector(Quorum.BadPossession.selector, 0));
        quorum.initialise(k, 2, PAYEE, bytes.concat(abi.encode(a), abi.encode(b)));
        // Each the other's.
        vm.expectRevert(abi.encodeWithSelector(Quorum.BadPossession.selector, 0));
        quorum.initialise(k, 2, PAYEE, bytes.concat(_slice(p, 128, 128), _slice(p, 0, 128)));
        quorum.initialise(k, 2, PAYEE, p);
    }

    function testKeysNotStored() public {
        quorum = new BlsQuorum(_setId(keys, 5, PAYEE));
        bytes memory possessions = _possessions(sks, keys, address(this), 1);
        vm.setNonceUnsafe(address(quorum), type(uint64).max); // creates nothing more
        vm.expectRevert(Quorum.KeysNotStored.selector);
        quorum.initialise(keys, 5, PAYEE, possessions);
    }

    /// Each single absentee, of as many keys as there can be, is found by its bit.
    function testEveryAbsenteeOfTheLargestSet() public {
        _deploy(126);
        for (uint256 i = 0; i < 126; ++i) {
            quorum.verify(SIGNED, 1, _prove(SIGNED, _all() ^ (1 << i)));
        }
        quorum.verify(SIGNED, 1, _prove(SIGNED, _all() >> 41));
        (uint256[] memory s, bytes memory k) = _set(127, 1);
        _initialiseFails(s, k, 127, PAYEE, abi.encodePacked(Quorum.BadKeyCount.selector));
    }

    /// Replaced by one as large, by as few as may sign: each transaction is below the cap of EIP-7825.
    function testTheLargestSetFitsATransaction() public {
        vm.setEvmVersion("osaka");
        (uint256[] memory s, bytes memory k) = _set(126, 5);
        quorum = new BlsQuorum(_setId(k, 84 + 1, PAYEE));
        _fits(address(quorum), abi.encodeCall(quorum.initialise, (k, 85, PAYEE, _possessions(s, k, address(this), 1))));
        (sks, keys) = (s, k);
        (s, k) = _set(126, 6);
        bytes32 m = keccak256(
            abi.encode(keccak256("oracled/rotation/1"), quorum.setId(), uint256(2), uint256(85), ALICE, keccak256(k))
        );
        bytes memory proof = _prove(m, _all() >> 41);
        _fits(address(quorum), abi.encodeCall(quorum.rotate, (k, 85, ALICE, _possessions(s, k, address(this), 2), proof)));
        eq(quorum.epoch(), 2, "epoch");
    }

    function testRotate() public {
        (uint256[] memory s, bytes memory k) = _set(4, 9);
        bytes memory possessions = _possessions(s, k, address(this), 2);
        bytes32 m = keccak256(
            abi.encode(keccak256("oracled/rotation/1"), quorum.setId(), uint256(2), uint256(3), ALICE, keccak256(k))
        );
        bytes memory proof = _prove(m, 0x1f);
        bytes32 setId = quorum.setId();

        vm.expectRevert(BlsQuorum.BadSignature.selector); // another payee
        quorum.rotate(k, 3, PAYEE, possessions, proof);
        vm.prank(ALICE);
        vm.expectRevert(abi.encodeWithSelector(Quorum.BadPossession.selector, 0));
        quorum.rotate(k, 3, ALICE, possessions, proof);

        vm.expectEmit(address(quorum));
        emit Quorum.SetChanged(2, 3, ALICE, k);
        quorum.rotate(k, 3, ALICE, possessions, proof);
        eq(quorum.epoch(), 2, "epoch");
        eq(quorum.size(), 4, "size");
        eq(quorum.threshold(), 3, "threshold");
        eq(quorum.payee(), ALICE, "payee");
        yes(quorum.setId() == setId, "setId stays");

        vm.expectRevert(Quorum.UnknownSigner.selector); // by the old set, for the new one's keys
        quorum.rotate(k, 3, ALICE, possessions, proof);
        vm.expectRevert(abi.encodeWithSelector(Quorum.WrongEpoch.selector, 2, 1));
        quorum.verify(m, 1, proof);
        delete sks;
        for (uint256 i = 0; i < 4; ++i) {
            sks.push(s[i]);
        }
        quorum.verify(SIGNED, 2, _prove(SIGNED, 0xe));
    }

    function testUninitialised() public {
        bytes memory proof = _prove(SIGNED, _all());
        BlsQuorum q = new BlsQuorum(bytes32(uint256(1)));
        vm.expectRevert(Quorum.Uninitialised.selector);
        q.verify(SIGNED, 0, proof);
        vm.expectRevert(Quorum.Uninitialised.selector);
        q.verify(SIGNED, 1, proof);
        vm.expectRevert(Quorum.Uninitialised.selector);
        q.rotate(keys, 5, PAYEE, "", proof);
        eq(q.epoch(), 0, "epoch");
        eq(q.operators().length, 0, "operators");
    }

    function testBlobCannotBeCalled() public {
        // The keys lie behind a stop byte: whatever they spell, it does not run.
        bytes32 slot = vm.load(address(quorum), 0);
        address blob = address(uint160(uint256(slot)));
        eq(blob.code.length, 1 + 256 + 7 * 192, "0, sum, keys");
        (bool ok, bytes memory out) = blob.call("");
        yes(ok && out.length == 0, "stops");
    }

    // -------------------------------------------------------------- proofs

    function testVerifyEveryQuorum() public view {
        for (uint256 bitmap = 0; bitmap < 128; ++bitmap) {
            uint256 n = 0;
            for (uint256 b = bitmap; b != 0; b >>= 1) {
                n += b & 1;
            }
            bytes memory proof = _prove(SIGNED, bitmap);
            if (n >= 5) {
                quorum.verify(SIGNED, 1, proof);
            } else {
                try quorum.verify(SIGNED, 1, proof) {
                    yes(false, "too few");
                } catch (bytes memory e) {
                    bytes memory want = abi.encodeWithSelector(Quorum.TooFewSigners.selector, n, 5);
                    yes(keccak256(e) == keccak256(want), "TooFewSigners");
                }
            }
        }
    }

    function testProofErrors() public {
        bytes memory proof = _prove(SIGNED, 0x1f);
        vm.expectRevert(abi.encodeWithSelector(Quorum.WrongEpoch.selector, 1, 2));
        quorum.verify(SIGNED, 2, proof);
        vm.expectRevert(abi.encodeWithSelector(Quorum.WrongEpoch.selector, 1, 0));
        quorum.verify(SIGNED, 0, proof);
        vm.expectRevert(BlsQuorum.BadProofLength.selector);
        quorum.verify(SIGNED, 1, bytes.concat(proof, hex"00"));
        vm.expectRevert(BlsQuorum.BadProofLength.selector);
        quorum.verify(SIGNED, 1, _slice(proof, 0, 127));
        vm.expectRevert(BlsQuorum.BadSignature.selector);
        quorum.verify(keccak256("other"), 1, proof);

        proof[31] = 0x3f; // one more than signed
        vm.expectRevert(BlsQuorum.BadSignature.selector);
        quorum.verify(SIGNED, 1, proof);
        proof[31] = 0x9f; // bit 7 of seven operators
        vm.expectRevert(Quorum.UnknownSigner.selector);
        quorum.verify(SIGNED, 1, proof);
        proof[31] = 0x1f;
        proof[0] = 0x80;
        vm.expectRevert(Quorum.UnknownSigner.selector);
        quorum.verify(SIGNED, 1, proof);
        proof[0] = 0;
        proof[127] ^= 0x01;
        vm.expectRevert(Bls12381.InvalidPoint.selector);
        quorum.verify(SIGNED, 1, proof);
        vm.expectRevert(Bls12381.PointAtInfinity.selector);
        quorum.verify(SIGNED, 1, bytes.concat(bytes32(uint256(0x1f)), new bytes(96)));

        // (0, 2): on the curve, not in the subgroup
        bytes memory outside = bytes.concat(bytes32(uint256(0x1f)), new bytes(96));
        outside[127] = 0x02;
        vm.expectRevert(Bls12381.InvalidPoint.selector);
        quorum.verify(SIGNED, 1, outside);
    }

    function testPossessionSuiteSignsNothing() public {
        uint256 sum = 0;
        for (uint256 i = 0; i < 7; ++i) {
            sum = addmod(sum, sks[i], Signer.R);
        }
        bytes memory proof = bytes.concat(bytes32(_all()), Signer.unpad(Signer.sign1(sum, SIGNED, POP1)));
        vm.expectRevert(BlsQuorum.BadSignature.selector);
        quorum.verify(SIGNED, 1, proof);
    }

    function testSignersWhoseSumIsInfinity() public {
        // Three keys of which two cancel: the third alone signs for all, which is fine; the two alone are refused.
        uint256[] memory s = new uint256[](4);
        bytes memory k;
        (s, k) = _cancelling();
        uint256 t = 3;
        quorum = new BlsQuorum(_setId(k, t, PAYEE));
        quorum.initialise(k, t, PAYEE, _possessions(s, k, address(this), 1));
        delete sks;
        uint256 bitmap = 0;
        for (uint256 i = 0; i < 4; ++i) {
            sks.push(s[i]);
            if (s[i] != 11) bitmap |= 1 << i;
        }
        // The other three, 5, 6 and −11, sum up to zero.
        bytes memory proof = bytes.concat(bytes32(bitmap), Signer.unpad(abi.encode(Signer.g1())));
        vm.expectRevert(Bls12381.PointAtInfinity.selector);
        quorum.verify(SIGNED, 1, proof);
        quorum.verify(SIGNED, 1, _prove(SIGNED, _all()));
    }

    /// The keys 5, 6, 11 and −11, ordered.
    function _cancelling() private view returns (uint256[] memory s, bytes memory k) {
        uint256[4] memory all = [uint256(5), 6, 11, Signer.R - 11];
        s = new uint256[](4);
        bytes[] memory sorted = new bytes[](4);
        for (uint256 i = 0; i < 4; ++i) {
            bytes memory key = Signer.operatorKey(all[i]);
            uint256 j = i;
            for (; j > 0 && _below(key, sorted[j - 1]); --j) {
                (s[j], sorted[j]) = (s[j - 1], sorted[j - 1]);
            }
            (s[j], sorted[j]) = (all[i], key);
        }
        k = bytes.concat(sorted[0], sorted[1], sorted[2], sorted[3]);
    }

    function _below(bytes memory a, bytes memory b) private pure returns (bool) {
        for (uint256 i = 0; i < 192; ++i) {
            if (a[i] != b[i]) return a[i] < b[i];
        }
        return false;
    }

    function testFuzzGarbageIsNoProof(bytes32 digest, bytes calldata proof) public view {
        (bool ok,) = address(quorum).staticcall(abi.encodeCall(quorum.verify, (digest, 1, proof)));
        yes(!ok, "verified");
    }

    function testFuzzTamperedProof(uint256 bit) public view {
        bytes memory proof = _prove(SIGNED, 0x1f);
        bit %= 1024;
        proof[bit / 8] ^= bytes1(uint8(1 << (bit % 8)));
        (bool ok,) = address(quorum).staticcall(abi.encodeCall(quorum.verify, (SIGNED, 1, proof)));
        yes(!ok, "verified");
    }

    function testOneOperatorAndMany() public {
        _deploy(1);
        quorum.verify(SIGNED, 1, _prove(SIGNED, 1));
        _deploy(31);
        quorum.verify(SIGNED, 1, _prove(SIGNED, _all()));
        quorum.verify(SIGNED, 1, _prove(SIGNED, (1 << 21) - 1));
    }
}
