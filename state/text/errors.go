package text

// What went wrong, and what to do about it.
var (
	NoConnection    = def("No connection to the server.", "Keine Verbindung zum Server.")
	NoConnectionTo  = def("No connection to %s.", "Keine Verbindung zu %s.")
	NotSignedIn     = def("The server did not accept the sign-in: %s", "Der Server nahm die Anmeldung nicht an: %s")
	NotAllowed      = def("This account may not do that: %s", "Dieses Konto darf das nicht: %s")
	NotFound        = def("Nothing found.", "Nichts gefunden.")
	TooManyRequests = def("The server asks for fewer requests.", "Der Server bittet um weniger Anfragen.")
	ServerTrouble   = def("The server has a problem (%d): %s", "Der Server hat ein Problem (%d): %s")
	ServerRefused   = def("The server refused (%d): %s", "Der Server lehnte ab (%d): %s")

	Untrusted       = def("The server cannot prove who it is: %s.", "Der Server kann sich nicht ausweisen: %s.")
	HintUntrusted   = def("Nothing is sent to it. Check the address and this machine's clock; behind a company's proxy, have its certificate installed.", "Es wird ihm nichts gesendet. Adresse und Uhr dieses Rechners prüfen; hinter einem Firmen-Proxy dessen Zertifikat einrichten lassen.")
	HintConnection  = def("It is tried again by itself. Check network or VPN.", "Es wird von selbst wiederholt. Netz oder VPN prüfen.")
	HintCredentials = def("Check TRESEN_CLIENT_ID and TRESEN_CLIENT_SECRET, and that they belong to this host.", "TRESEN_CLIENT_ID und TRESEN_CLIENT_SECRET prüfen, und ob sie zu diesem Server gehören.")
	HintRights      = def("Ask whoever manages the account, or use another one.", "Wer das Konto verwaltet, kann helfen; oder ein anderes nehmen.")
	HintNotFound    = def("Check the spelling, or search for less.", "Schreibweise prüfen oder nach weniger suchen.")
	HintWait        = def("It goes on by itself in a moment.", "Es geht gleich von selbst weiter.")
	HintAgain       = def("R tries again; L shows the requests.", "R versucht es noch einmal; L zeigt die Anfragen.")
	HintSupport     = def("R tries again. For the provider's support: %s", "R versucht es noch einmal. Für den Support des Anbieters: %s")
)

// SearchProblems are the German words for what can be wrong with a search, by
// the code of package query; the English ones stand there, beside the parser
// that finds them.
var SearchProblems = map[string]string{
	"empty":            "hier steht nichts: eine Bedingung schreiben, etwa customer.name:Meier",
	"too_long":         "die Suche ist länger als %s Bytes: kürzen",
	"too_deep":         "Klammern und NOT sind tiefer als %s Ebenen verschachtelt: vereinfachen",
	"encoding":         "hier ist ein beschädigtes Zeichen (kein UTF-8): löschen und neu tippen",
	"no_condition":     "hier fehlt eine Bedingung: eigenschaft:wert schreiben",
	"no_property":      "%q hat keine Eigenschaft: eine davor schreiben, etwa customer.name:Meier",
	"bad_property":     "%q ist kein Name einer Eigenschaft: Buchstaben, Ziffern, _ und -, verschachtelt mit einzelnen Punkten",
	"no_value":         "%s hat keinen Wert: hinter den Doppelpunkt schreiben, ohne einen zweiten",
	"no_operator":      "zwischen zwei Bedingungen fehlt AND oder OR: hier eines schreiben",
	"lone_word":        "%q gehört zu nichts: einen Wert aus mehreren Wörtern in Anführungszeichen setzen oder mit AND verbinden",
	"capitals":         "%q gilt nur in Großbuchstaben: %s schreiben",
	"operator":         "%q verbindet oder verneint hier nichts: %s schreiben",
	"unopened":         "diese ) schließt nichts: löschen, oder ( an den Anfang der Gruppe schreiben",
	"unclosed":         "diese ( wird nie geschlossen: ) ans Ende der Gruppe schreiben",
	"quote":            `dieses Anführungszeichen wird nie geschlossen: " ans Ende des Wertes schreiben`,
	"escape":           `der \ am Ende schützt nichts: löschen oder zweimal schreiben`,
	"needs_quotes":     "%q kann nicht so im Wert stehen: den Wert in Anführungszeichen setzen",
	"comparison":       "mehr und weniger schreibt man als Bereich: %[1]s:[100 TO *] oder %[1]s:[* TO 100]",
	"group":            "eine Eigenschaft nimmt einen Wert: %[1]s:eins OR %[1]s:zwei schreiben",
	"range":            "ein Bereich heißt [min TO max], mit * für ein offenes Ende: hier ergänzen",
	"range_end":        "dieser Bereich wird nie geschlossen: ] hinter den zweiten Wert schreiben",
	"not_number":       "%s ist eine ganze Zahl (ein Betrag zählt Cent), %q nicht: nur Ziffern schreiben",
	"not_date":         "%s ist ein Datum, %q nicht: 2026-11-14 oder 2026-11-14T09:30 schreiben",
	"not_bool":         "%s ist true oder false, %q ist keines: eines davon schreiben",
	"no_such_value":    "%s ist nie %q: einen Wert schreiben, den Tab anbietet",
	"unknown_property": "eine Eigenschaft %q gibt es nicht: war %s gemeint?",
	"foreign_id":       "%s ist die ID von etwas anderem (%s): dort danach suchen",
	"no_such_day":      "%s steht nicht im Kalender: Tag und Monat prüfen",
	"date_form":        "%q kann zwei Tage meinen: 14.11.2026 oder 2026-11-14 schreiben",
	"date_order":       "%q endet, bevor es beginnt: den früheren Tag zuerst schreiben",
	"no_words":         "Wörter lassen sich hier nicht suchen: eine Bedingung wie id:… schreiben",
}
