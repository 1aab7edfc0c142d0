package query

import "testing"

func BenchmarkParse(b *testing.B) {
	const text = `(NOT customer.name:meier*) AND (amount:[3000 TO 4000] OR created:[2026-11-01 TO *]) AND order_id:"B-10427"`
	b.ReportAllocs()
	for b.Loop() {
		if _, err := Parse(text); err != nil {
			b.Fatal(err)
		}
	}
}

func BenchmarkString(b *testing.B) {
	e, err := Parse(`(NOT customer.name:meier*) AND (amount:[3000 TO 4000] OR created:[2026-11-01 TO *]) AND order_id:"B-10427"`)
	if err != nil {
		b.Fatal(err)
	}
	b.ReportAllocs()
	for b.Loop() {
		_ = e.String()
	}
}

// BenchmarkMatch goes over a table of a million rows; ns/row is the number to
// read.
func BenchmarkMatch(b *testing.B) {
	const rows = 1_000_000
	c := newColumns(rows)
	for name, text := range searches {
		b.Run(name, func(b *testing.B) {
			e, err := Parse(text)
			if err != nil {
				b.Fatal(err)
			}
			matches := Compile(e, berlin(b), c.property)
			found := 0
			b.ReportAllocs()
			for b.Loop() {
				for row := range rows {
					if matches(row) {
						found++
					}
				}
			}
			b.ReportMetric(float64(b.Elapsed().Nanoseconds())/float64(b.N)/rows, "ns/row")
			if found == 0 {
				b.Error("nothing matches")
			}
		})
	}
}

func BenchmarkMatchJSON(b *testing.B) {
	doc := decoded(b, payment)
	e, err := Parse("customer.name:meier AND created:2026-11-14 AND basket.price:80")
	if err != nil {
		b.Fatal(err)
	}
	matches := Compile(e, berlin(b), JSON)
	b.ReportAllocs()
	for b.Loop() {
		if !matches(doc) {
			b.Fatal("it does not match")
		}
	}
}

func BenchmarkInterpret(b *testing.B) {
	for name, line := range map[string]string{"Words": "anna meier", "Number": "10427", "Query": "customer.name:meier*"} {
		b.Run(name, func(b *testing.B) {
			v := payments()
			b.ReportAllocs()
			for b.Loop() {
				if _, err := Interpret(line, v, saturday(b)); err != nil {
					b.Fatal(err)
				}
			}
		})
	}
}
