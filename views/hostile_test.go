package views

import (
	"encoding/json"
	"errors"
	"fmt"
	"reflect"
	"strings"
	"testing"
	"time"

	"tresen/api"
	"tresen/state"
	"tresen/state/text"
)

// hostile are texts that want to leave their cell.
var hostile = map[string]string{
	"escape":        "\x1b[31mrot\x1b[2J\x1b[H",
	"osc 52":        "\x1b]52;c;cm0gLXJmIC8=\x07",
	"c1 controls":   "\u009b31m\u009d52;c;aGk=\u009c\x9b\x8f",
	"bidi":          "\u202egnahcxe\u202c \u2066abc\u2069 \u200f",
	"zero width":    "A\u200bn\u200cn\u200da\ufeff \u00ad",
	"newlines":      "eins\nzwei\r\ndrei\tvier\u2028fünf\v",
	"ten thousand":  strings.Repeat("lang ", 2000),
	"unbroken":      strings.Repeat("x", 10_000),
	"emoji":         "👍🏽 👨‍👩‍👧‍👦 🇩🇪 ❤️ 1️⃣ ☎️ 🏴󠁧󠁢󠁥󠁮󠁧󠁿",
	"cjk":           "株式会社 山田太郎 한국어 ｶﾀｶﾅ ﷽",
	"combining":     "Z̸̧͖a̵l̶g̷o̴ e\u0301" + strings.Repeat("\u0301", 400),
	"lone marks":    "\u0301\u0301 \u0e33\u0e34 क्षि नमस्ते",
	"arabic":        "مرحبا بالعالم",
	"invalid utf-8": "a\xff\xfe\xc0\xafb\xed\xa0\x80",
	"tags":          "a\U000e0041\U000e0042b\ufff9\ufffa\ufffb",
	"percent":       "%s %d %!v(MISSING) %n",
	"ambiguous":     "°±×÷§¶•…—“”①★♥",
	"jamo":          "\u1112\u1161\u11ab\u1100\u1161",
}

// fill puts a text into every string of a value, however deep.
func fill(v reflect.Value, words string, depth int) {
	switch v.Kind() {
	case reflect.String:
		v.SetString(words)
	case reflect.Struct:
		if v.Type() == reflect.TypeFor[time.Time]() {
			return
		}
		for i := range v.NumField() {
			if v.Field(i).CanSet() {
				fill(v.Field(i), words, depth)
			}
		}
	case reflect.Slice:
		if depth > 2 || v.Type().Elem().Kind() == reflect.Uint8 {
			return
		}
		v.Set(reflect.MakeSlice(v.Type(), 3, 3))
		for i := range v.Len() {
			fill(v.Index(i), words, depth+1)
		}
	case reflect.Pointer:
		if depth > 2 {
			return
		}
		v.Set(reflect.New(v.Type().Elem()))
		fill(v.Elem(), words, depth+1)
	case reflect.Int64:
		v.SetInt(1234567890123)
	case reflect.Bool:
		v.SetBool(true)
	}
}

// hostileObjects are a payment, a sale and a merchant that say the same in every
// field.
func hostileObjects(words string) []state.Object {
	var p api.PaymentTransaction
	var s api.SmartTransaction
	var m api.Merchant
	var objects []state.Object
	for _, of := range []struct {
		resource string
		value    any
	}{{"payments", &p}, {"smart", &s}, {"merchants", &m}} {
		fill(reflect.ValueOf(of.value).Elem(), words, 0)
		raw, _ := json.Marshal(map[string]string{"a": words, words: "b"})
		objects = append(objects, state.Object{Resource: of.resource, ID: words, Value: of.value, Raw: raw})
	}
	accepted := api.StatusAccepted
	p.Created, p.Currency = api.Time{Time: morning}, "EUR"
	p.Details.StatusSimple = &accepted
	return objects
}

// everywhere opens every layer there is, one scene each.
var everywhere = []scene{
	{name: "list", play: func(*stage) {}},
	{name: "sideways", play: func(s *stage) { s.do(state.Right, state.Right, state.Right, state.Mark) }},
	{name: "detail", play: func(s *stage) { s.do(state.Open, state.NextField, state.Down) }},
	{name: "detail end", play: func(s *stage) { s.do(state.Open, state.Last) }},
	{name: "copy on detail", play: func(s *stage) { s.do(state.Open, state.CopyMenu) }},
	{name: "raw", play: func(s *stage) { s.do(state.RawJSON, state.Down) }},
	{name: "log", play: func(s *stage) { s.do(state.RequestLog) }},
	{name: "palette", play: func(s *stage) { s.do(state.Palette, state.Down) }},
	{name: "help", play: func(s *stage) { s.do(state.Help).typ("e") }},
	{name: "sort", play: func(s *stage) { s.do(state.SortMenu, state.Last) }},
	{name: "columns", play: func(s *stage) { s.do(state.ColumnMenu) }},
	{name: "search", play: func(s *stage) { s.do(state.Search); s.paste("customer.") }},
	{name: "filter", play: func(s *stage) { s.do(state.FilterRows).typ("a") }},
	{name: "refund", play: func(s *stage) { s.do(state.RefundAction).typ("1") }},
	{name: "reason", play: func(s *stage) { s.do(state.RefundAction).typ("1").do(state.NextField) }},
	{name: "review", play: func(s *stage) { s.do(state.RefundAction).typ("1").do(state.Accept, state.Accept) }},
	{name: "request", play: func(s *stage) { s.do(state.RefundAction).typ("1").do(state.ExactRequest) }},
	{name: "intents", play: func(s *stage) { s.do(state.OpenIntents) }},
	{name: "quit", play: func(s *stage) { s.do(state.Close) }},
	{name: "unlock", play: func(s *stage) { s.app.Env.Kind = state.Live; s.do(state.Unlock) }},
	{name: "smart", play: func(s *stage) { s.send(state.Acted{Action: state.GoTo, Arg: "smart"}); s.do(state.Open) }},
	{name: "merchant", play: func(s *stage) { s.send(state.Acted{Action: state.GoTo, Arg: "merchants"}); s.do(state.Open) }},
}

// paste puts a text into the open editor at once.
func (s *stage) paste(words string) {
	s.send(state.Edited{Text: words, Cursor: len([]rune(words))})
}

// poison puts a text into everything that the screen says besides objects.
func (s *stage) poison(words string) {
	s.app.Env.Merchant, s.app.Env.Operator, s.app.Env.Host = words, words, words
	s.send(state.Exchanged{Exchange: api.Exchange{Method: words, Path: words, Query: words, Err: words, Support: words}})
	s.send(state.WriteMoved{Intent: "x", Target: words + "2", Operator: words, State: state.WriteUnknown, Currency: words,
		Child: words, Err: errors.New(words), Why: state.WhyNoAnswer, At: s.now})
	s.app.Toasts = append(s.app.Toasts, state.Toast{Text: text.Plain(words), Until: s.now.Add(time.Hour)})
	l := s.app.Current.List()
	l.Line, l.Found.Q, l.Note = words, words, text.Plain(words)
}

func TestHostileTextsAreDrawnInertAndInTheirColumns(t *testing.T) {
	for name, words := range hostile {
		for _, plain := range []bool{false, true} {
			t.Run(fmt.Sprintf("%s ascii=%v", name, plain), func(t *testing.T) {
				t.Parallel()
				o := options("de")
				o.ASCII = plain
				for i, sc := range everywhere {
					s := newStage(t, o, 100, 30, hostileObjects(words)...)
					if i%2 == 0 {
						s.poison(words)
					}
					sc.play(s)
					if e := s.app.Editor(); e != nil {
						s.paste(words)
					}
					for _, size := range [][][2]int{{{100, 30}, {45, 12}}, {{170, 40}, {30, 6}}}[i/2%2] {
						s.send(state.Resized{Width: size[0], Height: size[1]})
						s.pass(time.Second)
						s.check(sc.name, size, plain)
					}
				}
			})
		}
	}
}

// check reports what is wrong with the present frame.
func (s *stage) check(scene string, size [2]int, ascii bool) {
	s.t.Helper()
	frame := s.look.Frame(s.app)
	if err := wrong(frame, size[0], size[1]); err != nil {
		s.t.Errorf("%s at %d×%d: %v", scene, size[0], size[1], err)
	}
	for i := 0; ascii && i < len(frame); i++ {
		if frame[i] >= 0x80 {
			s.t.Errorf("%s at %d×%d: byte %#x in an ASCII frame near %q", scene, size[0], size[1], frame[i], frame[max(0, i-20):i+1])
			break
		}
	}
	x, y, ok := s.look.Cursor(s.app)
	if ok && (x < 0 || x >= size[0] || y < 0 || y >= size[1]) {
		s.t.Errorf("%s at %d×%d: the cursor stands at %d,%d", scene, size[0], size[1], x, y)
	}
}

func TestEverySizeIsFilledExactly(t *testing.T) {
	for k, sc := range everywhere {
		t.Run(sc.name, func(t *testing.T) {
			t.Parallel()
			s := newStage(t, options("de"), 100, 30)
			if k%3 == 0 {
				s.doubt()
			}
			sc.play(s)
			try := func(w, h int) {
				s.send(state.Resized{Width: w, Height: h})
				s.pass(time.Second)
				s.check(sc.name, [2]int{w, h}, false)
			}
			step := 13
			if sc.name == "list" {
				step = 1
			}
			for w := 20 + k%step; w <= 220; w += step {
				try(w, 5+(w*7+k*3)%56)
			}
			for i, w := range []int{20, 29, 30, 59, 60, 119, 120, 159, 160, 220} {
				for _, h := range []int{5 + i%2, 7 + i%2, 9 + i%3, 60} {
					try(w, h)
				}
			}
		})
	}
}
