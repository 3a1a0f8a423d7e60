package packet

// A Component is a part of the packet path that a trace can name. The numbers
// are fixed: packages above continue after ComponentReassembler.
type Component uint8

// Components of this package. Zero is no component.
const (
	ComponentPacket Component = iota + 1
	ComponentEthernet
	ComponentVLAN
	ComponentNull
	ComponentSLL
	ComponentIP
	ComponentFragment
	ComponentTCP
	ComponentUDP
	ComponentICMP
	ComponentOther // flows of other IP protocols
	ComponentReassembler
)

// ComponentNames lists the names of this package's components; the name of
// Component c is at c-1.
func ComponentNames() []string {
	return []string{"Packet", "Ethernet", "VLAN", "Null", "LinuxSLL", "IP", "Fragment",
		"TCP", "UDP", "ICMP", "UnknownIPTransport", "Reassembler"}
}

// Hooks are called when a component begins and ends its work on a packet, in
// properly nested pairs. Nil hooks cost a comparison.
type Hooks struct {
	Enter, Leave func(Component)
}

// EnterComponent calls Enter if it is set.
func (h *Hooks) EnterComponent(c Component) {
	if h.Enter != nil {
		h.Enter(c)
	}
}

// LeaveComponent calls Leave if it is set.
func (h *Hooks) LeaveComponent(c Component) {
	if h.Leave != nil {
		h.Leave(c)
	}
}
