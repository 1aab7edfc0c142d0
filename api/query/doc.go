// Package query is the q language of the API's lists: it parses it, prints it,
// matches documents by it, completes it, and makes it of what a person types
// into a search line. The client's search bar and the sandbox use the same
// code, so what one accepts the other understands.
//
// # The language
//
// The reference documents single expressions and how they combine:
//
//	customer.name:Meier          a property, nested by dots, and a value
//	customer.name:mei*r          * stands for any characters, ? for one
//	customer.name:"Anna Meier"   a value of several words; \" and \\ inside
//	amount:[1000 TO 4990]        a range with both ends; * leaves one open
//	amount:{1000 TO 4990}        a range without its ends; they can be mixed
//	_exists_:subscription        the property has a value
//	a:1 AND (b:2 OR NOT c:3)     NOT binds before AND, AND before OR; ! is NOT
//
// Keywords are capitals, property names are matched as written, values without
// regard to case. Outside of quotes a backslash takes the next character as it
// is.
//
// Two conditions beside each other without AND or OR are refused. The reference
// defines nothing for them, and the index behind such languages usually reads OR
// where a person means AND: the search would widen in silence.
//
// # Canonical text
//
// [Expr] prints the form that every reading of the reference understands alike:
// each part of an AND, OR or NOT that is not a single condition stands in
// parentheses, and a value is quoted as soon as it holds more than letters,
// digits and a few harmless signs. Parsing the canonical text gives the same
// expression again.
//
// # What matches
//
// A value that is text matches when the condition fits a stretch of it that
// begins and ends at the edge of a word: Meier and mei* match "Anna Meier", eier
// does not, *eier does. Case does not count. Accents and umlauts do not count
// either, in both ways people write them: Müller is found by müller, muller and
// mueller, Straße by strasse, and Mueller is found by müller.
//
// Whole numbers compare as numbers. A date covers its precision: 2026-11 is the
// month, and a range includes all of its last day, month or minute. A date
// without an offset is meant in the zone that the caller gives. Ranges over
// text compare letter by letter, folded as above. Of several values (arrays) one
// has to match.
package query
