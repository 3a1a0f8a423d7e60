package trace

import (
	"encoding/binary"
	"fmt"
	"math/bits"
)

// Options says what an entry is and which optional fields follow it. Bits
// without a name here have no meaning and no field.
type Options uint32

const (
	Type           Options = 0x001 // meaning unknown, no field
	Timestamp      Options = 0x002 // a packet starts with this entry: Time is set
	Usage          Options = 0x004 // User, System and MaxRSS are set
	Call           Options = 0x040 // a function was entered
	Return         Options = 0x080 // a function was left
	Clocks         Options = 0x100 // Real and Virtual are set
	ComponentEvent Options = 0x200 // a component was used; in version 2, entered
	// ComponentLeft is of version 2. In version 1 the bit has no meaning.
	ComponentLeft Options = 0x400
	// Outside is of version 2: from this entry on, until the next with a
	// Timestamp, nothing belongs to a packet.
	Outside Options = 0x800
)

// IsScript reports whether the identifier of an entry with these options is
// that of a script function. All other identifiers are those of components,
// also when nothing says what the entry is.
func (o Options) IsScript() bool { return o&(Call|Return) != 0 }

// An ID identifies a script function and one of its bodies, or a component.
type ID uint32

// MakeID returns the identifier of a body of a function. Only the low 16
// bits of each count.
func MakeID(function, body int) ID { return ID(uint16(function)) | ID(uint16(body))<<16 }

// Function returns the number of the function or component.
func (id ID) Function() int { return int(int16(id)) }

// Body returns the number of the function's body, from 0.
func (id ID) Body() int { return int(int16(id >> 16)) }

func (id ID) String() string { return fmt.Sprintf("%d.%d", id.Function(), id.Body()) }

// An Entry is one record of a trace. A field whose option is not set is 0.
// The unit of times is a microsecond in version 1 and a nanosecond in
// version 2.
type Entry struct {
	Options Options
	ID      ID
	Real    int64 // wall clock from any origin
	Virtual int64 // CPU clock from any origin
	Time    int64 // network time; brig's engine counts it from 1970
	User    int64 // getrusage user time
	System  int64 // getrusage system time
	MaxRSS  int64 // getrusage maximum resident set, in the unit of the writer's system
}

// maxEntrySize is the size of an entry with all optional fields.
const maxEntrySize = 8 + 16 + 8 + 24

// size returns the encoded size of an entry with options o.
func (o Options) size() int {
	n := 8
	if o&Clocks != 0 {
		n += 16
	}
	if o&Timestamp != 0 {
		n += 8
	}
	if o&Usage != 0 {
		n += 24
	}
	return n
}

// Order is the byte order of a trace.
type Order uint8

const (
	LittleEndian Order = iota
	BigEndian
)

func (o Order) String() string {
	if o == BigEndian {
		return "big"
	}
	return "little"
}

func (o Order) uint32(b []byte) uint32 {
	v := binary.LittleEndian.Uint32(b)
	if o == BigEndian {
		v = bits.ReverseBytes32(v)
	}
	return v
}

func (o Order) uint64(b []byte) uint64 {
	v := binary.LittleEndian.Uint64(b)
	if o == BigEndian {
		v = bits.ReverseBytes64(v)
	}
	return v
}

func (o Order) putUint64(b []byte, v uint64) {
	if o == BigEndian {
		v = bits.ReverseBytes64(v)
	}
	binary.LittleEndian.PutUint64(b, v)
}

func (o Order) putUint32(b []byte, v uint32) {
	if o == BigEndian {
		v = bits.ReverseBytes32(v)
	}
	binary.LittleEndian.PutUint32(b, v)
}

// put encodes e at the start of b, which has room for it, and returns the
// size. The first eight bytes are one word, so that the byte order needs no
// case of its own: options in bits 0 to 31, then function, then body.
func (o Order) put(b []byte, e *Entry) int {
	o.putUint64(b, uint64(e.Options)|uint64(e.ID)<<32)
	n := 8
	if e.Options&Clocks != 0 {
		o.putUint64(b[n:], uint64(e.Real))
		o.putUint64(b[n+8:], uint64(e.Virtual))
		n += 16
	}
	if e.Options&Timestamp != 0 {
		o.putUint64(b[n:], uint64(e.Time))
		n += 8
	}
	if e.Options&Usage != 0 {
		o.putUint64(b[n:], uint64(e.User))
		o.putUint64(b[n+8:], uint64(e.System))
		o.putUint64(b[n+16:], uint64(e.MaxRSS))
		n += 24
	}
	return n
}
