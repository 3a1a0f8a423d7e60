// Package resolve turns scripts into a typed program, or into a list of all
// their errors.
//
// Load reads scripts and everything they load, and works in these steps:
//
//  1. Parse each file once, in loading order, following @load and deciding
//     @if and @ifdef as they are met, for what is skipped need not even parse.
//  2. Declare all global names of all files, in order.
//  3. Make the types, then add the fields and labels of redefs, so that every
//     record and enum is complete before any expression is looked at.
//  4. Check initial values and bodies: give each expression a type and make each
//     implicit conversion explicit.
//
// Global names may therefore be used before they are declared; what counts is
// that initial values are computed in the order written.
//
// The result is a Program (see tree.go), which needs no syntax tree.
package resolve
