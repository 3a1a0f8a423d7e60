// Package mongo keeps documents in a MongoDB database.
//
// Each resource is a collection. A stored document has the uuid as its _id,
// which makes it unique, and the document itself under "body", field by field
// and in order, so that it can be queried and aggregated by others too:
//
//	{_id: UUID, created: NS, updated: NS, etag: SHA256, body: {uuid: ..., suite: "drop", ...}}
//
// Integers are 64-bit integers, other numbers doubles. Writes are
// acknowledged by a majority of the replica set and by its journals.
package mongo

import (
	"context"
	"errors"
	"fmt"
	"strings"
	"time"

	"go.mongodb.org/mongo-driver/v2/bson"
	driver "go.mongodb.org/mongo-driver/v2/mongo"
	"go.mongodb.org/mongo-driver/v2/mongo/options"
	"go.mongodb.org/mongo-driver/v2/mongo/writeconcern"

	"brig/result"
	"brig/server/store"
)

const (
	// selectionTimeout is how long to look for a server, if the URI does not
	// say. The driver's 30 s are too long for a program that a person waits
	// for.
	selectionTimeout = 5 * time.Second
	// maxDocument is MongoDB's limit of 16 MiB, less some room for the fields
	// around the body.
	maxDocument = 16<<20 - 4<<10
	// duplicateKey is the code of the error for an _id that is there.
	duplicateKey = 11000
)

// A Store is a connection to a database. It implements [store.Store].
type Store struct {
	db *driver.Database
}

var _ store.Store = (*Store)(nil)

// A record is a document as MongoDB has it.
type record struct {
	ID      string   `bson:"_id"`
	Created int64    `bson:"created"` // nanoseconds since 1970
	Updated int64    `bson:"updated"`
	ETag    string   `bson:"etag"`
	Body    bson.Raw `bson:"body"`
}

// Open connects to the database that uri names, "brig" if it names none, and
// makes the indexes. Errors name the servers, never the password.
func Open(ctx context.Context, uri string) (*Store, error) {
	a := parseURI(uri)
	s, err := open(ctx, uri, a)
	if err != nil {
		return nil, fmt.Errorf("opening store %s: %w", a, a.redact(err))
	}
	return s, nil
}

func open(ctx context.Context, uri string, a address) (*Store, error) {
	opts := options.Client().SetServerSelectionTimeout(selectionTimeout).ApplyURI(uri)
	journal := true
	majority := writeconcern.Majority()
	majority.Journal = &journal
	opts.SetWriteConcern(majority)
	client, err := driver.Connect(opts)
	if err != nil {
		return nil, err
	}
	s := &Store{client.Database(a.database)}
	if err := client.Ping(ctx, nil); err != nil {
		s.Close()
		return nil, classify(ctx, err)
	}
	for _, r := range result.Resources {
		if _, err := s.db.Collection(r.Name).Indexes().CreateMany(ctx, indexes(r.Name)); err != nil {
			s.Close()
			return nil, fmt.Errorf("making indexes of %s: %w", r.Name, classify(ctx, err))
		}
	}
	return s, nil
}

// indexes returns those of a collection. Each ends in the order of a list.
func indexes(resource string) []driver.IndexModel {
	var models []driver.IndexModel
	add := func(fields ...string) {
		var keys bson.D
		for _, f := range append(fields, "created", "_id") {
			keys = append(keys, bson.E{Key: f, Value: 1})
		}
		models = append(models, driver.IndexModel{Keys: keys})
	}
	add()
	add("body.benchmark")
	add("body.trial")
	add("body.run")
	switch resource {
	case "trials", "sys_profile_entries":
		add("body.suite", "body.name")
		add("body.name")
	case "benchmarks", "bundles", "captures":
		add("body.name")
	}
	return models
}

// Close ends the connection.
func (s *Store) Close() error {
	// Disconnecting waits for calls that are under way.
	ctx, cancel := context.WithTimeout(context.Background(), selectionTimeout)
	defer cancel()
	return s.db.Client().Disconnect(ctx)
}

// Put implements [store.Store].
func (s *Store) Put(ctx context.Context, resource string, docs []store.Document) ([]store.Outcome, error) {
	if err := store.CheckResource(resource); err != nil {
		return nil, err
	}
	outcomes := make([]store.Outcome, len(docs))
	if len(docs) == 0 {
		return outcomes, nil
	}
	var ids []string
	for _, d := range docs {
		ids = append(ids, d.UUID)
	}
	coll := s.db.Collection(resource)
	there, err := etags(ctx, coll, ids)
	if err != nil {
		return outcomes, classify(ctx, err)
	}

	// First what is there, in the collection or earlier in docs.
	var records []any
	var added []int // index in docs of each record
	first := map[string]string{}
	conflict := false
	for i, d := range docs {
		etag, stored := there[d.UUID]
		if !stored {
			if etag, stored = first[d.UUID]; !stored {
				r, err := newRecord(d)
				if err != nil {
					return make([]store.Outcome, len(docs)), err
				}
				records, added = append(records, r), append(added, i)
				first[d.UUID] = d.ETag
				continue
			}
		}
		outcomes[i] = store.Present
		if etag != d.ETag {
			outcomes[i], conflict = store.Conflict, true
		}
	}
	if !conflict && len(records) > 0 {
		conflict, err = insert(ctx, coll, docs, records, added, outcomes)
	}
	if err != nil || conflict {
		// A repetition of a document that was not stored is not there either.
		kept := map[string]bool{}
		for _, i := range added {
			kept[docs[i].UUID] = outcomes[i] == store.Stored || outcomes[i] == store.Present
		}
		for i, d := range docs {
			if is, ok := kept[d.UUID]; ok && !is && outcomes[i] == store.Present {
				outcomes[i] = store.Refused
			}
		}
	}
	if err != nil {
		return outcomes, classify(ctx, err)
	}
	if conflict {
		return outcomes, fmt.Errorf("storing %s: %w", resource, store.ErrConflict)
	}
	return outcomes, nil
}

// insert inserts records, of which docs[added[k]] is the kth, sets their
// outcomes and reports whether one is in conflict with a document that
// another Put has stored meanwhile.
func insert(ctx context.Context, coll *driver.Collection, docs []store.Document, records []any, added []int,
	outcomes []store.Outcome) (conflict bool, err error) {
	_, err = coll.InsertMany(ctx, records, options.InsertMany().SetOrdered(false))
	var bulk driver.BulkWriteException
	if err != nil && !errors.As(err, &bulk) {
		return false, err
	}
	failed := map[int]bool{} // by index in records
	var late []string        // uuids that came in between
	for _, w := range bulk.WriteErrors {
		failed[w.Index] = true
		if w.Code == duplicateKey {
			late = append(late, docs[added[w.Index]].UUID)
			err = nil
		}
	}
	for _, w := range bulk.WriteErrors {
		if w.Code != duplicateKey {
			err = w
		}
	}
	if bulk.WriteConcernError != nil {
		err = bulk.WriteConcernError
	}
	if err != nil {
		return false, err // what was stored is not known to be safe
	}
	for k, i := range added {
		if !failed[k] {
			outcomes[i] = store.Stored
		}
	}
	if len(late) == 0 {
		return false, nil
	}
	there, err := etags(ctx, coll, late)
	if err != nil {
		return false, err
	}
	for k, i := range added {
		if !failed[k] {
			continue
		}
		switch etag, ok := there[docs[i].UUID]; {
		case !ok:
			return false, fmt.Errorf("storing %s: deleted by another program meanwhile", docs[i].UUID)
		case etag == docs[i].ETag:
			outcomes[i] = store.Present
		default:
			outcomes[i], conflict = store.Conflict, true
		}
	}
	return conflict, nil
}

// etags returns the ETags of the documents that are there, by uuid.
func etags(ctx context.Context, coll *driver.Collection, ids []string) (map[string]string, error) {
	cur, err := coll.Find(ctx, bson.D{{Key: "_id", Value: bson.D{{Key: "$in", Value: ids}}}},
		options.Find().SetProjection(bson.D{{Key: "etag", Value: 1}}))
	if err != nil {
		return nil, err
	}
	var recs []record
	if err := cur.All(ctx, &recs); err != nil {
		return nil, err
	}
	there := map[string]string{}
	for _, r := range recs {
		there[r.ID] = r.ETag
	}
	return there, nil
}

func newRecord(d store.Document) (record, error) {
	body, err := toBSON(d.Body)
	if err != nil {
		return record{}, fmt.Errorf("%w: %w", store.ErrBadDocument, err)
	}
	if len(body) > maxDocument {
		return record{}, fmt.Errorf("%w: %s has %d bytes in BSON and MongoDB takes %d", store.ErrTooLarge, d.UUID, len(body), maxDocument)
	}
	return record{d.UUID, d.Created.UnixNano(), d.Updated.UnixNano(), d.ETag, body}, nil
}

func (r record) document() (store.Document, error) {
	body, err := toJSON(r.Body)
	if err != nil {
		return store.Document{}, fmt.Errorf("document %s as MongoDB has it: %w", r.ID, err)
	}
	reference := func(name string) string {
		s, _ := r.Body.Lookup(name).StringValueOK()
		return s
	}
	return store.Document{
		UUID:      r.ID,
		Created:   time.Unix(0, r.Created).UTC(),
		Benchmark: reference("benchmark"),
		Trial:     reference("trial"),
		Run:       reference("run"),
		Updated:   time.Unix(0, r.Updated).UTC(),
		ETag:      r.ETag,
		Body:      body,
	}, nil
}

// Get implements [store.Store].
func (s *Store) Get(ctx context.Context, resource, uuid string) (store.Document, error) {
	if err := store.CheckResource(resource); err != nil {
		return store.Document{}, err
	}
	var r record
	err := s.db.Collection(resource).FindOne(ctx, bson.D{{Key: "_id", Value: uuid}}).Decode(&r)
	if errors.Is(err, driver.ErrNoDocuments) {
		return store.Document{}, fmt.Errorf("%s %q: %w", resource, uuid, store.ErrNotFound)
	}
	if err != nil {
		return store.Document{}, classify(ctx, err)
	}
	return r.document()
}

// List implements [store.Store].
func (s *Store) List(ctx context.Context, resource string, q store.Query, each func(store.Document) error) (int, error) {
	if err := store.CheckResource(resource); err != nil {
		return 0, err
	}
	if err := q.Check(); err != nil {
		return 0, err
	}
	coll, filter := s.db.Collection(resource), filter(q.Where)
	total, err := coll.CountDocuments(ctx, filter)
	if err != nil {
		return 0, classify(ctx, err)
	}
	cur, err := coll.Find(ctx, filter, options.Find().
		SetSort(order(q.Sort)).SetSkip(int64(q.Skip)).SetLimit(int64(q.Limit)))
	if err != nil {
		return 0, classify(ctx, err)
	}
	defer cur.Close(context.WithoutCancel(ctx))
	for cur.Next(ctx) {
		var r record
		if err := cur.Decode(&r); err != nil {
			return 0, err
		}
		d, err := r.document()
		if err != nil {
			return 0, err
		}
		if err := each(d); err != nil {
			return 0, err
		}
	}
	return int(total), classify(ctx, cur.Err())
}

// Delete implements [store.Store].
func (s *Store) Delete(ctx context.Context, resource, uuid, etag string) error {
	if err := store.CheckResource(resource); err != nil {
		return err
	}
	which := bson.D{{Key: "_id", Value: uuid}}
	if etag != "" {
		which = append(which, bson.E{Key: "etag", Value: etag})
	}
	res, err := s.db.Collection(resource).DeleteOne(ctx, which)
	if err != nil {
		return classify(ctx, err)
	}
	if res.DeletedCount == 1 {
		return nil
	}
	if _, err := s.Get(ctx, resource, uuid); err != nil {
		return err
	}
	return fmt.Errorf("deleting %s %q: %w", resource, uuid, store.ErrConflict)
}

// classify says what a caller can do about an error of the driver. What is
// neither the server's answer nor the caller's doing is the connection.
func classify(ctx context.Context, err error) error {
	var answer driver.ServerError
	switch {
	case err == nil:
		return nil
	case ctx.Err() != nil:
		return errors.Join(ctx.Err(), err)
	case !errors.As(err, &answer), answer.HasErrorLabel("RetryableWriteError"), answer.HasErrorLabel("NetworkError"):
		return fmt.Errorf("%w: %w", store.ErrUnavailable, err)
	}
	return err
}

// An address is what may be shown of a URI, and what may not.
type address struct {
	shown    string // without user, password and options
	userinfo string
	database string
}

// parseURI splits a URI no further than that: a list of hosts makes it none
// that net/url reads. Whether it is valid is for the driver to say.
func parseURI(uri string) address {
	a := address{database: "brig"}
	scheme, rest, ok := strings.Cut(uri, "://")
	if !ok {
		a.shown, a.userinfo = "MongoDB", uri
		return a
	}
	rest, _, _ = strings.Cut(rest, "?")
	hosts, database, _ := strings.Cut(rest, "/")
	if i := strings.LastIndexByte(rest, '@'); i > len(hosts) {
		// An unescaped slash in the password: the driver refuses it.
		hosts, database, _ = strings.Cut(rest[i+1:], "/")
		a.userinfo = rest[:i]
	} else if i := strings.LastIndexByte(hosts, '@'); i >= 0 {
		a.userinfo, hosts = hosts[:i], hosts[i+1:]
	}
	if database != "" {
		a.database = database
	}
	a.shown = scheme + "://" + hosts + "/" + a.database
	return a
}

func (a address) String() string { return a.shown }

// redact keeps user and password out of an error's text.
func (a address) redact(err error) error {
	text := err.Error()
	clean := text
	if a.userinfo != "" {
		clean = strings.ReplaceAll(clean, a.userinfo, "***")
		if _, password, ok := strings.Cut(a.userinfo, ":"); ok && password != "" {
			clean = strings.ReplaceAll(clean, password, "***")
		}
	}
	if clean == text {
		return err
	}
	return errors.New(clean)
}
