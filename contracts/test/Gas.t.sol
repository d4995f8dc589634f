// SPDX-License-Identifier: MIT
pragma solidity ^0.8.30;

import {NashOracle} from "../src/NashOracle.sol";
import {AllowListGate} from "../src/gates/AllowListGate.sol";
import {BlsQuorum} from "../src/quorum/BlsQuorum.sol";
import {Base} from "./Base.sol";
import {Signer} from "./Signer.sol";

/// @notice Whole transactions under Osaka's rules; see README.md for the command. Figures are in snapshots/.
contract GasTest is Base {
    function setUp() public {
        vm.setEvmVersion("osaka");
        _deploy(4);
    }

    function _measure(bytes memory payload, uint256 bitmap, string memory name) private {
        bytes memory proof = _prove(hub.batchDigest(payload), bitmap);
        hub.post(payload, proof);
        vm.snapshotGasLastCall(name);
    }

    function testRegister() public {
        bytes memory key = Signer.agentKey(1);
        bytes memory possession = _possession(1, address(this));
        registry.register(key, possession);
        vm.snapshotGasLastCall("register");
        bytes memory signature = _deregistration(1);
        registry.deregister(key, signature);
        vm.snapshotGasLastCall("deregister");
    }

    function testRound() public {
        address agent = _register(1, address(this));
        bytes32 task = _feed(1, 16);
        vm.snapshotGasLastCall("createTask");
        bytes memory a = Signer.agentKey(2);
        bytes memory b = Signer.agentKey(3);
        bytes memory proof = bytes.concat(b, bytes16(uint128(uint256(keccak256(b))) | 1 << 127));
        for (uint256 i = 0; i < 16; ++i) {
            if (proof[96 + i] == 0) proof[96 + i] = 0x01;
        }
        hub.commit(task, 1, agent, _slice(a, 0, 48), proof, b);
        vm.snapshotGasLastCall("commit");
        vm.warp(T0 + 70);
        hub.reveal(task, 1, agent, 80, _slice(b, 0, 16), keccak256(b));
        vm.snapshotGasLastCall("reveal, one value");
    }

    function testGatedCommit() public {
        address agent = _register(1, address(this));
        NashOracle.TaskParams memory p = _params();
        AllowListGate gate = new AllowListGate(address(this));
        address[] memory agents = new address[](1);
        agents[0] = agent;
        gate.allow(agents, new uint32[](1));
        p.gate = address(gate);
        bytes32 task = hub.createTask(p);
        bytes memory b = bytes.concat(Signer.agentKey(3), Signer.agentKey(4));
        hub.commit(task, 1, agent, _slice(b, 0, 48), _slice(b, 0, 112), _slice(b, 0, 96));
        vm.snapshotGasLastCall("commit, allow-list");
    }

    function testPosts() public {
        bytes32 task = _feed(1, 16);
        _post(task, 1, 5e18);
        _measure(bytes.concat(_header(1), _outcome(task, 2, 6e18)), 0xf, "post, 4 operators");
        _measure(bytes.concat(_header(1), _outcome(task, 3, 6e18)), 0xe, "post, 4 operators, 1 absent");
    }

    function testPostsOf31() public {
        _deploy(31);
        bytes32 task = _feed(1, 16);
        _post(task, 1, 5e18);
        _measure(bytes.concat(_header(1), _outcome(task, 2, 6e18)), _all(), "post, 31 operators");
        _measure(bytes.concat(_header(1), _outcome(task, 3, 6e18)), (1 << 21) - 1, "post, 31 operators, 10 absent");
    }

    function testPostOf100Feeds() public {
        bytes memory first = _header(100);
        bytes memory second = first;
        for (uint256 i = 0; i < 100; ++i) {
            bytes32 task = _feed(1, 16);
            first = bytes.concat(first, _outcome(task, 1, 0, 9, _one(int256(5e19 + i))));
            second = bytes.concat(second, _outcome(task, 2, 0, 9, _one(int256(6e19 + i))));
        }
        _post(first);
        _measure(second, 0xf, "post, 4 operators, 100 feeds");
    }

    function testPostOf100Values() public {
        for (uint8 width = 8; width <= 16; width += 8) {
            bytes32 task = _feed(100, width);
            uint8 flags = width == 8 ? NARROW : 0;
            int256[] memory v = new int256[](100);
            for (uint32 round = 1; round <= 2; ++round) {
                for (uint256 i = 0; i < 100; ++i) {
                    v[i] = int256(uint256(keccak256(abi.encode(round, i))) >> (257 - 8 * uint256(width)));
                }
                bytes memory payload = bytes.concat(_header(1), _outcome(task, round, flags, width, v));
                string memory name = width == 8
                    ? "post, 4 operators, 100 values of 8 bytes"
                    : "post, 4 operators, 100 values of 16 bytes";
                _measure(payload, 0xf, name);
            }
        }
    }

    function testInitialise() public {
        (uint256[] memory s, bytes memory k) = _set(31, 5);
        uint256 t = _threshold(31);
        quorum = new BlsQuorum(_setId(k, t, PAYEE));
        bytes memory possessions = _possessions(s, k, address(this), 1);
        quorum.initialise(k, t, PAYEE, possessions);
        vm.snapshotGasLastCall("initialise, 31 operators");
    }
}
