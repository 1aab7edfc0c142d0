// Package text is the one catalogue of every sentence a user reads, in English
// and German side by side. Code names a [Key]; a [Lang] says it.
package text

import (
	"strings"

	"golang.org/x/text/language"
	"golang.org/x/text/message"
)

// Key names one text of the catalogue. The zero Key is the empty text.
type Key int

// entry is a text in both languages, with the verbs of package fmt. Both
// languages take the same arguments in the same order.
type entry struct{ en, de string }

var catalog = []entry{{}}

// def adds a text to the catalogue.
func def(en, de string) Key {
	catalog = append(catalog, entry{en, de})
	return Key(len(catalog) - 1)
}

// Msg is a text with its arguments, not yet in any language: what state hands
// to views. The zero Msg says nothing.
type Msg struct {
	Key  Key
	Args []any
}

// M makes a Msg. An argument may itself be a Msg or a Key, or anything with
// Format(lang string) string, such as an amount of money.
func M(key Key, args ...any) Msg { return Msg{key, args} }

// Plain is a message in words of somebody else: a status text, a server's
// sentence. They are shown as they are.
func Plain(words string) Msg { return Msg{plain, []any{words}} }

var plain = def("%s", "%s")

// IsZero reports a message that says nothing.
func (m Msg) IsZero() bool { return m.Key == 0 }

// Lang says texts in one language. It is safe for concurrent use.
type Lang struct {
	code    string
	german  bool
	printer *message.Printer
}

var (
	english = &Lang{"en", false, message.NewPrinter(language.English)}
	deutsch = &Lang{"de", true, message.NewPrinter(language.German)}
)

// For returns the language of a code such as "de", "de_DE.UTF-8" or "en-GB".
// What is not German is English.
func For(code string) *Lang {
	if strings.HasPrefix(strings.ToLower(code), "de") {
		return deutsch
	}
	return english
}

// Code is "en" or "de".
func (l *Lang) Code() string { return l.code }

// Say puts a message into words, numbers grouped as the language does.
func (l *Lang) Say(m Msg) string {
	if m.Key == 0 {
		return ""
	}
	format := l.Text(m.Key)
	if len(m.Args) == 0 {
		return format
	}
	args := make([]any, len(m.Args))
	for i, arg := range m.Args {
		args[i] = l.arg(arg)
	}
	return l.printer.Sprintf(message.Key(format, format), args...)
}

func (l *Lang) arg(arg any) any {
	switch arg := arg.(type) {
	case Msg:
		return l.Say(arg)
	case Key:
		return l.Text(arg)
	case interface{ Format(lang string) string }:
		return arg.Format(l.code)
	}
	return arg
}

// Text is the bare text of a key, its verbs not filled in.
func (l *Lang) Text(k Key) string {
	if k < 0 || int(k) >= len(catalog) {
		return ""
	}
	if l.german {
		return catalog[k].de
	}
	return catalog[k].en
}

// Two is a message whose words were made elsewhere, in both languages.
func Two(en, de string) Msg { return Msg{plain, []any{two{en, de}}} }

type two struct{ en, de string }

// Format picks the words of a language.
func (t two) Format(lang string) string {
	if lang == deutsch.code {
		return t.de
	}
	return t.en
}
