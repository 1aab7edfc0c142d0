package api

import (
	stdjson "encoding/json"
	"maps"
	"testing"
)

// artefact reports a sample wrapped in {"value": …}, which the rendering of the
// reference did, not the server.
func artefact(raw stdjson.RawMessage) bool {
	var o map[string]stdjson.RawMessage
	return stdjson.Unmarshal(raw, &o) == nil && len(o) == 1 && (o["value"] != nil || o["$ref"] != nil)
}

func TestEverySampleOfTheReferenceDecodesWithoutDrift(t *testing.T) {
	// explained are the samples that are no answer of their operation.
	explained := map[string]string{
		"POST /General/Contracts/{generalContractId}/revokeAccrual": "the answer is an error: ProductUnauthorizedException: Invalid token",
		"POST /Payment/Contracts/{paymentContractId}/revokeAccrual": "the answer is an error: ProductUnauthorizedException: Invalid token",
		// {} in place of a sample.
		"GET /Payment/Payouts":       "the answer is not a list",
		"GET /Services/Identresults": "the answer is not a list",
		"GET /Smart/Transactions":    "the answer is not a list",
	}
	ref, seen := reference(t), 0
	for name, p := range probes(t) {
		raw := ref[name].Response
		if len(raw) == 0 || string(raw) == "null" || artefact(raw) {
			continue
		}
		seen++
		_, drift, err := p.answer(200, raw)
		switch want, known := explained[name]; {
		case known && (err == nil || err.Error() != want):
			t.Errorf("%s: got %v, want %s", name, err, want)
		case !known && (err != nil || len(drift) > 0):
			t.Errorf("%s: drift %v, %v, of %s", name, drift, err, raw)
		}
	}
	if seen < 130 {
		t.Errorf("only %d samples were read", seen)
	}
}

// foreign are the fields of request samples that are sent otherwise, or not at
// all, with the reason.
var foreign = map[string]string{
	"POST /Payment/Transactions contract_id": "the reference lists contract; contract_id is in the sample only",
	"POST /Payment/Transactions demo":        "false is what is meant where it is left out",
	"POST /Document/Uploads?multipart file":  "a form, see the test of the upload",
	"POST /Services/Identrequests demo":      "text in the sample, a boolean in the list of fields",
}

func TestEveryRequestSampleKeepsItsFields(t *testing.T) {
	ref, seen, unused := reference(t), 0, maps.Clone(foreign)
	for name, p := range probes(t) {
		raw := ref[name].Request
		if len(raw) == 0 || string(raw) == "null" || artefact(raw) {
			continue
		}
		var want map[string]stdjson.RawMessage
		if err := stdjson.Unmarshal(raw, &want); err != nil {
			t.Fatal(name, err)
		}
		for field := range want {
			if foreign[name+" "+field] != "" {
				delete(want, field)
				delete(unused, name+" "+field)
			}
		}
		seen++
		body, _ := stdjson.Marshal(want)
		sent, err := p.again(body)
		if name == "POST /Document/Uploads?multipart" {
			continue
		}
		var got map[string]stdjson.RawMessage
		if err == nil {
			err = stdjson.Unmarshal(sent, &got)
		}
		if err != nil {
			t.Errorf("%s: %v of %s", name, err, body)
			continue
		}
		for field, value := range want {
			// {} and [] stand for content that the reference folds away.
			folded := string(value) == "{}" || string(value) == "[]"
			if kept, ok := got[field]; !folded && (!ok || string(kept) != string(value)) {
				t.Errorf("%s: %s is %s, sent as %s", name, field, value, kept)
			}
		}
		for field := range got {
			if _, asked := want[field]; !asked {
				t.Errorf("%s: %s is sent though the sample has none", name, field)
			}
		}
	}
	if seen < 40 || len(unused) > 0 {
		t.Errorf("%d samples were read; not met: %v", seen, unused)
	}
}
