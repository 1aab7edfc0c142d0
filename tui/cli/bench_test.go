package cli

import (
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"strconv"
	"strings"
	"testing"
	"time"

	"tresen/api/sandbox"
)

// These build the program, run it in a terminal of its own and read what the
// system says of it, on Linux:
//
//	go test -run '^$' -bench . -benchtime 1x -timeout 30m .

// built is the program as people run it; the test binary is larger.
func built(b *testing.B) string {
	b.Helper()
	program := filepath.Join(b.TempDir(), "tresen")
	if out, err := exec.Command("go", "build", "-o", program, "tresen").CombinedOutput(); err != nil {
		b.Fatalf("%v: %s", err, out)
	}
	return program
}

// cpu is the processor time that the program has used, from /proc. Its grain is
// a hundredth of a second.
func (s *screen) cpu(b *testing.B) time.Duration {
	stat, err := os.ReadFile(fmt.Sprintf("/proc/%d/stat", s.cmd.Process.Pid))
	if err != nil {
		b.Skip("processor time is read from /proc: ", err)
	}
	fields := strings.Fields(string(stat[strings.LastIndexByte(string(stat), ')')+1:]))
	user, _ := strconv.Atoi(fields[11])
	system, _ := strconv.Atoi(fields[12])
	return time.Duration(user+system) * time.Second / 100
}

// resident is the memory of the program in MB, and the most it ever was.
func (s *screen) resident(b *testing.B) (now, peak float64) {
	status, err := os.ReadFile(fmt.Sprintf("/proc/%d/status", s.cmd.Process.Pid))
	if err != nil {
		b.Skip("memory is read from /proc: ", err)
	}
	for line := range strings.SplitSeq(string(status), "\n") {
		name, rest, _ := strings.Cut(line, ":")
		kb, _ := strconv.ParseFloat(strings.TrimSuffix(strings.TrimSpace(rest), " kB"), 64)
		switch name {
		case "VmRSS":
			now = kb / 1024
		case "VmHWM":
			peak = kb / 1024
		}
	}
	return now, peak
}

// count is how many bytes the program has written so far.
func (s *screen) count() int {
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.written
}

// BenchmarkFirstPicture starts the program and waits for its first picture.
func BenchmarkFirstPicture(b *testing.B) {
	program := built(b)
	for b.Loop() {
		s := start(b, terminal{cols: 200, rows: 50, program: program})
		s.wait("SANDBOX")
		b.StopTimer()
		s.press("q")
		s.exit()
		b.StartTimer()
	}
}

// BenchmarkKeys measures keys on the running program at 200×50: bytes written
// and processor time of each.
func BenchmarkKeys(b *testing.B) {
	server := serve(b, sandbox.Options{Payments: 5_000})
	term := server.terminal(200, 50)
	term.program = built(b)
	for _, tt := range []struct {
		name        string
		times       int
		there, back string
	}{{"move", 30, "j", "k"}, {"scroll", 150, "j", "k"}, {"page", 4, "pgdn", "pgup"}} {
		b.Run(tt.name, func(b *testing.B) {
			s := start(b, term)
			s.wait("200 of 5,000")
			s.press("p") // the pane follows the cursor by itself, later
			s.waitGone("│")
			if tt.name != "move" { // from the bottom of the page on, the table scrolls
				s.steps("pgdn", 1)
			}
			for b.Loop() {
				const rounds = 10
				bytes, cpu := s.count(), s.cpu(b)
				for range rounds {
					s.steps(tt.there, tt.times)
					s.steps(tt.back, tt.times)
				}
				keys := float64(2 * rounds * tt.times)
				b.ReportMetric(float64(s.count()-bytes)/keys, "bytes/key")
				b.ReportMetric(float64((s.cpu(b)-cpu).Microseconds())/1000/keys, "cpu-ms/key")
			}
		})
	}
}

// steps presses a key that moves the cursor, and waits for each picture.
func (s *screen) steps(key string, times int) {
	s.t.Helper()
	for range times {
		row := s.selected()
		s.press(key)
		s.until("the row to change", func(text string) bool { return selected(text) != row })
	}
}

// BenchmarkIdle measures a program that nobody touches.
func BenchmarkIdle(b *testing.B) {
	server := serve(b, sandbox.Options{Payments: 5_000})
	term := server.terminal(200, 50)
	term.program = built(b)
	s := start(b, term)
	s.wait("200 of 5,000")
	const seconds = 10
	s.waitSeconds(2)
	for b.Loop() {
		bytes, cpu := s.count(), s.cpu(b)
		s.waitSeconds(seconds)
		b.ReportMetric(float64(s.count()-bytes)/seconds, "bytes/s")
		b.ReportMetric(float64((s.cpu(b)-cpu).Milliseconds())/seconds, "cpu-ms/s")
	}
}

// BenchmarkLoad loads every row of a large account, from a sandbox in a process
// of its own, and measures what they take.
func BenchmarkLoad(b *testing.B) {
	program := built(b)
	for _, payments := range []int{10_000, 100_000, 1_000_000} {
		b.Run(strconv.Itoa(payments), func(b *testing.B) {
			at, _ := serveSandbox(b, "--listen", "127.0.0.1:0", "--payments", strconv.Itoa(payments))
			for b.Loop() {
				s := start(b, terminal{cols: 200, rows: 50, program: program, args: []string{"--base-url", at.BaseURL},
					env: []string{"TRESEN_CLIENT_ID=" + at.ClientID, "TRESEN_CLIENT_SECRET=" + at.ClientSecret}})
				s.wait("200 of")
				begun := time.Now()
				s.press("p")
				s.waitGone("│")
				s.press("G")
				s.allLoaded(b)
				b.ReportMetric(time.Since(begun).Seconds(), "s/load")
				s.waitSeconds(5)
				now, peak := s.resident(b)
				b.ReportMetric(now, "MB-resident")
				b.ReportMetric(peak, "MB-peak")
				bytes, cpu := s.count(), s.cpu(b)
				const keys = 200
				s.steps("k", keys)
				b.ReportMetric(float64(s.count()-bytes)/keys, "bytes/key")
				b.ReportMetric(float64((s.cpu(b)-cpu).Microseconds())/1000/keys, "cpu-ms/key")
				s.press("q")
				s.exit()
			}
		})
	}
}

// allLoaded waits until every row is loaded, however long it takes, as long as
// it goes on.
func (s *screen) allLoaded(b *testing.B) {
	for n := loaded(s.text()); ; n = loaded(s.text()) {
		m := loadedRows.FindStringSubmatch(s.text())
		if m != nil && m[0] == m[1]+" of "+m[1] {
			return
		}
		s.until("more rows", func(text string) bool { return loaded(text) > n })
	}
}
