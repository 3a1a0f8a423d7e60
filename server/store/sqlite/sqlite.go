// Package sqlite keeps documents in one SQLite file, with no server and no C.
//
// Each resource is a table with a row a document: uuid, created, benchmark,
// trial and run are columns with indexes, the document itself is its text as
// it came. Conditions on other fields are answered with json_extract; those
// the results browser asks for have indexes on that expression.
//
// The file is in WAL mode, so readers never wait for a writer, with
// synchronous=FULL, so a document that was acknowledged is on the disk.
// Several programs may have the file open at once.
package sqlite

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"net/url"
	"os"
	"path/filepath"
	"strings"
	"time"

	driver "modernc.org/sqlite"
	sqlite3 "modernc.org/sqlite/lib"

	"brig/server/store"
)

// A Store is an open file of documents. It implements [store.Store].
type Store struct {
	// SQLite has one writer at a time: with a single connection for it,
	// writers queue here and not in SQLite's busy handler, which sleeps.
	write *sql.DB
	read  *sql.DB
}

var _ store.Store = (*Store)(nil)

// Open opens the store in the file of that name, and makes the file and its
// folder if they do not exist.
func Open(ctx context.Context, file string) (*Store, error) {
	s, err := open(ctx, file)
	if err != nil {
		return nil, fmt.Errorf("opening store %s: %w", file, err)
	}
	return s, nil
}

func open(ctx context.Context, file string) (*Store, error) {
	file, err := filepath.Abs(file)
	if err != nil {
		return nil, err
	}
	if err := os.MkdirAll(filepath.Dir(file), 0o700); err != nil {
		return nil, err
	}
	write, err := connect(file, "&_txlock=immediate")
	if err != nil {
		return nil, err
	}
	write.SetMaxOpenConns(1)
	if err := migrate(ctx, write); err != nil {
		write.Close()
		return nil, classify(err)
	}
	read, err := connect(file, "&_query_only=1")
	if err != nil {
		write.Close()
		return nil, err
	}
	read.SetMaxOpenConns(8)
	read.SetMaxIdleConns(8)
	return &Store{write, read}, nil
}

func connect(file, options string) (*sql.DB, error) {
	u := url.URL{Scheme: "file", Path: filepath.ToSlash(file)}
	c, err := driver.NewConnector(u.String() + "?_busy_timeout=10000&_synchronous=FULL&_error_rc=1&_dqs=0" + options)
	if err != nil {
		return nil, err
	}
	return sql.OpenDB(c), nil
}

// Close ends the use of the file. What was written stays.
func (s *Store) Close() error {
	return errors.Join(s.read.Close(), s.write.Close())
}

// Put implements [store.Store].
func (s *Store) Put(ctx context.Context, resource string, docs []store.Document) ([]store.Outcome, error) {
	if err := store.CheckResource(resource); err != nil {
		return nil, err
	}
	outcomes := make([]store.Outcome, len(docs))
	tx, err := s.write.BeginTx(ctx, nil)
	if err != nil {
		return outcomes, classify(err)
	}
	defer tx.Rollback()
	insert, err := tx.PrepareContext(ctx, "INSERT INTO "+resource+
		" (uuid, created, updated, etag, benchmark, trial, run, body) VALUES (?, ?, ?, ?, ?, ?, ?, ?)"+
		" ON CONFLICT (uuid) DO NOTHING")
	if err != nil {
		return outcomes, classify(err)
	}
	added := map[string]bool{} // by this call
	conflict := false
	for i, d := range docs {
		res, err := insert.ExecContext(ctx, d.UUID, d.Created.UnixNano(), d.Updated.UnixNano(), d.ETag,
			orNull(d.Benchmark), orNull(d.Trial), orNull(d.Run), string(d.Body))
		if err != nil {
			return make([]store.Outcome, len(docs)), classify(err)
		}
		if n, err := res.RowsAffected(); err != nil {
			return make([]store.Outcome, len(docs)), err
		} else if n == 1 {
			outcomes[i], added[d.UUID] = store.Stored, true
			continue
		}
		var etag string
		err = tx.QueryRowContext(ctx, "SELECT etag FROM "+resource+" WHERE uuid = ?", d.UUID).Scan(&etag)
		if err != nil {
			return make([]store.Outcome, len(docs)), classify(err)
		}
		outcomes[i] = store.Present
		if etag != d.ETag {
			outcomes[i], conflict = store.Conflict, true
		}
	}
	if conflict {
		for i, d := range docs {
			if added[d.UUID] && outcomes[i] != store.Conflict {
				outcomes[i] = store.Refused
			}
		}
		return outcomes, fmt.Errorf("storing %s: %w", resource, store.ErrConflict)
	}
	if err := tx.Commit(); err != nil {
		return make([]store.Outcome, len(docs)), classify(err)
	}
	return outcomes, nil
}

// columns are those scan reads.
const columns = "uuid, created, updated, etag, benchmark, trial, run, body"

func scan(row interface{ Scan(...any) error }) (store.Document, error) {
	var d store.Document
	var created, updated int64
	var benchmark, trial, run sql.NullString
	err := row.Scan(&d.UUID, &created, &updated, &d.ETag, &benchmark, &trial, &run, (*[]byte)(&d.Body))
	d.Created, d.Updated = time.Unix(0, created).UTC(), time.Unix(0, updated).UTC()
	d.Benchmark, d.Trial, d.Run = benchmark.String, trial.String, run.String
	return d, err
}

// Get implements [store.Store].
func (s *Store) Get(ctx context.Context, resource, uuid string) (store.Document, error) {
	if err := store.CheckResource(resource); err != nil {
		return store.Document{}, err
	}
	d, err := scan(s.read.QueryRowContext(ctx, "SELECT "+columns+" FROM "+resource+" WHERE uuid = ?", uuid))
	if errors.Is(err, sql.ErrNoRows) {
		return store.Document{}, fmt.Errorf("%s %q: %w", resource, uuid, store.ErrNotFound)
	}
	return d, classify(err)
}

// List implements [store.Store]. The documents and their number are those of
// one moment.
func (s *Store) List(ctx context.Context, resource string, q store.Query, each func(store.Document) error) (int, error) {
	if err := store.CheckResource(resource); err != nil {
		return 0, err
	}
	if err := q.Check(); err != nil {
		return 0, err
	}
	count, list, args := statements(resource, q)
	tx, err := s.read.BeginTx(ctx, nil)
	if err != nil {
		return 0, classify(err)
	}
	defer tx.Rollback()
	var total int
	if err := tx.QueryRowContext(ctx, count, args...).Scan(&total); err != nil {
		return 0, classify(err)
	}
	rows, err := tx.QueryContext(ctx, list, append(args, q.Limit, q.Skip)...)
	if err != nil {
		return 0, classify(err)
	}
	defer rows.Close()
	for rows.Next() {
		d, err := scan(rows)
		if err != nil {
			return 0, err
		}
		if err := each(d); err != nil {
			return 0, err
		}
	}
	return total, classify(rows.Err())
}

// Delete implements [store.Store].
func (s *Store) Delete(ctx context.Context, resource, uuid, etag string) error {
	if err := store.CheckResource(resource); err != nil {
		return err
	}
	tx, err := s.write.BeginTx(ctx, nil)
	if err != nil {
		return classify(err)
	}
	defer tx.Rollback()
	var has string
	err = tx.QueryRowContext(ctx, "SELECT etag FROM "+resource+" WHERE uuid = ?", uuid).Scan(&has)
	switch {
	case errors.Is(err, sql.ErrNoRows):
		return fmt.Errorf("%s %q: %w", resource, uuid, store.ErrNotFound)
	case err != nil:
		return classify(err)
	case etag != "" && etag != has:
		return fmt.Errorf("deleting %s %q: %w", resource, uuid, store.ErrConflict)
	}
	if _, err := tx.ExecContext(ctx, "DELETE FROM "+resource+" WHERE uuid = ?", uuid); err != nil {
		return classify(err)
	}
	return classify(tx.Commit())
}

func orNull(s string) sql.NullString { return sql.NullString{String: s, Valid: s != ""} }

// classify says what a caller can do about an error of SQLite.
func classify(err error) error {
	var e *driver.Error
	if !errors.As(err, &e) {
		return err
	}
	switch e.Code() & 0xff { // without the extended part
	case sqlite3.SQLITE_BUSY, sqlite3.SQLITE_LOCKED, sqlite3.SQLITE_FULL, sqlite3.SQLITE_IOERR,
		sqlite3.SQLITE_READONLY, sqlite3.SQLITE_CANTOPEN:
		return fmt.Errorf("%w: %w", store.ErrUnavailable, err)
	case sqlite3.SQLITE_TOOBIG:
		return fmt.Errorf("%w: %w", store.ErrTooLarge, err)
	}
	return err
}

// statements returns the SQL that counts what q.Where asks for, the SQL that
// lists the page, and the arguments of both; the list takes limit and offset
// as well. Names come from validated paths, values are arguments.
func statements(resource string, q store.Query) (count, list string, args []any) {
	var where strings.Builder
	for i, w := range q.Where {
		if i == 0 {
			where.WriteString(" WHERE ")
		} else {
			where.WriteString(" AND ")
		}
		var cond string
		cond, args = condition(w, args)
		where.WriteString(cond)
	}
	var order strings.Builder
	for _, o := range q.Sort {
		order.WriteString(column(o.Field))
		if o.Desc {
			order.WriteString(" DESC")
		}
		order.WriteString(", ")
	}
	count = "SELECT count(*) FROM " + resource + where.String()
	list = "SELECT " + columns + " FROM " + resource + where.String() +
		" ORDER BY " + order.String() + "created, uuid LIMIT ? OFFSET ?"
	return count, list, args
}

// condition returns w as SQL. json_extract gives true as 1 and an array as
// its text, so the type is asked for too.
func condition(w store.Equal, args []any) (string, []any) {
	col := column(w.Field)
	kind := "json_type(body, '$." + w.Field + "')"
	switch v := w.Value.(type) {
	case nil:
		if w.Field == "uuid" {
			return "uuid IS NULL", args
		}
		return extract(w.Field) + " IS NULL", args
	case bool:
		return fmt.Sprintf("%s = '%t'", kind, v), args
	case string:
		switch w.Field {
		case "created", "updated":
			t, _ := w.Time() // Check has seen it
			return col + " = ?", append(args, t.UnixNano())
		case "uuid":
			return col + " = ?", append(args, v)
		case "benchmark", "trial", "run":
			if v != "" { // an empty one is NULL in the column
				return col + " = ?", append(args, v)
			}
		}
		return extract(w.Field) + " = ? AND " + kind + " = 'text'", append(args, v)
	default:
		return extract(w.Field) + " = ? AND " + kind + " IN ('integer', 'real')", append(args, v)
	}
}

func column(field string) string {
	switch field {
	case "uuid", "created", "updated", "benchmark", "trial", "run":
		return field
	}
	return extract(field)
}

// extract must be spelled as in the indexes, or they are not used.
func extract(field string) string { return "json_extract(body, '$." + field + "')" }
