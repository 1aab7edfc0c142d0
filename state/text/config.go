package text

// Roles: who may do what.
var (
	RoleMayNot = def("Your role, %s, may not %s. Ask: %s.", "Die Rolle %s darf nicht %s. Fragen: %s.")
	RoleComma  = def("%s, %s", "%s, %s")
	RoleAnd    = def("%s or %s", "%s oder %s")

	MayRead     = def("read this", "hier lesen")
	MayJournal  = def("read the journal", "das Journal lesen")
	MayLock     = def("lock cards", "Karten sperren")
	MayDiagnose = def("diagnose terminals", "Terminals prüfen")
	MayRefund   = def("refund", "erstatten")
	MayWrite    = def("write this", "hier schreiben")
	MayApprove  = def("approve", "freigeben")
	MaySettle   = def("settle what is in doubt", "Zweifelsfälle entscheiden")
	MayReveal   = def("reveal masked data", "Maskiertes aufdecken")
	MayExport   = def("export", "exportieren")
)
