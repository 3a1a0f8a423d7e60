// Package published holds the experiments that ship with brig and the bundles
// of their published results.
package published

import "embed"

// FS holds NAME.toml, an experiment, and NAME.tar.zst, the bundle of its
// published result.
//
//go:embed *.toml *.tar.zst
var FS embed.FS
