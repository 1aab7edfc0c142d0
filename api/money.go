package api

import (
	"bytes"
	"fmt"
	"strconv"
)

// Minor is an amount in the smallest unit of its currency (cents for EUR). The
// wire has it as an integer, sometimes as a string of one.
type Minor int64

// UnmarshalJSON reads an integer or a string of one; null is left alone. A
// decimal such as 12.5 or "140,00" is an error, never a guess.
func (m *Minor) UnmarshalJSON(b []byte) error {
	b = bytes.TrimSpace(b)
	if string(b) == "null" {
		return nil
	}
	digits := b
	if len(b) > 1 && b[0] == '"' {
		digits = b[1 : len(b)-1]
	}
	n, ok := parseInt(digits)
	if !ok {
		return fmt.Errorf("%.40s is no amount in minor units", b)
	}
	*m = Minor(n)
	return nil
}

// Money is an amount with its currency, an ISO 4217 code in capitals.
type Money struct {
	Amount   Minor
	Currency string
}

// String is the amount in its smallest unit and the currency, for logs.
func (m Money) String() string {
	return strconv.FormatInt(int64(m.Amount), 10) + " " + m.Currency
}
