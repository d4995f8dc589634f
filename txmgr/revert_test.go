package txmgr

import (
	"errors"
	"fmt"
	"testing"
)

type HubTooLate struct{ Now, End uint64 }

type HubNothing struct{}

func decode(raw []byte) (any, error) {
	switch string(raw) {
	case "late":
		return &HubTooLate{7, 5}, nil
	case "none":
		return &HubNothing{}, nil
	}
	return nil, errors.New("unknown error")
}

func TestExplain(t *testing.T) {
	stranger := func([]byte) (any, error) { return nil, errors.New("unknown error") }
	for _, c := range []struct {
		err         error
		named, want string
	}{
		{&RevertError{Data: []byte("late")}, "*txmgr.HubTooLate", "Hub refuses with TooLate{Now:7 End:5}"},
		{fmt.Errorf("post: %w", &RevertError{Data: []byte("none")}), "*txmgr.HubNothing", "Hub refuses with Nothing"},
		{&RevertError{Data: []byte("?"), Text: "out of gas"}, "<nil>", "Hub refuses: execution reverted: out of gas"},
		{errors.New("down"), "<nil>", "down"},
	} {
		named, err := Explain(c.err, "Hub", stranger, decode)
		if got := fmt.Sprintf("%T", named); got != c.named || err == nil || err.Error() != c.want {
			t.Errorf("%v: %s, %v; want %s, %s", c.err, got, err, c.named, c.want)
		}
	}
}
