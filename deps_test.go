package main

import (
	"bytes"
	"encoding/json"
	"errors"
	"go/ast"
	"go/parser"
	"go/token"
	"io"
	"os/exec"
	"path/filepath"
	"slices"
	"strconv"
	"strings"
	"testing"
)

// mayImport is who may import whom of ours. A package that is not listed must
// not exist.
var mayImport = map[string][]string{
	"tresen":               {"tui/cli"},
	"tresen/tui/cli":       {"api", "api/sandbox", "keymap", "state", "state/journal", "state/text", "tui", "tui/crash", "tui/runner", "views"},
	"tresen/tui":           {"api", "keymap", "state", "state/text", "tui/crash", "tui/runner", "views"},
	"tresen/tui/runner":    {"api", "api/query", "state", "state/journal", "tui/crash"},
	"tresen/tui/crash":     {"api", "state"},
	"tresen/views":         {"api", "api/query", "keymap", "state", "state/text"},
	"tresen/keymap":        {"state", "state/text"},
	"tresen/state":         {"api", "api/query", "state/text"},
	"tresen/state/text":    {},
	"tresen/state/journal": {},
	"tresen/api":           {},
	"tresen/api/query":     {},
	"tresen/api/sandbox":   {"api", "api/query"},
}

// mustNot is what packages must not import of others, by prefix, and why.
var mustNot = map[string][]string{
	"tresen/state":         {"charm.land", "github.com/charmbracelet", "net", "os", "database", "sync", "testing"},
	"tresen/state/text":    {"charm.land", "github.com/charmbracelet", "net", "os", "database"},
	"tresen/state/journal": {"charm.land", "github.com/charmbracelet", "net/http"},
	"tresen/api":           {"charm.land", "github.com/charmbracelet", "database"},
	"tresen/api/query":     {"charm.land", "github.com/charmbracelet", "net", "os", "database"},
	"tresen/api/sandbox":   {"charm.land", "github.com/charmbracelet", "os", "database"},
	"tresen/keymap":        {"charm.land/bubbletea", "charm.land/lipgloss", "github.com/charmbracelet", "net", "os"},
	"tresen/views":         {"charm.land/bubbletea", "net", "os", "database"},
	"tresen/tui/runner":    {"charm.land", "github.com/charmbracelet", "net", "database"},
}

// listed is a package as the go command sees it.
type listed struct {
	ImportPath string
	Dir        string
	GoFiles    []string
	Imports    []string
}

func packages(t *testing.T) []listed {
	t.Helper()
	out, err := exec.Command("go", "list", "-json=ImportPath,Dir,GoFiles,Imports", "./...").Output()
	if err != nil {
		t.Fatalf("go list: %v", err)
	}
	var all []listed
	for dec := json.NewDecoder(bytes.NewReader(out)); ; {
		var p listed
		if err := dec.Decode(&p); errors.Is(err, io.EOF) {
			return all
		} else if err != nil {
			t.Fatal(err)
		}
		all = append(all, p)
	}
}

func TestPackagesImportOnlyWhomTheyMay(t *testing.T) {
	for _, p := range packages(t) {
		allowed, known := mayImport[p.ImportPath]
		if !known {
			t.Errorf("%s is a package that the design does not have", p.ImportPath)
		}
		for _, i := range p.Imports {
			if ours, is := strings.CutPrefix(i, "tresen/"); is && !slices.Contains(allowed, ours) {
				t.Errorf("%s must not import %s", p.ImportPath, i)
			}
			for _, prefix := range mustNot[p.ImportPath] {
				if i == prefix || strings.HasPrefix(i, prefix+"/") {
					t.Errorf("%s must not import %s", p.ImportPath, i)
				}
			}
		}
	}
}

// clocks are the ways to the time that package time has. Pure packages are told
// the time.
var clocks = []string{"Now", "Since", "Until", "After", "AfterFunc", "Sleep", "Tick", "NewTimer", "NewTicker"}

func TestPurePackagesDoNotLookAtTheClockOrStartGoroutines(t *testing.T) {
	for _, p := range packages(t) {
		if p.ImportPath != "tresen/state" && p.ImportPath != "tresen/state/text" && p.ImportPath != "tresen/api/query" {
			continue
		}
		for _, name := range p.GoFiles {
			for _, found := range impure(t, filepath.Join(p.Dir, name)) {
				t.Errorf("%s/%s", p.ImportPath, found)
			}
		}
	}
}

// impure finds clocks and goroutines in a file.
func impure(t *testing.T, path string) []string {
	t.Helper()
	set := token.NewFileSet()
	file, err := parser.ParseFile(set, path, nil, parser.SkipObjectResolution)
	if err != nil {
		t.Fatal(err)
	}
	var found []string
	add := func(n ast.Node, what string) {
		at := set.Position(n.Pos())
		found = append(found, filepath.Base(at.Filename)+":"+strconv.Itoa(at.Line)+": "+what)
	}
	ast.Inspect(file, func(n ast.Node) bool {
		switch n := n.(type) {
		case *ast.GoStmt:
			add(n, "starts a goroutine")
		case *ast.SelectorExpr:
			if pkg, ok := n.X.(*ast.Ident); ok && pkg.Name == "time" && slices.Contains(clocks, n.Sel.Name) {
				add(n, "looks at the clock with time."+n.Sel.Name)
			}
		}
		return true
	})
	return found
}

// goroutines are begun where their panic is taken, see package crash; a group's
// own Go is used there alone.
func TestEveryGoroutineIsBegunWhereItsPanicIsTaken(t *testing.T) {
	for _, p := range packages(t) {
		if p.ImportPath == "tresen/tui/crash" {
			continue
		}
		for _, name := range p.GoFiles {
			set := token.NewFileSet()
			file, err := parser.ParseFile(set, filepath.Join(p.Dir, name), nil, 0)
			if err != nil {
				t.Fatal(err)
			}
			ast.Inspect(file, func(n ast.Node) bool {
				switch n := n.(type) {
				case *ast.GoStmt:
					t.Errorf("%s: a goroutine of its own: begin it by crash.Go", set.Position(n.Pos()))
				case *ast.SelectorExpr:
					if of, is := n.X.(*ast.Ident); n.Sel.Name == "Go" && !(is && of.Name == "crash") {
						t.Errorf("%s: a goroutine of a group: begin it by crash.Go", set.Position(n.Pos()))
					}
				}
				return true
			})
		}
	}
}
