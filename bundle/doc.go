// Package bundle makes and opens archives of benchmarks: what one person
// sends another to have a result checked.
//
// A bundle is a tar archive compressed with zstd or bzip2. Its first member,
// manifest.json, names every other member with its size and SHA-256; the
// others follow in the order of their names, with fixed times, owners and
// modes, so that the same documents always give the same bytes. A signed bundle
// has manifest.json.sig, an SSH signature of the manifest and so of all
// the rest, between the manifest and the other members.
//
//	files, err := bundle.ReadDir(dir)     // a result directory
//	digest, size, err := bundle.WriteFile(ctx, name, files, signature)
//	b, err := bundle.ReadFile(name)       // nothing is used before all is verified
//	who, err := b.Verify(signers, time.Now())
//	docs, err := bundle.Documents(b.Files)
//
// A bundle from someone else is hostile until [Read] has returned: names are
// checked before anything else, sizes before memory is taken, digests before
// a byte is handed on.
package bundle
