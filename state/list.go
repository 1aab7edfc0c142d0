package state

import (
	"time"

	"tresen/api"
	"tresen/api/query"
	"tresen/state/text"
)

// pageSize is how many rows one answer of a list brings.
const pageSize = 200

// List is one visited search: its rows, how much of the truth they are, and
// where the operator stands in them.
type List struct {
	Res *Resource
	// Line is what was typed into the search line, Found what it means, and
	// Found.Q what was really sent.
	Line  string
	Found query.Search
	// Sort is the server's order. Local orders rows here, once all are loaded.
	Sort  api.Sort
	Local *Order

	Rows *Rows
	// View is the order in which rows are shown; nil is the order they came in.
	View   []int32
	Filter string
	// Cursor and Top are positions in the view: the row under the cursor and
	// the first one on the screen.
	Cursor, Top int
	// Sideways is how many columns are scrolled out at the left.
	Sideways int
	Marks    map[string]struct{}
	// anchor is where a marked range began, an id.
	anchor string

	Total    int // matches on the server, as far as it said
	HasTotal bool
	Complete bool      // every match is loaded
	AsOf     time.Time // when the first page came
	Waiting  int       // new matches that are not shown yet
	Err      error     // why the last page did not come
	Head     int64     // of the journal: its last entry when the first page came
	// Down, of the journal, is the number down to which it was looked through for
	// rows; 0 where the last page was full, or brought the end.
	Down int64
	// Note is a quiet line about what happened to the list.
	Note text.Msg

	scroll    string
	deadline  time.Time // our own, before the server forgets the scroll
	wanted    Ticket    // the page in flight
	scanning  Ticket    // the scan in flight
	counting  Ticket
	shown     viewed // what View was worked out from
	asked     viewed // what the scan in flight works from
	rescan    bool   // rows came while a scan was in flight
	keepID    string
	loadAll   bool // every page is wanted, not only the next
	follow    bool // the cursor stays at the end while pages come
	replacing bool // the page in flight replaces the rows: a refresh
	failures  int
	retryAt   time.Time
}

func newList(res *Resource, line string, found query.Search, sort api.Sort) *List {
	return &List{Res: res, Line: line, Found: found, Sort: sort, Rows: NewRows(res.Fields),
		Marks: map[string]struct{}{}}
}

// Len is how many rows are shown.
func (l *List) Len() int {
	if l.View != nil {
		return len(l.View)
	}
	return l.Rows.Len()
}

// Row is the row at a position of the view.
func (l *List) Row(at int) int {
	if l.View != nil {
		return int(l.View[at])
	}
	return at
}

// CursorID is the id under the cursor, "" in an empty list.
func (l *List) CursorID() string {
	if l.Cursor < 0 || l.Cursor >= l.Len() {
		return ""
	}
	return l.Rows.ID(l.Row(l.Cursor))
}

// Loading reports that a page is on its way.
func (l *List) Loading() bool { return l.wanted != 0 }

// LoadingAll reports that every page is being loaded.
func (l *List) LoadingAll() bool { return l.loadAll }

// Scanning reports that a filter or an order is being worked out.
func (l *List) Scanning() bool { return l.scanning != 0 }

// RetryAt is when a page that failed is asked for again; zero: not by itself.
func (l *List) RetryAt() time.Time { return l.retryAt }

// move puts the cursor at a position of the view, within it, and keeps it on
// the screen of height rows.
func (l *List) move(to, height int) {
	l.Cursor = max(0, min(to, l.Len()-1))
	l.reveal(height)
}

// reveal scrolls as little as shows the cursor.
func (l *List) reveal(height int) {
	if height < 1 {
		height = 1
	}
	l.Top = min(l.Top, l.Cursor)
	l.Top = max(l.Top, l.Cursor-height+1)
	l.Top = max(0, min(l.Top, l.Len()-height))
}

// query is the search of the list as the server takes it.
func (l *List) query() api.Query {
	return api.Query{Count: pageSize, Q: l.Found.Q, Sort: []api.Sort{l.Sort}, Expand: l.Res.Expand,
		ScrollExpire: scrollExpire}
}

// byDefault reports that the rows come newest first, so that a lost scroll can
// be continued by a date.
func (l *List) byDefault() bool { return l.Sort == l.Res.Order && l.Res.Newest >= 0 }
