package query

import "time"

// Check parses a search and holds its values against the kinds of its
// properties: a property that is a number is compared with whole numbers, one
// that is a date with dates. A property that the caller does not know is of
// [KindAny] and takes everything. Every error is an [*Error] with the column.
func Check(text string, kind func(path string) Kind) (Expr, error) {
	p := parser{text: text}
	e, err := p.parse()
	if err == nil {
		err = p.check(e, kind)
	}
	if err != nil {
		return nil, err
	}
	return e, nil
}

func (p *parser) check(e Expr, kind func(path string) Kind) (found *Error) {
	i := 0
	conditions(e, func(e Expr) bool {
		at := p.values[i]
		i++
		switch e := e.(type) {
		case Term:
			if text, plain := e.Pattern.Literal(); plain {
				found = p.checkValue(at, e.Field, kind(e.Field), text)
			}
		case Range:
			for _, end := range []string{e.Min, e.Max} {
				if end != "" && found == nil {
					found = p.checkValue(at, e.Field, kind(e.Field), end)
				}
			}
		}
		return found == nil
	})
	return found
}

func (p *parser) checkValue(at int, field string, kind Kind, text string) *Error {
	code := misfit(kind, text)
	if code == "" {
		return nil
	}
	return p.fail(at, code, field, text)
}

// misfit says why a value cannot be one of the kind, or "".
func misfit(kind Kind, text string) Code {
	switch kind {
	case KindNumber:
		if _, ok := parseInt(text); !ok {
			return CodeNotNumber
		}
	case KindDate:
		if _, ok := parseDate(text, time.UTC); !ok {
			return CodeNotDate
		}
	case KindBool:
		if _, ok := parseBool(text); !ok {
			return CodeNotBool
		}
	}
	return ""
}
