package sandbox

import (
	"fmt"
	"time"
)

// replay does again what the lines of a data file say, and arranges what was
// due when the server ended.
func (s *Server) replay(lines []object) error {
	for n, line := range lines {
		var err error
		at := time.Unix(0, line.int("t"))
		switch {
		case line.get("of") != nil:
			err = s.replayObject(line, at)
		case line.get("payments") != nil:
			err = s.replayPayments(line, at)
		case line.get("due") != nil:
			s.settleAt(int32(line.int("i")), time.Unix(0, line.int("due")))
		default:
			err = fmt.Errorf("it says nothing")
		}
		if err != nil {
			return fmt.Errorf("%s: line %d: %w", s.options.Data.Name(), n+2, err)
		}
	}
	if len(lines) == 0 {
		return nil // and no shelf has to be filled to find that nothing changed
	}
	for _, sh := range shelves {
		if sh.loaded == nil {
			continue
		}
		for _, o := range s.stock(sh).changed(s) {
			sh.loaded(s, o)
		}
	}
	return nil
}

func (s *Server) replayObject(line object, at time.Time) error {
	sh := shelfNamed[line.text("of")]
	if sh == nil {
		return fmt.Errorf("there are no %s", line.text("of"))
	}
	st, i := s.stock(sh), int(line.int("i"))
	known := st.n + len(st.births)
	if i < 0 || i > known {
		return fmt.Errorf("number %d of %s comes before number %d: another version made the file", i, sh.object, known)
	}
	seq, _ := s.ledger.tick(at)
	if i == known {
		st.births = append(st.births, seq)
	}
	doc, kept := line.get("doc").(object)
	st.gone = st.gone || !kept
	st.write(s, int32(i), edition{seq, doc})
	return nil
}

func (s *Server) replayPayments(line object, at time.Time) error {
	docs, _ := line.get("payments").([]object)
	changes := make([]payment, len(docs))
	count := s.ledger.count(live)
	for n, doc := range docs {
		p, err := paymentOf(doc)
		if err != nil {
			return err
		}
		switch {
		case int(p.index) > count:
			return fmt.Errorf("payment %d comes before payment %d: another version made the file", p.index, count)
		case int(p.index) == count:
			p.index = -1
			count++
		}
		changes[n] = p
	}
	s.ledger.commit(at, changes...)
	return nil
}

// recordPayments writes what a commit changed.
func (s *Server) recordPayments(changes []payment) {
	if s.data == nil {
		return
	}
	docs := make([]object, len(changes))
	for i, p := range changes {
		docs[i] = recordOf(p)
	}
	s.record(object{{"payments", docs}})
}

// recordOf is a payment as the file has it: products and states by their
// numbers on the wire.
func recordOf(p payment) object {
	o := object{
		{"i", int(p.index)}, {"amount", p.minor()}, {"parent", int(p.parent)}, {"customer", int(p.customer)},
		{"product", kinds[p.kind].number}, {"status", states[p.state].number}, {"store", int(p.store)}, {"flags", int(p.flags)},
		{"created", int(p.created)}, {"lowered", p.lowered}, {"doomed", p.doomed},
	}
	if m := p.made; m != nil {
		o = append(o, member{"made", object{
			{"purpose", m.purpose}, {"order", m.order}, {"action", m.action}, {"customer", m.customer}, {"demo", m.demo},
			{"payer", contactOf(m.payer)}, {"rest", m.rest},
		}})
	}
	if d := p.sent; d != nil {
		o = append(o, member{"sent", object{{"carrier", d.carrier}, {"tracking", d.tracking}, {"invoice", d.invoice}, {"order", d.order}}})
	}
	return o
}

// paymentOf is the inverse of recordOf.
func paymentOf(o object) (payment, error) {
	k, known := kindNumbered(o.int("product"))
	st, sound := stateNumbered(o.int("status"))
	if !known || !sound || o.int("store") >= int64(len(shops)) {
		return payment{}, fmt.Errorf("there is no product %d, status %d or store %d", o.int("product"), o.int("status"), o.int("store"))
	}
	p := payment{index: int32(o.int("i")), lowered: o.flag("lowered"), doomed: o.flag("doomed")}
	p.row = row{
		created: uint32(o.int("created")), amount: int32(o.int("amount")), parent: int32(o.int("parent")), customer: int32(o.int("customer")),
		kind: k, state: st, store: uint8(o.int("store")), flags: uint8(o.int("flags")),
	}
	if m, given := o.get("made").(object); given {
		payer, _ := m.get("payer").(object)
		rest, _ := m.get("rest").(object)
		p.made = &made{
			purpose: m.text("purpose"), order: m.text("order"), action: m.text("action"), customer: m.text("customer"),
			demo: m.flag("demo"), payer: payerOf(payer), rest: rest,
		}
	}
	if d, given := o.get("sent").(object); given {
		p.sent = &delivery{d.text("carrier"), d.text("tracking"), d.text("invoice"), d.text("order")}
	}
	return p, nil
}

func kindNumbered(number int64) (kind, bool) {
	for k := range kinds {
		if kinds[k].number == number {
			return kind(k), true
		}
	}
	return 0, false
}

func stateNumbered(number int64) (state, bool) {
	for st := range states {
		if states[st].number == number {
			return state(st), true
		}
	}
	return 0, false
}
