package api

import (
	"bytes"

	"github.com/go-json-experiment/json/jsontext"
)

// scrub copies valid JSON without its secrets: what stands under a name of them
// is [Masked], whatever it is, except for nothing and for a yes or no.
func scrub(raw []byte) []byte { return rewrite(raw, false) }

// scrubAll copies valid JSON as scrub does, its accounts and cards masked too.
func scrubAll(raw []byte) []byte { return rewrite(raw, true) }

func rewrite(raw []byte, accounts bool) []byte {
	out, done := make([]byte, 0, len(raw)), 0
	replace := func(i, end int, by []byte) {
		out = append(append(out, raw[done:i]...), by...)
		done = end
	}
	for i := nextQuote(raw, 0); i < len(raw); i = nextQuote(raw, i) {
		end := stringEnd(raw, i)
		colon := skipSpace(raw, end)
		if colon == len(raw) || raw[colon] != ':' { // a text
			if by := rewriteText(raw[i:end], accounts); by != nil {
				replace(i, end, by)
			}
			i = end
			continue
		}
		name := unquoted(raw[i:end])
		i = skipSpace(raw, colon+1)
		switch end := valueEnd(raw, i); {
		case isSecret(name) && saysSomething(raw[i:end]):
			replace(i, end, []byte(`"`+Masked+`"`))
			i = end
		case accounts && raw[i] != '{' && raw[i] != '[':
			if by := rewriteAccount(name, raw[i:end]); by != nil {
				replace(i, end, by)
			}
			i = end
		}
	}
	return append(out, raw[done:]...)
}

// rewriteText scrubs a string of JSON that holds JSON, as PHP likes to nest it,
// and masks any other where accounts are masked; nil where that changes nothing.
func rewriteText(quoted []byte, accounts bool) []byte {
	nests := len(quoted) > 2 && (quoted[1] == '{' || quoted[1] == '[')
	if !nests && !accounts {
		return nil
	}
	text := unquoted(quoted)
	clean := text
	if inner := jsontext.Value(text); nests && inner.IsValid() {
		clean = rewrite(inner, accounts)
	} else if accounts {
		clean = []byte(MaskText(string(text)))
	}
	return requoted(text, clean)
}

// rewriteAccount masks a text or a number that is no list, by its name or by
// its form; nil where that changes nothing.
func rewriteAccount(name, value []byte) []byte {
	mask := MaskAccount(string(name))
	switch {
	case value[0] == '"' && (mask == nil || len(value) == 2):
		return rewriteText(value, true)
	case value[0] == '"':
		text := unquoted(value)
		return requoted(text, []byte(mask(string(text))))
	case !digit(value[0]) && value[0] != '-':
		return nil // null, true, false
	case mask == nil:
		mask = MaskText
	}
	return requoted(value, []byte(mask(string(value))))
}

// requoted writes a text as JSON where it is not as it was before.
func requoted(before, text []byte) []byte {
	if bytes.Equal(before, text) {
		return nil
	}
	quoted, _ := jsontext.AppendQuote(nil, text) // the error only says that invalid UTF-8 was replaced
	return quoted
}

// unquoted is the text of a string of JSON.
func unquoted(quoted []byte) []byte {
	if bytes.IndexByte(quoted, '\\') < 0 {
		return quoted[1 : len(quoted)-1]
	}
	text, _ := jsontext.AppendUnquote(nil, quoted)
	return text
}

// saysSomething reports a value that a secret could be.
func saysSomething(value []byte) bool {
	switch string(value) {
	case `null`, `true`, `false`, `""`, `{}`, `[]`:
		return false
	}
	return true
}

// nextQuote is where the next string begins, the length of raw where none does.
func nextQuote(raw []byte, i int) int {
	if at := bytes.IndexByte(raw[i:], '"'); at >= 0 {
		return i + at
	}
	return len(raw)
}

// stringEnd is behind the string that begins at i.
func stringEnd(raw []byte, i int) int {
	for i++; i < len(raw); i++ {
		i = nextQuote(raw, i)
		slashes := 0
		for i-1-slashes >= 0 && raw[i-1-slashes] == '\\' {
			slashes++
		}
		if slashes%2 == 0 {
			return i + 1
		}
	}
	return len(raw)
}

// valueEnd is behind the value that begins at i.
func valueEnd(raw []byte, i int) int {
	for depth := 0; i < len(raw); i++ {
		switch raw[i] {
		case '"':
			i = stringEnd(raw, i) - 1
		case '{', '[':
			depth++
		case '}', ']':
			if depth--; depth < 0 {
				return i
			}
		case ',', ' ', '\t', '\r', '\n':
			if depth == 0 {
				return i
			}
			continue
		default:
			continue
		}
		if depth == 0 {
			return i + 1
		}
	}
	return len(raw)
}

func skipSpace(raw []byte, i int) int {
	for i < len(raw) && (raw[i] == ' ' || raw[i] == '\t' || raw[i] == '\r' || raw[i] == '\n') {
		i++
	}
	return i
}
