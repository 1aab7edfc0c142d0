package api

import (
	"encoding/json"
	"fmt"
	"io"
	"log/slog"
)

// Secret is a text that is never shown, logged or stored: a PIN, the code of a
// voucher. It is sent as it is and printed as dots, whatever the verb. One in an
// answer is dots from the beginning: that there was one is all that leaves this
// package.
type Secret string

func (s *Secret) read(r *reader) error {
	raw, err := r.in.ReadValue()
	*s = ""
	if err == nil && saysSomething(raw) {
		*s = Masked
	}
	return err
}

// Format prints dots, or nothing for nothing.
func (s Secret) Format(f fmt.State, _ rune) { printHidden(f, s == "") }

// LogValue logs dots.
func (s Secret) LogValue() slog.Value { return slog.StringValue(Masked) }

// Code is a secret of digits: the CSC or the passcode of a card. It goes over
// the wire as [CardNumber] does.
type Code string

// Format prints dots, or nothing for nothing.
func (c Code) Format(f fmt.State, _ rune) { printHidden(f, c == "") }

// LogValue logs dots.
func (c Code) LogValue() slog.Value { return slog.StringValue(Masked) }

// MarshalJSON writes the digits; see [CardNumber].
func (c Code) MarshalJSON() ([]byte, error) { return marshalDigits(string(c)) }

// UnmarshalJSON reads a number or a string of one.
func (c *Code) UnmarshalJSON(b []byte) error { return unmarshalDigits(b, (*string)(c)) }

func printHidden(w io.Writer, empty bool) {
	if !empty {
		io.WriteString(w, Masked)
	}
}

// CardNumber is the number printed on a loyalty card, mostly 16 digits. The
// reference sends it as an integer, the newest official client as a string: it
// goes as an integer, except where that would lose a leading zero. It prints as
// its last four digits, whatever the verb; the number itself is there to be sent.
type CardNumber string

// Format prints the last four digits, or nothing for nothing.
func (n CardNumber) Format(f fmt.State, _ rune) {
	if n != "" {
		io.WriteString(f, MaskEnd(string(n)))
	}
}

// LogValue logs the last four digits.
func (n CardNumber) LogValue() slog.Value { return slog.StringValue(MaskEnd(string(n))) }

// MarshalJSON writes the digits as a number where that loses nothing.
func (n CardNumber) MarshalJSON() ([]byte, error) { return marshalDigits(string(n)) }

// UnmarshalJSON reads a number or a string of one.
func (n *CardNumber) UnmarshalJSON(b []byte) error { return unmarshalDigits(b, (*string)(n)) }

func marshalDigits(s string) ([]byte, error) {
	if n, ok := parseInt([]byte(s)); ok && fmt.Sprint(n) == s {
		return []byte(s), nil
	}
	return json.Marshal(s)
}

func unmarshalDigits(b []byte, into *string) error {
	if len(b) > 0 && b[0] == '"' {
		return json.Unmarshal(b, into)
	}
	var n json.Number
	err := json.Unmarshal(b, &n)
	*into = n.String()
	return err
}
