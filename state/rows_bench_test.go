package state

import (
	"fmt"
	"math/rand/v2"
	"runtime"
	"strings"
	"sync"
	"testing"
	"time"
)

// paymentFields are those of a row of payments.
var paymentFields = []Field{
	{"created", Time}, {"customer.surname", Text}, {"product", Word}, {"details.status_simple", Word}, {"amount", Money},
	{"order_id", Text}, {"status_text", Word}, {"trans_id", Int}, {"description", Text},
}

const (
	createdField = iota
	customerField
	methodField
	simpleField
	amountField
	orderField
	statusField
	transField
	descriptionField
)

var (
	forenames = strings.Fields("Anna Jürgen Mehmet Sabine Klaus Zoë Lena Martin Uwe Käthe Ali Petra Thomas Ursula Jan Monika Peter Birgit Emre Karin")
	surnames  = strings.Fields("Meier Müller Schmidt Huber Öztürk Weber Wagner Schulz Bauer Jäger Koch Wolf Becker Hoffmann Krause Lehmann Kaya Groß")
	methods   = []string{"SEPA", "Kreditkarte", "Vorkasse", "Rechnung", "PayPal"}
	simples   = []string{"accepted", "paid", "issue", "refund", "void", "pending"}
	statuses  = []string{"abgeschlossen", "ausgezahlt", "Vorkasse wartend", "Zahlung abgebrochen", "vorautorisiert"}
	purposes  = []string{"Brötchen und Kaffee", "Bestellung im Laden", "Jahresbeitrag", "Gutschein", "Torte zur Abholung", "Rechnung"}
)

// payments makes believable rows, the same ones for the same n.
func payments(n int) func(i int) Row {
	rnd := rand.New(rand.NewPCG(1, uint64(n)))
	pick := func(of []string) string { return of[rnd.IntN(len(of))] }
	const newest = 1_763_111_520
	return func(i int) Row {
		id := []byte("PCI_")
		for range 30 {
			id = append(id, "ABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789"[rnd.IntN(36)])
		}
		currency := "EUR"
		if i%23 == 0 {
			currency = "CHF"
		}
		return Row{ID: string(id), Values: []Value{
			{Num: newest - int64(i)*37 - rnd.Int64N(3600), Set: true},
			{Text: pick(forenames) + " " + pick(surnames), Set: true},
			{Text: pick(methods), Set: true},
			{Text: pick(simples), Set: true},
			{Text: currency, Num: 100 + rnd.Int64N(50_000), Set: true},
			{Text: fmt.Sprintf("B-%06d", rnd.IntN(1_000_000)), Set: i%11 != 0},
			{Text: pick(statuses), Set: true},
			{Num: 20_000_000 + int64(i), Set: true},
			{Text: pick(purposes) + fmt.Sprintf(" %d", rnd.IntN(1000)), Set: true},
		}}
	}
}

func filled(n int) *Rows {
	r, next := NewRows(paymentFields), payments(n)
	for i := range n {
		r.Put(next(i))
	}
	return r
}

var million = sync.OnceValue(func() *Rows { return filled(1_000_000) })

// sizes are those of the benchmarks; the largest is made once.
var sizes = []struct {
	name string
	rows func() *Rows
}{
	{"50", func() *Rows { return filled(50) }},
	{"10k", func() *Rows { return filled(10_000) }},
	{"1M", million},
}

func BenchmarkPut(b *testing.B) {
	const n, idLen = 1_000_000, 34
	next := payments(n)
	some, ids := make([]Row, 10_000), make([]byte, 0, n*idLen)
	for i := range some {
		some[i] = next(i)
	}
	for i := range n {
		ids = fmt.Appendf(ids, "%s%08X", some[i%len(some)].ID[:idLen-8], i)
	}
	id := string(ids)
	b.ReportAllocs()
	b.ResetTimer()
	r := NewRows(paymentFields)
	for i := range b.N {
		if r.Len() == n {
			r = NewRows(paymentFields)
		}
		row := some[i%len(some)]
		row.ID = id[i%n*idLen:][:idLen]
		r.Put(row)
	}
}

// BenchmarkReplace puts known rows whose status has changed, with a snapshot
// taken every 200 rows as a refreshed page would.
func BenchmarkReplace(b *testing.B) {
	r, next := filled(100_000), payments(100_000)
	rows := make([]Row, 100_000)
	for i := range rows {
		rows[i] = next(i)
	}
	b.ReportAllocs()
	b.ResetTimer()
	for i := range b.N {
		if i%200 == 0 {
			r.Snapshot()
		}
		row := rows[i%len(rows)]
		row.Values[statusField].Text = statuses[i/len(rows)%len(statuses)]
		r.Put(row)
	}
}

func BenchmarkBytesPerRow(b *testing.B) {
	for _, size := range sizes {
		b.Run(size.name, func(b *testing.B) {
			r := size.rows()
			for b.Loop() {
				r.Bytes()
			}
			b.ReportMetric(float64(r.Bytes())/float64(r.Len()), "B/row")
		})
	}
}

// BenchmarkCollection is a full garbage collection with a million rows held,
// and without.
func BenchmarkCollection(b *testing.B) {
	b.Run("none", func(b *testing.B) {
		for b.Loop() {
			runtime.GC()
		}
	})
	r := million()
	b.Run("1M", func(b *testing.B) {
		for b.Loop() {
			runtime.GC()
		}
	})
	runtime.KeepAlive(r)
}

func BenchmarkScanFilter(b *testing.B) {
	for _, size := range sizes {
		for _, text := range []string{"zz", "meier", "mueller sepa", "10427", "49,90", "14.11.", "grüße"} {
			b.Run(size.name+"/"+text, func(b *testing.B) {
				s := size.rows().Snapshot()
				var view []int32
				for b.Loop() {
					view, _ = Scan(s, Filter{Text: text, Zone: time.UTC}, nil, nil)
				}
				b.ReportMetric(float64(len(view)), "matches")
			})
		}
	}
}

func BenchmarkSort(b *testing.B) {
	fields := []struct {
		name  string
		field int
	}{{"created", createdField}, {"amount", amountField}, {"method", methodField}, {"customer", customerField}, {"order", orderField}, {"description", descriptionField}}
	for _, size := range sizes {
		for _, f := range fields {
			b.Run(size.name+"/"+f.name, func(b *testing.B) {
				s := size.rows().Snapshot()
				for b.Loop() {
					Scan(s, Filter{}, []Order{{Field: f.field}}, nil)
				}
			})
		}
	}
}

// BenchmarkRead is what the screen does with a row it has to draw.
func BenchmarkRead(b *testing.B) {
	r, i := million(), 0
	b.ReportAllocs()
	for b.Loop() {
		i = (i + 7919) % r.Len()
		for f := range paymentFields {
			r.Value(i, f)
		}
		r.Version(i)
	}
}
