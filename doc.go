// Package brig is a reproducible benchmark appliance for the Bro network
// monitor.
package brig
