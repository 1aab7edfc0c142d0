package sandbox

import (
	"net/http"
	"sync"
	"time"
)

// actionLife is how long a repeated X-Action gets the first answer.
const actionLife = 3 * time.Minute

// actions remember the answers of writes by their X-Action, if the options say
// so.
type actions struct {
	mu   sync.Mutex
	seen map[string]*action
}

type action struct {
	until  time.Time
	once   sync.Once
	answer answer
}

// once runs a write, or returns what the same X-Action got before. Two at the
// same time wait for one execution.
func (a *actions) once(s *Server, c *call, run func() answer) answer {
	id := c.Header.Get("X-Action")
	if !s.options.ReplayActions || id == "" || c.Method == http.MethodGet || c.Method == http.MethodHead {
		return run()
	}
	first := a.find(id, c.now)
	first.once.Do(func() { first.answer = run() })
	return first.answer
}

func (a *actions) find(id string, now time.Time) *action {
	a.mu.Lock()
	defer a.mu.Unlock()
	if a.seen == nil {
		a.seen = map[string]*action{}
	}
	for other, seen := range a.seen {
		if now.After(seen.until) {
			delete(a.seen, other)
		}
	}
	if a.seen[id] == nil {
		a.seen[id] = &action{until: now.Add(actionLife)}
	}
	return a.seen[id]
}
