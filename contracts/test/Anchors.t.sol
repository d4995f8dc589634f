// SPDX-License-Identifier: MIT
pragma solidity ^0.8.30;

import {INashOracle} from "../src/INashOracle.sol";
import {NashOracle} from "../src/NashOracle.sol";
import {Base} from "./Base.sol";

contract AnchorsTest is Base {
    address private constant HISTORY = 0x0000F90827F1C53a10cb7A02335B175320002935;

    bytes32 private task;

    function setUp() public {
        _deploy(4);
        task = _feed(1, 16);
    }

    function _anchored(uint64 number, bytes32 hash, uint32 round) private view returns (bytes memory) {
        return bytes.concat(_header(1, number, hash, 1), _outcome(task, round, 5));
    }

    function testAnchorOfRecentBlocks() public {
        bytes32 known = blockhash(block.number - 1);
        yes(known != 0, "known");
        _postFails(_anchored(uint64(block.number - 1), keccak256("fork"), 1), INashOracle.BadAnchor.selector);
        _postFails(_anchored(uint64(block.number), known, 1), INashOracle.BadAnchor.selector);
        _postFails(_anchored(type(uint64).max, known, 1), INashOracle.BadAnchor.selector);
        _post(_anchored(uint64(block.number - 256), blockhash(block.number - 256), 1));
    }

    function testAnchorInTheHistoryContract() public {
        // Answers keccak(number) for 700 to 899, and reverts for others.
        History history = new History();
        vm.etch(HISTORY, address(history).code);
        vm.roll(2000);
        _post(_anchored(850, keccak256(abi.encode(uint256(850))), 1));
        _postFails(_anchored(850, keccak256("fork"), 2), INashOracle.BadAnchor.selector);
        _post(_anchored(600, keccak256("too old to be known"), 2));
        vm.etch(HISTORY, "");
        _post(_anchored(850, keccak256("nobody knows"), 3));
    }

    /// On Arbitrum `block.number` is the parent chain's: the anchor is one of the chain's own blocks.
    function testAnchorOnArbitrum() public {
        vm.etch(address(0x64), address(new ArbSys()).code);
        hub = new NashOracle(quorum, registry);
        task = _feed(1, 16);
        uint64 own = 250_000_000;
        bytes32 hash = keccak256(abi.encode(uint256(own - 1)));
        _post(_anchored(own - 1, hash, 1));
        _postFails(_anchored(own - 1, keccak256("fork"), 2), INashOracle.BadAnchor.selector);
        _postFails(_anchored(own, hash, 2), INashOracle.BadAnchor.selector);
        _post(_anchored(own - 257, keccak256("too old to be known"), 2));
        // the parent's history says nothing about the chain's own blocks
        vm.etch(HISTORY, address(new History()).code);
        _post(_anchored(850, keccak256("old"), 3));
    }
}

contract ArbSys {
    function arbBlockNumber() external pure returns (uint256) {
        return 250_000_000;
    }

    function arbBlockHash(uint256 number) external pure returns (bytes32) {
        require(number < 250_000_000 && number >= 250_000_000 - 256);
        return keccak256(abi.encode(number));
    }
}

contract History {
    fallback() external {
        uint256 number = abi.decode(msg.data, (uint256));
        require(number >= 700 && number < 900);
        bytes32 hash = keccak256(msg.data);
        assembly {
            mstore(0, hash)
            return(0, 32)
        }
    }
}
