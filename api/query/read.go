package query

import (
	"slices"
	"strconv"
	"strings"
	"time"
	"unicode"
)

// part is a piece of the line as it was understood: what it asks for, one of
// any. It asks nothing where any is empty.
type part struct {
	form     Form
	any      []Expr
	readings []Reading
}

func (p *part) add(e Expr, r Reading) {
	p.any = append(p.any, e)
	p.readings = append(p.readings, r)
}

// readers are tried in this order on a piece of the line, of which at is the
// offset: the narrowest form first. Words take what is left.
var readers = []func(in *interpreter, text string, at int) (p part, ok bool, err error){
	(*interpreter).date, (*interpreter).id, (*interpreter).number, (*interpreter).amount,
}

// parts reads the line from left to right, each time as much as makes sense
// together: 49,90 € and 1.11. - 14.11. are single pieces.
func (in *interpreter) parts(tokens []token) ([]part, error) {
	var parts []part
	marksOnly := !slices.ContainsFunc(tokens, func(t token) bool { return strings.ContainsFunc(t.text, isWordRune) })
	for rest := tokens; len(rest) > 0; {
		p, n, err := in.longest(rest)
		if err != nil {
			return nil, err
		}
		switch {
		case p.form == FormAll:
			if p, err = in.word(rest[0], marksOnly); err != nil {
				return nil, err
			}
		case p.form == FormNumber && len(tokens) > 1:
			in.alsoWord(&p, rest[0])
		}
		if len(p.any) > 0 {
			parts = append(parts, p)
		}
		rest = rest[n:]
	}
	return parts, nil
}

// alsoWord adds that a whole number beside other words can be one as well: a
// house, a year.
func (in *interpreter) alsoWord(p *part, t token) {
	word, err := in.word(t, false)
	if err != nil {
		return
	}
	for _, e := range word.any {
		if !slices.Contains(p.any, e) {
			p.any = append(p.any, e)
		}
	}
	p.readings = append(p.readings, word.readings...)
}

// longest is the longest piece at the beginning that a reader takes; its form
// is FormAll where there is none.
func (in *interpreter) longest(tokens []token) (p part, n int, err error) {
	const most = 3
	for n = min(most, len(tokens)); n > 0; n-- {
		if slices.ContainsFunc(tokens[:n], func(t token) bool { return t.quoted }) {
			continue
		}
		at := tokens[0].at
		for _, read := range readers {
			if p, ok, err := read(in, in.line[at:tokens[n-1].end], at); ok || err != nil {
				return p, n, err
			}
		}
	}
	return part{}, 1, nil
}

// search joins the parts: all of them have to hold.
func (in *interpreter) search(parts []part) (Search, error) {
	var s Search
	var all []Expr
	for _, p := range parts {
		if s.Kind == FormAll {
			s.Kind = p.form
		}
		if s.Kind != p.form {
			s.Kind = FormMixed
		}
		all = append(all, AnyOf(p.any...))
		s.Readings = append(s.Readings, p.readings...)
	}
	if e := AllOf(all...); e != nil {
		s.Q = e.String()
	}
	if len(s.Q) > MaxLength {
		return Search{}, in.fail(0, CodeTooLong, strconv.Itoa(MaxLength))
	}
	return s, nil
}

// id reads the id of an object.
func (in *interpreter) id(text string, at int) (p part, ok bool, err error) {
	prefix, id, ok := splitID(text)
	if !ok {
		return p, false, nil
	}
	field := "id"
	if prefix != in.ID {
		if field = in.Refs[prefix]; field == "" {
			return p, false, in.fail(at, CodeForeignID, id, objects[prefix])
		}
	}
	p.form = FormID
	p.add(Term{field, Wildcards(id)}, Reading{Kind: FormID, Text: text, Field: field})
	return p, true, nil
}

// number reads a whole number, which can be many things.
func (in *interpreter) number(text string, _ int) (p part, ok bool, err error) {
	if strings.ContainsFunc(text, func(r rune) bool { return r < '0' || r > '9' }) {
		return p, false, nil
	}
	p.form = FormNumber
	for _, field := range in.Number {
		value, ok := in.exact(field, text)
		if ok {
			p.add(Term{field, value}, Reading{Kind: FormNumber, Text: text, Field: field})
		}
	}
	if minor, ok, err := in.money(text); ok && err == nil {
		p.addAmount(in.AmountField, text, minor)
	}
	return p, len(p.any) > 0, nil
}

// amount reads what can only be money: it has decimals, a sign or a currency.
func (in *interpreter) amount(text string, _ int) (p part, ok bool, err error) {
	if !looksLikeMoney(text) {
		return p, false, nil
	}
	minor, ok, err := in.money(text)
	if !ok || err != nil {
		return p, false, err
	}
	p.form = FormAmount
	p.addAmount(in.AmountField, text, minor)
	return p, true, nil
}

func (p *part) addAmount(field, text string, minor int64) {
	p.add(Term{field, Literal(strconv.FormatInt(minor, 10))},
		Reading{Kind: FormAmount, Text: text, Field: field, Minor: minor})
}

func (in *interpreter) money(text string) (minor int64, ok bool, err error) {
	if in.Amount == nil || in.AmountField == "" {
		return 0, false, nil
	}
	return in.Amount(text)
}

// looksLikeMoney keeps v.Amount from being asked about words.
func looksLikeMoney(text string) bool {
	isDigit := func(r rune) bool { return '0' <= r && r <= '9' }
	first, last := strings.IndexFunc(text, isDigit), strings.LastIndexFunc(text, isDigit)
	if first < 0 {
		return false
	}
	before := strings.Trim(text[:first], " +-−")
	after := strings.TrimSpace(text[last+1:])
	if strings.ContainsFunc(text[first:last], func(r rune) bool { return !isDigit(r) && !strings.ContainsRune(".,'’", r) }) {
		return false
	}
	return before == "" && isCurrency(after) || after == "" && (before == "" || isCurrency(before))
}

// isCurrency reports a symbol or a code of three letters, or nothing.
func isCurrency(text string) bool {
	letters := 0
	for i, r := range text {
		if i == 0 && unicode.Is(unicode.Sc, r) && len(text) == len(string(r)) {
			return true
		}
		if r > unicode.MaxASCII || !unicode.IsLetter(r) {
			return false
		}
		letters++
	}
	return letters == 0 || letters == 3
}

// word reads a word, or several in quotes. A word without quotes is looked for
// as the beginning of one, and * and ? in it are wildcards. What has neither
// letter nor digit is left out, unless nothing in the line has.
func (in *interpreter) word(t token, marksOnly bool) (p part, err error) {
	text := strings.Map(func(r rune) rune {
		if unicode.Is(unicode.Cf, r) { // invisible marks that come with a paste
			return -1
		}
		return r
	}, t.text)
	if strings.Trim(text, "*?") == "" {
		return p, nil
	}
	if trimmed := strings.TrimFunc(text, isPunctuation); trimmed != "" {
		text = trimmed
	} else if !marksOnly {
		return p, nil
	}
	pattern := Literal(text)
	if !t.quoted {
		pattern = Wildcards(strings.TrimRight(text, "*")) + "*"
	}
	for _, field := range in.Words {
		switch in.kind(field) {
		case KindAny, KindText:
			p.any = append(p.any, Term{field, pattern})
		default:
			if value, ok := in.exact(field, text); ok {
				p.any = append(p.any, Term{field, value})
			}
		}
	}
	if len(p.any) == 0 {
		return p, in.fail(t.at, CodeNoWords)
	}
	p.form = FormWords
	p.readings = []Reading{{Kind: FormWords, Text: t.text}}
	return p, nil
}

// exact is a value of a property as it is, if it can be one.
func (in *interpreter) exact(field, text string) (Pattern, bool) {
	kind := in.kind(field)
	if n, ok := parseInt(text); kind == KindNumber && ok {
		text = strconv.FormatInt(n, 10)
	}
	return Literal(text), misfit(kind, text) == ""
}

func isPunctuation(r rune) bool {
	return !isWordRune(r) && !isMark(r) && r != '*' && r != '?'
}

// date reads a day, a month or a range of them.
func (in *interpreter) date(text string, at int) (p part, ok bool, err error) {
	if in.Date == "" {
		return p, false, nil
	}
	days, ok, code := readDays(text, in.now)
	if code != "" {
		return p, false, in.fail(at, code, text)
	}
	if !ok {
		return p, false, nil
	}
	r := Range{Field: in.Date}
	reading := Reading{Kind: FormDate, Text: text, Field: in.Date}
	if !days.from.IsZero() {
		reading.From, r.Min = days.from, days.from.Format(time.RFC3339)
	}
	if !days.to.IsZero() {
		reading.To = days.to.Add(-time.Second)
		r.Max = reading.To.Format(time.RFC3339)
	}
	p.form = FormDate
	p.add(r, reading)
	return p, true, nil
}
