package testnet

import (
	"context"
	"fmt"
	"math"

	dto "github.com/prometheus/client_model/go"

	"oracled/internal/metrics"
)

// plausible says what a committee's metrics are at the end of the demo, in which
// agents and an operator misbehave and all else is well: every sample is from
// least to most, of a histogram its mean. Some sample is above 0, unless zero says
// why none need be.
type plausible struct {
	least, most float64
	zero        string
}

// Bounds that many metrics share.
const (
	anyCount   = 1e6
	fewMinutes = 600
	muchEther  = 1e22
	anyPlace   = 1e9 // a distance in the unit of the scenarios' tasks
)

const (
	nothingFails   = "nothing fails"
	nothingWaits   = "everything is settled"
	believedAtOnce = "the chains are not reorganised and believed at once"
	servedAlways   = "every task is served"
)

// plausibles has a row for every metric of docs/metrics.md.
var plausibles = map[string]plausible{
	"oracled_account_balance_wei":                 {1, muchEther, ""},
	"oracled_agents_trimmed_total":                {0, anyCount, ""},
	"oracled_backend_fallbacks_total":             {0, 0, "there is no GPU"},
	"oracled_backend_rounds_total":                {0, anyCount, ""},
	"oracled_batch_delay_seconds":                 {0, fewMinutes, ""},
	"oracled_batches_posted_total":                {0, anyCount, ""},
	"oracled_build_info":                          {1, 1, ""},
	"oracled_chain_confirmations":                 {0, 100, believedAtOnce},
	"oracled_chain_finality_seconds":              {0, fewMinutes, ""},
	"oracled_chain_halted":                        {0, 0, nothingFails},
	"oracled_chain_head_block":                    {1, anyCount, ""},
	"oracled_chain_head_timestamp_seconds":        {1.6e9, 1e10, ""},
	"oracled_chain_lag_blocks":                    {0, 100, "it has caught up"},
	"oracled_chain_ready":                         {0, 1, ""},
	"oracled_chain_silence_limit_seconds":         {0, 0, "the chains mine on demand"},
	"oracled_chain_silence_seconds":               {0, fewMinutes, ""},
	"oracled_chain_snapshot_block":                {0, anyCount, "too few blocks for a snapshot"},
	"oracled_chain_tip_block":                     {1, anyCount, ""},
	"oracled_committee_connections_refused_total": {0, anyCount, "everybody is a member"},
	"oracled_committee_judgements_total":          {0, anyCount, ""},
	"oracled_committee_peer_duties_total":         {0, anyCount, ""},
	"oracled_committee_peer_latency_seconds":      {0, fewMinutes, ""},
	"oracled_committee_peer_up":                   {0, 1, ""},
	"oracled_committee_proposals_total":           {0, anyCount, ""},
	"oracled_committee_quorum_seconds":            {0, fewMinutes, ""},
	"oracled_committee_refusals_total":            {0, anyCount, ""},
	"oracled_endpoint_error_ratio":                {0, 1, nothingFails},
	"oracled_endpoint_faults_total":               {0, anyCount, nothingFails},
	"oracled_endpoint_head_block":                 {1, anyCount, ""},
	"oracled_endpoint_lag_blocks":                 {0, 100, "there is one endpoint"},
	"oracled_endpoint_latency_seconds":            {0, fewMinutes, ""},
	"oracled_endpoint_preferred":                  {0, 1, ""},
	"oracled_endpoint_reorg_depth_blocks":         {0, 0, believedAtOnce},
	"oracled_endpoint_reorgs_total":               {0, 0, believedAtOnce},
	"oracled_endpoint_up":                         {0, 1, ""},
	"oracled_fees_wei_total":                      {0, muchEther, ""},
	"oracled_gas_used_total":                      {0, 1e12, ""},
	"oracled_outcome_fee_wei":                     {0, 1e18, ""},
	"oracled_outcome_gas":                         {0, 5e6, ""},
	"oracled_outcomes_posted_total":               {0, anyCount, ""},
	"oracled_outcomes_total":                      {0, anyCount, ""},
	"oracled_positions_total":                     {0, anyCount, ""},
	"oracled_queue_limit_outcomes":                {1, anyCount, ""},
	"oracled_queue_oldest_seconds":                {0, fewMinutes, nothingWaits},
	"oracled_queue_outcomes":                      {0, 100, nothingWaits},
	"oracled_rejections_total":                    {0, anyCount, ""},
	"oracled_retries_total":                       {0, anyCount, nothingFails},
	"oracled_scope_chain_late_total":              {0, 0, "every chain is in time"},
	"oracled_scope_combine_seconds":               {0, fewMinutes, ""},
	"oracled_scope_failures_total":                {0, 0, nothingFails},
	"oracled_scope_rounds_total":                  {0, 1, ""},
	"oracled_stage_seconds":                       {0, fewMinutes, ""},
	"oracled_store_bytes":                         {1, 1e9, ""},
	"oracled_store_free_bytes":                    {1, 1e18, ""},
	"oracled_task_agent_distance":                 {0, anyPlace, ""},
	"oracled_task_agents_trimmed_total":           {0, anyCount, ""},
	"oracled_task_breakdown_agents":               {0, anyCount, ""},
	"oracled_task_distance":                       {0, anyPlace, ""},
	"oracled_task_equilibrium_gap":                {0, 0x1p-64, "an outcome may be exact"},
	"oracled_task_outcome_timestamp_seconds":      {1.6e9, 1e10, ""},
	"oracled_task_outcomes_total":                 {0, anyCount, ""},
	"oracled_task_participants":                   {1, anyCount, ""},
	"oracled_task_period_seconds":                 {0, 1e5, ""},
	"oracled_task_positions_total":                {0, anyCount, ""},
	"oracled_task_posted_round":                   {0, anyCount, ""},
	"oracled_task_rejections_total":               {0, anyCount, ""},
	"oracled_task_round":                          {1, anyCount, ""},
	"oracled_task_stage_seconds":                  {0, fewMinutes, ""},
	"oracled_task_submissions":                    {1, anyCount, ""},
	"oracled_task_trimmed_agents":                 {0, anyCount, ""},
	"oracled_tasks_declined_total":                {0, 0, servedAlways},
	"oracled_transaction_bumps_total":             {0, anyCount, "fees do not rise"},
	"oracled_transaction_oldest_seconds":          {0, fewMinutes, nothingWaits},
	"oracled_transactions_in_flight":              {0, 100, nothingWaits},
	"oracled_tuning_decisions_total":              {0, anyCount, "the demo is too short for a window"},
	"oracled_tuning_value":                        {0, 1e5, ""},
}

// ImplausibleMetrics scrapes the operators at the end of the demo and says, in a
// sentence each, what of docs/metrics.md one of them does not serve or
// has another value than it can have.
func ImplausibleMetrics(ctx context.Context, operators []*Operator) ([]string, error) {
	var scrapes []map[string]*dto.MetricFamily
	for _, o := range operators {
		families, err := o.Scrape(ctx)
		if err != nil {
			return nil, err
		}
		scrapes = append(scrapes, families)
	}
	return implausible(scrapes), nil
}

func implausible(scrapes []map[string]*dto.MetricFamily) (out []string) {
	for _, d := range metrics.Catalogue() {
		want, known := plausibles[d.Name]
		if !known {
			out = append(out, fmt.Sprintf("%s: nobody has said what is plausible", d.Name))
			continue
		}
		most := 0.0
		for i, families := range scrapes {
			values := samples(families[d.Name])
			if len(values) == 0 && d.Kind != metrics.Histogram || families[d.Name] == nil {
				out = append(out, fmt.Sprintf("operator %d does not serve %s", i, d.Name))
				continue
			}
			for _, v := range values {
				if most = max(most, v); !(v >= want.least && v <= want.most) {
					out = append(out, fmt.Sprintf("operator %d serves %s %v, which is not from %v to %v", i, d.Name, v, want.least, want.most))
				}
			}
		}
		if most == 0 && want.zero == "" {
			out = append(out, fmt.Sprintf("%s is 0 at every operator", d.Name))
		}
	}
	return out
}

// samples returns the values of a family; of histograms the means, where there
// are any.
func samples(f *dto.MetricFamily) (out []float64) {
	for _, m := range f.GetMetric() {
		switch {
		case m.Counter != nil:
			out = append(out, m.GetCounter().GetValue())
		case m.Gauge != nil:
			out = append(out, m.GetGauge().GetValue())
		case m.GetHistogram().GetSampleCount() > 0:
			out = append(out, m.GetHistogram().GetSampleSum()/float64(m.GetHistogram().GetSampleCount()))
		case m.Histogram == nil:
			out = append(out, math.NaN()) // of a kind that we do not make
		}
	}
	return out
}
