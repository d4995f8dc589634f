package compute

import (
	"encoding/binary"

	"github.com/ethereum/go-ethereum/crypto"

	"oracled/fixed"
)

// Digest identifies exact values: keccak256("oracled/" ‖ solver ‖ "/1" ‖ n ‖ d ‖
// f ‖ values) with n, d, f as 4 bytes big-endian and every value as 16 bytes of
// big-endian two's complement, in ulps.
func Digest(solver string, agents, faults int, values []fixed.Q64x64) [32]byte {
	buf := make([]byte, 0, len(solver)+22+16*len(values))
	buf = append(buf, "oracled/"...)
	buf = append(buf, solver...)
	buf = append(buf, "/1"...)
	buf = binary.BigEndian.AppendUint32(buf, uint32(agents))
	buf = binary.BigEndian.AppendUint32(buf, uint32(len(values)))
	buf = binary.BigEndian.AppendUint32(buf, uint32(faults))
	for _, v := range values {
		b := v.Bytes16()
		buf = append(buf, b[:]...)
	}
	return crypto.Keccak256Hash(buf)
}
