package views

import (
	"fmt"
	"regexp"
	"strings"
	"unicode"
	"unicode/utf8"

	"github.com/charmbracelet/x/ansi"
)

// ourSGR are the only escape sequences that a frame may hold.
var ourSGR = regexp.MustCompile("\x1b\\[[0-9;]*m")

func stripSGR(frame string) string { return ourSGR.ReplaceAllString(frame, "") }

// wrong finds what is wrong with a frame of a size: the number of lines, a width
// by either way of measuring, or a character that is not inert.
func wrong(frame string, width, height int) error {
	lines := strings.Split(frame, "\n")
	if len(lines) != height {
		return fmt.Errorf("%d lines, not %d", len(lines), height)
	}
	for i, line := range lines {
		plain := stripSGR(line)
		if w := ansi.StringWidth(plain); w != width {
			return fmt.Errorf("line %d is %d cells wide, not %d: %q", i, w, width, plain)
		}
		if w := ansi.StringWidthWc(plain); w != width {
			return fmt.Errorf("line %d is %d cells wide on a simple terminal, not %d: %q", i, w, width, plain)
		}
		if !utf8.ValidString(plain) {
			return fmt.Errorf("line %d is no UTF-8: %q", i, plain)
		}
		for _, r := range plain {
			if unicode.IsControl(r) || unicode.Is(unicode.Cf, r) || r == 0x2028 || r == 0x2029 {
				return fmt.Errorf("line %d holds %U: %q", i, r, plain)
			}
		}
	}
	return nil
}
