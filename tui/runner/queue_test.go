package runner

import (
	"strconv"
	"testing"
	"testing/synctest"

	"github.com/google/go-cmp/cmp"

	"tresen/api"
	"tresen/state"
)

func TestQueueKeepsItsOrderAndNeverMakesAnybodyWait(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		q := newQueue()
		let := make(chan struct{})
		var got []string
		go q.run(func(e state.Event) {
			<-let
			got = append(got, e.(state.WriteMoved).Intent)
		})
		var want []string
		for i := range 2000 { // with nobody listening
			want = append(want, strconv.Itoa(i))
			q.put(state.WriteMoved{Intent: want[i]})
		}
		close(let)
		synctest.Wait()
		if diff := cmp.Diff(want, got); diff != "" {
			t.Error(diff)
		}
		q.close()
	})
}

func TestQueueLeavesOutRequestsForTheLogButNeverARefund(t *testing.T) {
	q := newQueue()
	for range 3 * logBacklog {
		q.put(state.Exchanged{Exchange: api.Exchange{Method: "GET"}})
		q.put(state.WriteMoved{})
	}
	batch, _ := q.take()
	refunds := 0
	for _, e := range batch {
		if _, is := e.(state.WriteMoved); is {
			refunds++
		}
	}
	if refunds != 3*logBacklog || len(batch)-refunds != logBacklog {
		t.Errorf("%d refunds and %d requests, want %d and %d", refunds, len(batch)-refunds, 3*logBacklog, logBacklog)
	}
	q.put(state.Exchanged{})
	if batch, _ := q.take(); len(batch) != 1 {
		t.Error("an emptied queue takes no requests any more")
	}
}

func TestAClosedQueueEndsItsRun(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		q := newQueue()
		ended := false
		go func() {
			q.run(func(state.Event) {})
			ended = true
		}()
		synctest.Wait()
		q.close()
		synctest.Wait()
		if !ended {
			t.Error("it runs on")
		}
	})
}
