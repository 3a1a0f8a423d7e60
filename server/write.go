package server

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"maps"
	"mime"
	"net/http"
	"slices"
	"strconv"
	"strings"

	"github.com/labstack/echo/v4"

	"brig/result"
	"brig/server/store"
)

// A posted is what a POST replies about a document: "OK" and Eve's fields.
type posted struct {
	Status string `json:"_status"`
	metaFields
}

// post handles "POST /{resource}": one document, or a list of documents of
// which all or none are stored.
func (a *api) post(c echo.Context) error {
	r, err := resource(c)
	if err != nil {
		return err
	}
	body, err := readBody(c)
	if err != nil {
		return err
	}
	texts, isList, err := splitBody(body)
	if err != nil {
		return err
	}
	docs := make([]store.Document, len(texts))
	issues := make([]map[string]string, len(texts))
	valid := true
	for i, text := range texts {
		docs[i], err = a.parse(r, text)
		if err != nil {
			issues[i], valid = issuesOf(err), false
		}
	}
	if !valid {
		return refusal(http.StatusUnprocessableEntity, "the document is not valid", issues, isList)
	}
	outcomes, err := a.store.Put(c.Request().Context(), r.Name, docs)
	if errors.Is(err, store.ErrConflict) {
		for i, o := range outcomes {
			if o == store.Conflict {
				issues[i] = map[string]string{"uuid": fmt.Sprintf("%s is there already with other content", docs[i].UUID)}
			}
		}
		return refusal(http.StatusConflict, "a document does not change: give new content a new uuid", issues, isList)
	}
	if err != nil {
		return err
	}

	status := http.StatusOK
	replies := make([]posted, len(docs))
	for i, d := range docs {
		switch outcomes[i] {
		case store.Stored:
			status = http.StatusCreated
		case store.Present:
			// Its fields are those of the first time.
			if d, err = a.store.Get(c.Request().Context(), r.Name, d.UUID); err != nil {
				return err
			}
		}
		replies[i] = posted{"OK", metaOf(r, d, nil)}
	}
	c.Response().Header().Set("Location", "/"+r.Name+"/"+docs[0].UUID)
	if !isList {
		c.Response().Header().Set("ETag", strconv.Quote(docs[0].ETag))
		return c.JSON(status, replies[0])
	}
	return c.JSON(status, struct {
		Status string   `json:"_status"`
		Items  []posted `json:"_items"`
	}{"OK", replies})
}

func readBody(c echo.Context) ([]byte, error) {
	req := c.Request()
	kind, _, err := mime.ParseMediaType(req.Header.Get("Content-Type"))
	if err != nil || kind != "application/json" {
		return nil, errorf(http.StatusUnsupportedMediaType, "documents are taken as application/json only")
	}
	if enc := req.Header.Get("Content-Encoding"); enc != "" && enc != "identity" {
		return nil, errorf(http.StatusUnsupportedMediaType, "documents are taken without Content-Encoding only")
	}
	tooLarge := errorf(http.StatusRequestEntityTooLarge, "the request is larger than %d MiB", MaxBody>>20)
	if req.ContentLength > MaxBody {
		return nil, tooLarge
	}
	body, err := io.ReadAll(http.MaxBytesReader(c.Response(), req.Body, MaxBody))
	var limit *http.MaxBytesError
	switch {
	case errors.As(err, &limit):
		return nil, tooLarge
	case err != nil:
		return nil, errorf(http.StatusBadRequest, "the request ends early")
	}
	return body, nil
}

// splitBody returns the documents of a request, and whether they are a list.
func splitBody(body []byte) (texts []json.RawMessage, isList bool, err error) {
	body = bytes.TrimSpace(body)
	isList = bytes.HasPrefix(body, []byte("["))
	if isList {
		err = json.Unmarshal(body, &texts)
	} else {
		var text json.RawMessage
		err = json.Unmarshal(body, &text)
		texts = []json.RawMessage{text}
	}
	if err != nil {
		var syntax *json.SyntaxError
		if errors.As(err, &syntax) {
			return nil, false, errorf(http.StatusBadRequest, "the request is not JSON: byte %d: %v", syntax.Offset, err)
		}
		return nil, false, errorf(http.StatusBadRequest, "the request is not JSON: %v", err)
	}
	if len(texts) == 0 {
		return nil, false, errorf(http.StatusBadRequest, "the list is empty")
	}
	return texts, isList, nil
}

// parse makes a document of a JSON text after checking that it is one of the
// resource, with no field that its type does not have.
func (a *api) parse(r result.Resource, text []byte) (store.Document, error) {
	d, err := store.Parse(text, a.now())
	if err != nil {
		return d, err
	}
	dec := json.NewDecoder(bytes.NewReader(d.Body))
	dec.DisallowUnknownFields()
	doc := r.New()
	if err := dec.Decode(doc); err != nil {
		return d, err
	}
	if v, ok := doc.(interface{ Validate() error }); ok {
		return d, v.Validate()
	}
	return d, nil
}

// issuesOf says what is wrong with a document, by field as far as the error
// tells one: "created: missing", "json: unknown field \"x\"".
func issuesOf(err error) map[string]string {
	var kind *json.UnmarshalTypeError
	if errors.As(err, &kind) && kind.Field != "" {
		return map[string]string{kind.Field: fmt.Sprintf("a %s does not fit here", kind.Value)}
	}
	text := strings.TrimPrefix(err.Error(), store.ErrBadDocument.Error()+": ")
	if name, ok := strings.CutPrefix(text, "json: unknown field "); ok {
		return map[string]string{strings.Trim(name, `"`): "no field of this resource"}
	}
	if name, issue, ok := strings.Cut(text, ": "); ok && !strings.Contains(name, " ") {
		return map[string]string{name: issue}
	}
	return map[string]string{"document": text}
}

func sortedIssues(issues map[string]string) []string {
	var lines []string
	for _, field := range slices.Sorted(maps.Keys(issues)) {
		lines = append(lines, field+": "+issues[field])
	}
	return lines
}

func refusal(code int, message string, issues []map[string]string, isList bool) *Error {
	if !isList {
		return &Error{Code: code, Message: message, Issues: issues[0]}
	}
	return &Error{Code: code, Message: message + "; none of the list is stored", Items: issues}
}

// delete handles "DELETE /{resource}/{uuid}". The request must name the ETag,
// so that nobody deletes what they have not seen.
func (a *api) delete(c echo.Context) error {
	r, err := resource(c)
	if err != nil {
		return err
	}
	ctx, uuid := c.Request().Context(), c.Param("uuid")
	d, err := a.store.Get(ctx, r.Name, uuid)
	if err != nil {
		return err
	}
	match := c.Request().Header.Get("If-Match")
	if match == "" {
		return errorf(http.StatusPreconditionRequired, "deleting needs the document's ETag: send If-Match")
	}
	if matches(match, d.ETag) {
		err = a.store.Delete(ctx, r.Name, uuid, d.ETag)
	} else {
		err = store.ErrConflict
	}
	if errors.Is(err, store.ErrConflict) {
		return errorf(http.StatusPreconditionFailed, "If-Match does not name the document's ETag")
	}
	if err != nil {
		return err
	}
	return c.NoContent(http.StatusNoContent)
}
