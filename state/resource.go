package state

import (
	"tresen/api"
	"tresen/api/query"
	"tresen/state/text"
)

// Resource is a kind of object that the program can list: what of it is kept
// for a row, which columns show it, and how it is searched. It is data; adding
// a resource is adding one of these to [Resources].
type Resource struct {
	Name   string // as typed in the palette: "payments"
	Title  text.Key
	Wire   string // as the API calls it: "payment.transactions"
	Fields []Field
	// Columns in their order; the first Frozen stay when scrolled sideways.
	Columns []Column
	Frozen  int
	// Expand asks the server to put other objects in the place of references.
	Expand string
	// Order is the default one, the server's.
	Order  api.Sort
	Search query.Vocabulary
	// may is what a role must be allowed to see it; zero is MayRead.
	may May
	// Tab is the digit that opens it, 0 for none.
	Tab int
	// Newest names the field of the point in time that default order and
	// continued searches rest on.
	Newest int
	// Book marks the journal: it is read here and not from the server, whose line
	// has nothing to do with it. Its one order is Order, unless all of it is
	// loaded; where a list of it stopped it can be continued at any time.
	Book bool
	// values takes the fields of an object, in the order of Fields.
	values func(object any) []Value
}

// Column shows one field of a row.
type Column struct {
	Field int
	Title text.Key
	// Width is in cells, Grow how much of what is left over the column takes.
	Width, Grow int
	Right       bool // numbers stand at the right
	Sort        bool // the server can sort by the field
}

// Resources lists what can be browsed, tabs first.
var Resources = []*Resource{
	paymentList, payoutList, subscriptionList, cardList, deviceList, journalList,
	smartList, customerList, containerList, planList, invoiceList, contractList, payContractList,
	merchantList, storeList, routingList,
	loyaltyList, loyaltyCustomerList, loyaltyCardList, cardGroupList,
	prepaidItemList, prepaidSaleList, prepaidReportList,
	identRequestList, identResultList, cardTransactionList, cardInvoiceList,
}

// ResourceNamed finds a resource by the name typed, nil where there is none.
func ResourceNamed(name string) *Resource {
	for _, r := range Resources {
		if r.Name == name {
			return r
		}
	}
	return nil
}

// RowOf packs an object for the store: its id, its fields, and whether it
// drifted.
func (r *Resource) RowOf(o Object) Row {
	return Row{ID: o.ID, Values: r.values(o.Value), Drift: len(o.Drift) > 0}
}

// Values of the kinds, for the resources' values functions.
func textValue(s string) Value { return Value{Text: s, Set: s != ""} }

func intValue(n int64) Value { return Value{Num: n, Set: n != 0} }

func timeValue(t api.Time) Value {
	if t.Time.IsZero() {
		return Value{}
	}
	return Value{Num: t.Unix(), Set: true}
}

func moneyValue(amount *api.Minor, currency string) Value {
	if amount == nil {
		return Value{}
	}
	return Value{Text: currency, Num: int64(*amount), Set: true}
}
