package main

import (
	"fmt"
	"strings"
	"testing"
)

func TestGroupsFlag(t *testing.T) {
	for text, want := range map[string]map[uint32]int{
		"0-2:7,3:5":    {0: 7, 1: 7, 2: 7, 3: 5},
		"4294967295:0": {1<<32 - 1: 0},
		"9:1,0-0:2":    {9: 1, 0: 2},
	} {
		if got, err := groupsFlag(text); err != nil || fmt.Sprint(got) != fmt.Sprint(want) {
			t.Errorf("%q: %v, %v", text, got, err)
		}
	}
	for _, text := range []string{"", "7", "a:1", "1:b", "1:-1", "-1:1", "3-1:4", "0-:4", ":4", "1:", "0:4,", "4294967296:1", "0-4294967295:5", "0:4294967296", "1 :2"} {
		if got, err := groupsFlag(text); err == nil || !strings.HasPrefix(err.Error(), "--groups: ") {
			t.Errorf("%q: %v, %v", text, got, err)
		}
	}
	for _, text := range []string{"0:1,0:1", "0-5:1,3:2"} {
		if _, err := groupsFlag(text); err == nil || !strings.Contains(err.Error(), "there already") {
			t.Errorf("%q: %v", text, err)
		}
	}
}
