package config

// meanings explains every key; chains.* stands for a chain of any name.
// docs/configuration.md, the template and the flags' help come from here.
var meanings = map[string]string{
	"log.level":  "least severe messages to log: debug, info, warn or error",
	"log.format": "console for people, json for machines",

	"http.listen":         "address of the dashboard, /metrics, /livez, /readyz and /status; empty switches them off",
	"http.allowRemote":    "permit http.listen to be reached from other machines",
	"http.dashboardHosts": "names or addresses by which one may ask for the dashboard, and where http.listen is on a loopback address for anything there, beside localhost and 127.0.0.1; with any, the dashboard answers other machines too",

	"store.path":          "database of what was signed and sent; it must survive restarts",
	"store.snapshotEvery": "confirmed blocks between two snapshots of what the logs came to, from which a restart goes on; 0: a restart reads everything again",

	"history.keep": "for how long what `oracled report` looks back at is kept, in each chain's time; 0: no history",

	"tuning.mode":     "off; dry-run, which says what it would change; or on",
	"tuning.every":    "how much of a chain's time is measured before the next decision",
	"tuning.minChunk": "fewest agents whose submissions are verified together",
	"tuning.maxChunk": "most agents whose submissions are verified together; each doubles how long a stop may have to wait",

	"tuning.minCrossover": "least anchors, agents times coordinates, of a round that tuning may give to an accelerator",
	"tuning.maxCrossover": "most anchors of a round that tuning may keep from an accelerator",

	"stop.timeout": "how long what is in flight may take after the first signal before it is cut off; 0: as long as it takes",

	"compute.backend": "what rounds are solved on: cpu, cuda (an NVIDIA GPU), or auto, which takes the faster for each size; the answers are the same",

	"account.keystore":     "key of the account that pays for gas, JSON as geth writes it",
	"account.passwordFile": "file that holds the password of account.keystore",

	"account.signer.url":     "instead of account.keystore: web address of a remote signer that holds the key, or the path of Clef's IPC socket",
	"account.signer.kind":    "what the remote signer is: web3signer or clef",
	"account.signer.address": "address of the account that the remote signer signs for",

	"operator.keystores":    "operator keys that this process signs outcomes with: BLS, EIP-2335, or secp256k1 for an ECDSA set, JSON v3",
	"operator.passwordFile": "file that holds the password of operator.keystores",

	"operator.listen":    "address at which the other operators reach this one; empty: this process holds a quorum's keys and needs nobody",
	"operator.peers":     "the other operators, id@host:port each; `oracled operator keys` prints ids",
	"operator.turn":      "how long a leader has before the next one proposes as well; the default is two block times, at least 2s",
	"operator.rotations": "folder of the operator sets that were approved to come next",

	"agent.keystore":     "the agent's key, EIP-2335",
	"agent.passwordFile": "file that holds the password of agent.keystore",
	"agent.openings":     "folder in which the agent keeps its commitments' openings until they are revealed; it must survive restarts",
	"agent.command":      "program and arguments that print a position; it runs in the configuration's folder",
	"agent.url":          "web address that answers with a position, instead of agent.command",
	"agent.timeout":      "how long a position may take",
	"agent.tasks":        "tasks to take part in, such as 3 or polygon/3; empty: all that admit the agent",

	"policy.minBounty":    "serve only tasks that pay at least this per round, in wei",
	"policy.requesters":   "serve only tasks created by these accounts; empty: anybody's",
	"policy.maxDimension": "serve only tasks with at most this many coordinates",

	"chains.*.endpoint":      "RPC address of a node: ws://, wss://, http:// or https://",
	"chains.*.fallbacks":     "further endpoints of the chain, asked when the first fails or lags; transactions go to all",
	"chains.*.agreement":     "how many endpoints must agree on a block before its logs are believed, which are then derived from its receipts; 1: logs are checked against the header of one endpoint; 0: an endpoint is believed",
	"chains.*.finality":      "block that confirmations are counted from: depth (the head), safe or finalized",
	"chains.*.chainId":       "the chain's id; an endpoint with another is refused",
	"chains.*.hub":           "address of the NashOracle contract",
	"chains.*.startBlock":    "block of the hub's deployment, from which logs are read",
	"chains.*.confirmations": "blocks on top of one before it is believed",
	"chains.*.blockTime":     "expected time between blocks",
	"chains.*.pollInterval":  "time between looks at the head; the default is a quarter of blockTime",
	"chains.*.maxRange":      "blocks per request for logs; lower it if the endpoint refuses",
	"chains.*.dev":           "a development chain that may mine on demand only: ask it for a block when a round is due to close",

	"chains.*.tuning.costGwei":      "target of tuning: what an outcome may cost on average, in gwei; 0: no matter",
	"chains.*.tuning.latency":       "target of tuning: how long 95 of 100 outcomes may take from their round's close until they are on the chain; 0: no matter",
	"chains.*.tuning.minWait":       "least that tuning may set post.maxDelay or post.latencyBudget to",
	"chains.*.tuning.maxWait":       "most that tuning may set post.maxDelay or post.latencyBudget to; 0: what post says",
	"chains.*.tuning.minPercentile": "least that tuning may set post.feePercentile to",
	"chains.*.tuning.maxPercentile": "most that tuning may set post.feePercentile to; 0: 90",

	"chains.*.post.policy":           "when batches leave: immediate, fixed-delay or adaptive",
	"chains.*.post.maxDelay":         "fixed-delay: how long an outcome waits for others to share its transaction",
	"chains.*.post.latencyBudget":    "adaptive: how long an outcome may wait at most, for others or for a lower base fee",
	"chains.*.post.delayCostGwei":    "adaptive: what a second of one outcome's waiting is worth, in gwei; 0: only the budget counts",
	"chains.*.post.feeWindow":        "adaptive: blocks from which the habits of the base fee are learned",
	"chains.*.post.normalFeeMinGwei": "adaptive: the base fee is never expected to return to less than this",
	"chains.*.post.normalFeeMaxGwei": "adaptive: nor to more than this; 0: no limit",
	"chains.*.post.maxOutcomes":      "outcomes per transaction, at most 256",
	"chains.*.post.maxBatchGas":      "gas that a transaction may need, at most 16,777,216 (EIP-7825)",
	"chains.*.post.maxBatchBytes":    "bytes of a transaction, at most 131,072, which is what nodes take",
	"chains.*.post.maxQueue":         "outcomes kept while the chain is down, before superseded ones are dropped",
	"chains.*.post.maxFeeGwei":       "cap of the fee per gas; 0: none",
	"chains.*.post.resubmitAfter":    "a transaction not mined by then is sent again with a higher fee; the default is four block times, at least 8s",
	"chains.*.post.minTipGwei":       "floor of the priority fee; 0: that of the fee model, which is 25 for polygon and none for others",
	"chains.*.post.maxInFlight":      "transactions with outcomes on their way at once, at most 64; rounds of one task always follow each other",
	"chains.*.post.feeModel":         "how transactions are priced: eip1559, polygon, arbitrum, optimism or legacy; empty: by the chain's id, eip1559 where that is not known",
	"chains.*.post.feePercentile":    "percentile of the priority fees in recent blocks that is offered; 0: 50",
	"chains.*.post.feeBlocks":        "recent blocks whose priority fees are looked at; 0: 20",
}
