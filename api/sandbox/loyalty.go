package sandbox

// Loyalty: the customer cards of a shop (reference: Loyalty …).
//
// A loyalty.cards is the card as it is printed, with its number and maybe the
// account of its holder. A loyalty.merchantcards is what it is worth at one
// merchant: cash that was paid in, bonus that was given, and points, in a
// programme (loyalty.cardgroups), maybe with a holder (loyalty.customers). Every
// change of a balance is a loyalty.transactions. The rules of money are in
// loyaltymoney.go.
//
// Where the reference is silent the sandbox decides:
//
//   - A transaction's amount is what it did to the card: the transactions of a
//     card with a currency add up to its balance, those without one to its
//     points. What a discharge takes is negative, and comes from the bonus first
//     unless bonus_amount says how much of it does. A charge adds bonus_amount to
//     its amount, as a transaction of its own.
//   - sale_revenue and immediate_bonus give what the programme says of the
//     amount, rounded down, or bonus_amount where that is there. sale_revenue
//     gives the programme's points too, and takes no money: its amount is the
//     bonus, the revenue stands in purpose and additional_data.
//   - A programme that was made through the API gives nothing until the provider
//     sets it up, so it has no rules here. Merchant cards and programmes have no
//     dates of their own, as in the published models.
//   - A programme's balance_limit stops charges only. A discharge of more than
//     there is is refused, or takes what is there where amount_split_allowed says
//     so: amount in the answer is what was taken.
//   - cancel_last takes back the last order of the card, whole, once, and not a
//     cancellation. An amount that is sent along must be that order's.
//   - What a card pays of a sale (preTransaction) is a discharge. A cancelled sale
//     takes it back whatever became of the card, unless the till did so before.
//   - A locked or expired card takes no transaction. Whether it is stored or
//     inactive does not matter: its first transaction makes it active.
//   - Any id may be me or not_set where cardnumber names the card. A number that
//     is not the one of the card in the path is not found.
//   - passcode of a card says whether it has one: 1 not enabled by its programme,
//     2 not set, 3 set (seen in the older official clients). A passcode has four
//     digits. Three wrong ones in a row block it until a new one is set. A new one
//     can be set where there is none, where it was reset, and where it is blocked.
//   - The security code of a sandbox card are digits 9 to 12 of its number, its
//     PIN digits 13 to 16, and the passcode of one that has it from the start
//     those from right to left. They are compared as numbers (clients send
//     integers) and never shown, not even by createMerchantcards, whose model has
//     a csc.
//   - A card that has an account is not assigned to another one: 409
//     ProductDuplicateException (seen in the vendor's tests). A wrong PIN is no
//     error but {"result": false}.
//   - A programme of another merchant is a validation error (seen in the vendor's
//     tests), so is a holder of another merchant.
//   - A lock may be without a reason, but not have another one than the five.
//     Unlocking takes any body. A csc that is sent along must be the card's.
//   - Payment containers are those that a holder had, and the bank accounts of
//     payment.containers. Holders who are payers too say so in additional_data.
//   - PUT of a merchant card with another card exchanges the plastic; what it is
//     worth stays. The old number is then of no merchant card.

import (
	"cmp"
	"strconv"
	"strings"
	"time"
)

const (
	cardObject        = "loyalty.cards"
	cardGroupObject   = "loyalty.cardgroups"
	holderObject      = "loyalty.customers"
	statementObject   = "loyalty.transactions"
	cardAccountObject = "loyalty.paymentcontainers"
)

// loyaltyRef is a reference with members that lists show: those that o has of
// the names.
func loyaltyRef(o object, names ...string) object {
	short := ref(o.text("object"), o.text("id"))
	for _, name := range names {
		if v := o.get(name); v != nil {
			short = append(short, member{name, v})
		}
	}
	return short
}

// loyaltyMerchantRef is a reference to merchant i with its name.
func loyaltyMerchantRef(s *Server, i int) object {
	return append(generalMerchants.ref(s, i), member{"companyname", merchants[i]})
}

// loyaltyMerchant is the merchant of that id, me where there is none, as a
// reference with its name.
func loyaltyMerchant(s *Server, id string) (object, *problem) {
	o := generalMerchants.get(s, cmp.Or(id, "me"))
	if o == nil {
		return nil, missing("Merchant %s not found", id)
	}
	return append(loyaltyRef(o), member{"companyname", o.at("user.companyname")}), nil
}

// stamp is the second at which a write of this moment happens, as the wire has
// it. Like those of all commits it never goes back.
func (s *Server) stamp(now time.Time) string {
	_, second := s.ledger.tick(now)
	return wireTime(second)
}

// sameDigits compares secrets of digits as the numbers that some clients send.
func sameDigits(a, b string) bool {
	trim := func(s string) string { return cmp.Or(strings.TrimLeft(strings.TrimSpace(s), "0"), "0") }
	return a != "" && b != "" && trim(a) == trim(b)
}

// digitsOf are places of a number on a card, "" of one that has not as many.
func digitsOf(number string, from, to int) string {
	if len(number) < to {
		return ""
	}
	return number[from:to]
}

// cardNumber is the number of card i: 16 digits, mostly from 9276, that look as
// if there were others between them. It is another one for every i below 10^9.
func cardNumber(seed uint64, i int) string {
	const places = 1_000_000_000
	place := (uint64(i)*387_420_489 + seed%places + 4_428_948) % places
	digits := strconv.FormatUint(places+place, 10)[1:]
	check := strconv.Itoa((i*7 + 3) % 10)
	if i%29 == 17 {
		return "928010" + digits + check
	}
	return "927600" + digits + check
}
