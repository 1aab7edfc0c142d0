package api

// Item is one object as the server sent it: its typed value, the bytes it came
// in, and where the two disagree.
type Item[T any] struct {
	Value T
	// Raw is the object as it came, uncleaned. Escape it before it is shown. It
	// is a copy of its own: keeping it keeps nothing else of the page.
	Raw []byte
	// Drift names the fields (JSON pointers) whose type was not the expected
	// one; they are zero in Value. "" is the object itself. A drifted item
	// offers no money action.
	Drift []string
}
