package views

import (
	"strconv"
	"time"

	"tresen/api"
	"tresen/state"
	"tresen/state/text"
)

// journalSpec is what is shown of an entry of the journal: what it is about,
// where the intent is now, and how it came there.
var journalSpec = Spec[state.JournalRecord]{
	{Title: text.Overview, Fields: []Field[state.JournalRecord]{
		{Title: text.What, Value: func(s *sheet, r *state.JournalRecord) string {
			return joined([]string{s.r.lang.Say(state.KindTitle(r.Kind)), s.entryAmount(&r.JournalEntry)}, " ")
		}, Tone: func(*state.JournalRecord) tone { return strong }},
		{Title: text.EntryState, Value: func(s *sheet, r *state.JournalRecord) string {
			words, _ := s.r.statusWords("state", string(r.Last().Shown()))
			return words
		}, Tone: func(r *state.JournalRecord) tone { return journalLook(r.Last().State).tone }},
		{Title: text.Meaning, Value: func(s *sheet, r *state.JournalRecord) string { return s.r.lang.Say(r.Last().Step()) }},
		{Title: text.EntryOperator, Value: func(_ *sheet, r *state.JournalRecord) string { return r.Operator }},
		{Title: text.EntryTime, Value: func(s *sheet, r *state.JournalRecord) string { return s.r.exactly(r.At) }},
		{Title: text.EntryServer, Value: func(_ *sheet, r *state.JournalRecord) string { return r.Env }},
		resultField(text.EntryResult), resultField(text.EntryTried),
	}},
	{Title: text.EntryTarget, Lines: func(s *sheet, r *state.JournalRecord) { s.targetLine(r) }},
	{Title: text.NextTitle, Lines: func(s *sheet, r *state.JournalRecord) {
		if r.Steps != nil {
			s.words(plain, s.r.lang.Say(r.Last().Next()))
		}
	}},
	{Title: text.StepsTitle, Lines: func(s *sheet, r *state.JournalRecord) { s.stepLines(r) }},
	{Title: text.EntryBefore, Lines: func(s *sheet, r *state.JournalRecord) {
		if was := s.r.before(&r.JournalEntry); was != "" {
			s.words(plain, was)
		}
	}},
	{Title: text.ProofTitle, Fields: []Field[state.JournalRecord]{
		{Title: text.EntryIntent, Value: func(_ *sheet, r *state.JournalRecord) string { return r.Intent }},
		{Title: text.EntryNumber, Value: func(_ *sheet, r *state.JournalRecord) string { return strconv.FormatInt(r.Seq, 10) }},
		{Title: text.EntryAction, Value: func(_ *sheet, r *state.JournalRecord) string { return abbreviated(r.Action) }},
		{Title: text.EntrySupport, Value: func(_ *sheet, r *state.JournalRecord) string { return r.Last().Support }},
		{Title: text.EntryBodyHash, Value: func(_ *sheet, r *state.JournalRecord) string { return abbreviated(r.BodyHash) }},
		{Title: text.EntryBaselineHash, Value: func(_ *sheet, r *state.JournalRecord) string { return abbreviated(r.BaselineHash) }},
		{Title: text.EntryHash, Value: func(_ *sheet, r *state.JournalRecord) string { return abbreviated(r.Hash) }},
	}},
}

// resultField is the result of an entry whose kind gives it that title.
func resultField(title text.Key) Field[state.JournalRecord] {
	return Field[state.JournalRecord]{Title: title, Value: func(_ *sheet, r *state.JournalRecord) string {
		if state.ResultTitle(r.Kind) != title {
			return ""
		}
		return r.Last().Result
	}}
}

// abbreviated is a hash as far as an eye compares it; the copy menu has all of
// it.
func abbreviated(hash string) string {
	const enough = 12
	if len(hash) <= enough || !plainASCII(hash) {
		return hash
	}
	return hash[:enough] + "…"
}

// exactly is a time of ours to the second.
func (r *Renderer) exactly(t time.Time) string { return r.fullTime(api.Time{Time: t}) }

// entryAmount is the amount of an entry, empty where it has none.
func (s *sheet) entryAmount(e *state.JournalEntry) string {
	if much := e.Measure(); much != nil {
		return s.r.say(text.Just, much)
	}
	return ""
}

// targetLine draws the object that an entry is about, which enter opens.
func (s *sheet) targetLine(r *state.JournalRecord) {
	if s.related == 0 {
		s.chosenAt = s.lines()
		s.put(picked, ">")
	}
	s.to(2)
	s.put(plain, state.MaskText(r.Target))
	if state.TakesToObject(r.Target) {
		s.put(dim, "  "+s.r.lang.Text(text.OpensIt))
	}
	s.end()
}

// stepLines draws every entry of the intent: when, who, what happened and why.
func (s *sheet) stepLines(r *state.JournalRecord) {
	for i := range r.Steps {
		e := &r.Steps[i]
		s.moment(s.r.exactly(e.At), e.Operator, s.r.lang.Say(e.Step()), journalLook(e.State).tone)
	}
}

// moment draws a line of what happened: when, whose it is, and what. What has no
// room beside stands below.
func (s *sheet) moment(when, who, what string, t tone) {
	const times, names = 21, 14
	words := state.MaskText(what)
	s.to(1)
	s.cell(dim, when, min(times, s.width-1), false)
	s.put(plain, " ")
	if s.width < times+names+24 {
		s.put(plain, state.MaskText(who))
		s.end()
		for _, line := range s.theme.wrap(words, s.width-4, most) {
			s.to(3)
			s.put(t, line)
			s.end()
		}
		return
	}
	s.cell(plain, state.MaskText(who), names, false)
	at := times + names + 3
	for _, line := range s.theme.wrap(words, s.width-at, most) {
		s.to(at)
		s.put(t, line)
		s.end()
	}
}

// before says what the object was like before the write.
func (r *Renderer) before(e *state.JournalEntry) string {
	b, err := state.DecodeBaseline(e.Baseline)
	was := b.InWords(r.lang).Was(e.Kind)
	if err != nil || was.IsZero() {
		return ""
	}
	return r.say(text.BeforeIt, was, r.exactly(b.ReadAt))
}

// journalGlyphs are the signs of the states of the journal; their words are
// state's.
var journalGlyphs = map[state.WriteState]struct {
	glyph string
	tone  tone
}{
	"snapshot": {"○", plain}, "approval": {"◐", warn}, "approved": {"✓", accent}, "armed": {"○", plain}, "sent": {"○", accent},
	"applied": {"✓", good}, "arrived": {"✓", good}, "failed": {"✗", bad}, "rejected": {"✗", plain}, "unknown": {"‼", bad}, "not-applied": {"–", plain},
	"conflict": {"‼", bad}, "double": {"‼", bad}, "refused": {"–", dim}, "revealed": {"○", plain},
}

// journalLook is how a state of the journal looks.
func journalLook(s state.WriteState) status {
	g := journalGlyphs[s]
	return status{glyph: g.glyph, word: state.StepWord(s), tone: g.tone}
}
