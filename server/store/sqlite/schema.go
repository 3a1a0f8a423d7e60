package sqlite

import (
	"context"
	"database/sql"
	"fmt"
	"slices"
	"strings"

	"brig/result"
)

const (
	// applicationID marks SQLite files as ours: "brig" in ASCII.
	applicationID = 0x62726967
	// layout is the version of the tables. A change to tables that exist
	// raises it and comes with the statements that convert the last one.
	layout = 1
)

// fields are those with an index of their own, by resource, beside the
// columns of every table.
var fields = map[string][]string{
	"benchmarks":          {"name"},
	"bundles":             {"name"},
	"captures":            {"name"},
	"trials":              {"suite", "name"},
	"sys_profile_entries": {"suite", "name"},
}

// migrate makes the tables of a new file, and refuses a file that is not
// ours or was made by a program that knows more than this one.
func migrate(ctx context.Context, db *sql.DB) error {
	var app, version, tables int
	for query, into := range map[string]*int{
		"PRAGMA application_id":              &app,
		"PRAGMA user_version":                &version,
		"SELECT count(*) FROM sqlite_schema": &tables,
	} {
		if err := db.QueryRowContext(ctx, query).Scan(into); err != nil {
			return err
		}
	}
	switch {
	case app != applicationID && (app != 0 || tables != 0):
		return fmt.Errorf("this SQLite file belongs to another program: name another file or folder")
	case version > layout:
		return fmt.Errorf("made by a newer version of brig (layout %d, this one knows %d): use that version, or name another folder", version, layout)
	}
	// Not before the file is known to be ours: it stays in this mode.
	if _, err := db.ExecContext(ctx, "PRAGMA journal_mode = WAL"); err != nil {
		return err
	}
	tx, err := db.BeginTx(ctx, nil)
	if err != nil {
		return err
	}
	defer tx.Rollback()
	// Resources that this program knows and an older one did not get their
	// tables here too.
	for _, r := range result.Resources {
		for _, stmt := range tableOf(r.Name) {
			if _, err := tx.ExecContext(ctx, stmt); err != nil {
				return fmt.Errorf("making table %s: %w", r.Name, err)
			}
		}
	}
	if app == 0 {
		marks := fmt.Sprintf("PRAGMA application_id = %d; PRAGMA user_version = %d", applicationID, layout)
		if _, err := tx.ExecContext(ctx, marks); err != nil {
			return err
		}
	}
	return tx.Commit()
}

// tableOf returns the statements that make the table and the indexes of a
// resource. Every index ends in the order of a list, so that a page of a
// filtered list is read in order and sorted by nobody.
func tableOf(resource string) []string {
	stmts := []string{"CREATE TABLE IF NOT EXISTS " + resource + ` (
		uuid      TEXT PRIMARY KEY NOT NULL,
		created   INTEGER NOT NULL, -- nanoseconds since 1970
		updated   INTEGER NOT NULL,
		etag      TEXT NOT NULL,
		benchmark TEXT,
		trial     TEXT,
		run       TEXT,
		body      TEXT NOT NULL
	) STRICT`}
	index := func(name string, terms ...string) {
		stmts = append(stmts, fmt.Sprintf("CREATE INDEX IF NOT EXISTS %s_by_%s ON %s (%s)",
			resource, name, resource, strings.Join(append(terms, "created", "uuid"), ", ")))
	}
	index("created")
	for _, column := range []string{"benchmark", "trial", "run"} {
		index(column, column)
	}
	for i, field := range fields[resource] {
		// Suite and name, then name alone.
		var terms []string
		for _, f := range slices.Clone(fields[resource])[i:] {
			terms = append(terms, extract(f))
		}
		index(field, terms...)
	}
	return stmts
}
