// Package sandbox is the secuconnect API in process: tokens, lists with
// scrolls, and payments with their money rules, over believable German data
// that is a pure function of a seed and a moment.
//
// tresen runs on it without credentials, every test runs against it, and
// "tresen sandbox" serves it over TCP to clients that nobody here wrote. It is
// an [http.Handler], and it hands out an [http.RoundTripper] that needs no port.
//
// Where the reference is silent the sandbox decides, and says so:
//
//   - A malformed parameter (q, sort, count, offset, scroll_expire, reason,
//     body) is 500 ProductInternalException, the reference's "Validation errors".
//   - A refusal by the state of a payment (more than what remains, the second
//     lowering of a card, the wrong status) is 405 ProductNotAllowedException,
//     as the reference has it for shipping and accrual. A capture that the
//     status does not allow carries code 1003.
//   - A scroll_id that is unknown, expired or at another resource is 404
//     ProductNotFoundException whose error_details start with "scroll_id". Each
//     continuation prolongs the context by its first scroll_expire. Other
//     parameters beside scroll_id are ignored: published clients send some.
//   - A list without count answers 20 items (the reference's example), at most
//     1000. Without sort the newest come first.
//   - validate=1 answers {"result": true} or the error of a malformed q.
//   - A transaction hash stands for an id at checkStatus, OldFormat and
//     ShippingInformation, as documented, and at cancel, capture and
//     revokeAccrual, where older clients send it.
//   - Refunds of more than 100 EUR of a payment that was paid out wait for the
//     merchant's money, until assignTransferBalance.
//   - An aggregate answers the short members of the published models; how they
//     fit together is inferred.
//   - Product and status numbers that the reference does not name (refunds other
//     than 92 and 478, TWINT, chargebacks) are the sandbox's own.
package sandbox
