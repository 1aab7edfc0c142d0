package sandbox

// The people, firms and goods of the shop. Names with umlauts, hyphens and
// titles are here on purpose.

var forenames = []string{
	"Anna", "Jürgen", "Sabine", "Mehmet", "Käthe", "Björn", "Lena", "Günther", "Zoë", "Paul", "Marie", "Stefan",
	"Ülkü", "Thomas", "Claudia", "Jörg", "Hannah", "Andreas", "Monika", "Felix", "Petra", "Łukasz", "Sophie", "Dieter",
	"Aylin", "Michael", "Renate", "René", "Charlotte", "Wolfgang", "Ingrid", "Maximilian", "Élise", "Karl-Heinz",
	"Nina", "Uwe", "Birgit", "Matteo", "Anneliese", "Hans-Peter", "Julia", "Söhnke", "Katharina", "Bernd", "Emilia",
	"Rüdiger", "Fatma", "Leon", "Heike", "Tobias",
}

var surnames = []string{
	"Meier", "Müller", "Schmidt", "Schröder", "Weiß", "Özdemir", "Bäcker", "Krüger", "Yılmaz", "Fischer", "Weber",
	"Großmann", "Köhler", "Wagner", "Becker", "Hoffmann", "Schäfer", "Koch", "Bauer", "Richter", "Klein", "Wolf",
	"Schwarz", "Kowalski", "Zimmermann", "Braun", "Krämer", "Hartmann", "Lange", "Schmitt", "Werner", "Mayer", "Maier",
	"Meyer", "Lehmann", "Köster", "Walter", "Jäger", "Huber", "Fuchs", "Peters", "Lang", "Möller", "Günay", "Vogel",
	"Friedrich", "Keller", "Günther", "Frank", "Berger", "Winkler", "Roth", "Beck", "Lorenz", "Baumann", "Franke",
	"Albrecht", "Schuster", "Böhm", "von der Heide", "Nguyen", "d’Angelo", "Müller-Lüdenscheidt", "Straßburger",
}

var companies = []string{
	"Gasthof zum Löwen", "Hotel Bayerischer Hof GmbH", "Kanzlei Weiß & Partner mbB", "Kita Sonnenschein e. V.",
	"Stadtwerke Freiburg AG", "Müller Maschinenbau GmbH & Co. KG", "Café Größenwahn", "Architekturbüro Krämer",
	"Schreinerei Jäger", "Praxis Dr. Özdemir", "Grüne Kiste OHG", "Weingut Köster", "Druckerei Süd GmbH",
	"Evangelische Kirchengemeinde St. Jürgen", "TSV 1860 Förderverein e. V.", "IT-Systemhaus Nord GmbH",
}

var titles = []string{"", "", "", "", "", "", "", "", "", "Dr.", "Prof. Dr."}

var cities = []struct{ code, name string }{
	{"79098", "Freiburg im Breisgau"}, {"80331", "München"}, {"10115", "Berlin"}, {"50667", "Köln"},
	{"01896", "Pulsnitz"}, {"73728", "Esslingen"}, {"97070", "Würzburg"}, {"24103", "Kiel"}, {"04109", "Leipzig"},
}

var streets = []string{"Bahnhofstraße", "Hauptstraße", "Am Markt", "Lindenallee", "Schloßgasse", "Königsplatz", "Mühlweg"}

var emailHosts = []string{"example.de", "example.org", "mail.example.com"}

// article is a line of the shop's catalogue; price in cents.
type article struct {
	number string
	name   string
	price  int
	tax    int
}

var articles = []article{
	{"BR-101", "Bauernbrot 1 kg", 540, 7}, {"BR-104", "Roggenvollkornbrot", 480, 7}, {"BR-117", "Dinkelkruste", 595, 7},
	{"BZ-201", "Butterbrezel", 220, 7}, {"BR-205", "Brötchen, 10 Stück", 450, 7}, {"BZ-210", "Laugenstange", 195, 7},
	{"KU-301", "Schwarzwälder Kirschtorte", 3990, 7}, {"KU-305", "Käsekuchen vom Blech", 320, 7},
	{"KU-312", "Dresdner Stollen 1 kg", 2450, 7}, {"KU-318", "Hochzeitstorte, dreistöckig", 28900, 7},
	{"GE-401", "Lebkuchenherz „Grüß Gott“", 750, 7}, {"GE-404", "Elisenlebkuchen, Dose", 1690, 7},
	{"PK-501", "Präsentkorb Schwarzwald", 4990, 19}, {"PK-505", "Frühstückskorb für zwei", 2980, 19},
	{"CA-601", "Catering-Platte, 20 Personen", 14500, 19}, {"CA-604", "Kaffee & Kuchen, Büro", 6850, 19},
	{"MU-701", "Marmelade Erdbeer-Rhabarber", 490, 7}, {"MU-702", "Honig vom Imker Köster", 780, 7},
}

var shipping = article{"VE-001", "DHL Paket", 490, 19}

// presents is the article of the payment that the screens' examples show.
const presents = 12

// shop is one place of the merchant; its index is a payment's store.
type shop struct {
	name string
	tid  string
	chf  bool
}

// onlineShop is the store of every order with an order number.
const onlineShop = 0

var shops = []shop{
	{name: "Onlineshop"},
	{name: "Hauptgeschäft Marktplatz", tid: "62341001"},
	{name: "Filiale Bahnhof", tid: "62341002"},
	{name: "Filiale Wiehre", tid: "62341003"},
	{name: "Filiale Basel", tid: "62341901", chf: true},
}

const merchantName = "Bäckerei Huber GmbH"

// merchants are the merchant itself (first) and the firms below it.
var merchants = []string{
	merchantName, "Café Huber am Münster", "Huber Feinkost e. K.", "Konditorei Möhrle", "Huber Catering GmbH & Co. KG",
}
