package state

import (
	"bytes"
	"encoding/json"
	"slices"
	"strconv"
	"strings"

	"tresen/api"
)

// MaskedField is a field of an object that is shown masked.
type MaskedField struct {
	Pointer string // where it stands, RFC 6901
	Name    string // the same as the search language has it, cleaned: public.iban
	Masked  string // as it is shown
}

// mostMasked is how many fields are offered; an object with more is a list.
const mostMasked = 50

// MaskedFields lists what of an object is masked and can be revealed: accounts
// and cards, and texts that have one in them. Secrets are not among them: the
// client does not hand them out. What the server masked itself is not either.
func MaskedFields(raw []byte) []MaskedField {
	var fields []MaskedField
	walkFields(raw, func(path []string, value string) {
		masked := maskAs(path, value)
		if masked == value || maskedByServer(value) || slices.ContainsFunc(path, api.NeverShown) {
			return
		}
		f := MaskedField{Pointer: pointerOf(path), Name: MaskText(api.Clean(strings.Join(path, "."))), Masked: api.Clean(masked)}
		if i := slices.IndexFunc(fields, func(g MaskedField) bool { return g.Pointer == f.Pointer }); i >= 0 {
			fields[i] = f // of duplicates the last one counts
		} else if len(fields) < mostMasked {
			fields = append(fields, f)
		}
	})
	return fields
}

// maskAs masks a value by the name of its member, as [MaskJSON] does.
func maskAs(path []string, value string) string {
	for i := len(path) - 1; i >= 0; i-- {
		if _, err := strconv.Atoi(path[i]); err != nil { // no place in a list
			if mask := api.MaskAccount(path[i]); mask != nil && value != "" {
				return mask(value)
			}
			break
		}
	}
	return MaskText(value)
}

// maskedByServer reports a number of which the server shows a part only.
func maskedByServer(value string) bool {
	return strings.Contains(value, "XX") || strings.Contains(value, "**") || strings.Contains(value, Masked)
}

// fieldAt is the value at a pointer.
func fieldAt(raw []byte, pointer string) (value string, found bool) {
	walkFields(raw, func(path []string, v string) {
		if pointerOf(path) == pointer {
			value, found = v, true
		}
	})
	return value, found
}

func pointerOf(path []string) string {
	var b strings.Builder
	for _, name := range path {
		b.WriteByte('/')
		b.WriteString(strings.NewReplacer("~", "~0", "/", "~1").Replace(name))
	}
	return b.String()
}

// walkFields visits the texts and numbers of a document, as deep as they are
// shown. What breaks off is visited as far as it goes.
func walkFields(raw []byte, visit func(path []string, value string)) {
	in := json.NewDecoder(bytes.NewReader(raw))
	in.UseNumber()
	w := fieldWalk{in: in, visit: visit}
	w.value()
}

type fieldWalk struct {
	in    *json.Decoder
	path  []string
	visit func(path []string, value string)
}

// value reads the next value and reports whether there was one.
func (w *fieldWalk) value() bool {
	const deepest = 100
	token, err := w.in.Token()
	if err != nil || len(w.path) > deepest {
		return false
	}
	switch token := token.(type) {
	case json.Delim:
		return w.members(token == '{')
	case string:
		w.visit(w.path, token)
	case json.Number:
		w.visit(w.path, token.String())
	}
	return true
}

func (w *fieldWalk) members(named bool) bool {
	for n := 0; w.in.More(); n++ {
		name := strconv.Itoa(n)
		if named {
			token, err := w.in.Token()
			if err != nil {
				return false
			}
			name, _ = token.(string)
		}
		w.path = append(w.path, name)
		if !w.value() {
			return false
		}
		w.path = w.path[:len(w.path)-1]
	}
	_, err := w.in.Token()
	return err == nil
}
