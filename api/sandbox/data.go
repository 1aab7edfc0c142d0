package sandbox

import (
	"bufio"
	"bytes"
	"errors"
	"fmt"
	"io"
	"time"
)

// The file of Options.Data holds what changed since its first start: a head
// that says what the data was made from, then a line for every commit. It is
// only appended to, and not forced to the disk. A line that a crash cut off is
// dropped; any other that cannot be read is an error.

// dataFormat is the version of the file.
const dataFormat = 1

// File is what Options.Data takes: an *os.File that was opened for reading and
// writing, and that the server closes.
type File interface {
	io.ReadWriteSeeker
	io.Closer
	Name() string
	Truncate(size int64) error
}

// dataFile is where commits are written. It is nil where nothing is kept; the
// ledger's lock guards it.
type dataFile struct {
	f   File
	err error // the first that writing met
}

var errClosed = errors.New("the sandbox is closed")

// Open makes the data and reads what [Options].Data holds, if there is such.
// Without it the first request does, and fails where the file cannot be read.
func (s *Server) Open() error {
	s.Load()
	return s.loadErr
}

// Close closes the file of [Options].Data. The server must not be used any more.
func (s *Server) Close() error {
	s.Load()
	s.ledger.mu.Lock()
	defer s.ledger.mu.Unlock()
	if s.data == nil {
		return nil
	}
	err := errors.Join(s.data.err, s.data.f.Close())
	s.data.err = errors.Join(errClosed, s.data.err)
	return err
}

// keep replays what the file holds and writes what happens from then on.
func (s *Server) keep(lines []object) {
	file := s.data
	s.data = nil // what is replayed is in the file already
	if s.loadErr == nil {
		s.loadErr = s.replay(lines)
	}
	s.data = file
	s.ledger.note = s.recordPayments
}

// record writes a commit.
func (s *Server) record(o object) {
	d := s.data
	if d == nil || d.err != nil {
		return
	}
	times := s.ledger.times
	line := append(object{{"t", times[len(times)-1]}}, o...)
	if _, err := d.f.Write(append(appendJSON(nil, line), '\n')); err != nil {
		d.err = fmt.Errorf("writing the data of the sandbox: %w", err)
	}
}

// recordObject writes a version of an object of a shelf; nil where it is gone.
func (s *Server) recordObject(sh *shelf, i int32, doc object) {
	if s.data == nil {
		return
	}
	var value any
	if doc != nil {
		value = doc
	}
	s.record(object{{"of", sh.object}, {"i", int(i)}, {"doc", value}})
}

// unkept is why writes are refused: they would be forgotten.
func (s *Server) unkept() *problem {
	if s.data == nil || s.data.err == nil {
		return nil
	}
	return invalid("%v", s.data.err)
}

// openData reads the file and returns the moment that its data is from, and the
// lines behind its head.
func (s *Server) openData() (epoch time.Time, lines []object, err error) {
	f := s.options.Data
	defer func() {
		if err != nil {
			err = errors.Join(fmt.Errorf("%s: %w", f.Name(), err), f.Close())
		}
	}()
	if _, err = f.Seek(0, io.SeekStart); err != nil {
		return epoch, nil, err
	}
	lines, end, err := readLines(f)
	if err != nil {
		return epoch, nil, err
	}
	if err = f.Truncate(end); err == nil {
		_, err = f.Seek(end, io.SeekStart)
	}
	if err != nil {
		return epoch, nil, err
	}
	head := object{
		{"tresen", "sandbox"}, {"format", dataFormat}, {"seed", int64(s.options.Seed)}, {"payments", int64(max(0, s.options.Payments))},
	}
	if len(lines) == 0 {
		epoch = s.options.Now()
		head = append(head, member{"epoch", epoch.UTC().Format(time.RFC3339Nano)})
		_, err = f.Write(append(appendJSON(nil, head), '\n'))
	} else {
		epoch, err = readHead(lines[0], head)
		lines = lines[1:]
	}
	if err == nil {
		s.data = &dataFile{f: f}
	}
	return epoch, lines, err
}

// readHead checks that a file was made from the same data.
func readHead(head, want object) (epoch time.Time, err error) {
	if head.text("tresen") != "sandbox" || head.int("format") != dataFormat {
		return epoch, errors.New("is not a data file of this sandbox")
	}
	for _, name := range []string{"seed", "payments"} {
		if got := head.int(name); got != want.int(name) {
			return epoch, fmt.Errorf("was made with %s %d: start with the same, or name another file", name, got)
		}
	}
	return time.Parse(time.RFC3339Nano, head.text("epoch"))
}

// readLines reads all whole lines and says where they end.
func readLines(r io.Reader) (lines []object, end int64, err error) {
	in := bufio.NewReaderSize(r, 1<<16)
	for {
		raw, err := in.ReadBytes('\n')
		if err == io.EOF {
			return lines, end, nil
		}
		if err != nil {
			return nil, 0, err
		}
		v, err := parseJSON(bytes.TrimSpace(raw))
		line, ok := v.(object)
		if err != nil || !ok {
			return nil, 0, fmt.Errorf("line %d cannot be read: %w", len(lines)+1, errors.Join(err, errNoObject(ok)))
		}
		lines = append(lines, line)
		end += int64(len(raw))
	}
}

func errNoObject(ok bool) error {
	if ok {
		return nil
	}
	return errors.New("it is no object")
}
