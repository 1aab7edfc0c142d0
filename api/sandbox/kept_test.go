package sandbox_test

import (
	"fmt"
	"strings"
	"testing"
	"time"

	"tresen/api/sandbox"
)

func TestAScrollOfObjectsGoesOnSeeingWhatItSaw(t *testing.T) {
	c := open(t, sandbox.Options{Payments: 60})
	var want []string
	for _, o := range objectsOf(c.get("/General/Stores?count=100&fields=id,name")) {
		want = append(want, fmt.Sprint(o["id"], o["name"]))
	}
	page := c.get("/General/Stores?count=2&fields=id,name&scroll_expire=1m")
	scroll := page.text("scroll_id")
	var got []string
	for round := 0; page.len("data") > 0; round++ {
		for _, o := range objectsOf(page) {
			got = append(got, fmt.Sprint(o["id"], o["name"]))
			// Seen and unseen ones change twelve times over: more than a chain holds.
			for n := range 12 {
				c.send("PUT", "/General/Stores/"+o["id"].(string), fields{"name": fmt.Sprint("umbenannt ", round, n)})
				c.send("PUT", "/General/Stores/"+strings.TrimSuffix(want[len(want)-1][:34], " "), fields{"name": fmt.Sprint("auch ", round, n)})
			}
		}
		c.send("POST", "/General/Stores", fields{"name": "neu"})
		page = c.get("/General/Stores?scroll_id=" + strings.NewReplacer("+", "%2B", "/", "%2F", "=", "%3D").Replace(scroll))
	}
	if fmt.Sprint(got) != fmt.Sprint(want) {
		t.Errorf("the scroll saw\n%v, at its start there were\n%v", got, want)
	}
	if now := c.get("/General/Stores?q=name:umbenannt*%20OR%20name:auch*%20OR%20name:neu"); now.int("count") <= len(want) {
		t.Errorf("a new search sees %d changed or new stores", now.int("count"))
	}
}

func TestListsOfObjectsAreBehindByTheLagAndOneObjectIsNot(t *testing.T) {
	c := open(t, sandbox.Options{Payments: 60, IndexLag: 10 * time.Second})
	id := c.send("POST", "/General/Stores", fields{"name": "Marktwagen"}).text("id")
	count := func(q string) int { return c.get("/General/Stores?q=" + q).int("count") }
	story(t, c, []ask{{"GET", "/General/Stores/" + id, nil, 200, `"name":"Marktwagen"`}})
	if n := count("id:" + id); n != 0 {
		t.Errorf("the list is not behind: %d", n)
	}
	c.clock.advance(10 * time.Second)
	story(t, c, []ask{{"PUT", "/General/Stores/" + id, fields{"name": "Imbiss"}, 200, `"name":"Imbiss"`}})
	if count("name:marktwagen") != 1 || count("name:imbiss") != 0 {
		t.Error("the list does not show the store as it was")
	}
	c.clock.advance(10 * time.Second)
	if count("name:marktwagen") != 0 || count("name:imbiss") != 1 {
		t.Error("the list has not caught up")
	}
}

func TestObjectsAreSortedSummedUpAndProjected(t *testing.T) {
	c := open(t, sandbox.Options{Payments: 60})
	story(t, c, []ask{
		{"GET", "/General/Stores?sort=name:asc&fields=name,merchant.id&count=1", nil, 200, `"data":[{"merchant":{"id":"MRC_`},
		{"GET", "/General/Stores?sort=name:asc&fields=name&count=2", nil, 200, `"data":[{"name":"Café Huber am Münster"},{"name":"Filiale Bahnhof"}]`},
		{"GET", "/General/Stores?aggregate[group_by_prop]=merchant.id&aggregate[sum_by_prop]=id_old", nil, 200, `"c":5,"s":5230890`},
		{"GET", "/General/Stores?sort=colour:asc", nil, 500, `has no field \"colour\"`},
		{"GET", "/General/Stores?q=name:%5B", nil, 500, wrong},
		{"GET", "/General/Contracts?meta=only", nil, 200, `"companyname":{"type":"string"}`},
		{"GET", "/General/Contracts?q=created:%5B2000%20TO%202100%5D&count=0", nil, 200, `{"count":8,"data":[]}`},
	})
	if raw := string(c.get("/General/Contracts?meta=only").raw); strings.Contains(raw, "secret") || strings.Contains(raw, `"-`) {
		t.Errorf("the field definitions name what is hidden: %s", raw)
	}
	if r := c.send("GET", "/General/Contracts?q="+escape("_exists_:-project"), nil); r.status != 500 {
		t.Errorf("a search can ask for what is hidden: %d", r.status)
	}
}

func TestASmartTransactionNeverStandsForARefundAndComesInOrder(t *testing.T) {
	c := open(t, sandbox.Options{Payments: 3000})
	page := c.get("/Smart/Transactions?count=1000&sort=created:asc&expand=transactions")
	seen := map[string]bool{}
	last := ""
	for _, o := range objectsOf(page) {
		payment := o["transactions"].([]any)[0].(map[string]any)
		id := payment["id"].(string)
		if payment["parents"] != nil || seen[id] {
			t.Errorf("%s stands for %s, a refund or one that has another", o["id"], id)
		}
		seen[id] = true
		if at := utc(t, o["created"].(string)); at < last {
			t.Errorf("%s follows %s", at, last)
		} else {
			last = at
		}
	}
	if len(seen) < 400 {
		t.Errorf("only %d", len(seen))
	}
}
