// Package state is what tresen knows and decides: events in, effects out.
//
// [App.Handle] is the single place where a decision is made. It is pure: no
// I/O, no clock, no goroutine. Time arrives in [Ticked], answers carry the
// [Ticket] of the request they belong to and are dropped when it is an old one,
// and everything to be done in the world leaves as an [Effect]. Keys are turned
// into [Acted] events by package keymap, pictures are drawn from an [App] by
// package views.
package state
