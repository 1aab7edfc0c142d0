package sandbox_test

import (
	"io"
	"net/http"
	"strings"
	"testing"

	"tresen/api"
	"tresen/api/sandbox"
)

func TestAFileIsReadAndDownloadedAsItWasSent(t *testing.T) {
	c, _, _ := ticking(t, sandbox.Options{Payments: 60})
	form := works(t, c, api.UploadFile, api.Upload{Name: `Käse "alt".txt`, Type: "text/plain", Content: []byte("Hello, World!")})
	if form.Name != `Käse %22alt%22.txt` || form.Type != "text/plain" || *form.Size != 13 || form.Content != nil {
		t.Errorf("as a form: %+v", form)
	}
	encoded := works(t, c, api.UploadContent, api.EncodedUpload{Content: api.Base64("\x89PNG\r\n\x1a\n\x00\x00")})
	if encoded.ID == "" || encoded.Name != "" || encoded.Type != "" || encoded.Size != nil || encoded.Created.IsZero() {
		t.Errorf("as JSON: %+v", encoded)
	}
	for id, want := range map[string]api.File{
		form.ID:    {Name: form.Name, ContentType: "text/plain", Content: []byte("Hello, World!")},
		encoded.ID: {Name: encoded.ID, ContentType: "image/png", Content: []byte("\x89PNG\r\n\x1a\n\x00\x00")},
	} {
		is := works(t, c, api.DocumentUploadOf, api.None{}, id)
		if string(is.Content) != string(want.Content) || is.Type != want.ContentType || *is.Size != int64(len(want.Content)) {
			t.Errorf("%s is read as %+v", id, is)
		}
		if got := works(t, c, api.DownloadFile, api.None{}, id); got.Name != want.Name || got.ContentType != want.ContentType || string(got.Content) != string(want.Content) {
			t.Errorf("%s is downloaded as %+v, want %+v", id, got, want)
		}
	}
	fails(t, c, wrong, api.UploadFile, api.Upload{Name: "leer.txt"})
	fails(t, c, wrong, api.UploadContent, api.EncodedUpload{})
	fails(t, c, nowhere, api.DocumentUploadOf, api.None{}, "DUP_X")
	fails(t, c, nowhere, api.DownloadFile, api.None{}, "DUP_X")
}

func TestFormsAndJSONAreTakenAsClientsSendThem(t *testing.T) {
	c := open(t, sandbox.Options{Payments: 60})
	upload := func(contentType, body string) (int, string) {
		req, err := http.NewRequestWithContext(t.Context(), "POST", c.base+"/api/v2/Document/Uploads?multipart", strings.NewReader(body))
		if err != nil {
			t.Fatal(err)
		}
		req.Header.Set("Content-Type", contentType)
		req.Header.Set("Authorization", "Bearer "+c.token)
		resp, err := c.http.RoundTrip(req)
		if err != nil {
			t.Fatal(err)
		}
		defer resp.Body.Close()
		raw, err := io.ReadAll(resp.Body)
		if err != nil {
			t.Fatal(err)
		}
		r := reply{raw: raw}
		r.parse()
		if resp.StatusCode != http.StatusOK {
			return resp.StatusCode, r.text("error")
		}
		is := c.get("/Document/Uploads/" + r.text("id"))
		return resp.StatusCode, is.text("name") + " " + is.text("type") + " " + is.text("content")
	}
	part := func(head, content string) string { return "--b\r\n" + head + "\r\n\r\n" + content + "\r\n" }
	for _, test := range []struct{ kind, body, want string }{
		{"application/json", `{"file":"Hello"}`, " text/plain; charset=utf-8 SGVsbG8="},
		{"application/json", `{"content":"SGVs\nbG8="}`, " text/plain; charset=utf-8 SGVsbG8="},
		{"application/json", `{"content":"kein Base64!"}`, wrong},
		{"application/json", `{`, wrong},
		{"multipart/form-data; boundary=b", part(`Content-Disposition: form-data; name="note"`, "x") +
			part(`Content-Disposition: form-data; name="file"; filename="../../etc/a.txt"`, "Hello") + "--b--\r\n", "a.txt text/plain; charset=utf-8 SGVsbG8="},
		{"multipart/form-data; boundary=b", part(`Content-Disposition: form-data; name="upload"; filename="b.bin"`+"\r\nContent-Type: nonsense", "Hello") + "--b--\r\n", "b.bin text/plain; charset=utf-8 SGVsbG8="},
		{"multipart/form-data; boundary=b", part(`Content-Disposition: form-data; name="file"`, "Hello"), wrong},
		{"multipart/form-data", "Hello", wrong},
	} {
		if status, got := upload(test.kind, test.body); !strings.HasSuffix(got, test.want) || (status == http.StatusOK) == (test.want == wrong) {
			t.Errorf("%s %.200q: %d %q, want %q", test.kind, test.body, status, got, test.want)
		}
	}
}
