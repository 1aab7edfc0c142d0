package sandbox

import (
	"bytes"
	"encoding/base64"
	"io"
	"mime"
	"mime/multipart"
	"net/http"
	"path"
	"strings"
)

// Document Uploads. Both operations take a form and JSON alike: published clients
// send JSON to the one that is called multipart. Where the reference is silent
// the sandbox decides:
//
//   - A file that came as JSON has no name; its type is guessed by its content. It
//     is answered by its id alone, as the sample has it.
//   - Of a form the part that is called file counts, or else the first one with a
//     file name. JSON may have the bytes as they are in file, too.
//   - A file without content is refused.
//   - The statements and invoices that other products link to are read and
//     downloaded here as well, with a token.

const uploadObject = "document.uploads"

// uploads are the files that clients sent, as Base64 in "-content".
var uploads *shelf

func init() {
	uploads = shelfOf(spec{object: uploadObject, prefix: "DUP_", noun: "Document Upload", seed: seedUploads})
	handle("POST /Document/Uploads", uploadFile)
	handle("POST /Document/Uploads?multipart", uploadFile)
	handle("GET /Document/Uploads/{documentUploadsId}", readUpload)
	handle("GET /Document/Uploads/{documentUploadsId}/Download", downloadUpload)
}

// file is a document with its content.
type file struct {
	name, kind string
	content    []byte
}

func (f file) object() object {
	o := object{{"type", f.kind}}
	if f.name != "" {
		o = append(o, member{"name", f.name})
	}
	return append(o, member{"size", len(f.content)}, member{"-content", base64.StdEncoding.EncodeToString(f.content)})
}

func uploadFile(s *Server, c *call) (any, *problem) {
	kind, params, _ := mime.ParseMediaType(c.Header.Get("Content-Type"))
	read := fileOfJSON
	if strings.HasPrefix(kind, "multipart/") {
		read = func(c *call) (file, *problem) { return fileOfForm(c.body, params["boundary"]) }
	}
	f, no := read(c)
	if no == nil && len(f.content) == 0 {
		no = invalid("file: must not be empty")
	}
	if no != nil {
		return nil, no
	}
	if kind, _, err := mime.ParseMediaType(f.kind); err != nil || !strings.Contains(kind, "/") || kind == "application/octet-stream" {
		f.kind = http.DetectContentType(f.content)
	}
	o := bare(uploads.add(s, c.now, f.object()))
	if f.name == "" {
		o = o.without("type").without("size")
	}
	return o, nil
}

func fileOfJSON(c *call) (file, *problem) {
	in, no := c.object()
	if no != nil {
		return file{}, no
	}
	if raw, given := in.get("file").(string); given && in.get("content") == nil {
		return file{content: []byte(raw)}, nil
	}
	content, err := base64.StdEncoding.DecodeString(in.text("content"))
	if err != nil {
		return file{}, invalid("content: is not Base64")
	}
	return file{content: content}, nil
}

// fileOfForm reads the file of a form.
func fileOfForm(body []byte, boundary string) (file, *problem) {
	var found file
	parts := multipart.NewReader(bytes.NewReader(body), boundary)
	for {
		part, err := parts.NextPart()
		if err == io.EOF {
			return found, nil
		}
		if err != nil {
			return file{}, invalid("the form cannot be read: %v", err)
		}
		content, err := io.ReadAll(part)
		if err != nil {
			return file{}, invalid("the form cannot be read: %v", err)
		}
		this := file{part.FileName(), part.Header.Get("Content-Type"), content}
		if part.FormName() == "file" {
			return this, nil
		}
		if found.name == "" {
			found = this
		}
	}
}

// fileOf is the file that the path names: one that a client sent, or a paper of
// the provider.
func (s *Server) fileOf(c *call) (object, *problem) {
	if o := s.paper(strings.ToUpper(c.arg(0))); o != nil {
		return o, nil
	}
	return uploads.one(s, c, 0)
}

func readUpload(s *Server, c *call) (any, *problem) {
	o, no := s.fileOf(c)
	if no != nil {
		return nil, no
	}
	return append(bare(o), member{"content", o.text("-content")}), nil
}

func downloadUpload(s *Server, c *call) (any, *problem) {
	o, no := s.fileOf(c)
	if no != nil {
		return nil, no
	}
	content, err := base64.StdEncoding.DecodeString(o.text("-content"))
	if err != nil {
		return nil, invalid("the file cannot be read: %v", err)
	}
	name := o.text("name")
	if name == "" {
		name = o.text("id")
	}
	header := http.Header{
		"Content-Disposition":    {mime.FormatMediaType("attachment", map[string]string{"filename": path.Base(name)})},
		"X-Content-Type-Options": {"nosniff"},
	}
	return answer{status: http.StatusOK, raw: content, kind: o.text("type"), header: header}, nil
}

// onboardingPapers are what the merchant handed in when it was onboarded.
var onboardingPapers = []string{"Gewerbeanmeldung", "Handelsregisterauszug", "Ausweis Geschäftsführung"}

func seedUploads(s *Server) []object {
	var all []object
	for i, name := range onboardingPapers {
		f := file{name + ".pdf", "application/pdf", writePDF(name, merchantName)}
		at := s.ledger.world.epoch - int64(1390-i)*24*3600
		all = append(all, append(f.object(), member{"created", wireTime(at)}))
	}
	return all
}
