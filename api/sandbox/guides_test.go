package sandbox_test

import (
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"net/http"
	"net/http/httptest"
	"os"
	"path/filepath"
	"regexp"
	"strconv"
	"strings"
	"testing"
	"time"

	"tresen/api/sandbox"
)

// The vendor's integration guides as stories over HTTP, in testdata of the
// module, in the format of testscript: commands, and below them the files that
// they name. A story says
//
//	api METHOD /path [body]  send a request; a body.form is a form, others are
//	                         JSON. $names are filled in. "! api" has to fail.
//	match file               the answer has all that the file has; "*" is anything
//	save name=path ...       keep a part of the answer for later requests
//	later duration           move the clock of the server
//
// A token that was saved under the name token signs the requests that follow.
func TestTheGuidesWorkEndToEnd(t *testing.T) {
	files, err := filepath.Glob("../../testdata/guide-*.txtar")
	if err != nil || len(files) != 4 {
		t.Fatalf("%d guides, %v", len(files), err)
	}
	for _, file := range files {
		t.Run(strings.TrimSuffix(filepath.Base(file), ".txtar"), func(t *testing.T) {
			raw, err := os.ReadFile(file)
			if err != nil {
				t.Fatal(err)
			}
			openGuide(t).run(file, string(raw))
		})
	}
}

// guide is a story on its way.
type guide struct {
	*testing.T
	clock *clock
	base  string
	files map[string]string
	saved map[string]string
	last  any // the last answer
}

// openGuide serves a sandbox of its own over TCP.
func openGuide(t *testing.T) *guide {
	g := &guide{T: t, clock: newClock(), files: map[string]string{}}
	server := sandbox.New(sandbox.Options{Payments: 80, Now: g.clock.now})
	listener := httptest.NewServer(server)
	t.Cleanup(listener.Close)
	id, secret := server.Credentials()
	g.base, g.saved = listener.URL, map[string]string{"client_id": id, "client_secret": secret}
	return g
}

var (
	fileHead = regexp.MustCompile(`(?m)^-- (\S+) --\n`)
	named    = regexp.MustCompile(`\$[a-z_]+`)
)

// run does what a story says, up to the first thing that is not as it says.
func (g *guide) run(name, story string) {
	g.Helper()
	heads := fileHead.FindAllStringSubmatchIndex(story, -1)
	for i, head := range heads {
		end := len(story)
		if i+1 < len(heads) {
			end = heads[i+1][0]
		}
		g.files[story[head[2]:head[3]]] = story[head[1]:end]
	}
	steps := story
	if len(heads) > 0 {
		steps = story[:heads[0][0]]
	}
	commands := map[string]func(neg bool, args []string) error{"api": g.api, "match": g.match, "save": g.save, "later": g.later}
	for n, line := range strings.Split(steps, "\n") {
		words := strings.Fields(line)
		if len(words) == 0 || strings.HasPrefix(words[0], "#") {
			continue
		}
		neg := words[0] == "!"
		if neg {
			words = words[1:]
		}
		run := commands[words[0]]
		if run == nil {
			g.Fatalf("%s:%d: there is no command %s", name, n+1, words[0])
		}
		for i, word := range words {
			words[i] = g.filled(word)
		}
		if err := run(neg, words[1:]); err != nil {
			last, _ := json.MarshalIndent(g.last, "", "  ")
			g.Fatalf("%s:%d: %s: %v\n%s", name, n+1, line, err, last)
		}
	}
}

// filled is a text with what was saved in place of the names.
func (g *guide) filled(text string) string {
	return named.ReplaceAllStringFunc(text, func(name string) string {
		if g.saved[name[1:]] == "" {
			g.Fatalf("nothing was saved as %s", name)
		}
		return g.saved[name[1:]]
	})
}

// file is a file of the story with the names filled in.
func (g *guide) file(name string) (string, error) {
	text, there := g.files[name]
	if !there {
		return "", fmt.Errorf("there is no file %s", name)
	}
	return g.filled(text), nil
}

func (g *guide) api(neg bool, args []string) error {
	if len(args) != 2 && len(args) != 3 {
		return errors.New("usage: api METHOD /path [body]")
	}
	body, kind := "", "application/json"
	if len(args) == 3 {
		var err error
		if body, err = g.file(args[2]); err != nil {
			return err
		}
		if strings.HasSuffix(args[2], ".form") {
			body, kind = strings.TrimSpace(body), "application/x-www-form-urlencoded"
		}
	}
	path := args[1]
	if !strings.HasPrefix(path, "/oauth/") {
		path = "/api/v2" + path
	}
	req, err := http.NewRequestWithContext(g.Context(), args[0], g.base+path, strings.NewReader(body))
	if err != nil {
		return err
	}
	req.Header.Set("Content-Type", kind)
	req.Header.Set("Accept", "application/json")
	if token := g.saved["token"]; token != "" {
		req.Header.Set("Authorization", "Bearer "+token)
	}
	resp, err := http.DefaultClient.Do(req)
	if err != nil {
		return err
	}
	defer resp.Body.Close()
	raw, err := io.ReadAll(resp.Body)
	if err != nil {
		return err
	}
	g.last = nil
	if err := json.Unmarshal(raw, &g.last); err != nil {
		return err
	}
	if failed := resp.StatusCode >= 400; failed != neg {
		return fmt.Errorf("was answered by %d", resp.StatusCode)
	}
	return nil
}

func (g *guide) match(neg bool, args []string) error {
	if neg || len(args) != 1 {
		return errors.New("usage: match file")
	}
	text, err := g.file(args[0])
	if err != nil {
		return err
	}
	var want any
	if err := json.Unmarshal([]byte(text), &want); err != nil {
		return err
	}
	if diff := misses(want, g.last, "answer"); diff != "" {
		return errors.New(diff)
	}
	return nil
}

func (g *guide) save(neg bool, args []string) error {
	for _, arg := range args {
		name, path, ok := strings.Cut(arg, "=")
		if neg || !ok {
			return errors.New("usage: save name=path ...")
		}
		var steps []any
		for step := range strings.SplitSeq(path, ".") {
			if i, err := strconv.Atoi(step); err == nil {
				steps = append(steps, i)
			} else {
				steps = append(steps, step)
			}
		}
		if g.saved[name] = (reply{body: g.last}).text(steps...); g.saved[name] == "" {
			return fmt.Errorf("the answer has no text at %s", path)
		}
	}
	return nil
}

func (g *guide) later(neg bool, args []string) error {
	if neg || len(args) != 1 {
		return errors.New("usage: later duration")
	}
	d, err := time.ParseDuration(args[0])
	g.clock.advance(d)
	return err
}

// misses says what of want an answer does not have.
func misses(want, got any, at string) string {
	switch want := want.(type) {
	case map[string]any:
		has, nested := got.(map[string]any)
		if !nested {
			return fmt.Sprintf("%s is %v, not an object", at, got)
		}
		for name, value := range want {
			if diff := misses(value, has[name], at+"."+name); diff != "" {
				return diff
			}
		}
		return ""
	case []any:
		has, _ := got.([]any)
		if len(has) != len(want) {
			return fmt.Sprintf("%s has %d items, want %d: %v", at, len(has), len(want), got)
		}
		for i, value := range want {
			if diff := misses(value, has[i], at+"."+strconv.Itoa(i)); diff != "" {
				return diff
			}
		}
		return ""
	}
	if want == "*" && got != nil && got != "" || want == got {
		return ""
	}
	return fmt.Sprintf("%s is %v, want %v", at, got, want)
}
