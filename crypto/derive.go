package crypto

import (
	"crypto/hkdf"
	"crypto/rand"
	"crypto/sha256"
	"encoding/binary"
	"errors"
	"fmt"
	"io"
	"math/big"
	"strconv"
	"strings"

	"github.com/consensys/gnark-crypto/ecc/bls12-381/fr"
)

// DefaultPath is the EIP-2334-style path of the first key of a seed: purpose
// 12381, coin 3600, account 0, use 0.
const DefaultPath = "m/12381/3600/0/0"

// MinSeedSize is the least number of bytes of a seed, EIP-2333.
const MinSeedSize = 32

// generateSecret draws 32 bytes and derives a secret key from them.
func generateSecret(random io.Reader) ([]byte, error) {
	if random == nil {
		random = rand.Reader
	}
	var ikm [32]byte
	defer clear(ikm[:])
	if _, err := io.ReadFull(random, ikm[:]); err != nil {
		return nil, fmt.Errorf("read randomness: %w", err)
	}
	return hkdfModR(ikm[:])
}

// hkdfModR is EIP-2333's hkdf_mod_r with an empty key_info: a secret of 32
// bytes, above 0 and below r.
func hkdfModR(ikm []byte) ([]byte, error) {
	salt := sha256.Sum256([]byte("BLS-SIG-KEYGEN-SALT-"))
	input := append(append(make([]byte, 0, len(ikm)+1), ikm...), 0)
	defer clear(input)
	for {
		okm, err := hkdf.Key(sha256.New, input, salt[:], "\x00\x30", 48)
		if err != nil {
			return nil, fmt.Errorf("derive key: %w", err)
		}
		x := new(big.Int).SetBytes(okm)
		clear(okm)
		x.Mod(x, fr.Modulus())
		if x.Sign() != 0 {
			out := x.FillBytes(make([]byte, SecretSize))
			wipeInt(x)
			return out, nil
		}
		salt = sha256.Sum256(salt[:])
	}
}

// DeriveMaster returns the master secret of a seed of at least 32 bytes:
// derive_master_SK of EIP-2333, 32 bytes big-endian. The caller wipes it.
func DeriveMaster(seed []byte) ([]byte, error) {
	if len(seed) < MinSeedSize {
		return nil, fmt.Errorf("derive master key: the seed has %d bytes; it needs at least %d", len(seed), MinSeedSize)
	}
	return hkdfModR(seed)
}

// DeriveChild returns a child of a secret: derive_child_SK of EIP-2333, 32
// bytes big-endian. The caller wipes it.
func DeriveChild(parent []byte, index uint32) ([]byte, error) {
	if _, err := secretScalar(parent); err != nil {
		return nil, fmt.Errorf("derive child key: parent: %w", err)
	}
	var salt [4]byte
	binary.BigEndian.PutUint32(salt[:], index)
	flipped := make([]byte, len(parent))
	for i, b := range parent {
		flipped[i] = ^b
	}
	defer clear(flipped)
	// parent_SK_to_lamport_PK: hash 255 chunks of either half, hash the hashes.
	var hashes []byte
	for _, ikm := range [][]byte{parent, flipped} {
		chunks, err := hkdf.Key(sha256.New, ikm, salt[:], "", 255*32)
		if err != nil {
			return nil, fmt.Errorf("derive child key: %w", err)
		}
		for i := 0; i < len(chunks); i += 32 {
			h := sha256.Sum256(chunks[i : i+32])
			hashes = append(hashes, h[:]...)
		}
		clear(chunks)
	}
	lamport := sha256.Sum256(hashes)
	clear(hashes)
	defer clear(lamport[:])
	return hkdfModR(lamport[:])
}

// DerivePath walks a path such as m/12381/3600/0/0 from a seed: 32 bytes
// big-endian. The caller wipes it.
func DerivePath(seed []byte, path string) ([]byte, error) {
	indices, err := parsePath(path)
	if err != nil {
		return nil, err
	}
	key, err := DeriveMaster(seed)
	if err != nil {
		return nil, err
	}
	for _, i := range indices {
		child, err := DeriveChild(key, i)
		clear(key)
		if err != nil {
			return nil, err
		}
		key = child
	}
	return key, nil
}

func parsePath(path string) ([]uint32, error) {
	parts := strings.Split(path, "/")
	if parts[0] != "m" {
		return nil, errors.New("derivation path: it must begin with m")
	}
	var indices []uint32
	for _, p := range parts[1:] {
		i, err := strconv.ParseUint(p, 10, 32)
		if err != nil || strconv.FormatUint(i, 10) != p {
			return nil, fmt.Errorf("derivation path: %q is not a number from 0 to 4294967295", p)
		}
		indices = append(indices, uint32(i))
	}
	return indices, nil
}
