package api

// Document Uploads.
var (
	UploadFile       = writes[Upload, DocumentUpload](documentUploads, "Upload File / multipart MIME", "POST /Document/Uploads?multipart")
	UploadContent    = writes[EncodedUpload, DocumentUpload](documentUploads, "Upload File / JSON", "POST /Document/Uploads")
	DocumentUploadOf = reads[DocumentUpload](documentUploads, "Read Document Upload", "GET /Document/Uploads/{documentUploadsId}")
	DownloadFile     = reads[File](documentUploads, "Download uploaded file", "GET /Document/Uploads/{documentUploadsId}/Download")
)

// Services: who merchants and payers are.
var (
	CreateUploadIdent  = writes[NewUploadIdent, ServiceIssue](servicesUploadIdents, "Create Upload Ident", "POST /Services/Uploadidents")
	IdentRequests      = resource[IdentRequest](servicesIdentRequests, "Find Ident Requests", "Read Ident Request", "/Services/Identrequests", "identrequestId")
	CreateIdentRequest = writes[NewIdentRequest, IdentRequest](servicesIdentRequests, "Create new Ident Request", "POST /Services/Identrequests")
	IdentResults       = resource[IdentResult](servicesIdentResults, "Find Ident Results", "Read Ident Result", "/Services/Identresults", "identrequestId")
)

// Cardprocessing.
var (
	CardInvoices     = resource[Invoice](cardprocessingInvoices, "Find Cardprocessing Invoices", "Read Cardprocessing Invoice", "/Cardprocessing/Invoices", "cardprocessingInvoiceId")
	CardTransactions = resource[CardTransaction](cardprocessingTransactions, "Find Cardprocessing Transactions", "Read Cardprocessing Transaction", "/Cardprocessing/Transactions", "cardprocessingTransactionId")
)

// AvailableCountries are the countries that addresses may name.
var AvailableCountries = reads[List[Country]](publicWebsite, "Get available countries", "GET /Public/Website/me/availableCountries")
