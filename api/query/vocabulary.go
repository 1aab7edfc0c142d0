package query

import (
	"slices"
	"strings"
	"unicode"
)

// Vocabulary is what the search line of one list knows: the properties of its
// objects and where words, numbers, amounts and dates are looked for. What is
// left empty is not tried.
type Vocabulary struct {
	Fields []Field
	// Words are the properties that words are looked for in.
	Words []string
	// ID is the prefix of the list's own objects: PCI_.
	ID string
	// Refs says for the ids of other objects which property holds them:
	// PCU_ → customer.id. Without an entry such an id is an error.
	Refs map[string]string
	// Number are the properties that a whole number can mean: the TA code, an
	// order number.
	Number []string
	// AmountField is the property that amounts are looked for in, and Amount
	// what reads them: package api owns money. The amount is in the smallest
	// unit; ok is false where the text is none, and err says why an amount
	// cannot be understood.
	AmountField string
	Amount      func(text string) (minor int64, ok bool, err error)
	// Date is the property that dates are looked for in.
	Date string
}

// Field is one property of a list.
type Field struct {
	Name string
	Kind Kind
	// Values are those that are known, for completion.
	Values []Choice
	// Closed: it has no other values, so that a search for one is a slip.
	Closed bool
}

// has reports a value that is known as it is sent.
func (f *Field) has(value string) bool {
	return slices.ContainsFunc(f.Values, func(c Choice) bool { return strings.EqualFold(c.sent(), value) })
}

// Choice is a known value: Text is what a person reads and types, Value what
// is sent (chargeback, 4). An empty Value is the same as Text.
type Choice struct{ Text, Value string }

func (c Choice) sent() string {
	if c.Value == "" {
		return c.Text
	}
	return c.Value
}

// field finds a property by its name.
func (v *Vocabulary) field(name string) (Field, bool) {
	for _, f := range v.Fields {
		if f.Name == name {
			return f, true
		}
	}
	return Field{}, false
}

func (v *Vocabulary) kind(name string) Kind {
	f, _ := v.field(name)
	return f.Kind
}

// objects are the kinds of object that ids tell by their prefix.
var objects = map[string]string{
	"STX_": "smart.transactions",
	"PCI_": "payment.transactions",
	"PCU_": "payment.customers",
	"PCT_": "payment.containers",
	"PCR_": "payment.contracts",
	"GCR_": "general.contracts",
	"MRC_": "general.merchants",
	"STO_": "general.stores",
	"SUB_": "payment.subscriptions",
	"PLN_": "payment.plans",
	"POI_": "payment.invoices",
	"MCD_": "loyalty.merchantcards",
	"CRD_": "loyalty.cards",
	"CRG_": "loyalty.cardgroups",
	"CUS_": "loyalty.customers",
	"LTX_": "loyalty.transactions",
	"SDV_": "smart.devices",
	"SRT_": "smart.routings",
	"DUP_": "document.uploads",
	"SIR_": "services.identrequests",
	"PIT_": "prepaid.items",
	"PTX_": "cardprocessing.transactions",
}

// ObjectOf is the kind of object that an id belongs to, told by its prefix
// without regard to case: payment.transactions for PCI_…
func ObjectOf(id string) (object string, ok bool) {
	prefix, _, ok := splitID(id)
	return objects[prefix], ok
}

// splitID takes an id apart if its prefix is known. Ids are capitals; one that
// was typed in small letters is raised.
func splitID(text string) (prefix, id string, ok bool) {
	const width = 4
	if len(text) <= width || strings.ContainsFunc(text, isNoID) {
		return "", "", false
	}
	prefix = strings.ToUpper(text[:width])
	if prefix != text[:width] {
		text = strings.ToUpper(text)
	}
	_, ok = objects[prefix]
	return prefix, text, ok
}

func isNoID(r rune) bool {
	return r > unicode.MaxASCII || !isAlnum(byte(r)) && r != '_' && r != '*' && r != '?'
}
