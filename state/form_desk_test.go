package state

import (
	"fmt"

	"tresen/api"
)

// others is the one page of a list besides payments.
func (d *desk) others(resource string) Page {
	page := Page{HasTotal: true}
	for _, o := range d.objects {
		if o.Resource == resource {
			page.Objects = append(page.Objects, o)
			page.Rows = append(page.Rows, ResourceNamed(resource).RowOf(o))
		}
	}
	page.Total = len(page.Rows)
	return page
}

func (d *desk) object(id string) *Object {
	for i := range d.objects {
		if d.objects[i].ID == id {
			return &d.objects[i]
		}
	}
	return nil
}

// otherBaseline reads what a write depends on as the program does, by the real
// baselines of the kinds.
func (d *desk) otherBaseline(e ReadBaseline) Event {
	read := BaselineRead{Ticket: e.Ticket}
	if o := d.object(e.Order.Target); o != nil {
		read.Object = *o
	} else if p := d.payment(e.Order.Target); p != nil {
		read.Object = testObject(p)
	}
	switch v := read.Object.Value.(type) {
	case nil:
		var found []api.Item[api.SmartTransaction]
		for _, o := range d.objects {
			if s := saleOf(&o); s != nil {
				found = append(found, api.Item[api.SmartTransaction]{Value: *s})
			}
		}
		read.Baseline = NewLinkBaseline(e.Order, found, d.now)
	case *api.PaymentTransaction:
		read.Baseline = Baseline{ID: v.ID, Amount: *v.Amount, InEffect: *v.Amount, Currency: v.Currency, Simple: *v.Details.StatusSimple, ReadAt: d.now}
		if v.Accrual {
			read.Baseline.State = accrualHeld
		}
	case *api.MerchantCard:
		read.Baseline = NewCardBaseline(e.Order.Kind, api.Item[api.MerchantCard]{Value: *v}, d.now)
	case *api.Device:
		read.Baseline = NewTillBaseline(api.Item[api.Device]{Value: *v}, nil, d.now)
	case *api.Container:
		read.Baseline = NewPayoutBaseline(e.Order, api.Item[api.Container]{Value: *v}, nil, d.now)
	case *api.SmartTransaction:
		read.Baseline = d.saleBaseline(e.Order.Kind, v)
	}
	return read
}

func (d *desk) saleBaseline(kind WriteKind, s *api.SmartTransaction) Baseline {
	item := api.Item[api.SmartTransaction]{Value: *s}
	switch kind {
	case KindStart:
		return NewStartBaseline(item, d.now)
	case KindReceiptCancel:
		return NewSaleBaseline(item, nil, d.now).WithReceipt(*s, nil, nil)
	}
	return NewSaleBaseline(item, nil, d.now)
}

// at opens a list of these objects.
func (d *desk) at(resource string, values ...any) *desk {
	for i, v := range values {
		o := Object{Resource: resource, Value: v, Raw: []byte(`{}`)}
		o.ID = idOf(v, i)
		d.objects = append(d.objects, o)
	}
	d.send(Acted{Action: GoTo, Arg: resource})
	return d
}

func idOf(v any, i int) string {
	switch v := v.(type) {
	case *api.MerchantCard:
		return v.ID
	case *api.Device:
		return v.ID
	case *api.Container:
		return v.ID
	case *api.SmartTransaction:
		return v.ID
	}
	return fmt.Sprintf("OBJ_%d", i)
}

// shop is one of each thing that a form acts on.
func (d *desk) shop() []Object {
	var all []Object
	for _, v := range []struct {
		list   string
		object any
	}{{"cards", testCard()}, {"devices", testTerminal()}, {"smart", testSale(saleOK)}, {"containers", testAccount()}} {
		all = append(all, Object{Resource: v.list, ID: idOf(v.object, 0), Value: v.object, Raw: []byte(`{}`)})
	}
	return all
}

// testCard is an unlocked card with money and points on it.
func testCard() *api.MerchantCard {
	balance, points := api.Minor(2500), int64(120)
	return &api.MerchantCard{ID: "MCD_TESTCARD", Balance: &balance, Points: &points, LockStatus: api.Unlocked,
		Card: api.LoyaltyCard{Number: "************4711"}}
}

func testTerminal() *api.Device {
	online := true
	return &api.Device{ID: "SDV_TILL1", Type: cardTerminal, Online: &online, Description: "Kasse  1", TID: "65001234"}
}

func testSale(status string) *api.SmartTransaction {
	sum := api.Minor(3120)
	return &api.SmartTransaction{ID: "STX_SALE1", Status: status, PaymentMethod: "cashless",
		BasketInfo: api.SmartBasketInfo{Sum: &sum, Currency: "EUR"}}
}

func testAccount() *api.Container {
	c := &api.Container{ID: "PCT_ACCOUNT", Type: bankAccount, Public: api.Instrument{Owner: "Anna Meier", IBAN: "DE…0003"}}
	c.Customer.ID = "PCU_ANNA"
	return c
}
