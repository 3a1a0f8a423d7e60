// Package images builds the container image that runs are made in, and holds
// it to the digest that brig pins.
//
// The brig/bro image is made from scratch, without Docker and without a
// registry: one layer with the static programs and the folders a run needs,
// every name, time, owner and mode fixed. The same programs give the same
// manifest digest on any day and in any directory, and the same source gives
// the same programs (see the Makefile's build flags), so images.lock can say
// what a measurement was made with.
//
//	img, err := images.Build(images.Bro(platform, engine, probe))
//	err = images.Check(lock, img)     // *MismatchError when it is not what is pinned
//	err = images.WriteLayout(dir, img) // an OCI image layout, for any tool
package images
