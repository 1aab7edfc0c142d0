package cli

import (
	"fmt"
	"net"
	"net/http"
	"path"
	"path/filepath"
	"regexp"
	"strconv"
	"strings"
	"sync"
	"syscall"
	"testing"
	"time"

	"tresen/api/sandbox"
)

// backend is a sandbox served over TCP from within the test: it can break, go
// away and come back, and it says what was really done.
type backend struct {
	*sandbox.Server
	line
}

func serve(t testing.TB, o sandbox.Options) *backend {
	t.Helper()
	if o.Settle == 0 {
		o.Settle = time.Second // so that a refund arrives while the story waits
	}
	listener, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	b := &backend{Server: sandbox.New(o), line: line{Listener: listener, addr: listener.Addr().String()}}
	b.Load()
	web := &http.Server{Handler: b.Server}
	go web.Serve(&b.line)
	t.Cleanup(func() { web.Close() })
	return b
}

// line is the way to a backend. While it is cut its port stays taken: else another
// program might stand there when it is to come back.
type line struct {
	net.Listener
	addr string

	mu   sync.Mutex
	cut  bool
	open []net.Conn // and those that were closed since
}

// Accept lets a connection in, or breaks it.
func (l *line) Accept() (net.Conn, error) {
	c, err := l.Listener.Accept()
	if err != nil {
		return nil, err
	}
	l.mu.Lock()
	defer l.mu.Unlock()
	l.open = append(l.open, c)
	if l.cut {
		c.Close()
	}
	return c, nil
}

// goAway breaks every connection, and all that are made until it comes back.
func (l *line) goAway() {
	l.mu.Lock()
	defer l.mu.Unlock()
	l.cut = true
	for _, c := range l.open {
		c.Close()
	}
}

func (l *line) comeBack() {
	l.mu.Lock()
	defer l.mu.Unlock()
	l.cut = false
}

// terminal is one that works on this backend.
func (b *backend) terminal(cols, rows int, args ...string) terminal {
	id, secret := b.Credentials()
	return terminal{cols: cols, rows: rows, args: append([]string{"--base-url", "http://" + b.addr}, args...),
		env: []string{"TRESEN_CLIENT_ID=" + id, "TRESEN_CLIENT_SECRET=" + secret}}
}

// sizes are the terminals of the stories.
var sizes = [][2]int{{80, 24}, {120, 40}, {200, 50}}

// loaded is how many rows the header says are loaded.
var loadedRows = regexp.MustCompile(`([\d,]+) of [\d,]+`)

func loaded(text string) int {
	m := loadedRows.FindStringSubmatch(text)
	if m == nil {
		return 0
	}
	n, _ := strconv.Atoi(strings.ReplaceAll(m[1], ",", ""))
	return n
}

// clockOf is what the clock of the frame shows, in seconds of the hour: the hour
// itself is not always one more than the last.
func clockOf(text string) int {
	m := frameClock.FindStringSubmatch(text)
	if m == nil {
		return 0
	}
	minutes, _ := strconv.Atoi(m[1])
	seconds, _ := strconv.Atoi(m[2])
	return minutes*60 + seconds
}

var frameClock = regexp.MustCompile(`\d\d:(\d\d):(\d\d)`)

// waitSeconds waits until the clock of the frame is n seconds further than it is
// now, so that more than n-1 have passed for the program however slow this machine
// is.
func (s *screen) waitSeconds(n int) {
	s.t.Helper()
	now, _ := s.looking()
	began := clockOf(now)
	s.until("the clock to go on", func(text string) bool { return (clockOf(text)-began+3600)%3600 >= n })
}

// refundTen takes the selected payment through the form, and sends.
func (s *screen) refundTen() {
	s.t.Helper()
	s.press("r")
	for !strings.Contains(s.text(), "Still in effect") {
		s.until("the payment as it is now", func(text string) bool {
			return strings.Contains(text, "Still in effect") || strings.Contains(text, "Enter reads it again")
		})
		if strings.Contains(s.text(), "Enter reads it again") { // a bad line
			s.press("enter")
			s.waitGone("Enter reads it again")
		}
	}
	s.press("10", "enter")
	s.wait("= €10.00", "Reason")
	s.press("enter")
	s.wait("Check and send", "€10.00 back to")
	s.press("10")
	s.waitSeconds(2) // Enter is dead until the keyboard was quiet
	s.press("enter")
	s.waitGone("Check and send")
}

// search asks the server for something that has fewer than a page of matches.
func (s *screen) search(q string) {
	s.t.Helper()
	s.press("/", q)
	s.wait("sends q=" + q[:20])
	s.press("enter")
	s.until("all matches", func(text string) bool { return loaded(text) > 0 && loaded(text) < 200 })
}

// pageTo pages down until so many rows are loaded and every page was seen.
func (s *screen) pageTo(rows int) {
	s.t.Helper()
	for loaded(s.text()) < rows {
		before, had := s.selected(), loaded(s.text())
		s.press("pgdn")
		s.until("the next page", func(text string) bool { return selected(text) != before || loaded(text) > had })
	}
}

func TestAStoryFromTheFirstPictureToTheRefund(t *testing.T) {
	for _, size := range sizes {
		t.Run(fmt.Sprintf("%dx%d", size[0], size[1]), func(t *testing.T) {
			t.Parallel()
			server := serve(t, sandbox.Options{})
			s := start(t, server.terminal(size[0], size[1]))
			s.wait("SANDBOX", "Huber", "anna", "unlocked", "200 of 5,000")
			s.pageTo(1_200)
			s.search("customer.surname:M* AND details.status_simple:1 AND amount:[2000 TO *]")
			s.press("enter")
			s.wait("Overview", "read at")
			s.refundTen()
			s.wait("Refund of €10.00 accepted")
			s.wait("Refund of €10.00 is final")
			if made := server.AllRefunds(); len(made) != 1 || made[0].Amount != 1000 {
				t.Errorf("the server made %+v", made)
			}
			s.press("esc")
			s.waitGone("read at")
			s.quit()
		})
	}
}

func TestTheSameStoryOnABadLine(t *testing.T) {
	t.Parallel()
	server := serve(t, sandbox.Options{Payments: 2_000, Seed: 5})
	lists := []sandbox.Fault{{DropBefore: true}, {Status: http.StatusServiceUnavailable}, {Truncate: 200}, {DropAfter: true},
		{Status: http.StatusBadGateway, HTML: true}, {Code2003: true}}
	var mu sync.Mutex
	asked := map[string]int{}
	server.SetFaults(func(r *http.Request) sandbox.Fault {
		mu.Lock()
		defer mu.Unlock()
		what := path.Base(r.URL.Path)
		asked[what]++
		switch n := asked[what]; {
		case what == "Transactions" && n%3 == 0:
			return lists[n/3%len(lists)]
		case what == "checkStatus" && n == 1: // the form reads it once more
			return sandbox.Fault{Garbage: true}
		case what == "cancel": // executed, and nobody is told
			return sandbox.Fault{DropAfter: true}
		}
		return sandbox.Fault{}
	})
	s := start(t, server.terminal(120, 40))
	s.wait("200 of 2,000", "unlocked")
	s.pageTo(1_100)
	s.search("customer.surname:M* AND details.status_simple:1 AND amount:[2000 TO *]")
	s.refundTen()
	s.wait("UNKNOWN")
	s.wait("Refund of €10.00 is final")
	mu.Lock()
	defer mu.Unlock()
	if made := server.AllRefunds(); asked["cancel"] != 1 || len(made) != 1 || made[0].Amount != 1000 {
		t.Errorf("asked for %d times, the server made %+v", asked["cancel"], made)
	}
	if asked["Transactions"] < 9 {
		t.Errorf("the line was hardly bad: %v", asked)
	}
}

func TestALostConnectionLeavesTheScreenAndComesBack(t *testing.T) {
	t.Parallel()
	server := serve(t, sandbox.Options{Payments: 1_000})
	s := start(t, server.terminal(120, 40))
	s.wait("200 of 1,000", "unlocked")
	row := s.selected()
	server.goAway()
	s.press("R")
	s.wait("No connection to " + server.addr)
	if s.selected() != row {
		t.Errorf("the row %q became %q", row, s.selected())
	}
	s.press("r")
	s.wait("nothing can be sent until it is back")
	server.comeBack()
	s.wait("The connection is back")
	s.press("r")
	s.wait("Still in effect", "read at")
	s.press("esc")
	s.waitGone("Still in effect")
	s.quit()
}

func TestARefundInDoubtHeadsTheScreenAtTheNextStart(t *testing.T) {
	t.Parallel()
	server := serve(t, sandbox.Options{Payments: 500})
	reached := make(chan struct{}, 1)
	server.SetFaults(func(r *http.Request) sandbox.Fault {
		if !strings.HasSuffix(r.URL.Path, "/cancel") {
			return sandbox.Fault{}
		}
		reached <- struct{}{}
		return sandbox.Fault{Delay: time.Hour}
	})
	journal := filepath.Join(t.TempDir(), "journal.db")
	s := start(t, server.terminal(120, 40, "--journal", journal))
	s.wait("200 of 500", "unlocked")
	s.search("details.status_simple:1 AND amount:[2000 TO *] AND currency:EUR")
	s.refundTen()
	<-reached
	s.signal(syscall.SIGKILL)
	s.exit()

	server.SetFaults(nil)
	s = start(t, server.terminal(120, 40, "--journal", journal))
	s.wait("UNKNOWN", "200 of 500")
	s.press("q")
	s.wait("Enter quits")
	s.press("enter")
	if code := s.exit(); code != 0 {
		t.Errorf("exit code %d", code)
	}
	if made := server.AllRefunds(); len(made) != 0 {
		t.Errorf("the server made %+v", made)
	}
}

func TestLeavingWaitsForARefundOnItsWay(t *testing.T) {
	for way, c := range map[string]struct {
		fault sandbox.Fault
		told  string
	}{
		"q":                {told: "tresen: €10.00 on PCI_"},
		"SIGTERM":          {told: "tresen: €10.00 on PCI_"},
		"SIGHUP":           {told: "tresen: €10.00 on PCI_"},
		"q, and no answer": {sandbox.Fault{DropAfter: true}, "what is open is found out at the next start"},
	} {
		t.Run(way, func(t *testing.T) {
			t.Parallel()
			server := serve(t, sandbox.Options{Payments: 500})
			reached, let := make(chan struct{}, 1), make(chan struct{})
			server.SetFaults(func(r *http.Request) sandbox.Fault {
				if strings.HasSuffix(r.URL.Path, "/cancel") {
					reached <- struct{}{}
					<-let
					return c.fault
				}
				return sandbox.Fault{}
			})
			s := start(t, server.terminal(120, 40))
			s.wait("200 of 500", "unlocked")
			s.search("details.status_simple:1 AND amount:[2000 TO *] AND currency:EUR")
			s.refundTen()
			<-reached
			switch way {
			default:
				s.press("q")
				s.wait("Enter quits")
				s.press("enter")
			case "SIGTERM":
				s.signal(syscall.SIGTERM)
			case "SIGHUP":
				s.signal(syscall.SIGHUP)
			}
			s.waitGone("SANDBOX") // the screen is closed
			s.hears("is on its way; waiting for its answer")
			select {
			case <-s.gone:
				t.Error("the program did not wait")
			default:
			}
			close(let)
			s.hears(c.told) // nobody has a screen to read it on
			if code := s.exit(); code != 0 {
				t.Errorf("exit code %d", code)
			}
			if made := server.AllRefunds(); len(made) != 1 {
				t.Errorf("the server made %+v", made)
			}
		})
	}
}

func TestTheScreenOutlivesWhatIsWrongWithTheServer(t *testing.T) {
	server := serve(t, sandbox.Options{Payments: 20})
	id, _ := server.Credentials()
	tests := []struct {
		name string
		term terminal
		want []string
	}{
		{"wrong credentials", terminal{args: []string{"--base-url", "http://" + server.addr},
			env: []string{"TRESEN_CLIENT_ID=" + id, "TRESEN_CLIENT_SECRET=wrong-secret"}},
			[]string{"did not accept the sign-in", "Check TRESEN_CLIENT_ID and TRESEN_CLIENT_SECRET"}},
		{"nobody there", terminal{args: []string{"--base-url", "http://127.0.0.1:1"}, env: []string{anID, "TRESEN_CLIENT_SECRET=wrong-secret"}},
			[]string{"No connection to 127.0.0.1:1"}},
		{"live", terminal{args: []string{"--base-url", "https://connect.secucard.com"},
			env: []string{anID, "TRESEN_CLIENT_SECRET=wrong-secret", "HTTPS_PROXY=http://127.0.0.1:1"}},
			[]string{"LIVE", "locked", "No connection to connect.secucard.com"}},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			t.Parallel()
			tt.term.cols, tt.term.rows = 100, 30
			s := start(t, tt.term)
			s.wait(tt.want...)
			s.press("L")
			s.wait("/oauth/token")
			if strings.Contains(s.text(), "wrong-secret") {
				t.Errorf("the secret is on the screen:\n%s", s.text())
			}
			s.press("q")
			s.waitGone("/oauth/token")
			s.quit()
			if strings.Contains(s.stderr.String(), "wrong-secret") {
				t.Errorf("the secret is in %q", s.stderr)
			}
		})
	}
}

func TestWithoutAJournalOnlyWritingIsOff(t *testing.T) {
	t.Parallel()
	s := start(t, terminal{cols: 120, rows: 40, args: []string{"--journal", "/dev/null/journal.db", "--payments", "300"}})
	s.wait("200 of")
	s.press("r")
	s.wait("Nothing can be sent", "/dev/null/journal.db")
	s.press("j")
	s.quit()
}

func TestTheTerminalIsFollowedAndHostileInputIsHarmless(t *testing.T) {
	t.Parallel()
	s := start(t, terminal{cols: 110, rows: 24, answers: true, args: []string{"--payments", "300"}})
	s.wait("SANDBOX", "built-in", "200 of")
	for _, size := range [][2]int{{200, 50}, {40, 12}, {20, 5}, {120, 40}} {
		s.resize(size[0], size[1])
		s.until(fmt.Sprintf("a picture of %v", size), func(text string) bool {
			if size[0] < 30 {
				return strings.Contains(text, "20×5.")
			}
			rule := strings.Repeat("─", size[0])
			return strings.Contains(text, "SANDBOX") && strings.Contains(text, rule) && !strings.Contains(text, rule+"─") && selected(text) != ""
		})
	}
	row := strings.TrimPrefix(s.selected(), ">")[:20]
	s.send("\x1b[200~Gr10\r10\rq\x03\x1b[201~")
	s.send("\x00\xff\xfe\x1b]52;c;QUFB\x07\x1bP+q\x1b\\\x1b[999999999A\x1b[<0;3;3M\x1b[I\x1b[?1u\x1b[1;1R")
	s.press("?")
	s.wait("Help: type to search")
	s.press("esc")
	s.until(fmt.Sprintf("the row %q again", row), func(text string) bool {
		return !strings.Contains(text, "Help: type to search") && strings.Contains(text, row)
	})
	s.quit()
}

// What comes in pieces is a matter of time, and tested where time is virtual.
func TestTheKeysOfARealTerminalAreUnderstood(t *testing.T) {
	t.Parallel()
	s := start(t, terminal{cols: 80, rows: 24, args: []string{"--payments", "300"}})
	s.wait("200 of")
	first := s.selected()
	s.send("\x1b[B")
	s.until("the cursor to move down", func(text string) bool { return selected(text) != first })
	s.send("\x1bOA")
	s.until("the cursor to move up", func(text string) bool { return selected(text) == first })
	s.press("/", "Müller")
	s.wait("Müller", "sends q=")
	s.press("ctrl+c")
	s.waitGone("sends q=")
	s.quit()
}

func TestNothingWaitsForAnAnswerOfTheTerminal(t *testing.T) {
	t.Parallel()
	for _, args := range [][]string{{"--help"}, {"version"}, {"--no-such-flag"}, {"sandbox", "--help"}} {
		s := start(t, terminal{cols: 80, rows: 24, args: args})
		s.exit()
		if len(s.asked) > 0 {
			t.Errorf("%q asks the terminal %q", args, s.asked)
		}
	}
	s := start(t, terminal{cols: 80, rows: 24, mute: true})
	s.wait("SANDBOX")
	s.quit()
	if len(s.asked) > 0 {
		t.Errorf("the screen asks the terminal %q", s.asked)
	}
}
