package metrics

import (
	"math/big"
	"time"

	"github.com/prometheus/client_golang/prometheus"

	"oracled/oracle"
	"oracled/txmgr"
)

var (
	costBatches  = Def{"oracled_batches_posted_total", Counter, unitCount, "Batches that this process brought onto the chain.", []Label{chainLabel}, nil}
	costPosted   = Def{"oracled_outcomes_posted_total", Counter, unitCount, "Outcomes in the batches that this process brought onto the chain.", []Label{chainLabel}, nil}
	costGas      = Def{"oracled_gas_used_total", Counter, unitGas, "Gas used by the batches that this process brought onto the chain.", []Label{chainLabel}, nil}
	costFees     = Def{"oracled_fees_wei_total", Counter, unitWei, "Fees paid for the batches that this process brought onto the chain, for their data too.", []Label{chainLabel}, nil}
	costPerGas   = Def{"oracled_outcome_gas", Histogram, unitGas, "Gas that each batch of this process used, per outcome in it.", []Label{chainLabel}, prometheus.ExponentialBuckets(4096, 2, 12)}
	costPerFee   = Def{"oracled_outcome_fee_wei", Histogram, unitWei, "Fee paid for each batch of this process, per outcome in it.", []Label{chainLabel}, prometheus.ExponentialBuckets(1e9, 10, 10)}
	costDelay    = Def{"oracled_batch_delay_seconds", Histogram, unitSeconds, "Time from the anchor of a batch, the first block past the deadlines of its rounds, until it was mined, by this machine's clock.", []Label{chainLabel}, prometheus.ExponentialBuckets(0.5, 2, 14)}
	costBalance  = Def{"oracled_account_balance_wei", Gauge, unitWei, "Balance of the account that pays for gas, as it was last asked for.", []Label{chainLabel}, nil}
	costInFlight = Def{"oracled_transactions_in_flight", Gauge, unitCount, "Transactions that are sent and not yet settled, by state.", []Label{chainLabel, {"state", texts(txmgr.States())}}, nil}
	costOldest   = Def{"oracled_transaction_oldest_seconds", Gauge, unitSeconds, "Age of the oldest transaction that is sent and not yet mined, 0 when there is none.", []Label{chainLabel}, nil}
	costBumps    = Def{"oracled_transaction_bumps_total", Counter, unitCount, "Transactions that were sent again with higher fees.", []Label{chainLabel}, nil}
	costQueue    = Def{"oracled_queue_outcomes", Gauge, unitCount, "Outcomes that are not known to be on the chain for good.", []Label{chainLabel}, nil}
	costBound    = Def{"oracled_queue_limit_outcomes", Gauge, unitCount, "Length of the queue beyond which superseded outcomes are dropped.", []Label{chainLabel}, nil}
	costWait     = Def{"oracled_queue_oldest_seconds", Gauge, "seconds, chain time", "How long the outcome that is in the queue longest has been ready to leave.", []Label{chainLabel}, nil}
	costDefs     = []Def{costBatches, costPosted, costGas, costFees, costPerGas, costPerFee, costDelay, costBalance, costInFlight, costOldest, costBumps, costQueue, costBound, costWait}
)

// costs are the series about what waits for each chain and what posting costs.
type costs struct {
	batches, posted, gas, fees, bumps             *prometheus.CounterVec
	perGas, perFee, delay                         *prometheus.HistogramVec
	balance, inFlight, oldest, queue, bound, wait *prometheus.GaugeVec
}

func newCosts(reg prometheus.Registerer, names []string) costs {
	c := costs{
		batches: newCounter(reg, costBatches, names), posted: newCounter(reg, costPosted, names), gas: newCounter(reg, costGas, names),
		fees: newCounter(reg, costFees, names), bumps: newCounter(reg, costBumps, names),
		perGas: newHistogram(reg, costPerGas, names), perFee: newHistogram(reg, costPerFee, names), delay: newHistogram(reg, costDelay, names),
		balance: newGauge(reg, costBalance), inFlight: newGauge(reg, costInFlight), oldest: newGauge(reg, costOldest),
		queue: newGauge(reg, costQueue), bound: newGauge(reg, costBound), wait: newGauge(reg, costWait),
	}
	for _, name := range names {
		c.Pending(name, nil)
		c.Queue(name, 0, 0, 0)
	}
	return c
}

// Posted takes in a batch of ours that was mined, at a time of this machine's
// clock.
func (c *costs) Posted(chain string, b oracle.Batch, r oracle.Receipt, now time.Time) {
	n, gas, fee := float64(len(b.Outcomes)), float64(r.GasUsed), Fee(r)
	c.batches.WithLabelValues(chain).Inc()
	c.posted.WithLabelValues(chain).Add(n)
	c.gas.WithLabelValues(chain).Add(gas)
	c.fees.WithLabelValues(chain).Add(fee)
	c.perGas.WithLabelValues(chain).Observe(gas / max(n, 1))
	c.perFee.WithLabelValues(chain).Observe(fee / max(n, 1))
	c.delay.WithLabelValues(chain).Observe(max(now.Sub(time.Unix(int64(b.Anchor.Time), 0)).Seconds(), 0))
}

// Fee is what a transaction cost, in wei.
func Fee(r oracle.Receipt) float64 {
	wei := new(big.Int)
	if r.GasPriceWei != nil {
		wei.Mul(new(big.Int).SetUint64(r.GasUsed), r.GasPriceWei)
	}
	if r.DataFeeWei != nil {
		wei.Add(wei, r.DataFeeWei)
	}
	return float(wei)
}

func float(x *big.Int) float64 {
	f, _ := new(big.Float).SetInt(x).Float64()
	return f
}

// Balance takes in what the account has, in wei.
func (c *costs) Balance(chain string, wei *big.Int) {
	c.balance.WithLabelValues(chain).Set(float(wei))
}

// Bumped counts a transaction that was sent again with higher fees.
func (c *costs) Bumped(chain string) { c.bumps.WithLabelValues(chain).Inc() }

// Pending sets what is in flight now.
func (c *costs) Pending(chain string, all []txmgr.Pending) {
	states := map[txmgr.State]int{}
	var oldest time.Duration
	for _, p := range all {
		states[p.State]++
		if p.State != txmgr.Mined {
			oldest = max(oldest, p.Age)
		}
	}
	for _, s := range txmgr.States() {
		c.inFlight.WithLabelValues(chain, string(s)).Set(float64(states[s]))
	}
	c.oldest.WithLabelValues(chain).Set(oldest.Seconds())
}

// Queue sets what waits to be posted now.
func (c *costs) Queue(chain string, length, bound int, oldest time.Duration) {
	c.queue.WithLabelValues(chain).Set(float64(length))
	c.bound.WithLabelValues(chain).Set(float64(bound))
	c.wait.WithLabelValues(chain).Set(oldest.Seconds())
}
