// Package peer carries requests between the operators of a set: HTTP/2 over TLS
// 1.3, both sides authenticated by their operator keys. There is no certificate
// authority: a certificate is self-signed and says, under a signature of an
// operator's key, that its TLS key is that operator's. Which operators there are
// stands on the chain.
package peer

import (
	"bytes"
	"crypto/ed25519"
	"crypto/rand"
	"crypto/tls"
	"crypto/x509"
	"crypto/x509/pkix"
	"encoding/asn1"
	"errors"
	"fmt"
	"math/big"
	"sync"
	"time"

	"github.com/ethereum/go-ethereum/common"
	ethcrypto "github.com/ethereum/go-ethereum/crypto"

	"oracled/crypto"
)

// Validity of a certificate. It lives in memory alone, so a new one costs
// nothing; the margin before now forgives clocks that differ.
const (
	validity  = 24 * time.Hour
	clockSkew = time.Hour
)

// claimOID marks the extension that binds a certificate to an operator: its
// public key ‖ its signature of crypto.PeerCertificateMessage, of the key's kind.
// The arc is 2.25, for numbers that nobody assigns (ITU-T X.667).
var claimOID = asn1.ObjectIdentifier{2, 25, 1869767524}

// protocol is what both sides must speak, RFC 7301: HTTP/2.
const protocol = "h2"

// Peer is an operator at the other end of a connection.
type Peer struct {
	ID        common.Address
	PublicKey []byte // of either crypto.Kind
}

// Reasons why a connection is refused.
var (
	ErrUnknownPeer = errors.New("the certificate is of no operator of the set")
	ErrCertificate = errors.New("the certificate is not an operator's")
	ErrExpired     = errors.New("the certificate is not valid now; compare the clocks")
	ErrWrongPeer   = errors.New("another operator answers there")
)

// Identity makes the TLS certificates of one operator. It is safe for concurrent
// use.
type Identity struct {
	key *crypto.OperatorKey
	now func() time.Time

	mu       sync.Mutex
	cert     *tls.Certificate
	until    time.Time // when the certificate is replaced
	verified map[common.Hash]Peer
}

// maxVerified bounds how many certificates of others are remembered as theirs,
// so that a signature is verified once for each and not with every request.
const maxVerified = 1024

// NewIdentity returns the identity of an operator's key.
func NewIdentity(key *crypto.OperatorKey) *Identity { return &Identity{key: key, now: time.Now} }

// ID returns the operator's identifier.
func (i *Identity) ID() common.Address { return i.key.ID() }

// certificate returns a certificate with at least half of its validity left.
func (i *Identity) certificate() (*tls.Certificate, error) {
	i.mu.Lock()
	defer i.mu.Unlock()
	now := i.now()
	if i.cert != nil && now.Before(i.until) {
		return i.cert, nil
	}
	cert, err := i.issue(now)
	if err != nil {
		return nil, fmt.Errorf("make a certificate for %s: %w", i.key, err)
	}
	i.cert, i.until = cert, now.Add(validity/2)
	return cert, nil
}

func (i *Identity) issue(now time.Time) (*tls.Certificate, error) {
	public, private, err := ed25519.GenerateKey(rand.Reader)
	if err != nil {
		return nil, err
	}
	info, err := x509.MarshalPKIXPublicKey(public)
	if err != nil {
		return nil, err
	}
	// RFC 5280 has no fractions of seconds.
	notBefore, notAfter := now.Add(-clockSkew).Truncate(time.Second), now.Add(validity).Truncate(time.Second)
	signature := i.key.Sign(crypto.PeerCertificateMessage(info, notBefore, notAfter))
	serial, err := rand.Int(rand.Reader, new(big.Int).Lsh(big.NewInt(1), 127))
	if err != nil {
		return nil, err
	}
	template := &x509.Certificate{
		SerialNumber:    serial,
		Subject:         pkix.Name{CommonName: i.ID().Hex()},
		NotBefore:       notBefore,
		NotAfter:        notAfter,
		KeyUsage:        x509.KeyUsageDigitalSignature,
		ExtKeyUsage:     []x509.ExtKeyUsage{x509.ExtKeyUsageServerAuth, x509.ExtKeyUsageClientAuth},
		ExtraExtensions: []pkix.Extension{{Id: claimOID, Value: append(i.key.PublicKey(), signature...)}},
	}
	der, err := x509.CreateCertificate(rand.Reader, template, template, public, private)
	if err != nil {
		return nil, err
	}
	return &tls.Certificate{Certificate: [][]byte{der}, PrivateKey: private}, nil
}

// verify returns whose certificate it is. The cheap checks come first: the
// signature, a pairing, is looked at only under a key that members knows, and
// once.
func (i *Identity) verify(cert *x509.Certificate, members func(public []byte) bool) (Peer, error) {
	var claim []byte
	for _, e := range cert.Extensions {
		if e.Id.Equal(claimOID) {
			claim = e.Value
		}
	}
	public, signature, err := crypto.CutClaim(claim)
	if err != nil {
		return Peer{}, ErrCertificate
	}
	if now := i.now(); now.Before(cert.NotBefore) || now.After(cert.NotAfter) {
		return Peer{}, ErrExpired
	}
	if !members(public) {
		return Peer{}, ErrUnknownPeer
	}
	hash := ethcrypto.Keccak256Hash(cert.Raw)
	if p, ok := i.known(hash); ok {
		return p, nil
	}
	message := crypto.PeerCertificateMessage(cert.RawSubjectPublicKeyInfo, cert.NotBefore, cert.NotAfter)
	if err := crypto.VerifyOperatorSignature(public, message, signature); err != nil {
		return Peer{}, fmt.Errorf("%w: %w", ErrCertificate, err)
	}
	id, err := crypto.OperatorID(public)
	if err != nil {
		return Peer{}, fmt.Errorf("%w: %w", ErrCertificate, err)
	}
	p := Peer{ID: id, PublicKey: bytes.Clone(public)}
	i.mu.Lock()
	defer i.mu.Unlock()
	if i.verified == nil || len(i.verified) >= maxVerified {
		i.verified = map[common.Hash]Peer{}
	}
	i.verified[hash] = p
	return p, nil
}

func (i *Identity) known(hash common.Hash) (Peer, bool) {
	i.mu.Lock()
	defer i.mu.Unlock()
	p, ok := i.verified[hash]
	return p, ok
}

// peerOf returns the operator at the other end of a connection whose handshake
// has been accepted.
func (i *Identity) peerOf(state tls.ConnectionState, members func([]byte) bool) (Peer, error) {
	if len(state.PeerCertificates) == 0 {
		return Peer{}, ErrCertificate
	}
	return i.verify(state.PeerCertificates[0], members)
}

// config is what both sides of a connection have in common. The standard
// verification is replaced, not left out: there is no authority that could sign.
func (i *Identity) config(accept func(Peer) error, members func([]byte) bool, refused func(error)) *tls.Config {
	return &tls.Config{
		MinVersion:             tls.VersionTLS13,
		NextProtos:             []string{protocol},
		InsecureSkipVerify:     true,                  // of names and authorities; VerifyConnection checks whose key it is
		ClientAuth:             tls.RequestClientCert, // VerifyConnection refuses who has none, and says so
		SessionTicketsDisabled: true,                  // a rotated-out operator must not come back on an old session
		GetCertificate:         func(*tls.ClientHelloInfo) (*tls.Certificate, error) { return i.certificate() },
		GetClientCertificate:   func(*tls.CertificateRequestInfo) (*tls.Certificate, error) { return i.certificate() },
		VerifyConnection: func(state tls.ConnectionState) error {
			p, err := i.peerOf(state, members)
			if err == nil && accept != nil {
				err = accept(p)
			}
			if err != nil && refused != nil {
				refused(err)
			}
			return err
		},
	}
}
