// SPDX-License-Identifier: MIT
pragma solidity ^0.8.30;

import {AgentRegistry} from "../src/AgentRegistry.sol";
import {INashOracle} from "../src/INashOracle.sol";
import {NashOracle} from "../src/NashOracle.sol";
import {BlsQuorum} from "../src/quorum/BlsQuorum.sol";
import {Signer} from "./Signer.sol";
import {Vm} from "./Vm.sol";

/// @notice A hub with its registry and an operator set, and the means to sign for it.
abstract contract Base {
    Vm internal constant vm = Vm(address(uint160(uint256(keccak256("hevm cheat code")))));

    string internal constant SIG1 = "BLS_SIG_BLS12381G1_XMD:SHA-256_SSWU_RO_POP_";
    string internal constant POP1 = "BLS_POP_BLS12381G1_XMD:SHA-256_SSWU_RO_POP_";
    string internal constant SIG2 = "BLS_SIG_BLS12381G2_XMD:SHA-256_SSWU_RO_POP_";
    string internal constant POP2 = "BLS_POP_BLS12381G2_XMD:SHA-256_SSWU_RO_POP_";

    uint8 internal constant INSUFFICIENT = 1;
    uint8 internal constant NARROW = 2;
    uint8 internal constant DIGEST = 4;

    address internal constant PAYEE = address(0xBEEF);
    address internal constant ALICE = address(0xA11CE);
    address internal constant SENDER = address(0x5E4D);
    uint256 internal constant T0 = 1_800_000_000;

    AgentRegistry internal registry;
    NashOracle internal hub;
    BlsQuorum internal quorum;
    uint256[] internal sks; // in the order of the keys
    bytes internal keys;

    /// Deploys everything with n operators.
    function _deploy(uint256 n) internal {
        vm.warp(T0);
        vm.roll(1000);
        delete sks;
        (uint256[] memory s, bytes memory k) = _set(n, 1);
        for (uint256 i = 0; i < n; ++i) {
            sks.push(s[i]);
        }
        keys = k;
        uint256 t = _threshold(n);
        quorum = new BlsQuorum(_setId(k, t, PAYEE));
        quorum.initialise(k, t, PAYEE, _possessions(s, k, address(this), 1));
        registry = new AgentRegistry();
        hub = new NashOracle(quorum, registry);
    }

    // ----------------------------------------------------------- operators

    function _threshold(uint256 n) internal pure returns (uint256) {
        return 2 * n / 3 + 1;
    }

    /// n operators in the order of their keys.
    function _set(uint256 n, uint256 seed) internal view returns (uint256[] memory s, bytes memory raw) {
        s = new uint256[](n);
        bytes[] memory k = new bytes[](n);
        for (uint256 i = 0; i < n; ++i) {
            uint256 sk = uint256(keccak256(abi.encode(seed, i))) % Signer.R;
            bytes memory key = Signer.operatorKey(sk);
            uint256 j = i;
            for (; j > 0 && _less(key, k[j - 1]); --j) {
                (s[j], k[j]) = (s[j - 1], k[j - 1]);
            }
            (s[j], k[j]) = (sk, key);
        }
        for (uint256 i = 0; i < n; ++i) {
            raw = bytes.concat(raw, k[i]);
        }
    }

    function _less(bytes memory a, bytes memory b) private pure returns (bool) {
        for (uint256 i = 0; i < a.length; ++i) {
            if (a[i] != b[i]) return a[i] < b[i];
        }
        return false;
    }

    function _setId(bytes memory k, uint256 t, address payee) internal pure returns (bytes32) {
        return keccak256(abi.encode(keccak256("oracled/operator-set/1"), t, payee, keccak256(k)));
    }

    function _possessions(uint256[] memory s, bytes memory k, address sender, uint256 epoch)
        internal
        view
        returns (bytes memory out)
    {
        for (uint256 i = 0; i < s.length; ++i) {
            bytes memory key = _slice(k, i * 192, 192);
            bytes32 m = keccak256(
                abi.encode(
                    keccak256("oracled/operator-possession/1"),
                    block.chainid,
                    address(quorum),
                    sender,
                    epoch,
                    keccak256(key)
                )
            );
            out = bytes.concat(out, Signer.sign1(s[i], m, POP1));
        }
    }

    /// The proof of the signers in the bitmap.
    function _prove(bytes32 digest, uint256 bitmap) internal view returns (bytes memory) {
        uint256 sum = 0;
        for (uint256 i = 0; i < sks.length; ++i) {
            if (bitmap >> i & 1 != 0) sum = addmod(sum, sks[i], Signer.R);
        }
        return bytes.concat(bytes32(bitmap), Signer.unpad(Signer.sign1(sum, digest, SIG1)));
    }

    function _all() internal view returns (uint256) {
        return (1 << sks.length) - 1;
    }

    function _slice(bytes memory b, uint256 from, uint256 n) internal pure returns (bytes memory out) {
        out = new bytes(n);
        for (uint256 i = 0; i < n; ++i) {
            out[i] = b[from + i];
        }
    }

    // -------------------------------------------------------------- agents

    function _agentKey(uint256 sk) internal view returns (bytes memory) {
        return Signer.agentKey(sk);
    }

    function _agent(uint256 sk) internal view returns (address) {
        return address(uint160(uint256(keccak256(Signer.agentKey(sk)))));
    }

    function _possession(uint256 sk, address sender) internal view returns (bytes memory) {
        bytes memory key = Signer.agentKey(sk);
        bytes32 m = keccak256(
            abi.encode(
                keccak256("oracled/agent-possession/1"),
                block.chainid,
                address(registry),
                sender,
                uint256(registry.nonces(_agent(sk))),
                keccak256(key)
            )
        );
        return Signer.sign2(sk, m, POP2);
    }

    function _deregistration(uint256 sk) internal view returns (bytes memory) {
        bytes32 m = keccak256(
            abi.encode(
                keccak256("oracled/agent-deregistration/1"),
                block.chainid,
                address(registry),
                _agent(sk),
                uint256(registry.nonces(_agent(sk)))
            )
        );
        return Signer.sign2(sk, m, SIG2);
    }

    function _register(uint256 sk, address sender) internal returns (address) {
        bytes memory possession = _possession(sk, sender);
        bytes memory key = Signer.agentKey(sk);
        vm.prank(sender);
        return registry.register(key, possession);
    }

    // --------------------------------------------------------------- tasks

    /// A feed that starts now: commit 60 s, delay 10 s, reveal 30 s, every 200 s.
    function _params() internal view returns (INashOracle.TaskParams memory p) {
        p.solver = "trimmed";
        p.dimension = 1;
        p.width = 16;
        p.trimBps = 2000;
        p.minAgents = 1;
        p.maxAgents = 100;
        p.initialTrust = 65_536;
        p.start = uint64(block.timestamp);
        p.commitSeconds = 60;
        p.revealDelay = 10;
        p.revealSeconds = 30;
        p.period = 200;
        p.decimals = 8;
        p.description = "a feed";
    }

    function _feed(uint16 dimension, uint8 width) internal returns (bytes32) {
        INashOracle.TaskParams memory p = _params();
        p.dimension = dimension;
        p.width = width;
        return hub.createTask(p);
    }

    // -------------------------------------------------------------- batches

    function _header(uint32 epoch, uint64 number, bytes32 hash, uint16 count) internal pure returns (bytes memory) {
        return abi.encodePacked(uint8(1), epoch, number, hash, count);
    }

    /// The header of this chain's last block.
    function _header(uint16 count) internal view returns (bytes memory) {
        return _header(1, uint64(block.number - 1), blockhash(block.number - 1), count);
    }

    function _outcome(bytes32 task, uint32 round, uint8 flags, uint8 width, int256[] memory values)
        internal
        pure
        returns (bytes memory out)
    {
        out = abi.encodePacked(uint32(uint256(task)), round, flags, uint24(7), uint16(values.length), width);
        bytes memory packed = new bytes(values.length * width);
        for (uint256 i = 0; i < values.length; ++i) {
            for (uint256 j = 0; j < width; ++j) {
                packed[i * width + j] = bytes1(uint8(uint256(values[i] >> (8 * (width - 1 - j)))));
            }
        }
        return bytes.concat(out, packed);
    }

    function _outcome(bytes32 task, uint32 round, int256 value) internal pure returns (bytes memory) {
        return _outcome(task, round, 0, 16, _one(value));
    }

    function _insufficient(bytes32 task, uint32 round, uint8 flags) internal pure returns (bytes memory) {
        return _outcome(task, round, flags | INSUFFICIENT, 0, new int256[](0));
    }

    function _one(int256 value) internal pure returns (int256[] memory v) {
        v = new int256[](1);
        v[0] = value;
    }

    /// Posts with everybody's signature.
    function _post(bytes memory payload) internal {
        bytes memory proof = _prove(hub.batchDigest(payload), _all());
        hub.post(payload, proof);
    }

    function _post(bytes32 task, uint32 round, int256 value) internal {
        _post(bytes.concat(_header(1), _outcome(task, round, value)));
    }

    function _postFails(bytes memory payload, bytes4 selector) internal {
        bytes memory proof = _prove(hub.batchDigest(payload), _all());
        vm.expectRevert(selector);
        hub.post(payload, proof);
    }

    // ----------------------------------------------------------- assertions

    /// The call fits a transaction, whose gas EIP-7825 caps; its data costs what EIP-7623 asks for where that is more.
    function _fits(address to, bytes memory data) internal {
        uint256 tokens = 0;
        for (uint256 i = 0; i < data.length; ++i) {
            tokens += data[i] == 0 ? 1 : 4;
        }
        yes(21_000 + 10 * tokens < 1 << 24, "the floor is below the cap");
        (bool ok,) = to.call{gas: (1 << 24) - 21_000 - 4 * tokens}(data);
        yes(ok, "below the cap");
    }

    function eq(uint256 a, uint256 b, string memory what) internal pure {
        vm.assertEq(a, b, what);
    }

    function eqInt(int256 a, int256 b, string memory what) internal pure {
        vm.assertEq(a, b, what);
    }

    function eq(address a, address b, string memory what) internal pure {
        vm.assertEq(a, b, what);
    }

    function yes(bool ok, string memory what) internal pure {
        vm.assertTrue(ok, what);
    }
}
