package state

import "tresen/state/text"

// Action is an intention of the operator. Package keymap binds keys to actions,
// the palette and the help list them, [App.Handle] carries them out.
type Action string

// Mode says which keys mean something now: one bit for each kind of layer that
// can be on top.
type Mode uint

// The modes. A key is looked up in the mode of the topmost layer.
const (
	ModeList   Mode = 1 << iota // the table
	ModeDetail                  // one object
	ModeText                    // text to scroll: raw JSON, exact request
	ModeMenu                    // a list to choose from, no editor
	ModeLine                    // an editor of one line: search, filter, palette, help
	ModeAmount                  // a form field that takes no letters: x is free there
	ModeWords                   // a form field that takes any text
	ModeChoice                  // a form field without an editor: one of a few values
)

// Sets of modes that many actions share.
const (
	ModeBrowse = ModeList | ModeDetail
	ModeForm   = ModeAmount | ModeWords
	ModeEdit   = ModeLine | ModeForm
	ModeCalm   = ModeList | ModeDetail | ModeText | ModeMenu | ModeChoice // no editor is open
	ModeAny    = ModeCalm | ModeEdit
)

// The actions. Their table below says where they work and what they are called.
const (
	Up           Action = "up"
	Down         Action = "down"
	PageUp       Action = "page-up"
	PageDown     Action = "page-down"
	HalfUp       Action = "half-page-up"
	HalfDown     Action = "half-page-down"
	First        Action = "first"
	Last         Action = "last"
	Left         Action = "columns-left"
	Right        Action = "columns-right"
	Open         Action = "open"
	Back         Action = "back"
	Close        Action = "close"
	Interrupt    Action = "interrupt"
	Accept       Action = "accept"
	NextField    Action = "next-field"
	PrevField    Action = "previous-field"
	GoTo         Action = "go-to"
	Search       Action = "search"
	FilterRows   Action = "filter"
	SortMenu     Action = "sort"
	ColumnMenu   Action = "columns"
	ShowNew      Action = "show-new"
	Refresh      Action = "refresh"
	Watch        Action = "watch"
	Mark         Action = "mark"
	MarkRange    Action = "mark-range"
	CopyMenu     Action = "copy"
	RefundAction Action = "refund"

	CaptureAction Action = "capture"
	RevokeAccrual Action = "revoke-accrual"
	StartSale     Action = "start-sale"
	CancelSale    Action = "cancel-sale"
	CancelReceipt Action = "cancel-receipt"
	LockCard      Action = "lock-card"
	UnlockCard    Action = "unlock-card"
	ChargeCard    Action = "charge-card"
	DischargeCard Action = "discharge-card"
	ChargePoints  Action = "charge-points"
	TakePoints    Action = "take-points"
	EndOfDay      Action = "end-of-day"
	PayoutAction  Action = "pay-out"

	ExactRequest Action = "exact-request"
	Pane         Action = "pane"
	Zoom         Action = "zoom"
	RawJSON      Action = "raw-json"
	RevealAction Action = "reveal"
	RequestLog   Action = "request-log"
	OpenIntents  Action = "open-intents"
	Approve      Action = "approve"
	NewLink      Action = "new-link"
	ShowLink     Action = "show-link"
	Timeline     Action = "timeline"
	HistoryBack  Action = "history-back"
	HistoryNext  Action = "history-forward"
	PreviousView Action = "previous-view"
	Unlock       Action = "unlock-writes"
	Help         Action = "help"
	Palette      Action = "palette"
	RedrawAction Action = "redraw"
)

// ActionSpec describes an action to the help, the palette and the footer.
type ActionSpec struct {
	Action Action
	Title  text.Key
	Modes  Mode
	// Footer orders the action among the hints of the bottom line, 1 first; 0
	// keeps it out of them.
	Footer int
	// of is the one list whose objects it acts on, where it is in the footer; nil
	// is every list.
	of *Resource
	// Silent keeps an action out of the palette: it makes no sense there.
	Silent bool
	// NoKey: it is found in the palette alone, being rare.
	NoKey bool
	// may is what a role must be allowed to do it; zero is nothing.
	may May
	// why says why the action cannot be done now; nil or a zero Msg: it can.
	why func(*App) text.Msg
}

// Actions lists every action in the order of the help.
var Actions = []ActionSpec{
	{Action: Open, Title: text.DoOpen, Modes: ModeBrowse | ModeMenu | ModeChoice, Footer: 1, Silent: true},
	{Action: Accept, Title: text.DoAccept, Modes: ModeEdit, Footer: 1, Silent: true},
	{Action: Back, Title: text.DoBack, Modes: ModeAny, Footer: 2, Silent: true},
	{Action: NextField, Title: text.DoNextField, Modes: ModeEdit | ModeDetail | ModeChoice, Silent: true},
	{Action: PrevField, Title: text.DoPrevField, Modes: ModeForm | ModeChoice, Silent: true},
	{Action: Search, Title: text.DoSearch, Modes: ModeBrowse, Footer: 3, why: (*App).Closed},
	{Action: FilterRows, Title: text.DoFilter, Modes: ModeList, Footer: 4},
	{Action: RefundAction, Title: text.DoRefund, Modes: ModeBrowse, Footer: 5, of: paymentList, may: MayRefund, why: (*App).whyNoRefund},
	{Action: ExactRequest, Title: text.DoExactRequest, Modes: ModeAmount | ModeChoice, Footer: 6, Silent: true},
	{Action: CaptureAction, Title: text.DoCapture, Modes: ModeBrowse, may: MayWrite, why: whyNoForm(KindCapture)},
	{Action: LockCard, Title: text.DoLockCard, Modes: ModeBrowse, Footer: 5, of: cardList, may: MayLock, why: whyNoForm(KindLock)},
	{Action: UnlockCard, Title: text.DoUnlockCard, Modes: ModeBrowse, may: MayLock, why: whyNoForm(KindUnlock)},
	{Action: EndOfDay, Title: text.DoEndOfDay, Modes: ModeBrowse, Footer: 5, of: deviceList, may: MayWrite, why: whyNoForm(KindEndOfDay)},
	{Action: OpenIntents, Title: text.DoOpenIntents, Modes: ModeBrowse, why: (*App).whyNoIntents},
	{Action: Approve, Title: text.DoApprove, Modes: ModeBrowse, why: (*App).whyNothingWaits},
	{Action: NewLink, Title: text.DoNewLink, Modes: ModeBrowse, may: MayWrite, why: whyNoForm(KindLink)},
	{Action: ShowLink, Title: text.DoShowLink, Modes: ModeBrowse, why: (*App).whyNoLink},
	{Action: Timeline, Title: text.DoTimeline, Modes: ModeBrowse, why: (*App).whyNoTimeline},
	{Action: SortMenu, Title: text.DoSort, Modes: ModeList, Footer: 7},
	{Action: ColumnMenu, Title: text.DoColumns, Modes: ModeList},
	{Action: ShowNew, Title: text.DoShowNew, Modes: ModeList, why: (*App).whyNothingNew},
	{Action: Refresh, Title: text.DoRefresh, Modes: ModeBrowse | ModeMenu},
	{Action: Watch, Title: text.DoWatch, Modes: ModeList},
	{Action: Mark, Title: text.DoMark, Modes: ModeList | ModeMenu, Silent: true},
	{Action: MarkRange, Title: text.DoMarkRange, Modes: ModeList, Silent: true},
	{Action: CopyMenu, Title: text.DoCopy, Modes: ModeBrowse, Footer: 8, why: (*App).whyNoObject},
	{Action: RawJSON, Title: text.DoRawJSON, Modes: ModeBrowse, why: (*App).whyNoObject},
	{Action: RevealAction, Title: text.DoReveal, Modes: ModeBrowse, why: (*App).whyNoReveal},
	{Action: Pane, Title: text.DoPane, Modes: ModeList, why: (*App).whyNoPane},
	{Action: Zoom, Title: text.DoZoom, Modes: ModeList, why: (*App).whyNoPane},
	{Action: Unlock, Title: text.DoUnlock, Modes: ModeBrowse, may: MayRefund, why: (*App).whyNoLock},
	{Action: HistoryBack, Title: text.DoHistoryBack, Modes: ModeList, why: (*App).whyNoOlder},
	{Action: HistoryNext, Title: text.DoHistoryNext, Modes: ModeList, why: (*App).whyNoNewer},
	{Action: PreviousView, Title: text.DoPreviousView, Modes: ModeList},
	{Action: RequestLog, Title: text.DoRequestLog, Modes: ModeBrowse},
	{Action: RevokeAccrual, Title: text.DoRevokeAccrual, Modes: ModeBrowse, NoKey: true, may: MayWrite, why: whyNoForm(KindRevokeAccrual)},
	{Action: ChargeCard, Title: text.DoCharge, Modes: ModeBrowse, NoKey: true, may: MayWrite, why: whyNoForm(KindCharge)},
	{Action: DischargeCard, Title: text.DoDischarge, Modes: ModeBrowse, NoKey: true, may: MayWrite, why: whyNoForm(KindDischarge)},
	{Action: ChargePoints, Title: text.DoChargePoints, Modes: ModeBrowse, NoKey: true, may: MayWrite, why: whyNoForm(KindChargePoints)},
	{Action: TakePoints, Title: text.DoTakePoints, Modes: ModeBrowse, NoKey: true, may: MayWrite, why: whyNoForm(KindTakePoints)},
	{Action: StartSale, Title: text.DoStart, Modes: ModeBrowse, NoKey: true, may: MayWrite, why: whyNoForm(KindStart)},
	{Action: CancelSale, Title: text.DoSmartCancel, Modes: ModeBrowse, NoKey: true, may: MayWrite, why: whyNoForm(KindSmartCancel)},
	{Action: CancelReceipt, Title: text.DoReceiptCancel, Modes: ModeBrowse, NoKey: true, may: MayWrite, why: whyNoForm(KindReceiptCancel)},
	{Action: PayoutAction, Title: text.DoPayout, Modes: ModeBrowse, NoKey: true, may: MayWrite, why: whyNoForm(KindPayout)},
	{Action: Palette, Title: text.DoPalette, Modes: ModeCalm, Silent: true},
	{Action: Help, Title: text.DoHelp, Modes: ModeCalm, Footer: 9},
	{Action: Up, Title: text.DoUp, Modes: ModeAny, Silent: true},
	{Action: Down, Title: text.DoDown, Modes: ModeAny, Silent: true},
	{Action: PageUp, Title: text.DoPageUp, Modes: ModeAny, Silent: true},
	{Action: PageDown, Title: text.DoPageDown, Modes: ModeAny, Silent: true},
	{Action: HalfUp, Title: text.DoHalfUp, Modes: ModeCalm, Silent: true},
	{Action: HalfDown, Title: text.DoHalfDown, Modes: ModeCalm, Silent: true},
	{Action: First, Title: text.DoFirst, Modes: ModeCalm, Silent: true},
	{Action: Last, Title: text.DoLast, Modes: ModeCalm, Silent: true},
	{Action: Left, Title: text.DoLeft, Modes: ModeCalm, Silent: true},
	{Action: Right, Title: text.DoRight, Modes: ModeCalm, Silent: true},
	{Action: GoTo, Title: text.DoGoTo, Modes: ModeBrowse | ModeMenu, Silent: true},
	{Action: RedrawAction, Title: text.DoRedraw, Modes: ModeAny},
	{Action: Close, Title: text.DoClose, Modes: ModeCalm, Footer: 10},
	{Action: Interrupt, Title: text.DoInterrupt, Modes: ModeAny, Silent: true},
}

var actionByName = func() map[Action]*ActionSpec {
	m := make(map[Action]*ActionSpec, len(Actions))
	for i := range Actions {
		m[Actions[i].Action] = &Actions[i]
	}
	return m
}()

// Spec finds the description of an action, nil for one that does not exist.
func Spec(a Action) *ActionSpec { return actionByName[a] }

// InFooter reports an action that has a place among the hints of what is on the
// screen now.
func (a *App) InFooter(action Action) bool {
	spec := actionByName[action]
	return spec != nil && (spec.of == nil || spec.of == a.targetResource())
}

// Why says why an action cannot be done now, in a sentence. A zero Msg: it can.
// The operator's role comes first: nothing else that could change helps.
func (a *App) Why(action Action) text.Msg {
	spec := actionByName[action]
	if spec == nil {
		return text.Msg{}
	}
	var why text.Msg
	if spec.may != 0 {
		why = a.whyRole(spec.may)
	}
	if why.IsZero() && spec.why != nil {
		why = spec.why(a)
	}
	return why
}

// whyActed is [App.Why] of an intention with what it needs.
func (a *App) whyActed(e Acted) text.Msg {
	if res := ResourceNamed(e.Arg); e.Action == GoTo && res != nil {
		return a.whyClosed(res)
	}
	return a.Why(e.Action)
}
