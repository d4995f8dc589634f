package testnet

import (
	"encoding/json"
	"fmt"
	"net/http"

	"oracled/client"
)

// Truth returns what the agents try to estimate, as decimal units: a function of
// the chain, the task and the round that the agents' programs know too.
func Truth(chainID uint64, task uint32, round uint64, coordinate int) float64 {
	return float64(1000*uint64(task)+chainID%97) + 3.25*float64(round) + 10*float64(coordinate)
}

// Spread is the most by which an honest agent is off, in decimal units.
const Spread = 0.5

// noise is a small deterministic generator: the same agent says the same thing
// about the same question, and different agents different things.
func noise(agent int, chainID uint64, task uint32, round uint64, coordinate int) float64 {
	x := uint64(agent)*1_000_003 + chainID*7919 + uint64(task)*104_729 + round*1_299_709 + uint64(coordinate)*15_485_863
	x ^= x >> 33
	x *= 0xff51afd7ed558ccd
	x ^= x >> 33
	x *= 0xc4ceb9fe1a85ec53
	x ^= x >> 33
	return (float64(x>>11)/(1<<53)*2 - 1) * Spread
}

// Forecast answers a request as honest agent number i does.
func Forecast(i int, r client.Request) (values []float64, confidence int) {
	for c := range r.Dimension {
		values = append(values, Truth(r.ChainID, r.Task, r.Round, c)+noise(i, r.ChainID, r.Task, r.Round, c))
	}
	return values, 55 + 3*(i%15)
}

// ForecastHandler serves Forecast: POST /agent/N with a request.
func ForecastHandler() http.Handler {
	mux := http.NewServeMux()
	mux.HandleFunc("POST /agent/{i}", func(w http.ResponseWriter, req *http.Request) {
		var i int
		if _, err := fmt.Sscan(req.PathValue("i"), &i); err != nil {
			http.Error(w, "no such agent", http.StatusNotFound)
			return
		}
		var r client.Request
		if err := json.NewDecoder(http.MaxBytesReader(w, req.Body, 1<<16)).Decode(&r); err != nil {
			http.Error(w, err.Error(), http.StatusBadRequest)
			return
		}
		values, confidence := Forecast(i, r)
		w.Header().Set("Content-Type", "application/json")
		_ = json.NewEncoder(w).Encode(map[string]any{"values": values, "confidence": confidence})
	})
	return mux
}
