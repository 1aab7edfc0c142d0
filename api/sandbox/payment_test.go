package sandbox_test

import (
	"net/http"
	"testing"
	"time"

	"tresen/api/sandbox"
)

func TestARefundIsAChildAndSettlesWithTheClock(t *testing.T) {
	c := open(t, sandbox.Options{})
	id := c.first("customer.name:meier AND status:6")
	before := c.get("/Payment/Transactions/" + id)
	r := c.send("POST", "/Payment/Transactions/"+id+"/cancel", map[string]any{"reduce_amount_by": 1000, "reason": "Nachlass"})
	if r.status != http.StatusOK || r.text(0, "id") != id {
		t.Fatalf("cancel: %d %s", r.status, r.raw)
	}
	if got, want := r.int(0, "amount"), before.int("amount"); got != want {
		t.Errorf("the payment's own amount became %d, want %d", got, want)
	}
	if got, want := c.get("/Payment/Transactions/"+id+"/checkStatus").int("amount"), before.int("amount")-1000; got != want {
		t.Errorf("in effect %d, want %d", got, want)
	}
	child := c.get("/Payment/Transactions/" + r.text(0, "related_transactions", 0, "id"))
	if child.int("amount") != -1000 || child.int("related_transactions", 0, "ref_type_id") != 19 ||
		child.text("related_transactions", 0, "hierarchy") != "parent" || child.text("related_transactions", 0, "id") != id {
		t.Errorf("the child is %s", child.raw)
	}
	state := func() sandbox.RefundState {
		truth, _ := c.server.Truth(id)
		return truth.Refunds[0].State
	}
	if state() != sandbox.RefundPending {
		t.Errorf("a new refund is %v", state())
	}
	c.clock.advance(time.Minute)
	if state() != sandbox.RefundDone {
		t.Errorf("a minute later the refund is %v", state())
	}
}
