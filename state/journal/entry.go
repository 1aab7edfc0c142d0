package journal

import (
	"crypto/sha256"
	"encoding/hex"
	"fmt"
	"strconv"
	"time"
	"unicode"
	"unicode/utf8"
)

// Entry is one row: an intent came into a state.
type Entry struct {
	Seq    int64  // 1, 2, 3 …; given by Append
	Intent string // the attempt that this belongs to
	// Follows is the Seq of the intent's entry before this one, 0 for its first.
	// Append refuses with a [MovedError] where that is not the last one any more.
	Follows  int64
	State    string
	Open     bool   // from now on the target is taken, until an entry says false
	Kind     string // what is written: "refund"
	Env      string // the host it goes to
	Target   string // the object it changes
	Amount   int64  // minor units
	Currency string // ISO 4217
	Operator string // who caused this entry
	At       time.Time
	BodyHash string // hexadecimal SHA-256 of the request: its body, and what its path says besides ids
	// Baseline is the target before the write: small JSON of ids and integers.
	Baseline     string
	BaselineHash string
	Action       string // the X-Action id of the request
	Support      string // the server's support id
	Result       string // the id of what the write created
	Note         string // a word of the program's own, never of a person
	Prev         string // hash of the entry before, of whatever intent
	Hash         string // of this entry; see the package comment
}

// columns are the fields of the canonical encoding, in its order; hash follows.
var columns = []string{"seq", "intent", "follows", "state", "open", "kind", "env", "target", "amount", "currency",
	"operator", "at", "body_hash", "baseline", "baseline_hash", "action", "support", "result", "note", "prev"}

// values returns the fields in the order of columns, as they are stored.
func (e *Entry) values() []any {
	return []any{e.Seq, e.Intent, e.Follows, e.State, b2i(e.Open), e.Kind, e.Env, e.Target, e.Amount, e.Currency,
		e.Operator, e.At.UnixMilli(), e.BodyHash, e.Baseline, e.BaselineHash, e.Action, e.Support, e.Result, e.Note, e.Prev}
}

func b2i(b bool) int64 {
	if b {
		return 1
	}
	return 0
}

// sum computes the hash of the canonical encoding.
func (e *Entry) sum() string {
	var buf []byte
	for _, v := range e.values() {
		var field string
		switch v := v.(type) {
		case int64:
			field = strconv.FormatInt(v, 10)
		case string:
			field = v
		}
		buf = strconv.AppendInt(buf, int64(len(field)), 10)
		buf = append(append(append(buf, ':'), field...), ',')
	}
	sum := sha256.Sum256(buf)
	return hex.EncodeToString(sum[:])
}

// maxField and maxBaseline bound what may be stored, in bytes: a journal of ids
// has no use for text.
const (
	maxField    = 200
	maxBaseline = 64 << 10
)

// check refuses an entry that could not be read again as it was meant.
func (e *Entry) check() error {
	required := map[string]string{"intent": e.Intent, "state": e.State, "kind": e.Kind, "env": e.Env, "target": e.Target}
	for name, v := range required {
		if v == "" {
			return fmt.Errorf("a journal entry needs a value for %s", name)
		}
	}
	if e.At.IsZero() {
		return fmt.Errorf("a journal entry needs a time")
	}
	for i, v := range e.values() {
		s, isText := v.(string)
		limit := maxField
		if columns[i] == "baseline" {
			limit = maxBaseline
		}
		if isText && len(s) > limit {
			return fmt.Errorf("the %s of a journal entry has %d bytes, more than %d", columns[i], len(s), limit)
		}
		if !utf8.ValidString(s) {
			return fmt.Errorf("the %s of a journal entry is not text", columns[i])
		}
		for _, r := range s {
			if !unicode.IsPrint(r) {
				return fmt.Errorf("the %s of a journal entry has the character %U", columns[i], r)
			}
		}
	}
	return nil
}
