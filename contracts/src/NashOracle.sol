// SPDX-License-Identifier: MIT
pragma solidity ^0.8.30;

import {Math} from "@openzeppelin/contracts/utils/math/Math.sol";
import {AgentRegistry} from "./AgentRegistry.sol";
import {INashConsumer} from "./consumer/INashConsumer.sol";
import {IGate} from "./gates/IGate.sol";
import {IArbSys} from "./lib/IArbSys.sol";
import {OutcomePages} from "./lib/OutcomePages.sol";
import {OutcomeProof} from "./lib/OutcomeProof.sol";
import {IQuorumVerifier} from "./quorum/IQuorumVerifier.sol";

/// @title The hub: tasks, rounds and their outcomes
/// @notice Requesters create tasks, agents commit and reveal, a quorum of operators signs the outcomes,
/// anybody posts them. Nobody owns the hub, and nobody but the quorum has power over a result.
/// docs/protocol.md has every byte of it.
contract NashOracle {
    /// What the requester asks for. Times are in seconds, values in units of 2⁻⁶⁴.
    struct TaskParams {
        string solver; // name and parameters of the solver, at most 256 bytes
        uint16 dimension; // 1 to 512, with `digest` to 4096
        uint8 width; // bytes that are stored of each value: 16, or 8 (floored to 32 fractional bits)
        bool digest; // values are not stored, but can be proven by `readAt`: much cheaper to post
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
        bool digest; // no value, nor its round, is stored; posted counts only if there is a bounty or a consumer
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

    // Arbitrum's ArbSys: there `block.number` is the parent chain's, and anchors are the chain's own blocks.
    address private constant ARBSYS = address(0x64);
    bool private immutable _arbitrum;
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
    uint256 private constant EXISTS = 0x1_00000000_00000000_00000000_00000000;
    uint256 private constant NARROW = 0x2_00000000_00000000_00000000_00000000;
    uint256 private constant CALLBACK = 0x4_00000000_00000000_00000000_00000000;
    uint256 private constant INSUFFICIENT = 0x8_00000000_00000000_00000000_00000000;
    uint256 private constant CANCELLED = 0x10_00000000_00000000_00000000_00000000;
    uint256 private constant DIGEST = 0x20_00000000_00000000_00000000_00000000;
    // What must be EXISTS and an outcome's narrow flag; what a new outcome keeps: counter and flags; participants.
    uint256 private constant HEAD_FORM = 0x33_00000000_00000000_00000000_00000000;
    uint256 private constant HEAD_SINGLE = 0x37_00000000_00000000_00000000_00000000; // the first, and no consumer
    uint256 private constant HEAD_LASTING = 0xffffffff_00000007_00000000_00000000_00000000_00000000;
    uint256 private constant HEAD_PARTICIPANTS = 0x00_ffffff00_00000000_00000000_00000000_00000000;
    // The first word of an outcome: its narrow flag; all its other flags; these and its dimension.
    uint256 private constant WORD_NARROW = 0x02_000000_0000_00_00_00000000_00000000_00000000_00000000;
    uint256 private constant WORD_FLAGS = 0xfd_000000_0000_00_00_00000000_00000000_00000000_00000000;
    uint256 private constant WORD_FORM = 0xfd_000000_ffff_00_00_00000000_00000000_00000000_00000000;

    // DIGEST tasks, eight counters to a slot, task i at bit 32·(i mod 8):
    // exists | counted, which means that the head counts too | 00 | last round, 27 bits | it was insufficient
    uint256 private constant COUNTER_EXISTS = 0x80000000;
    uint256 private constant COUNTER_COUNTED = 0x40000000;
    uint256 private constant COUNTER_ROUND = 0x0ffffffe;
    uint256 private constant COUNTER_LIMIT = 0x0fffffff;
    // The first word of an outcome: its digest flag; all flags but narrow, and the bits of the round that a
    // counter has no room for; these, narrow, the group of eight tasks, dimension and width.
    uint256 private constant WORD_DIGEST = 0x04_000000_0000_00_00_00000000_00000000_00000000_00000000;
    uint256 private constant DIGEST_FLAGS = 0xf8000000_fd_000000_0000_00_00_00000000_00000000_00000000_00000000;
    uint256 private constant DIGEST_FORM = 0xfffffff8_f8000000_ff_000000_ffff_ff_00_00000000_00000000_00000000_00000000;
    // Eight outcomes at once: what says in the first one's first word that it begins a word of counters and has
    // no flag but digest and narrow; index, flags, dimension and width; a bit in every lane of the counters.
    uint256 private constant EIGHT_FORM = 0x00000007_00000000_fd_000000_0000_00_00_00000000_00000000_00000000_00000000;
    uint256 private constant EIGHT_LIKE = 0xffffffff_00000000_ff_000000_ffff_ff_00_00000000_00000000_00000000_00000000;
    uint256 private constant LANES = 0x00000001_00000001_00000001_00000001_00000001_00000001_00000001_00000001;
    // A page of the tree of roots is complete when it has so many bytes.
    uint256 private constant PAGE = 256;
    uint256 private constant RING = 8192;

    /// @notice The number of tasks; they are numbered from 1.
    uint256 public taskCount;
    // By index; consecutive slots cost no hash to find.
    uint256[1 << 32] private _heads;
    // The values after the first, two in a word or four, from the high half down.
    mapping(uint256 index => uint256[MAX_WORDS]) private _tails;
    mapping(uint256 index => TaskInfo) private _infos;
    uint256[1 << 29] private _counters;
    /// @notice The number of batches with outcomes of DIGEST tasks; they are numbered from 1.
    uint256 public rootCount;
    bytes32[RING] private _roots; // of batch b at b mod 8192
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
    /// A batch was posted; bit i of `accepted`: outcome i was stored. If that has an outcome of a DIGEST task,
    /// the batch also stored a root, which can be computed from it; its number is how many batches did so by then.
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
    /// An outcome of a DIGEST task comes after one of another.
    error BadOrder();
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
    // readAt
    /// The ring has no root of this number: not yet, or no longer.
    error NotInRing();

    /// @dev `quorum_.setId()` must already be final.
    constructor(IQuorumVerifier quorum_, AgentRegistry registry_) {
        quorum = quorum_;
        registry = registry_;
        setId = quorum_.setId();
        (bool ok, bytes memory out) = ARBSYS.staticcall(abi.encodeCall(IArbSys.arbBlockNumber, ()));
        _arbitrum = ok && out.length == 32; // without code there, nothing comes back
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
        uint256 slot = EXISTS | (p.width == 8 ? NARROW : 0) | (p.consumer != address(0) ? CALLBACK : 0);
        _heads[index] = p.digest ? slot | DIGEST : slot;
        if (p.digest) _createCounter(index, p);
        _fill(_infos[index], p, start);

        TaskParams memory effective = p;
        effective.start = start;
        emit TaskCreated(task, msg.sender, effective);
        if (msg.value != 0) emit TaskFunded(task, msg.sender, msg.value);
    }

    function _createCounter(uint256 index, TaskParams calldata p) private {
        uint256 counter = COUNTER_EXISTS;
        if (p.bounty != 0 || p.consumer != address(0)) counter |= COUNTER_COUNTED;
        _counters[index >> 3] |= counter << 32 * (index & 7);
    }

    function _check(TaskParams calldata p, uint64 start) private view {
        if (taskCount >= type(uint32).max) revert BadCount();
        if (p.dimension == 0 || p.dimension > (p.digest ? 4096 : 512)) revert BadDimension();
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
        uint256 slot = _heads[uint256(task)];
        _heads[uint256(task)] = slot | CANCELLED;
        if (slot & DIGEST != 0) _counters[uint256(task) >> 3] &= ~(uint256(type(uint32).max) << 32 * (uint256(task) & 7));
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
    /// expensive. About 161,000 gas for one value with a BLS quorum, 5,900 for each
    /// further one of another task, and 1,300 for each of a DIGEST task.
    /// @param payload header ‖ outcomes, see docs/protocol.md
    /// @param proof What the quorum's verifier takes
    function post(bytes calldata payload, bytes calldata proof) external {
        if (_calling) revert Reentered();
        // Stored first, and undone unless all that follows holds: nobody but `quorum` runs in between.
        (uint256 accepted, uint256 calls) = _storeAll(payload);
        uint256 header;
        uint256 anchor;
        assembly ("memory-safe") {
            header := calldataload(payload.offset)
            anchor := calldataload(add(payload.offset, 13))
        }
        _checkAnchor(uint64(header >> 152), anchor);
        _verifyAndLog(payload, proof, uint32(header >> 216), accepted);
        if (calls != 0) _callAll(payload, calls);
    }

    /// Has the quorum verify `batchDigest(payload)`, then logs
    /// BatchPosted(digest, accepted, payload): `quorum.verify` and `emit` with the payload copied once.
    function _verifyAndLog(bytes calldata payload, bytes calldata proof, uint256 epoch, uint256 accepted) private {
        bytes32 id = setId;
        address verifier = address(quorum); // has code: the constructor had an answer from it
        bytes4 selector = IQuorumVerifier.verify.selector;
        bytes32 label = BATCH_LABEL;
        bytes32 topic = BatchPosted.selector;
        assembly ("memory-safe") {
            // The event's data: accepted ‖ 64 ‖ length ‖ payload, filled up with zeros to words.
            let data := mload(0x40)
            mstore(data, accepted)
            mstore(add(data, 32), 64)
            mstore(add(data, 64), payload.length)
            let p := add(data, 96)
            calldatacopy(p, payload.offset, payload.length)
            let hash := keccak256(p, payload.length)
            mstore(add(p, payload.length), 0)
            p := add(p, and(add(payload.length, 31), not(31)))
            let size := sub(p, data)

            mstore(p, label)
            mstore(add(p, 32), chainid())
            mstore(add(p, 64), address())
            mstore(add(p, 96), id)
            mstore(add(p, 128), hash)
            hash := keccak256(p, 160)

            mstore(p, selector)
            mstore(add(p, 4), hash)
            mstore(add(p, 36), epoch)
            mstore(add(p, 68), 96)
            mstore(add(p, 100), proof.length)
            calldatacopy(add(p, 132), proof.offset, proof.length)
            if iszero(staticcall(gas(), verifier, p, add(132, proof.length), 0, 0)) {
                returndatacopy(p, 0, returndatasize())
                revert(p, returndatasize())
            }
            log2(data, size, topic, hash)
        }
    }

    /// The fields of the outcome at this place in calldata, and what follows them:
    /// index 32 bits | round 32 | flags 8 | participants 24 | dimension 16 | width 8 | values
    function _word(uint256 pos) private pure returns (uint256 word) {
        assembly ("memory-safe") {
            word := calldataload(pos)
        }
    }

    /// Whether an outcome is of a live task, of its width, and later than all that it has.
    function _isNew(uint256 slot, uint256 word) private pure returns (bool) {
        return slot & HEAD_FORM == EXISTS | (word & WORD_NARROW) >> 56
            && uint32(word >> 192) > slot >> 224;
    }

    /// What the chain still knows of the anchor must be what the quorum signed.
    function _checkAnchor(uint256 height, uint256 expected) private view {
        if (expected != 0 && uint256(blockhash(height)) == expected) return;
        uint256 known;
        if (_arbitrum) {
            if (height >= IArbSys(ARBSYS).arbBlockNumber()) revert BadAnchor();
            known = _ask(ARBSYS, abi.encodeCall(IArbSys.arbBlockHash, (height))); // of the last 256
        } else {
            if (height >= block.number) revert BadAnchor();
            known = uint256(blockhash(height));
            if (known == 0) known = _ask(HISTORY, abi.encode(height));
        }
        if (known != 0 && known != expected) revert BadAnchor();
    }

    /// The word that a system contract answers; 0 if there is none, or the block is not one it knows.
    function _ask(address from, bytes memory data) private view returns (uint256 word) {
        assembly ("memory-safe") {
            let ok := staticcall(100000, from, add(data, 32), mload(data), 0, 32)
            if and(ok, eq(returndatasize(), 32)) { word := mload(0) }
        }
    }

    /// Stores what is new of a payload and reverts if it is malformed or nothing is. A second outcome of a
    /// task is new only if it is later than the first.
    /// @return accepted Bit i: outcome i was stored
    /// @return calls Bit i: and its task has a consumer to be called
    function _storeAll(bytes calldata payload) private returns (uint256 accepted, uint256 calls) {
        unchecked {
            if (payload.length < HEADER) revert Truncated();
            uint256 pos;
            uint256 end;
            assembly ("memory-safe") {
                pos := payload.offset
                end := shr(240, calldataload(add(pos, 45)))
            }
            if (_word(pos) >> 248 != 1) revert BadVersion();
            if (end - 1 >= MAX_COUNT) revert BadCount();
            end = 1 << end; // 0 after 256 outcomes, as `bit` then is
            pos += HEADER;
            uint256 bit = 1;
            if (_word(pos) & WORD_DIGEST != 0) {
                uint256 limit;
                assembly ("memory-safe") {
                    limit := add(payload.offset, payload.length)
                }
                (pos, bit, accepted, calls) = _storeDigests(limit, pos, end);
            }
            for (;; bit <<= 1) {
                // The usual case without detours, as `_store` does it: outcomes of one value that are well formed
                // and new, of tasks without a consumer. Stops at `end`, or at an outcome that is anything else.
                assembly ("memory-safe") {
                    let before := bit
                    for {} sub(bit, end) { bit := shl(1, bit) } {
                        let word := calldataload(pos)
                        let width := byte(14, word)
                        let slot := sload(add(_heads.slot, shr(224, word)))
                        let round := and(shr(192, word), 0xffffffff)
                        if iszero(
                            and(
                                and(
                                    // no flag but narrow, dimension 1, a width that fits
                                    eq(and(word, WORD_FORM), shl(144, 1)),
                                    lt(sub(width, 1), shr(and(shr(185, word), 1), 16))
                                ),
                                and(
                                    eq(and(slot, HEAD_SINGLE), or(EXISTS, shr(56, and(word, WORD_NARROW)))),
                                    gt(round, shr(224, slot))
                                )
                            )
                        ) { break }
                        pos := add(pos, OUTCOME)
                        // Round twice, participants, counter and lasting flags, value.
                        sstore(
                            add(_heads.slot, shr(224, word)),
                            or(
                                or(or(shl(224, round), shl(192, round)), and(shr(24, word), HEAD_PARTICIPANTS)),
                                or(
                                    add(and(slot, HEAD_LASTING), shl(160, 1)),
                                    shr(128, shl(128, sar(sub(256, shl(3, width)), calldataload(pos))))
                                )
                            )
                        )
                        pos := add(pos, width)
                    }
                    accepted := or(accepted, sub(bit, before)) // all ones between the two
                }
                if (bit == end) break;
                uint256 wide = bit;
                (pos, bit) = _storeWides(pos, bit, end);
                accepted |= bit - wide;
                if (bit == end) break;
                if (bit != wide) {
                    bit >>= 1; // the loop's
                    continue;
                }
                bool stored;
                bool called;
                (pos, stored, called) = _storeOther(payload, pos);
                if (stored) accepted |= bit;
                if (called) calls |= bit;
            }
            assembly ("memory-safe") {
                end := add(payload.offset, payload.length)
            }
            if (pos != end) {
                if (pos > end) revert Truncated();
                revert TrailingBytes();
            }
            if (accepted == 0) revert NothingNew();
        }
    }

    /// Stores outcomes whose values have the width of their tasks, if they are well formed and new and have no
    /// consumer, as `_store` does it. Stops at `end`, or at an outcome that is anything else.
    function _storeWides(uint256 pos, uint256 bit, uint256 end) private returns (uint256, uint256) {
        assembly ("memory-safe") {
            mstore(32, _tails.slot)
            for {} sub(bit, end) { bit := shl(1, bit) } {
                let word := calldataload(pos)
                let slot := sload(add(_heads.slot, shr(224, word)))
                let width := byte(14, word)
                let size := mul(and(shr(144, word), 0xffff), width)
                if iszero(
                    and(
                        and(
                            // no flag but narrow, the task's width, a value
                            iszero(and(word, WORD_FLAGS)),
                            and(eq(width, shr(and(shr(185, word), 1), 16)), gt(size, 0))
                        ),
                        and(
                            eq(and(slot, HEAD_SINGLE), or(EXISTS, shr(56, and(word, WORD_NARROW)))),
                            gt(and(shr(192, word), 0xffffffff), shr(224, slot))
                        )
                    )
                ) { break }
                pos := add(pos, OUTCOME)
                sstore(
                    add(_heads.slot, shr(224, word)),
                    or(
                        or(
                            or(shl(224, shr(192, word)), shl(192, and(shr(192, word), 0xffffffff))),
                            and(shr(24, word), HEAD_PARTICIPANTS)
                        ),
                        or(
                            add(and(slot, HEAD_LASTING), shl(160, 1)),
                            shr(128, shl(128, sar(sub(256, shl(3, width)), calldataload(pos))))
                        )
                    )
                )
                mstore(0, shr(224, word))
                slot := keccak256(0, 64)
                size := add(pos, size) // where it ends
                for { pos := add(pos, width) } lt(pos, sub(size, 31)) { pos := add(pos, 32) } {
                    sstore(slot, calldataload(pos))
                    slot := add(slot, 1)
                }
                if lt(pos, size) {
                    // The last word ends with zeros.
                    let rest := shl(3, sub(32, sub(size, pos)))
                    sstore(slot, shl(rest, shr(rest, calldataload(pos))))
                    pos := size
                }
            }
        }
        return (pos, bit);
    }

    /// Flags, dimension and width of an outcome fit each other.
    function _checkShape(uint256 word) private pure {
        uint256 flags = uint8(word >> 184);
        uint256 dimension = uint16(word >> 144);
        uint256 width = uint8(word >> 136);
        if (flags > 7) revert UnknownFlags();
        if (flags & FLAG_INSUFFICIENT != 0) {
            if (dimension | width != 0) revert BadShape();
        } else {
            if (dimension == 0 || width == 0) revert BadShape();
            if (width > (flags & FLAG_NARROW != 0 ? 8 : 16)) revert BadValueWidth();
        }
    }

    /// Stores any outcome, or skips it.
    /// @return next Where the next one begins
    function _storeOther(bytes calldata payload, uint256 pos)
        private
        returns (uint256 next, bool stored, bool called)
    {
        unchecked {
            uint256 word = _word(pos);
            assembly ("memory-safe") {
                next := add(payload.offset, payload.length)
            }
            pos += OUTCOME;
            if (pos > next) revert Truncated();
            _checkShape(word);
            if (word & WORD_DIGEST != 0) revert BadOrder();
            uint256 slot = _heads[word >> 224];
            next = pos + uint16(word >> 144) * uint256(uint8(word >> 136));
            stored = _isNew(slot, word);
            if (stored) {
                if (next == pos) _storeInsufficient(slot, word);
                else called = _store(slot, word, pos);
            }
        }
    }

    /// Counts the outcomes of DIGEST tasks with which a payload begins, and stores the root of the new ones.
    /// @param limit Where the payload ends
    /// @param from Where the first outcome begins
    /// @return pos Where the first other outcome begins
    /// @return bit Its bit in `accepted` and `calls`
    function _storeDigests(uint256 limit, uint256 from, uint256 end)
        private
        returns (uint256 pos, uint256 bit, uint256 accepted, uint256 calls)
    {
        uint256 leaves = OutcomePages.begin(_word(from - 2) >> 240); // the header ends with the count
        uint256 page = from; // where the open page begins
        (pos, bit) = (from, 1);
        unchecked {
            while (bit != end && _word(pos) & WORD_DIGEST != 0) {
                from = bit;
                (pos, bit, page) = _storeEights(leaves, pos, bit, end, page);
                // The usual case: well formed, new, and the head does not count. Others leave the loop.
                assembly ("memory-safe") {
                    let start := bit
                    let form := 0 // of no outcome: the digest flag is missing
                    let counters := 0
                    let size := 0
                    for {} sub(bit, end) { bit := shl(1, bit) } {
                        let word := calldataload(pos)
                        // Group of eight tasks, flags, dimension and width: neighbours have the same.
                        if and(xor(word, form), DIGEST_FORM) {
                            let width := byte(14, word)
                            size := mul(and(shr(144, word), 0xffff), width)
                            if iszero(
                                and(
                                    and(eq(and(word, DIGEST_FLAGS), WORD_DIGEST), gt(size, 0)),
                                    iszero(gt(width, shr(and(shr(185, word), 1), 16)))
                                )
                            ) { break }
                            size := add(size, OUTCOME)
                            if or(sub(shr(227, word), shr(227, form)), iszero(form)) {
                                // Here eight may begin; at `start` they do not.
                                if iszero(or(and(shr(224, word), 7), eq(bit, start))) { break }
                                if counters { sstore(add(_counters.slot, shr(227, form)), counters) }
                                counters := sload(add(_counters.slot, shr(227, word)))
                            }
                            form := word
                        }
                        let shift := and(shr(219, word), 0xe0)
                        // With equal flags this is what the round grows by, twice, and with others it is beyond.
                        let growth := sub(
                            or(COUNTER_EXISTS, and(shr(191, word), COUNTER_ROUND)),
                            and(shr(shift, counters), 0xffffffff)
                        )
                        if iszero(lt(sub(growth, 1), COUNTER_LIMIT)) { break }
                        counters := add(counters, shl(shift, growth))
                        pos := add(pos, size)
                        if gt(sub(pos, page), 255) {
                            // OutcomePages.close
                            let to := mload(leaves)
                            let m := mload(add(leaves, 32))
                            calldatacopy(add(m, 32), page, sub(pos, page))
                            mstore(to, keccak256(m, add(32, sub(pos, page))))
                            mstore(leaves, add(to, 32))
                            page := pos
                        }
                    }
                    if counters { sstore(add(_counters.slot, shr(227, form)), counters) }
                }
                accepted |= bit - from; // all ones between the two
                if (bit != from) continue;
                uint256 done;
                (from, done) = _storeDigest(limit, pos);
                if (done == 0) {
                    OutcomePages.close(leaves, page, pos);
                    page = from;
                } else {
                    accepted |= bit;
                    if (done > 1) calls |= bit;
                    if (from - page >= PAGE) {
                        OutcomePages.close(leaves, page, from);
                        page = from;
                    }
                }
                pos = from;
                bit <<= 1;
            }
        }
        OutcomePages.close(leaves, page, pos);
        bytes32 root = OutcomePages.root(leaves);
        if (root != 0) _roots[++rootCount % RING] = root;
    }

    /// Counts, eight at a time, the outcomes of eight tasks whose counters fill a word, in their order and alike
    /// but for round, participants and values. Stops where one of the eight is not new, well formed or there, or
    /// its head counts. Arguments and results are as in `_storeDigests`.
    function _storeEights(uint256 leaves, uint256 pos, uint256 bit, uint256 end, uint256 page)
        private
        returns (uint256, uint256, uint256)
    {
        unchecked {
            while ((bit << 7) - 1 < end - 1) {
                uint256 size = 0; // of each, once they are counted
                assembly ("memory-safe") {
                    let first := calldataload(pos)
                    let step := byte(14, first)
                    let shape := lt(sub(step, 1), shr(and(shr(185, first), 1), 16))
                    step := add(mul(and(shr(144, first), 0xffff), step), OUTCOME)
                    if and(
                        and(eq(and(first, EIGHT_FORM), WORD_DIGEST), and(shape, gt(step, OUTCOME))),
                        iszero(and(xor(xor(first, shl(224, 7)), calldataload(add(pos, mul(7, step)))), EIGHT_LIKE))
                    ) {
                        // The rounds go to the lanes of their counters, from the last down, as each writes over what
                        // follows its lane; `odd` is what differs though it should not.
                        let p := add(pos, mul(7, step))
                        let word := calldataload(p)
                        mstore(0, shl(32, word))
                        p := sub(p, step)
                        word := calldataload(p)
                        mstore(4, shl(32, word))
                        let odd := xor(xor(first, shl(224, 6)), word)
                        p := sub(p, step)
                        word := calldataload(p)
                        mstore(8, shl(32, word))
                        odd := or(odd, xor(xor(first, shl(224, 5)), word))
                        p := sub(p, step)
                        word := calldataload(p)
                        mstore(12, shl(32, word))
                        odd := or(odd, xor(xor(first, shl(224, 4)), word))
                        p := sub(p, step)
                        word := calldataload(p)
                        mstore(16, shl(32, word))
                        odd := or(odd, xor(xor(first, shl(224, 3)), word))
                        p := sub(p, step)
                        word := calldataload(p)
                        mstore(20, shl(32, word))
                        odd := or(odd, xor(xor(first, shl(224, 2)), word))
                        p := sub(p, step)
                        word := calldataload(p)
                        mstore(24, shl(32, word))
                        odd := or(odd, xor(xor(first, shl(224, 1)), word))
                        mstore(28, shl(32, first))
                        let rounds := mload(0)
                        // Of each counter: it exists, is not counted, and is below twice the new round; by lanes,
                        // without a carry from one to the next, as no round has more than 27 bits.
                        let slot := add(_counters.slot, shr(227, first))
                        word := sload(slot)
                        odd := or(and(odd, EIGHT_LIKE), and(rounds, mul(LANES, 0xf8000000)))
                        odd := or(odd, xor(and(word, mul(LANES, 0xf0000000)), mul(LANES, COUNTER_EXISTS)))
                        rounds := shl(1, rounds)
                        word := sub(add(rounds, mul(LANES, 0x7fffffff)), and(word, mul(LANES, COUNTER_LIMIT)))
                        if iszero(or(odd, xor(and(word, mul(LANES, COUNTER_EXISTS)), mul(LANES, COUNTER_EXISTS)))) {
                            sstore(slot, or(rounds, mul(LANES, COUNTER_EXISTS)))
                            size := step
                        }
                    }
                }
                if (size == 0) break;
                uint256 last = pos;
                pos += 8 * size;
                bit <<= 8;
                while (pos - page >= PAGE) {
                    last += (page + PAGE - last + size - 1) / size * size; // where the open page is complete
                    OutcomePages.close(leaves, page, last);
                    page = last;
                }
            }
            return (pos, bit, page);
        }
    }

    /// Counts any outcome of a DIGEST task, or skips it.
    /// @return next Where the next outcome begins
    /// @return done 0: skipped, 1: counted, 2: and its consumer is to be called
    function _storeDigest(uint256 limit, uint256 pos) private returns (uint256 next, uint256 done) {
        unchecked {
            uint256 word = _word(pos);
            next = pos + OUTCOME;
            if (next > limit) revert Truncated();
            _checkShape(word);
            next += uint16(word >> 144) * uint256(uint8(word >> 136));
            uint256 index = word >> 224;
            uint256 shift = 32 * (index & 7);
            uint256 counters = _counters[index >> 3];
            uint256 counter = uint32(counters >> shift);
            uint256 round = uint32(word >> 192);
            if (
                counter & COUNTER_EXISTS == 0 || round <= (counter & COUNTER_ROUND) >> 1
                    || round > COUNTER_ROUND >> 1
            ) return (next, 0);
            uint256 insufficient = word >> 184 & FLAG_INSUFFICIENT;
            uint256 grown = counter & ~COUNTER_LIMIT | round << 1 | insufficient;
            _counters[index >> 3] = counters ^ (counter ^ grown) << shift;
            done = 1;
            if (counter & COUNTER_COUNTED != 0) {
                uint256 slot = _heads[index];
                _heads[index] = slot + (1 << 160);
                if (slot & CALLBACK != 0 && insufficient == 0) done = 2;
            }
        }
    }

    /// An insufficient round changes neither value nor its round.
    function _storeInsufficient(uint256 slot, uint256 word) private {
        uint256 next = _nextHead(slot, word) | INSUFFICIENT;
        _heads[word >> 224] = next | (slot & (uint256(type(uint32).max) << 192 | type(uint128).max));
    }

    /// Stores an outcome whose values begin at `from`. Returns whether a consumer is to be called.
    function _store(uint256 slot, uint256 word, uint256 from) private returns (bool) {
        uint256 next = _nextHead(slot, word);
        assembly ("memory-safe") {
            let width := and(shr(136, word), 0xff)
            let value := sar(sub(256, shl(3, width)), calldataload(from))
            next := or(next, shl(192, and(shr(192, word), 0xffffffff)))
            sstore(add(_heads.slot, shr(224, word)), or(next, and(value, 0xffffffffffffffffffffffffffffffff)))
        }
        if (uint16(word >> 144) > 1) _storeTail(word, from);
        return slot & CALLBACK != 0;
    }

    /// Round, counter, participants and the flags that stay; without value and its round.
    function _nextHead(uint256 slot, uint256 word) private pure returns (uint256) {
        unchecked {
            // The counter cannot overflow: it is never above the round.
            return (word >> 192) << 224 | (slot & HEAD_LASTING) + (1 << 160) | word >> 24 & HEAD_PARTICIPANTS;
        }
    }

    /// Stores the values after the first: as they come if they have the task's width, else widened.
    function _storeTail(uint256 word, uint256 from) private {
        uint256[MAX_WORDS] storage tail = _tails[word >> 224];
        assembly ("memory-safe") {
            let slot := tail.slot
            let width := and(shr(136, word), 0xff)
            let bits := shr(and(shr(185, word), 1), 128) // 64 if narrow
            let end := add(from, mul(and(shr(144, word), 0xffff), width))
            from := add(from, width)
            switch eq(shl(3, width), bits)
            case 1 {
                for {} iszero(gt(add(from, 32), end)) { from := add(from, 32) } {
                    sstore(slot, calldataload(from))
                    slot := add(slot, 1)
                }
                if lt(from, end) {
                    // The last word ends with zeros.
                    let rest := shl(3, sub(32, sub(end, from)))
                    sstore(slot, shl(rest, shr(rest, calldataload(from))))
                }
            }
            default {
                let sign := sub(256, shl(3, width))
                let cut := sub(256, bits)
                let shift := 256
                let packed := 0
                for {} lt(from, end) { from := add(from, width) } {
                    shift := sub(shift, bits)
                    packed := or(packed, shl(shift, shr(cut, shl(cut, sar(sign, calldataload(from))))))
                    if iszero(shift) {
                        sstore(slot, packed)
                        slot := add(slot, 1)
                        shift := 256
                        packed := 0
                    }
                }
                if lt(shift, 256) { sstore(slot, packed) }
            }
        }
    }

    /// Calls the consumers of the marked outcomes. All is stored by then, and none of them can post.
    function _callAll(bytes calldata payload, uint256 calls) private {
        _calling = true;
        uint256 pos;
        assembly ("memory-safe") {
            pos := add(payload.offset, HEADER)
        }
        for (; calls != 0; calls >>= 1) {
            uint256 word = _word(pos);
            pos += OUTCOME;
            if (calls & 1 != 0) _call(word, pos);
            pos += uint16(word >> 144) * uint256(uint8(word >> 136));
        }
        _calling = false;
    }

    /// `from`: where the values begin.
    function _call(uint256 word, uint256 from) private {
        uint256 index = word >> 224;
        uint256 round = uint32(word >> 192);
        address consumer = _infos[index].consumer;
        uint256 limit = _infos[index].callbackGas;
        bytes4 selector = INashConsumer.onOutcome.selector;
        uint256 data; // beyond the allocated memory, so that the next callback writes over it
        uint256 size;
        assembly ("memory-safe") {
            data := mload(0x40)
            let p := data
            mstore(p, selector)
            mstore(add(p, 4), index)
            mstore(add(p, 36), round)
            mstore(add(p, 68), 96)
            let dimension := and(shr(144, word), 0xffff)
            mstore(add(p, 100), dimension)
            p := add(p, 132)
            let width := and(shr(136, word), 0xff)
            let shift := shl(5, and(shr(185, word), 1)) // 32 if narrow
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
        emit CallbackDone(bytes32(index), uint64(round), success);
    }

    // --------------------------------------------------------------- views

    /// @notice The latest outcome of a task. How old a value may be is the caller's to judge.
    /// @return value In units of 2⁻⁶⁴, one for each coordinate; empty before the first, and for a DIGEST task,
    /// whose values `readAt` proves
    /// @return round The round of the value; 0 also if the last round of a DIGEST task was insufficient
    /// @return updatedAt The reveal deadline of that round, 0 before the first; not the time of posting
    /// @return status What became of the last round posted
    function read(bytes32 task)
        external
        view
        returns (int128[] memory value, uint64 round, uint64 updatedAt, Status status)
    {
        Head memory h = head(task);
        if (!h.exists) return (value, 0, 0, Status.None);
        TaskInfo storage info = _infos[uint256(task)];
        round = h.valueRound;
        if (round != 0) {
            updatedAt = uint64(_deadline(info, round));
            if (!h.digest) value = _values(uint256(task), _heads[uint256(task)], info.dimension);
        }
        if (h.cancelled) status = Status.Cancelled;
        else if (h.insufficient) status = Status.Insufficient;
        else status = round == 0 ? Status.Pending : Status.Ok;
    }

    /// @notice An outcome of a DIGEST task, from the ring of roots: the last 8,192 batches that had such
    /// outcomes. About 10,000 gas, and 150 for each value.
    /// @param proof What `oracled prove` prints
    /// @return value In units of 2⁻⁶⁴, one for each coordinate; empty if the round was insufficient
    /// @return updatedAt The round's reveal deadline
    /// @return status Ok or Insufficient
    function readAt(bytes32 task, uint64 round, OutcomeProof.Proof calldata proof)
        external
        view
        returns (int128[] memory value, uint64 updatedAt, Status status)
    {
        bool insufficient;
        (value,, insufficient) = OutcomeProof.verify(proof, rootAt(proof.batch), task, round);
        return (value, uint64(_deadline(_info(task), round)), insufficient ? Status.Insufficient : Status.Ok);
    }

    /// @notice The root of a batch, for `OutcomeProof`; reverts NotInRing if the ring does not have it.
    function rootAt(uint256 batch) public view returns (bytes32) {
        uint256 count = rootCount;
        if (batch == 0 || batch > count || batch + RING <= count) revert NotInRing();
        return _roots[batch % RING];
    }

    /// Zero for what is no task.
    function _headOf(bytes32 task) private view returns (uint256) {
        return uint256(task) > type(uint32).max ? 0 : _heads[uint256(task)];
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
    function head(bytes32 task) public view returns (Head memory h) {
        uint256 slot = _headOf(task);
        h.lastRound = uint32(slot >> 224);
        h.valueRound = uint32(slot >> 192);
        h.posted = uint32(slot >> 160);
        h.participants = uint24(slot >> 136);
        h.exists = slot & EXISTS != 0;
        h.narrow = slot & NARROW != 0;
        h.callback = slot & CALLBACK != 0;
        h.insufficient = slot & INSUFFICIENT != 0;
        h.cancelled = slot & CANCELLED != 0;
        h.digest = slot & DIGEST != 0;
        h.first = int128(uint128(slot));
        if (h.digest) {
            uint256 counter = uint32(_counters[uint256(task) >> 3] >> 32 * (uint256(task) & 7));
            h.lastRound = uint32((counter & COUNTER_ROUND) >> 1);
            h.insufficient = counter & 1 != 0;
            h.valueRound = h.insufficient ? 0 : h.lastRound;
        }
    }

    /// @notice What the quorum signs for a payload.
    function batchDigest(bytes calldata payload) external view returns (bytes32) {
        return keccak256(abi.encode(BATCH_LABEL, block.chainid, address(this), setId, keccak256(payload)));
    }

    function _uint128(uint256 x) private pure returns (uint128) {
        if (x > type(uint128).max) revert PaymentFailed();
        return uint128(x);
    }
}
