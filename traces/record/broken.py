"""broken.py serve, or broken.py CASE...: connections that go wrong, and HTTP
that no polite client would write. Each case is a function of this file.
"""
import socket
import struct
import sys
import threading
import time

WEB, SITE = "198.51.100.10", "198.51.100.10"


def linger0(s):
    """Makes close send a reset."""
    s.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))


# The server's side.

def on_reset(s):
    s.recv(1000)
    s.sendall(b"the rest of this will not come\n")
    linger0(s)


def on_silent(s):
    while s.recv(1000):
        pass


def on_echo(s):
    s.settimeout(20)
    while data := s.recv(1000):
        s.sendall(data)


def on_flood(s):
    s.recv(100)
    s.sendall(b"read me when you have time\n" * 6000)


def on_urgent(s):
    s.setsockopt(socket.SOL_SOCKET, socket.SO_OOBINLINE, 1)
    while s.recv(1000):
        pass


PORTS = {7001: on_reset, 7002: on_silent, 7003: on_flood, 7004: on_urgent, 7777: on_echo, 7778: on_echo}


def serve():
    def handle(s, f):
        try:
            with s:
                f(s)
        except OSError:
            pass

    def listen(port, f):
        with socket.create_server((SITE, port)) as l:
            while True:
                s, _ = l.accept()
                threading.Thread(target=handle, args=(s, f), daemon=True).start()

    for port, f in PORTS.items():
        threading.Thread(target=listen, args=(port, f)).start()


# The client's side.

def connect(port, host=SITE, timeout=10):
    return socket.create_connection((host, port), timeout)


def read_all(s):
    out = b""
    while data := s.recv(65536):
        out += data
    return out


def reset_by_server():
    with connect(7001) as s:
        s.sendall(b"hello\n")
        read_all(s)


def reset_by_client():
    s = connect(80)
    s.sendall(b"GET /large.txt HTTP/1.1\r\nHost: www.example.org\r\nUser-Agent: impatient/1.0\r\n\r\n")
    s.recv(2000)
    linger0(s)
    s.close()


def silent():
    with connect(7002) as s:
        s.sendall(b"is anyone there?\n")
        time.sleep(2)


def refused():
    for port in (81, 110, 143, 3306, 6667):
        for host in (SITE, "2001:db8:100::10"):
            try:
                connect(port, host).close()
            except ConnectionRefusedError:
                pass


def unanswered():
    """The gate throws these away; unreachable addresses it reports."""
    for host in ("203.0.113.7", "2001:db8:bad::7", "192.0.2.1", "192.0.2.200"):
        try:
            connect(80, host, timeout=4).close()
        except OSError:
            pass


def half_open():
    try:
        connect(7777, timeout=7).close()
    except OSError:
        pass


def dying():
    with connect(7778) as s:
        s.settimeout(6)
        for i in range(200):
            s.sendall(b"still there? %d\n" % i)
            s.recv(1000)


def zero_window():
    with socket.socket() as s:
        s.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, 4096)
        s.connect((SITE, 7003))
        s.sendall(b"go\n")
        time.sleep(2)
        read_all(s)


def urgent():
    with connect(7004) as s:
        s.sendall(b"some data ")
        s.send(b"!", socket.MSG_OOB)
        s.sendall(b" and more\n")


def half_closed():
    with connect(80) as s:
        s.sendall(b"GET /report.txt HTTP/1.0\r\nHost: www.example.org\r\n\r\n")
        s.shutdown(socket.SHUT_WR)
        read_all(s)


def pipelined():
    with connect(80) as s:
        for i in range(12):
            s.sendall(b"GET /page%02d.html HTTP/1.1\r\nHost: www.example.org\r\nUser-Agent: pipeline/1.0\r\n%s\r\n"
                      % (i, b"Connection: close\r\n" if i == 11 else b""))
        read_all(s)


def dribbled():
    """A request in segments of one byte."""
    with connect(80) as s:
        s.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        for c in b"GET /new.html HTTP/1.1\r\nHost: www.example.org\r\nUser-Agent: slow/1.0\r\nConnection: close\r\n\r\n":
            s.sendall(bytes([c]))
            time.sleep(0.002)
        read_all(s)


def malformed():
    for text in (b"GET\r\n\r\n", b"FETCH / HTTP/9.9\r\n\r\n", b"GET / HTTP/1.1\r\n\r\n", b"\x16\x03\x01\x00\x05hello\r\n\r\n",
                 b"GET /" + b"a" * 9000 + b" HTTP/1.1\r\nHost: www.example.org\r\n\r\n", b"GET / HTTP/1.1\r\nHost: a b\r\n\r\n",
                 b"GET /../../etc/motd HTTP/1.1\r\nHost: www.example.org\r\n\r\n", b"GET /page00.html\r\n\r\n",
                 b"POST /app/x HTTP/1.1\r\nHost: www.example.org\r\nContent-Length: nine\r\n\r\n", b"TRACE / HTTP/1.1\r\nHost: www.example.org\r\n\r\n"):
        with connect(80) as s:
            s.sendall(text)
            read_all(s)


def idle():
    """Says nothing, until the server has enough."""
    with connect(80, timeout=12) as s:
        read_all(s)


for case in sys.argv[1:]:
    try:
        globals()[case]()
    except OSError as e:
        print(f"{case}: {e}", flush=True)
