package state

import (
	"slices"
	"strconv"
	"strings"
	"time"
	"unicode/utf8"

	"tresen/api"
)

// cardCurrency is what is on customer cards: they name no currency, and the API's
// default is the euro.
const cardCurrency = "EUR"

// LockReasons are why a card can be locked, in the order in which they are
// offered.
var LockReasons = []api.LockReason{api.LockLost, api.LockDefect, api.LockClaims, api.LockExpired, api.LockNotActivated}

// NewCardBaseline is a customer card as far as a kind of write goes: State is its
// lock. InEffect is what is on it, in minor units or points, and Mark its last
// use; a lock depends on neither, since the card may be used meanwhile.
func NewCardBaseline(kind WriteKind, card api.Item[api.MerchantCard], at time.Time) Baseline {
	c := card.Value
	b := Baseline{ID: c.ID, State: strings.ToLower(c.LockStatus), ReadAt: at, Drift: prefixed("card", card.Drift)}
	if b.State != api.Locked && b.State != api.Unlocked {
		b.Drift = append(b.Drift, "card/lock_status")
	}
	switch kind {
	case KindCharge, KindDischarge:
		b.Currency, b.InEffect = cardCurrency, b.need(c.Balance, "card/balance")
	case KindChargePoints, KindTakePoints:
		b.InEffect = b.need((*api.Minor)(c.Points), "card/points")
	default:
		return b
	}
	b.Amount = b.InEffect
	b.Mark = c.LastUsage.Show(time.UTC, time.RFC3339, time.DateOnly) + " " + c.LastCharge.Show(time.UTC, time.RFC3339, time.DateOnly)
	if ends := c.Expires; !ends.Time.IsZero() && ends.Before(at) {
		b.Against = []Problem{{Kind: ProblemExpired, Text: ends.Show(time.UTC, time.DateOnly, time.DateOnly)}}
	}
	return b
}

// cardActions are how the API calls what is done to a card, and what it does to
// what is on it.
var cardActions = map[WriteKind]struct {
	action string
	sign   api.Minor
}{
	KindCharge:       {"charge", 1},
	KindDischarge:    {"discharge", -1},
	KindChargePoints: {"charge_points", 1},
	KindTakePoints:   {"discharge_points", -1},
}

// CardTransaction is the body of an order that changes what is on a card. The
// split, by which the server would take less than was said, is never allowed.
func (o WriteOrder) CardTransaction() api.NewCardTransaction {
	return api.NewCardTransaction{Action: cardActions[o.Kind].action, Amount: &o.Amount}
}

// checkCard: a locked or expired card is not used, and no more is taken than is
// on it.
func checkCard(o WriteOrder, b Baseline) []Problem {
	problems := append(drifted(b), b.Against...)
	takes := cardActions[o.Kind].sign < 0
	switch {
	case len(problems) > 0:
	case b.State == api.Locked:
		return problem(ProblemLocked)
	case o.Amount < 1:
		return problem(ProblemAmount)
	case takes && o.Amount > b.InEffect && b.Currency == "":
		return []Problem{{Kind: ProblemAbovePoints, Length: int(b.InEffect)}}
	case takes && o.Amount > b.InEffect:
		return []Problem{{Kind: ProblemAboveCard, Limit: b.InEffect}}
	}
	return problems
}

// cardEvidence is what a read says about one order on a card: how much what is on
// it moved in the order's direction, and whether it was used.
type cardEvidence struct {
	moved, x api.Minor
	used     bool
}

// cardVerdicts is the table by which an unknown order on a card is decided; the
// first row that holds is taken. A card that was used and has what it had saw
// more than one thing: ours may have been among them.
var cardVerdicts = []struct {
	holds func(cardEvidence) bool
	to    WriteState
}{
	{func(e cardEvidence) bool { return e.moved == e.x }, WriteApplied},
	{func(e cardEvidence) bool { return e.moved == 0 && !e.used }, WriteNotApplied},
	{func(e cardEvidence) bool { return e.moved == 2*e.x }, WriteDouble},
} // anything else is a conflict

func cardVerdict(o WriteOrder, now Baseline) (WriteState, Child) {
	e := cardEvidence{moved: cardActions[o.Kind].sign * (now.InEffect - o.Baseline.InEffect), x: o.Amount, used: now.Mark != o.Baseline.Mark}
	for _, row := range cardVerdicts {
		if row.holds(e) {
			return row.to, Child{}
		}
	}
	return WriteConflict, Child{}
}

// Lock is the body of an order of [KindLock]. Reason is the note.
func (o WriteOrder) Lock() api.NewCardLock {
	return api.NewCardLock{Status: api.Locked, Reason: o.lockReason(), Note: o.Reason}
}

// lockReason is the reason that Option names, 0 where it names none.
func (o WriteOrder) lockReason() api.LockReason {
	n, err := strconv.Atoi(o.Option)
	if err != nil || !slices.Contains(LockReasons, api.LockReason(n)) {
		return 0
	}
	return api.LockReason(n)
}

// checkLock: a card that is not locked, and one of the reasons.
func checkLock(o WriteOrder, b Baseline) []Problem {
	problems := drifted(b)
	switch n := utf8.RuneCountInString(o.Reason); {
	case len(problems) > 0:
	case b.State == api.Locked:
		return problem(ProblemLockedAlready)
	case o.lockReason() == 0:
		return []Problem{{Kind: ProblemLockReason, Text: o.Option}}
	case n > MaxReason:
		return []Problem{{Kind: ProblemReasonLong, Length: n}}
	}
	return problems
}

// checkUnlock: a card that is locked.
func checkUnlock(_ WriteOrder, b Baseline) []Problem {
	problems := drifted(b)
	if len(problems) == 0 && b.State != api.Locked {
		return problem(ProblemNotLocked)
	}
	return problems
}

// lockVerdict and unlockVerdict: the card's own word tells, whoever did it.
func lockVerdict(_ WriteOrder, now Baseline) (WriteState, Child) {
	if now.State == api.Locked {
		return WriteApplied, Child{}
	}
	return WriteNotApplied, Child{}
}

func unlockVerdict(_ WriteOrder, now Baseline) (WriteState, Child) {
	if now.State == api.Unlocked {
		return WriteApplied, Child{}
	}
	return WriteNotApplied, Child{}
}

// lockCalm: a lock may be repeated after a read-back. Executed late and then once
// more it does what was wanted, or is refused; a lost card should not wait for a
// quarantine.
func lockCalm(WriteOrder) (reads int, span time.Duration) { return 1, 0 }
