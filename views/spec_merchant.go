package views

import (
	"strings"

	"tresen/api"
	"tresen/state/text"
)

// merchantSpec is what is shown of a merchant.
var merchantSpec = Spec[api.Merchant]{
	{Title: text.Overview, Fields: []Field[api.Merchant]{
		{Title: text.Name, Value: func(_ *sheet, m *api.Merchant) string { return m.Name() },
			Tone: func(*api.Merchant) tone { return strong }},
		{Title: text.Contact, Value: func(_ *sheet, m *api.Merchant) string {
			return strings.TrimSpace(m.User.Forename + " " + m.User.Surname)
		}},
		{Title: text.Store, Value: func(_ *sheet, m *api.Merchant) string { return m.StoreName }},
		{Title: text.Project, Value: func(_ *sheet, m *api.Merchant) string { return m.User.ProjectName }},
		{Title: text.Type, Value: func(_ *sheet, m *api.Merchant) string { return m.Type }},
		{Title: text.TwoFactor, Value: func(_ *sheet, m *api.Merchant) string { return m.TwoFactor }},
		{Title: text.Parent, Value: func(_ *sheet, m *api.Merchant) string {
			if m.Parent == nil {
				return ""
			}
			return named(m.Parent.Name(), m.Parent.ID)
		}},
	}},
	{Title: text.Contact, Lines: func(s *sheet, m *api.Merchant) {
		for _, a := range m.User.Address {
			s.words(plain, strings.TrimSpace(a.Type+" "+a.Formatted))
		}
		for _, e := range m.User.Email {
			s.words(plain, strings.TrimSpace(e.Type+" "+e.Email))
		}
		for _, u := range m.URLs {
			s.words(plain, strings.TrimSpace(u.Type+" "+u.URL))
		}
	}},
	{Title: text.Branches, Lines: func(s *sheet, m *api.Merchant) {
		const longest = 100
		for i, b := range m.AcceptancePoints {
			if i == longest {
				s.words(dim, s.r.say(text.AndMore, len(m.AcceptancePoints)-i))
				return
			}
			s.words(plain, named(b.Name(), b.ID))
		}
	}},
	{Title: text.Documents, Lines: func(s *sheet, m *api.Merchant) {
		for _, d := range m.LegalDetails {
			s.words(plain, joined([]string{d.Type, d.Language, d.URL}, " "))
		}
	}},
	{Title: text.IDs, Fields: []Field[api.Merchant]{
		{Title: text.ObjectID, Value: func(_ *sheet, m *api.Merchant) string { return m.ID }},
		{Title: text.OldID, Value: func(_ *sheet, m *api.Merchant) string { return number(m.IDOld) }},
	}},
}
