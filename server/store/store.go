// Package store is the contract of a place where documents are kept.
//
// A store holds documents by resource (see [result.Resources]) and uuid. It
// knows nothing of what they mean: [Parse] makes a [Document] of JSON text
// once, at the edge, and a store gives that document back without loss. The
// two stores are server/store/sqlite, which is embedded, and
// server/store/mongo; package storetest holds both to what is written here.
//
//	doc, err := store.Parse(body, time.Now())
//	outcomes, err := st.Put(ctx, "trials", []store.Document{doc})
//	total, err := st.List(ctx, "trials", store.Query{
//		Where: []store.Equal{{Field: "suite", Value: "drop"}},
//		Sort:  []store.Order{{Field: "index"}},
//		Limit: 25,
//	}, func(d store.Document) error { ... })
//
// Documents do not change. A uuid that is stored means its content for good,
// which is what makes it safe to upload a result directory twice, or from two
// machines at once.
package store

import (
	"context"
	"errors"
	"fmt"

	"brig/result"
)

// A Store keeps documents. Its methods may be called concurrently. They
// return an error that is one of the Err values of this package where the
// caller can act on it, and ErrNotFound for a resource that does not exist.
type Store interface {
	// Put stores documents of one resource, all or none, and says of each
	// what came of it. A document that is already there with the same ETag is
	// left as it is. If a document's uuid stands for other content, in the
	// store or earlier in docs, the error is ErrConflict and the outcomes tell
	// which.
	//
	// Documents that were Stored or Present when Put returned without an
	// error survive the end of the program and of the machine.
	//
	// A store without transactions (MongoDB) looks for conflicts first, and
	// can keep a part of docs only if another Put of other content under the
	// same uuid, or the end of the program, comes in between. The outcomes
	// still tell which, and the same Put can be repeated.
	Put(ctx context.Context, resource string, docs []Document) ([]Outcome, error)

	// Get returns the document with that uuid, or ErrNotFound.
	Get(ctx context.Context, resource, uuid string) (Document, error)

	// List calls each for the documents of the page that q describes, in
	// order, and returns how many match q.Where on all pages. It stops at the
	// first error of each and returns it. The document is each's to keep.
	// A query that cannot be answered is ErrBadQuery.
	List(ctx context.Context, resource string, q Query, each func(Document) error) (total int, err error)

	// Delete removes a document, or returns ErrNotFound. If etag is not empty
	// and is not the document's, the document stays and the error is
	// ErrConflict.
	Delete(ctx context.Context, resource, uuid, etag string) error

	// Close ends the use of the store.
	Close() error
}

// What a caller can act on. Errors of a store wrap these.
var (
	ErrNotFound    = errors.New("not found")
	ErrConflict    = errors.New("another document has this uuid")
	ErrBadQuery    = errors.New("bad query")
	ErrBadDocument = errors.New("bad document")
	ErrTooLarge    = errors.New("document too large for the store")
	// ErrUnavailable means that the same call may succeed later: the database
	// cannot be reached, is busy or has no room.
	ErrUnavailable = errors.New("store unavailable")
)

// An Outcome is what came of one document of a Put.
type Outcome int

// The outcomes of a Put.
const (
	Refused  Outcome = iota // not stored, because of itself or of another document
	Stored                  // new
	Present                 // was there already
	Conflict                // its uuid stands for other content
)

func (o Outcome) String() string {
	switch o {
	case Refused:
		return "refused"
	case Stored:
		return "stored"
	case Present:
		return "present"
	case Conflict:
		return "conflict"
	}
	return fmt.Sprintf("outcome %d", int(o))
}

// CheckResource returns ErrNotFound unless name is a resource.
func CheckResource(name string) error {
	if _, ok := result.ResourceNamed(name); !ok {
		return fmt.Errorf("resource %q: %w", name, ErrNotFound)
	}
	return nil
}
