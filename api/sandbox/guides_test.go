package sandbox_test

import (
	"bytes"
	"encoding/json"
	"fmt"
	"io"
	"net/http"
	"net/http/httptest"
	"path/filepath"
	"regexp"
	"strconv"
	"strings"
	"testing"
	"time"

	"github.com/rogpeppe/go-internal/testscript"

	"tresen/api/sandbox"
)

// The vendor's integration guides as stories over HTTP, in testdata of the
// module. Besides what testscript knows, a story says
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
	testscript.Run(t, testscript.Params{
		Files: files,
		Setup: func(env *testscript.Env) error {
			g := &guide{clock: newClock()}
			server := sandbox.New(sandbox.Options{Payments: 300, Now: g.clock.now})
			listener := httptest.NewServer(server)
			env.Defer(listener.Close)
			g.base = listener.URL
			id, secret := server.Credentials()
			env.Setenv("client_id", id)
			env.Setenv("client_secret", secret)
			env.Values["guide"] = g
			return nil
		},
		Cmds: map[string]func(ts *testscript.TestScript, neg bool, args []string){
			"api": cmdAPI, "match": cmdMatch, "save": cmdSave, "later": cmdWait,
		},
	})
}

// guide is a story on its way.
type guide struct {
	clock *clock
	base  string
	last  any // the last answer
}

func guideOf(ts *testscript.TestScript) *guide { return ts.Value("guide").(*guide) }

var saved = regexp.MustCompile(`\$[a-z_]+`)

// filled is a text with what was saved in place of the names.
func filled(ts *testscript.TestScript, text string) string {
	return saved.ReplaceAllStringFunc(text, func(name string) string {
		value := ts.Getenv(name[1:])
		if value == "" {
			ts.Fatalf("nothing was saved as %s", name)
		}
		return value
	})
}

func cmdAPI(ts *testscript.TestScript, neg bool, args []string) {
	g := guideOf(ts)
	var body io.Reader
	kind := "application/json"
	switch {
	case len(args) == 3:
		text := filled(ts, ts.ReadFile(args[2]))
		if strings.HasSuffix(args[2], ".form") {
			kind, text = "application/x-www-form-urlencoded", strings.TrimSpace(text)
		} else if !json.Valid([]byte(text)) {
			ts.Fatalf("%s is no JSON", args[2])
		}
		body = strings.NewReader(text)
	case len(args) != 2:
		ts.Fatalf("usage: api METHOD /path [body]")
	}
	path := filled(ts, args[1])
	if !strings.HasPrefix(path, "/oauth/") {
		path = "/api/v2" + path
	}
	req, err := http.NewRequest(args[0], g.base+path, body)
	ts.Check(err)
	req.Header.Set("Content-Type", kind)
	req.Header.Set("Accept", "application/json")
	if token := ts.Getenv("token"); token != "" {
		req.Header.Set("Authorization", "Bearer "+token)
	}
	resp, err := http.DefaultClient.Do(req)
	ts.Check(err)
	defer resp.Body.Close()
	raw, err := io.ReadAll(resp.Body)
	ts.Check(err)
	var pretty bytes.Buffer
	if json.Indent(&pretty, raw, "", "  ") != nil {
		pretty.Write(raw)
	}
	ts.Logf("%d\n%s", resp.StatusCode, &pretty)
	if failed := resp.StatusCode >= 400; failed != neg {
		ts.Fatalf("%s %s was answered by %d", args[0], args[1], resp.StatusCode)
	}
	g.last = nil
	ts.Check(json.Unmarshal(raw, &g.last))
}

func cmdMatch(ts *testscript.TestScript, neg bool, args []string) {
	if neg || len(args) != 1 {
		ts.Fatalf("usage: match file")
	}
	var want any
	ts.Check(json.Unmarshal([]byte(filled(ts, ts.ReadFile(args[0]))), &want))
	if diff := misses(want, guideOf(ts).last, "answer"); diff != "" {
		ts.Fatalf("%s", diff)
	}
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

func cmdSave(ts *testscript.TestScript, neg bool, args []string) {
	for _, arg := range args {
		name, path, ok := strings.Cut(arg, "=")
		if neg || !ok {
			ts.Fatalf("usage: save name=path ...")
		}
		v := guideOf(ts).last
		for step := range strings.SplitSeq(path, ".") {
			if list, isList := v.([]any); isList {
				i, err := strconv.Atoi(step)
				ts.Check(err)
				if i >= len(list) {
					ts.Fatalf("%s: there are only %d", path, len(list))
				}
				v = list[i]
				continue
			}
			o, _ := v.(map[string]any)
			v = o[step]
		}
		text, isText := v.(string)
		if !isText {
			ts.Fatalf("%s is %v", path, v)
		}
		ts.Setenv(name, text)
	}
}

func cmdWait(ts *testscript.TestScript, neg bool, args []string) {
	if neg || len(args) != 1 {
		ts.Fatalf("usage: later duration")
	}
	d, err := time.ParseDuration(args[0])
	ts.Check(err)
	guideOf(ts).clock.advance(d)
}
