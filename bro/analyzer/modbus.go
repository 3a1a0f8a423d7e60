package analyzer

import (
	"encoding/binary"

	"brig/bro/packet"
)

// ModbusEvents are raised by the MODBUS analyzer: Modbus over TCP.
type ModbusEvents struct {
	// ModbusMessage is raised for every message, before the others.
	ModbusMessage   func(c *packet.Conn, h *ModbusHeader, isOrig bool)
	ModbusException func(c *packet.Conn, h *ModbusHeader, code uint64)
	// modbus_read_coils_request and all others of a function, by h.Function. What
	// the message says is args, in the order of the event's parameters: uint64,
	// bool, string, []bool (coils), []uint16 (registers) or []ModbusFileRecord.
	ModbusFunction func(c *packet.Conn, h *ModbusHeader, isOrig bool, args []any)
}

// ModbusHeader is Bro's record ModbusHeaders.
type ModbusHeader struct {
	Transaction, Protocol, Unit uint64
	Function                    uint64
	Len                         uint64 // of what follows the function
}

// ModbusFileRecord is Bro's record ModbusFileRecordRequest, ModbusFileRecordResponse
// or ModbusFileReference, by the message.
type ModbusFileRecord struct {
	Type, File, Record uint64
	Len                uint64 // of a request or reference, in registers; of a response, in bytes
	Data               string
}

// Functions of Modbus whose contents are read (Application Protocol
// Specification 1.1b3).
const (
	ModbusReadCoils = 1 + iota
	ModbusReadDiscreteInputs
	ModbusReadHoldingRegisters
	ModbusReadInputRegisters
	ModbusWriteSingleCoil
	ModbusWriteSingleRegister
	ModbusDiagnostics               = 0x08
	ModbusWriteCoils                = 0x0f
	ModbusWriteRegisters            = 0x10
	ModbusReadFileRecord            = 0x14
	ModbusWriteFileRecord           = 0x15
	ModbusMaskWriteRegister         = 0x16
	ModbusReadWriteRegisters        = 0x17
	ModbusReadFIFOQueue             = 0x18
	ModbusEncapsulated              = 0x2b
	modbusException                 = 0x80 // bit of an answer
	modbusHeader                    = 8    // bytes with the function
	modbusBefore                    = 6    // bytes of the header that its length does not count
	modbusOn, modbusOff      uint16 = 0xff00, 0
)

// MaxModbusMessage is the longest message that is taken for Modbus, as the header
// counts; the specification allows 254 bytes.
const MaxModbusMessage = 4096

func modbusProtocol() *protocol {
	return &protocol{
		name:      "MODBUS",
		component: componentModbus,
		ports:     tcpPorts(502),
		newStream: func(b base) streamAnalyzer { return &modbusAnalyzer{base: b} },
	}
}

type modbusAnalyzer struct {
	base
	sides [2]modbusSide
	asked bool // a request was seen
	bad   bool // it is not Modbus
}

type modbusSide struct {
	kept []byte // the start of a message
	lost bool   // the start of the next message is not known
}

func (a *modbusAnalyzer) done()    {}
func (a *modbusAnalyzer) end(bool) {}

func (a *modbusAnalyzer) gap(orig bool, _ uint64) {
	a.sides[side(orig)] = modbusSide{lost: true}
}

func (a *modbusAnalyzer) stream(orig bool, data []byte) {
	s := &a.sides[side(orig)]
	if s.lost {
		// A segment that is one whole message is a start again.
		if len(data) < modbusHeader || binary.BigEndian.Uint16(data[2:]) != 0 || int(binary.BigEndian.Uint16(data[4:])) != len(data)-modbusBefore {
			return
		}
		s.lost = false
	}
	if len(s.kept) > 0 {
		s.kept = append(s.kept, data...)
		data = s.kept
	}
	for !a.bad && len(data) >= modbusHeader {
		length := int(binary.BigEndian.Uint16(data[4:]))
		switch {
		case binary.BigEndian.Uint16(data[2:]) != 0:
			a.refuse("protocol identifier is not Modbus")
		case length < 2 || length > MaxModbusMessage:
			a.refuse("bad length of a Modbus message")
		}
		if a.bad || len(data) < modbusBefore+length {
			break
		}
		a.message(orig, data[:modbusBefore+length])
		data = data[modbusBefore+length:]
	}
	if a.bad {
		data = nil
	}
	s.kept = append(s.kept[:0], data...)
}

func (a *modbusAnalyzer) refuse(reason string) {
	a.bad = true
	a.violate(reason)
}

func (a *modbusAnalyzer) message(orig bool, b []byte) {
	h := ModbusHeader{
		Transaction: uint64(binary.BigEndian.Uint16(b)),
		Protocol:    uint64(binary.BigEndian.Uint16(b[2:])),
		Unit:        uint64(b[6]),
		Function:    uint64(b[7]),
		Len:         uint64(len(b) - modbusHeader),
	}
	if orig {
		a.asked = true
	} else if a.asked {
		a.confirm()
	}
	if a.ev.ModbusMessage != nil {
		a.ev.ModbusMessage(a.c, &h, orig)
	}
	o := octets{rest: b[modbusHeader:]}
	if h.Function&modbusException != 0 {
		code := uint64(o.u8())
		if !o.short && a.ev.ModbusException != nil {
			a.ev.ModbusException(a.c, &h, code)
		}
		return
	}
	var args []any
	if orig {
		args = modbusRequest(h.Function, &o)
	} else {
		args = modbusResponse(h.Function, &o)
	}
	switch {
	case o.short:
		a.violate("truncated Modbus message")
	case args != nil && a.ev.ModbusFunction != nil:
		a.ev.ModbusFunction(a.c, &h, orig, args)
	}
}

// modbusRequest reads what a request says behind its function; nil is nothing
// that an event tells.
func modbusRequest(function uint64, o *octets) []any {
	number := func() uint64 { return uint64(o.u16()) }
	switch function {
	case ModbusReadCoils, ModbusReadDiscreteInputs, ModbusReadHoldingRegisters, ModbusReadInputRegisters, ModbusWriteSingleRegister:
		return []any{number(), number()}
	case ModbusWriteSingleCoil:
		return []any{number(), coil(o)}
	case ModbusDiagnostics, ModbusEncapsulated:
		return modbusData(function, o)
	case ModbusWriteCoils:
		start, n := number(), int(o.u16())
		bits := o.take(int(o.u8()))
		if n > 8*len(bits) {
			o.short = true
			return nil
		}
		return []any{start, coils(bits, n)}
	case ModbusWriteRegisters:
		start, _ := number(), o.u16()
		return []any{start, registers(o, int(o.u8()))}
	case ModbusReadFileRecord:
		n := uint64(o.u8())
		list := octets{rest: o.take(int(n))}
		records := []ModbusFileRecord{}
		for len(list.rest) > 0 && !list.short {
			records = append(records, ModbusFileRecord{Type: uint64(list.u8()), File: uint64(list.u16()), Record: uint64(list.u16()), Len: uint64(list.u16())})
		}
		o.short = o.short || list.short
		return []any{n, records}
	case ModbusWriteFileRecord:
		return fileReferences(o)
	case ModbusMaskWriteRegister:
		return []any{number(), number(), number()}
	case ModbusReadWriteRegisters:
		read, n, write, _ := number(), number(), number(), o.u16()
		return []any{read, n, write, registers(o, int(o.u8()))}
	case ModbusReadFIFOQueue:
		return []any{number()}
	}
	return nil
}

// modbusResponse is the same for an answer.
func modbusResponse(function uint64, o *octets) []any {
	number := func() uint64 { return uint64(o.u16()) }
	switch function {
	case ModbusReadCoils, ModbusReadDiscreteInputs:
		bits := o.take(int(o.u8()))
		return []any{coils(bits, 8*len(bits))}
	case ModbusReadHoldingRegisters, ModbusReadInputRegisters, ModbusReadWriteRegisters:
		return []any{registers(o, int(o.u8()))}
	case ModbusWriteSingleCoil:
		return []any{number(), coil(o)}
	case ModbusWriteSingleRegister, ModbusWriteCoils, ModbusWriteRegisters:
		return []any{number(), number()}
	case ModbusDiagnostics, ModbusEncapsulated:
		return modbusData(function, o)
	case ModbusReadFileRecord:
		n := uint64(o.u8())
		list := octets{rest: o.take(int(n))}
		records := []ModbusFileRecord{}
		for len(list.rest) > 0 && !list.short {
			r := ModbusFileRecord{Len: uint64(list.u8()), Type: uint64(list.u8())}
			if r.Len == 0 {
				list.short = true // the type counts too
				break
			}
			r.Data = string(list.take(int(r.Len) - 1))
			records = append(records, r)
		}
		o.short = o.short || list.short
		return []any{n, records}
	case ModbusWriteFileRecord:
		return fileReferences(o)
	case ModbusMaskWriteRegister:
		return []any{number(), number(), number()}
	case ModbusReadFIFOQueue:
		_, n := o.u16(), int(o.u16())
		return []any{registers(o, 2*n)}
	}
	return nil
}

// modbusData reads a number that says more about the function, and data.
func modbusData(function uint64, o *octets) []any {
	var more uint64
	if function == ModbusDiagnostics {
		more = uint64(o.u16())
	} else {
		more = uint64(o.u8())
	}
	return []any{more, string(o.take(len(o.rest)))}
}

func fileReferences(o *octets) []any {
	n := uint64(o.u8())
	list := octets{rest: o.take(int(n))}
	records := []ModbusFileRecord{}
	for len(list.rest) > 0 && !list.short {
		r := ModbusFileRecord{Type: uint64(list.u8()), File: uint64(list.u16()), Record: uint64(list.u16()), Len: uint64(list.u16())}
		r.Data = string(list.take(2 * int(r.Len)))
		records = append(records, r)
	}
	o.short = o.short || list.short
	return []any{n, records}
}

func coil(o *octets) bool {
	v := o.u16()
	if v != modbusOn && v != modbusOff {
		o.short = true
	}
	return v == modbusOn
}

// coils takes n bits, the lowest of each byte first.
func coils(bits []byte, n int) []bool {
	list := make([]bool, n)
	for i := range list {
		list[i] = bits[i/8]>>(i%8)&1 != 0
	}
	return list
}

func registers(o *octets, bytes int) []uint16 {
	if bytes%2 != 0 {
		o.short = true
	}
	data := o.take(bytes)
	list := make([]uint16, len(data)/2)
	for i := range list {
		list[i] = binary.BigEndian.Uint16(data[2*i:])
	}
	return list
}
