package views

import (
	"tresen/state"
	"tresen/state/text"
)

// timelineScreen draws what happened to an object on a body of h lines, oldest
// first, each line with whose it is.
func (r *Renderer) timelineScreen(app *state.App, t *state.TimelineLayer, h int) {
	p := &r.pen
	end := p.lines() + h
	right := ""
	if t.Reading() {
		right = r.lang.Text(text.TimelineDraft)
	}
	r.panelHead(p, r.say(text.TimelineTitle, t.ID), right)
	for _, problem := range r.timelineProblems(app, t) {
		if p.lines() < end {
			p.put(bad, " ‼ "+problem)
			p.end()
		}
	}
	s := &r.moments
	s.r = r
	s.reset(r.theme, max(1, min(p.width-2, widestTimeline)))
	for _, line := range t.Lines {
		s.timelineLine(line)
	}
	if len(t.Lines) == 0 && !t.Reading() {
		s.words(dim, r.lang.Text(text.TimelineEmpty))
	}
	r.scroll(&s.pen, t.Top, end-p.lines())
}

// widestTimeline is how wide its lines are worth being.
const widestTimeline = 140

// timelineProblems say what of the timeline is missing, and why.
func (r *Renderer) timelineProblems(app *state.App, t *state.TimelineLayer) []string {
	var all []string
	if t.Err != nil {
		all = append(all, r.say(text.TimelineNoOne, app.Explain(t.Err).What))
	}
	if t.BookErr != nil {
		all = append(all, r.say(text.TimelineNoBook, app.Explain(t.BookErr).What))
	}
	if t.Missing > 0 {
		all = append(all, r.say(text.TimelineMissing, t.Missing))
	}
	return all
}

// timelineLine draws one thing that happened. What we did is told from what the
// server says by a word, and by its colour.
func (s *sheet) timelineLine(line state.TimelineLine) {
	when := s.r.exactly(line.At)
	if line.Day {
		when = line.At.In(s.r.opt.Zone).Format(dates[s.r.lang.Code()].day)
	}
	who, t := s.r.lang.Text(text.OfServer), plain
	if line.Who != "" {
		who, t = s.r.lang.Text(text.OfUs)+" "+line.Who, accent
	}
	switch line.Tone {
	case state.Good:
		t = good
	case state.Bad:
		t = bad
	}
	s.moment(when, who, s.r.lang.Say(line.Words), t)
}
