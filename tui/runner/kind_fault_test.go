package runner

import (
	"maps"
	"slices"
	"strings"
	"testing"
	"testing/synctest"
	"time"

	"tresen/api/sandbox"
	"tresen/state"
)

// Where a fault of the one request leads, besides a state.
const (
	kindLost = "lost" // by reading, to where the kind goes
	kindLate = "late"
)

// kindFaults are what befalls the one request, and where that leads.
var kindFaults = map[string]struct {
	fault sandbox.Fault
	want  string
}{
	"nothing":             {sandbox.Fault{}, "applied"},
	"slow":                {sandbox.Fault{Delay: 50 * time.Second}, "applied"},
	"never answers":       {sandbox.Fault{Delay: time.Hour}, "unknown lost"},
	"refused connection":  {sandbox.Fault{Refuse: true}, "rejected"},
	"lost before":         {sandbox.Fault{DropBefore: true}, "unknown lost"},
	"lost after":          {sandbox.Fault{DropAfter: true}, "unknown applied"},
	"refused":             {sandbox.Fault{Status: 405}, "rejected"},
	"token expired":       {sandbox.Fault{Code2003: true}, "rejected"},
	"timeout of a proxy":  {sandbox.Fault{Status: 408}, "unknown lost"},
	"backend":             {sandbox.Fault{Status: 400, Code: 1005}, "unknown lost"},
	"error":               {sandbox.Fault{Status: 500}, "unknown lost"},
	"error after":         {sandbox.Fault{Status: 500, Commit: true}, "unknown applied"},
	"cut short":           {sandbox.Fault{Truncate: 40}, "unknown applied"},
	"a web page":          {sandbox.Fault{HTML: true}, "unknown applied"},
	"garbage":             {sandbox.Fault{Garbage: true}, "unknown applied"},
	"executed late":       {sandbox.Fault{ApplyLate: 40 * time.Second}, "unknown late"},
	"lost, executed late": {sandbox.Fault{ApplyLate: 40 * time.Second, DropAfter: true}, "unknown late"},
}

func TestEveryFaultOfEveryKindComesToATrueEnd(t *testing.T) {
	for i, kind := range slices.Sorted(maps.Keys(kindCases)) {
		for j, name := range slices.Sorted(maps.Keys(kindFaults)) {
			k, f := kindCases[kind], kindFaults[name]
			if skipped(i + j) {
				continue // every fault and every kind, not every pair
			}
			t.Run(string(kind)+"/"+name, func(t *testing.T) {
				synctest.Test(t, func(t *testing.T) {
					c := newKindCounter(t)
					defer c.close()
					order := k.order(c)
					before := k.requests(c)
					k.befall(c, f.fault)
					intent := c.jobs.Start(order)
					time.Sleep(3 * time.Hour)
					synctest.Wait()
					c.server.SetFaults(nil)
					want := "snapshot armed sent " + strings.NewReplacer(kindLost, string(k.lost), kindLate, string(k.late)).Replace(f.want)
					for _, got := range []string{c.heard(), c.recorded(intent)} {
						if got := squeeze(got); got != want {
							t.Errorf("it went through %q, want %q", got, want)
						}
					}
					if n := k.requests(c) - before; n != 1 {
						t.Errorf("%d requests", n)
					}
					executed := strings.HasSuffix(f.want, "applied") || strings.HasSuffix(f.want, kindLate)
					if n := k.done(c, order); n != count(executed) {
						t.Errorf("it was done %d times", n)
					}
					if last := c.last(); last.State == state.WriteApplied && (last.Arrived == last.WaitsForPayment || k.makes && last.Child == "") {
						t.Errorf("at last it told %+v", last)
					}
				})
			})
		}
	}
}
