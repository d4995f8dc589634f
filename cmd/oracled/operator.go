package main

import (
	"encoding/json"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"time"

	"github.com/ethereum/go-ethereum/common"
	"github.com/ethereum/go-ethereum/common/hexutil"
	"github.com/spf13/cobra"
	"go.uber.org/zap"

	"oracled/client"
	"oracled/committee"
	"oracled/config"
	"oracled/crypto"
	"oracled/crypto/keystore"
	"oracled/internal/daemon"
)

func newOperator() *cobra.Command {
	cmd := &cobra.Command{
		Use:   "operator",
		Short: "What operators do among themselves: keys, sets, rotations, peers",
		Long: `Operators of one set each run their own oracled. To found a set, everybody runs
operator keys and sends the result to one of them, who runs operator plan and
sends the plan back; everybody runs operator register and sends the
registration; with all of them oracled deploy creates the hub. To hand over to
another set, the plan goes to everybody who serves, who runs operator rotate
approve; operator rotate submit collects the signatures from the running daemons.`,
	}
	rotate := &cobra.Command{Use: "rotate", Short: "Hand over to another operator set"}
	rotate.AddCommand(newRotateApprove(), newRotateSubmit())
	cmd.AddCommand(newOperatorKeys(), newOperatorPlan(), newOperatorRegister(), rotate, newOperatorPeers())
	return cmd
}

// operatorKey is how a public key travels.
type operatorKey struct {
	ID        common.Address `json:"id"`
	Kind      crypto.Kind    `json:"kind"`
	PublicKey hexutil.Bytes  `json:"publicKey"`
}

func newOperatorKeys() *cobra.Command {
	var create, kind string
	var light bool
	cmd := &cobra.Command{
		Use:   "keys",
		Short: "Print the ids and public keys of operator.keystores, as JSON for operator plan",
		Long: `Keys prints what the others need to know of this operator: ids and public keys.
With --new it makes a key first, in a file that is protected by
operator.passwordFile and never replaced. A set is of one kind as long as there is
its hub: bls, or ecdsa, which is cheaper up to 27 signatures to a proof and needs
no BLS precompiles of the chain.`,
		Args: cobra.NoArgs,
		RunE: func(cmd *cobra.Command, _ []string) error {
			cfg, err := loadConfig(cmd)
			if err != nil {
				return err
			}
			if create == "" && (light || cmd.Flags().Changed("kind")) {
				return errors.New("--kind and --light are about a new key; name its file with --new")
			}
			if create != "" {
				if err := createOperatorKey(cfg.Operator, create, crypto.Kind(kind), light); err != nil {
					return err
				}
				cfg.Operator.Keystores = []string{create}
				fmt.Fprintf(cmd.ErrOrStderr(), "%s written; add it to operator.keystores\n", create)
			}
			if err := cfg.Check(config.NeedOperator); err != nil {
				return err
			}
			keys, err := daemon.OpenOperatorKeys(cfg.Operator, zap.NewNop())
			if err != nil {
				return err
			}
			var out []operatorKey
			for _, k := range keys {
				out = append(out, operatorKey{k.ID(), k.Kind(), k.PublicKey()})
				k.Wipe()
			}
			return printJSON(cmd, out)
		},
	}
	cmd.Flags().StringVar(&create, "new", "", "make a key and keep it in this `file`")
	cmd.Flags().StringVar(&kind, "kind", string(crypto.BLS), "with --new: the `kind` of the sets that the key can belong to, bls or ecdsa")
	cmd.Flags().BoolVar(&light, "light", false, "with --new: quick to open and weakly protected, for development")
	return cmd
}

func createOperatorKey(cfg config.Operator, path string, kind crypto.Kind, light bool) error {
	if err := kind.Check(); err != nil {
		return fmt.Errorf("--kind: %w", err)
	}
	if cfg.PasswordFile == "" {
		return errors.New("operator.passwordFile: missing; give the file that holds the password of the new key")
	}
	password, err := config.ReadPassword(cfg.PasswordFile)
	if err != nil {
		return fmt.Errorf("operator.passwordFile: %w", err)
	}
	if _, err := os.Lstat(path); err == nil {
		return fmt.Errorf("%s exists and is never replaced; name another file", path)
	} else if !errors.Is(err, fs.ErrNotExist) {
		return err
	}
	k, err := kind.GenerateKey(nil)
	if err != nil {
		return err
	}
	defer k.Wipe()
	kdf := keystore.Scrypt
	if light {
		kdf = keystore.LightForDevelopment
	}
	return keystore.SaveOperator(path, k, password, kdf)
}

func newOperatorPlan() *cobra.Command {
	var chains []string
	var threshold int
	var payee, sender string
	cmd := &cobra.Command{
		Use:   "plan KEYS...",
		Short: "Write down an operator set from the members' keys: the first of a hub, or the next",
		Long: `Plan reads what operator keys printed for each member (files) and prints the
plan of a set. On chains without a hub it is the first set of one; otherwise the
one that follows the set in service.`,
		Args: cobra.MinimumNArgs(1),
		RunE: func(cmd *cobra.Command, args []string) error {
			cfg, err := loadConfig(cmd, config.NeedChains, config.NeedAccount)
			if err != nil {
				return err
			}
			account, err := daemon.OpenAccount(cfg.Account)
			if err != nil {
				return err
			}
			from, to := account.Address(), account.Address()
			if sender != "" {
				if from, err = addressFlag("sender", sender); err != nil {
					return err
				}
			}
			if payee != "" {
				if to, err = addressFlag("payee", payee); err != nil {
					return err
				}
			}
			var keys [][]byte
			for _, file := range args {
				var members []operatorKey
				if err := readJSON(file, &members); err != nil {
					return err
				}
				for _, m := range members {
					keys = append(keys, m.PublicKey)
				}
			}
			connected, done, err := connectForPlan(cmd, cfg, chains)
			if err != nil {
				return err
			}
			defer done()
			p, err := client.PlanSet(cmd.Context(), connected, keys, threshold, to, from)
			if err != nil {
				return err
			}
			fmt.Fprintf(cmd.ErrOrStderr(), "%d operators of kind %s, %d must sign, epoch %d, plan %s\n", len(p.Keys), p.Set().Kind(), p.Threshold, p.Epoch, p.Digest())
			return printJSON(cmd, p)
		},
	}
	cmd.Flags().StringSliceVar(&chains, "chain", nil, "chains on which the set is to serve (default: all of the configuration)")
	cmd.Flags().IntVar(&threshold, "threshold", 0, "operators that must sign (default: the least above two thirds)")
	cmd.Flags().StringVar(&payee, "payee", "", "who receives the bounties (default: the account of the configuration)")
	cmd.Flags().StringVar(&sender, "sender", "", "the account that will put the set into service (default: that of the configuration)")
	return cmd
}

// connectForPlan connects to chains whether they have a hub or not.
func connectForPlan(cmd *cobra.Command, cfg config.Config, names []string) (out []*client.Chain, done func(), err error) {
	done = func() {
		for _, c := range out {
			c.Close()
		}
	}
	if len(names) == 0 {
		names = cfg.ChainNames()
	}
	for _, name := range names {
		entry, err := cfg.Chain(name)
		if err != nil {
			done()
			return nil, nil, err
		}
		open := client.Connect
		if entry.Hub == (common.Address{}) {
			open = client.Dial
		}
		c, err := open(cmd.Context(), name, entry.Config)
		if err != nil {
			done()
			return nil, nil, err
		}
		out = append(out, c)
	}
	return out, done, nil
}

func newOperatorRegister() *cobra.Command {
	return &cobra.Command{
		Use:   "register PLAN",
		Short: "Print this operator's registration for a plan: its consent, and the proofs of possession",
		Long: `Register reads a plan and prints, for every key of operator.keystores that is in
it, the proofs of possession that the quorum's contracts ask for. Look at the plan
first: whoever has all registrations can put its set into service.`,
		Args: cobra.ExactArgs(1),
		RunE: func(cmd *cobra.Command, args []string) error {
			cfg, err := loadConfig(cmd, config.NeedOperator)
			if err != nil {
				return err
			}
			p, err := readPlan(args[0])
			if err != nil {
				return err
			}
			keys, err := daemon.OpenOperatorKeys(cfg.Operator, zap.NewNop())
			if err != nil {
				return err
			}
			var out []crypto.Registration
			for _, k := range keys {
				if p.Set().Index(k.PublicKey()) >= 0 {
					r, err := p.Register(k)
					if err != nil {
						return err
					}
					out = append(out, r)
				}
				k.Wipe()
			}
			if len(out) == 0 {
				return errors.New("none of operator.keystores is in the plan")
			}
			return printJSON(cmd, out)
		},
	}
}

func newRotateApprove() *cobra.Command {
	return &cobra.Command{
		Use:   "approve PLAN",
		Short: "Let the daemon sign a plan when another operator asks",
		Long: `Approve puts the plan into operator.rotations. From then on the running daemon
signs it, and registers for it, when a member of the serving set asks. An operator
signs one plan for each epoch.`,
		Args: cobra.ExactArgs(1),
		RunE: func(cmd *cobra.Command, args []string) error {
			cfg, err := loadConfig(cmd)
			if err != nil {
				return err
			}
			p, err := readPlan(args[0])
			if err != nil {
				return err
			}
			path, err := committee.Folder(cfg.Operator.Rotations).Approve(p)
			if err != nil {
				return err
			}
			fmt.Fprintf(cmd.OutOrStdout(), "plan %s approved: %s\n", p.Digest(), path)
			return nil
		},
	}
}

func newRotateSubmit() *cobra.Command {
	var files []string
	cmd := &cobra.Command{
		Use:   "submit PLAN",
		Short: "Collect the serving set's signatures of a plan and put it into service",
		Long: `Submit asks the daemons of operator.peers to sign a plan, adds this operator's own
signature and registration, and rotates the set on every chain of the plan. New
members that serve nothing yet send their registration as a file. A chain that has
rotated already is left alone, so submit may be repeated.`,
		Args: cobra.ExactArgs(1),
		RunE: func(cmd *cobra.Command, args []string) error {
			cfg, err := loadConfig(cmd, config.NeedHub, config.NeedAccount, config.NeedOperator)
			if err != nil {
				return err
			}
			p, err := readPlan(args[0])
			if err != nil {
				return err
			}
			registrations, err := readRegistrations(files)
			if err != nil {
				return err
			}
			return daemon.Rotate(cmd.Context(), cfg, p, registrations, func(format string, args ...any) {
				fmt.Fprintf(cmd.OutOrStdout(), format+"\n", args...)
			})
		},
	}
	cmd.Flags().StringSliceVar(&files, "registration", nil, "`files` with registrations of operators that cannot be asked")
	return cmd
}

func newOperatorPeers() *cobra.Command {
	var asJSON bool
	cmd := &cobra.Command{
		Use:   "peers",
		Short: "Ask every operator of operator.peers how it is",
		Args:  cobra.NoArgs,
		RunE: func(cmd *cobra.Command, _ []string) error {
			cfg, err := loadConfig(cmd, config.NeedHub, config.NeedOperator)
			if err != nil {
				return err
			}
			peers, err := daemon.AskPeers(cmd.Context(), cfg)
			if err != nil {
				return err
			}
			if asJSON {
				return printJSON(cmd, peers)
			}
			out := cmd.OutOrStdout()
			bad := false
			for _, p := range peers {
				switch {
				case p.Self:
					fmt.Fprintf(out, "%s  this operator\n", p.ID)
				case p.Error != "":
					bad = true
					fmt.Fprintf(out, "%s  %s: %s\n", p.ID, p.Host, daemon.Printable(p.Error))
				default:
					fmt.Fprintf(out, "%s  %s: answers in %s, version %s", p.ID, p.Host, p.Took.Round(time.Millisecond), daemon.Printable(p.Hello.Version))
					for _, c := range p.Hello.Chains {
						fmt.Fprintf(out, ", chain %d at block %d (epoch %d)", c.ChainID, c.Confirmed, c.Epoch)
					}
					fmt.Fprintln(out)
				}
			}
			if bad {
				return exitError{code: 1}
			}
			return nil
		},
	}
	cmd.Flags().BoolVar(&asJSON, "json", false, "print JSON")
	return cmd
}

func readPlan(file string) (crypto.SetPlan, error) {
	raw, err := os.ReadFile(filepath.Clean(file))
	if err != nil {
		return crypto.SetPlan{}, err
	}
	p, err := crypto.ParsePlan(raw)
	if err != nil {
		return p, fmt.Errorf("%s: %w", file, err)
	}
	return p, nil
}

func readRegistrations(files []string) (out []crypto.Registration, err error) {
	for _, file := range files {
		var some []crypto.Registration
		if err := readJSON(file, &some); err != nil {
			return nil, err
		}
		out = append(out, some...)
	}
	return out, nil
}

func readJSON(file string, into any) error {
	raw, err := os.ReadFile(filepath.Clean(file))
	if err != nil {
		return err
	}
	if err := json.Unmarshal(raw, into); err != nil {
		return fmt.Errorf("read %s: %w", file, err)
	}
	return nil
}

func printJSON(cmd *cobra.Command, v any) error {
	e := json.NewEncoder(cmd.OutOrStdout())
	e.SetIndent("", "  ")
	return e.Encode(v)
}
