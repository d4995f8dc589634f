// SPDX-License-Identifier: MIT
pragma solidity ^0.8.30;

import {Math} from "@openzeppelin/contracts/utils/math/Math.sol";
import {AgentRegistry} from "./AgentRegistry.sol";
import {INashConsumer} from "./consumer/INashConsumer.sol";
import {IGate} from "./gates/IGate.sol";
import {IQuorumVerifier} from "./quorum/IQuorumVerifier.sol";

/// @title The hub: tasks, rounds and their outcomes
/// @notice Requesters create tasks, agents commit and reveal, a quorum of operators signs the outcomes,
/// anybody posts them. Nobody owns the hub, and nobody but the quorum has power over a result.
/// docs/protocol.md has every byte of it.
contract NashOracle {
    /// What the requester asks for. Times are in seconds, values in units of 2⁻⁶⁴.
    struct TaskParams {
        string solver; // name and parameters of the solver, at most 256 bytes
        uint16 dimension; // 1 to 512
        uint8 width; // bytes that are stored of each value: 16, or 8 (floored to 32 fractional bits)
        uint16 trimBps; // below 5000
        uint32 lambda; // at most 65000
        uint32 minAgents;
        uint32 maxAgents; // below 2^24
        uint32 initialTrust; // at most 65536, which is 1
        uint32 minTrust; // at most 65536
        uint64 start; // of the first round; 0: now
        uint32 commitSeconds;
        uint32 revealDelay;
        uint32 revealSeconds;
        uint32 period; // 0: one round
        address gate; // 0: everybody who is registered may commit
        address consumer; // 0: no callback
        uint32 callbackGas;
        uint128 bounty; // wei for each posted round; 0: the task needs no funds
        uint8 decimals; // for people
        string description; // for people, at most 1024 bytes
    }

    /// What is stored of a task besides its outcome. Solver and description are in its TaskCreated event.
    struct TaskInfo {
        address creator;
        uint64 start;
        uint32 commitSeconds;
        // ----
        uint32 revealDelay;
        uint32 revealSeconds;
        uint32 period;
        uint32 lastRound; // the last round that takes commitments; 0: cancelled; 2^32 − 1: not stopped
        uint16 dimension;
        uint8 width;
        uint8 decimals;
        uint16 trimBps;
        uint32 lambda;
        uint32 minAgents;
        // ----
        address gate;
        uint32 maxAgents;
        uint32 callbackGas;
        uint32 claimed; // rounds whose bounty was paid
        // ----
        address consumer;
        uint32 initialTrust;
        uint32 minTrust;
        bool expired; // the remainder was refunded; takes no funds
        // ----
        uint128 bounty;
        uint128 funded; // all that was ever paid in, less what was refunded
    }

    /// The head slot, decoded.
    struct Head {
        uint32 lastRound; // the last round posted
        uint32 valueRound; // the round of the stored value; 0: none yet
        uint32 posted; // how many rounds were posted
        uint24 participants; // in the last round
        bool exists;
        bool narrow;
        bool callback;
        bool insufficient; // the last round was
        bool cancelled;
        int128 first; // the first value as stored: in units of 2⁻⁶⁴, or of 2⁻³² if narrow
    }

    enum Status {
        None, // no such task
        Pending, // no round posted yet
        Ok, // the last round stored a value
        Insufficient, // the last round had too few positions; a value, if any, is an older round's
        Cancelled
    }

    /// @notice Who decides what is an outcome.
    IQuorumVerifier public immutable quorum;
    /// @notice Who sends for which agent.
    AgentRegistry public immutable registry;
    /// @notice The identity of the operator set, part of all that it signs here.
    bytes32 public immutable setId;

    /// @notice Gas of the static call to a task's gate.
    uint256 public constant GATE_GAS = 100_000;
    /// @notice The largest callback gas a task may name: more would not fit a batch.
    uint256 public constant MAX_CALLBACK_GAS = 5_000_000;
    /// @notice What `post` keeps for itself at each callback beyond the callback's gas.
    uint256 public constant CALLBACK_RESERVE = 20_000;
    /// @notice For so many seconds after the last round's deadline its outcome may be posted and earn.
    uint256 public constant GRACE = 7 days;

    address private constant HISTORY = 0x0000F90827F1C53a10cb7A02335B175320002935; // EIP-2935
    bytes32 private constant BATCH_LABEL = keccak256("oracled/batch/1");
    uint32 private constant UNSTOPPED = type(uint32).max;

    // payload
    uint256 private constant HEADER = 47;
    uint256 private constant OUTCOME = 15;
    uint256 private constant MAX_COUNT = 256;
    uint256 private constant MAX_WORDS = 1 << 15; // 65535 values
    uint256 private constant FLAG_INSUFFICIENT = 1;
    uint256 private constant FLAG_NARROW = 2;

    // head slot: lastRound 32 | valueRound 32 | posted 32 | participants 24 | flags 8 | first value 128
    uint256 private constant EXISTS = 1 << 128;
    uint256 private constant NARROW = 1 << 129;
    uint256 private constant CALLBACK = 1 << 130;
    uint256 private constant INSUFFICIENT = 1 << 131;
    uint256 private constant CANCELLED = 1 << 132;

    /// One outcome of a payload: the six fields before its values, and where they are in calldata.
    struct Outcome {
        uint256 index;
        uint256 round;
        uint256 flags;
        uint256 participants;
        uint256 dimension;
        uint256 width;
        uint256 values;
    }

    /// @notice The number of tasks; they are numbered from 1.
    uint256 public taskCount;
    mapping(uint256 index => uint256) private _heads;
    // The values after the first, two in a word or four, from the high half down.
    mapping(uint256 index => uint256[MAX_WORDS]) private _tails;
    mapping(uint256 index => TaskInfo) private _infos;
    bool private transient _calling;

    /// A task exists; `params` has the effective start.
    event TaskCreated(bytes32 indexed task, address indexed creator, TaskParams params);
    /// A task received money.
    event TaskFunded(bytes32 indexed task, address indexed from, uint256 amount);
    /// A task ended before its first round.
    event TaskCancelled(bytes32 indexed task, uint256 refund);
    /// A feed takes no commitments after `lastRound`.
    event TaskStopped(bytes32 indexed task, uint64 lastRound);
    /// A task's unearned money went back.
    event TaskExpired(bytes32 indexed task, uint256 refund);
    /// The operators received the bounty of `rounds` rounds.
    event BountyClaimed(bytes32 indexed task, address indexed payee, uint256 rounds, uint256 amount);
    /// An agent's sender committed for it. Nothing but sizes, sender, gate and time was checked.
    event Committed(
        bytes32 indexed task,
        uint64 indexed round,
        address indexed agent,
        uint32 group,
        bytes commitment,
        bytes proof,
        bytes signature
    );
    /// An agent's sender opened a commitment. Nothing but size, sender and time was checked.
    event Revealed(
        bytes32 indexed task,
        uint64 indexed round,
        address indexed agent,
        uint8 confidence,
        bytes values,
        bytes32 blinding
    );
    /// A batch was posted; bit i of `accepted`: outcome i was stored.
    event BatchPosted(bytes32 indexed digest, uint256 accepted, bytes payload);
    /// A task's consumer was called.
    event CallbackDone(bytes32 indexed task, uint64 indexed round, bool success);

    error UnknownTask();
    // createTask
    error BadDimension();
    error BadWidth();
    error BadTrim();
    error BadLambda();
    error BadAgents();
    error BadTrust();
    error BadStart();
    error BadWindows();
    error BadPeriod();
    error BadGate();
    error BadConsumer();
    error BadText();
    // money
    /// The task has no bounty, so money would have no use.
    error NoBounty();
    /// The task is over and takes no money.
    error TaskOver();
    error NotTheCreator();
    /// The first round has started.
    error Started();
    /// A round may still start or be posted: stop the feed, or wait for the deadline and the grace.
    error NotOver();
    /// The task has one round, is stopped or is over.
    error NothingToStop();
    error NothingToClaim();
    error PaymentFailed();
    // commit and reveal
    error NoSuchRound();
    error OutsideWindow();
    error NotTheSender();
    error NotAdmitted();
    /// The task has a bounty and cannot pay for this round and those that are under way.
    error Unfunded();
    /// An argument has the wrong number of bytes.
    error BadLength();
    // post
    error BadVersion();
    error BadCount();
    /// The payload ends before its last outcome does.
    error Truncated();
    /// The payload goes on after its last outcome.
    error TrailingBytes();
    error UnknownFlags();
    /// An outcome without dimension or width that is not insufficient, or the other way round.
    error BadShape();
    /// The width is above 16, or above 8 for a narrow task.
    error BadValueWidth();
    /// Every outcome is stale, of an unknown or cancelled task, or of another width than its task.
    error NothingNew();
    /// The anchor is not a block before this one, or not the block of that number.
    error BadAnchor();
    /// A consumer may not post.
    error Reentered();
    /// Too little gas is left to give a consumer all that its task names.
    error InsufficientGasForCallback();

    /// @dev `quorum_.setId()` must already be final.
    constructor(IQuorumVerifier quorum_, AgentRegistry registry_) {
        quorum = quorum_;
        registry = registry_;
        setId = quorum_.setId();
    }

    // --------------------------------------------------------------- tasks

    /// @notice Creates a task. Anybody may; what is paid with the call funds it.
    /// @return task bytes32(index), counted from 1
    function createTask(TaskParams calldata p) external payable returns (bytes32 task) {
        uint64 start = p.start == 0 ? uint64(block.timestamp) : p.start;
        _check(p, start);
        if (msg.value != 0 && p.bounty == 0) revert NoBounty();

        uint256 index = ++taskCount;
        task = bytes32(index);
        _heads[index] = EXISTS | (p.width == 8 ? NARROW : 0) | (p.consumer != address(0) ? CALLBACK : 0);
        _fill(_infos[index], p, start);

        TaskParams memory effective = p;
        effective.start = start;
        emit TaskCreated(task, msg.sender, effective);
        if (msg.value != 0) emit TaskFunded(task, msg.sender, msg.value);
    }

    function _check(TaskParams calldata p, uint64 start) private view {
        if (taskCount >= type(uint32).max) revert BadCount();
        if (p.dimension == 0 || p.dimension > 512) revert BadDimension();
        if (p.width != 16 && p.width != 8) revert BadWidth();
        if (p.trimBps >= 5000) revert BadTrim();
        if (p.lambda > 65_000) revert BadLambda();
        if (p.minAgents == 0 || p.maxAgents < p.minAgents || p.maxAgents >= 1 << 24) revert BadAgents();
        if (p.initialTrust > 65_536 || p.minTrust > 65_536) revert BadTrust();
        if (start < block.timestamp || start >= 1 << 40) revert BadStart();
        if (p.commitSeconds == 0 || p.revealSeconds == 0) revert BadWindows();
        if (p.period != 0 && p.period < p.commitSeconds) revert BadPeriod();
        if (p.gate != address(0) && p.gate.code.length == 0) revert BadGate();
        if ((p.consumer == address(0)) != (p.callbackGas == 0) || p.callbackGas > MAX_CALLBACK_GAS) {
            revert BadConsumer();
        }
        uint256 solver = bytes(p.solver).length;
        if (solver == 0 || solver > 256 || bytes(p.description).length > 1024) revert BadText();
    }

    function _fill(TaskInfo storage info, TaskParams calldata p, uint64 start) private {
        info.creator = msg.sender;
        info.start = start;
        info.commitSeconds = p.commitSeconds;
        info.revealDelay = p.revealDelay;
        info.revealSeconds = p.revealSeconds;
        info.period = p.period;
        info.lastRound = p.period == 0 ? 1 : UNSTOPPED;
        info.dimension = p.dimension;
        info.width = p.width;
        info.decimals = p.decimals;
        info.trimBps = p.trimBps;
        info.lambda = p.lambda;
        info.minAgents = p.minAgents;
        info.gate = p.gate;
        info.maxAgents = p.maxAgents;
        info.callbackGas = p.callbackGas;
        info.consumer = p.consumer;
        info.initialTrust = p.initialTrust;
        info.minTrust = p.minTrust;
        info.bounty = p.bounty;
        info.funded = _uint128(msg.value);
    }

    /// @notice Adds to a task's funds. Anybody may; what is left when the task expires goes to its creator.
    function fund(bytes32 task) external payable {
        TaskInfo storage info = _info(task);
        if (info.bounty == 0) revert NoBounty();
        if (info.expired || info.lastRound == 0) revert TaskOver();
        info.funded = _uint128(info.funded + msg.value);
        emit TaskFunded(task, msg.sender, msg.value);
    }

    /// @notice Ends a task before its first round and refunds it. Only the creator.
    function cancel(bytes32 task) external {
        TaskInfo storage info = _info(task);
        if (msg.sender != info.creator) revert NotTheCreator();
        if (info.lastRound == 0) revert TaskOver();
        if (block.timestamp >= info.start) revert Started();
        uint256 refund = info.funded;
        info.funded = 0;
        info.lastRound = 0;
        _heads[uint256(task)] |= CANCELLED;
        emit TaskCancelled(task, refund);
        _pay(msg.sender, refund);
    }

    /// @notice Ends a feed: no round starts after this block. Only the creator.
    function stop(bytes32 task) external {
        TaskInfo storage info = _info(task);
        if (msg.sender != info.creator) revert NotTheCreator();
        if (info.lastRound != UNSTOPPED) revert NothingToStop();
        // The rounds that have started, and the first in any case: before it, cancel.
        uint256 last = 1;
        if (block.timestamp > info.start) last += (block.timestamp - info.start) / info.period;
        info.lastRound = uint32(last);
        emit TaskStopped(task, uint64(last));
    }

    /// @notice Sends what the operators have not earned back to the creator, once the last round is over and
    /// its outcome had the grace to be posted. Anybody may call. What was earned stays for `claim`.
    function expire(bytes32 task) external {
        TaskInfo storage info = _info(task);
        if (info.expired || info.lastRound == 0) revert TaskOver();
        if (info.lastRound == UNSTOPPED || block.timestamp < _deadline(info, info.lastRound) + GRACE) revert NotOver();
        uint256 earned = _payable(info, task) * info.bounty;
        uint256 refund = info.funded - earned;
        info.funded = uint128(earned);
        info.expired = true;
        emit TaskExpired(task, refund);
        _pay(info.creator, refund);
    }

    /// @notice Pays the operators the bounty of every posted round that is funded and not paid yet. Anybody
    /// may call; the money goes to the payee of the serving set.
    function claim(bytes32 task) external {
        TaskInfo storage info = _info(task);
        uint256 rounds = _payable(info, task);
        uint256 due = rounds - info.claimed;
        if (due == 0) revert NothingToClaim();
        info.claimed = uint32(rounds);
        uint256 amount = due * info.bounty;
        address payee = quorum.payee();
        emit BountyClaimed(task, payee, due, amount);
        _pay(payee, amount);
    }

    /// The number of rounds that were posted and that the funds, paid out or not, cover.
    function _payable(TaskInfo storage info, bytes32 task) private view returns (uint256) {
        uint256 bounty = info.bounty;
        if (bounty == 0) return 0;
        uint256 posted = uint32(_heads[uint256(task)] >> 160);
        uint256 covered = info.funded / bounty;
        return posted < covered ? posted : covered;
    }

    function _pay(address to, uint256 amount) private {
        if (amount == 0) return;
        (bool ok,) = to.call{value: amount}("");
        if (!ok) revert PaymentFailed();
    }

    // -------------------------------------------------------------- rounds

    /// @notice Submits an agent's commitment. Only the agent's registered sender, in the commit window, if
    /// the gate admits the agent and the task is funded. Stores nothing: a second commitment is logged too,
    /// and the operators reject both. About 50,000 gas.
    /// @param commitment Compressed point of G1, 48 bytes
    /// @param proof Proof of opening, 112 bytes
    /// @param signature The agent's, compressed point of G2, 96 bytes
    function commit(
        bytes32 task,
        uint64 round,
        address agent,
        bytes calldata commitment,
        bytes calldata proof,
        bytes calldata signature
    ) external {
        if (commitment.length != 48 || proof.length != 112 || signature.length != 96) {
            revert BadLength();
        }
        uint32 group = _mayCommit(task, round, agent);
        emit Committed(task, round, agent, group, commitment, proof, signature);
    }

    function _mayCommit(bytes32 task, uint64 round, address agent) private view returns (uint32 group) {
        TaskInfo storage info = _info(task);
        uint256 s = _roundStart(info, round);
        if (block.timestamp < s || block.timestamp >= s + info.commitSeconds) revert OutsideWindow();
        if (!registry.mayAct(agent, msg.sender, uint64(s))) revert NotTheSender();
        uint256 bounty = info.bounty;
        if (bounty != 0 && info.funded / bounty < _owed(info, _heads[uint256(task)], round)) revert Unfunded();
        address gate = info.gate;
        if (gate != address(0)) group = _admitted(gate, task, agent);
    }

    /// How many bounties a task owes once this round is posted: those of the rounds posted, and one for
    /// each round that may be under way. Rounds before that which nobody posted are missed or empty.
    function _owed(TaskInfo storage info, uint256 head, uint256 round) private view returns (uint256) {
        uint256 open = round - Math.min(round, head >> 224); // later than the last one posted
        uint256 period = info.period;
        if (period != 0) {
            // As many rounds as begin while one lasts, and one that is closed and waits to be posted.
            uint256 lasts = uint256(info.commitSeconds) + info.revealDelay + info.revealSeconds;
            open = Math.min(open, (lasts + period - 1) / period + 1);
        }
        return uint32(head >> 160) + open;
    }

    /// Asks a gate, trusting nothing of it.
    function _admitted(address gate, bytes32 task, address agent) private view returns (uint32) {
        bytes memory data = abi.encodeCall(IGate.admitted, (task, agent));
        bool ok;
        uint256 yes;
        uint256 group;
        uint256 limit = GATE_GAS;
        assembly ("memory-safe") {
            ok := staticcall(limit, gate, add(data, 32), mload(data), 0, 64)
            ok := and(ok, gt(returndatasize(), 63))
            yes := mload(0)
            group := mload(32)
        }
        if (!ok || yes != 1 || group > type(uint32).max) revert NotAdmitted();
        return uint32(group);
    }

    /// @notice Opens an agent's commitment. Only the agent's registered sender, in the reveal window.
    /// @param confidence 0 to 100
    /// @param values 16 bytes of two's complement for each coordinate
    /// @param blinding The commitment's blinding factor
    function reveal(
        bytes32 task,
        uint64 round,
        address agent,
        uint8 confidence,
        bytes calldata values,
        bytes32 blinding
    ) external {
        TaskInfo storage info = _info(task);
        uint256 s = _roundStart(info, round);
        uint256 from = s + info.commitSeconds + info.revealDelay;
        if (block.timestamp < from || block.timestamp >= from + info.revealSeconds) revert OutsideWindow();
        if (values.length != uint256(info.dimension) * 16) revert BadLength();
        if (!registry.mayAct(agent, msg.sender, uint64(s))) revert NotTheSender();
        emit Revealed(task, round, agent, confidence, values, blinding);
    }

    function _info(bytes32 task) private view returns (TaskInfo storage info) {
        info = _infos[uint256(task)];
        if (info.creator == address(0)) revert UnknownTask();
    }

    function _roundStart(TaskInfo storage info, uint256 round) private view returns (uint256) {
        if (round == 0 || round > info.lastRound) revert NoSuchRound();
        return uint256(info.start) + (round - 1) * info.period;
    }

    function _deadline(TaskInfo storage info, uint256 round) private view returns (uint256) {
        return
            uint256(info.start) + (round - 1) * info.period + info.commitSeconds + info.revealDelay + info.revealSeconds;
    }

    // ---------------------------------------------------------------- post

    /// @notice Stores the outcomes of a batch that a quorum signed, and calls the consumers. Anybody may
    /// call. An outcome that is not new is skipped; if none is new, this reverts before it does anything
    /// expensive. About 166,000 gas for one value, and 7,200 for each further one of another task.
    /// @param payload header ‖ outcomes, see docs/protocol.md
    /// @param proof What the quorum's verifier takes
    function post(bytes calldata payload, bytes calldata proof) external {
        if (_calling) revert Reentered();
        _parse(payload);
        bytes32 digest = batchDigest(payload);
        // Header: version 1 ‖ epoch 4 ‖ number 8 ‖ hash 32 ‖ count 2
        uint256 header = uint256(bytes32(payload));
        _checkAnchor(uint64(header >> 152), bytes32(payload[13:]));
        quorum.verify(digest, uint32(header >> 216), proof);
        (uint256 accepted, uint256 calls) = _storeAll(payload);
        emit BatchPosted(digest, accepted, payload);
        if (calls != 0) _callAll(payload, calls);
    }

    /// Reverts unless the payload is well formed and has something new.
    function _parse(bytes calldata payload) private view {
        if (payload.length < HEADER) revert Truncated();
        if (payload[0] != 0x01) revert BadVersion();
        uint256 count = _count(payload);
        if (count == 0 || count > MAX_COUNT) revert BadCount();
        Outcome memory o;
        bool fresh = false;
        uint256 pos = HEADER;
        for (uint256 i = 0; i < count; ++i) {
            if (pos + OUTCOME > payload.length) revert Truncated();
            pos = _next(payload, pos, o);
            if (pos > payload.length) revert Truncated();
            if (o.flags > 3) revert UnknownFlags();
            if (o.flags & FLAG_INSUFFICIENT != 0) {
                if (o.dimension | o.width != 0) revert BadShape();
            } else {
                if (o.dimension == 0 || o.width == 0) revert BadShape();
                if (o.width > (o.flags & FLAG_NARROW != 0 ? 8 : 16)) revert BadValueWidth();
            }
            if (!fresh) fresh = _isNew(_heads[o.index], o);
        }
        if (pos != payload.length) revert TrailingBytes();
        if (!fresh) revert NothingNew();
    }

    function _count(bytes calldata payload) private pure returns (uint256 count) {
        assembly ("memory-safe") {
            count := shr(240, calldataload(add(payload.offset, 45)))
        }
    }

    /// Reads the fields of the outcome at `pos`, which is in the payload, and returns where the next begins.
    function _next(bytes calldata payload, uint256 pos, Outcome memory o) private pure returns (uint256) {
        unchecked {
            uint256 word;
            uint256 values;
            assembly ("memory-safe") {
                values := add(add(payload.offset, pos), OUTCOME)
                word := calldataload(add(payload.offset, pos))
            }
            o.index = word >> 224;
            o.round = uint32(word >> 192);
            o.flags = uint8(word >> 184);
            o.participants = uint24(word >> 160);
            o.dimension = uint16(word >> 144);
            o.width = uint8(word >> 136);
            o.values = values;
            return pos + OUTCOME + o.dimension * o.width;
        }
    }

    /// Whether an outcome is of a live task, of its width, and later than all that it has.
    function _isNew(uint256 slot, Outcome memory o) private pure returns (bool) {
        return slot & (EXISTS | CANCELLED) == EXISTS && o.round > slot >> 224
            && (slot & NARROW != 0) == (o.flags & FLAG_NARROW != 0);
    }

    /// What the chain still knows of the anchor must be what the quorum signed.
    function _checkAnchor(uint256 height, bytes32 expected) private view {
        if (height >= block.number) revert BadAnchor();
        bytes32 known = blockhash(height);
        if (known == 0) {
            address history = HISTORY;
            assembly ("memory-safe") {
                mstore(0, height)
                // Without code there, or a block it does not know, nothing comes back.
                let ok := staticcall(100000, history, 0, 32, 0, 32)
                if and(ok, eq(returndatasize(), 32)) { known := mload(0) }
            }
        }
        if (known != 0 && known != expected) revert BadAnchor();
    }

    /// @return accepted Bit i: outcome i was stored
    /// @return calls Bit i: and its task has a consumer to be called
    function _storeAll(bytes calldata payload) private returns (uint256 accepted, uint256 calls) {
        uint256 count = _count(payload);
        Outcome memory o;
        uint256 pos = HEADER;
        unchecked {
            for (uint256 i = 0; i < count; ++i) {
                pos = _next(payload, pos, o);
                uint256 slot = _heads[o.index];
                if (!_isNew(slot, o)) continue; // also a second one of a task in this batch, unless later
                accepted |= 1 << i;
                if (_store(slot, o)) calls |= 1 << i;
            }
        }
    }

    /// Returns whether a consumer is to be called.
    function _store(uint256 slot, Outcome memory o) private returns (bool) {
        unchecked {
            // The counter cannot overflow: it is never above the round.
            uint256 next = o.round << 224 | (uint256(uint32(slot >> 160)) + 1) << 160 | o.participants << 136
                | (slot & (EXISTS | NARROW | CALLBACK));
            if (o.flags & FLAG_INSUFFICIENT != 0) {
                _heads[o.index] = next | INSUFFICIENT | (slot & (uint256(type(uint32).max) << 192 | type(uint128).max));
                return false;
            }
            _heads[o.index] = next | o.round << 192 | uint128(uint256(_value(o.values, o.width)));
            if (o.dimension > 1) _storeTail(o, slot & NARROW != 0 ? 64 : 128);
            return slot & CALLBACK != 0;
        }
    }

    /// Stores the values after the first, `bits` bits each.
    function _storeTail(Outcome memory o, uint256 bits) private {
        unchecked {
            uint256[MAX_WORDS] storage tail = _tails[o.index];
            uint256 mask = (1 << bits) - 1;
            uint256 width = o.width;
            uint256 from = o.values + width;
            uint256 end = o.values + o.dimension * width;
            uint256 shift = 256;
            uint256 word = 0;
            uint256 i = 0;
            for (; from < end; from += width) {
                shift -= bits;
                word |= (uint256(_value(from, width)) & mask) << shift;
                if (shift == 0) {
                    tail[i++] = word;
                    shift = 256;
                    word = 0;
                }
            }
            if (shift != 256) tail[i] = word;
        }
    }

    /// The two's complement integer of `width` bytes in calldata.
    function _value(uint256 pos, uint256 width) private pure returns (int256 v) {
        assembly ("memory-safe") {
            v := sar(sub(256, shl(3, width)), calldataload(pos))
        }
    }

    /// Calls the consumers of the marked outcomes. All is stored by then, and none of them can post.
    function _callAll(bytes calldata payload, uint256 calls) private {
        _calling = true;
        Outcome memory o;
        uint256 pos = HEADER;
        for (; calls != 0; calls >>= 1) {
            pos = _next(payload, pos, o);
            if (calls & 1 != 0) _call(o);
        }
        _calling = false;
    }

    function _call(Outcome memory o) private {
        address consumer = _infos[o.index].consumer;
        uint256 limit = _infos[o.index].callbackGas;
        bytes4 selector = INashConsumer.onOutcome.selector;
        uint256 shift = o.flags & FLAG_NARROW != 0 ? 32 : 0;
        uint256 data; // beyond the allocated memory, so that the next callback writes over it
        uint256 size;
        assembly ("memory-safe") {
            data := mload(0x40)
            let p := data
            mstore(p, selector)
            mstore(add(p, 4), mload(o))
            mstore(add(p, 36), mload(add(o, 32)))
            mstore(add(p, 68), 96)
            let dimension := mload(add(o, 128))
            mstore(add(p, 100), dimension)
            p := add(p, 132)
            let width := mload(add(o, 160))
            let from := mload(add(o, 192))
            for { let end := add(p, shl(5, dimension)) } lt(p, end) { p := add(p, 32) } {
                mstore(p, shl(shift, sar(sub(256, shl(3, width)), calldataload(from))))
                from := add(from, width)
            }
            size := sub(p, data)
        }
        // A call gets at most 63/64 of what is left; with less than its limit it must not run at all.
        if (gasleft() * 63 / 64 < limit + CALLBACK_RESERVE) revert InsufficientGasForCallback();
        bool success;
        assembly ("memory-safe") {
            success := call(limit, consumer, 0, data, size, 0, 0)
        }
        emit CallbackDone(bytes32(o.index), uint64(o.round), success);
    }

    // --------------------------------------------------------------- views

    /// @notice The latest outcome of a task. How old a value may be is the caller's to judge.
    /// @return value In units of 2⁻⁶⁴, one for each coordinate; empty before the first
    /// @return round The round of the value
    /// @return updatedAt The reveal deadline of that round, 0 before the first; not the time of posting
    /// @return status What became of the last round posted
    function read(bytes32 task)
        external
        view
        returns (int128[] memory value, uint64 round, uint64 updatedAt, Status status)
    {
        uint256 slot = _heads[uint256(task)];
        if (slot == 0) return (value, 0, 0, Status.None);
        TaskInfo storage info = _infos[uint256(task)];
        round = uint32(slot >> 192);
        if (round != 0) {
            updatedAt = uint64(_deadline(info, round));
            value = _values(uint256(task), slot, info.dimension);
        }
        if (slot & CANCELLED != 0) status = Status.Cancelled;
        else if (slot & INSUFFICIENT != 0) status = Status.Insufficient;
        else status = round == 0 ? Status.Pending : Status.Ok;
    }

    function _values(uint256 index, uint256 slot, uint256 n) private view returns (int128[] memory value) {
        value = new int128[](n);
        bool narrow = slot & NARROW != 0;
        value[0] = narrow ? int128(uint128(slot)) << 32 : int128(uint128(slot));
        uint256 perWord = narrow ? 4 : 2;
        uint256 word;
        for (uint256 i = 0; i + 1 < n; ++i) {
            if (i % perWord == 0) word = _tails[index][i / perWord];
            value[i + 1] = narrow ? int128(int64(uint64(word >> 192))) << 32 : int128(uint128(word >> 128));
            word <<= narrow ? 64 : 128;
        }
    }

    /// @notice The bounds of a round: commitments in [commitFrom, commitUntil), openings in
    /// [revealFrom, deadline).
    function windows(bytes32 task, uint64 round)
        external
        view
        returns (uint64 commitFrom, uint64 commitUntil, uint64 revealFrom, uint64 deadline)
    {
        TaskInfo storage info = _info(task);
        uint256 s = _roundStart(info, round);
        return (
            uint64(s),
            uint64(s + info.commitSeconds),
            uint64(s + info.commitSeconds + info.revealDelay),
            uint64(_deadline(info, round))
        );
    }

    /// @notice What is stored of a task besides its outcome.
    function taskInfo(bytes32 task) external view returns (TaskInfo memory) {
        return _info(task);
    }

    /// @notice The decoded head slot of a task; all zero for an unknown one.
    function head(bytes32 task) external view returns (Head memory h) {
        uint256 slot = _heads[uint256(task)];
        h.lastRound = uint32(slot >> 224);
        h.valueRound = uint32(slot >> 192);
        h.posted = uint32(slot >> 160);
        h.participants = uint24(slot >> 136);
        h.exists = slot & EXISTS != 0;
        h.narrow = slot & NARROW != 0;
        h.callback = slot & CALLBACK != 0;
        h.insufficient = slot & INSUFFICIENT != 0;
        h.cancelled = slot & CANCELLED != 0;
        h.first = int128(uint128(slot));
    }

    /// @notice What the quorum signs for a payload.
    function batchDigest(bytes calldata payload) public view returns (bytes32) {
        return keccak256(abi.encode(BATCH_LABEL, block.chainid, address(this), setId, keccak256(payload)));
    }

    function _uint128(uint256 x) private pure returns (uint128) {
        if (x > type(uint128).max) revert PaymentFailed();
        return uint128(x);
    }
}
