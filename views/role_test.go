package views

import (
	"strings"
	"testing"

	"tresen/state"
)

// roleStage is a screen of an operator with a role.
func roleStage(t *testing.T, lang string, width, height int, role state.Role) *stage {
	t.Helper()
	s := newStage(t, options(lang), width, height)
	env := s.app.Env
	env.Operator, env.Rule, env.Roles = "anna", state.Rule{Role: role}, true
	s.app = state.New(env)
	s.send(state.Resized{Width: width, Height: height})
	s.send(state.Ticked{Now: s.now})
	return s
}

func TestTheFrameNamesTheRoleWhereThereAreRoles(t *testing.T) {
	for _, width := range []int{80, 200} {
		s := roleStage(t, "en", width, 24, state.Support)
		first, _, _ := strings.Cut(s.picture(), "\n")
		if !strings.Contains(first, "  anna·support  15:02:31") {
			t.Errorf("%q", first)
		}
		s.app.Env.Roles = false
		s.send(state.Resized{Width: width, Height: 25})
		first, _, _ = strings.Cut(s.picture(), "\n")
		if !strings.Contains(first, "  anna  15:02:31") {
			t.Errorf("without roles: %q", first)
		}
	}
}

func TestAViewThatTheRoleDoesNotSeeSaysWhyInPlaceOfRows(t *testing.T) {
	for lang, want := range map[string]string{
		"en": "Your role, visitor, may not read this. Ask: viewer, support or manager.",
		"de": "Die Rolle visitor darf nicht: das hier lesen. Fragen: viewer, support oder manager.",
	} {
		for _, width := range []int{40, 80, 200} {
			s := roleStage(t, lang, width, 24, "visitor") // one that nobody knows may do nothing
			got := strings.Join(strings.Fields(s.picture()), " ")
			if !strings.Contains(got, want) || strings.Contains(got, "Meier") {
				t.Errorf("%d wide, %s:\n%s", width, lang, s.picture())
			}
			if err := wrong(s.look.Frame(s.app), width, 24); err != nil {
				t.Error(err)
			}
		}
	}
}
