package crypto

import (
	"errors"
	"fmt"
	"io"

	bls12381 "github.com/consensys/gnark-crypto/ecc/bls12-381"
	"github.com/consensys/gnark-crypto/ecc/bls12-381/fr"
	"github.com/ethereum/go-ethereum/common"
	"github.com/herumi/bls-eth-go-binary/bls"
)

// AgentKey is an agent's BLS key: public key in G1, signatures in G2,
// ciphersuite AgentSuite. It is safe for concurrent use until it is wiped, and
// it prints as the agent's identifier.
type AgentKey struct {
	secret *bls.SecretKey // a pointer, so that no formatting of an enclosing struct reaches it
	public [AgentPublicKeySize]byte
	id     common.Address
}

// GenerateAgentKey derives a key from 32 bytes of randomness by the KeyGen of
// the BLS standard (EIP-2333's hkdf_mod_r). A nil reader is crypto/rand.
func GenerateAgentKey(random io.Reader) (*AgentKey, error) {
	secret, err := generateSecret(random)
	if err != nil {
		return nil, fmt.Errorf("generate agent key: %w", err)
	}
	defer clear(secret)
	return AgentKeyFromBytes(secret)
}

// AgentKeyFromBytes returns the key of a secret: 32 bytes, big-endian, above 0
// and below r. The bytes are not kept.
func AgentKeyFromBytes(secret []byte) (*AgentKey, error) {
	if _, err := secretScalar(secret); err != nil {
		return nil, fmt.Errorf("agent key: %w", err)
	}
	herumi()
	k := &AgentKey{secret: new(bls.SecretKey)}
	own := append([]byte(nil), secret...) // cgo refuses memory of an object that also holds pointers
	defer clear(own)
	if k.secret.Deserialize(own) != nil { // its error would print the secret
		return nil, errors.New("agent key: the library refuses the secret")
	}
	copy(k.public[:], k.secret.GetPublicKey().SerializeUncompressed())
	k.id = common.BytesToAddress(keccak(k.public[:]).Bytes()[12:])
	return k, nil
}

func secretScalar(secret []byte) (fr.Element, error) {
	s, err := decodeScalar(secret)
	if err != nil {
		return s, err
	}
	if s.IsZero() {
		return s, errors.New("the secret is zero")
	}
	return s, nil
}

// AgentID returns the identifier of a public key (96 bytes, uncompressed): the
// last 20 bytes of its Keccak-256. It fails when the key is not a point of the
// subgroup in canonical encoding, or infinity.
func AgentID(public []byte) (common.Address, error) {
	if _, err := decodeG1Uncompressed(public); err != nil {
		return common.Address{}, fmt.Errorf("agent public key: %w", err)
	}
	return common.BytesToAddress(keccak(public).Bytes()[12:]), nil
}

// ID returns the agent's identifier, the same on every chain.
func (k AgentKey) ID() common.Address { return k.id }

// PublicKey returns the public key, uncompressed, 96 bytes.
func (k AgentKey) PublicKey() []byte { return append([]byte(nil), k.public[:]...) }

// CompressedPublicKey returns the public key as validators write it, 48 bytes.
func (k AgentKey) CompressedPublicKey() []byte {
	p, err := decodeG1Uncompressed(k.public[:])
	if err != nil {
		panic("crypto: a public key is not readable")
	}
	b := p.Bytes()
	return b[:]
}

// Sign signs a message with AgentSuite: a compressed point of G2, 96 bytes. It
// panics after Wipe.
func (k AgentKey) Sign(msg []byte) []byte {
	k.live()
	// A copy: cgo refuses memory of an object that also holds pointers.
	return k.secret.SignByte(append([]byte(nil), msg...)).Serialize()
}

// ProvePossession signs AgentPossessionMessage with AgentPossessionSuite: an
// EIP-2537 point of G2, 256 bytes, for AgentRegistry.register.
func (k AgentKey) ProvePossession(chainID uint64, registry, sender common.Address, nonce uint64) []byte {
	k.live()
	msg := AgentPossessionMessage(chainID, registry, sender, nonce, k.public[:])
	q, err := bls12381.HashToG2(msg[:], []byte(AgentPossessionSuite))
	if err != nil {
		panic("crypto: hash to curve refuses its own suite")
	}
	b := k.SecretBytes()
	s, err := secretScalar(b)
	clear(b)
	if err != nil {
		panic("crypto: key used after Wipe")
	}
	p := mulG2(&q, &s)
	s.SetZero()
	return encodeEIP2537G2(&p)
}

// SignDeregistration signs AgentDeregistrationMessage with AgentSuite: an
// EIP-2537 point of G2, 256 bytes, for AgentRegistry.deregister.
func (k AgentKey) SignDeregistration(chainID uint64, registry common.Address, nonce uint64) []byte {
	msg := AgentDeregistrationMessage(chainID, registry, k.id, nonce)
	p, err := decodeG2(k.Sign(msg[:]))
	if err != nil {
		panic("crypto: a signature is not readable")
	}
	return encodeEIP2537G2(&p)
}

// SecretBytes returns a copy of the secret, 32 bytes, big-endian. The caller
// wipes it.
func (k AgentKey) SecretBytes() []byte { return k.secret.Serialize() }

// Wipe overwrites the secret. The key must not sign afterwards.
func (k AgentKey) Wipe() { *k.secret = bls.SecretKey{} }

func (k AgentKey) live() {
	if k.secret == nil || k.secret.IsZero() {
		panic("crypto: agent key used after Wipe")
	}
}

// String returns the agent's identifier.
func (k AgentKey) String() string { return "agent " + k.id.Hex() }

// GoString returns the agent's identifier.
func (k AgentKey) GoString() string { return k.String() }

// Format writes the agent's identifier, whatever the verb.
func (k AgentKey) Format(f fmt.State, _ rune) { _, _ = io.WriteString(f, k.String()) }

// MarshalText returns the agent's identifier, so that encoders find no secret.
func (k AgentKey) MarshalText() ([]byte, error) { return []byte(k.String()), nil }

// AgentPossessionMessage is what the possession proof of an agent's public key
// (96 bytes) signs.
func AgentPossessionMessage(chainID uint64, registry, sender common.Address, nonce uint64, public []byte) common.Hash {
	e := labelled("oracled/agent-possession/1", 5)
	e.uint(chainID)
	e.address(registry)
	e.address(sender)
	e.uint(nonce)
	e.hash(keccak(public))
	return e.sum()
}

// AgentDeregistrationMessage is what an agent signs to leave a registry.
func AgentDeregistrationMessage(chainID uint64, registry, agent common.Address, nonce uint64) common.Hash {
	e := labelled("oracled/agent-deregistration/1", 4)
	e.uint(chainID)
	e.address(registry)
	e.address(agent)
	e.uint(nonce)
	return e.sum()
}

// VerifyAgentSignature checks a signature (96 bytes, compressed) of a message
// under a public key (96 bytes, uncompressed) with AgentSuite.
func VerifyAgentSignature(public, msg, signature []byte) error {
	pk, err := decodeG1Uncompressed(public)
	if err != nil {
		return fmt.Errorf("agent public key: %w", err)
	}
	sig, err := decodeG2(signature)
	if err != nil {
		return fmt.Errorf("agent signature: %w", err)
	}
	return verifyG2(&pk, msg, &sig, AgentSuite)
}

// VerifyAgentPossession checks what ProvePossession returns, as the contract does.
func VerifyAgentPossession(chainID uint64, registry, sender common.Address, nonce uint64, public, possession []byte) error {
	pk, err := decodeG1Uncompressed(public)
	if err != nil {
		return fmt.Errorf("agent public key: %w", err)
	}
	sig, err := decodeEIP2537G2(possession)
	if err != nil {
		return fmt.Errorf("proof of possession: %w", err)
	}
	msg := AgentPossessionMessage(chainID, registry, sender, nonce, public)
	return verifyG2(&pk, msg[:], &sig, AgentPossessionSuite)
}

// VerifyAgentDeregistration checks what SignDeregistration returns.
func VerifyAgentDeregistration(chainID uint64, registry common.Address, nonce uint64, public, signature []byte) error {
	pk, err := decodeG1Uncompressed(public)
	if err != nil {
		return fmt.Errorf("agent public key: %w", err)
	}
	sig, err := decodeEIP2537G2(signature)
	if err != nil {
		return fmt.Errorf("deregistration: %w", err)
	}
	agent := common.BytesToAddress(keccak(public).Bytes()[12:])
	msg := AgentDeregistrationMessage(chainID, registry, agent, nonce)
	return verifyG2(&pk, msg[:], &sig, AgentSuite)
}

var errSignature = errors.New("the signature does not verify")

// verifyG2 checks e(pk, H(msg)) = e(g1, sig); no input may be infinity.
func verifyG2(pk *bls12381.G1Affine, msg []byte, sig *bls12381.G2Affine, suite string) error {
	h, err := bls12381.HashToG2(msg, []byte(suite))
	if err != nil {
		return err
	}
	_, _, g1, _ := bls12381.Generators()
	g1.Neg(&g1)
	ok, err := bls12381.PairingCheck([]bls12381.G1Affine{*pk, g1}, []bls12381.G2Affine{h, *sig})
	if err != nil {
		return err
	}
	if !ok {
		return errSignature
	}
	return nil
}
