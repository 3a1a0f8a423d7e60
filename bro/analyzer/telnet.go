package analyzer

import (
	"fmt"
	"strings"
)

// Commands of Telnet (RFC 854).
const (
	telnetSE   = 240
	telnetSB   = 250
	telnetWill = 251
	telnetWont = 252
	telnetDo   = 253
	telnetDont = 254
	telnetIAC  = 255
)

// Options of Telnet (RFC 1091, 1096, 1408, 1572, 2941, 2946).
const (
	telnetTerminal   = 24
	telnetDisplay    = 35
	telnetOldEnviron = 36
	telnetAuth       = 37
	telnetEncrypt    = 38
	telnetNewEnviron = 39
	telnetLastOption = 49 // of those that are numbered in order
)

// MaxTelnetOption is how much of a subnegotiation is kept; of a longer one
// nothing is made.
const MaxTelnetOption = 4 << 10

func telnetProtocol() *protocol {
	return &protocol{
		name:      "TELNET",
		component: componentTelnet,
		newStream: func(b base) streamAnalyzer {
			a := &telnetAnalyzer{login: login{base: b}}
			a.sides[0].a, a.sides[1].a, a.sides[1].orig = a, a, true
			return a
		},
	}
}

type telnetAnalyzer struct {
	login
	sides     [2]telnetSide // responder, originator
	name      string        // who the client authenticates as
	encrypted bool
}

type telnetMode uint8

const (
	telnetText    telnetMode = iota
	telnetCommand            // after IAC
	telnetVerb               // after IAC WILL and the like
	telnetOption             // within a subnegotiation
	telnetOptionIAC
)

// A telnetOptionState is what was said last about an option of a side.
type telnetOptionState struct {
	refused   bool // by the side itself: WONT
	forbidden bool // by the other side: DONT
}

type telnetSide struct {
	a      *telnetAnalyzer
	orig   bool
	line   loginLine
	mode   telnetMode
	verb   byte
	option []byte
	over   bool // the subnegotiation is too long
	states map[byte]telnetOptionState
}

func (a *telnetAnalyzer) end(bool) {}
func (a *telnetAnalyzer) done()    {}

func (a *telnetAnalyzer) gap(orig bool, n uint64) {
	s := &a.sides[side(orig)]
	s.mode, s.line = telnetText, loginLine{}
	if a.state == LoginAuthenticate {
		a.confused("gap", "")
	}
}

func (a *telnetAnalyzer) stream(orig bool, data []byte) {
	s := &a.sides[side(orig)]
	for _, b := range data {
		if a.encrypted || a.f.disabled {
			return
		}
		s.add(b)
	}
}

func (s *telnetSide) add(b byte) {
	switch s.mode {
	case telnetText:
		if b == telnetIAC {
			s.mode = telnetCommand
		} else {
			s.text(b)
		}
	case telnetCommand:
		s.mode = telnetText
		switch b {
		case telnetIAC:
			s.text(b)
		case telnetWill, telnetWont, telnetDo, telnetDont:
			s.mode, s.verb = telnetVerb, b
		case telnetSB:
			s.mode, s.option, s.over = telnetOption, s.option[:0], false
		}
	case telnetVerb:
		s.mode = telnetText
		s.negotiate(s.verb, b)
	case telnetOption:
		if b == telnetIAC {
			s.mode = telnetOptionIAC
		} else {
			s.keep(b)
		}
	case telnetOptionIAC:
		switch b {
		case telnetIAC:
			s.mode = telnetOption
			s.keep(b)
		case telnetSE:
			s.mode = telnetText
			s.subnegotiation()
		default:
			s.mode = telnetText
			if f := s.a.ev.BadOptionTermination; f != nil {
				f(s.a.c)
			}
		}
	}
}

func (s *telnetSide) keep(b byte) {
	switch {
	case len(s.option) < MaxTelnetOption:
		s.option = append(s.option, b)
	case !s.over:
		s.over = true
		s.a.weird("nvt_option_size_exceeded", fmt.Sprint(len(s.option)))
	}
}

func (s *telnetSide) text(b byte) {
	whole, over := s.line.add(b)
	if over {
		s.a.weird("nvt_line_size_exceeded", fmt.Sprint(MaxLoginLine))
	}
	if !whole && !over {
		return
	}
	if line := s.line.take(); s.orig {
		s.a.fromClient(line)
	} else {
		s.a.fromServer(line)
	}
}

// negotiate takes WILL, WONT, DO or DONT.
func (s *telnetSide) negotiate(verb, option byte) {
	a := s.a
	a.confirm()
	of := s // whose option it is
	if verb == telnetDo || verb == telnetDont {
		of = &a.sides[side(!s.orig)]
	}
	if of.states == nil {
		of.states = map[byte]telnetOptionState{}
	}
	st := of.states[option]
	switch verb {
	case telnetWill:
		if st.forbidden {
			s.inconsistent()
		}
		st.refused = false
	case telnetWont:
		st.refused = true
	case telnetDo:
		st.forbidden = false
	case telnetDont:
		st.forbidden = true
	}
	of.states[option] = st
}

func (s *telnetSide) inconsistent() {
	if f := s.a.ev.InconsistentOption; f != nil {
		f(s.a.c)
	}
}

func (s *telnetSide) bad() {
	if f := s.a.ev.BadOption; f != nil {
		f(s.a.c)
	}
}

// subnegotiation takes what stands between SB and SE.
func (s *telnetSide) subnegotiation() {
	a := s.a
	switch {
	case s.over:
		return
	case len(s.option) == 0:
		s.bad()
		return
	}
	option, b := s.option[0], s.option[1:]
	if s.states[option].refused || s.states[option].forbidden {
		s.inconsistent()
	}
	const is = 0
	switch option {
	case telnetTerminal, telnetDisplay:
		switch f := a.ev.LoginTerminal; {
		case len(b) == 0:
			s.bad()
		case b[0] != is || !s.orig:
		default:
			if option == telnetDisplay {
				f = a.ev.LoginDisplay
			}
			if f != nil {
				f(a.c, string(b[1:]))
			}
		}
	case telnetOldEnviron, telnetNewEnviron:
		s.environment(b)
	case telnetAuth:
		s.authentication(b)
	case telnetEncrypt:
		const start = 3
		if len(b) == 0 {
			s.bad()
		} else if b[0] == start {
			a.encrypted, a.state = true, LoginSkip
			if a.ev.ActivatingEncryption != nil {
				a.ev.ActivatingEncryption(a.c)
			}
		}
	default:
		if option > telnetLastOption && option != telnetIAC {
			s.bad()
		}
	}
}

// environment takes variables and their values.
func (s *telnetSide) environment(b []byte) {
	const (
		is, info             = 0, 2
		variable, value      = 0, 1
		escape, userVariable = 2, 3
	)
	if len(b) == 0 {
		s.bad()
		return
	}
	if !s.orig || b[0] != is && b[0] != info {
		return
	}
	var name, text strings.Builder
	var in *strings.Builder
	for i := 1; i < len(b); i++ {
		switch b[i] {
		case variable, userVariable:
			s.variable(name.String(), text.String())
			name.Reset()
			text.Reset()
			in = &name
		case value:
			in = &text
		default:
			if b[i] == escape && i+1 < len(b) {
				i++
			}
			if in == nil {
				s.bad()
				return
			}
			in.WriteByte(b[i])
		}
	}
	s.variable(name.String(), text.String())
}

// variable takes a variable; one without a value is not defined.
func (s *telnetSide) variable(name, value string) {
	a := s.a
	if value == "" {
		return
	}
	switch name {
	case "TERM":
		call(a.ev.LoginTerminal, a.c, value)
	case "DISPLAY":
		call(a.ev.LoginDisplay, a.c, value)
	case "TTYPROMPT":
		call(a.ev.LoginPrompt, a.c, value)
	case "USER":
		if a.state == LoginAuthenticate {
			a.user, a.known = value, true
		}
	}
}

// authentication takes the name of the client, and whether the server accepts it.
func (s *telnetSide) authentication(b []byte) {
	const (
		reply, name      = 2, 3
		rejected, accept = 1, 2 // of all types that are in use
	)
	switch {
	case len(b) == 0:
		s.bad()
	case b[0] == name && s.orig:
		s.a.name = string(b[1:])
	case b[0] == reply && !s.orig:
		if len(b) < 4 {
			s.bad()
			return
		}
		who := s.a.name
		if who == "" {
			who = "<empty>"
		}
		switch b[3] {
		case accept:
			call(s.a.ev.AuthenticationAccepted, s.a.c, who)
		case rejected:
			call(s.a.ev.AuthenticationRejected, s.a.c, who)
		}
	}
}
