package store

import (
	"context"
	"encoding/hex"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"strings"

	"oracled/internal/durable"
	"oracled/oracle"
)

// Snapshots are files, not rows: a large one must not hold up what another
// chain has to remember before it signs, and copies of the database stay small.
// Their names begin with the id of the database, so that they are of no use once
// it has been removed or replaced.

// openSnapshots makes the folder and clears it of other databases' files.
func (s *Store) openSnapshots() error {
	var id []byte
	if err := s.db.QueryRow(`SELECT id FROM store`).Scan(&id); err != nil {
		return explain("read the store's id", err)
	}
	s.id = hex.EncodeToString(id)
	if err := os.MkdirAll(s.snapshots, 0o700); err != nil {
		return fmt.Errorf("open the store: make the folder of its snapshots: %w", err)
	}
	entries, err := os.ReadDir(s.snapshots)
	if err != nil {
		return fmt.Errorf("open the store: look at its snapshots: %w", err)
	}
	for _, e := range entries {
		if name := e.Name(); strings.HasSuffix(name, snapshotSuffix) && !strings.HasPrefix(name, s.id+"-") || strings.HasSuffix(name, durable.PartSuffix) {
			if err := os.Remove(filepath.Join(s.snapshots, name)); err != nil {
				return fmt.Errorf("open the store: remove the snapshot of a store that is gone: %w", err)
			}
		}
	}
	return nil
}

const snapshotSuffix = ".snapshot"

func (s *Store) snapshotPath(hub oracle.Hub) string {
	return filepath.Join(s.snapshots, fmt.Sprintf("%s-%d-%x%s", s.id, hub.ChainID, hub.Address, snapshotSuffix))
}

// LoadSnapshot implements oracle.Snapshots.
func (s *Store) LoadSnapshot(_ context.Context, hub oracle.Hub) ([]byte, error) {
	path := s.snapshotPath(hub)
	info, err := os.Stat(path)
	switch {
	case errors.Is(err, fs.ErrNotExist):
		return nil, nil
	case err != nil:
		return nil, fmt.Errorf("read the snapshot: %w", err)
	case info.Size() > oracle.MaxSnapshot:
		return nil, fmt.Errorf("read the snapshot: %s has %d bytes, more than one may have", path, info.Size())
	}
	b, err := os.ReadFile(path)
	if err != nil {
		return nil, fmt.Errorf("read the snapshot: %w", err)
	}
	return b, nil
}

// SaveSnapshot implements oracle.Snapshots: the one before stays whole until
// this one is on the disk.
func (s *Store) SaveSnapshot(_ context.Context, hub oracle.Hub, b []byte) error {
	if err := durable.Write(s.snapshotPath(hub), b); err != nil {
		return fmt.Errorf("save the snapshot: %w", err)
	}
	return nil
}

// DropSnapshot implements oracle.Snapshots.
func (s *Store) DropSnapshot(_ context.Context, hub oracle.Hub) error {
	if err := os.Remove(s.snapshotPath(hub)); err != nil && !errors.Is(err, fs.ErrNotExist) {
		return fmt.Errorf("remove the snapshot: %w", err)
	}
	return nil
}
