package state

import (
	"testing"
	"time"

	"tresen/api"
)

func TestWhatWasWrittenIsReadAgainInItsListAndItsDetail(t *testing.T) {
	d := newDesk(t, 0).at("cards", testCard())
	d.do(Open)
	locked := testCard()
	locked.LockStatus = api.Locked
	d.objects[0].Value = locked
	d.send(WriteMoved{Intent: "i", Kind: KindLock, Target: locked.ID, State: WriteApplied, Arrived: true, At: d.now})
	if said := d.said(); said != "Done: lock on MCD_TESTCARD" {
		t.Errorf("said %q", said)
	}
	detail := d.app.Top().(*DetailLayer)
	if detail.Object.Value.(*api.MerchantCard).LockStatus != api.Locked {
		t.Error("the detail shows the card of before")
	}
	d.do(Back)
	rows := d.app.list().Rows
	if at, _ := rows.Index(locked.ID); rows.Value(at, 3).Text != api.Locked {
		t.Errorf("the row says %+v", rows.Value(at, 3))
	}
}

func TestAWriteInDoubtIsNeverCalledARefundOrFailed(t *testing.T) {
	d := newDesk(t, 0).at("cards", testCard())
	d.send(WriteMoved{Intent: "i", Kind: KindCharge, Target: "MCD_TESTCARD", State: WriteUnknown, Amount: 500, Currency: "EUR", At: d.now})
	if said := d.said(); said != "No proof yet whether the €5.00 onto the card happened. It is read until that is known; nothing is sent again." {
		t.Errorf("said %q", said)
	}
}

func TestATerminalThatIsBusyLeavesTheScreenFree(t *testing.T) {
	d := newDesk(t, 3).at("devices", testTerminal())
	d.do(EndOfDay, Open)
	d.confirm("y")
	d.send(WriteMoved{Intent: "i", Kind: KindEndOfDay, Target: "SDV_TILL1", State: WriteSent, At: d.now})
	if open, _ := d.app.OpenCount(); open != 1 || d.app.Top() != nil {
		t.Fatalf("%d open, on top is %T", open, d.app.Top())
	}
	d.send(Acted{Action: GoTo, Arg: "payments"})
	d.pass(3 * time.Minute)
	d.do(RefundAction)
	d.form()
	d.do(Back)
	d.send(WriteMoved{Intent: "i", Kind: KindEndOfDay, Target: "SDV_TILL1", State: WriteApplied, Arrived: true, Child: "STX_REPORT", At: d.now})
	if open, _ := d.app.OpenCount(); open != 0 {
		t.Errorf("%d still open", open)
	}
}
