package text

// What the forms of writes are called in help, palette and footer.
var (
	DoCapture       = def("capture", "einziehen")
	DoRevokeAccrual = def("pay out what is withheld", "Einbehalt aufheben")
	DoStart         = def("charge this sale", "Verkauf abrechnen")
	DoSmartCancel   = def("cancel this sale", "Verkauf stornieren")
	DoReceiptCancel = def("cancel at the till by receipt number", "an der Kasse nach Belegnummer stornieren")
	DoLockCard      = def("lock card", "Karte sperren")
	DoUnlockCard    = def("unlock card", "Karte entsperren")
	DoCharge        = def("charge the card", "Karte aufladen")
	DoDischarge     = def("take money off the card", "Guthaben von der Karte nehmen")
	DoChargePoints  = def("points onto the card", "Punkte auf die Karte")
	DoTakePoints    = def("points off the card", "Punkte von der Karte")
	DoEndOfDay      = def("end-of-day", "Kassenschnitt")
	DoPayout        = def("pay out to this account", "auf dieses Konto auszahlen")
)

// The fields and lines of the forms.
var (
	FieldAmount  = def("Amount", "Betrag")
	FieldPoints  = def("Points", "Punkte")
	FieldReason  = def("Reason", "Grund")
	FieldNote    = def("Note", "Notiz")
	FieldMethod  = def("Method", "Zahlart")
	FieldPurpose = def("Purpose", "Verwendungszweck")
	FieldWas     = def("%s was %s and is %s.", "%s: war %s, ist %s.")

	HintNote    = def("May be left out. Colleagues see it.", "Darf fehlen. Kollegen sehen sie.")
	HintPurpose = def("The receiver's bank statement shows it.", "Der Kontoauszug des Empfängers zeigt ihn.")
	HintOrder   = def("Required: the link is found again by it.", "Nötig: Daran wird der Link wiedergefunden.")
	HintCapture = def("All that is authorised, or less.", "Alles Autorisierte, oder weniger.")
	NoMethod    = def("authorised before, by %s", "schon autorisiert, mit %s")
	NotChosen   = def("↑ ↓ choose", "↑ ↓ wählen")

	LockLost         = def("lost", "verloren")
	LockDefect       = def("defective", "defekt")
	LockClaims       = def("unpaid claims", "offene Forderungen")
	LockExpired      = def("expired", "abgelaufen")
	LockNotActivated = def("not activated", "nicht aktiviert")

	StartCashless = def("card at the terminal", "Karte am Terminal")
	StartCash     = def("cash", "bar")
	StartDebit    = def("direct debit", "Lastschrift")
	StartInvoice  = def("invoice", "Rechnung")
	StartPrepaid  = def("prepayment", "Vorkasse")
	StartLoyalty  = def("customer card", "Kundenkarte")
)

// What a form says of its consequences.
var (
	WarnCapture       = def("The payer is charged now. Only a refund gives it back.", "Der Zahler wird jetzt belastet. Zurück geht es nur als Erstattung.")
	WarnRevokeAccrual = def("It goes out with the next payout and cannot be withheld again.", "Es geht mit der nächsten Auszahlung hinaus und lässt sich nicht wieder einbehalten.")
	WarnStart         = def("The customer pays now, or owes it from now on.", "Der Kunde zahlt jetzt oder schuldet es von nun an.")
	WarnSmartCancel   = def("The whole sale is cancelled; what was paid goes back to the customer.", "Der ganze Verkauf wird storniert; Gezahltes geht an den Kunden zurück.")
	WarnBlocks        = def("The terminal is busy with it, for minutes at worst. You need not wait: i shows how it goes.", "Das Terminal ist damit beschäftigt, schlimmstenfalls Minuten. Warten ist nicht nötig: i zeigt den Stand.")
	WarnReceipt       = def("It works only until the end-of-day report of the terminal.", "Das geht nur bis zum Kassenschnitt des Terminals.")
	WarnCharge        = def("It can be spent at once.", "Es kann sofort ausgegeben werden.")
	WarnDischarge     = def("It is gone from the card at once.", "Es ist sofort von der Karte weg.")
	WarnLock          = def("Nobody can pay with the card until it is unlocked.", "Mit der Karte kann niemand zahlen, bis sie entsperrt ist.")
	WarnUnlock        = def("Whoever has the card can pay with it again.", "Wer die Karte hat, kann wieder mit ihr zahlen.")
	WarnEndOfDay      = def("IRREVERSIBLE: the card sales of this terminal since its last report are closed. None of them can be cancelled at the till any more, only refunded as a payment.", "ENDGÜLTIG: Die Kartenverkäufe dieses Terminals seit dem letzten Schnitt werden abgeschlossen. Keiner lässt sich mehr an der Kasse stornieren, nur noch als Zahlung erstatten.")
	WarnPayout        = def("The money leaves to this account. Nothing here calls it back.", "Das Geld geht auf dieses Konto. Von hier holt es nichts zurück.")
)

// What keeps a form from opening or from going on.
var (
	WorksOn        = def("This works on: %s. %s goes there.", "Das gilt für: %s. %s führt dorthin.")
	NoPayee        = def("The server names no customer for this account: there is nobody to pay out to.", "Der Server nennt zu diesem Konto keinen Kunden: Es gibt niemanden, dem auszuzahlen wäre.")
	FillField      = def("Missing: %s.", "Fehlt: %s.")
	FillAmount     = def("Type the amount.", "Den Betrag eintippen.")
	NoPoints       = def("%q is no whole number of points: write digits only, like 1500.", "%q ist keine ganze Zahl von Punkten: nur Ziffern schreiben, etwa 1500.")
	ReviewFollows  = def("It is still being read; the check opens by itself then.", "Es wird noch gelesen; dann öffnet sich die Prüfung von selbst.")
	StillBeingRead = def("It is still being read. Press Enter again in a moment.", "Es wird noch gelesen. Gleich noch einmal Enter drücken.")
	TypeTheWord    = def("Type %s to send.", "Zum Senden %s eintippen.")
	TypeWordOrYes  = def("Type y, or %s, to send.", "Zum Senden j oder %s eintippen.")
)

// The screen of a form.
var (
	RequestEmpty  = def("(no body)", "(kein Inhalt)")
	FormReview    = def("Check and send: %s", "Prüfen und senden: %s")
	FormReading   = def("It is being read as it is now …", "Der jetzige Stand wird gelesen …")
	FormReadAt    = def("Read", "Gelesen")
	FormReadNow   = def("live at %s", "live um %s")
	FormNext      = def("Enter: on to the next field. Nothing is sent yet.", "Enter: weiter zum nächsten Feld. Noch wird nichts gesendet.")
	FormToReview  = def("Enter: check everything. Nothing is sent yet.", "Enter: alles prüfen. Noch wird nichts gesendet.")
	FormSend      = def("Enter sends it to %s, once. esc goes back.", "Enter sendet es an %s, einmal. esc führt zurück.")
	LastReport    = def("Last report", "Letzter Schnitt")
	Closes        = def("Card sales that this closes: %d, in all %s.", "Kartenverkäufe, die das abschließt: %d, zusammen %s.")
	ClosesAtLeast = def("Card sales that this closes: at least %d, in all at least %s.", "Kartenverkäufe, die das abschließt: mindestens %d, zusammen mindestens %s.")
	ClosesNone    = def("There is no card sale since the last report.", "Seit dem letzten Schnitt gibt es keinen Kartenverkauf.")
	SumAnd        = def("%s and %s", "%s und %s")
	SameNumber    = def("There is a sale with this order number already: %s, %s.", "Mit dieser Bestellnummer gibt es schon einen Verkauf: %s, %s.")
	LinkReview    = def("It makes a page on which the customer pays. No money moves until then.", "Es entsteht eine Seite, auf der der Kunde zahlt. Vorher fließt kein Geld.")
	LinkIsMade    = def("The payment link is made: %s. i opens it.", "Der Zahlungslink ist angelegt: %s. i öffnet ihn.")
)
