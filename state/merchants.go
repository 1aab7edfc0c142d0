package state

import (
	"cmp"
	"strings"

	"tresen/api"
	"tresen/state/text"
)

var merchantList = listing("merchants", "MRC_", "general.merchants", text.Merchants, 0, 1,
	listed[api.Merchant]{text.Name, "user.companyname", Text, 24, 2, wordsOf(func(m *api.Merchant) string {
		person := strings.TrimSpace(m.User.Forename + " " + m.User.Surname)
		return cmp.Or(m.User.CompanyName, m.User.Name, person)
	})},
	listed[api.Merchant]{text.Type, "type", Word, 8, 0, wordsOf(func(m *api.Merchant) string { return m.Type })},
	listed[api.Merchant]{text.OldID, "id_old", Int, 10, 0, numberOf(func(m *api.Merchant) int64 { return m.IDOld })},
)
