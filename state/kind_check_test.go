package state

import (
	"slices"
	"strconv"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"tresen/api"
	"tresen/state/text"
)

func TestTheRulesOfEveryKind(t *testing.T) {
	created := Baseline{State: saleCreated, Amount: 2500, InEffect: 2500, Currency: "EUR"}
	prepared := Baseline{State: saleApproved, Amount: 2500, InEffect: 2500, Currency: "EUR", Mark: "debit"}
	account := Baseline{State: "PCU_1", Currency: "EUR"}
	drift := Baseline{Drift: []string{"x"}}
	for _, c := range []struct {
		kind   WriteKind
		b      Baseline
		amount api.Minor
		option string
		reason string
		want   string // the problems, none where it is empty
	}{
		{KindCapture, authorisedOf50, 5000, "", "", ""},
		{KindCapture, authorisedOf50, 1, "", "", ""},
		{KindCapture, authorisedOf50, 0, "", "", "amount"},
		{KindCapture, authorisedOf50, -1, "", "", "amount"},
		{KindCapture, authorisedOf50, 5001, "", "", "above-authorised 5000"},
		{KindCapture, Baseline{Simple: api.StatusAccepted, InEffect: 5000}, 100, "", "", "not-authorised"},
		{KindCapture, Baseline{Simple: api.StatusAuthorized, InEffect: 5000, IsRefund: true}, 100, "", "", "is-refund"},
		{KindCapture, drift, 100, "", "", "drift x"},

		{KindRevokeAccrual, Baseline{State: accrualHeld}, 0, "", "", ""},
		{KindRevokeAccrual, Baseline{State: accrualFree}, 0, "", "", "not-withheld"},
		{KindRevokeAccrual, Baseline{State: accrualPaid}, 0, "", "", "not-withheld"},
		{KindRevokeAccrual, drift, 0, "", "", "drift x"},

		{KindStart, created, 2500, "cash", "", ""},
		{KindStart, created, 2500, "", "", "method"},
		{KindStart, created, 2500, "creditcard", "", "method creditcard"},
		{KindStart, created, 2500, "cashless_direct", "", "method cashless_direct"},
		{KindStart, created, 2499, "cash", "", "whole 2500"},
		{KindStart, created, 0, "cash", "", "whole 2500"},
		{KindStart, prepared, 2500, "", "", ""},
		{KindStart, prepared, 2500, "cash", "", "prepared debit"},
		{KindStart, Baseline{State: saleCreated}, 0, "cash", "", "nothing-to-pay"},
		{KindStart, Baseline{State: "pending", Amount: 2500}, 2500, "", "", "not-startable pending"},
		{KindStart, Baseline{State: saleOK, Amount: 2500}, 2500, "cash", "", "not-startable ok"},
		{KindStart, drift, 0, "", "", "drift x"},

		{KindSmartCancel, soldAtTill, 2500, "", "", ""},
		{KindSmartCancel, soldAtTill, 2000, "", "", "whole 2500"},
		{KindSmartCancel, Baseline{State: saleOK, Amount: 2500, InEffect: 700}, 700, "", "", ""},
		{KindSmartCancel, Baseline{State: saleOK, Amount: 2500, InEffect: 700}, 2500, "", "", "whole 700"},
		{KindSmartCancel, Baseline{State: saleOK, Amount: 2500}, 0, "", "", "nothing-to-cancel"},
		{KindSmartCancel, Baseline{State: saleCancelled, Amount: 2500}, 0, "", "", "not-cancellable cancelled"},
		{KindSmartCancel, created, 2500, "", "", "not-cancellable created"},
		{KindSmartCancel, drift, 0, "", "", "drift x"},

		{KindReceiptCancel, soldAtTill, 2500, "17", "", ""},
		{KindReceiptCancel, soldAtTill, 2500, "", "", "receipt"},
		{KindReceiptCancel, soldAtTill, 2500, "18", "", "receipt 18"},
		{KindReceiptCancel, soldAtTill, 100, "17", "", "whole 2500"},
		{KindReceiptCancel, Baseline{State: "received", InEffect: 2500, Mark: "17"}, 2500, "17", "", "not-cancellable received"},
		{KindReceiptCancel, Baseline{State: saleOK, InEffect: 2500, Against: problem(ProblemNoReceipt)}, 2500, "", "", "no-receipt"},
		{KindReceiptCancel, drift, 0, "", "", "drift x"},

		{KindCharge, onCard, 100_000, "", "", ""},
		{KindCharge, onCard, 0, "", "", "amount"},
		{KindCharge, Baseline{State: api.Locked, Currency: "EUR"}, 100, "", "", "locked"},
		{KindCharge, Baseline{State: api.Unlocked, Against: problem(ProblemExpired)}, 100, "", "", "expired"},
		{KindDischarge, onCard, 3000, "", "", ""},
		{KindDischarge, onCard, 3001, "", "", "above-card 3000"},
		{KindDischarge, Baseline{State: api.Locked, InEffect: 3000, Currency: "EUR"}, 100, "", "", "locked"},
		{KindDischarge, drift, 100, "", "", "drift x"},
		{KindChargePoints, Baseline{State: api.Unlocked}, 12, "", "", ""},
		{KindTakePoints, Baseline{State: api.Unlocked, InEffect: 12}, 12, "", "", ""},
		{KindTakePoints, Baseline{State: api.Unlocked, InEffect: 12}, 13, "", "", "above-points"},
		{KindTakePoints, Baseline{State: api.Unlocked, InEffect: 12}, 0, "", "", "amount"},

		{KindPayout, account, 500, "PCU_1", "Erstattung für März", ""},
		{KindPayout, account, 0, "PCU_1", " ", "amount, purpose"},
		{KindPayout, account, 500, "PCU_1", strings.Repeat("ä", MaxPurpose), ""},
		{KindPayout, account, 500, "PCU_1", strings.Repeat("ä", MaxPurpose+1), "purpose-long"},
		{KindPayout, account, 500, "PCU_2", "x", "payee PCU_2"},
		{KindPayout, Baseline{Currency: "EUR"}, 500, "", "x", "payee"},
		{KindPayout, Baseline{State: "PCU_1", Against: []Problem{{Kind: ProblemNoAccount, Text: "credit_card"}}}, 500, "PCU_1", "x", "no-account credit_card"},
		{KindPayout, drift, 500, "", "", "drift x"},

		{KindEndOfDay, Baseline{State: tillOnline}, 0, "", "", ""},
		{KindEndOfDay, Baseline{State: tillOffline}, 0, "", "", "offline"},
		{KindEndOfDay, Baseline{State: tillOnline, Against: problem(ProblemVirtual)}, 0, "", "", "virtual"},
		{KindEndOfDay, drift, 0, "", "", "drift x"},

		{KindLock, Baseline{State: api.Unlocked}, 0, "1", "am Telefon, Frau Süß", ""},
		{KindLock, Baseline{State: api.Unlocked}, 0, "8", "", ""},
		{KindLock, Baseline{State: api.Unlocked}, 0, "4", "", "lock-reason 4"},
		{KindLock, Baseline{State: api.Unlocked}, 0, "", "", "lock-reason"},
		{KindLock, Baseline{State: api.Unlocked}, 0, "lost", "", "lock-reason lost"},
		{KindLock, Baseline{State: api.Unlocked}, 0, "1", strings.Repeat("x", MaxReason+1), "reason-long"},
		{KindLock, Baseline{State: api.Locked}, 0, "1", "", "locked-already"},
		{KindLock, drift, 0, "1", "", "drift x"},
		{KindUnlock, Baseline{State: api.Locked}, 0, "", "", ""},
		{KindUnlock, Baseline{State: api.Unlocked}, 0, "", "", "not-locked"},
		{KindUnlock, drift, 0, "", "", "drift x"},

		{KindLink, Baseline{Currency: "EUR"}, 2500, "", "R 2025/17-ä", ""},
		{KindLink, Baseline{Currency: "EUR"}, 0, "", " ", "amount, order"},
		{KindLink, Baseline{Currency: "EUR"}, 2500, "", strings.Repeat("1a", 31), "order-long"},
		{KindLink, Baseline{Currency: "EUR"}, 2500, "", "R\t1", "order-chars R\t1"},
		{KindLink, Baseline{Currency: "EUR"}, 2500, "", "DE89370400440532013000", "order-chars DE•••3000"},
	} {
		o := kindOrder(c.kind, c.amount, c.b)
		o.Option, o.Reason = c.option, c.reason
		if c.kind == KindLink {
			o.Target = LinkTarget(c.reason)
		}
		var got []string
		for _, p := range writeKinds[c.kind].check(o, o.Baseline) {
			said := string(p.Kind)
			if p.Text != "" {
				said += " " + p.Text
			}
			if p.Limit != 0 {
				said += " " + strconv.Itoa(int(p.Limit))
			}
			got = append(got, said)
		}
		if all := strings.Join(got, ", "); all != c.want {
			t.Errorf("%s of %d %q %q from %+v: %q, want %q", c.kind, c.amount, c.option, c.reason, c.b, all, c.want)
		}
	}
}

func TestALinkIsNotMadeForAnotherNumberThanTheJournalHas(t *testing.T) {
	o := kindOrder(KindLink, 2500, Baseline{Currency: "EUR"})
	o.Target, o.Reason = LinkTarget("R1"), "R2"
	if got := writeKinds[KindLink].check(o, o.Baseline); len(got) != 1 || got[0].Kind != ProblemDrift {
		t.Errorf("%+v", got)
	}
}

func TestEveryProblemIsSaidInBothLanguages(t *testing.T) {
	for kind := range problemWords {
		p := Problem{Kind: kind, Limit: 1200, Length: 150, Text: "so", Simple: api.StatusDenied}
		en, de := text.For("en").Say(p.Msg("EUR")), text.For("de").Say(p.Msg("EUR"))
		for _, said := range []string{en, de} {
			if said == "" || said == string(kind) || strings.Contains(said, "%!") || en == de {
				t.Errorf("%s says %q", kind, said)
			}
		}
	}
}

func TestAProblemIsSaidInTheWordsOfPeople(t *testing.T) {
	for p, want := range map[Problem]string{
		{Kind: ProblemNotCancellable, Text: "cancelled"}: "Ein Verkauf im Status storniert lässt sich nicht stornieren.",
		{Kind: ProblemNotCancellable, Text: "unheard"}:   "Ein Verkauf im Status unheard lässt sich nicht stornieren.",
	} {
		if got := text.For("de").Say(p.Msg("EUR")); got != want {
			t.Errorf("%s says %q, want %q", p.Text, got, want)
		}
	}
}

func TestEveryKindIsCarriedAndSaid(t *testing.T) {
	kinds := []WriteKind{KindRefund, KindCapture, KindRevokeAccrual, KindStart, KindSmartCancel, KindReceiptCancel, KindCharge, KindDischarge,
		KindChargePoints, KindTakePoints, KindPayout, KindEndOfDay, KindLock, KindUnlock, KindLink}
	for kind := range writeKinds {
		if !slices.Contains(kinds, kind) {
			t.Errorf("%s is not in the list of this test", kind)
		}
	}
	support := map[WriteKind]bool{KindRefund: true, KindLock: true, KindUnlock: true}
	gives := map[WriteKind]bool{KindRefund: true, KindSmartCancel: true, KindReceiptCancel: true} // the merchant's money back
	for _, kind := range kinds {
		spec := writeKinds[kind]
		if spec == nil || spec.check == nil || spec.verdict == nil || spec.may == 0 {
			t.Errorf("%s is not carried", kind)
			continue
		}
		if _, said := kindWords[kind]; !said && kind != KindRefund {
			t.Errorf("%s has no words", kind)
		}
		if Viewer.May(spec.may) || Auditor.May(spec.may) || Support.May(spec.may) != support[kind] || !Manager.May(spec.may) {
			t.Errorf("%s: another role may do it", kind)
		}
		if spec.second && !spec.alike || spec.limited != gives[kind] {
			t.Errorf("%s: %+v", kind, spec)
		}
	}
}

func TestWhatIsSentSaysEveryAmount(t *testing.T) {
	o := WriteOrder{Intent: "I1", Target: "PCT_1", Amount: 1200, Currency: "EUR", Reason: "R1", Option: "1"}
	want := map[WriteKind]string{
		KindRefund: `{"reduce_amount_by":1200,"reason":"R1"}`, KindCapture: `{"amount":1200}`, KindStart: `{}`,
		KindCharge: `{"action":"charge","amount":1200}`, KindDischarge: `{"action":"discharge","amount":1200}`,
		KindChargePoints: `{"action":"charge_points","amount":1200}`, KindTakePoints: `{"action":"discharge_points","amount":1200}`,
		KindPayout: `{"customer":"1","amount":1200,"currency":"EUR","purpose":"R1","order_id":"` + PayoutOrderID("I1") +
			`","transaction_list":[{"item_type":"transaction_payout","container_id":"PCT_1","total":1200}]}`,
		KindLock: `{"lock_status":"locked","reason":1,"note":"R1"}`,
		KindLink: `{"transactionRef":"R1","basket_info":{"sum":1200,"currency":"EUR"},"intent":"sale"}`,
		// These say nothing; their path says it all.
		KindRevokeAccrual: "", KindSmartCancel: "", KindReceiptCancel: "", KindEndOfDay: "", KindUnlock: "",
	}
	got := map[WriteKind]string{}
	for kind := range writeKinds {
		o.Kind = kind
		got[kind] = string(o.Body())
	}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Error(diff)
	}
	if one, other := PayoutOrderID("I1"), PayoutOrderID("I2"); one == other || len(one) > 40 {
		t.Errorf("the payouts of two intents are %q and %q", one, other)
	}
}

func TestWhatWasSentAndDidNotHappenIsALookAlikeOfEveryKindThatMovesMoney(t *testing.T) {
	for kind, spec := range writeKinds {
		past := func(s WriteState) Baseline {
			return Baseline{Earlier: []PastWrite{{Intent: "I0", Kind: kind, State: s, Amount: 500, At: earlierOn}}}
		}
		if got := LookAlikes(kind, 500, past(WriteNotApplied), refundNoon); (len(got) == 1) != spec.money {
			t.Errorf("%s: after one that did not happen there are %+v", kind, got)
		}
		if got := LookAlikes(kind, 500, past(WriteApplied), refundNoon); (len(got) == 1) != spec.alike {
			t.Errorf("%s: after one that happened there are %+v", kind, got)
		}
		if got := LookAlikes(kind, 500, past(WriteRejected), refundNoon); len(got) != 0 {
			t.Errorf("%s: after one that was refused there are %+v", kind, got)
		}
	}
}

func TestAPersonWaitsAsLongAsReadingDoes(t *testing.T) {
	for kind, want := range map[WriteKind]time.Duration{
		KindRefund: 15 * time.Minute, KindCharge: 15 * time.Minute, KindLock: 15 * time.Minute, "": 15 * time.Minute,
		KindEndOfDay: 30 * time.Minute, KindReceiptCancel: 30 * time.Minute, KindStart: 30 * time.Minute,
	} {
		if got := Quarantine(kind); got != want {
			t.Errorf("%s: %v, want %v", kind, got, want)
		}
	}
	prepared := WriteOrder{Kind: KindStart, Baseline: Baseline{State: saleApproved}}
	for name, o := range map[string]WriteOrder{"prepared": prepared, "in cash": {Kind: KindStart, Option: "cash"}} {
		if _, span := startCalm(o); span != 15*time.Minute {
			t.Errorf("%s: %v", name, span)
		}
	}
	if _, span := startCalm(WriteOrder{Kind: KindStart, Option: "cashless"}); span != 30*time.Minute {
		t.Errorf("at a terminal: %v", span)
	}
}

// Only refunds have a transaction of their own that becomes final later.
func TestWhatAnotherProgramFoundAppliedIsNotWatchedAsARefundIs(t *testing.T) {
	for kind, spec := range writeKinds {
		r := NewWrite(WriteOrder{Intent: "I1", Kind: kind, Target: "X_1", Baseline: Baseline{ID: "X_1"}})
		steps := run(t, &r, WriteEvent{Kind: WriteResumed, State: WriteApplied, Since: refundNoon})
		if got := did(steps); (got == "tell applied interrupted") == spec.watched {
			t.Errorf("%s did %s", kind, got)
		}
	}
}
