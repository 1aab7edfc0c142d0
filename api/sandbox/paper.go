package sandbox

import (
	"bytes"
	"fmt"
	"strings"
)

// paper is a document that the provider makes of an object. It is written when
// somebody reads it, and its id follows from the object's place.
type paper struct {
	of    **shelf
	ext   string
	kind  string
	write func(s *Server, o object) []byte
}

// The papers, places in the list below.
const (
	payoutList = iota
	payoutStatement
	invoiceCopy
	invoiceData
	cardInvoiceCopy
)

var papers = [...]paper{
	payoutList:      {&payouts, "csv", "text/csv", writePayoutList},
	payoutStatement: {&payouts, "pdf", "application/pdf", writePayoutStatement},
	invoiceCopy:     {&invoices, "pdf", "application/pdf", writeInvoice},
	invoiceData:     {&invoices, "xml", "application/xml", writeInvoiceData},
	cardInvoiceCopy: {&cardInvoices, "pdf", "application/pdf", writeInvoice},
}

// paperIDs are the ids of one kind of paper, which look like those of uploads.
func (s *Server) paperIDs(which int) idSpace {
	return newIDSpace(s.options.Seed+uint64(which)+1, "DUP_")
}

// paperURL is where the paper of object i is downloaded.
func (s *Server) paperURL(which, i int) string {
	return s.BaseURL() + apiRoot + "/Document/Uploads/" + s.paperIDs(which).id(i) + "/Download"
}

// paper is the document with this id as uploads have it, nil where there is none.
func (s *Server) paper(id string) object {
	for which, p := range papers {
		i, ok := s.paperIDs(which).index(id)
		if !ok || i >= s.stock(*p.of).n {
			continue
		}
		o := s.stock(*p.of).origin(s, i, live)
		f := file{o.text("id") + "." + p.ext, p.kind, p.write(s, o)}
		date := o.text("date")
		if date == "" {
			date = o.text("created")
		}
		return append(object{{"object", uploadObject}, {"id", id}, {"created", date}}, f.object()...)
	}
	return nil
}

// writePDF writes lines of text on a page, which is all that a statement needs.
func writePDF(title string, lines ...string) []byte {
	var text bytes.Buffer
	fmt.Fprintf(&text, "BT /F1 16 Tf 60 780 Td (%s) Tj /F1 10 Tf", latin(title))
	for _, line := range lines {
		fmt.Fprintf(&text, " 0 -18 Td (%s) Tj", latin(line))
	}
	text.WriteString(" ET")
	parts := []string{
		"<< /Type /Catalog /Pages 2 0 R >>",
		"<< /Type /Pages /Kids [3 0 R] /Count 1 >>",
		"<< /Type /Page /Parent 2 0 R /MediaBox [0 0 595 842] /Contents 4 0 R /Resources << /Font << /F1 5 0 R >> >> >>",
		fmt.Sprintf("<< /Length %d >>\nstream\n%s\nendstream", text.Len(), text.Bytes()),
		"<< /Type /Font /Subtype /Type1 /BaseFont /Helvetica /Encoding /WinAnsiEncoding >>",
	}
	var out bytes.Buffer
	out.WriteString("%PDF-1.4\n")
	var places strings.Builder
	for i, part := range parts {
		fmt.Fprintf(&places, "%010d 00000 n \n", out.Len())
		fmt.Fprintf(&out, "%d 0 obj\n%s\nendobj\n", i+1, part)
	}
	start := out.Len()
	fmt.Fprintf(&out, "xref\n0 %d\n0000000000 65535 f \n%s", len(parts)+1, places.String())
	fmt.Fprintf(&out, "trailer\n<< /Size %d /Root 1 0 R >>\nstartxref\n%d\n%%%%EOF\n", len(parts)+1, start)
	return out.Bytes()
}

// latin is a text as the font of a PDF takes it, escaped.
func latin(text string) string {
	var b []byte
	for _, r := range text {
		switch {
		case r == '(' || r == ')' || r == '\\':
			b = append(b, '\\', byte(r))
		case r == '€':
			b = append(b, 0x80)
		case r < ' ' || r > 0xff:
			b = append(b, '?')
		default:
			b = append(b, byte(r))
		}
	}
	return string(b)
}
