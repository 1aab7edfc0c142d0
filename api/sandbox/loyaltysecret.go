package sandbox

// What only the holder of a merchant card knows: the security code that is
// printed on it, and the passcode. Both are compared and never shown.

func init() {
	const card = "POST /Loyalty/MerchantCards/{loyaltyMerchantCardId}"
	handle(card+"/checkCsc", checkCardCSC)
	handle(card+"/validateMerchantcard", validateMerchantCard)
	handle(card+"/newPasscode", newPasscode)
	handle(card+"/resetPasscode", resetPasscode)
	handle(card+"/checkPasscode", checkPasscode)
}

// wrongPasscodes are how many wrong ones in a row block a passcode.
const wrongPasscodes = 3

// cardAndBody reads a body and finds the card that it or the path names.
func cardAndBody(s *Server, c *call, f form) (card, in object, no *problem) {
	if in, no = append(form{text("cardnumber")}, f...).create(s, c); no == nil {
		card, no = cardOf(s, c, in)
	}
	return card, in, no
}

func checkCardCSC(s *Server, c *call) (any, *problem) {
	card, in, no := cardAndBody(s, c, form{must(text("csc"))})
	if no != nil {
		return nil, no
	}
	return object{{"result", sameDigits(in.text("csc"), card.text("-csc"))}}, nil
}

// validateMerchantCard says whether a number is one of a merchant's cards. One
// that is not is no error.
func validateMerchantCard(s *Server, c *call) (any, *problem) {
	in, no := form{text("merchant"), must(text("cardnumber"))}.create(s, c)
	if no != nil {
		return nil, no
	}
	merchant, no := loyaltyMerchant(s, in.text("merchant"))
	if no != nil {
		return nil, no
	}
	card := cardNumbered(s, in.text("cardnumber"), merchant.text("id"))
	if !namesNone(c.arg(0)) {
		named, no := merchantCards.one(s, c, 0)
		if no != nil {
			return nil, no
		}
		if named.text("id") != card.text("id") {
			card = nil
		}
	}
	return object{
		{"isValid", card != nil}, {"hasPasscode", card.int("passcode") == passcodeSet}, {"isLocked", card.text("lock_status") == "locked"},
	}, nil
}

// passcodeField takes the four digits of a passcode, or fewer as a number.
func passcodeField(name string) field {
	return like(name, "[0-9]{1,4}", "a number of four digits")
}

// withPasscode is a card whose passcode is set.
func withPasscode(o object, passcode string) object {
	return o.with("passcode", passcodeSet).with("-passcode", passcode).without("-wrong")
}

// blocked says whether a passcode was guessed at too often.
func blocked(card object) bool { return card.int("-wrong") >= wrongPasscodes }

func newPasscode(s *Server, c *call) (any, *problem) {
	card, in, no := cardAndBody(s, c, form{text("merchant"), must(like("passcode", "[0-9]{4}", "four digits"))})
	switch {
	case no != nil:
		return nil, no
	case card.int("passcode") == passcodeOff:
		return nil, refused("the card group of %s has no passcodes", card.text("id"))
	case card.int("passcode") == passcodeSet && !blocked(card):
		return nil, refused("card %s has a passcode: reset it first", card.text("id"))
	}
	merchantCards.put(s, c.now, withPasscode(card, in.text("passcode")))
	return object{{"result", true}}, nil
}

// tried is a card after somebody tried its passcode, and whether it was right.
func tried(card object, passcode string) (object, bool, *problem) {
	switch {
	case card.int("passcode") != passcodeSet:
		return nil, false, refused("card %s has no passcode", card.text("id"))
	case blocked(card):
		return nil, false, refused("the passcode of card %s is blocked", card.text("id"))
	case !sameDigits(passcode, card.text("-passcode")):
		return card.with("-wrong", card.int("-wrong")+1), false, nil
	}
	return card.without("-wrong"), true, nil
}

// resetPasscode lets who knows the passcode set a new one.
func resetPasscode(s *Server, c *call) (any, *problem) {
	card, in, no := cardAndBody(s, c, form{must(passcodeField("passcode"))})
	if no != nil {
		return nil, no
	}
	card, right, no := tried(card, in.text("passcode"))
	if no != nil {
		return nil, no
	}
	if right {
		card = card.with("passcode", passcodeUnset).without("-passcode")
	}
	merchantCards.put(s, c.now, card)
	return object{{"result", right}}, nil
}

func checkPasscode(s *Server, c *call) (any, *problem) {
	card, in, no := cardAndBody(s, c, form{must(passcodeField("pin"))})
	if no != nil {
		return nil, no
	}
	card, right, no := tried(card, in.text("pin"))
	if no != nil {
		return nil, no
	}
	merchantCards.put(s, c.now, card)
	return object{{"result", right}}, nil
}
