package api

import "fmt"

// Item is one object as the server sent it: its typed value, the bytes it came
// in, and where the two disagree. Value holds no account number and no secret:
// they are masked when it is decoded. It prints without Raw, whatever the verb.
type Item[T any] struct {
	Value T
	// Raw is the object as it came, uncleaned, with its accounts in full and
	// without its secrets. Mask and escape it before it is shown. It is a copy of
	// its own: keeping it keeps nothing else of the page.
	Raw []byte
	// Drift names the fields (JSON pointers) whose type was not the expected
	// one; they are zero in Value. "" is the object itself. A drifted item
	// offers no money action.
	Drift []string
}

// Format prints the value, and of the rest how much there is.
func (i Item[T]) Format(f fmt.State, verb rune) {
	fmt.Fprintf(f, fmt.FormatString(f, verb), i.Value)
	fmt.Fprintf(f, " (%d bytes, drift %q)", len(i.Raw), i.Drift)
}
