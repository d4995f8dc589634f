// Package keystore keeps keys in password-protected files: BLS secrets by EIP-2335,
// version 4, operators' secp256k1 secrets by Web3 Secret Storage, version 3.
package keystore

import (
	"crypto/aes"
	"crypto/cipher"
	"crypto/pbkdf2"
	"crypto/rand"
	"crypto/sha256"
	"crypto/subtle"
	"encoding/hex"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"os"
	"strings"

	"github.com/google/uuid"
	"golang.org/x/crypto/scrypt"
	"golang.org/x/text/unicode/norm"

	"oracled/crypto"
)

// KDF names how a password is stretched when a keystore is written. Whatever
// is named in a file can be read.
type KDF string

const (
	// Scrypt is n = 262144, r = 8, p = 1: 256 MiB and about a second a key.
	Scrypt KDF = "scrypt"
	// PBKDF2 is HMAC-SHA-256 with c = 262144: little memory, a tenth of a second.
	PBKDF2 KDF = "pbkdf2"
	// LightForDevelopment is PBKDF2 with c = 1024. It protects nothing: only for
	// keys of development chains.
	LightForDevelopment KDF = "light-for-development"
)

// KDFs lists the names.
func KDFs() []KDF { return []KDF{Scrypt, PBKDF2, LightForDevelopment} }

// ErrPassword says that a keystore does not open.
var ErrPassword = errors.New("the password is wrong, or the keystore is damaged")

const (
	scryptN, scryptR, scryptP = 1 << 18, 8, 1
	pbkdf2C, pbkdf2LightC     = 1 << 18, 1 << 10

	// What a file may ask for: a hostile one must not take the machine down.
	maxScryptMemory = 1 << 30
	maxScryptWork   = 1 << 26 // n·r·p
	maxPBKDF2C      = 1 << 25
	maxDerived      = 64
	maxFile         = 1 << 20
)

// Keystore is the JSON of EIP-2335. Nothing in it is secret beyond what the
// password protects.
type Keystore struct {
	Crypto      Sections `json:"crypto"`
	Description string   `json:"description,omitempty"`
	PublicKey   string   `json:"pubkey,omitempty"` // hex without 0x
	Path        string   `json:"path"`             // of EIP-2334; empty: not derived
	UUID        string   `json:"uuid"`
	Version     int      `json:"version"`
}

// Sections are the modules of the crypto part.
type Sections struct {
	KDF      Module `json:"kdf"`
	Checksum Module `json:"checksum"`
	Cipher   Module `json:"cipher"`
}

// Module is a function with its parameters and message (hex).
type Module struct {
	Function string `json:"function"`
	Params   Params `json:"params"`
	Message  string `json:"message"`
}

// Params are the parameters of all functions; each uses its own.
type Params struct {
	DKLen int    `json:"dklen,omitempty"`
	N     int    `json:"n,omitempty"`
	P     int    `json:"p,omitempty"`
	R     int    `json:"r,omitempty"`
	C     int    `json:"c,omitempty"`
	PRF   string `json:"prf,omitempty"`
	Salt  string `json:"salt,omitempty"`
	IV    string `json:"iv,omitempty"`
}

// Encrypt puts a secret under a password. publicKey is hex, for people and
// tools to find the file; path is the derivation path, empty when there is none.
func Encrypt(secret []byte, password, publicKey, path string, kdf KDF) (Keystore, error) {
	k := Keystore{PublicKey: strings.TrimPrefix(publicKey, "0x"), Path: path, Version: 4}
	var random [48]byte // salt, iv
	if _, err := rand.Read(random[:]); err != nil {
		return k, fmt.Errorf("encrypt keystore: %w", err)
	}
	params := Params{DKLen: 32, Salt: hex.EncodeToString(random[:32])}
	switch kdf {
	case Scrypt:
		params.N, params.R, params.P = scryptN, scryptR, scryptP
		k.Crypto.KDF.Function = "scrypt"
	case PBKDF2, LightForDevelopment:
		params.C, params.PRF = pbkdf2C, "hmac-sha256"
		if kdf == LightForDevelopment {
			params.C = pbkdf2LightC
		}
		k.Crypto.KDF.Function = "pbkdf2"
	default:
		return k, fmt.Errorf("encrypt keystore: no key derivation is named %q; there are %v", kdf, KDFs())
	}
	k.Crypto.KDF.Params = params
	k.Crypto.Cipher = Module{Function: "aes-128-ctr", Params: Params{IV: hex.EncodeToString(random[32:])}}
	k.Crypto.Checksum.Function = "sha256"
	id, err := uuid.NewRandom()
	if err != nil {
		return k, fmt.Errorf("encrypt keystore: %w", err)
	}
	k.UUID = id.String()

	derived, err := k.derive(password)
	if err != nil {
		return k, fmt.Errorf("encrypt keystore: %w", err)
	}
	defer clear(derived)
	message, err := stream(derived[:16], random[32:], secret)
	if err != nil {
		return k, fmt.Errorf("encrypt keystore: %w", err)
	}
	k.Crypto.Cipher.Message = hex.EncodeToString(message)
	k.Crypto.Checksum.Message = hex.EncodeToString(checksum(derived, message))
	return k, nil
}

// Decrypt returns the secret. The error wraps ErrPassword when the password does
// not fit. The caller wipes the secret.
func (k Keystore) Decrypt(password string) ([]byte, error) {
	secret, err := k.decrypt(password)
	if err != nil {
		return nil, fmt.Errorf("decrypt keystore: %w", err)
	}
	return secret, nil
}

func (k Keystore) decrypt(password string) ([]byte, error) {
	if k.Version != 4 {
		return nil, fmt.Errorf("version %d is not 4", k.Version)
	}
	if f := k.Crypto.Checksum.Function; f != "sha256" {
		return nil, fmt.Errorf("checksum %q is not sha256", f)
	}
	if f := k.Crypto.Cipher.Function; f != "aes-128-ctr" {
		return nil, fmt.Errorf("cipher %q is not aes-128-ctr", f)
	}
	message, err := hex.DecodeString(k.Crypto.Cipher.Message)
	if err != nil {
		return nil, errors.New("the cipher's message is not hex")
	}
	want, err := hex.DecodeString(k.Crypto.Checksum.Message)
	if err != nil {
		return nil, errors.New("the checksum's message is not hex")
	}
	iv, err := hex.DecodeString(k.Crypto.Cipher.Params.IV)
	if err != nil || len(iv) != aes.BlockSize {
		return nil, errors.New("the cipher's iv is not 16 bytes of hex")
	}
	derived, err := k.derive(password)
	if err != nil {
		return nil, err
	}
	defer clear(derived)
	if subtle.ConstantTimeCompare(checksum(derived, message), want) != 1 {
		return nil, ErrPassword
	}
	return stream(derived[:16], iv, message)
}

// derive stretches the password as the keystore says.
func (k Keystore) derive(password string) ([]byte, error) {
	p := k.Crypto.KDF.Params
	salt, err := hex.DecodeString(p.Salt)
	if err != nil || len(salt) == 0 {
		return nil, errors.New("the salt is not hex")
	}
	if err := p.check(k.Crypto.KDF.Function); err != nil {
		return nil, err
	}
	encoded := encodePassword(password)
	defer clear(encoded)
	if k.Crypto.KDF.Function == "scrypt" {
		return scrypt.Key(encoded, salt, p.N, p.R, p.P, p.DKLen)
	}
	return pbkdf2.Key(sha256.New, string(encoded), salt, p.C, p.DKLen)
}

// encodePassword is EIP-2335's: NFKD, without the control codes C0, C1 and
// Delete, in UTF-8.
func encodePassword(password string) []byte {
	return []byte(strings.Map(func(r rune) rune {
		if r < 0x20 || r >= 0x7f && r < 0xa0 {
			return -1
		}
		return r
	}, norm.NFKD.String(password)))
}

func checksum(derived, message []byte) []byte {
	h := sha256.New()
	h.Write(derived[16:32])
	h.Write(message)
	return h.Sum(nil)
}

func stream(key, iv, in []byte) ([]byte, error) {
	block, err := aes.NewCipher(key)
	if err != nil {
		return nil, err
	}
	out := make([]byte, len(in))
	cipher.NewCTR(block, iv).XORKeyStream(out, in)
	return out, nil
}

// Save writes a keystore to a new file that only its owner can read. It never
// replaces a file.
func Save(file string, k Keystore) error {
	data, err := json.MarshalIndent(k, "", "  ")
	if err != nil {
		return fmt.Errorf("save keystore: %w", err)
	}
	return save(file, data)
}

func save(file string, data []byte) (err error) {
	f, err := os.OpenFile(file, os.O_WRONLY|os.O_CREATE|os.O_EXCL, 0o600)
	if err != nil {
		return fmt.Errorf("save keystore: %w", err)
	}
	_, err = f.Write(append(data, '\n'))
	if err == nil {
		err = f.Sync()
	}
	if e := f.Close(); err == nil {
		err = e
	}
	if err != nil {
		_ = os.Remove(file) // half a keystore opens nothing
		return fmt.Errorf("save keystore: %w", err)
	}
	return nil
}

// Load reads a keystore. The warning is not empty when others than the owner may
// read or change the file.
func Load(file string) (k Keystore, warning string, err error) {
	data, warning, err := read(file)
	if err != nil {
		return k, warning, err
	}
	if err := json.Unmarshal(data, &k); err != nil {
		return k, warning, fmt.Errorf("load keystore %s: %w", file, err)
	}
	if k.Version != 4 {
		return k, warning, fmt.Errorf("load keystore %s: version %d is not 4 of EIP-2335", file, k.Version)
	}
	return k, warning, nil
}

// read returns a file that is not too large for a keystore.
func read(file string) (data []byte, warning string, err error) {
	f, err := os.Open(file)
	if err != nil {
		return nil, "", fmt.Errorf("load keystore: %w", err)
	}
	defer func() { _ = f.Close() }() // only read
	info, err := f.Stat()
	if err != nil {
		return nil, "", fmt.Errorf("load keystore: %w", err)
	}
	if mode := info.Mode().Perm(); mode&0o077 != 0 {
		warning = fmt.Sprintf("keystore %s is open to others than its owner (mode %04o); chmod 600 closes it", file, mode)
	}
	data, err = io.ReadAll(io.LimitReader(f, maxFile+1))
	if err != nil {
		return nil, warning, fmt.Errorf("load keystore: %w", err)
	}
	if len(data) > maxFile {
		return nil, warning, fmt.Errorf("load keystore %s: it is larger than a keystore can be", file)
	}
	return data, warning, nil
}

// EncryptAgent puts an agent's key under a password. The public key in the file
// is the compressed one, as validators' tools expect.
func EncryptAgent(key *crypto.AgentKey, password, path string, kdf KDF) (Keystore, error) {
	secret := key.SecretBytes()
	defer clear(secret)
	k, err := Encrypt(secret, password, hex.EncodeToString(key.CompressedPublicKey()), path, kdf)
	k.Description = key.String()
	return k, err
}

// EncryptOperator puts an operator's key under a password.
func EncryptOperator(key *crypto.OperatorKey, password, path string, kdf KDF) (Keystore, error) {
	secret := key.SecretBytes()
	defer clear(secret)
	k, err := Encrypt(secret, password, hex.EncodeToString(key.PublicKey()), path, kdf)
	k.Description = key.String()
	return k, err
}

// AgentKey decrypts an agent's key. A public key in the file that looks like an
// agent's (96 bytes) or a validator's (48 bytes) must be the secret's.
func (k Keystore) AgentKey(password string) (*crypto.AgentKey, error) {
	secret, err := k.Decrypt(password)
	if err != nil {
		return nil, err
	}
	defer clear(secret)
	key, err := crypto.AgentKeyFromBytes(secret)
	if err != nil {
		return nil, fmt.Errorf("decrypt keystore: %w", err)
	}
	switch k.publicKey() {
	case "", hex.EncodeToString(key.PublicKey()), hex.EncodeToString(key.CompressedPublicKey()):
		return key, nil
	}
	key.Wipe()
	return nil, errors.New("decrypt keystore: its public key is not that of an agent with this secret")
}

// OperatorKey decrypts an operator's key. A public key in the file must be the
// secret's (192 bytes).
func (k Keystore) OperatorKey(password string) (*crypto.OperatorKey, error) {
	secret, err := k.Decrypt(password)
	if err != nil {
		return nil, err
	}
	defer clear(secret)
	key, err := crypto.OperatorKeyFromBytes(secret)
	if err != nil {
		return nil, fmt.Errorf("decrypt keystore: %w", err)
	}
	switch k.publicKey() {
	case "", hex.EncodeToString(key.PublicKey()):
		return key, nil
	}
	key.Wipe()
	return nil, errors.New("decrypt keystore: its public key is not that of an operator with this secret")
}

func (k Keystore) publicKey() string {
	return strings.ToLower(strings.TrimPrefix(k.PublicKey, "0x"))
}
