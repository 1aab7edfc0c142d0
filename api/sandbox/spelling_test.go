package sandbox_test

import (
	"net/http"
	"regexp"
	"slices"
	"strings"
	"testing"

	"tresen/api"
	"tresen/api/sandbox"
)

// variants are ways in which clients write a path.
var variants = map[string]func(path string) string{
	"a slash at the end":    func(p string) string { return p + "/" },
	"doubled slashes":       func(p string) string { return strings.ReplaceAll(p, "/", "//") },
	"a bare question mark":  func(p string) string { return p + "?" },
	"an unknown parameter":  func(p string) string { return p + "?_=1763125351000" },
	"lower case":            strings.ToLower,
	"upper case":            strings.ToUpper,
	"an ampersand too many": func(p string) string { return p + "?&" },
}

var anyPlaceholder = regexp.MustCompile(`\{[^}]*\}`)

func TestEveryOperationIsFoundHoweverItsPathIsWritten(t *testing.T) {
	c := open(t, sandbox.Options{Payments: 60})
	for _, e := range api.Endpoints() {
		path, _, _ := strings.Cut(anyPlaceholder.ReplaceAllString(e.Path, "XYZ_1"), "?")
		want := c.send(e.Method, path, nil)
		for how, variant := range variants {
			got := c.send(e.Method, variant(path), nil)
			if got.status != want.status || got.text("error") != want.text("error") {
				t.Errorf("%s %s with %s: %d %.200s, want %d", e.Method, path, how, got.status, got.raw, want.status)
			}
		}
		if e.Method != http.MethodGet {
			continue
		}
		if head := c.send(http.MethodHead, path, nil); head.status != want.status || len(head.raw) > 0 || head.header.Get("Content-Type") != want.header.Get("Content-Type") {
			t.Errorf("HEAD %s: %d, %d bytes of %s", path, head.status, len(head.raw), head.header.Get("Content-Type"))
		}
	}
}

func TestAWrongVerbIsRefusedAndTheRightOnesAreNamed(t *testing.T) {
	c := open(t, sandbox.Options{Payments: 60})
	takes := map[string][]string{}
	for _, e := range api.Endpoints() {
		path, _, _ := strings.Cut(anyPlaceholder.ReplaceAllString(e.Path, "XYZ_1"), "?")
		takes[path] = append(takes[path], e.Method)
	}
	for path, verbs := range takes {
		for _, verb := range []string{"GET", "POST", "PUT", "PATCH", "DELETE", "OPTIONS", "TRACE", "BREW"} {
			if slices.Contains(verbs, verb) {
				continue
			}
			r := c.send(verb, path, nil)
			allow := strings.Split(r.header.Get("Allow"), ", ")
			if r.status != http.StatusMethodNotAllowed {
				continue // an older spelling takes it
			}
			for _, right := range verbs {
				if !slices.Contains(allow, right) {
					t.Errorf("%s %s allows %v, and not %s", verb, path, allow, right)
				}
			}
			if slices.Contains(allow, verb) || r.text("error") != "ProductNotAllowedException" {
				t.Errorf("%s %s: Allow %v, %s", verb, path, allow, r.raw)
			}
		}
		if r := c.send("BREW", path, nil); r.status != http.StatusMethodNotAllowed {
			t.Errorf("BREW %s: %d", path, r.status)
		}
	}
}
