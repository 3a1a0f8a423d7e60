// Package files follows the files that connections carry, as Bro's Files
// Framework does: HTTP bodies, transferred files, certificates.
//
// A protocol analyzer asks the Framework for the File that the next contents on
// a side of its connection belong to, writes them, skips what the capture lacks
// and closes the file. The Framework raises events: a file is new, its type is
// known, it ends. Whoever handles them adds Analyzers, which then get the
// contents from their first byte.
//
//	f := fw.Open("HTTP", c, false) // nil: nobody wants to know
//	f.SetSize(1150)
//	f.Write(data)
//	f.Close()
//
// Event functions are called when the thing happens and must have their effect
// before they return: an Analyzer that is added when a file is new or its type
// known misses nothing. Memory is bounded for each file: the first BOFSize bytes
// until the type is known, and what Write-at-offset brings out of order up to
// MaxReassembly.
package files
