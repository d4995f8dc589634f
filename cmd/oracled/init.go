package main

import (
	"crypto/ecdsa"
	"crypto/rand"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"strings"

	gethkeystore "github.com/ethereum/go-ethereum/accounts/keystore"
	ethcrypto "github.com/ethereum/go-ethereum/crypto"
	"github.com/spf13/cobra"

	"oracled/config"
	"oracled/crypto"
	"oracled/crypto/keystore"
)

// anvilKey is the first account of anvil, hardhat and others. Everybody knows
// it; it is funded on development chains and worthless anywhere else.
const anvilKey = "ac0974bec39a17e36ba4a6b4d238ff944bacb478cbed5efcae784d7bf4f2ff80"

type initOptions struct {
	operators       int
	kind            string
	agent           bool
	dev, devAccount bool
}

func newInit() *cobra.Command {
	o := initOptions{}
	cmd := &cobra.Command{
		Use:   "init [DIR]",
		Short: "Write a commented configuration and the keys that it names",
		Long: `Init writes oracled.yaml, the key of an account that pays for gas, operator and
agent keys, and the password that protects them, into DIR (default: here). It
replaces nothing.`,
		Args: cobra.MaximumNArgs(1),
		RunE: func(cmd *cobra.Command, args []string) error {
			dir := "."
			if len(args) == 1 {
				dir = args[0]
			}
			switch {
			case o.operators < 0 || o.operators > crypto.MaxOperators:
				return fmt.Errorf("--operators: %d; expected 0 to %d", o.operators, crypto.MaxOperators)
			case crypto.Kind(o.kind).Check() != nil:
				return fmt.Errorf("--kind: %w", crypto.Kind(o.kind).Check())
			case o.devAccount && !o.dev:
				return errors.New("--dev-account: that account's key is public, so it needs --dev")
			}
			return initialise(cmd, dir, o)
		},
	}
	cmd.Flags().IntVar(&o.operators, "operators", 1, "how many operator keys to write; 0 for an agent or a reader")
	cmd.Flags().StringVar(&o.kind, "kind", string(crypto.BLS), "the `kind` of the operator keys, and so of the set that oracled deploy founds with them: bls or ecdsa")
	cmd.Flags().BoolVar(&o.agent, "agent", false, "write an agent key as well")
	cmd.Flags().BoolVar(&o.dev, "dev", false, "describe a development chain on this machine (anvil), with keys that are quick to open and weakly protected")
	cmd.Flags().BoolVar(&o.devAccount, "dev-account", false, "with --dev: use anvil's first account, which has ether there and whose key everybody knows")
	return cmd
}

func initialise(cmd *cobra.Command, dir string, o initOptions) (err error) {
	cfg := config.Default()
	cfg.Account = config.Account{Keystore: "keys/account.json", PasswordFile: "keys/password"}
	files := []string{defaultConfig, cfg.Account.PasswordFile, cfg.Account.Keystore}
	for i := range o.operators {
		cfg.Operator.Keystores = append(cfg.Operator.Keystores, fmt.Sprintf("keys/operator-%d.json", i+1))
	}
	files = append(files, cfg.Operator.Keystores...)
	if o.operators > 0 {
		cfg.Operator.PasswordFile = cfg.Account.PasswordFile
	}
	if o.agent {
		cfg.Agent.Keystore, cfg.Agent.PasswordFile = "keys/agent.json", cfg.Account.PasswordFile
		files = append(files, cfg.Agent.Keystore)
	}
	chain := config.ExampleChain()
	if o.dev {
		chain = config.DevChain()
	}
	cfg.Chains[chain.Name] = chain

	for _, f := range files {
		path := filepath.Join(dir, f)
		if _, err := os.Lstat(path); err == nil {
			return fmt.Errorf("init: %s exists and is never replaced; name another folder, or move it away", path)
		} else if !errors.Is(err, fs.ErrNotExist) {
			return fmt.Errorf("init: %w", err)
		}
	}
	if err := os.MkdirAll(filepath.Join(dir, "keys"), 0o700); err != nil {
		return fmt.Errorf("init: make the folder: %w", err)
	}
	// What was written before a failure would be in the way of the next try.
	var written []string
	defer func() {
		if err != nil {
			for _, path := range written {
				_ = os.Remove(path)
			}
		}
	}()
	create := func(name string, data []byte) error {
		path := filepath.Join(dir, name)
		if err := writeNew(path, data); err != nil {
			return fmt.Errorf("init: %w", err)
		}
		written = append(written, path)
		return nil
	}

	password := rand.Text()
	if err := create(cfg.Account.PasswordFile, []byte(password+"\n")); err != nil {
		return err
	}
	out := &strings.Builder{}
	account, err := accountKey(o.devAccount)
	if err != nil {
		return fmt.Errorf("init: make the account: %w", err)
	}
	address := ethcrypto.PubkeyToAddress(account.PublicKey)
	encrypted, err := encryptAccount(account, password, o.dev)
	if err != nil {
		return fmt.Errorf("init: encrypt the account: %w", err)
	}
	if err := create(cfg.Account.Keystore, encrypted); err != nil {
		return err
	}
	fmt.Fprintf(out, "  %-22s account %s\n", cfg.Account.Keystore, address)

	kdf := keystore.Scrypt
	if o.dev {
		kdf = keystore.LightForDevelopment
	}
	for _, name := range cfg.Operator.Keystores {
		key, err := crypto.Kind(o.kind).GenerateKey(nil)
		if err != nil {
			return fmt.Errorf("init: %w", err)
		}
		path, who := filepath.Join(dir, name), key.String()
		err = keystore.SaveOperator(path, key, password, kdf)
		key.Wipe()
		if err != nil {
			return fmt.Errorf("init: %w", err)
		}
		written = append(written, path)
		fmt.Fprintf(out, "  %-22s %s\n", name, who)
	}
	if o.agent {
		key, err := crypto.GenerateAgentKey(nil)
		if err != nil {
			return fmt.Errorf("init: %w", err)
		}
		k, err := keystore.EncryptAgent(key, password, "", kdf)
		id := key.ID()
		key.Wipe()
		if err != nil {
			return fmt.Errorf("init: encrypt %s: %w", cfg.Agent.Keystore, err)
		}
		path := filepath.Join(dir, cfg.Agent.Keystore)
		if err := keystore.Save(path, k); err != nil {
			return fmt.Errorf("init: %w", err)
		}
		written = append(written, path)
		fmt.Fprintf(out, "  %-22s agent %s\n", cfg.Agent.Keystore, id)
	}
	if err := create(defaultConfig, config.Template(cfg)); err != nil {
		return err
	}

	w := cmd.OutOrStdout()
	fmt.Fprintf(w, "Written to %s:\n  %-22s the configuration, commented\n  %-22s protects the keys; move it somewhere safe\n%s\nNext:\n", dir, defaultConfig, cfg.Account.PasswordFile, out)
	flag := ""
	if filepath.Clean(dir) != "." {
		flag = " --config " + filepath.Join(dir, defaultConfig)
	}
	step := 0
	say := func(format string, args ...any) {
		step++
		fmt.Fprintf(w, "  %d. "+format+"\n", append([]any{step}, args...)...)
	}
	switch {
	case o.devAccount:
		say("The account is anvil's first one. Everybody has its key: never send it anything of value.")
	case o.dev:
		say("Send ether of the development chain to %s (or begin again with --dev-account).", address)
	default:
		say("In %s set the endpoint and chainId of your node, and send ether for gas to %s.", defaultConfig, address)
	}
	if o.operators > 0 {
		say("oracled deploy%s    creates the contracts and prints the hub to set in %s; skip it and set the hub if there is one", flag, defaultConfig)
	} else {
		say("Set the hub in %s to the address that its operators tell.", defaultConfig)
	}
	say("oracled doctor%s    tries everything and says what is missing", flag)
	if o.operators > 0 {
		say("oracled run%s", flag)
	}
	if o.agent {
		say("oracled agent register%s, then set agent.command or agent.url and call oracled agent run%s", flag, flag)
	}
	return nil
}

// writeNew writes a file that only its owner can read and that did not exist.
func writeNew(path string, data []byte) error {
	f, err := os.OpenFile(path, os.O_WRONLY|os.O_CREATE|os.O_EXCL, 0o600)
	if err != nil {
		return err
	}
	_, err = f.Write(data)
	if err = errors.Join(err, f.Sync(), f.Close()); err != nil {
		_ = os.Remove(path)
	}
	return err
}

func accountKey(dev bool) (*ecdsa.PrivateKey, error) {
	if dev {
		return ethcrypto.HexToECDSA(anvilKey)
	}
	return ethcrypto.GenerateKey()
}

// encryptAccount writes an account's key as geth does.
func encryptAccount(key *ecdsa.PrivateKey, password string, light bool) ([]byte, error) {
	n, p := gethkeystore.StandardScryptN, gethkeystore.StandardScryptP
	if light {
		n, p = gethkeystore.LightScryptN, gethkeystore.LightScryptP
	}
	var id [16]byte // a random UUID
	if _, err := rand.Read(id[:]); err != nil {
		return nil, err
	}
	id[6], id[8] = id[6]&0x0f|0x40, id[8]&0x3f|0x80
	b, err := gethkeystore.EncryptKey(&gethkeystore.Key{Id: id, Address: ethcrypto.PubkeyToAddress(key.PublicKey), PrivateKey: key}, password, n, p)
	if err != nil {
		return nil, err
	}
	return append(b, '\n'), nil
}
