package state

import (
	"strings"
	"testing"

	"tresen/api"
)

func TestTheOutcomeIsToldEvenWhereTheJournalCannotHaveIt(t *testing.T) {
	for name, ev := range map[string]RefundEvent{
		"applied": accepted, "rejected": answeredWith(api.Rejected), "unknown": answeredWith(api.Unknown),
	} {
		r := sentMachine(t, 1000)
		steps := run(t, r, ev, evFull)
		if len(steps) != 2 || string(steps[0].Moved.State) != name || steps[0].Moved.Unrecorded != errFull || steps[1].Do != DoWait {
			t.Fatalf("%s: it did %s, unrecorded %v", name, did(steps), steps[0].Moved.Unrecorded)
		}
		// Once the disk has room, the journal gets it.
		for i := 0; i < 3 && !strings.HasPrefix(did(steps), "record "); i++ {
			ev := map[RefundDo]RefundEvent{DoWait: evWoke, DoLook: looked(payment49())}[steps[len(steps)-1].Do]
			steps = run(t, r, ev)
		}
		if did(steps) != "record "+name {
			t.Fatalf("%s: later it did %s", name, did(steps))
		}
		if steps = run(t, r, evRecorded); steps[0].Moved.Unrecorded != nil || !steps[0].Moved.Again {
			t.Errorf("%s: it tells %+v, as if that were new or not recorded", name, steps[0].Moved)
		}
	}
}

func TestAnotherTresenOnTheSameJournalIsRespected(t *testing.T) {
	for name, c := range map[string]struct {
		events []RefundEvent
		want   string
	}{
		"our answer outranks its unknown":      {[]RefundEvent{accepted, overtakenBy(RefundUnknown)}, "record applied"},
		"our answer outranks its reading":      {[]RefundEvent{answeredWith(api.Rejected), overtakenBy(RefundConflict)}, "record rejected"},
		"our answer outranks not applied":      {[]RefundEvent{accepted, overtakenBy(RefundNotApplied)}, "record applied"},
		"both applied":                         {[]RefundEvent{accepted, overtakenBy(RefundApplied)}, "tell applied server, look"},
		"both unknown":                         {[]RefundEvent{answeredWith(api.Unknown), overtakenBy(RefundUnknown)}, "tell unknown no-answer, wait"},
		"it read more than we know":            {[]RefundEvent{answeredWith(api.Unknown), overtakenBy(RefundApplied)}, "tell applied read, look"},
		"it decided while we were in doubt":    {[]RefundEvent{answeredWith(api.Unknown), overtakenBy(RefundNotApplied)}, "tell not-applied read"},
		"our own entry came through after all": {[]RefundEvent{answeredWith(api.Unknown), overtakenBy(RefundSent)}, "record unknown"},
	} {
		r := sentMachine(t, 1000)
		if got := did(run(t, r, c.events...)); got != c.want {
			t.Errorf("%s: it did %q, want %q", name, got, c.want)
		}
	}
}

func TestStartUpTakesUpEveryStateOfTheJournal(t *testing.T) {
	for state, want := range map[RefundState]string{
		RefundSnapshot: "record refused",
		RefundApproval: "record refused",
		RefundArmed:    "record unknown",
		RefundSent:     "record unknown",
		RefundUnknown:  "tell unknown interrupted, wait",
		RefundConflict: "tell conflict interrupted",
		RefundDouble:   "tell double interrupted",
		RefundApplied:  "tell applied interrupted, look",
	} {
		r := NewRefund(orderOf(1000, payment49()))
		steps := run(t, &r, RefundEvent{Kind: RefundResumed, State: state, Since: refundNoon})
		if did(steps) != want {
			t.Errorf("%s: it did %q, want %q", state, did(steps), want)
		}
	}
}

func TestAnEventThatAnswersNothingIsIgnored(t *testing.T) {
	for name, late := range map[string]RefundEvent{
		"a second begin":        evBegun,
		"a resumption":          {Kind: RefundResumed, State: RefundSnapshot},
		"an entry recorded":     evRecorded,
		"an entry not recorded": evFull,
		"a takeover":            overtakenBy(RefundUnknown),
		"a read":                looked(payment49()),
		"the end of a wait":     evWoke,
		"a wish to read":        {Kind: RefundAsked},
		"a decision":            {Kind: RefundSettled, State: RefundNotApplied},
	} {
		r := sentMachine(t, 1000)
		if got := did(run(t, r, late)); got != "" || r.State != RefundSent {
			t.Errorf("%s, while the request is on its way: it did %q", name, got)
		}
	}
	r := sentMachine(t, 1000)
	if got := did(run(t, r, answeredWith(api.Unknown), evRecorded, accepted)); got != "" || r.State != RefundUnknown {
		t.Errorf("a second answer: it did %q", got)
	}
}

// Whoever began a refund may live, though the journal only has its claim: until
// the refusal is recorded nothing is told, and if it went on, it is unknown.
func TestAClaimIsGivenUpOnlyInTheJournal(t *testing.T) {
	resumed := RefundEvent{Kind: RefundResumed, State: RefundSnapshot}
	for name, c := range map[string]struct {
		events []RefundEvent
		want   string
	}{
		"recorded":                 {[]RefundEvent{evRecorded}, "tell refused interrupted"},
		"not recorded":             {[]RefundEvent{evFull}, "wait"},
		"tried again":              {[]RefundEvent{evFull, evWoke}, "record refused"},
		"it went on":               {[]RefundEvent{overtakenBy(RefundArmed)}, "record unknown"},
		"it went on meanwhile":     {[]RefundEvent{evFull, evWoke, overtakenBy(RefundSent)}, "record unknown"},
		"it came to an end":        {[]RefundEvent{overtakenBy(RefundRejected)}, "tell rejected interrupted"},
		"another one gave it up":   {[]RefundEvent{overtakenBy(RefundRefused)}, "tell refused interrupted"},
		"another one reads it too": {[]RefundEvent{overtakenBy(RefundUnknown)}, "tell unknown interrupted, wait"},
	} {
		r := NewRefund(orderOf(1000, payment49()))
		if got := did(run(t, &r, append([]RefundEvent{resumed}, c.events...)...)); got != c.want {
			t.Errorf("%s: it did %q, want %q", name, got, c.want)
		}
	}
}

func TestAPersonSettlesWhatReadingCannot(t *testing.T) {
	for decision, want := range map[RefundState]string{
		RefundApplied: "record applied", RefundNotApplied: "record not-applied", RefundArmed: "", RefundSent: "", RefundUnknown: "",
	} {
		r := NewRefund(orderOf(1000, payment49()))
		steps := run(t, &r, RefundEvent{Kind: RefundResumed, State: RefundConflict},
			RefundEvent{Kind: RefundSettled, State: decision, Operator: "bea"})
		if did(steps) != want {
			t.Errorf("%s: it did %q, want %q", decision, did(steps), want)
		}
		if want != "" && steps[0].Record.Operator != "bea" {
			t.Errorf("the journal names %q", steps[0].Record.Operator)
		}
	}
}
