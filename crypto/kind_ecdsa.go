package crypto

import (
	"bytes"
	"crypto/rand"
	"errors"
	"fmt"
	"io"
	"math/big"

	"github.com/ethereum/go-ethereum/common"
	ethcrypto "github.com/ethereum/go-ethereum/crypto"
)

// ECDSASignatureSize is the size of a compact signature, EIP-2098: r ‖ s, with
// the parity of y in the top bit of s.
const ECDSASignatureSize = 64

// ecdsaScheme is EcdsaQuorum's: a key is the 20 bytes of a secp256k1 key's
// address, digests are signed as they are, signatures are EIP-2098's with the
// lower s (EIP-2), and possessions are signatures.
type ecdsaScheme struct{}

func (ecdsaScheme) kind() Kind         { return ECDSA }
func (ecdsaScheme) label() string      { return "oracled/ecdsa-operator-set/1" }
func (ecdsaScheme) keySize() int       { return common.AddressLength }
func (ecdsaScheme) signatureSize() int { return ECDSASignatureSize }

func (ecdsaScheme) checkKey(public []byte) error {
	if common.BytesToAddress(public) == (common.Address{}) {
		return errors.New("the zero address, for which anybody could sign")
	}
	return nil
}

func (ecdsaScheme) id(public []byte) common.Address { return common.BytesToAddress(public) }

// generate draws a secret uniformly, by rejection.
func (s ecdsaScheme) generate(random io.Reader) (*OperatorKey, error) {
	if random == nil {
		random = rand.Reader
	}
	secret := make([]byte, SecretSize)
	defer clear(secret)
	for range 256 {
		if _, err := io.ReadFull(random, secret); err != nil {
			return nil, fmt.Errorf("generate operator key: read randomness: %w", err)
		}
		if k, err := s.key(secret); err == nil {
			return k, nil
		}
	}
	return nil, errors.New("generate operator key: read randomness: the source repeats itself")
}

func (ecdsaScheme) key(secret []byte) (*OperatorKey, error) {
	key, err := ethcrypto.ToECDSA(secret)
	if err != nil {
		return nil, errors.New("operator key: a secp256k1 secret is 32 bytes, above 0 and below the order of the group")
	}
	kept := ecdsaSecret(secret)
	return &OperatorKey{secret: &kept, public: ethcrypto.PubkeyToAddress(key.PublicKey).Bytes()}, nil
}

// verify recovers the signer, as the contract does. It refuses a higher s, which
// the contract takes where the compact form has room for it: nobody who signs
// by this package makes one.
func (ecdsaScheme) verify(public []byte, digest common.Hash, signature []byte) error {
	sig, err := expandSignature(signature)
	if err != nil {
		return err
	}
	key, err := ethcrypto.SigToPub(digest[:], sig)
	if err != nil {
		return errSignature
	}
	if !bytes.Equal(ethcrypto.PubkeyToAddress(*key).Bytes(), public) {
		return errSignature
	}
	return nil
}

func (s ecdsaScheme) verifyPossession(public []byte, message common.Hash, possession []byte) error {
	if err := s.verify(public, message, possession); err != nil {
		return fmt.Errorf("proof of possession: %w", err)
	}
	return nil
}

// chosen: each signature costs gas, and so does each key before the last signer.
func (ecdsaScheme) chosen(signers []int, threshold int) []int { return signers[:max(threshold, 1)] }

func (ecdsaScheme) joinedSize(n int) int { return n * ECDSASignatureSize }

func (ecdsaScheme) join(signers []int, signatures map[int][]byte) ([]byte, error) {
	var out []byte
	for _, i := range signers {
		if _, err := expandSignature(signatures[i]); err != nil {
			return nil, fmt.Errorf("signer %d: %w", i, err)
		}
		out = append(out, signatures[i]...)
	}
	return out, nil
}

func (s ecdsaScheme) verifyJoined(keys [][]byte, digest common.Hash, joined []byte) error {
	for i, key := range keys {
		if err := s.verify(key, digest, joined[i*ECDSASignatureSize:(i+1)*ECDSASignatureSize]); err != nil {
			return fmt.Errorf("signature %d: %w", i, err)
		}
	}
	return nil
}

// compactSignature writes r ‖ s ‖ v, v being 0 or 1, by EIP-2098.
func compactSignature(signature []byte) []byte {
	out := bytes.Clone(signature[:ECDSASignatureSize])
	out[32] |= signature[ECDSASignatureSize] << 7
	return out
}

// expandSignature is the inverse. r and s must be those of a signature with the
// lower s.
func expandSignature(compact []byte) ([]byte, error) {
	if len(compact) != ECDSASignatureSize {
		return nil, fmt.Errorf("signature: %w", errSize)
	}
	out := append(bytes.Clone(compact), compact[32]>>7)
	out[32] &= 0x7f
	r, s := new(big.Int).SetBytes(out[:32]), new(big.Int).SetBytes(out[32:64])
	if !ethcrypto.ValidateSignatureValues(out[64], r, s, true) {
		return nil, errors.New("signature: r and s are not those of a secp256k1 signature with the lower s")
	}
	return out, nil
}

// ecdsaSecret is a private key, big-endian.
type ecdsaSecret [SecretSize]byte

// sign returns a compact signature, deterministic by RFC 6979.
func (k *ecdsaSecret) sign(digest common.Hash) []byte {
	key, err := ethcrypto.ToECDSA(k[:])
	if err != nil {
		panic("crypto: a secp256k1 secret is none any more: " + err.Error())
	}
	sig, err := ethcrypto.Sign(digest[:], key)
	if err != nil {
		panic("crypto: secp256k1 refuses a key that it made: " + err.Error())
	}
	return compactSignature(sig)
}

func (k *ecdsaSecret) possess(message common.Hash) []byte { return k.sign(message) }
func (k *ecdsaSecret) bytes() []byte                      { return bytes.Clone(k[:]) }
func (k *ecdsaSecret) wiped() bool                        { return *k == ecdsaSecret{} }
func (k *ecdsaSecret) wipe()                              { clear(k[:]) }
