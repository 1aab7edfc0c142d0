package cli

import (
	"path/filepath"
	"testing"

	"tresen/api/sandbox"
)

func TestARefundIsSeenInTheJournalAndInTheTimelineOfItsPayment(t *testing.T) {
	t.Parallel()
	server := serve(t, sandbox.Options{Payments: 300})
	s := start(t, server.terminal(120, 40, "--journal", filepath.Join(t.TempDir(), "journal.db")))
	s.wait("200 of 300", "unlocked")
	s.search("details.status_simple:1 AND amount:[2000 TO *] AND customer.surname:M*")
	s.refundTen()
	s.wait("Refund of €10.00 is final")

	s.press("6")
	s.wait("[6 Journal]", "TIME", "OPERATOR", "checked", "recorded", "sent", "accepted")
	s.wait("final", "6 of 6") // it came by itself, or with n
	s.press("/")
	s.press("state:sent")
	s.wait("sends q=state:sent")
	s.press("enter")
	s.wait("1 of 1")
	s.press("enter")
	s.wait("What happened, oldest first", "the one request begins", "done, and final", "Nothing: it is settled.", "X-Action")
	s.press("enter") // its payment
	s.wait("Payment PCI_", "Related transactions")
	s.press("t")
	s.wait("Timeline of PCI_", "server", "created", "tresen", "refund €10.00: the one request begins", "refund -€10.00")
	s.press("esc")
	s.waitGone("Timeline of")
	s.press("esc")
	s.wait("What happened, oldest first")
	s.press("esc")
	s.wait("1 of 1")
	s.quit()
}

func TestAScreenCountsWhatAnotherProgramHasOpen(t *testing.T) {
	t.Parallel()
	server := serve(t, sandbox.Options{Payments: 300})
	path := filepath.Join(t.TempDir(), "journal.db")
	config := writeConfig(t, t.TempDir(), someRoles)
	args := []string{"--journal", path, "--config", config, "--operator"}
	bernd := start(t, server.terminal(120, 40, append(args, "bernd")...))
	bernd.wait("200 of 300", "unlocked", "bernd·manager")
	anna := start(t, server.terminal(80, 24, append(args, "anna")...))
	anna.wait("200 of 300", "unlocked", "anna·support")

	anna.search("details.status_simple:1 AND amount:[9000 TO *] AND customer.surname:*")
	anna.press("r")
	anna.wait("Still in effect", "read at")
	anna.press("60", "enter")
	anna.wait("Reason")
	anna.press("enter")
	anna.wait("Check and send")
	anna.press("60")
	anna.waitSeconds(2)
	anna.press("enter")
	anna.waitGone("Check and send")
	anna.wait("1 open")
	bernd.wait("1 waits for you")
	bernd.press("i")
	bernd.wait("Writes of this session", "€60.00 on PCI_", "waits for a second person", "anna")
	bernd.press("esc")
	bernd.waitGone("waits for a second person")
	bernd.press("6")
	bernd.wait("[6 Journal]", "waits", "checked", "2 of 2")
	anna.press("q") // nobody is asked: it waits on, whoever is there
	if code := anna.exit(); code != 0 {
		t.Errorf("exit code %d", code)
	}
	bernd.quit()
}
