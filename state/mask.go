package state

import (
	"bytes"
	"encoding/json"
	"errors"
	"io"
	"unicode"
	"unicode/utf8"

	"tresen/api"
)

// Masked stands in place of what is never shown.
const Masked = api.Masked

// MaskText masks what in a free text looks like a bank account or the number of
// a card; see [api.MaskText].
func MaskText(s string) string { return api.MaskText(s) }

// maskOf is how what stands under a name of the wire is shown: secrets not at
// all, accounts and cards by their end; nil where it is shown whole.
func maskOf(name string) func(string) string {
	if api.NeverShown(name) {
		return hide
	}
	return api.MaskAccount(name)
}

func hide(string) string { return Masked }

// MaskJSON prints an object as it came, indented, for the eye: what is never
// shown is [Masked], accounts and cards keep country and last four, and every
// character that a terminal could obey or that is invisible is a \u escape.
// Bytes that are no JSON are shown escaped, up to the first name of a secret.
func MaskJSON(raw []byte) []byte {
	in := json.NewDecoder(bytes.NewReader(raw))
	in.UseNumber()
	p := jsonPrinter{in: in}
	if err := p.value(""); err != nil {
		return maskBroken(raw)
	}
	if _, err := in.Token(); !errors.Is(err, io.EOF) {
		return maskBroken(raw)
	}
	return p.out
}

// maskBroken shows what cannot be read. Where a secret would be, nobody can
// tell, so nothing after its name is shown.
func maskBroken(raw []byte) []byte {
	words := string(raw)
	cut := len(words)
	for i := 0; i < cut; i++ {
		if !wordByte(words[i]) {
			continue
		}
		start := i
		for i < cut && wordByte(words[i]) {
			i++
		}
		if maskOf(words[start:i]) != nil {
			cut = i
		}
	}
	out := appendEscaped(nil, MaskText(words[:cut]))
	if cut < len(words) {
		out = append(out, Masked...)
	}
	return out
}

func wordByte(c byte) bool {
	return c == '_' || c >= '0' && c <= '9' || c >= 'a' && c <= 'z' || c >= 'A' && c <= 'Z'
}

// deepest is how far objects may be nested, as encoding/json has it: each level
// takes room on the stack.
const deepest = 10_000

var errTooDeep = errors.New("nested too deep to be shown")

// jsonPrinter copies JSON token by token, so that order and numbers stay as
// they came.
type jsonPrinter struct {
	in    *json.Decoder
	out   []byte
	depth int
}

// value prints one value of a member of this name.
func (p *jsonPrinter) value(name string) error {
	mask := maskOf(name)
	token, err := p.in.Token()
	if err != nil {
		return err
	}
	open, nested := token.(json.Delim)
	switch {
	case nested && mask != nil:
		p.text(Masked)
		return p.skip()
	case nested:
		return p.members(open)
	case token == nil:
		p.out = append(p.out, "null"...)
	default:
		p.scalar(token, mask)
	}
	return nil
}

// scalar prints a text, a number or a truth, masked where its name or its form
// asks for it.
func (p *jsonPrinter) scalar(token any, mask func(string) string) {
	var plain string
	quoted := false
	switch v := token.(type) {
	case string:
		plain, quoted = v, true
	case json.Number:
		plain = v.String()
	case bool:
		plain = map[bool]string{true: "true", false: "false"}[v]
	}
	shown := MaskText(plain)
	if mask != nil {
		shown = mask(plain)
	}
	if quoted || shown != plain {
		p.text(shown)
		return
	}
	p.out = append(p.out, plain...)
}

// members prints what stands between the delimiters of an object or array.
func (p *jsonPrinter) members(open json.Delim) error {
	p.out = append(p.out, byte(open))
	if p.depth++; p.depth > deepest {
		return errTooDeep
	}
	some := false
	for ; p.in.More(); some = true {
		if some {
			p.out = append(p.out, ',')
		}
		p.line()
		name := ""
		if open == '{' {
			token, err := p.in.Token()
			if err != nil {
				return err
			}
			name, _ = token.(string)
			p.text(MaskText(name))
			p.out = append(p.out, ": "...)
		}
		if err := p.value(name); err != nil {
			return err
		}
	}
	end, err := p.in.Token()
	if err != nil {
		return err
	}
	p.depth--
	if some {
		p.line()
	}
	p.out = append(p.out, byte(end.(json.Delim)))
	return nil
}

// skip reads to the end of an object or array that was just opened.
func (p *jsonPrinter) skip() error {
	for depth := 1; depth > 0; {
		token, err := p.in.Token()
		if err != nil {
			return err
		}
		switch token {
		case json.Delim('{'), json.Delim('['):
			depth++
		case json.Delim('}'), json.Delim(']'):
			depth--
		}
	}
	return nil
}

// line begins a line. Past a depth that nobody reads the indent stays, or a
// small text could become a very large one.
func (p *jsonPrinter) line() {
	const widest = 20
	p.out = append(p.out, '\n')
	for range min(p.depth, widest) {
		p.out = append(p.out, ' ', ' ')
	}
}

func (p *jsonPrinter) text(s string) {
	p.out = append(p.out, '"')
	p.out = appendEscaped(p.out, s)
	p.out = append(p.out, '"')
}

// appendEscaped writes a text between quotes as JSON has it, with an escape for
// everything that is not plainly visible.
func appendEscaped(dst []byte, s string) []byte {
	const hex = "0123456789abcdef"
	unit := func(r rune) {
		dst = append(dst, '\\', 'u', hex[r>>12&15], hex[r>>8&15], hex[r>>4&15], hex[r&15])
	}
	for _, r := range s {
		switch {
		case r == '"', r == '\\':
			dst = append(dst, '\\', byte(r))
		case r == '\n':
			dst = append(dst, '\\', 'n')
		case visible(r):
			dst = utf8.AppendRune(dst, r)
		case r > 0xffff:
			r -= 0x10000
			unit(0xd800 + r>>10)
			unit(0xdc00 + r&0x3ff)
		default:
			unit(r)
		}
	}
	return dst
}

// visible reports a character that does nothing but stand in its place.
func visible(r rune) bool {
	if r < utf8.RuneSelf {
		return r >= ' ' && r != 0x7f
	}
	s := string(r)
	return unicode.IsPrint(r) && api.Clean(s) == s
}
