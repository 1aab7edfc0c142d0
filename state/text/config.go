package text

// Roles: who may do what.
var (
	RoleMayNot = def("Your role, %s, may not %s. Ask: %s.", "Die Rolle %s darf nicht: %s. Fragen: %s.")
	RoleComma  = def("%s, %s", "%s, %s")
	RoleAnd    = def("%s or %s", "%s oder %s")

	MayRead     = def("read this", "das hier lesen")
	MayJournal  = def("read the journal", "das Journal lesen")
	MayLock     = def("lock cards", "Karten sperren")
	MayDiagnose = def("diagnose terminals", "Terminals prüfen")
	MayRefund   = def("refund", "erstatten")
	MayWrite    = def("write this", "das hier schreiben")
	MayApprove  = def("approve", "freigeben")
	MaySettle   = def("settle what is in doubt", "Zweifelsfälle entscheiden")
	MayReveal   = def("reveal masked data", "Maskiertes aufdecken")
	MayExport   = def("export", "exportieren")
)

// What changed of it while the program runs.
var (
	RulesRole    = def("Your role is now %s.", "Ihre Rolle ist jetzt: %s.")
	RulesLimits  = def("The limits of your role were changed.", "Die Grenzen Ihrer Rolle wurden geändert.")
	RulesRight   = def("The configuration is right again: writing goes on.", "Die Konfiguration stimmt wieder: Schreiben geht weiter.")
	RulesRestart = def("Other settings of the configuration changed, too: they hold when tresen is started again.", "Auch andere Einstellungen der Konfiguration haben sich geändert: sie gelten, wenn tresen neu gestartet wird.")
	RulesBroken  = def("Nothing is written until this is put right: %s", "Nichts wird geschrieben, bis das richtiggestellt ist: %s")
	RulesGone    = def("%s no longer says who may do what: put it back as it was, or start tresen again", "%s sagt nicht mehr, wer was darf: wiederherstellen oder tresen neu starten")
)

// Who the operator is.
var (
	FlagConfig     = def("configuration file (default: tresen/config.toml in the XDG configuration directory; the administrator's in /etc/xdg stands above it)", "Konfigurationsdatei (sonst tresen/config.toml im XDG-Konfigurationsverzeichnis; die der Verwaltung in /etc/xdg steht darüber)")
	FlagOperator   = def("who sits here, only where nothing is real: to try out several persons on one machine", "wer hier sitzt, nur wo nichts echt ist: um mehrere Personen an einem Rechner auszuprobieren")
	OperatorIsReal = def("--operator is for the sandbox; here things are real, and you are %s, as you signed in to this machine: leave it out", "--operator gilt in der Sandbox; hier ist alles echt, und angemeldet ist an diesem Rechner %s: weglassen")
)

// What is wrong with a configuration. ConfigProblem puts the file, the line and
// the key before it.
var (
	ConfigProblem     = def("%s, line %d, %s: %s", "%s, Zeile %d, %s: %s")
	ConfigSyntax      = def("%s, line %d: this is no TOML (%s): write lines like key = \"value\" below a [table]", "%s, Zeile %d: das ist kein TOML (%s): Zeilen wie schlüssel = \"Wert\" unter eine [Tabelle] schreiben")
	ConfigNotThere    = def("there is no configuration at %s: name one that is there with --config, or leave it out", "bei %s ist keine Konfiguration: mit --config eine vorhandene nennen oder weglassen")
	ConfigNotRead     = def("the configuration %s cannot be read: %s. Check its rights", "die Konfiguration %s ist nicht lesbar: %s. Rechte prüfen")
	ConfigTooLarge    = def("%s is far too large for a configuration: check that it is one", "%s ist viel zu groß für eine Konfiguration: prüfen, ob es eine ist")
	ConfigUnknown     = def("there is no such key here: write one of %s", "einen solchen Schlüssel gibt es hier nicht: einen von %s schreiben")
	ConfigNotText     = def("this takes one text: write it in quotation marks, like key = \"value\"", "hier steht ein Text: in Anführungszeichen schreiben, etwa schlüssel = \"Wert\"")
	ConfigIsTable     = def("this is a table: write it in [brackets], and below it %s", "das ist eine Tabelle: in [Klammern] schreiben und darunter %s")
	ConfigJournal     = def("%q is no place for a journal: write a path from the root, like /var/lib/tresen/journal.db, or postgres://…", "%q ist kein Ort für ein Journal: einen Pfad ab der Wurzel schreiben, etwa /var/lib/tresen/journal.db, oder postgres://…")
	ConfigLang        = def("there is no language %q here: write \"en\" or \"de\"", "eine Sprache %q gibt es hier nicht: \"en\" oder \"de\" schreiben")
	ConfigRole        = def("there is no role %q: write one of %s", "eine Rolle %q gibt es nicht: eine von %s schreiben")
	ConfigNoDefault   = def("nothing says what those may do who are not named: add a line like default = \"viewer\" to [roles]", "nichts sagt, was die dürfen, die nicht genannt sind: eine Zeile wie default = \"viewer\" zu [roles] schreiben")
	ConfigLimitRole   = def("%q is no role with refunds to limit: write one of %s", "%q ist keine Rolle, deren Erstattungen sich begrenzen lassen: eine von %s schreiben")
	ConfigCurrency    = def("%q is no currency: write its code in capitals, like EUR", "%q ist keine Währung: ihren Code in Großbuchstaben schreiben, etwa EUR")
	ConfigExpires     = def("%q is no time from 1m to 720h: write one like \"24h\"", "%q ist keine Zeit von 1m bis 720h: etwa \"24h\" schreiben")
	ConfigOperator    = def("%q is no name of an operator: write one of at most %d printable characters, without spaces around it", "%q ist kein Name einer Person: höchstens %d druckbare Zeichen, ohne Leerzeichen am Rand")
	ConfigAbove       = def("the administrator's file %s says who may do what: remove this here, or have it changed there", "die Datei der Verwaltung %s sagt, wer was darf: hier entfernen oder dort ändern lassen")
	ConfigPinned      = def("--%s must be %s here: %s decides it, with the roles", "--%s muss hier %s sein: %s entscheidet das, mit den Rollen")
	ConfigOthersWrite = def("others may write this file, so it cannot say this: run chmod go-w %s", "andere dürfen diese Datei schreiben, sie kann das also nicht bestimmen: chmod go-w %s ausführen")
	ConfigForeign     = def("this file belongs to another account (%s), so it cannot say this: run chown root, or your own name, on %s", "diese Datei gehört einem anderen Konto (%s), sie kann das also nicht bestimmen: mit chown root oder den eigenen Namen zum Eigentümer von %s machen")
	NoCredentialsFor  = def("%s names the server %s, but nothing says who is asking: set TRESEN_CLIENT_ID and TRESEN_CLIENT_SECRET, or add --base-url '' to use the built-in sandbox", "%s nennt den Server %s, aber nichts sagt, wer fragt: TRESEN_CLIENT_ID und TRESEN_CLIENT_SECRET setzen, oder mit --base-url '' die eingebaute Sandbox nehmen")
)
