// Package privacy decides what may leave the machine.
//
// Rules, in the format of PyBrIG's privacy.conf, say what of the description of
// a machine is kept; what they do not name is left out:
//
//	rules := privacy.DefaultRules(runtime.GOOS)      // or ParseRules(name, text)
//	err := rules.Apply(system)
//
// A search looks for what could tell who or where someone is in any documents:
// addresses, names, home folders, serial numbers. What it finds is listed by
// document and key, and is either allowed by name or replaced by pseudonyms:
//
//	search := privacy.Search{Names: privacy.NamesHere("/")}
//	findings := search.Find(files)
//	scrubbed, err := search.Scrub(files, key)
//
// Rules come first and leave out what nobody needs; the search is the net
// below them, which also sees what they do not: command lines, experiments,
// script names.
package privacy
