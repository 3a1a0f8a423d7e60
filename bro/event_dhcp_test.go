package bro

import (
	"strings"
	"testing"
)

func TestHardwareAddr(t *testing.T) {
	for _, test := range []struct{ bytes, want string }{
		{"", ""},
		{"\x01\x02\x03\x04\x05", ""},
		{"\x00\x16\x3e\x0a\x0b\xff", "00:16:3e:0a:0b:ff"},
		{"\x00\x16\x3e\x0a\x0b\xff\x01", ""},
		{"\x00\x16\x3e\x0a\x0b\xff\x00\x00", "00:16:3e:0a:0b:ff"},
		{"\x00\x16\x3e\x0a\x0b\xff\x00\x01", "00:16:3e:0a:0b:ff:00:01"},
	} {
		if got := hardwareAddr([]byte(test.bytes)); got != test.want {
			t.Errorf("hardwareAddr(% x) = %q, want %q", test.bytes, got, test.want)
		}
	}
}

func TestLabelled(t *testing.T) {
	for _, test := range []struct{ bytes, want string }{
		{"", ""},
		{"\x00", ""},
		{"\x04host\x07example\x00", "host.example"},
		{"\x04host", "host"},
		{"\xffhost", "host"},
		{strings.Repeat("\x01a", 3), "a.a.a"},
	} {
		if got := labelled([]byte(test.bytes)); got != test.want {
			t.Errorf("labelled(%q) = %q, want %q", test.bytes, got, test.want)
		}
	}
}
