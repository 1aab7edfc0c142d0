// Package journal is the durable record of every write: an append-only table
// over database/sql, SQLite by default.
//
// An entry is on the disk when [Journal.Append] returns. Entries are numbered
// without gaps and each carries the hash of the one before it, so that a row
// that was changed, removed or slipped in is found by [Journal.Verify]. One
// intent at a time may be open for a target of an environment, across sessions,
// processes and hosts; a unique index sees to it.
//
// The journal holds ids, amounts, operators, times and hashes. It never holds
// names, account numbers or the words of a reason; those are in BodyHash only.
//
// # The hash
//
// The hash of an entry is the lower-case hexadecimal SHA-256 of its canonical
// encoding: the fields in the order of the columns of the table, from seq to
// prev, each written as a netstring, that is the length of its bytes in decimal,
// a colon, the bytes, a comma. Integers are written in decimal, At as Unix
// milliseconds, Open as 0 or 1. The prev of the first entry is empty.
package journal
