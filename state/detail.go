package state

import (
	"time"

	"tresen/api"
	"tresen/state/text"
)

// restTime is how long the cursor rests on a row before the pane follows it. A
// held key then costs one line on the wire and no request.
const restTime = 150 * time.Millisecond

// DetailLayer is one object on the whole screen.
type DetailLayer struct {
	Scroller
	Res    *Resource
	ID     string
	Object *Object // nil until it is here
	Err    error
	// Related is the cursor among the related objects, -1 while none is chosen.
	Related int
	// Clear is the field that is seen unmasked for a while, nil for none.
	Clear  *Clear
	wanted Ticket
}

// Mode is that of one object.
func (*DetailLayer) Mode() Mode { return ModeDetail }

// Reading reports that the object is being read.
func (d *DetailLayer) Reading() bool { return d.wanted != 0 }

func (d *DetailLayer) act(a *App, action Action) ([]Effect, bool) {
	if d.Scroller.act(a, action) {
		return nil, true
	}
	links := d.Links()
	switch action {
	case NextField:
		if len(links) > 0 {
			d.Related = (d.Related + 1) % len(links)
		}
	case Open:
		at := d.Related
		if d.Res.Book && at < 0 { // it leads to one object only
			at = 0
		}
		if at >= 0 && at < len(links) {
			if why := a.whyElsewhere(d.Object); !why.IsZero() {
				a.toast(Info, why)
				return nil, true
			}
			return a.showObject(links[at].Res, links[at].ID), true
		}
	case Left, Right, Mark:
	default:
		return nil, false
	}
	return nil, true
}

// read reads the object live.
func (d *DetailLayer) read(a *App) []Effect {
	d.wanted = a.ticket()
	return []Effect{Get{Ticket: d.wanted, Resource: d.Res.Name, ID: d.ID}}
}

// Link is a way from an object to another one that can be opened.
type Link struct {
	Res *Resource
	ID  string
}

// Links are the related objects that a payment leads to, in wire order, or the
// object of an entry of the journal.
func (d *DetailLayer) Links() []Link {
	if d.Object == nil {
		return nil
	}
	if r, ok := d.Object.Value.(*JournalRecord); ok {
		return r.links()
	}
	p, ok := d.Object.Value.(*api.PaymentTransaction)
	if !ok {
		return nil
	}
	var links []Link
	for _, r := range p.Related {
		links = append(links, Link{paymentList, r.ID})
	}
	return links
}

// openDetail opens the object under the cursor: what is known of it at once,
// and what the server says now.
func (a *App) openDetail() []Effect {
	l := a.list()
	if id := l.CursorID(); id != "" {
		return a.showObject(l.Res, id)
	}
	return nil
}

func (a *App) showObject(res *Resource, id string) []Effect {
	if why := a.whyClosed(res); !why.IsZero() {
		return a.refuse(Acted{Action: GoTo, Arg: res.Name}, why)
	}
	d := &DetailLayer{Res: res, ID: id, Object: a.objects.get(id), Related: -1}
	a.push(d)
	return d.read(a)
}

// got takes one object that was read.
func (a *App) got(e Got) []Effect {
	if a.asking == e.Ticket && e.Ticket != 0 {
		a.named(e)
		return nil
	}
	if a.linkWant == e.Ticket && e.Ticket != 0 {
		a.linkRead(e)
		return nil
	}
	for _, layer := range a.Layers {
		if d, ok := layer.(*DetailLayer); ok && d.wanted == e.Ticket {
			d.wanted, d.Err = 0, e.Err
			if e.Err == nil {
				d.Object = a.keep(e.Object)
			}
			if !d.Res.Book {
				a.heard(e.Err)
			}
			return nil
		}
	}
	if e.Ticket != a.peekWant || e.Ticket == 0 {
		a.keepIf(e)
		return nil
	}
	a.peekWant = 0
	if e.Err == nil {
		a.Peek = a.keep(e.Object)
	}
	if e.Object.Resource != journalList.Name {
		a.heard(e.Err)
	}
	return nil
}

// keepIf takes an object that was read for its row alone.
func (a *App) keepIf(e Got) {
	if e.Err == nil && e.Object.ID != "" {
		a.keep(e.Object)
	}
}

// keep stores a live read and brings the row of every list and the pane up to it.
func (a *App) keep(o Object) *Object {
	o.At = a.Now
	a.objects.put([]Object{o})
	for v, l := range a.lists {
		if v.Res.Name != o.Resource {
			continue
		}
		if _, here := l.Rows.Index(o.ID); here {
			l.Rows.Put(v.Res.RowOf(o))
		}
	}
	kept := a.objects.get(o.ID)
	if a.Peek != nil && a.Peek.ID == o.ID {
		a.Peek = kept
	}
	return kept
}

// peek lets the pane follow the cursor once it rests. Where there is no row, it
// has nothing to show.
func (a *App) peek() []Effect {
	id := a.list().CursorID()
	if id == "" && a.peekFor != "" {
		a.Peek, a.peekFor, a.peekWant = nil, "", 0
		a.rev++
	}
	if a.Layout().Pane == PaneNone || id == "" || a.peekFor == id {
		return nil
	}
	waiting := !a.restAt.IsZero()
	a.restAt = a.Now.Add(restTime)
	if waiting {
		return nil // the wake-up on its way finds the later time
	}
	return []Effect{Wake{After: restTime}}
}

// rested shows what the cursor has come to rest on.
func (a *App) rested() []Effect {
	if a.restAt.IsZero() {
		return nil
	}
	if a.Now.Before(a.restAt) {
		return []Effect{Wake{After: a.restAt.Sub(a.Now)}}
	}
	a.restAt = time.Time{}
	id := a.list().CursorID()
	if id == "" || id == a.peekFor {
		return nil
	}
	a.rev++
	a.peekFor = id
	if a.Peek = a.objects.get(id); a.Peek != nil {
		return nil
	}
	a.peekWant = a.ticket()
	return []Effect{Get{Ticket: a.peekWant, Resource: a.Current.Res.Name, ID: id}}
}

// aboutOne is a layer that is about one object, which is nil until it is here.
type aboutOne interface {
	about() (res *Resource, id string, o *Object)
}

func (d *DetailLayer) about() (*Resource, string, *Object) { return d.Res, d.ID, d.Object }

// meant is the object that an action on one object means: that of the topmost
// layer that is about one, or the row under the cursor.
func (a *App) meant() (res *Resource, id string, o *Object) {
	for i := len(a.Layers) - 1; i >= 0; i-- {
		if l, ok := a.Layers[i].(aboutOne); ok {
			return l.about()
		}
	}
	id = a.list().CursorID()
	return a.Current.Res, id, a.objects.get(id)
}

func (a *App) targetID() string {
	_, id, _ := a.meant()
	return id
}

// targetObject is that object in full, nil where it is not here.
func (a *App) targetObject() *Object {
	_, _, o := a.meant()
	return o
}

func (a *App) targetResource() *Resource {
	res, _, _ := a.meant()
	return res
}

// openRaw shows the object as it came over the wire.
func (a *App) openRaw() []Effect {
	raw := &RawLayer{ID: a.targetID(), Object: a.targetObject()}
	a.push(raw)
	if raw.Object != nil {
		return nil
	}
	// It is no longer held in full: open it, which reads it, and look below.
	a.pop()
	effects := a.showObject(a.targetResource(), raw.ID)
	a.toast(Info, text.M(text.ReadingObject))
	return effects
}

// RawLayer shows the bytes of an object, escaped and masked by the views.
type RawLayer struct {
	Scroller
	ID     string
	Object *Object
}

// Mode is that of a text.
func (*RawLayer) Mode() Mode { return ModeText }

func (r *RawLayer) act(a *App, action Action) ([]Effect, bool) {
	return nil, r.Scroller.act(a, action)
}

// LogLayer shows the last requests. It scrolls from the newest at the top.
type LogLayer struct{ Scroller }

// Mode is that of a text.
func (*LogLayer) Mode() Mode { return ModeText }

func (l *LogLayer) act(a *App, action Action) ([]Effect, bool) {
	return nil, l.Scroller.act(a, action)
}
