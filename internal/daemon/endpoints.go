package daemon

import (
	"go.uber.org/zap"

	"oracled/client"
	"oracled/config"
	"oracled/endpoint"
)

// Endpoints exports how the endpoints of a chain fare and what it takes for a
// block of theirs to be believed, and logs the trouble of single ones, which a
// chain survives as long as another one serves it.
func (o *Observer) Endpoints(c *client.Chain) {
	o.metrics.Endpoints.Add(c.Name, c.Eth.Status)
	o.metrics.Confirmations(c.Name, c.Config.Finality, c.Config.Confirmations)
	c.Eth.Notify(func(s endpoint.Status) {
		log := o.log.With(zap.String("chain", c.Name), zap.String("endpoint", s.Name))
		if s.State == endpoint.StateOK {
			log.Info("endpoint works again")
			return
		}
		log.Warn("endpoint in trouble", zap.String("state", string(s.State)), zap.Error(config.Redact(s.LastError)))
	})
}
