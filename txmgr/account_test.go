package txmgr

import (
	"crypto/ecdsa"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/ethereum/go-ethereum/accounts/keystore"
	"github.com/ethereum/go-ethereum/common"
	"github.com/ethereum/go-ethereum/crypto"
)

func TestOpenAccount(t *testing.T) {
	var key *ecdsa.PrivateKey
	a := testAccount(t)
	if err := a.Export(func(k *ecdsa.PrivateKey) error { key = k; return nil }); err != nil {
		t.Fatal(err)
	}
	b, err := keystore.EncryptKey(&keystore.Key{Address: a.Address(), PrivateKey: key}, "right", 2, 1)
	if err != nil {
		t.Fatal(err)
	}
	path := filepath.Join(t.TempDir(), "account.json")
	if err := os.WriteFile(path, b, 0o600); err != nil {
		t.Fatal(err)
	}
	got, err := OpenAccount(path, "right")
	if err != nil || got.Address() != a.Address() {
		t.Errorf("%v, %v", got, err)
	}
	if _, err := OpenAccount(path, "wrong"); err == nil || !strings.HasSuffix(err.Error(), path+": the password is wrong") {
		t.Errorf("%v", err)
	}
	if _, err := OpenAccount(path+"x", "right"); !errors.Is(err, os.ErrNotExist) {
		t.Errorf("%v", err)
	}
	if err := os.WriteFile(path, []byte("{}"), 0o600); err != nil {
		t.Fatal(err)
	}
	if _, err := OpenAccount(path, "right"); err == nil || strings.Contains(err.Error(), "password") {
		t.Errorf("%v", err)
	}
}

func TestAccountHidesItsKey(t *testing.T) {
	a := testAccount(t)
	secret := common.Bytes2Hex(crypto.FromECDSA(a.key))
	for _, verb := range []string{"%v", "%+v", "%#v", "%s"} {
		if s := fmt.Sprintf(verb, a); s != a.Address().Hex() || strings.Contains(s, secret[60:]+"}") {
			t.Errorf("%s prints %s", verb, s)
		}
	}
}
