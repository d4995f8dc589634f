package keystore

import (
	"bytes"
	"encoding/hex"
	"encoding/json"
	"errors"
	"fmt"
	"math/bits"
	"strings"

	gethkeystore "github.com/ethereum/go-ethereum/accounts/keystore"
	"github.com/ethereum/go-ethereum/common"
	ethcrypto "github.com/ethereum/go-ethereum/crypto"
	"github.com/google/uuid"

	"oracled/crypto"
)

// Operators' keys are kept by their kind: BLS keys as EIP-2335 says, secp256k1 keys
// in Web3 Secret Storage version 3, the format of geth's accounts.

// SaveOperator puts an operator's key under a password into a new file.
func SaveOperator(file string, key *crypto.OperatorKey, password string, kdf KDF) error {
	if key.Kind() == crypto.BLS {
		k, err := EncryptOperator(key, password, "", kdf)
		if err != nil {
			return err
		}
		return Save(file, k)
	}
	data, err := encryptV3(key, password, kdf)
	if err != nil {
		return fmt.Errorf("encrypt keystore: %w", err)
	}
	return save(file, data)
}

// OpenOperator opens an operator's key file of either kind. The warning is Load's.
// The error wraps ErrPassword when the password does not fit.
func OpenOperator(file, password string) (key *crypto.OperatorKey, warning string, err error) {
	f, warning, err := loadOperator(file)
	if err != nil {
		return nil, warning, err
	}
	if f.v3 == nil {
		key, err = f.Keystore.OperatorKey(password)
		return key, warning, err
	}
	key, err = f.v3.operatorKey(password)
	if err != nil {
		err = fmt.Errorf("decrypt keystore: %w", err)
	}
	return key, warning, err
}

// OperatorName returns the public key that an operator's key file shows without its
// password, hex without 0x; empty if it shows none.
func OperatorName(file string) (string, error) {
	f, _, err := loadOperator(file)
	if err != nil {
		return "", err
	}
	if f.v3 != nil {
		return f.v3.address(), nil
	}
	return f.publicKey(), nil
}

type operatorFile struct {
	Keystore       // version 4
	v3       *web3 // nil: version 4
}

func loadOperator(file string) (f operatorFile, warning string, err error) {
	raw, warning, err := read(file)
	if err != nil {
		return f, warning, err
	}
	var head struct {
		Version int `json:"version"`
	}
	if err = json.Unmarshal(raw, &head); err != nil {
		return f, warning, fmt.Errorf("load keystore %s: %w", file, err)
	}
	switch head.Version {
	case 4:
		err = json.Unmarshal(raw, &f.Keystore)
	case 3:
		f.v3 = new(web3)
		if err = json.Unmarshal(raw, f.v3); err == nil {
			err = f.v3.check()
		}
	default:
		err = fmt.Errorf("version %d is neither 4 of EIP-2335 (a BLS key) nor 3 of Web3 Secret Storage (a secp256k1 key)", head.Version)
	}
	if err != nil {
		err = fmt.Errorf("load keystore %s: %w", file, err)
	}
	return f, warning, err
}

// web3 is a file of version 3. It is checked, and written again, before geth's
// decoder sees it, which trusts lengths and takes whatever time and memory it is
// asked for.
type web3 struct {
	Address string `json:"address,omitempty"` // hex; empty: not told
	Crypto  struct {
		Cipher       string `json:"cipher"`
		CipherText   string `json:"ciphertext"`
		CipherParams Params `json:"cipherparams"`
		KDF          string `json:"kdf"`
		KDFParams    Params `json:"kdfparams"`
		MAC          string `json:"mac"`
	} `json:"crypto"`
	ID      string `json:"id"`
	Version int    `json:"version"`
}

func (w *web3) check() error {
	c, p := w.Crypto, w.Crypto.KDFParams
	for name, field := range map[string]struct {
		hex  string
		size int // 0: any
	}{"ciphertext": {c.CipherText, crypto.SecretSize}, "iv": {c.CipherParams.IV, 16}, "mac": {c.MAC, 32}, "salt": {p.Salt, 0}} {
		b, err := hex.DecodeString(field.hex)
		if err != nil || len(b) == 0 || field.size != 0 && len(b) != field.size {
			return fmt.Errorf("its %s is not hex of the right length", name)
		}
	}
	if w.Address != "" && !common.IsHexAddress(w.Address) {
		return errors.New("its address is none")
	}
	return p.check(c.KDF)
}

// address returns the address, in lower case without 0x.
func (w *web3) address() string {
	return strings.ToLower(strings.TrimPrefix(w.Address, "0x"))
}

func (w *web3) operatorKey(password string) (*crypto.OperatorKey, error) {
	raw, err := json.Marshal(w)
	if err != nil {
		return nil, err
	}
	opened, err := gethkeystore.DecryptKey(raw, password)
	if errors.Is(err, gethkeystore.ErrDecrypt) {
		return nil, ErrPassword
	}
	if err != nil {
		return nil, err
	}
	secret := ethcrypto.FromECDSA(opened.PrivateKey)
	defer clear(secret)
	key, err := crypto.ECDSA.KeyFromBytes(secret)
	if err != nil {
		return nil, err
	}
	if a := w.address(); a != "" && !bytes.Equal(key.PublicKey(), common.FromHex(a)) {
		key.Wipe()
		return nil, errors.New("its address is not that of its secret")
	}
	return key, nil
}

func encryptV3(key *crypto.OperatorKey, password string, kdf KDF) ([]byte, error) {
	n, p := gethkeystore.StandardScryptN, gethkeystore.StandardScryptP
	switch kdf {
	case Scrypt:
	case LightForDevelopment:
		n, p = 1<<10, 1
	default:
		return nil, fmt.Errorf("no key derivation of a secp256k1 key is named %q; there are %v", kdf, []KDF{Scrypt, LightForDevelopment})
	}
	secret := key.SecretBytes()
	defer clear(secret)
	private, err := ethcrypto.ToECDSA(secret)
	if err != nil {
		return nil, err
	}
	id, err := uuid.NewRandom()
	if err != nil {
		return nil, err
	}
	return gethkeystore.EncryptKey(&gethkeystore.Key{Id: id, Address: ethcrypto.PubkeyToAddress(private.PublicKey), PrivateKey: private}, password, n, p)
}

// check refuses parameters of a key derivation that are not valid, or that would
// take the machine down.
func (p Params) check(kdf string) error {
	if p.DKLen < 32 || p.DKLen > maxDerived {
		return fmt.Errorf("dklen %d is not between 32 and %d", p.DKLen, maxDerived)
	}
	switch kdf {
	case "scrypt":
		if p.N < 2 || bits.OnesCount(uint(p.N)) != 1 || p.R < 1 || p.P < 1 ||
			p.N > maxScryptMemory/128 || p.R > maxScryptMemory/128/p.N || p.P > maxScryptWork/(p.N*p.R) {
			return fmt.Errorf("scrypt with n = %d, r = %d, p = %d is not valid or takes too much", p.N, p.R, p.P)
		}
		return nil
	case "pbkdf2":
		if p.PRF != "hmac-sha256" {
			return fmt.Errorf("prf %q is not hmac-sha256", p.PRF)
		}
		if p.C < 1 || p.C > maxPBKDF2C {
			return fmt.Errorf("pbkdf2 with c = %d is not valid or takes too much", p.C)
		}
		return nil
	default:
		return fmt.Errorf("key derivation %q is neither scrypt nor pbkdf2", kdf)
	}
}
