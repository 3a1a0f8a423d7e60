// Package bundle makes and opens archives of benchmarks: what one person
// sends another to have a result checked.
//
// A bundle is a tar archive compressed with zstd. Its first member,
// manifest.json, names every other member with its size and SHA-256; the
// others follow in the order of their names, with fixed times, owners and
// modes, so that the same documents always give the same bytes.
//
//	files, err := bundle.ReadDir(dir)     // a result directory
//	digest, err := bundle.Write(w, files)
//	files, manifest, err := bundle.Read(r) // nothing is used before all is verified
//	docs, err := bundle.Documents(files)
//
// A bundle from someone else is hostile until [Read] has returned: names are
// checked before anything else, sizes before memory is taken, digests before
// a byte is handed on.
package bundle
