package runner

import (
	"sync"

	"tresen/state"
)

// logBacklog is how many requests wait for the log of a screen that does not
// keep up. Later ones are left out; nothing else ever is.
const logBacklog = 500

// queue takes events from anywhere without waiting and hands them on in order.
type queue struct {
	mu     sync.Mutex
	filled *sync.Cond
	events []state.Event
	log    int // requests among the events
	closed bool
}

func newQueue() *queue {
	q := new(queue)
	q.filled = sync.NewCond(&q.mu)
	return q
}

// put adds an event. It never waits.
func (q *queue) put(e state.Event) {
	q.mu.Lock()
	defer q.mu.Unlock()
	if _, isLog := e.(state.Exchanged); isLog {
		if q.log == logBacklog {
			return
		}
		q.log++
	}
	q.events = append(q.events, e)
	q.filled.Signal()
}

// run hands events to send until the queue is closed.
func (q *queue) run(send func(state.Event)) {
	for {
		batch, closed := q.take()
		if closed {
			return
		}
		for _, e := range batch {
			send(e)
		}
	}
}

// take waits for events and takes all there are.
func (q *queue) take() (batch []state.Event, closed bool) {
	q.mu.Lock()
	defer q.mu.Unlock()
	for len(q.events) == 0 && !q.closed {
		q.filled.Wait()
	}
	batch, q.events, q.log = q.events, nil, 0
	return batch, q.closed
}

// close ends run; what still waits is dropped.
func (q *queue) close() {
	q.mu.Lock()
	defer q.mu.Unlock()
	q.closed = true
	q.filled.Signal()
}
