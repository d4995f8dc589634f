// SPDX-License-Identifier: MIT
pragma solidity ^0.8.30;

import {INashOracle} from "../INashOracle.sol";
import {NashConsumer} from "../consumer/NashConsumer.sol";

/// @title Prizes for the best rated
/// @notice A task whose outcome is a vector of ratings, such as Nash averaging's, names this contract as its
/// consumer; its creator offers a prize and says who stands behind each coordinate. The task's first value
/// awards the prize to the highest rating, the lowest index among equal ones. Nobody owns the contract; it
/// trusts the hub, and so the task's quorum.
contract PrizePayout is NashConsumer {
    struct Prize {
        address creator; // zero: none was offered
        uint64 reclaimFrom; // when a prize of a task without a value may be taken back
        bool over;
        uint256 amount;
    }

    mapping(bytes32 task => Prize) private _prizes;
    mapping(bytes32 task => address[]) private _recipients;

    /// @notice What an account may withdraw, in wei.
    mapping(address account => uint256) public owed;

    /// There is a prize for the best of these.
    event Offered(
        bytes32 indexed task, address indexed creator, uint256 amount, uint64 reclaimFrom, address[] recipients
    );
    /// The recipient at `index` is owed the prize.
    event Awarded(bytes32 indexed task, address indexed recipient, uint256 index, int128 rating, uint256 amount);
    /// The creator is owed the prize again.
    event Reclaimed(bytes32 indexed task, uint256 amount);
    /// An account received what it was owed.
    event Withdrawn(address indexed account, address to, uint256 amount);

    /// Only the task's creator may offer a prize for it.
    error NotTheCreator();
    /// The task names another consumer, has another number of coordinates than there are recipients, or does
    /// not store its values, so that there would be nothing to award by if the callback failed.
    error BadTask();
    /// A recipient of zero, no money, or a time that is past.
    error BadPrize();
    /// There is a prize for this task already.
    error AlreadyOffered();
    /// There is no prize for this task, or not any more.
    error NoPrize();
    /// The task may still get a value, or has one: then `award` it.
    error NotReclaimable();
    /// The caller is owed nothing.
    error NothingOwed();
    /// The recipient refused the payment.
    error PaymentFailed();

    /// @param oracle_ The hub
    constructor(address oracle_) NashConsumer(oracle_) {}

    /// @notice Offers the payment as the prize of a task. Only the task's creator, once, and best before its
    /// first round: an outcome that is there already would award it. About 25,000 gas for each recipient.
    /// @param task Of the caller, with this contract as its consumer
    /// @param recipients One for each coordinate, in order; who is there twice has two ratings
    /// @param reclaimFrom From when on the creator may take it back if the task has no value
    function offer(bytes32 task, address[] calldata recipients, uint64 reclaimFrom) external payable {
        INashOracle.TaskInfo memory info = oracle.taskInfo(task);
        if (msg.sender != info.creator) revert NotTheCreator();
        if (
            info.consumer != address(this) || info.dimension != recipients.length || oracle.head(task).digest
        ) revert BadTask();
        if (_prizes[task].creator != address(0)) revert AlreadyOffered();
        if (msg.value == 0 || reclaimFrom <= block.timestamp) revert BadPrize();
        for (uint256 i = 0; i < recipients.length; ++i) {
            if (recipients[i] == address(0)) revert BadPrize();
        }
        _prizes[task] = Prize(msg.sender, reclaimFrom, false, msg.value);
        _recipients[task] = recipients;
        emit Offered(task, msg.sender, msg.value, reclaimFrom, recipients);
    }

    function _listensTo(bytes32 task) internal view override returns (bool) {
        return _isOn(_prizes[task]);
    }

    /// About 65,000 gas and 300 for each coordinate: the task's callback gas should be above that.
    function _onOutcome(bytes32 task, uint64, int128[] calldata value) internal override {
        _award(task, value);
    }

    /// @notice Awards a prize by the value that the hub has, should the callback have failed. Anybody may
    /// call. About 70,000 gas and 2,000 for each coordinate.
    /// @param task One with a prize and a value
    function award(bytes32 task) external {
        if (!_isOn(_prizes[task])) revert NoPrize();
        (int128[] memory value,) = _fresh(task, type(uint256).max);
        _award(task, value);
    }

    /// @notice Owes the creator the prize of a task that has no value by then. Anybody may call.
    /// @param task One with a prize
    function reclaim(bytes32 task) external {
        Prize storage p = _prizes[task];
        if (!_isOn(p)) revert NoPrize();
        (, uint64 round,,) = oracle.read(task);
        if (block.timestamp < p.reclaimFrom || round != 0) revert NotReclaimable();
        p.over = true;
        owed[p.creator] += p.amount;
        emit Reclaimed(task, p.amount);
    }

    /// @notice Pays the caller all that it is owed. About 31,000 gas.
    /// @param to Who receives the money
    function withdraw(address payable to) external {
        uint256 amount = owed[msg.sender];
        if (amount == 0) revert NothingOwed();
        owed[msg.sender] = 0;
        emit Withdrawn(msg.sender, to, amount);
        (bool ok,) = to.call{value: amount}("");
        if (!ok) revert PaymentFailed();
    }

    /// @notice The prize of a task; all zero if there was none.
    /// @param task Any number
    function prize(bytes32 task) external view returns (Prize memory) {
        return _prizes[task];
    }

    function _isOn(Prize storage p) private view returns (bool) {
        return p.creator != address(0) && !p.over;
    }

    function _award(bytes32 task, int128[] memory value) private {
        uint256 best = 0;
        for (uint256 i = 1; i < value.length; ++i) {
            if (value[i] > value[best]) best = i;
        }
        Prize storage p = _prizes[task];
        p.over = true;
        address recipient = _recipients[task][best];
        owed[recipient] += p.amount;
        emit Awarded(task, recipient, best, value[best], p.amount);
    }
}
