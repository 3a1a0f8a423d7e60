"""app.py is the program behind the site's web server.

On 127.0.0.1:8081 it speaks HTTP/1.1 to nginx; on 198.51.100.10:8080 it is
reached directly and speaks HTTP/1.0, where a body ends with the connection.
"""
import json
import threading
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

ITEMS = {}


class App(BaseHTTPRequestHandler):
    server_version = "ExampleApp/1.0"
    protocol_version = "HTTP/1.1"

    def log_message(self, *args):
        pass

    def reply(self, status, body=b"", kind="application/json", length=True):
        self.send_response(status)
        self.send_header("Content-Type", kind)
        if length:
            self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        if self.command != "HEAD":
            self.wfile.write(body)

    def body(self):
        if self.headers.get("Transfer-Encoding") == "chunked":
            out = b""
            while size := int(self.rfile.readline().split(b";")[0], 16):
                out += self.rfile.read(size)
                self.rfile.readline()
            self.rfile.readline()
            return out
        return self.rfile.read(int(self.headers.get("Content-Length", 0)))

    def do_GET(self):
        if self.path.startswith("/stream"):
            self.send_response(200)
            self.send_header("Content-Type", "text/plain")
            self.send_header("Transfer-Encoding", "chunked")
            self.end_headers()
            for i in range(25):
                part = f"line {i} of a reply whose size nobody knew\n".encode() * (1 + i % 4)
                self.wfile.write(b"%x\r\n%s\r\n" % (len(part), part))
            self.wfile.write(b"0\r\n\r\n")
        elif self.path.startswith("/close"):
            self.close_connection = True
            self.reply(200, b"this body ends with the connection\n" * 60, "text/plain", length=False)
        elif self.path.startswith("/crash"):
            self.reply(500, json.dumps({"error": "crashed", "items": len(ITEMS)}).encode())
        elif self.path.startswith("/items/"):
            item = ITEMS.get(self.path)
            self.reply(*((200, item) if item is not None else (404, b'{"error":"no such item"}')))
        else:
            self.reply(200, json.dumps({"path": self.path, "items": sorted(ITEMS)}).encode())

    do_HEAD = do_GET

    def do_POST(self):
        body = self.body()
        self.reply(201, json.dumps({"received": len(body)}).encode())

    def do_PUT(self):
        known = self.path in ITEMS
        ITEMS[self.path] = self.body()
        self.reply(200 if known else 201, b"{}")

    def do_DELETE(self):
        self.reply(204 if ITEMS.pop(self.path, None) is not None else 404)

    def do_OPTIONS(self):
        self.send_response(200)
        self.send_header("Allow", "GET, HEAD, POST, PUT, DELETE, OPTIONS")
        self.send_header("Content-Length", "0")
        self.end_headers()


class Old(App):
    protocol_version = "HTTP/1.0"


threading.Thread(target=ThreadingHTTPServer(("198.51.100.10", 8080), Old).serve_forever, daemon=True).start()
ThreadingHTTPServer(("127.0.0.1", 8081), App).serve_forever()
