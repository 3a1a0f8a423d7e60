"""wire.py NEAR AWAY SEED is a bad link: it carries Ethernet frames between two
devices, late, and loses, reorders and doubles some of them.

It stands in for netem, which not every kernel has. Loss begins with IP: ARP
and neighbour discovery pass, so that the link is bad and not dead. Two TCP
ports are special, to make what a random loss makes rarely:

  7777  replies never come through: connections stay half-open
  7778  after a dozen frames nothing comes through: connections die silently
"""
import heapq
import random
import select
import socket
import struct
import sys
import time

LOSS, REORDER, DOUBLE = 0.02, 0.03, 0.005
DELAY, JITTER, LATE = 0.008, 0.0005, 0.006  # seconds

near, away, seed = sys.argv[1:]
rnd = random.Random(int(seed))


def device(name):
    s = socket.socket(socket.AF_PACKET, socket.SOCK_RAW, socket.htons(3))
    s.bind((name, 3))
    s.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, 4 << 20)
    promiscuous = struct.pack("IHH8s", socket.if_nametoindex(name), 1, 0, b"")
    s.setsockopt(263, 1, promiscuous)  # SOL_PACKET, PACKET_ADD_MEMBERSHIP
    return s


def ip(frame):
    """The protocol and the payload of the IP packet in a frame."""
    kind = frame[12:14]
    if kind == b"\x08\x00":
        return frame[23], frame[14 + 4 * (frame[14] & 15):]
    if kind == b"\x86\xdd":
        return frame[20], frame[54:]
    return None, b""


dying = {}  # client port -> frames carried, of connections to port 7778


def carried(frame, inward):
    """How late the copies of a frame are, in seconds; none when it is lost."""
    proto, body = ip(frame)
    if proto is None or proto == 58 and body[0] in range(133, 138):
        return [0]
    if proto == 6:
        src, dst = struct.unpack(">HH", body[:4])
        if src == 7777 and inward:
            return []
        if 7778 in (src, dst):
            client = dst if inward else src
            dying[client] = dying.get(client, 0) + 1
            return [DELAY] if dying[client] <= 12 else []
    if rnd.random() < LOSS:
        return []
    late = DELAY + rnd.random() * JITTER
    if rnd.random() < REORDER:
        late += LATE
    return [late, late + JITTER] if rnd.random() < DOUBLE else [late]


a, b = device(near), device(away)
queue, n = [], 0
while True:
    wait = max(0, queue[0][0] - time.monotonic()) if queue else None
    for s in select.select([a, b], [], [], wait)[0]:
        frame, address = s.recvfrom(65536)
        if address[2] == 4:  # PACKET_OUTGOING: what we sent ourselves
            continue
        now = time.monotonic()
        for late in carried(frame, inward=s is b):
            n += 1
            heapq.heappush(queue, (now + late, n, a if s is b else b, frame))
    while queue and queue[0][0] <= time.monotonic():
        _, _, out, frame = heapq.heappop(queue)
        try:
            out.send(frame)
        except OSError as e:
            print("sending:", e, flush=True)
