package cli

import (
	"net/http"
	"strings"
	"sync/atomic"
	"testing"

	"tresen/api/sandbox"
)

// asked counts the requests of a path's last word, which wait until let is closed;
// the others pass.
func asked(server *backend, word string, let <-chan struct{}) *atomic.Int32 {
	var n atomic.Int32
	server.SetFaults(func(r *http.Request) sandbox.Fault {
		if r.Method == http.MethodPost && strings.HasSuffix(r.URL.Path, "/"+word) {
			n.Add(1)
			<-let
		}
		return sandbox.Fault{}
	})
	return &n
}

// atOnce lets a request pass.
var atOnce = func() chan struct{} { c := make(chan struct{}); close(c); return c }()

func TestAStoryOfALostCard(t *testing.T) {
	for _, size := range [][2]int{{80, 24}, {200, 50}} {
		t.Run("", func(t *testing.T) {
			t.Parallel()
			server := serve(t, sandbox.Options{Payments: 300})
			locks := asked(server, "lock", atOnce)
			s := start(t, server.terminal(size[0], size[1]))
			s.wait("200 of 300", "unlocked")
			s.press("4")
			s.wait("LAST USED", "•••") // its rows are there
			s.press("b")
			s.wait("Lock card MCD_", "live at")
			s.press("enter")
			s.wait("Missing: Reason.") // nothing is chosen yet
			s.press("j", "enter")
			s.wait("Colleagues see it")
			s.press("im Zug", "enter", "enter") // the second finds a review without its answer
			s.wait("Check and send: lock card", "im Zug", "Type y, or")
			s.press("y")
			s.waitSeconds(2)
			s.press("enter")
			s.wait("Done: lock on MCD_")
			s.until("the row to be locked", func(text string) bool { return strings.Contains(selected(text), " locked") })
			s.press("b")
			s.wait("The card is locked already")
			s.press("B")
			s.wait("Unlock card MCD_", "live at")
			s.press("enter")
			s.wait("Check and send: unlock card")
			s.press("y")
			s.waitSeconds(2)
			s.press("enter")
			s.wait("Done: unlocking on MCD_")
			if locks.Load() != 1 {
				t.Errorf("%d requests to lock", locks.Load())
			}
			s.quit()
		})
	}
}

func TestAStoryOfAnEndOfDayThatTakesAWhile(t *testing.T) {
	t.Parallel()
	server, let := serve(t, sandbox.Options{Payments: 300}), make(chan struct{})
	reports := asked(server, "endOfDay", let)
	s := start(t, server.terminal(120, 40))
	s.wait("200 of 300", "unlocked")
	s.press("5")
	s.wait("ONLINE", "Terminal Basel")
	for range 20 { // a terminal that is online; every key is seen before the next
		before := s.selected()
		if strings.Contains(before, "Terminal Basel") {
			break
		}
		s.press("j")
		s.until("the cursor moved", func(text string) bool { return selected(text) != before })
	}
	s.press("D")
	s.wait("End-of-day SDV_", "IRREVERSIBLE", "live at")
	s.press("x")
	s.wait("/endOfDay", "(no body)")
	s.press("esc")
	s.waitGone("(no body)")
	s.press("enter")
	s.wait("Type y, or Terminal Basel")
	s.press("terminal basel")
	s.waitSeconds(2)
	s.press("enter")
	s.wait("1 open")
	s.press("D")
	s.wait("Something is open for it already")
	s.press("1") // the screen is free meanwhile
	s.wait("200 of 300", "1 open")
	s.press("i")
	s.wait("Writes of this session", "end-of-day report on SDV_", "on its way to the server")
	close(let)
	s.wait("Done: end-of-day report on SDV_")
	s.press("enter")
	s.wait("Smart transaction STX_", "KASSENSCHNITT")
	if reports.Load() != 1 {
		t.Errorf("%d requests for a report", reports.Load())
	}
	s.press("q") // back to the list of writes
	s.wait("Writes of this session")
	s.press("q")
	s.waitGone("Writes of this session")
	s.quit()
}

func TestAStoryOfAPaymentLink(t *testing.T) {
	t.Parallel()
	server := serve(t, sandbox.Options{Payments: 300})
	s := start(t, server.terminal(120, 50))
	s.wait("200 of 300", "unlocked")
	s.press("N")
	s.wait("New payment link")
	s.press("19,90", "enter", "B-77", "enter")
	s.wait("Check and send: new payment link", "Payment link of €19.90")
	s.waitSeconds(2)
	s.press("enter")
	s.wait("The customer pays €19.90 on this page", "https://")
	s.press("esc")
	s.waitGone("The customer pays")
	s.press("N")
	s.wait("New payment link")
	s.press("19,90", "enter", "B-77", "enter")
	s.wait("There is a sale with this order number already")
	s.press("esc")
	s.waitGone("Check and send")
	s.press("esc")
	s.waitGone("Order number")
	s.quit()
}
