"""content.py DIR SEED makes what the site serves: zones, pages, files, mail.

Everything is drawn from the seed and from a short list of words, so that the
capture compresses well and holds nobody's data.
"""
import gzip
import json
import os
import random
import struct
import sys
import zlib

root, rnd = sys.argv[1], random.Random(int(sys.argv[2]))
WORDS = """packet script event layer filter stream record vector table port
subnet address interval pattern string count handler module export notice
policy weird analyzer cluster manager worker proxy logger sensor traffic
river stone cloud harbour lantern copper meadow winter orchard bridge""".split()


def write(name, text):
    path = os.path.join(root, name)
    os.makedirs(os.path.dirname(path), exist_ok=True)
    mode = "wb" if isinstance(text, bytes) else "w"
    with open(path, mode) as f:
        f.write(text)


def sentence():
    return " ".join(rnd.choice(WORDS) for _ in range(rnd.randint(6, 14))).capitalize() + "."


def prose(size):
    lines, n = [], 0
    while n < size:
        lines.append(sentence())
        n += len(lines[-1]) + 1
    return "\n".join(lines) + "\n"


def page(title, size):
    links = "".join(f'<li><a href="/page{rnd.randrange(40):02d}.html">{rnd.choice(WORDS)}</a></li>\n' for _ in range(8))
    return (f'<!doctype html>\n<html lang="en"><head><meta charset="utf-8"><title>{title}</title>\n'
            f'<link rel="stylesheet" href="/style.css"><script src="/app.js"></script></head>\n'
            f'<body><h1>{title}</h1>\n<ul>\n{links}</ul>\n'
            + "".join(f"<p>{s}</p>\n" for s in prose(size).splitlines()) + "</body></html>\n")


def picture(side):
    """A square PNG of coloured noise, which does not compress."""
    def chunk(kind, data):
        return struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data))
    rows = b"".join(b"\0" + rnd.randbytes(3 * side) for _ in range(side))
    return (b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", struct.pack(">IIBBBBB", side, side, 8, 2, 0, 0, 0))
            + chunk(b"IDAT", zlib.compress(rows)) + chunk(b"IEND", b""))


def zones():
    soa = ("$TTL 3600\n@ IN SOA ns1.example.org. hostmaster.example.org. (2013060101 7200 1800 1209600 300)\n"
           "@ IN NS ns1.example.org.\n@ IN NS ns2.example.org.\n")
    names = {"www": 10, "api": 10, "mail": 20, "ftp": 30, "shell": 40, "ns1": 53, "time": 123, "slow": 200}
    org = soa + "@ IN A 198.51.100.10\n@ IN AAAA 2001:db8:100::10\n"
    org += "@ IN MX 10 mail\n@ IN MX 20 backup.example.net.\n@ IN TXT \"v=spf1 mx -all\"\n"
    org += "@ IN CAA 0 issue \"ca.example.net\"\n_imap._tcp IN SRV 0 1 143 mail\n"
    org += "ns2 IN A 198.51.100.54\nblog IN CNAME www\nnews IN CNAME blog\nsmtp IN CNAME mail\n"
    org += "v4 IN A 198.51.100.10\nv6 IN AAAA 2001:db8:100::10\nlost IN A 203.0.113.9\n*.wild IN A 198.51.100.10\n"
    rev = soa + "54 IN PTR ns2.example.org.\n"
    rev6 = soa
    for name, n in names.items():
        org += f"{name} IN A 198.51.100.{n}\n{name} IN AAAA 2001:db8:100::{n}\n"
        if name == "api":
            continue
        rev += f"{n} IN PTR {name}.example.org.\n"
        nibbles = ".".join(reversed(f"{int(str(n), 16):020x}"))
        rev6 += f"{nibbles} IN PTR {name}.example.org.\n"
    for i in range(240):
        org += f"node{i:03d} IN A 198.51.100.{10 + i % 200}\n"
        if i % 2:
            org += f"node{i:03d} IN AAAA 2001:db8:100::{0x1000 + i:x}\n"
        if i % 5 == 0:
            org += f'node{i:03d} IN TXT "rack={i // 20} role={rnd.choice(WORDS)}"\n'
    # Too much for a reply of 512 bytes, so that it comes back truncated and again over TCP.
    for i in range(12):
        org += f'big IN TXT "part={i:02d} {prose(150)[:150].replace(chr(10), " ")}"\n'
        org += f"many IN A 198.51.100.{100 + i}\n"
    write("named/example.org", org)
    net = soa + "@ IN MX 10 mail.example.org.\n@ IN TXT \"files and mail of the example organisation\"\n"
    net += "".join(f"{n} IN A 198.51.100.10\n{n} IN AAAA 2001:db8:100::10\n" for n in ("files", "dav", "static"))
    write("named/example.net", net + "backup IN A 198.51.100.20\n")
    write("named/reverse-site", rev)
    write("named/reverse-site6", rev6)
    lan = dict(gate=1, ann=11, ben=12, cleo=13, dan=14, mallory=15, finn=16)
    write("named/reverse-lan", soa + "".join(f"{n} IN PTR {h}.example.org.\n" for h, n in lan.items()))


def site():
    write("www/index.html", page("The example organisation", 3000))
    write("www/new.html", page("We have moved here", 1500))
    write("www/missing.html", page("No such page", 400))
    write("www/limited.html", page("One at a time", 500))
    write("www/style.css", "".join(f".{w} {{ margin: {rnd.randrange(40)}px; color: #{rnd.randrange(4096):03x}; }}\n" for w in WORDS))
    write("www/app.js", "".join(f"function {w}_{i}(x) {{ return x + {rnd.randrange(1000)}; }}\n" for i in range(3) for w in WORDS))
    for i in range(40):
        write(f"www/page{i:02d}.html", page(f"Page {i}: {rnd.choice(WORDS)}", rnd.randint(600, 9000)))
    write("www/logo.png", picture(24))
    write("www/favicon.ico", b"\0\0\1\0\1\0\x08\x08\0\0\1\0\x20\0" + (len(icon := picture(8))).to_bytes(4, "little") + b"\x16\0\0\0" + icon)
    for part in ("head", "foot"):
        write(f"www/live/{part}.html", f"<p>{sentence()}</p>\n")
    write("www/live/index.shtml", '<html><body><!--#include virtual="head.html" -->\n<p>It is <!--#echo var="DATE_GMT" -->.</p>\n'
          + page("Live", 1200) + '<!--#include virtual="foot.html" --></body></html>\n')
    write("www/private/index.html", page("Members only", 900))
    write("www/secret/plan.html", page("Secret", 300))
    # The password is wonderland, as an unsalted hash that nginx knows.
    write("conf/members", "alice:{PLAIN}wonderland\n")
    write("www/report.txt", prose(120_000))
    write("www/large.txt", prose(400_000))
    os.makedirs(os.path.join(root, "dav/upload"))
    for d in ("dav", "dav/upload"):
        os.chmod(os.path.join(root, d), 0o777)
    for i in range(6):
        write(f"dav/list{i}.csv", "id,name,value\n" + "".join(f"{j},{rnd.choice(WORDS)},{rnd.randrange(100)}\n" for j in range(200)))
        write(f"ftp/pub/file{i}.txt", prose(4000 * (i + 1)))
    write("ftp/pub/archive.txt.gz", gzip.compress(prose(60_000).encode(), mtime=0))
    write("client/upload.txt", prose(20_000))
    write("client/form.json", json.dumps({w: rnd.randrange(1000) for w in WORDS}))
    for i in range(8):
        write(f"client/mail{i}", prose(rnd.randint(300, 6000)))


zones()
site()
