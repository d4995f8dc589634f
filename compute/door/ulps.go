package door

import (
	"encoding/json"
	"fmt"
	"strings"

	"oracled/fixed"
)

// item returns the number or string that stands here and moves behind it, and the
// whole of anything else without moving.
func (c *cursor) item() json.RawMessage {
	c.space()
	start, quoted := c.at, c.text[c.at] == '"'
	switch c.text[c.at] {
	case '[', '{':
		return c.rest()
	case '"':
		c.at++
	}
	for ; c.at < len(c.text); c.at++ {
		switch b := c.text[c.at]; {
		case quoted && b == '\\':
			c.at++
		case quoted && b == '"':
			c.at++
			return c.text[start:c.at]
		case !quoted && strings.IndexByte(",]} \t\r\n", b) >= 0:
			return c.text[start:c.at]
		}
	}
	return c.text[start:]
}

// ulps reads the list of integers below 2^bits in magnitude that stands here.
func (c *cursor) ulps(bits int) ([]fixed.Q64x64, error) {
	var out []fixed.Q64x64
	err := c.items(func(j int) error {
		item := c.item()
		n, err := integer(item)
		if err == nil && n.BitLen() > bits {
			err = fmt.Errorf("%s is 2^%d or more in magnitude", short(item), bits)
		}
		if err != nil {
			return bracketed(j, err)
		}
		x, err := fixed.FromBig(n)
		if err != nil {
			return bracketed(j, err)
		}
		out = append(out, x)
		return nil
	})
	return out, err
}
