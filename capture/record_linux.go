package capture

import (
	"context"
	"encoding/binary"
	"errors"
	"fmt"
	"io"
	"net"
	"os"
	"path/filepath"
	"strings"
	"time"

	"github.com/gopacket/gopacket/layers"
	"golang.org/x/sys/unix"
)

// receiveBuffer is how much the kernel keeps while packets are written.
const receiveBuffer = 64 << 20

// Kinds of interfaces, see linux/if_arp.h.
const (
	arphrdEther    = "1"
	arphrdLoopback = "772"
	arphrdNone     = "65534" // tun, wg
)

// Record writes what passes an interface to w, as a pcap file with times in
// nanoseconds, until a bound is reached or ctx ends. It needs the capability
// CAP_NET_RAW.
func Record(ctx context.Context, w io.Writer, r Recording) (*Recorded, error) {
	if err := r.check(); err != nil {
		return nil, err
	}
	fd, link, err := openInterface(r)
	if err != nil {
		return nil, fmt.Errorf("recording on %s: %w", r.Interface, err)
	}
	defer unix.Close(fd)
	snap := snapLength
	if r.Snap > 0 {
		snap = min(r.Snap, snapLength)
	}
	out := newWriter(w, link, 1)
	buffer, err := unix.GetsockoptInt(fd, unix.SOL_SOCKET, unix.SO_RCVBUF)
	if err != nil {
		return nil, fmt.Errorf("recording on %s: asking for the size of the buffer: %w", r.Interface, err)
	}
	done := &Recorded{Buffer: int64(buffer)}
	started := time.Now()
	packet, control := make([]byte, 4+snapLength), make([]byte, 256)
	for {
		done.Duration = time.Since(started)
		if done.Ended = r.over(out.packets, out.size, done.Duration); done.Ended != "" {
			break
		}
		if ctx.Err() != nil {
			done.Ended = "stopped"
			break
		}
		n, cn, _, from, err := unix.Recvmsg(fd, packet[4:], control, unix.MSG_TRUNC)
		switch {
		case errors.Is(err, unix.EAGAIN), errors.Is(err, unix.EINTR):
			continue // time to look at the bounds
		case err != nil:
			return nil, fmt.Errorf("recording on %s: %w", r.Interface, err)
		}
		if a, ok := from.(*unix.SockaddrLinklayer); ok && a.Pkttype == unix.PACKET_OUTGOING && a.Hatype == unix.ARPHRD_LOOPBACK {
			continue // it comes in as well
		}
		at, tag := auxiliary(control[:cn])
		if at == 0 {
			at = time.Now().UnixNano()
		}
		data, wire := packet[4:4+min(n, snapLength)], n
		if tag != nil && len(data) >= 12 {
			// The kernel has taken the VLAN's tag out of the frame.
			copy(packet, packet[4:16])
			copy(packet[12:], tag)
			data, wire = packet[:len(data)+4], n+4
		}
		if err := out.packet(at, wire, data[:min(len(data), snap)]); err != nil {
			return nil, fmt.Errorf("recording on %s: %w", r.Interface, err)
		}
		if r.Progress != nil && out.packets%256 == 0 {
			r.Progress(out.packets, out.size)
		}
	}
	if s, err := unix.GetsockoptTpacketStats(fd, unix.SOL_PACKET, unix.PACKET_STATISTICS); err == nil {
		done.Dropped = int64(s.Drops)
	}
	done.Packets, done.Size = out.packets, out.size
	return done, out.w.Flush()
}

// openInterface opens a socket that sees all packets of an interface.
func openInterface(r Recording) (fd int, link layers.LinkType, err error) {
	nic, err := net.InterfaceByName(r.Interface)
	if err != nil {
		return 0, 0, errors.New("there is no such interface")
	}
	kind, err := os.ReadFile(filepath.Join("/sys/class/net", nic.Name, "type"))
	if err != nil {
		return 0, 0, err
	}
	switch strings.TrimSpace(string(kind)) {
	case arphrdEther, arphrdLoopback:
		link = layers.LinkTypeEthernet
	case arphrdNone:
		link = layers.LinkTypeRaw
	default:
		return 0, 0, fmt.Errorf("interfaces of kind %s are not supported", strings.TrimSpace(string(kind)))
	}
	const all = unix.ETH_P_ALL<<8 | unix.ETH_P_ALL>>8 // in network order
	// Bound before it is opened for packets, so that none of another interface is seen.
	fd, err = unix.Socket(unix.AF_PACKET, unix.SOCK_RAW|unix.SOCK_CLOEXEC, 0)
	switch {
	case errors.Is(err, unix.EPERM):
		return 0, 0, errors.New("this needs root, or the capability CAP_NET_RAW")
	case err != nil:
		return 0, 0, fmt.Errorf("opening a packet socket: %w", err)
	}
	defer func() {
		if err != nil {
			unix.Close(fd)
		}
	}()
	wait := unix.NsecToTimeval(int64(100 * time.Millisecond))
	buffer := unix.SetsockoptInt(fd, unix.SOL_SOCKET, unix.SO_RCVBUFFORCE, receiveBuffer)
	if buffer != nil {
		// As large as one may who is not root: the kernel cuts it short.
		buffer = unix.SetsockoptInt(fd, unix.SOL_SOCKET, unix.SO_RCVBUF, receiveBuffer)
	}
	steps := []error{
		buffer,
		unix.SetsockoptInt(fd, unix.SOL_SOCKET, unix.SO_TIMESTAMPNS, 1),
		unix.SetsockoptInt(fd, unix.SOL_PACKET, unix.PACKET_AUXDATA, 1),
		unix.SetsockoptTimeval(fd, unix.SOL_SOCKET, unix.SO_RCVTIMEO, &wait),
	}
	if !r.Quiet {
		steps = append(steps, unix.SetsockoptPacketMreq(fd, unix.SOL_PACKET, unix.PACKET_ADD_MEMBERSHIP,
			&unix.PacketMreq{Ifindex: int32(nic.Index), Type: unix.PACKET_MR_PROMISC}))
	}
	steps = append(steps, unix.Bind(fd, &unix.SockaddrLinklayer{Protocol: all, Ifindex: nic.Index}))
	return fd, link, errors.Join(steps...)
}

// auxiliary reads what comes beside a packet: its time in ns, and the tag of its
// VLAN.
func auxiliary(control []byte) (at int64, tag []byte) {
	messages, err := unix.ParseSocketControlMessage(control)
	if err != nil {
		return 0, nil
	}
	for _, m := range messages {
		switch {
		case m.Header.Level == unix.SOL_SOCKET && m.Header.Type == unix.SO_TIMESTAMPNS && len(m.Data) >= 16:
			at = int64(binary.NativeEndian.Uint64(m.Data))*1e9 + int64(binary.NativeEndian.Uint64(m.Data[8:]))
		case m.Header.Level == unix.SOL_PACKET && m.Header.Type == unix.PACKET_AUXDATA && len(m.Data) >= 20:
			// struct tpacket_auxdata: status, len, snaplen, mac, net, vlan_tci, vlan_tpid
			status := binary.NativeEndian.Uint32(m.Data)
			if status&unix.TP_STATUS_VLAN_VALID == 0 {
				break
			}
			typ := uint16(0x8100)
			if status&unix.TP_STATUS_VLAN_TPID_VALID != 0 {
				typ = binary.NativeEndian.Uint16(m.Data[18:])
			}
			tag = binary.BigEndian.AppendUint16(nil, typ)
			tag = binary.BigEndian.AppendUint16(tag, binary.NativeEndian.Uint16(m.Data[16:]))
		}
	}
	return at, tag
}
