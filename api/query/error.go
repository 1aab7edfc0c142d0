package query

import (
	"fmt"
	"unicode/utf8"
)

// Code says what is wrong with a search, for texts in another language.
type Code string

// What can be wrong with the text of a search.
const (
	CodeEmpty       Code = "empty"
	CodeTooLong     Code = "too_long"     // most bytes
	CodeTooDeep     Code = "too_deep"     // most levels
	CodeEncoding    Code = "encoding"     //
	CodeNoCondition Code = "no_condition" //
	CodeNoProperty  Code = "no_property"  // the word
	CodeBadProperty Code = "bad_property" // the name
	CodeNoValue     Code = "no_value"     // the property
	CodeNoOperator  Code = "no_operator"  //
	CodeLoneWord    Code = "lone_word"    // the word
	CodeCapitals    Code = "capitals"     // the word as typed, as it should be
	CodeOperator    Code = "operator"     // the sign, the word for it
	CodeUnopened    Code = "unopened"     //
	CodeUnclosed    Code = "unclosed"     //
	CodeQuote       Code = "quote"        //
	CodeEscape      Code = "escape"       //
	CodeNeedsQuotes Code = "needs_quotes" // the sign
	CodeComparison  Code = "comparison"   // the property
	CodeGroup       Code = "group"        // the property
	CodeRange       Code = "range"        //
	CodeRangeEnd    Code = "range_end"    //
)

// What can be wrong with a search that is well formed, and with a search line.
const (
	CodeNotNumber       Code = "not_number"       // the property, the value
	CodeNotDate         Code = "not_date"         // the property, the value
	CodeNotBool         Code = "not_bool"         // the property, the value
	CodeNoSuchValue     Code = "no_such_value"    // the property, the value
	CodeUnknownProperty Code = "unknown_property" // the name, the nearest known one
	CodeForeignID       Code = "foreign_id"       // the id, the object it belongs to
	CodeNoSuchDay       Code = "no_such_day"      // the date
	CodeDateForm        Code = "date_form"        // the date
	CodeDateOrder       Code = "date_order"       // the range
	CodeNoWords         Code = "no_words"         //
)

// messages are complete sentences in English: what is wrong and what to do. The
// verbs take the arguments that stand beside the codes.
var messages = map[Code]string{
	CodeEmpty:       "there is nothing to search for: write a condition such as customer.name:Meier",
	CodeTooLong:     "the search is longer than %s bytes: shorten it",
	CodeTooDeep:     "parentheses and NOT are nested deeper than %s levels: simplify the search",
	CodeEncoding:    "a character here is damaged (not UTF-8): delete it and type it again",
	CodeNoCondition: "a condition is missing here: write property:value",
	CodeNoProperty:  "%q has no property: write one before it, as in customer.name:Meier",
	CodeBadProperty: "%q is not a property name: use letters, digits, _ and -, nested by single dots",
	CodeNoValue:     "%s has no value here: write one after the colon (AND, OR, NOT, TO and a first colon need quotes)",
	CodeNoOperator:  "AND or OR is missing between two conditions: write one of them here",
	CodeLoneWord:    "%q belongs to nothing: put a value of several words in quotes, or join conditions by AND",
	CodeCapitals:    "%q is only understood in capitals: write %s",
	CodeOperator:    "%q does not join or negate conditions here: write %s",
	CodeUnopened:    "this ) closes nothing: delete it, or write ( where the group begins",
	CodeUnclosed:    "this ( is never closed: write ) where the group ends",
	CodeQuote:       `this quote is never closed: write " where the value ends`,
	CodeEscape:      `the \ at the end escapes nothing: delete it, or write it twice`,
	CodeNeedsQuotes: "%q cannot stand in a value as it is: put the value in quotes",
	CodeComparison:  "more and less are written as a range: %[1]s:[100 TO *] or %[1]s:[* TO 100]",
	CodeGroup:       "a property takes one value: write %[1]s:first OR %[1]s:second",
	CodeRange:       "a range is written [min TO max], with * for an open end: complete it here",
	CodeRangeEnd:    "this range is never closed: write ] after its second value",

	CodeNotNumber:       "%s is a whole number (an amount counts cents) and %q is not: write digits only",
	CodeNotDate:         "%s is a date and %q is not: write 2026-11-14 or 2026-11-14T09:30",
	CodeNotBool:         "%s is either true or false and %q is neither: write one of them",
	CodeNoSuchValue:     "%s is never %q: write one of those that tab offers",
	CodeUnknownProperty: "there is no property %q: did you mean %s?",
	CodeForeignID:       "%s is the id of another kind of object (%s): search for it there",
	CodeNoSuchDay:       "%s is not in the calendar: check day and month",
	CodeDateForm:        "%q can be read as two different days: write 14.11.2026 or 2026-11-14",
	CodeDateOrder:       "%q ends before it begins: write the earlier day first",
	CodeNoWords:         "words cannot be searched for here: write a condition such as id:…",
}

// Error says what is wrong with a search. Its text names the column and what to
// do; a translation is made of Code and Args.
type Error struct {
	Column  int // of the place, in characters, from 1
	Code    Code
	Args    []string // in the order of the message's verbs
	Message string   // English
}

func (e *Error) Error() string { return fmt.Sprintf("column %d: %s", e.Column, e.Message) }

// newError makes the error for the byte offset at of text.
func newError(text string, at int, code Code, args ...string) *Error {
	verbs := make([]any, len(args))
	for i := range args {
		args[i] = clip(args[i])
		verbs[i] = args[i]
	}
	return &Error{
		Column:  utf8.RuneCountInString(text[:at]) + 1,
		Code:    code,
		Args:    args,
		Message: fmt.Sprintf(messages[code], verbs...),
	}
}

// clip keeps what a person typed short enough for one line.
func clip(text string) string {
	const most = 40
	n := 0
	for i := range text {
		if n++; n > most {
			return text[:i] + "…"
		}
	}
	return text
}
