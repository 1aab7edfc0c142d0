package text

// Words of the wire as people read them: where a list, a form or the journal
// would otherwise show the server's own.
var (
	CardUnlocked = def("unlocked", "frei")
	CardLockedIs = def("locked", "gesperrt")
	StockStored  = def("in stock", "auf Lager")
	StateActive  = def("active", "aktiv")
	StateRests   = def("inactive", "inaktiv")
	StatePaused  = def("suspended", "ausgesetzt")
	StateConfirm = def("confirmed", "bestätigt")
	StateDenied  = def("denied", "abgelehnt")
	StateAsked   = def("requested", "angefragt")

	AccrualHeld = def("withheld", "einbehalten")
	NotWithheld = def("not withheld", "nicht einbehalten")
	WasPaidOut  = def("paid out", "ausgezahlt")

	BankAccount  = def("bank account", "Bankkonto")
	CreditCard   = def("credit card", "Kreditkarte")
	CardTerminal = def("terminal", "Terminal")
	Till         = def("till", "Kasse")
	ShopModule   = def("shop", "Onlineshop")
	WebTerminal  = def("in browser", "im Browser")

	MethodTerminal = def("terminal", "Terminal")
	MethodCash     = def("cash", "bar")
	MethodLoyalty  = def("shop card", "Kundenkarte")
	MethodEasy     = def("easyCredit", "easyCredit")
)
