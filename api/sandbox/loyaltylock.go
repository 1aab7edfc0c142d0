package sandbox

import "time"

// Locks of merchant cards.

func init() {
	const card = " /Loyalty/MerchantCards/{loyaltyMerchantCardId}"
	handle("GET"+card+"/lock", readCardLock)
	handle("POST"+card+"/lock", lockCard)
	handle("POST"+card+"/unlock", unlockCard)
	handle("GET"+card+"/lockreasons", func(*Server, *call) (any, *problem) { return lockReasons, nil }) // of older clients
}

// Reasons of locks.
const (
	lockLost         = 1
	lockDefect       = 2
	lockClaims       = 3
	lockExpired      = 6
	lockNotActivated = 8
)

// lockReasons are the reasons as older clients ask for them.
var lockReasons = []object{
	{{"id", lockLost}, {"desc", "Verloren"}}, {{"id", lockDefect}, {"desc", "Defekt"}}, {{"id", lockClaims}, {"desc", "Forderung"}},
	{{"id", lockExpired}, {"desc", "Abgelaufen"}}, {{"id", lockNotActivated}, {"desc", "Nicht aktiviert"}},
}

var lockForm = form{
	oneOf("lock_status", "locked"), lockReason("reason"), text("note"), text("csc"),
}

// lockReason takes one of the reasons.
func lockReason(name string) field {
	f := between(name, lockLost, lockNotActivated)
	return field{name: name, take: func(at intake, v any) (any, *problem) {
		n, no := f.take(at, v)
		if no == nil && lockNotes[n.(int64)] == "" {
			no = at.invalid("must be 1, 2, 3, 6 or 8")
		}
		return n, no
	}}
}

// locked is a card with a lock and what is known of it.
func locked(o, lock object) object {
	return o.with("lock_status", "locked").with("-lock", lock)
}

func readCardLock(s *Server, c *call) (any, *problem) {
	o, no := merchantCards.one(s, c, 0)
	if no != nil {
		return nil, no
	}
	lock, _ := o.get("-lock").(object)
	return append(object{{"lock_status", o.get("lock_status")}}, lock...), nil
}

func lockCard(s *Server, c *call) (any, *problem) {
	o, no := merchantCards.one(s, c, 0)
	if no != nil {
		return nil, no
	}
	in, no := lockForm.create(s, c)
	switch {
	case no != nil:
		return nil, no
	case o.text("lock_status") == "locked":
		return nil, refused("card %s is locked already", o.text("id"))
	}
	if no := checkSentCSC(o, in); no != nil {
		return nil, no
	}
	o = locked(o, in.without("lock_status").without("csc"))
	return s.answerOf(c, merchantCards.put(s, c.now, o)), nil
}

// unlockCard takes a body too: some clients send the one of the lock.
func unlockCard(s *Server, c *call) (any, *problem) {
	o, no := merchantCards.one(s, c, 0)
	if no != nil {
		return nil, no
	}
	in, no := form{text("csc")}.create(s, c)
	switch {
	case no != nil:
		return nil, no
	case o.text("lock_status") != "locked":
		return nil, refused("card %s is not locked", o.text("id"))
	}
	if no := checkSentCSC(o, in); no != nil {
		return nil, no
	}
	o = o.with("lock_status", "unlocked").without("-lock")
	return s.answerOf(c, merchantCards.put(s, c.now, o)), nil
}

// checkSentCSC refuses a security code that is not the card's.
func checkSentCSC(o, in object) *problem {
	if csc := in.text("csc"); csc != "" && !sameDigits(csc, o.text("-csc")) {
		return refused("the security code is not the one of card %s", o.text("id"))
	}
	return nil
}

// usable refuses a card that can neither be charged nor pay.
func usable(o object, now time.Time) *problem {
	switch {
	case o.text("lock_status") == "locked":
		return refused("card %s is locked", o.text("id"))
	case expired(o, now):
		return refused("card %s expired on %s", o.text("id"), o.text("expiry_date"))
	}
	return nil
}
