package tui

import (
	"fmt"

	"tresen/state"
)

// crash is what a panic said, with accounts and cards masked: the terminal
// library prints it, and people paste it into mails.
type crash string

// masked lets a panic go on with its words masked. Deferred, it leaves the stack
// as it is, so that the print shows where it began.
func masked() {
	if said := recover(); said != nil {
		panic(crash(state.MaskText(fmt.Sprint(said))))
	}
}
