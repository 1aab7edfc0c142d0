package state

import "tresen/state/text"

// Second says why the refund that stands in the review will wait for another
// operator; zero where it is sent at once.
func (f *RefundLayer) Second(a *App) text.Msg { return a.second(f.order(a)) }

// Second says it of any other write.
func (f *WriteLayer) Second(a *App) text.Msg { return a.second(f.order(a)) }

// second foresees what the machine will decide when it has read the object once
// more. What it cannot foresee, what others do meanwhile, the news will say.
func (a *App) second(o WriteOrder) text.Msg {
	o.Rule = a.Env.Rule
	w := NewWrite(o)
	switch why := w.second(o.Baseline, LookAlikes(o.Kind, o.Amount, o.Baseline, a.Now)); why {
	case "":
		return text.Msg{}
	case WhyLookAlike, WhyRepeat: // the review lists it above
		return text.M(text.SecondLook)
	default:
		return text.M(text.SecondFirst, text.M(whyWords[why]))
	}
}
