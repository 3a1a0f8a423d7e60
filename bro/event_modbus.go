package bro

import (
	"maps"
	"slices"

	"brig/bro/analyzer"
	"brig/bro/interp"
	"brig/bro/packet"
	"brig/bro/resolve"
)

// modbusFunctions are the events of each function: their names without
// modbus_ and _request or _response, and the kinds of their parameters behind
// the header.
var modbusFunctions = map[uint64]struct {
	name              string
	request, response []resolve.Kind
}{
	analyzer.ModbusReadCoils:            {"read_coils", kinds(kCount, kCount), kinds(kVector)},
	analyzer.ModbusReadDiscreteInputs:   {"read_discrete_inputs", kinds(kCount, kCount), kinds(kVector)},
	analyzer.ModbusReadHoldingRegisters: {"read_holding_registers", kinds(kCount, kCount), kinds(kVector)},
	analyzer.ModbusReadInputRegisters:   {"read_input_registers", kinds(kCount, kCount), kinds(kVector)},
	analyzer.ModbusWriteSingleCoil:      {"write_single_coil", kinds(kCount, kBool), kinds(kCount, kBool)},
	analyzer.ModbusWriteSingleRegister:  {"write_single_register", kinds(kCount, kCount), kinds(kCount, kCount)},
	analyzer.ModbusDiagnostics:          {"diagnostics", kinds(kCount, kString), kinds(kCount, kString)},
	analyzer.ModbusWriteCoils:           {"write_multiple_coils", kinds(kCount, kVector), kinds(kCount, kCount)},
	analyzer.ModbusWriteRegisters:       {"write_multiple_registers", kinds(kCount, kVector), kinds(kCount, kCount)},
	analyzer.ModbusReadFileRecord:       {"read_file_record", kinds(kCount, kVector), kinds(kCount, kVector)},
	analyzer.ModbusWriteFileRecord:      {"write_file_record", kinds(kCount, kVector), kinds(kCount, kVector)},
	analyzer.ModbusMaskWriteRegister:    {"mask_write_register", kinds(kCount, kCount, kCount), kinds(kCount, kCount, kCount)},
	analyzer.ModbusReadWriteRegisters:   {"read_write_multiple_registers", kinds(kCount, kCount, kCount, kVector), kinds(kVector)},
	analyzer.ModbusReadFIFOQueue:        {"read_fifo_queue", kinds(kCount), kinds(kVector)},
	analyzer.ModbusEncapsulated:         {"encap_interface_transport", kinds(kCount, kString), kinds(kCount, kString)},
}

// kinds are the parameters of an event behind the connection and the header.
func kinds(more ...resolve.Kind) []resolve.Kind {
	return append([]resolve.Kind{kRecord, kRecord}, more...)
}

type modbusKey struct {
	function uint64
	isOrig   bool
}

func (e *engine) wireModbus() {
	ev := &e.events.ModbusEvents
	header := e.modbusHeader()
	if h := e.handled("modbus_message", kRecord, kRecord, kBool); h != nil {
		ev.ModbusMessage = func(c *packet.Conn, m *analyzer.ModbusHeader, isOrig bool) {
			h.queue(e.conn(c), header(m), interp.Bool(isOrig))
		}
	}
	if h := e.handled("modbus_exception", kRecord, kRecord, kCount); h != nil {
		ev.ModbusException = func(c *packet.Conn, m *analyzer.ModbusHeader, code uint64) {
			h.queue(e.conn(c), header(m), interp.Count(code))
		}
	}
	handlers := map[modbusKey]*handler{}
	for _, function := range slices.Sorted(maps.Keys(modbusFunctions)) {
		f := modbusFunctions[function]
		if h := e.handled("modbus_"+f.name+"_request", f.request...); h != nil {
			handlers[modbusKey{function, true}] = h
		}
		if h := e.handled("modbus_"+f.name+"_response", f.response...); h != nil {
			handlers[modbusKey{function, false}] = h
		}
	}
	if len(handlers) == 0 {
		return
	}
	ev.ModbusFunction = func(c *packet.Conn, m *analyzer.ModbusHeader, isOrig bool, args []any) {
		h := handlers[modbusKey{m.Function, isOrig}]
		if h == nil {
			return
		}
		values := []interp.Value{e.conn(c), header(m)}
		for _, a := range args {
			if len(values) == len(h.params) {
				break
			}
			values = append(values, e.modbusValue(h.params[len(values)].Type, a))
		}
		h.queue(values...)
	}
}

// modbusHeader makes records ModbusHeaders.
func (e *engine) modbusHeader() func(*analyzer.ModbusHeader) interp.Value {
	s := newShape(e.in.Type("ModbusHeaders"), "tid", "pid", "uid", "function_code", "len")
	return func(m *analyzer.ModbusHeader) interp.Value {
		return s.record(e.in, interp.Count(m.Transaction), interp.Count(m.Protocol), interp.Count(m.Unit),
			interp.Count(m.Function), interp.Count(m.Len))
	}
}

// modbusValue makes the value of a parameter.
func (e *engine) modbusValue(t *resolve.Type, arg any) interp.Value {
	switch arg := arg.(type) {
	case uint64:
		return interp.Count(arg)
	case bool:
		return interp.Bool(arg)
	case string:
		return interp.String(arg)
	case []bool:
		list := interp.NewVector(t)
		for _, on := range arg {
			list.Append(interp.Bool(on))
		}
		return list.Value()
	case []uint16:
		list := interp.NewVector(t)
		for _, r := range arg {
			list.Append(interp.Count(uint64(r)))
		}
		return list.Value()
	case []analyzer.ModbusFileRecord:
		list := interp.NewVector(t)
		if t.Kind != resolve.Vector || t.Elem == nil {
			return list.Value() // a handler that takes anything
		}
		s := newShape(t.Elem, "ref_type", "file_num", "record_num", "record_len", "record_data", "file_len")
		for _, f := range arg {
			list.Append(s.record(e.in, interp.Count(f.Type), interp.Count(f.File), interp.Count(f.Record), interp.Count(f.Len),
				interp.String(f.Data), interp.Count(f.Len)))
		}
		return list.Value()
	}
	return interp.Value{}
}
