package state

import (
	"fmt"
	"strings"
	"testing"
	"time"

	"tresen/api"
)

func TestTheOutcomeIsToldEvenWhereTheJournalCannotHaveIt(t *testing.T) {
	for name, ev := range map[string]WriteEvent{
		"applied": accepted, "rejected": answeredWith(api.Rejected), "unknown": answeredWith(api.Unknown),
	} {
		r := sentMachine(t, 1000)
		steps := run(t, r, ev, evFull)
		if len(steps) != 2 || string(steps[0].Moved.State) != name || steps[0].Moved.Unrecorded != errFull || steps[1].Do != DoWait {
			t.Fatalf("%s: it did %s, unrecorded %v", name, did(steps), steps[0].Moved.Unrecorded)
		}
		// Once the disk has room, the journal gets it.
		for i := 0; i < 3 && !strings.HasPrefix(did(steps), "record "); i++ {
			ev := map[WriteDo]WriteEvent{DoWait: evWoke, DoLook: looked(payment49())}[steps[len(steps)-1].Do]
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
		events []WriteEvent
		want   string
	}{
		"our answer outranks its unknown":      {[]WriteEvent{accepted, overtakenBy(WriteUnknown)}, "record applied"},
		"our answer outranks its reading":      {[]WriteEvent{answeredWith(api.Rejected), overtakenBy(WriteConflict)}, "record rejected"},
		"our answer outranks not applied":      {[]WriteEvent{accepted, overtakenBy(WriteNotApplied)}, "record applied"},
		"both applied":                         {[]WriteEvent{accepted, overtakenBy(WriteApplied)}, "tell applied server, look"},
		"both unknown":                         {[]WriteEvent{answeredWith(api.Unknown), overtakenBy(WriteUnknown)}, "tell unknown no-answer, wait"},
		"it read more than we know":            {[]WriteEvent{answeredWith(api.Unknown), overtakenBy(WriteApplied)}, "tell applied read, look"},
		"it decided while we were in doubt":    {[]WriteEvent{answeredWith(api.Unknown), overtakenBy(WriteNotApplied)}, "tell not-applied read"},
		"our own entry came through after all": {[]WriteEvent{answeredWith(api.Unknown), overtakenBy(WriteSent)}, "record unknown"},
	} {
		r := sentMachine(t, 1000)
		if got := did(run(t, r, c.events...)); got != c.want {
			t.Errorf("%s: it did %q, want %q", name, got, c.want)
		}
	}
}

func TestStartUpTakesUpEveryStateOfTheJournal(t *testing.T) {
	for state, want := range map[WriteState]string{
		WriteSnapshot: "record refused",
		WriteApproval: "tell approval, follow",
		WriteApproved: "record refused",
		WriteArmed:    "record unknown",
		WriteSent:     "record unknown",
		WriteUnknown:  "tell unknown interrupted, wait",
		WriteConflict: "tell conflict interrupted",
		WriteDouble:   "tell double interrupted",
		WriteApplied:  "tell applied interrupted, look",
	} {
		r := NewWrite(orderOf(1000, payment49()))
		steps := run(t, &r, WriteEvent{Kind: WriteResumed, State: state, Since: refundNoon})
		if did(steps) != want {
			t.Errorf("%s: it did %q, want %q", state, did(steps), want)
		}
	}
}

// A program takes another one for dead and stands for a day before it can record
// that; meanwhile that one was about to send.
func TestADoubtBeginsAgainWhereWhoeverSendsLives(t *testing.T) {
	later := refundNoon.Add(25 * time.Hour)
	sent, recorded := overtakenBy(WriteSent), evRecorded
	sent.At, recorded.At = later, later
	r := NewWrite(orderOf(1000, payment49()))
	run(t, &r, WriteEvent{Kind: WriteResumed, State: WriteArmed, At: refundNoon, Since: refundNoon}, sent, recorded)
	word := WriteEvent{Kind: WriteSettled, State: WriteNotApplied, Operator: "bea", Rule: Policy{}.Rule("bea")}
	for after, want := range map[time.Duration]string{Quarantine(KindRefund) - time.Second: "", Quarantine(KindRefund): "record not-applied"} {
		again := r
		word.At = later.Add(after)
		if got := did(run(t, &again, word)); got != want {
			t.Errorf("%v after it may have been sent it did %q, want %q", after, got, want)
		}
	}
}

func TestWhatIsBeingReadOrRecordedIsNotBrokenOff(t *testing.T) {
	word := WriteEvent{Kind: WriteSettled, State: WriteApplied, Operator: "bea", Rule: Policy{}.Rule("bea")}
	theirs := WriteEvent{Kind: WriteFollowed, State: WriteConflict}
	for name, c := range map[string]struct {
		events []WriteEvent
		late   WriteEvent
		want   string // what it does when the step that was open is over
		over   WriteEvent
	}{
		"a decision while it reads":           {[]WriteEvent{evRecorded, evWoke}, word, "tell unknown no-answer, wait", looked(payment49())},
		"news while it reads":                 {[]WriteEvent{evRecorded, evWoke}, theirs, "tell unknown no-answer, wait", looked(payment49())},
		"a decision while it records":         {nil, word, "tell unknown no-answer, wait", evRecorded},
		"news while an entry waits for space": {[]WriteEvent{evFull}, theirs, "look", evWoke},
	} {
		r := sentMachine(t, 1000)
		run(t, r, append([]WriteEvent{answeredWith(api.Unknown)}, c.events...)...)
		if got := did(run(t, r, c.late)); got != "" {
			t.Errorf("%s: it did %q", name, got)
		}
		if got := did(run(t, r, c.over)); got != c.want {
			t.Errorf("%s: then it did %q, want %q", name, got, c.want)
		}
	}
}

// However a machine comes to be there: what may have left does not leave again.
func TestWhatMayHaveLeftIsNotPostedAgain(t *testing.T) {
	r := *sentMachine(t, 1000)
	r.await = DoRecord
	if got := did(run(t, &r, evRecorded)); got == "" || strings.Contains(got, "post") {
		t.Errorf("it did %q", got)
	}
}

func TestTheServersSupportIdIsRecordedWithItsRefusal(t *testing.T) {
	r := sentMachine(t, 1000)
	refused := answeredWith(api.Rejected)
	refused.Err = fmt.Errorf("while it was sent: %w", &api.Error{Outcome: api.Rejected, Support: "SUP-1"})
	if steps := run(t, r, refused); did(steps) != "record rejected" || steps[0].Record.Support != "SUP-1" {
		t.Errorf("it did %s, %+v", did(steps), steps)
	}
}

// On a machine that sleeps, every clock but that of the day stops, and that of the
// day can be set: a request has to leave in time by both.
func TestWhatEndsByTheClockEndsByThatOfTheDay(t *testing.T) {
	now := time.Now()
	b := payment49()
	b.ReadAt = now
	begin, read, recorded := evBegun, looked(b), evRecorded
	begin.At, read.At, recorded.At = now, now, now
	r := NewWrite(orderOf(1000, b))
	run(t, &r, begin, recorded, read, recorded)
	if steps := run(t, &r, recorded); steps[len(steps)-1].Until != now.Add(PostWithin) {
		t.Errorf("it is sent until %v, asked at %v", steps[len(steps)-1].Until, now)
	}
	limit := api.Minor(1)
	o := orderOf(1000, b)
	o.Rule = Rule{Role: Support, Limits: map[string]Limit{"EUR": {Refund: &limit}}, Expires: time.Hour}
	read.Asker = o.Rule
	r = NewWrite(o)
	if steps := run(t, &r, begin, recorded, read); did(steps) != "record approval" || steps[0].Record.Expires != now.Round(0).Add(time.Hour) {
		t.Errorf("it did %s, asked at %v", did(steps), now)
	}
}

func TestAnEventThatAnswersNothingIsIgnored(t *testing.T) {
	for name, late := range map[string]WriteEvent{
		"a second begin":        evBegun,
		"a resumption":          {Kind: WriteResumed, State: WriteSnapshot},
		"an entry recorded":     evRecorded,
		"an entry not recorded": evFull,
		"a takeover":            overtakenBy(WriteUnknown),
		"a read":                looked(payment49()),
		"the end of a wait":     evWoke,
		"a wish to read":        {Kind: WriteAsked},
		"a decision":            {Kind: WriteSettled, State: WriteNotApplied},
	} {
		r := sentMachine(t, 1000)
		if got := did(run(t, r, late)); got != "" || r.State != WriteSent {
			t.Errorf("%s, while the request is on its way: it did %q", name, got)
		}
	}
	r := sentMachine(t, 1000)
	if got := did(run(t, r, answeredWith(api.Unknown), evRecorded, accepted)); got != "" || r.State != WriteUnknown {
		t.Errorf("a second answer: it did %q", got)
	}
}

// Whoever began a refund may live, though the journal only has its claim: until
// the refusal is recorded nothing is told, and if it went on, it is unknown.
// Two programs read one write in doubt. One comes to its end by seeing nothing for
// long enough, while the other sees what happened late.
func TestWhatWasSeenIsNotGivenUpForWhatWasNot(t *testing.T) {
	ours := Child{ID: "PCI_2", Amount: -1000, Simple: api.StatusPending}
	denied := Child{ID: "PCI_2", Amount: -1000, Simple: api.StatusDenied}
	applied, double := payment49().after(1000, ours), payment49().after(2000, ours)
	theirs := func(s WriteState, why WriteWhy, other string) WriteEvent {
		return WriteEvent{Kind: WriteOvertaken, State: s, Why: why, Other: other}
	}
	for _, c := range []struct {
		name   string
		seen   Baseline
		theirs WriteEvent
		want   string
	}{
		{"it happened", applied, theirs(WriteNotApplied, WhyRead, ""), "record applied"},
		{"it happened twice", double, theirs(WriteNotApplied, WhyRead, ""), "record double"},
		{"once, or twice", double, theirs(WriteApplied, WhyRead, ""), "record double"},
		{"it was sent again since", applied, theirs(WriteNotApplied, WhyRead, "I2"), "tell not-applied read"},
		{"a person knows better", applied, theirs(WriteNotApplied, WhyPerson, ""), "tell not-applied read"},
		{"both saw it", applied, theirs(WriteApplied, WhyRead, ""), "tell applied read, wait"},
		{"somebody else's", payment49().after(300), theirs(WriteNotApplied, WhyRead, ""), "tell not-applied read"},
	} {
		r := sentMachine(t, 1000)
		run(t, r, answeredWith(api.Unknown), evRecorded, evWoke, looked(c.seen))
		if got := did(run(t, r, c.theirs)); got != c.want {
			t.Errorf("%s: it did %q, want %q", c.name, got, c.want)
		}
	}
	r := sentMachine(t, 4000)
	denied.Amount = -4000
	run(t, r, answeredWith(api.Unknown), evRecorded)
	for i := range 9 {
		at := refundNoon.Add(time.Duration(i) * time.Minute)
		run(t, r, WriteEvent{Kind: WriteWoke, At: at}, WriteEvent{Kind: WriteLooked, At: at, Baseline: payment49().after(0, denied)})
	}
	if got := did(run(t, r, theirs(WriteNotApplied, WhyRead, ""))); got != "record failed" {
		t.Errorf("made and denied: it did %q", got)
	}
}

// At the end of a commit it may be open whether the entry is there.
func TestAClaimThatMayBeInTheJournalIsGivenUpUntilItIs(t *testing.T) {
	unsure := WriteEvent{Kind: WriteNotRecorded, Err: errFull, Unsure: true}
	r := NewWrite(orderOf(1000, payment49()))
	if got := did(run(t, &r, evBegun, unsure, evFull)); got != "tell refused journal, wait" {
		t.Fatalf("it did %q", got)
	}
	if got := did(run(t, &r, evWoke, evFull, evWoke, overtakenBy(WriteSnapshot), evRecorded)); got != "tell refused journal" {
		t.Errorf("then it did %q", got)
	}
	if r.Sending() || !r.Resting() {
		t.Error("it did not end")
	}
}

func TestAClaimIsGivenUpOnlyInTheJournal(t *testing.T) {
	resumed := WriteEvent{Kind: WriteResumed, State: WriteSnapshot}
	for name, c := range map[string]struct {
		events []WriteEvent
		want   string
	}{
		"recorded":                 {[]WriteEvent{evRecorded}, "tell refused interrupted"},
		"not recorded":             {[]WriteEvent{evFull}, "wait"},
		"tried again":              {[]WriteEvent{evFull, evWoke}, "record refused"},
		"it went on":               {[]WriteEvent{overtakenBy(WriteArmed)}, "record unknown"},
		"it went on meanwhile":     {[]WriteEvent{evFull, evWoke, overtakenBy(WriteSent)}, "record unknown"},
		"it came to an end":        {[]WriteEvent{overtakenBy(WriteRejected)}, "tell rejected interrupted"},
		"another one gave it up":   {[]WriteEvent{overtakenBy(WriteRefused)}, "tell refused interrupted"},
		"another one reads it too": {[]WriteEvent{overtakenBy(WriteUnknown)}, "tell unknown interrupted, wait"},
	} {
		r := NewWrite(orderOf(1000, payment49()))
		if got := did(run(t, &r, append([]WriteEvent{resumed}, c.events...)...)); got != c.want {
			t.Errorf("%s: it did %q, want %q", name, got, c.want)
		}
	}
}

func TestAPersonSettlesWhatReadingCannot(t *testing.T) {
	for decision, want := range map[WriteState]string{
		WriteApplied: "record applied", WriteNotApplied: "record not-applied", WriteArmed: "", WriteSent: "", WriteUnknown: "",
	} {
		r := NewWrite(orderOf(1000, payment49()))
		steps := run(t, &r, WriteEvent{Kind: WriteResumed, State: WriteConflict},
			WriteEvent{Kind: WriteSettled, State: decision, Operator: "bea", Rule: Policy{}.Rule("bea")})
		if did(steps) != want {
			t.Errorf("%s: it did %q, want %q", decision, did(steps), want)
		}
		if want != "" && steps[0].Record.Operator != "bea" {
			t.Errorf("the journal names %q", steps[0].Record.Operator)
		}
	}
}

// A program may be stopped anywhere between its last read and the request, as a
// laptop is that sleeps.
func TestWhatWasReadTooLongAgoIsNotSent(t *testing.T) {
	for asleep, sends := range map[time.Duration]bool{0: true, 50 * time.Second: true, 2 * time.Minute: false, 25 * time.Hour: false} {
		r := NewWrite(orderOf(1000, payment49()))
		now := payment49()
		now.ReadAt = refundNoon
		read, woke := looked(now), refundNoon.Add(asleep)
		read.At = woke
		steps := run(t, &r, evBegun, evRecorded, read)
		for range 2 { // armed, sent
			recorded := evRecorded
			recorded.At = woke
			steps = run(t, &r, recorded)
		}
		post := steps[len(steps)-1]
		if post.Do != DoPost || post.Until.After(woke) != sends {
			t.Errorf("%v after the read it did %q until %v", asleep, did(steps), post.Until)
		}
	}
}
