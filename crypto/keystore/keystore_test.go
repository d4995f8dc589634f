package keystore

import (
	"bytes"
	"encoding/hex"
	"encoding/json"
	"errors"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"oracled/crypto/cryptotest"
)

func TestEIP2335(t *testing.T) {
	var cases []struct {
		Password string   `json:"password"`
		Encoded  string   `json:"encoded_password"`
		Secret   string   `json:"secret"`
		Keystore Keystore `json:"keystore"`
	}
	data, err := os.ReadFile("testdata/eip2335.json")
	if err != nil {
		t.Fatal(err)
	}
	if err := json.Unmarshal(data, &cases); err != nil || len(cases) < 2 {
		t.Fatal("cases are missing", err)
	}
	for _, c := range cases {
		if got := "0x" + hex.EncodeToString(encodePassword(c.Password)); got != c.Encoded {
			t.Errorf("password is encoded as %s, want %s", got, c.Encoded)
		}
		// Control codes and the normal form make no difference.
		slow := c.Keystore.Crypto.KDF.Function == "scrypt"
		for i, password := range []string{c.Password, "testpassword\u0000\u007f\u0090🔑"} {
			if slow && i > 0 {
				continue
			}
			secret, err := c.Keystore.Decrypt(password)
			if err != nil || "0x"+hex.EncodeToString(secret) != c.Secret {
				t.Errorf("%s: %v", c.Keystore.Crypto.KDF.Function, err)
			}
		}
		if slow {
			continue
		}
		if _, err := c.Keystore.AgentKey(c.Password); err != nil {
			t.Errorf("a validator's keystore is not an agent's: %v", err)
		}
		if _, err := c.Keystore.Decrypt("testpassword"); !errors.Is(err, ErrPassword) {
			t.Errorf("a wrong password gives %v", err)
		}
	}
}

func TestRoundTrip(t *testing.T) {
	agent, operator := cryptotest.Key(1, 0), cryptotest.OperatorKey(1, 0)
	for _, kdf := range KDFs() {
		if testing.Short() && kdf == Scrypt {
			continue
		}
		k, err := EncryptAgent(agent, "pässword", "m/12381/3600/0/0", kdf)
		if err != nil {
			t.Fatal(err)
		}
		file := filepath.Join(t.TempDir(), "agent.json")
		if err := Save(file, k); err != nil {
			t.Fatal(err)
		}
		if err := Save(file, k); !errors.Is(err, os.ErrExist) {
			t.Errorf("a keystore was replaced: %v", err)
		}
		info, err := os.Stat(file)
		if err != nil || info.Mode().Perm() != 0o600 {
			t.Errorf("mode %v, %v", info.Mode(), err)
		}
		got, warning, err := Load(file)
		if err != nil || warning != "" || got != k {
			t.Fatalf("%s: loaded %+v, warning %q, error %v", kdf, got, warning, err)
		}
		// The composed and the decomposed form are one password.
		key, err := got.AgentKey("pa\u0308ssword")
		if err != nil || key.ID() != agent.ID() {
			t.Fatalf("%s: %v", kdf, err)
		}
		if kdf == Scrypt {
			continue // slow; the rest does not depend on it
		}
		if _, err := got.AgentKey("password"); !errors.Is(err, ErrPassword) {
			t.Errorf("%s: a wrong password gives %v", kdf, err)
		}
		if err := os.Chmod(file, 0o640); err != nil {
			t.Fatal(err)
		}
		if _, warning, err := Load(file); err != nil || !strings.Contains(warning, "0640") {
			t.Errorf("no warning about a file open to its group: %q, %v", warning, err)
		}
	}
	k, err := EncryptOperator(operator, "p", "", LightForDevelopment)
	if err != nil {
		t.Fatal(err)
	}
	if key, err := k.OperatorKey("p"); err != nil || !bytes.Equal(key.PublicKey(), operator.PublicKey()) {
		t.Error(err)
	}
	if _, err := k.AgentKey("p"); err == nil {
		t.Error("an operator's keystore was opened as an agent's")
	}
}

// TestDamaged changes a keystore in many ways: an error each time, no panic, and
// the secret in none of them.
func TestDamaged(t *testing.T) {
	secret := bytes.Repeat([]byte{0x17}, 32)
	good, err := Encrypt(secret, "p", "", "", LightForDevelopment)
	if err != nil {
		t.Fatal(err)
	}
	damage := map[string]func(*Keystore){
		"version":          func(k *Keystore) { k.Version = 3 },
		"kdf":              func(k *Keystore) { k.Crypto.KDF.Function = "argon2" },
		"prf":              func(k *Keystore) { k.Crypto.KDF.Params.PRF = "hmac-sha1" },
		"no iterations":    func(k *Keystore) { k.Crypto.KDF.Params.C = 0 },
		"too many":         func(k *Keystore) { k.Crypto.KDF.Params.C = 1 << 30 },
		"negative":         func(k *Keystore) { k.Crypto.KDF.Params.C = -1 },
		"short key":        func(k *Keystore) { k.Crypto.KDF.Params.DKLen = 16 },
		"long key":         func(k *Keystore) { k.Crypto.KDF.Params.DKLen = 1 << 30 },
		"salt":             func(k *Keystore) { k.Crypto.KDF.Params.Salt = "zz" },
		"other salt":       func(k *Keystore) { k.Crypto.KDF.Params.Salt = "00" },
		"iv":               func(k *Keystore) { k.Crypto.Cipher.Params.IV = "00" },
		"cipher":           func(k *Keystore) { k.Crypto.Cipher.Function = "aes-256-gcm" },
		"message":          func(k *Keystore) { k.Crypto.Cipher.Message = "0" },
		"empty message":    func(k *Keystore) { k.Crypto.Cipher.Message = "" },
		"checksum":         func(k *Keystore) { k.Crypto.Checksum.Function = "md5" },
		"checksum message": func(k *Keystore) { k.Crypto.Checksum.Message = "" },
		"checksum not hex": func(k *Keystore) { k.Crypto.Checksum.Message = "x" },
		"scrypt no n": func(k *Keystore) {
			k.Crypto.KDF = Module{Function: "scrypt", Params: Params{DKLen: 32, R: 8, P: 1, Salt: "00"}}
		},
		"scrypt n odd": func(k *Keystore) {
			k.Crypto.KDF = Module{Function: "scrypt", Params: Params{DKLen: 32, N: 3, R: 8, P: 1, Salt: "00"}}
		},
		"scrypt too much": func(k *Keystore) {
			k.Crypto.KDF = Module{Function: "scrypt", Params: Params{DKLen: 32, N: 1 << 30, R: 8, P: 1, Salt: "00"}}
		},
		"scrypt too wide": func(k *Keystore) {
			k.Crypto.KDF = Module{Function: "scrypt", Params: Params{DKLen: 32, N: 2, R: 1 << 40, P: 1, Salt: "00"}}
		},
		"scrypt too often": func(k *Keystore) {
			k.Crypto.KDF = Module{Function: "scrypt", Params: Params{DKLen: 32, N: 2, R: 8, P: 1 << 40, Salt: "00"}}
		},
		"scrypt n negative": func(k *Keystore) {
			k.Crypto.KDF = Module{Function: "scrypt", Params: Params{DKLen: 32, N: -1 << 63, R: 8, P: 1, Salt: "00"}}
		},
	}
	for name, change := range damage {
		k := good
		change(&k)
		got, err := k.Decrypt("p")
		if err == nil || got != nil {
			t.Errorf("%s: no error", name)
		} else if strings.Contains(err.Error(), hex.EncodeToString(secret)) {
			t.Errorf("%s: the error holds the secret", name)
		}
	}
	if _, err := Encrypt(secret, "p", "", "", "argon2"); err == nil {
		t.Error("an unknown key derivation was accepted")
	}
	dir := t.TempDir()
	for name, text := range map[string]string{"empty": "", "other": `{"version":3}`, "list": "[]", "long": strings.Repeat(" ", maxFile+1)} {
		file := filepath.Join(dir, name)
		if err := os.WriteFile(file, []byte(text), 0o600); err != nil {
			t.Fatal(err)
		}
		if _, _, err := Load(file); err == nil {
			t.Errorf("%s file was loaded", name)
		}
	}
	if _, _, err := Load(filepath.Join(dir, "missing")); !errors.Is(err, os.ErrNotExist) {
		t.Errorf("a missing file gives %v", err)
	}
}

func FuzzDecrypt(f *testing.F) {
	good, err := Encrypt(make([]byte, 32), "p", "", "", LightForDevelopment)
	if err != nil {
		f.Fatal(err)
	}
	text, err := json.Marshal(good)
	if err != nil {
		f.Fatal(err)
	}
	f.Add(text)
	f.Add([]byte(`{"version":4,"crypto":{"kdf":{"function":"scrypt","params":{"n":2,"r":1,"p":1,"dklen":32,"salt":"00"}}}}`))
	f.Fuzz(func(t *testing.T, text []byte) {
		var k Keystore
		if json.Unmarshal(text, &k) != nil {
			return
		}
		p := k.Crypto.KDF.Params
		if p.N > 1<<10 || p.R > 8 || p.P > 8 || p.C > 1<<12 {
			return // valid, but slow
		}
		secret, err := k.Decrypt("p")
		if err != nil && secret != nil {
			t.Fatal("a secret beside an error")
		}
	})
}
