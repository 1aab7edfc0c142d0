package state

import (
	"math"
	"math/big"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
	"pgregory.net/rapid"

	"tresen/api"
	"tresen/state/text"
)

func TestARoleMayWhatItsTableSays(t *testing.T) {
	all := []May{MayRead, MayJournal, MayLock, MayDiagnose, MayRefund, MayWrite, MayApprove, MaySettle, MayReveal, MayExport}
	for role, want := range map[Role]string{
		Viewer:      "1 0 0 0 0 0 0 0 0 0",
		Support:     "1 1 1 1 1 0 0 0 1 1",
		Manager:     "1 1 1 1 1 1 1 1 1 1",
		Auditor:     "0 1 0 0 0 0 0 0 0 0",
		"":          "0 0 0 0 0 0 0 0 0 0",
		"MANAGER":   "0 0 0 0 0 0 0 0 0 0",
		"superuser": "0 0 0 0 0 0 0 0 0 0",
	} {
		var got []string
		for _, m := range all {
			if role.May(m) {
				got = append(got, "1")
			} else {
				got = append(got, "0")
			}
		}
		if s := strings.Join(got, " "); s != want {
			t.Errorf("%q may %s, want %s", role, s, want)
		}
		if role.May(0) || role.May(MayExport+1) {
			t.Errorf("%q may what does not exist", role)
		}
	}
}

func TestWhatARoleMayNotDoNamesTheRolesThatMay(t *testing.T) {
	for _, c := range []struct {
		role Role
		may  May
		lang string
		want string
	}{
		{Viewer, MayRefund, "en", "Your role, viewer, may not refund. Ask: support or manager."},
		{Support, MayWrite, "en", "Your role, support, may not write this. Ask: manager."},
		{Support, MayApprove, "de", "Die Rolle support darf nicht: freigeben. Fragen: manager."},
		{Auditor, MayRead, "en", "Your role, auditor, may not read this. Ask: viewer, support or manager."},
		{Viewer, MayJournal, "de", "Die Rolle viewer darf nicht: das Journal lesen. Fragen: support, manager oder auditor."},
		{Manager, MaySettle, "en", ""},
	} {
		if got := text.For(c.lang).Say(c.role.Why(c.may)); got != c.want {
			t.Errorf("%s, %d: %q, want %q", c.role, c.may, got, c.want)
		}
	}
	for m := MayRead; m <= MayExport; m++ {
		why := Role("").Why(m)
		for _, lang := range []string{"en", "de"} {
			if words := text.For(lang).Say(why); strings.Contains(words, "%!") || mayWords[m] == 0 {
				t.Errorf("%d: %q", m, words)
			}
		}
	}
}

func TestAnOperatorWhoIsNotNamedHasTheDefaultRole(t *testing.T) {
	for name, c := range map[string]struct {
		policy   Policy
		operator string
		want     Role
	}{
		"nothing written down": {Policy{}, "anna", Manager},
		"a default":            {Policy{Default: Viewer}, "anna", Viewer},
		"named":                {Policy{Default: Viewer, Roles: map[string]Role{"anna": Support}}, "anna", Support},
		"another is named":     {Policy{Default: Viewer, Roles: map[string]Role{"anna": Support}}, "Anna", Viewer},
	} {
		if got := c.policy.Role(c.operator); got != c.want {
			t.Errorf("%s: %q, want %q", name, got, c.want)
		}
	}
}

func TestARuleHasTheLimitsOfItsRoleAlone(t *testing.T) {
	fifty := api.Minor(5000)
	limits := map[string]Limit{"EUR": {Refund: &fifty}}
	p := Policy{Default: Support, Roles: map[string]Role{"bernd": Manager}, Limits: map[Role]map[string]Limit{Support: limits}}
	if diff := cmp.Diff(Rule{Role: Support, Limits: limits, Expires: 24 * time.Hour}, p.Rule("anna")); diff != "" {
		t.Error(diff)
	}
	p.Expires = time.Hour
	if diff := cmp.Diff(Rule{Role: Manager, Expires: time.Hour}, p.Rule("bernd")); diff != "" {
		t.Error(diff)
	}
}

// limitOf draws a limit, or that there is none.
func limitOf(t *rapid.T, name string) *api.Minor {
	if rapid.Bool().Draw(t, "no "+name) {
		return nil
	}
	limit := api.Minor(rapid.Int64().Draw(t, name))
	return &limit
}

func TestARefundNeedsAnotherOperatorExactlyAboveItsLimits(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		limit := Limit{Refund: limitOf(t, "refund"), Day: limitOf(t, "day")}
		r := Rule{Role: Support, Limits: map[string]Limit{"EUR": limit}}
		amount := api.Minor(rapid.Int64Range(1, 1<<63-1).Draw(t, "amount"))
		today := api.Minor(rapid.Int64Range(0, 1<<63-1).Draw(t, "today"))
		sum := new(big.Int).Add(big.NewInt(int64(amount)), big.NewInt(int64(today)))
		var want WriteWhy
		switch {
		case limit.Refund != nil && amount > *limit.Refund:
			want = WhyAboveLimit
		case limit.Day != nil && sum.Cmp(big.NewInt(int64(*limit.Day))) > 0:
			want = WhyAboveDay
		}
		if got := r.Above(amount, today, "EUR"); got != want {
			t.Fatalf("%q, want %q", got, want)
		}
		if got := r.Above(amount, today, "CHF"); got != WhyAboveLimit {
			t.Fatalf("a currency without a limit beside others: %q", got)
		}
		if got := (Rule{Role: Support}).Above(amount, today, "EUR"); got != "" {
			t.Fatalf("without limits: %q", got)
		}
	})
}

func TestAnAmountThatMakesNoSenseIsNeverBelowALimitByOverflow(t *testing.T) {
	const least = api.Minor(-1 << 63)
	for _, day := range []api.Minor{least, -1, 0, 1<<63 - 1} {
		r := Rule{Limits: map[string]Limit{"EUR": {Day: &day}}}
		for _, amount := range []api.Minor{least, -1, 0} {
			want := WriteWhy("")
			if day < 0 {
				want = WhyAboveDay
			}
			if got := r.Above(amount, least, "EUR"); got != want {
				t.Errorf("%d of %d: %q, want %q", amount, day, got, want)
			}
		}
	}
}

func TestMoreMoneyNeverNeedsFewerPeople(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		r := Rule{Limits: map[string]Limit{"EUR": {Refund: limitOf(t, "refund"), Day: limitOf(t, "day")}}}
		amount := rapid.Int64Range(1, 1<<62).Draw(t, "amount")
		today := rapid.Int64Range(0, 1<<62).Draw(t, "today")
		if r.Above(api.Minor(amount), api.Minor(today), "EUR") == "" {
			return
		}
		more := rapid.Int64Range(amount, 1<<63-1).Draw(t, "more")
		later := rapid.Int64Range(today, 1<<63-1).Draw(t, "later")
		if r.Above(api.Minor(more), api.Minor(later), "EUR") == "" {
			t.Fatal("it does not any more")
		}
	})
}

// Sums that no counter holds are above every limit.
func TestALimitOfADayHoldsForSumsThatOverflow(t *testing.T) {
	most := api.Minor(math.MaxInt64)
	r := Rule{Role: Support, Limits: map[string]Limit{"EUR": {Day: &most}}}
	if got := r.Above(2, most-1, "EUR"); got != WhyAboveDay {
		t.Errorf("it is %q", got)
	}
	if got := r.Above(1, most-1, "EUR"); got != "" {
		t.Errorf("at the limit it is %q", got)
	}
}

func TestWhateverAsksTheServerIsLeftOutForAnAuditor(t *testing.T) {
	d := newDesk(t, 1)
	reads := []Effect{ReadBaseline{}, ReadApproval{}, ReadEvidence{}, Get{Resource: "payments", ID: "PCI_1"}}
	if left := d.app.permitted(slices.Clone(reads)); len(left) != len(reads) {
		t.Errorf("a manager is left %v", left)
	}
	d.app.Env.Rule = Rule{Role: Auditor}
	if left := d.app.permitted(reads); len(left) != 0 {
		t.Errorf("an auditor is left %v", left)
	}
}
