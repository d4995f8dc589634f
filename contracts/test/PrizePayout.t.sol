// SPDX-License-Identifier: MIT
pragma solidity ^0.8.30;

import {INashOracle} from "../src/INashOracle.sol";
import {NashConsumer} from "../src/consumer/NashConsumer.sol";
import {NashReader} from "../src/consumer/NashReader.sol";
import {PrizePayout} from "../src/examples/PrizePayout.sol";
import {Base} from "./Base.sol";

contract PrizePayoutTest is Base {
    PrizePayout private prizes;
    address[] private recipients;

    function setUp() public {
        _deploy(1);
        prizes = new PrizePayout(address(hub));
        vm.deal(address(this), 10 ether);
        for (uint160 i = 1; i <= 4; ++i) {
            recipients.push(address(0xCAFE00 + i));
        }
    }

    receive() external payable {}

    function _task(address consumer, uint32 gas_) private returns (bytes32) {
        INashOracle.TaskParams memory p = _params();
        p.dimension = 4;
        p.consumer = consumer;
        p.callbackGas = gas_;
        return hub.createTask(p);
    }

    function _offered(uint32 gas_) private returns (bytes32 task) {
        task = _task(address(prizes), gas_);
        prizes.offer{value: 1 ether}(task, recipients, uint64(T0 + 1000));
    }

    function _rate(bytes32 task, uint32 round, int256 a, int256 b, int256 c, int256 d) private {
        int256[] memory v = new int256[](4);
        (v[0], v[1], v[2], v[3]) = (a, b, c, d);
        _post(bytes.concat(_header(1), _outcome(task, round, 0, 16, v)));
    }

    function testTheBestIsPaidByTheCallback() public {
        bytes32 task = _task(address(prizes), 200_000);
        vm.expectEmit(address(prizes));
        emit PrizePayout.Offered(task, address(this), 1 ether, uint64(T0 + 1000), recipients);
        prizes.offer{value: 1 ether}(task, recipients, uint64(T0 + 1000));
        _rate(task, 1, -5, -2, -3, -9);
        eq(prizes.owed(recipients[1]), 1 ether, "owed");
        _rate(task, 2, 1, 0, 0, 0); // the callback is refused, which hurts nobody
        eq(prizes.owed(recipients[0]), 0, "once");
        vm.prank(recipients[1]);
        prizes.withdraw(payable(ALICE));
        eq(ALICE.balance, 1 ether, "paid");
        vm.expectRevert(PrizePayout.NothingOwed.selector);
        prizes.withdraw(payable(ALICE));
        vm.expectRevert(PrizePayout.NoPrize.selector);
        prizes.award(task);
        vm.expectRevert(PrizePayout.NoPrize.selector);
        prizes.reclaim(task);
    }

    function testTiesGoToTheLowestIndex() public {
        bytes32 task = _offered(200_000);
        _rate(task, 1, 1, 7, 7, 7);
        eq(prizes.owed(recipients[1]), 1 ether, "owed");
    }

    function testFuzzTheBest(int128[4] calldata v, uint8 shift) public {
        bytes32 task = _offered(200_000);
        uint256 best = 0;
        int128[4] memory w;
        for (uint256 i = 0; i < 4; ++i) {
            w[i] = v[i] >> (shift % 128); // ties, too
            if (w[i] > w[best]) best = i;
        }
        _rate(task, 1, w[0], w[1], w[2], w[3]);
        eq(prizes.owed(recipients[best]), 1 ether, "owed");
    }

    /// The callback gas that the contract's comment asks for is enough.
    function testCallbackGas() public {
        INashOracle.TaskParams memory p = _params();
        (p.dimension, p.consumer, p.callbackGas) = (200, address(prizes), 65_000 + 200 * 300);
        bytes32 task = hub.createTask(p);
        int256[] memory ratings = new int256[](200);
        while (recipients.length < 200) {
            recipients.push(ALICE);
        }
        for (uint256 i = 0; i < 200; ++i) {
            ratings[i] = int256(i); // each is better than all before
        }
        prizes.offer{value: 1 ether}(task, recipients, uint64(T0 + 1000));
        _post(bytes.concat(_header(1), _outcome(task, 1, 0, 16, ratings)));
        eq(prizes.owed(ALICE), 1 ether, "owed");
    }

    /// A task that names too little gas: the value is read.
    function testAward() public {
        bytes32 task = _offered(10_000);
        vm.expectRevert(abi.encodeWithSelector(NashReader.NoValue.selector, task));
        prizes.award(task);
        vm.expectEmit(address(hub));
        emit INashOracle.CallbackDone(task, 1, false);
        _rate(task, 1, 1, 2, 3, 4);
        vm.warp(T0 + 1e6); // however old
        vm.expectRevert(PrizePayout.NotReclaimable.selector);
        prizes.reclaim(task);
        vm.expectEmit(address(prizes));
        emit PrizePayout.Awarded(task, recipients[3], 3, 4, 1 ether);
        vm.prank(ALICE);
        prizes.award(task);
        eq(prizes.owed(recipients[3]), 1 ether, "owed");
    }

    function testReclaim() public {
        bytes32 task = _offered(200_000);
        _post(bytes.concat(_header(1), _insufficient(task, 1, 0)));
        vm.warp(T0 + 999);
        vm.expectRevert(PrizePayout.NotReclaimable.selector);
        prizes.reclaim(task);
        vm.warp(T0 + 1000);
        vm.prank(ALICE); // anybody; it is the creator's
        prizes.reclaim(task);
        uint256 before = address(this).balance;
        prizes.withdraw(payable(address(this)));
        eq(address(this).balance - before, 1 ether, "back");
        _rate(task, 2, 1, 2, 3, 4);
        eq(prizes.owed(recipients[3]), 0, "too late");
        yes(prizes.prize(task).over, "over");
    }

    function testOnlyTheHubsCalls() public {
        bytes32 task = _offered(200_000);
        int128[] memory v = new int128[](4);
        vm.expectRevert(NashConsumer.NotTheOracle.selector);
        prizes.onOutcome(task, 1, v);
        vm.prank(address(hub));
        vm.expectRevert(abi.encodeWithSelector(NashConsumer.NotListening.selector, bytes32(uint256(9))));
        prizes.onOutcome(bytes32(uint256(9)), 1, v);
    }

    function testBadOffers() public {
        bytes32 task = _task(address(prizes), 200_000);
        vm.prank(ALICE);
        vm.expectRevert(PrizePayout.NotTheCreator.selector);
        prizes.offer(task, recipients, uint64(T0 + 1000));
        vm.expectRevert(PrizePayout.BadPrize.selector);
        prizes.offer(task, recipients, uint64(T0 + 1000));
        vm.expectRevert(PrizePayout.BadPrize.selector);
        prizes.offer{value: 1}(task, recipients, uint64(T0));
        recipients[3] = address(0);
        vm.expectRevert(PrizePayout.BadPrize.selector);
        prizes.offer{value: 1}(task, recipients, uint64(T0 + 1000));
        recipients.pop();
        vm.expectRevert(PrizePayout.BadTask.selector);
        prizes.offer{value: 1}(task, recipients, uint64(T0 + 1000));
        recipients.push(ALICE);
        prizes.offer{value: 1}(task, recipients, uint64(T0 + 1000));
        vm.expectRevert(PrizePayout.AlreadyOffered.selector);
        prizes.offer{value: 1}(task, recipients, uint64(T0 + 1000));
        bytes32 other = _task(ALICE, 200_000);
        vm.expectRevert(PrizePayout.BadTask.selector);
        prizes.offer{value: 1}(other, recipients, uint64(T0 + 1000));
        // Of a DIGEST task a failed callback could not be made up for, and the prize not be reclaimed.
        INashOracle.TaskParams memory p = _params();
        (p.dimension, p.consumer, p.callbackGas, p.digest) = (4, address(prizes), 200_000, true);
        other = hub.createTask(p);
        vm.expectRevert(PrizePayout.BadTask.selector);
        prizes.offer{value: 1}(other, recipients, uint64(T0 + 1000));
        vm.expectRevert(INashOracle.UnknownTask.selector);
        prizes.offer{value: 1}(bytes32(uint256(99)), recipients, uint64(T0 + 1000));
    }

    function testARecipientWhoRefuses() public {
        bytes32 task = _offered(200_000);
        _rate(task, 1, 9, 2, 3, 4);
        vm.prank(recipients[0]);
        vm.expectRevert(PrizePayout.PaymentFailed.selector);
        prizes.withdraw(payable(address(hub)));
        eq(prizes.owed(recipients[0]), 1 ether, "still owed");
    }
}
