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

	"oracled/crypto"
	"oracled/crypto/cryptotest"
)

func TestOperatorsOfBothKinds(t *testing.T) {
	dir := t.TempDir()
	for _, kind := range crypto.Kinds() {
		keys, _ := cryptotest.Operators(kind, 5, 1)
		file := filepath.Join(dir, string(kind)+".json")
		if err := SaveOperator(file, keys[0], "secret", LightForDevelopment); err != nil {
			t.Fatal(err)
		}
		if err := SaveOperator(file, keys[0], "secret", LightForDevelopment); err == nil {
			t.Error("a keystore was replaced")
		}
		if info, err := os.Stat(file); err != nil || info.Mode().Perm() != 0o600 {
			t.Errorf("%s: %v, %v", kind, info.Mode(), err)
		}
		raw, err := os.ReadFile(file)
		if err != nil {
			t.Fatal(err)
		}
		if bytes.Contains(raw, []byte(hex.EncodeToString(keys[0].SecretBytes()))) {
			t.Errorf("%s: the secret is in the file", kind)
		}
		got, warning, err := OpenOperator(file, "secret")
		if err != nil || warning != "" || got.Kind() != kind || !bytes.Equal(got.PublicKey(), keys[0].PublicKey()) || !bytes.Equal(got.SecretBytes(), keys[0].SecretBytes()) {
			t.Errorf("%s: %v, %q, %v", kind, got, warning, err)
		}
		if _, _, err := OpenOperator(file, "Secret"); !errors.Is(err, ErrPassword) {
			t.Errorf("%s: another password: %v", kind, err)
		}
		if name, err := OperatorName(file); err != nil || name != hex.EncodeToString(keys[0].PublicKey()) {
			t.Errorf("%s: %s, %v", kind, name, err)
		}
		if err := os.Chmod(file, 0o644); err != nil {
			t.Fatal(err)
		}
		if _, warning, err := OpenOperator(file, "secret"); err != nil || !strings.Contains(warning, "chmod 600") {
			t.Errorf("%s: %q, %v", kind, warning, err)
		}
	}
}

// TestWeb3Vectors: the test vectors of Web3 Secret Storage, version 3.
func TestWeb3Vectors(t *testing.T) {
	const secret = "7a28b5ba57c53603b0b07b56bba752f7784bf506fa95edc395f5cf6c7514fe9d"
	for name, file := range map[string]string{
		"pbkdf2": `{"crypto":{"cipher":"aes-128-ctr","cipherparams":{"iv":"6087dab2f9fdbbfaddc31a909735c1e6"},"ciphertext":"5318b4d5bcd28de64ee5559e671353e16f075ecae9f99c7a79a38af5f869aa46",
"kdf":"pbkdf2","kdfparams":{"c":262144,"dklen":32,"prf":"hmac-sha256","salt":"ae3cd4e7013836a3df6bd7241b12db061dbe2c6785853cce422d148a624ce0bd"},
"mac":"517ead924a9d0dc3124507e3393d175ce3ff7c1e96529c6c555ce9e51205e9b2"},"id":"3198bc9c-6672-5ab3-d995-4942343ae5b6","version":3}`,
		"scrypt": `{"crypto":{"cipher":"aes-128-ctr","cipherparams":{"iv":"83dbcc02d8ccb40e466191a123791e0e"},"ciphertext":"d172bf743a674da9cdad04534d56926ef8358534d458fffccd4e6ad2fbde479c",
"kdf":"scrypt","kdfparams":{"dklen":32,"n":262144,"p":8,"r":1,"salt":"ab0c7876052600dd703518d6fc3fe8984592145b591fc8fb5c6d43190334ba19"},
"mac":"2103ac29920d71da29f15d75b4a16dbe95cfd7ff8faea1056c33131d846e3097"},"id":"3198bc9c-6672-5ab3-d995-4942343ae5b6","version":3}`,
	} {
		key, _, err := OpenOperator(written(t, file), "testpassword")
		if err != nil || key.Kind() != crypto.ECDSA || hex.EncodeToString(key.SecretBytes()) != secret {
			t.Errorf("%s: %v, %v", name, key, err)
		}
	}
}

func written(t *testing.T, text string) string {
	t.Helper()
	file := filepath.Join(t.TempDir(), "key.json")
	if err := os.WriteFile(file, []byte(text), 0o600); err != nil {
		t.Fatal(err)
	}
	return file
}

// TestWeb3Refusals: a file that is not what it should be is an error, at once.
func TestWeb3Refusals(t *testing.T) {
	keys, _ := cryptotest.Operators(crypto.ECDSA, 5, 1)
	raw, err := encryptV3(keys[0], "secret", LightForDevelopment)
	if err != nil {
		t.Fatal(err)
	}
	for name, change := range map[string]func(file, inner, params map[string]any){
		"no version":         func(f, _, _ map[string]any) { delete(f, "version") },
		"version 1":          func(f, _, _ map[string]any) { f["version"] = 1 },
		"version in words":   func(f, _, _ map[string]any) { f["version"] = "3" },
		"no crypto":          func(f, _, _ map[string]any) { delete(f, "crypto") },
		"no id":              func(f, _, _ map[string]any) { delete(f, "id") },
		"another address":    func(f, _, _ map[string]any) { f["address"] = strings.Repeat("ab", 20) },
		"no address":         func(f, _, _ map[string]any) { f["address"] = "0xzz" },
		"another cipher":     func(_, c, _ map[string]any) { c["cipher"] = "aes-256-cbc" },
		"short iv":           func(_, c, _ map[string]any) { c["cipherparams"] = map[string]any{"iv": "00"} },
		"no iv":              func(_, c, _ map[string]any) { delete(c, "cipherparams") },
		"short mac":          func(_, c, _ map[string]any) { c["mac"] = "00" },
		"short ciphertext":   func(_, c, _ map[string]any) { c["ciphertext"] = "00" },
		"another derivation": func(_, c, _ map[string]any) { c["kdf"] = "argon2" },
		"no salt":            func(_, _, p map[string]any) { delete(p, "salt") },
		"salt of a number":   func(_, _, p map[string]any) { p["salt"] = 7 },
		"short key":          func(_, _, p map[string]any) { p["dklen"] = 8 },
		"too much memory":    func(_, _, p map[string]any) { p["n"] = 1 << 30 },
		"too much work":      func(_, _, p map[string]any) { p["p"] = 1 << 20 },
		"n of no power":      func(_, _, p map[string]any) { p["n"] = 1000 },
	} {
		var file map[string]any
		if err := json.Unmarshal(raw, &file); err != nil {
			t.Fatal(err)
		}
		inner := file["crypto"].(map[string]any)
		change(file, inner, inner["kdfparams"].(map[string]any))
		text, err := json.Marshal(file)
		if err != nil {
			t.Fatal(err)
		}
		if key, _, err := OpenOperator(written(t, string(text)), "secret"); err == nil || key != nil {
			t.Errorf("%s: %v", name, key)
		}
	}
	for name, text := range map[string]string{"empty": "", "no object": "[3]", "half": string(raw[:len(raw)/2])} {
		if key, _, err := OpenOperator(written(t, text), "secret"); err == nil || key != nil {
			t.Errorf("%s: %v", name, key)
		}
	}
	if err := SaveOperator(filepath.Join(t.TempDir(), "x"), keys[0], "secret", PBKDF2); err == nil {
		t.Error("a derivation that geth's format is not written with here")
	}
}
