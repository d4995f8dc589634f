package txmgr

import (
	"errors"
	"fmt"
	"reflect"
	"strings"
)

// Unpack decodes a contract's custom error; the bindings' UnpackError does.
type Unpack func(raw []byte) (any, error)

// Explain names the custom error of a revert with the first decoder that knows
// it, and returns it decoded beside an error that says its name and arguments.
// Any other error comes back unchanged, with nil.
func Explain(err error, contract string, decoders ...Unpack) (any, error) {
	var reverted *RevertError
	if !errors.As(err, &reverted) {
		return nil, err
	}
	for _, unpack := range decoders {
		named, unpackErr := unpack(reverted.Data)
		if unpackErr != nil || named == nil {
			continue
		}
		v := reflect.Indirect(reflect.ValueOf(named))
		name := strings.TrimPrefix(v.Type().Name(), contract)
		if v.NumField() > 0 {
			name += fmt.Sprintf("%+v", v.Interface())
		}
		return named, fmt.Errorf("%s refuses with %s", contract, name)
	}
	return nil, fmt.Errorf("%s refuses: %w", contract, err)
}
