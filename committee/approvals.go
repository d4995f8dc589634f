package committee

import (
	"encoding/json"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"

	"github.com/ethereum/go-ethereum/common"

	"oracled/crypto"
	"oracled/internal/durable"
)

// Folder keeps the plans that a person has approved, a file each. It implements
// Approvals.
type Folder string

func (f Folder) file(plan common.Hash) string { return filepath.Join(string(f), plan.Hex()+".json") }

// Approve keeps a plan and returns its file.
func (f Folder) Approve(p crypto.SetPlan) (string, error) {
	raw, err := json.MarshalIndent(p, "", "  ")
	if err != nil {
		return "", err
	}
	if err := os.MkdirAll(string(f), 0o700); err != nil {
		return "", fmt.Errorf("operator.rotations: %w", err)
	}
	path := f.file(p.Digest())
	if err := durable.Write(path, append(raw, '\n')); err != nil {
		return "", fmt.Errorf("operator.rotations: %w", err)
	}
	return path, nil
}

// Approved implements Approvals. A file counts for the plan that it holds, not
// for its name.
func (f Folder) Approved(plan common.Hash) (bool, error) {
	raw, err := os.ReadFile(f.file(plan))
	if errors.Is(err, fs.ErrNotExist) {
		return false, nil
	}
	if err != nil {
		return false, fmt.Errorf("operator.rotations: %w", err)
	}
	p, err := crypto.ParsePlan(raw)
	if err != nil {
		return false, fmt.Errorf("operator.rotations: %s: %w", f.file(plan), err)
	}
	return p.Digest() == plan, nil
}
