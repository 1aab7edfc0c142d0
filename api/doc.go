// Package api is tresen's client of the secuconnect API: typed operations over
// HTTP, one line of catalogue each.
//
// Three rules hold everywhere in it:
//
//   - Amounts are integers in the smallest unit of their currency. What the
//     server did not say is unknown (a nil [*Minor]), never zero.
//   - Reads repeat by themselves, writes never do. An [Op]'s [Effect] alone
//     decides, and every failed write says what is known of its [Outcome].
//   - Strings are cleaned while they are decoded: no control, escape or
//     bidirectional character of the server reaches a caller. The bytes as they
//     came stay in [Item.Raw] and must be escaped before they are shown.
package api
