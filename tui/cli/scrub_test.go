package cli

import (
	"bytes"
	"cmp"
	"encoding/json"
	"fmt"
	"io"
	"net/http"
	"path/filepath"
	"regexp"
	"strings"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"github.com/charmbracelet/x/ansi"

	"tresen/api"
	"tresen/api/sandbox"
	"tresen/keymap"
	"tresen/state"
	"tresen/state/journal"
	"tresen/state/text"
	"tresen/tui/runner"
	"tresen/views"
)

// markSecret is in every secret of the poisoned server, one of markNumbers in
// every text.
const markSecret = "s3cr3tMark"

var markNumbers = []string{
	"DE89370400440532013000", "DE89 3704 0044 0532 0130 00", "GB29NWBK60161331926819",
	"9276001234567891", "9276 0012 3456 7891", "4929-1234-5678-9015",
}

// exposed is what of the marks is in an output, however it is styled or grouped.
func exposed(out string) string {
	const most = 6 // in a row: two more than a mask leaves
	return marked(columns.ReplaceAllString(ansi.Strip(out), "|"), most)
}

// columns are what parts one number from the next.
var columns = regexp.MustCompile(`  +|\n`)

// broken is what of the marks is in an output that breaks its lines. So many
// digits in a row that two columns do not make them by chance.
func broken(out string) string {
	return marked(strings.NewReplacer("\n", "", "│", "", "▼", "", "▲", "").Replace(ansi.Strip(out)), 10)
}

func marked(out string, most int) string {
	plain := strings.NewReplacer(" ", "", "-", "", `\`, "")
	out = strings.ToLower(plain.Replace(out))
	if strings.Contains(out, strings.ToLower(markSecret)) {
		return markSecret
	}
	for _, mark := range markNumbers {
		mark = strings.ToLower(plain.Replace(mark))
		for i := 2; i+most <= len(mark)-3; i++ {
			if part := mark[i : i+most]; strings.Contains(out, part) {
				return part
			}
		}
	}
	return ""
}

// poisoned is the sandbox with a mark in every text that is no id and no time,
// and with secrets in every object.
type poisoned struct {
	http.RoundTripper
	trips   atomic.Int64
	numbers int
	refuse  atomic.Bool // answer with errors
}

func (p *poisoned) RoundTrip(r *http.Request) (*http.Response, error) {
	p.trips.Add(1)
	resp, err := p.RoundTripper.RoundTrip(r)
	if err != nil || !strings.HasPrefix(r.URL.Path, "/api/") {
		return resp, err
	}
	body, err := io.ReadAll(resp.Body)
	if err != nil {
		return resp, err
	}
	var all any
	in := json.NewDecoder(bytes.NewReader(body))
	in.UseNumber()
	if in.Decode(&all) == nil {
		body, _ = json.Marshal(p.value("", all))
	}
	if p.refuse.Load() {
		resp.StatusCode = http.StatusConflict
		body = fmt.Appendf(nil, `{"status":"error","error":"Product%s","error_details":"no %s, {\"pin\":1}","error_user":"%[2]s","code":4000,"supportId":"%[3]s","pin":%q}`,
			p.number(), p.number(), markNumbers[0], markSecret)
	}
	resp.Body, resp.ContentLength = io.NopCloser(bytes.NewReader(body)), int64(len(body))
	resp.Header.Del("Content-Length")
	return resp, nil
}

func (p *poisoned) number() string {
	p.numbers++
	return markNumbers[p.numbers%len(markNumbers)]
}

// value poisons a value of a member.
func (p *poisoned) value(name string, v any) any {
	switch v := v.(type) {
	case []any:
		for i := range v {
			v[i] = p.value(name, v[i])
		}
	case map[string]any:
		if _, list := v["data"]; list {
			v["data"] = p.value("data", v["data"])
			return v
		}
		for member, inside := range v {
			v[member] = p.value(member, inside)
		}
		for _, secret := range []string{"csc", "user_pin", "passcode", "access_token", "apiKey", "serial", "receipt_zvt"} {
			v[secret] = markSecret
		}
		v["additional_data"] = map[string]any{"list": []any{map[string]any{"pin": markSecret, "IBAN": p.number(), "text": `{"pin":"` + markSecret + `","x":"` + p.number() + `"}`}}}
		v["incoming_payment_iban"], v["card_number"], v["error_details"] = p.number(), p.number(), "from "+p.number()
	case string:
		return p.text(name, v)
	}
	return v
}

// text poisons a text that nothing depends on.
func (p *poisoned) text(name, v string) string {
	switch {
	case strings.HasSuffix(name, "id"), strings.HasSuffix(name, "hash"), name == "object", name == "currency", name == "hierarchy",
		v == "", api.ParseTime(v).Text == "", strings.Trim(v, "0123456789.,") == "" && len(v) < 10:
		return v
	case strings.HasPrefix(v, "http"):
		return v + "?iban=" + markNumbers[p.numbers%2*2] + "#" + markNumbers[3]
	case api.NeverShown(name):
		return markSecret
	case api.MaskAccount(name) != nil:
		return p.number()
	}
	return []string{"", "Herr ", "von "}[p.numbers%3] + p.number() + []string{"", ", danke"}[p.numbers%2]
}

// scrubDesk is the program in front of that server, without a terminal: effects
// are carried out at once by the runner itself.
type scrubDesk struct {
	t       *testing.T
	app     *state.App
	session *runner.Session
	looks   map[[2]int]*views.Renderer
	server  *poisoned
	news    chan state.Event
	heard   int64
	now     time.Time
	copied  []string
	seen    int // pictures that were searched
}

// scrubWorld is one sandbox for all desks: they only read it.
var scrubWorld = sync.OnceValue(func() *sandbox.Server { return sandbox.New(sandbox.Options{Payments: 60}) })

func newScrubDesk(t *testing.T) *scrubDesk {
	world := scrubWorld()
	d := &scrubDesk{t: t, server: &poisoned{RoundTripper: world.RoundTripper()}, news: make(chan state.Event, 10_000), now: time.Now(),
		looks: map[[2]int]*views.Renderer{}}
	id, secret := world.Credentials()
	run, err := runner.New(api.Config{BaseURL: world.BaseURL(), ClientID: id, ClientSecret: secret, Transport: d.server})
	if err != nil {
		t.Fatal(err)
	}
	book, err := journal.Open(t.Context(), filepath.Join(t.TempDir(), "journal.db"))
	if err != nil {
		t.Fatal(err)
	}
	jobs := runner.NewJobs(runner.JobsConfig{Client: run.Client(), Journal: book, Env: "sandbox"})
	run.Use(jobs)
	d.session = run.Open(func(e state.Event) { d.news <- e })
	t.Cleanup(func() { d.session.Close(); jobs.Close(); book.Close() })
	d.app = state.New(state.Env{Kind: state.Sandbox, Host: "sandbox", Operator: "anna", Lang: text.For("en"), Zone: time.UTC,
		Rule: state.Policy{}.Rule("anna")})
	for _, size := range scrubSizes {
		d.looks[size] = views.New(views.Options{Lang: text.For("en"), Keys: keymap.Default()})
	}
	d.send(state.Ticked{Now: d.now})
	return d
}

var scrubSizes = [][2]int{{200, 50}, {80, 24}}

func (d *scrubDesk) send(e state.Event) {
	for _, effect := range d.app.Handle(e) {
		if c, is := effect.(state.Copy); is {
			d.copied = append(d.copied, c.Text)
		} else if do := d.session.Do(effect); do != nil {
			if answer := do(); answer != nil {
				d.send(answer)
			}
		}
	}
}

// do carries out actions and searches the pictures behind each.
func (d *scrubDesk) do(what string, actions ...state.Action) {
	d.t.Helper()
	for _, a := range actions {
		d.now = d.now.Add(time.Second)
		d.send(state.Ticked{Now: d.now})
		d.send(state.Acted{Action: a})
		d.search(what+" "+string(a), scrubSizes...)
	}
}

// search looks for marks on the screen at some sizes, and in each of its halves
// alone: a pane breaks its lines by itself.
func (d *scrubDesk) search(what string, sizes ...[2]int) {
	d.t.Helper()
	for _, size := range sizes {
		look := d.looks[size]
		d.send(state.Resized{Width: size[0], Height: size[1]})
		d.send(state.Ticked{Now: d.now.Add(300 * time.Millisecond)}) // the pane follows
		frame := look.Frame(d.app)
		var left, right strings.Builder
		for line := range strings.SplitSeq(ansi.Strip(frame), "\n") {
			l, r, _ := strings.Cut(line, "│")
			left.WriteString(strings.TrimSpace(l))
			right.WriteString(strings.TrimSpace(r))
		}
		if part := cmp.Or(exposed(frame), broken(frame), broken(left.String()), broken(right.String())); part != "" {
			d.t.Fatalf("%s at %v shows %q:\n%s", what, size, part, ansi.Strip(frame))
		}
		d.seen++
	}
}

// scroll goes to the end of what is on top, at the size that shows the least.
func (d *scrubDesk) scroll(what string) {
	last := ""
	for frame := "-"; frame != last; {
		last = frame
		d.send(d.looks[scrubSizes[1]].Measured())
		d.send(state.Acted{Action: state.PageDown})
		d.search(what, scrubSizes[1])
		frame, _, _ = strings.Cut(strings.Join(strings.SplitAfter(d.looks[scrubSizes[1]].Frame(d.app), "\n")[2:], ""), " read at ")
	}
}

// say types into the open editor.
func (d *scrubDesk) say(words string) {
	if d.app.Editor() != nil {
		d.send(state.Edited{Text: words, Cursor: len([]rune(words))})
	}
}

// home closes every layer.
func (d *scrubDesk) home() {
	for range 8 {
		d.send(state.Acted{Action: state.Back})
	}
}

// exchanges lets the log have all requests so far.
func (d *scrubDesk) exchanges() {
	for d.heard < d.server.trips.Load() {
		e := <-d.news
		if _, is := e.(state.Exchanged); is {
			d.heard++
		}
		d.send(e)
	}
}

func TestNoScreenShowsASecretOrAnAccountOfAnyResource(t *testing.T) {
	for _, res := range state.Resources {
		t.Run(res.Name, func(t *testing.T) {
			t.Parallel()
			d := newScrubDesk(t)
			d.send(state.Acted{Action: state.GoTo, Arg: res.Name})
			d.search("list", scrubSizes...)
			if d.app.Current.Res != res || d.app.Current.List().Len() == 0 {
				t.Skipf("the sandbox has no %s", res.Name)
			}
			d.do("list", state.Right, state.Right, state.Down, state.SortMenu, state.Back, state.ColumnMenu, state.Back)
			d.do("detail", state.Open)
			d.scroll("detail")
			d.do("reveal", state.RevealAction, state.Open, state.Back)
			d.home()
			d.do("raw", state.RawJSON)
			d.scroll("raw")
			d.home()
			d.do("link", state.ShowLink, state.Open)
			d.home()
			d.copyAll()
			d.do("refund", state.RefundAction)
			d.say("1")
			d.do("refund", state.Accept, state.Accept, state.ExactRequest)
			d.home()
			d.refused()
			if d.seen < 40 || len(d.copied) == 0 {
				t.Errorf("%d pictures were searched, %d copied", d.seen, len(d.copied))
			}
		})
	}
}

// copyAll copies every entry of the copy menu.
func (d *scrubDesk) copyAll() {
	d.do("copy", state.CopyMenu)
	menu, _ := d.app.Top().(*state.CopyLayer)
	for i := 0; menu != nil && i < len(menu.Choices); i++ {
		d.home()
		d.do("copy", state.CopyMenu)
		for range i {
			d.do("copy", state.Down)
		}
		d.do("copy", state.Open)
	}
	d.home()
	for _, copied := range d.copied {
		if part := exposed(copied); part != "" {
			d.t.Errorf("%q was copied in %.300s", part, copied)
		}
	}
}

// refused searches for marks, is refused in their words, and reads the log.
func (d *scrubDesk) refused() {
	d.server.refuse.Store(true)
	for _, q := range []string{markNumbers[0], "public.iban:" + markNumbers[2], `purpose:"` + markNumbers[4] + `"`, "csc:" + markSecret} {
		d.send(state.Acted{Action: state.Search})
		d.say(q) // what is typed is seen
		d.send(state.Acted{Action: state.Accept})
		if d.app.Line != nil { // the search was not understood
			d.send(state.Acted{Action: state.Back})
		}
		if q != "csc:"+markSecret { // a search line shows what it searches for
			d.search("refused "+q, scrubSizes...)
		}
	}
	d.do("refused", state.Refresh, state.Open)
	d.home()
	d.exchanges()
	d.do("log", state.RequestLog)
	d.scroll("log")
	d.home()
	d.server.refuse.Store(false)
}

func TestNoObjectPrintsASecretOrAnAccount(t *testing.T) {
	d := newScrubDesk(t)
	for _, name := range []string{"containers", "payments", "cards", "prepaidsales"} {
		d.send(state.Acted{Action: state.GoTo, Arg: name})
		d.do("detail", state.Open)
		layer, ok := d.app.Top().(*state.DetailLayer)
		if !ok || layer.Object == nil {
			t.Fatalf("no object of %s", name)
		}
		if name == "containers" && !bytes.Contains(layer.Object.Raw, []byte("3704")) {
			t.Errorf("the object has no account to begin with: %s", layer.Object.Raw)
		}
		for _, v := range []any{*layer.Object, layer.Object, layer.Object.Value, state.Page{Objects: []state.Object{*layer.Object}}} {
			for _, verb := range []string{"%v", "%+v", "%#v", "%q", "%s", "%x"} {
				if part := exposed(fmt.Sprintf(verb, v)); part != "" {
					t.Errorf("%s of %T of %s shows %q", verb, v, name, part)
				}
			}
		}
		d.home()
	}
}
