package sandbox

import (
	"encoding/json"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
	"pgregory.net/rapid"
)

// things is a kind of object that only tests have.
var things = shelfOf(spec{
	object: "test.things", prefix: "TTT_", noun: "Thing",
	seed: func(*Server) []object { return []object{{{"name", "one"}}, {{"name", "two"}, {"-code", "geheim"}}} },
})

// stocked is a server that has its data.
func stocked(o Options) *Server {
	o.Payments = 60
	o.Now = func() time.Time { return time.Date(2025, time.November, 14, 13, 2, 31, 0, time.UTC) }
	s := New(o)
	s.Load()
	return s
}

func namesAt(s *Server, at moment) string {
	var names []string
	for o := range things.all(s, at) {
		names = append(names, o.text("name"))
	}
	return strings.Join(names, " ")
}

func TestWhatIsDroppedIsGoneFromThenOn(t *testing.T) {
	for shape, want := range map[DeleteShape]string{DeleteArray: `[{"object":"test.things","id":"TTT_`, DeleteObject: `{"object":"test.things"`, DeleteEmpty: ""} {
		s := stocked(Options{DeleteShape: shape})
		two := things.get(s, things.id(s, 1))
		before := s.ledger.newest()
		got := things.drop(s, s.options.Now(), two)
		if a, whole := got.(answer); whole {
			got = json.RawMessage(a.raw)
		}
		raw := string(appendJSON(nil, got))
		if !strings.HasPrefix(raw, want) || strings.Contains(raw, "geheim") || want == "" && raw != "" {
			t.Errorf("shape %d: %s", shape, raw)
		}
		three := things.add(s, s.options.Now(), object{{"name", "three"}})
		if things.get(s, two.text("id")) != nil || three.text("id") == two.text("id") {
			t.Error("it is still there")
		}
		if now, then := namesAt(s, live), namesAt(s, before); now != "one three" || then != "one two" {
			t.Errorf("now %q, before %q", now, then)
		}
	}
}

func TestAFormTakesWhatClientsSendAndNamesWhatIsWrong(t *testing.T) {
	s := stocked(Options{})
	f := form{
		must(text("name")), between("amount", 1, 1000), flag("demo"), date("day"), oneOf("kind", "a", "b"), words("tags"),
		group("contact", must(text("surname")), text("note")), rows("lines", must(whole("price"))), link("thing", "test.things"), anything("extra"),
	}
	id := things.id(s, 0)
	for _, test := range []struct{ body, want string }{
		{`{"name":5,"amount":"100","demo":"1","day":"2025-11-14","kind":"a","tags":["x",7],"unknown":1}`,
			`{"name":"5","amount":100,"demo":true,"day":"2025-11-14","kind":"a","tags":["x","7"]}`},
		{`{"name":"n","contact":{"surname":"Weiß","note":null},"lines":[{"price":"5"},{"price":6}],"demo":0}`,
			`{"name":"n","demo":false,"contact":{"surname":"Weiß"},"lines":[{"price":5},{"price":6}]}`},
		{`{"name":"n","thing":"` + id + `","extra":{"a":[1.50,true]}}`,
			`{"name":"n","thing":{"object":"test.things","id":"` + id + `"},"extra":{"a":[1.50,true]}}`},
		{`{"name":"n","thing":{"id":"` + id + `"},"lines":[],"amount":null}`, `{"name":"n","lines":[],"thing":{"object":"test.things","id":"` + id + `"}}`},
		{`{"name":"n","amount":1001}`, "amount: must be from 1 to 1000"},
		{`{"name":"n","amount":1.5}`, "amount: must be a whole number"},
		{`{"name":"n","amount":"zehn"}`, "amount: must be a whole number"},
		{`{"name":"n","demo":"ja"}`, "demo: must be true or false"},
		{`{"name":"n","day":"14.11.2025"}`, "day: must be an ISO 8601 date"},
		{`{"name":"n","kind":"c"}`, `kind: "c" is not one of a, b`},
		{`{"name":"n","tags":"x"}`, "tags: must be an array"},
		{`{"name":"n","contact":{}}`, "contact.surname: must not be empty"},
		{`{"name":"n","contact":"Weiß"}`, "contact: must be an object"},
		{`{"name":"n","lines":[{"price":1},{}]}`, "lines.1.price: must not be empty"},
		{`{"name":"n","lines":[1]}`, "lines: must be an array of objects"},
		{`{"name":"n","thing":"TTT_X"}`, "thing: TTT_X not found"},
		{`{"name":{}}`, "name: must be a text"},
		{`{"name":" "}`, "name: must not be empty"},
		{``, "name: must not be empty"},
		{`[]`, "name: must not be empty"},
		{`[1]`, "the body must be an object"},
		{`{"name":`, "the body cannot be read"},
		{`{} {}`, "the body cannot be read"},
	} {
		in, no := f.create(s, &call{body: []byte(test.body)})
		got := string(appendJSON(nil, in))
		if no != nil {
			got = no.details
		}
		if no == nil && got != test.want || no != nil && !strings.HasPrefix(got, test.want) {
			t.Errorf("%s:\n got %s\nwant %s", test.body, got, test.want)
		}
	}
}

func TestAPatchIsAMergeAndAPutIsNot(t *testing.T) {
	o := object{{"a", 1}, {"b", object{{"c", 2}, {"d", 3}}}, {"e", []any{1}}}
	in := object{{"a", nil}, {"b", object{{"c", nil}, {"f", 4}}}, {"g", "new"}}
	before := string(appendJSON(nil, o))
	for name, test := range map[string]struct {
		got  object
		want string
	}{
		"put":   {o.replaced(in), `{"b":{"c":null,"f":4},"e":[1],"g":"new"}`},
		"patch": {o.merged(in), `{"b":{"d":3,"f":4},"e":[1],"g":"new"}`},
	} {
		if diff := cmp.Diff(test.want, string(appendJSON(nil, test.got))); diff != "" {
			t.Errorf("%s:\n%s", name, diff)
		}
	}
	if after := string(appendJSON(nil, o)); after != before {
		t.Errorf("the object itself was changed: %s", after)
	}
}

func TestEveryDrawnAccountIsValidAndNoNeighbourOfItIs(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		d := roll(rapid.Uint64().Draw(t, "seed"), diceText, 1)
		account := drawAccount(&d, "Anna Meier")
		number := []byte(account.text("iban"))
		if !validIBAN(string(number)) || account.text("bankname") == "" {
			t.Fatalf("%s", number)
		}
		if whole := bankOf(object{{"iban", string(number)}}); whole.text("bankname") != account.text("bankname") {
			t.Fatalf("the bank of %s is %s", number, whole.text("bankname"))
		}
		at := rapid.IntRange(2, len(number)-1).Draw(t, "place")
		other := byte('0' + rapid.IntRange(1, 9).Draw(t, "by"))
		number[at] = '0' + (number[at]-'0'+other-'0')%10
		if validIBAN(string(number)) {
			t.Fatalf("%s is valid too", number)
		}
	})
}

func TestWhatIsWrittenReadsAsTheSameDocument(t *testing.T) {
	s := stocked(Options{})
	for _, sh := range shelves {
		n := 0
		for o := range sh.all(s, live) {
			raw := appendJSON(nil, o)
			v, err := parseJSON(raw)
			if err != nil {
				t.Fatalf("%s: %v", raw, err)
			}
			if again := string(appendJSON(nil, v)); again != string(raw) {
				t.Fatalf("%s reads as %s", raw, again)
			}
			if n++; n == 50 {
				break
			}
		}
	}
}
