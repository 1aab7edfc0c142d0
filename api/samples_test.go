package api

import (
	stdjson "encoding/json"
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
		// No sample at all, or one of another operation.
		"GET /Payment/Payouts":       "",
		"GET /Services/Identresults": "",
		"GET /Smart/Transactions":    "",
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
		case known && (want == "" || err != nil && err.Error() == want):
		case err != nil || len(drift) > 0:
			t.Errorf("%s: drift %v, %v, of %s", name, drift, err, raw)
		}
	}
	if seen < 130 {
		t.Errorf("only %d samples were read", seen)
	}
	for name := range explained {
		if _, ok := ref[name]; !ok {
			t.Errorf("no %s", name)
		}
	}
}
