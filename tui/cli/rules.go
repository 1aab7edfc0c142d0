package cli

import (
	"errors"
	"io/fs"
	"maps"
	"os"
	"sync"
	"time"

	"tresen/state"
	"tresen/state/text"
)

// restTime is how long a file has to have been left alone before it is read
// again: an editor that writes in place is not done when it begins.
const restTime = time.Second

// rules are who may do what while the program runs: as the configuration files
// say it now. Programs run for days, and nobody keeps a role that was taken away.
type rules struct {
	p     *program
	clock func() time.Time

	began config // that of the start

	mu    sync.Mutex
	files []stamp // nil before the first look
	last  config  // that was right
	now   state.Rules
}

// stamp tells a file from what it was before; the zero one was never looked at.
type stamp struct {
	info  fs.FileInfo // nil: there is none, or err says why not
	owner string
	err   string
}

// same reports a file that nobody touched between two looks.
func (s stamp) same(other stamp) bool {
	if s.info == nil || other.info == nil {
		return s.info == nil && other.info == nil && s.err == other.err
	}
	return os.SameFile(s.info, other.info) && s.info.ModTime().Equal(other.info.ModTime()) && s.info.Size() == other.info.Size() &&
		s.info.Mode() == other.info.Mode() && s.owner == other.owner
}

// watchRules follows the configuration from what was read at the start.
func (p *program) watchRules() *rules {
	return &rules{p: p, clock: time.Now, began: p.config, last: p.config, now: p.config.rules()}
}

// rules are what a configuration says of who may do what.
func (c config) rules() state.Rules { return state.Rules{Policy: c.policy, Roles: c.roles != nil} }

// read returns the rules as they are now. It looks at the files each time, and
// reads them where one was changed; what one says that is being written in place
// counts when that is over.
func (r *rules) read() state.Rules {
	r.mu.Lock()
	defer r.mu.Unlock()
	files, written := r.look(r.clock())
	if written || same(files, r.files) {
		return r.now
	}
	r.files = files
	c, err := readConfig(r.p.configPaths(), false) // one that is gone was there at the start: no flag is wrong
	if err == nil {
		err = r.last.replacedBy(c)
	}
	if err != nil {
		r.now.Broken = text.M(text.RulesBroken, asPart(err))
		return r.now
	}
	r.last, r.now = c, c.rules()
	r.now.Restart = !maps.EqualFunc(c.account, r.began.account, func(a, b setting) bool { return a.text == b.text })
	return r.now
}

// look takes the stamps of the files, and reports one that is being written.
func (r *rules) look(now time.Time) (files []stamp, written bool) {
	for i, path := range r.p.configPaths() {
		info, err := os.Stat(path)
		s := stamp{info: info}
		if err != nil {
			s = stamp{err: cause(err)}
		} else {
			s.owner = ownerOf(info)
		}
		files = append(files, s)
		inPlace := r.files != nil && s.info != nil && r.files[i].info != nil && os.SameFile(s.info, r.files[i].info) && !s.same(r.files[i])
		if age := now.Sub(modified(info)); inPlace && age >= 0 && age < restTime {
			written = true
		}
	}
	return files, written
}

func modified(info fs.FileInfo) (at time.Time) {
	if info != nil {
		at = info.ModTime()
	}
	return at
}

func same(a, b []stamp) bool {
	for i := range a {
		if len(a) != len(b) || !a[i].same(b[i]) {
			return false
		}
	}
	return true
}

// replacedBy refuses a configuration that no longer says who has which role, where
// the one before did: a file that is gone or empty makes nobody a manager.
func (c config) replacedBy(next config) error {
	switch {
	case c.roles != nil && next.roles == nil:
		return fault(text.RulesGone, c.roles.file.path)
	case c.policed != nil && next.policed == nil:
		return fault(text.RulesGone, c.policed.file.path)
	}
	return nil
}

// asPart is an error as a part of a sentence.
func asPart(err error) any {
	if e, ok := errors.AsType[faultError](err); ok {
		return e.Msg
	}
	return err.Error()
}
