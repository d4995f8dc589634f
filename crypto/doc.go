// Package crypto is the cryptography of oracled on BLS12-381: keys of agents
// and operators, Pedersen commitments with a proof of opening, and the
// verification of a whole round; and operators' keys on secp256k1. docs/protocol.md
// fixes every byte and says why it is sound.
//
// Agents sign through herumi's library, in constant time; what is public
// (decoding, pairings, multi-scalar multiplications) runs on gnark-crypto.
// herumi's MultiVerify is not used: it hands its random coefficients to C as a
// uintptr, which does not keep them alive, so a collection at the wrong moment
// could replace them by zeros and let bad signatures pass.
//
// Keys print their public part only, whatever the verb. Errors never hold a
// secret. Wipe overwrites what Go can reach; copies that the libraries left on
// a stack are beyond it.
package crypto
