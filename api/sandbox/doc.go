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
//   - A token is good for 1200 seconds after its last use: the older official
//     clients rely on a session in use not to end. A device that asks for a token
//     finds its code entered eight seconds later; a device or user has one token
//     at a time and a refresh token that stays the same. Any user name is known.
//   - meta is a JSON Schema, as the older official JavaScript client reads it.
//   - validate=1 answers {"result": true} or the error of a malformed q.
//   - A transaction hash stands for an id at checkStatus, OldFormat and
//     ShippingInformation, as documented, and at cancel, capture and
//     revokeAccrual, where older clients send it.
//   - Refunds of more than 100 EUR of a payment that was paid out wait for the
//     merchant's money, until assignTransferBalance.
//   - An aggregate answers the short members of the published models; how they
//     fit together is inferred.
//   - What is there already and may be there once (the project of a contract, an
//     IBAN of a customer) is 409 ProductDuplicateException; the guides show its
//     name, not its status. A state that does not allow what is asked for is 405
//     for every kind of object.
//   - A PUT leaves alone what its body leaves out, replaces the members that it
//     has and removes those that are null; a PATCH merges inner objects too.
//     Unknown members of a body are ignored, and what only the server may set.
//   - A contract that was terminated keeps being read, is no longer approved, and
//     takes neither changes nor payments. A clone is approved a little later, a
//     contract with a new merchant waits for an identification.
//   - What a merchant has sent by bank transfer (transferBalance) is what
//     assignTransferBalance spends. The default store is the one of payments that
//     name none.
//   - Product and status numbers that the reference does not name (refunds other
//     than 92 and 478, TWINT, chargebacks) are the sandbox's own.
package sandbox
