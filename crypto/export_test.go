package crypto

// ReadableCommitment tells whether a commitment is a canonical point of the
// subgroup that is not infinity.
func ReadableCommitment(b []byte) bool {
	_, err := decodeG1(b)
	return err == nil
}
