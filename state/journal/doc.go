// Package journal is the durable record of every write: an append-only table
// over database/sql, in a file of SQLite or, for several hosts, in a database of
// PostgreSQL.
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
// # Requests
//
// What waits for another operator is kept as a whole, since that operator is to
// see exactly what would be sent. It may hold words of a person, so it is not an
// entry but a row of the table requests, and not part of the chain: it is deleted
// with the next entry of its intent, which nothing in a chain ever is. The entry
// that waits has its hash. SQLite overwrites it in the file, and its log is
// emptied as soon as nobody reads it; PostgreSQL frees the place by its vacuum.
//
// Of the states the journal knows two: an entry "approved" directly follows an
// entry "approval" of its intent and is by another operator.
//
// # Files
//
// A file is for the programs of one machine. On a drive of the network it is only
// read: SQLite's programs tell each other by shared memory what is in the log, and
// two machines have none in common.
//
// # The hash
//
// The hash of an entry is the lower-case hexadecimal SHA-256 of its canonical
// encoding: the fields in the order of the columns of the table, from seq to
// prev, each written as a netstring, that is the length of its bytes in decimal,
// a colon, the bytes, a comma. Integers are written in decimal, At as Unix
// milliseconds, Open as 0 or 1. The prev of the first entry is empty. The same
// entries have the same hashes in every database.
//
// # PostgreSQL
//
// A place that begins with postgres:// is a URL as PostgreSQL's own programs
// take it; PGPASSWORD or ~/.pgpass keep its password off the command line. The
// tables are in the schema "tresen", or in the one that search_path in the URL
// names; the first account that may create it does. Hosts that append wait for
// each other at the one row of the table head. Every connection commits
// synchronously whatever the server's default is, and a server that runs without
// fsync is only read.
//
// An account that is not to change anything needs, besides USAGE of the schema,
// SELECT on all tables, INSERT on entries, UPDATE on head, INSERT and DELETE on
// open_intents and requests; an auditor needs SELECT.
package journal
