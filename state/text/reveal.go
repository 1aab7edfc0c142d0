package text

// Seeing a masked field for a while.
var (
	DoReveal = def("reveal a masked field", "maskiertes Feld aufdecken")

	RevealTitle    = def("Reveal a field", "Feld aufdecken")
	RevealRecorded = def("recorded in the journal", "kommt ins Journal")
	RevealWhy      = def("Why is %s needed?", "Wozu wird %s gebraucht?")
	RevealMeans    = def("The journal keeps that %s saw %s of %s, when, and this reason. It is shown for %d seconds.", "Das Journal hält fest, dass %s %s von %s gesehen hat, wann und warum. Es wird %d Sekunden gezeigt.")
	RevealPick     = def("Choose a reason first: it is recorded.", "Erst einen Grund wählen: Er wird festgehalten.")
	RevealWriting  = def("Writing it to the journal …", "Wird ins Journal geschrieben …")
	RevealNothing  = def("There is nothing here to reveal; the server's own masks stay.", "Hier gibt es nichts aufzudecken; was der Server selbst maskiert, bleibt so.")
	RevealGone     = def("The object no longer has %s: R reads it again.", "Das Objekt hat %s nicht mehr: R liest es neu.")
	RevealRefused  = def("Nothing is revealed, because the journal cannot record it: %s", "Nichts wird aufgedeckt, weil das Journal es nicht festhalten kann: %s")
	RevealReading  = def("Reading the object; X reveals a field of it then.", "Das Objekt wird gelesen; dann deckt X ein Feld davon auf.")
	RevealedFor    = def("shown for %d s", "noch %d s sichtbar")
	RevealedField  = def("Revealed field, unmasked", "Aufgedecktes Feld, unmaskiert")
	RevealOver     = def("The field is masked again: reveal it first.", "Das Feld ist wieder maskiert: zuerst aufdecken.")

	ReasonCustomer = def("the customer asks about it", "der Kunde fragt danach")
	ReasonRefund   = def("a refund or payout is checked", "eine Erstattung oder Auszahlung wird geprüft")
	ReasonDispute  = def("a dispute or chargeback", "eine Reklamation oder Rückbuchung")
	ReasonFraud    = def("a suspicion of fraud", "ein Betrugsverdacht")
	ReasonOther    = def("another reason", "ein anderer Grund")
)
