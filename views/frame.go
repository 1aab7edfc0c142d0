package views

import (
	"slices"
	"strconv"
	"strings"

	"tresen/state"
	"tresen/state/text"
)

// badges are the words that say what a mistake would cost.
var badges = map[state.ServerKind]struct {
	words text.Key
	tone  tone
}{
	state.Sandbox: {text.BadgeSandbox, badgeSandbox},
	state.Test:    {text.BadgeTest, badgeTest},
	state.Live:    {text.BadgeLive, badgeLive},
}

// title draws where, who, whether locked, and how late it is, and how many writes
// are open where no other line says so. What has no room
// goes: the operator first, then the server, then the clock.
func (r *Renderer) title(app *state.App) {
	p, env := &r.pen, app.Env
	badge := badges[env.Kind]
	words := " " + r.lang.Text(badge.words) + " "
	p.fill(badge.tone, words, min(r.theme.width(words, p.width), p.width))
	right := []piece{r.lock(app)}
	if !r.hasInfo {
		if open, forYou := app.OpenCount(); forYou > 0 {
			right = append(right, piece{warn, r.say(text.OpenWrites, open+forYou), 0})
		} else if open > 0 {
			right = append(right, piece{accent, r.say(text.OpenWrites, open), 0})
		}
	}
	if app.Offline.Gone() {
		right = append(right, piece{alarm, r.lang.Text(text.OfflineWord), 0})
	}
	right = append(right, piece{plain, who(env), 3}, piece{plain, r.clock(r.now, p.width >= 60), 2})
	right = r.fitting(right, p.width-p.x, "  ")
	n := r.piecesWidth(right, "  ")
	r.where(app, p.width-p.x-n)
	p.to(p.width - n)
	for _, q := range right {
		p.put(plain, "  ")
		p.put(q.tone, q.words)
	}
}

// who is the operator, with the role where there are roles.
func who(env state.Env) string {
	if !env.Roles {
		return env.Operator
	}
	return env.Operator + "·" + string(env.Rule.Role)
}

// piece is one of several things that stand in a row. Where there is no room
// for all, those with the largest rank go first; rank 0 stays.
type piece struct {
	tone  tone
	words string
	rank  int
}

// fitting leaves out empty pieces, and those that have no room.
func (r *Renderer) fitting(all []piece, cells int, gap string) []piece {
	for keep := 9; ; keep-- {
		all = slices.DeleteFunc(all, func(q piece) bool { return q.rank > keep || q.words == "" })
		if keep == 0 || r.piecesWidth(all, gap) <= cells {
			return all
		}
	}
}

// piecesWidth is how many cells pieces take, each behind a gap.
func (r *Renderer) piecesWidth(all []piece, gap string) int {
	n := 0
	for _, q := range all {
		n += r.theme.width(gap, len(gap)) + r.theme.width(q.words, r.pen.width)
	}
	return n
}

// where draws merchant and host into so many cells.
func (r *Renderer) where(app *state.App, cells int) {
	p, host := &r.pen, app.Env.Host
	if cells < 6 {
		return
	}
	p.put(plain, " ")
	cells--
	if m := app.Env.Merchant; m != "" {
		p.putIn(strong, m, cells)
		cells -= r.theme.width(m, cells)
		host = " · " + host
	}
	if cells >= 10 || r.theme.width(host, p.width) <= cells { // less names no server
		p.putIn(plain, host, cells)
	}
}

// lock says whether writes are locked.
func (r *Renderer) lock(app *state.App) piece {
	switch {
	case !app.Env.NoWrites.IsZero(), !app.Env.NoRules.IsZero():
		return piece{warn, r.lang.Text(text.ReadOnlyWord), 1}
	case app.Locked():
		return piece{good, r.lang.Text(text.LockedWord), 1}
	case app.Env.Kind == state.Live:
		return piece{alarm, r.say(text.UnlockedWord, r.clock(app.UnlockedUntil, false)), 1}
	}
	return piece{plain, r.lang.Text(text.OpenWord), 1}
}

// tabs draws the views that have a key, and the present one if it has none.
func (r *Renderer) tabs(app *state.App) {
	p := &r.pen
	help := r.hintFor(state.Help)
	for _, more := range []string{r.hintFor(state.Palette) + "  " + help, help, ""} {
		if help = more; r.tabsWidth(app)+r.theme.width(help, p.width)+2 <= p.width {
			break
		}
	}
	room := p.width
	if app.Current.Res.Tab == 0 { // it stands behind the others, in full
		room -= r.theme.width(r.lang.Text(app.Current.Res.Title), p.width) + 2
	}
	for _, res := range state.Resources {
		words, shown := r.tab(app, res)
		if !shown || res != app.Current.Res && p.x+r.theme.width(words, p.width)+2 > room {
			continue
		}
		if res == app.Current.Res {
			p.put(strong, "["+words+"]")
		} else {
			p.put(plain, " "+words+" ")
		}
	}
	if at := p.width - r.theme.width(help, p.width) - 1; at > p.x {
		p.to(at)
		p.put(dim, help)
	}
}

// tab is what stands on the tab of a resource. One without a digit has a tab
// while it is open.
func (r *Renderer) tab(app *state.App, res *state.Resource) (words string, shown bool) {
	words = r.lang.Text(res.Title)
	if res.Tab > 0 {
		return string(rune('0'+res.Tab)) + " " + words, true
	}
	return words, res == app.Current.Res
}

func (r *Renderer) tabsWidth(app *state.App) int {
	n := 0
	for _, res := range state.Resources {
		if words, shown := r.tab(app, res); shown {
			n += r.theme.width(words, r.pen.width) + 2
		}
	}
	return n
}

// hintFor is an action with its key, as tabs and messages write it.
func (r *Renderer) hintFor(action state.Action) string {
	return r.keys.Label(action, "", state.ModeList) + " " + r.lang.Text(state.Spec(action).Title)
}

// urgentPart says which line gives way to what must not be missed. One in which
// somebody types never does.
func (r *Renderer) urgentPart(app *state.App, above []part) (part, bool) {
	if app.Intents.Urgent() == nil {
		return 0, false
	}
	wanted := []part{partInfo, partTabs, partHeads, partSearch}
	if app.Line != nil {
		wanted = []part{partTabs, partHeads}
	}
	for _, w := range wanted {
		if slices.Contains(above, w) {
			return w, true
		}
	}
	return partInfo, true
}

// urgent draws the write that a person must see, and how many more are open.
func (r *Renderer) urgent(app *state.App) {
	p, u := &r.pen, app.Intents.Urgent()
	more := " " + r.keys.Label(state.OpenIntents, "", state.ModeList) + " " + r.lang.Text(text.ShowsThem) + " "
	if open, forYou := app.OpenCount(); open+forYou > 1 {
		more = " +" + strconv.Itoa(open+forYou-1) + more
	}
	words := r.lang.Say(u.Say())
	if key, ok := banners[u.State]; ok {
		words = r.say(key, u.What(), short(u.Target))
	}
	p.fill(alarm, " ‼ "+words, p.width-r.theme.width(more, p.width/3))
	p.fill(alarm, more, p.width-p.x)
	p.end()
}

// banners begin with the word that matters, so that the narrowest screen has it.
var banners = map[state.WriteState]text.Key{
	state.WriteUnknown:  text.BannerUnknown,
	state.WriteConflict: text.BannerConflict,
	state.WriteDouble:   text.BannerDouble,
}

// short is an id that is recognised by its ends.
func short(id string) string {
	if len(id) <= 16 || !plainASCII(id) {
		return id
	}
	return id[:9] + "…" + id[len(id)-4:]
}

// inDoubt lists the writes of this program that are open.
func (r *Renderer) inDoubt(app *state.App) []state.Intent {
	var open []state.Intent
	for _, i := range app.Intents.Own() {
		if i.State.Open() || i.State.Alarm() {
			open = append(open, i)
		}
	}
	return open
}

// info draws the rule under the search line, or what there is to say about the
// line being typed, or how many writes are open.
func (r *Renderer) info(app *state.App) {
	p := &r.pen
	if app.Line != nil {
		r.lineInfo(app)
		return
	}
	if said := r.openWrites(app); len(said) > 0 {
		p.run(dim, "─", 1)
		for _, q := range said {
			p.put(q.tone, " "+q.words+" ")
			p.run(dim, "─", 1)
		}
		key := " " + r.keys.Label(state.OpenIntents, "", state.ModeList) + " " + r.lang.Text(text.ShowsThem) + " "
		if _, forYou := app.OpenCount(); forYou > 0 {
			key = " " + r.keys.Label(state.Approve, "", state.ModeList) + " " + r.lang.Text(text.KeyOpens) + " "
		}
		if p.x+len(key) < p.width {
			p.put(dim, key)
		}
	}
	p.run(dim, "─", p.width)
}

// openWrites counts what is open, of this program and of others, and what waits
// for the operator of this screen.
func (r *Renderer) openWrites(app *state.App) []piece {
	var said []piece
	open, forYou := app.OpenCount()
	if open > 0 {
		said = append(said, piece{accent, r.say(text.OpenWrites, open), 0})
	}
	switch {
	case forYou == 1:
		said = append(said, piece{warn, r.say(text.WaitsForYou, forYou), 0})
	case forYou > 1:
		said = append(said, piece{warn, r.say(text.WaitForYou, forYou), 0})
	}
	return said
}

// tooSmall says what the screen lacks.
func (r *Renderer) tooSmall(app *state.App) {
	p := &r.pen
	words := r.say(text.TooSmall, state.MinWidth, state.MinHeight, app.Width, app.Height)
	if app.Env.Kind != state.Live {
		words += " " + r.lang.Text(badges[app.Env.Kind].words)
	}
	for _, line := range r.theme.wrap(strings.TrimSpace(words), app.Width, max(1, app.Height)) {
		p.put(plain, line)
		p.end()
	}
}
