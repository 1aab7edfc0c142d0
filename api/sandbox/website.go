package sandbox

import "slices"

// What is the same for everybody: countries and lines of business.

func init() {
	handle("GET /Public/Website/me/availableCountries", func(*Server, *call) (any, *problem) { return availableCountries(), nil })
}

// countries that an address may name: ISO 3166, German and English.
var countries = [][3]string{
	{"DE", "Deutschland", "Germany"}, {"AT", "Österreich", "Austria"}, {"CH", "Schweiz", "Switzerland"}, {"LI", "Liechtenstein", "Liechtenstein"},
	{"BE", "Belgien", "Belgium"}, {"BG", "Bulgarien", "Bulgaria"}, {"CY", "Zypern", "Cyprus"}, {"CZ", "Tschechien", "Czechia"},
	{"DK", "Dänemark", "Denmark"}, {"EE", "Estland", "Estonia"}, {"ES", "Spanien", "Spain"}, {"FI", "Finnland", "Finland"},
	{"FR", "Frankreich", "France"}, {"GB", "Vereinigtes Königreich", "United Kingdom"}, {"GR", "Griechenland", "Greece"},
	{"HR", "Kroatien", "Croatia"}, {"HU", "Ungarn", "Hungary"}, {"IE", "Irland", "Ireland"}, {"IS", "Island", "Iceland"},
	{"IT", "Italien", "Italy"}, {"LT", "Litauen", "Lithuania"}, {"LU", "Luxemburg", "Luxembourg"}, {"LV", "Lettland", "Latvia"},
	{"MC", "Monaco", "Monaco"}, {"MT", "Malta", "Malta"}, {"NL", "Niederlande", "Netherlands"}, {"NO", "Norwegen", "Norway"},
	{"PL", "Polen", "Poland"}, {"PT", "Portugal", "Portugal"}, {"RO", "Rumänien", "Romania"}, {"SE", "Schweden", "Sweden"},
	{"SI", "Slowenien", "Slovenia"}, {"SK", "Slowakei", "Slovakia"}, {"TR", "Türkei", "Türkiye"}, {"UA", "Ukraine", "Ukraine"},
	{"US", "Vereinigte Staaten", "United States"},
}

func availableCountries() []object {
	all := make([]object, len(countries))
	for i, c := range countries {
		all[i] = object{{"iso_code", c[0]}, {"de", c[1]}, {"en", c[2]}}
	}
	return all
}

// lines of business of merchants. The numbers are the sandbox's own: they are
// not the ISO codes, and the reference names none.
var lines = []string{
	"Antiquitäten", "Apotheken", "Architekten und Ingenieure", "Ärzte und Heilberufe", "Autohandel", "Autovermietung", "Bäckereien und Konditoreien",
	"Baumärkte", "Beherbergung", "Bekleidung", "Bildung und Kurse", "Blumen und Pflanzen", "Buchhandel", "Bürobedarf", "Catering", "Computer und Software",
	"Crowdfunding", "Drogerien", "Druckereien", "Elektronik", "Energieversorgung", "Fahrräder", "Feinkost", "Fitness und Sport", "Fotografie",
	"Friseure und Kosmetik", "Gastronomie", "Geschenkartikel", "Getränkehandel", "Handwerk", "Haushaltswaren", "Heimtierbedarf", "Immobilien",
	"Kindertagesstätten", "Kinos und Theater", "Kunst und Galerien", "Landwirtschaft und Hofläden", "Lebensmittelhandel", "Metzgereien", "Möbel",
	"Musikinstrumente", "Optiker", "Parken", "Personenbeförderung", "Rechtsberatung", "Reisebüros", "Sanitätshäuser", "Schmuck und Uhren", "Schuhe",
	"Spenden", "Spielwaren", "Steuerberatung", "Tankstellen", "Telekommunikation", "Tickets und Veranstaltungen", "Verbände und Vereine",
	"Versicherungen", "Weinhandel", "Zeitschriften",
}

const firstCategory = 101

func merchantCategories() []object {
	all := make([]object, len(lines))
	for i, line := range lines {
		all[i] = object{{"id", firstCategory + i}, {"description", line}}
	}
	return all
}

// isCategory reports whether a number is one of a line of business.
func isCategory(id any) bool {
	return slices.ContainsFunc(merchantCategories(), func(o object) bool { n, _ := id.(int64); return o.int("id") == n })
}
