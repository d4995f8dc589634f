// SPDX-License-Identifier: MIT
pragma solidity ^0.8.30;

import {FeedAdapter} from "../src/FeedAdapter.sol";
import {INashOracle} from "../src/INashOracle.sol";
import {BetSettlement} from "../src/examples/BetSettlement.sol";
import {PrizePayout} from "../src/examples/PrizePayout.sol";
import {BondGate} from "../src/gates/BondGate.sol";
import {MerkleGate} from "../src/gates/MerkleGate.sol";
import {Base} from "./Base.sol";

/// @notice Whole transactions under Osaka's rules; see README.md for the command. Figures are in snapshots/.
contract GatesGasTest is Base {
    function setUp() public {
        vm.setEvmVersion("osaka");
        _deploy(1);
        vm.deal(address(this), 100 ether);
    }

    receive() external payable {}

    function _commit(address gate, address agent, string memory name) private {
        INashOracle.TaskParams memory p = _params();
        p.gate = gate;
        bytes32 task = hub.createTask(p);
        bytes memory b = bytes.concat(_agentKey(3), _agentKey(4));
        hub.commit(task, 1, agent, _slice(b, 0, 48), _slice(b, 0, 112), _slice(b, 0, 96));
        vm.snapshotGasLastCall(name);
    }

    function testMerkleGate() public {
        address agent = _register(1, address(this));
        bytes32[] memory proof = new bytes32[](10);
        bytes32 node = keccak256(bytes.concat(keccak256(abi.encode(agent, uint32(3)))));
        for (uint256 i = 0; i < 10; ++i) {
            proof[i] = keccak256(abi.encode(i));
            node = node < proof[i] ? keccak256(bytes.concat(node, proof[i])) : keccak256(bytes.concat(proof[i], node));
        }
        MerkleGate gate = new MerkleGate(address(this), node);
        gate.prove(agent, 3, proof);
        vm.snapshotGasLastCall("MerkleGate.prove, 1024 agents");
        _commit(address(gate), agent, "commit, MerkleGate");
    }

    function testBondGate() public {
        address agent = _register(1, address(this));
        BondGate gate = new BondGate(1 ether, 100);
        gate.deposit{value: 1 ether}(agent);
        vm.snapshotGasLastCall("BondGate.deposit");
        _commit(address(gate), agent, "commit, BondGate");
        gate.announce(agent);
        vm.snapshotGasLastCall("BondGate.announce");
        vm.warp(T0 + 100);
        gate.withdraw(agent, payable(address(this)));
        vm.snapshotGasLastCall("BondGate.withdraw");
    }

    function testFeedAdapter() public {
        bytes32 task = _feed(1, 16);
        FeedAdapter adapter = new FeedAdapter(hub, task, "ETH / USD");
        _post(task, 1, 3000 << 64);
        adapter.latestRoundData();
        vm.snapshotGasLastCall("FeedAdapter.latestRoundData");
    }

    function testBet() public {
        BetSettlement bets = new BetSettlement(address(hub));
        BetSettlement.Terms memory t;
        t.task = _feed(1, 16);
        (t.above, t.counterStake, t.maxAge) = (true, 1 ether, 1 days);
        (t.takeUntil, t.settleFrom, t.refundFrom) = (uint64(T0 + 50), uint64(T0 + 100), uint64(T0 + 1000));
        uint256 id = bets.open{value: 1 ether}(t);
        vm.snapshotGasLastCall("BetSettlement.open");
        bets.take{value: 1 ether}(id);
        vm.snapshotGasLastCall("BetSettlement.take");
        _post(t.task, 1, 1);
        bets.settle(id);
        vm.snapshotGasLastCall("BetSettlement.settle");
        bets.withdraw(payable(address(this)));
        vm.snapshotGasLastCall("BetSettlement.withdraw");
    }

    function testPrize() public {
        PrizePayout prizes = new PrizePayout(address(hub));
        INashOracle.TaskParams memory p = _params();
        (p.dimension, p.consumer, p.callbackGas) = (10, address(prizes), 20_000);
        bytes32 task = hub.createTask(p);
        address[] memory recipients = new address[](10);
        int256[] memory ratings = new int256[](10);
        for (uint256 i = 0; i < 10; ++i) {
            recipients[i] = address(uint160(0xCAFE00 + i));
            ratings[i] = int256(i);
        }
        prizes.offer{value: 1 ether}(task, recipients, uint64(T0 + 1000));
        vm.snapshotGasLastCall("PrizePayout.offer, 10 recipients");
        _post(bytes.concat(_header(1), _outcome(task, 1, 0, 16, ratings)));
        prizes.award(task);
        vm.snapshotGasLastCall("PrizePayout.award, 10 recipients");
    }
}
