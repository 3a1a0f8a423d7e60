//go:build !linux

package main

// hugePages does nothing: this system chooses the size of pages itself.
func hugePages() {}
