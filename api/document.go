package api

import (
	"bytes"
	"crypto/sha256"
	"encoding/base64"
	"encoding/hex"
	"errors"
	"fmt"
	"mime/multipart"
	"net/textproto"
	"reflect"
	"strings"
)

// form is a body that is no JSON.
type form interface {
	contentType() string
	encode() ([]byte, error)
}

// contentTypeOf is the type of a body's bytes, empty for JSON.
func contentTypeOf(in any) string {
	if f, ok := in.(form); ok {
		return f.contentType()
	}
	return ""
}

// DocumentUpload is a file that the server keeps (reference: Document Uploads).
// Content is only in the answer of [DocumentUploadOf].
type DocumentUpload struct {
	Object string `json:"object,omitempty"`
	ID     string `json:"id"` // DUP_…
	Stamps
	Type    string `json:"type,omitempty"` // text/plain …
	Name    string `json:"name,omitempty"`
	Size    *int64 `json:"size,omitempty"` // bytes
	Content Base64 `json:"content,omitempty"`
}

// Base64 are bytes that go over the wire as Base64.
type Base64 []byte

func (b *Base64) read(r *reader) error {
	var text string
	if err := fillText(r, reflect.ValueOf(&text).Elem()); err != nil {
		return err
	}
	*b = nil
	content, err := base64.StdEncoding.DecodeString(text)
	if err != nil {
		r.mismatch()
	} else if len(content) > 0 {
		*b = content
	}
	return nil
}

// EncodedUpload is a file as JSON. The server learns neither its name nor its
// type.
type EncodedUpload struct {
	Content Base64 `json:"content"`
}

// Upload is a file as a form, the way browsers send one.
type Upload struct {
	Name    string // as the server shall know it
	Type    string // text/plain …; left out: bytes of any kind
	Content []byte
}

// boundary separates the parts of the form. It is a hash of the content, which
// therefore cannot hold it, and the same file makes the same bytes.
func (u Upload) boundary() string {
	sum := sha256.Sum256(u.Content)
	return "tresen-" + hex.EncodeToString(sum[:16])
}

func (u Upload) contentType() string { return "multipart/form-data; boundary=" + u.boundary() }

// quoted escapes a name as browsers do.
var quoted = strings.NewReplacer(`"`, "%22", "\r", "%0D", "\n", "%0A")

// encode writes the form with its one field, file.
func (u Upload) encode() ([]byte, error) {
	if u.Name == "" {
		return nil, notSent("%w", errors.New("a file needs a name"))
	}
	kind := u.Type
	if kind == "" {
		kind = "application/octet-stream"
	}
	if strings.ContainsAny(kind, "\r\n") {
		return nil, notSent("the type of a file cannot be %q", kind)
	}
	var body bytes.Buffer
	w := multipart.NewWriter(&body)
	if err := w.SetBoundary(u.boundary()); err != nil {
		return nil, notSent("the file cannot be written as a form: %v", err)
	}
	part, err := w.CreatePart(textproto.MIMEHeader{
		"Content-Disposition": {fmt.Sprintf(`form-data; name="file"; filename="%s"`, quoted.Replace(u.Name))},
		"Content-Type":        {kind},
	})
	if err == nil {
		_, err = part.Write(u.Content)
	}
	if err == nil {
		err = w.Close()
	}
	if err != nil {
		return nil, notSent("the file cannot be written as a form: %v", err)
	}
	return body.Bytes(), nil
}
