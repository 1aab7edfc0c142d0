package journal

import "fmt"

// The two states that the journal itself knows. Whoever drives the intents has
// rules of its own for all states; that nobody approves what he asked for holds
// even where those fail.
const (
	waiting  = "approval" // waits for another operator
	approved = "approved" // who said yes
)

// checkApproval refuses an approval that does not follow a request for it, or is
// by the operator who made that. Last is the intent's entry before e.
func (e *Entry) checkApproval(last Entry) error {
	switch {
	case e.State != approved:
		return nil
	case last.State != waiting || e.Follows != last.Seq:
		return fmt.Errorf("intent %s is approved in entry %d, and nothing before it waits for that", e.Intent, e.Seq)
	case e.Operator == "" || last.Operator == "":
		return fmt.Errorf("intent %s is approved in entry %d without a name", e.Intent, e.Seq)
	case e.Operator == last.Operator:
		return &OwnApprovalError{Asked: last}
	}
	return nil
}
