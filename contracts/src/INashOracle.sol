// SPDX-License-Identifier: MIT
pragma solidity ^0.8.30;

import {AgentRegistry} from "./AgentRegistry.sol";
import {OutcomeProof} from "./lib/OutcomeProof.sol";
import {IQuorumVerifier} from "./quorum/IQuorumVerifier.sol";

/// @title The hub, as others see it
/// @notice Requesters create tasks, agents commit and reveal, a quorum of operators signs the outcomes,
/// anybody posts them. Nobody owns the hub, and nobody but the quorum has power over a result.
/// docs/protocol.md has every byte of it. Gas is that of a whole transaction.
interface INashOracle {
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

    /// No task has this number.
    error UnknownTask();
    // createTask
    /// The dimension is 0, or above 512, or above 4096 for a DIGEST task.
    error BadDimension();
    /// The width is neither 8 nor 16.
    error BadWidth();
    /// Half of the positions or more would be trimmed on either side.
    error BadTrim();
    /// The lambda is above 65,000.
    error BadLambda();
    /// `minAgents` is 0 or above `maxAgents`, or that does not fit 24 bits.
    error BadAgents();
    /// A trust is above 1.
    error BadTrust();
    /// The first round would start before this block, or does not fit 40 bits.
    error BadStart();
    /// A window for commitments or openings has no length.
    error BadWindows();
    /// A round would begin while the one before takes commitments, or more than 2^31 seconds after it.
    error BadPeriod();
    /// There is no code at the gate's address.
    error BadGate();
    /// A consumer without gas, gas without a consumer, or more gas than `MAX_CALLBACK_GAS`.
    error BadConsumer();
    /// No solver, or a solver or description that is too long.
    error BadText();
    // money
    /// The task has no bounty, so money would have no use.
    error NoBounty();
    /// The task is over and takes no money.
    error TaskOver();
    /// Only the task's creator may do this.
    error NotTheCreator();
    /// The first round has started.
    error Started();
    /// A round may still start or be posted: stop the feed, or wait for the deadline and the grace.
    error NotOver();
    /// The task has one round, is stopped or is over.
    error NothingToStop();
    /// Every round that was posted and is funded is paid.
    error NothingToClaim();
    /// The recipient refused the payment, or the funds would not fit 128 bits.
    error PaymentFailed();
    // commit and reveal
    /// Rounds are counted from 1 to the task's last.
    error NoSuchRound();
    /// The window is not open.
    error OutsideWindow();
    /// The registry does not have the caller as the agent's sender for this round.
    error NotTheSender();
    /// The task's gate does not admit the agent, reverts, or answers what is no answer.
    error NotAdmitted();
    /// The task has a bounty and cannot pay for this round and those that are under way.
    error Unfunded();
    /// An argument has the wrong number of bytes.
    error BadLength();
    // post
    /// The payload does not begin with 1.
    error BadVersion();
    /// The payload has no outcomes or more than 256; or no further task can be numbered.
    error BadCount();
    /// The payload ends before its last outcome does.
    error Truncated();
    /// The payload goes on after its last outcome.
    error TrailingBytes();
    /// An outcome has a flag that has no meaning.
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

    // -------------------------------------------------------------- fixed

    /// @notice Who decides what is an outcome.
    function quorum() external view returns (IQuorumVerifier);

    /// @notice Who sends for which agent.
    function registry() external view returns (AgentRegistry);

    /// @notice The identity of the operator set, part of all that it signs here.
    function setId() external view returns (bytes32);

    /// @notice Gas of the static call to a task's gate.
    function GATE_GAS() external view returns (uint256);

    /// @notice The largest callback gas a task may name: more would not fit a batch.
    function MAX_CALLBACK_GAS() external view returns (uint256);

    /// @notice What `post` keeps for itself at each callback beyond the callback's gas.
    function CALLBACK_RESERVE() external view returns (uint256);

    /// @notice For so many seconds after the last round's deadline its outcome may be posted and earn.
    function GRACE() external view returns (uint256);

    // --------------------------------------------------------------- tasks

    /// @notice Creates a task. Anybody may; what is paid with the call funds it, which needs a bounty. Gate and
    /// consumer are believed in nothing but what they answer. About 185,000 gas with a short solver and
    /// description.
    /// @param p What is asked for; a start of 0 is this block's time
    /// @return task bytes32(index), counted from 1
    function createTask(TaskParams calldata p) external payable returns (bytes32 task);

    /// @notice Adds to a task's funds. Anybody may; what is left when the task expires goes to its creator.
    /// About 35,000 gas.
    /// @param task One with a bounty that is neither cancelled nor expired
    function fund(bytes32 task) external payable;

    /// @notice Ends a task before its first round and refunds it, less what operators who posted rounds that had
    /// not begun have claimed. Only the creator, who must be able to receive money if the task has any.
    /// About 50,000 gas.
    /// @param task One whose first round has not started
    function cancel(bytes32 task) external;

    /// @notice Ends a feed: no round starts after this block. Only the creator. The rounds that have started, and
    /// the first in any case, go on and are paid. About 31,000 gas.
    /// @param task A feed that is not stopped yet
    function stop(bytes32 task) external;

    /// @notice Sends what the operators have not earned back to the creator, once the last round is over and
    /// its outcome had the grace to be posted. Anybody may call. What was earned stays for `claim`.
    /// About 50,000 gas, and what the creator does with the money.
    /// @param task One that has a last round, `GRACE` seconds after its deadline
    function expire(bytes32 task) external;

    /// @notice Pays the operators the bounty of every posted round that is funded and not paid yet. Anybody
    /// may call; the money goes to the payee of the serving set. About 50,000 gas, and what the payee does.
    /// @param task One with a bounty
    function claim(bytes32 task) external;

    // -------------------------------------------------------------- rounds

    /// @notice Submits an agent's commitment. Only the agent's registered sender, in the commit window, if
    /// the gate admits the agent and the task is funded. Stores nothing: a second commitment is logged too,
    /// and the operators reject both. About 50,000 gas, and what the gate needs.
    /// @param task What the commitment is for
    /// @param round The round whose window is open, counted from 1
    /// @param agent The address that the registry knows the agent by
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
    ) external;

    /// @notice Opens an agent's commitment. Only the agent's registered sender, in the reveal window. Stores
    /// nothing: whether it opens the commitment, the operators see. About 39,000 gas for one value.
    /// @param task What was committed to
    /// @param round The round of the commitment
    /// @param agent The address that the registry knows the agent by
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
    ) external;

    // ---------------------------------------------------------------- post

    /// @notice Stores the outcomes of a batch that a quorum signed, and calls the consumers. Anybody may
    /// call. An outcome that is not new is skipped; if none is new, this reverts before it does anything
    /// expensive. About 161,000 gas for one value with a BLS quorum, 5,900 for each
    /// further one of another task, and 1,300 for each of a DIGEST task.
    /// @param payload header ‖ outcomes, see docs/protocol.md
    /// @param proof What the quorum's verifier takes
    function post(bytes calldata payload, bytes calldata proof) external;

    /// @notice What the quorum signs for a payload: no two chains, hubs or operator sets share one. For nodes.
    /// @param payload header ‖ outcomes; that it is well formed is not checked
    /// @return keccak256(abi.encode(keccak256("oracled/batch/1"), chain id, hub, set id, keccak256(payload)))
    function batchDigest(bytes calldata payload) external view returns (bytes32);

    // --------------------------------------------------------------- views

    /// @notice The latest outcome of a task. How old a value may be is the caller's to judge. About 9,500 gas for
    /// one value, 182,000 for a hundred.
    /// @param task Any number; of one that is none the status is None
    /// @return value In units of 2⁻⁶⁴, one for each coordinate; empty before the first, and for a DIGEST task,
    /// whose values `readAt` proves
    /// @return round The round of the value; 0 also if the last round of a DIGEST task was insufficient
    /// @return updatedAt The reveal deadline of that round, 0 before the first; not the time of posting
    /// @return status What became of the last round posted
    function read(bytes32 task)
        external
        view
        returns (int128[] memory value, uint64 round, uint64 updatedAt, Status status);

    /// @notice An outcome of a DIGEST task, from the ring of roots: the last 8,192 batches that had such
    /// outcomes. About 10,000 gas, and 150 for each value.
    /// @param task A DIGEST task
    /// @param round Any of its rounds that the proof has; whoever sends a proof chooses the round
    /// @param proof What `oracled prove` prints
    /// @return value In units of 2⁻⁶⁴, one for each coordinate; empty if the round was insufficient
    /// @return updatedAt The round's reveal deadline
    /// @return status Ok or Insufficient
    function readAt(bytes32 task, uint64 round, OutcomeProof.Proof calldata proof)
        external
        view
        returns (int128[] memory value, uint64 updatedAt, Status status);

    /// @notice The root of a batch, for `OutcomeProof`; reverts NotInRing if the ring does not have it.
    /// @param batch Its number among the batches that have a root, from 1
    /// @return The root
    function rootAt(uint256 batch) external view returns (bytes32);

    /// @notice The number of batches with outcomes of DIGEST tasks; they are numbered from 1.
    function rootCount() external view returns (uint256);

    /// @notice The number of tasks; they are numbered from 1.
    function taskCount() external view returns (uint256);

    /// @notice The decoded head slot of a task; all zero for an unknown one.
    /// @param task Any number
    /// @return h The slot, or for a DIGEST task what its counter says in its place
    function head(bytes32 task) external view returns (Head memory h);

    /// @notice What is stored of a task besides its outcome; reverts UnknownTask if there is none.
    /// @param task Its number
    /// @return The fields of its slots
    function taskInfo(bytes32 task) external view returns (TaskInfo memory);

    /// @notice The bounds of a round: commitments in [commitFrom, commitUntil), openings in
    /// [revealFrom, deadline). Reverts NoSuchRound beyond the task's last.
    /// @param task Its number
    /// @param round Counted from 1
    /// @return commitFrom The first second of commitments
    /// @return commitUntil The first second after them
    /// @return revealFrom The first second of openings
    /// @return deadline The first second after them, from which on the round has an outcome
    function windows(bytes32 task, uint64 round)
        external
        view
        returns (uint64 commitFrom, uint64 commitUntil, uint64 revealFrom, uint64 deadline);
}
