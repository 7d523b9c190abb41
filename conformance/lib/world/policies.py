"""The MTA-STS policies of b.test, which is true, and of strict.test, whose mail exchanger is not in it. Run as a process of its own."""
import http.server
import ssl
import sys

from .places import POLICIES

TEXT = "version: STSv1\r\nmode: enforce\r\nmx: {}\r\nmax_age: 86400\r\n"
EXCHANGERS = {"mta-sts.b.test": "mail.b.test", "mta-sts.strict.test": "mx.strict.test"}


class Policies(http.server.BaseHTTPRequestHandler):
    def do_GET(self):
        host = self.headers["Host"].split(":")[0]
        body = TEXT.format(EXCHANGERS[host]).encode()
        self.send_response(200 if self.path == "/.well-known/mta-sts.txt" else 404)
        self.send_header("Content-Type", "text/plain")
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)
        print("told", host, flush=True)


def main():
    contexts = {}
    for host in EXCHANGERS:
        contexts[host] = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
        contexts[host].load_cert_chain(f"{host}.pem", f"{host}.key")

    def choose(connection, name, _):
        connection.context = contexts[name]

    first = next(iter(contexts.values()))
    first.sni_callback = choose
    server = http.server.ThreadingHTTPServer((POLICIES, 443), Policies)
    server.socket = first.wrap_socket(server.socket, server_side=True)
    server.serve_forever()


if __name__ == "__main__":
    sys.exit(main())
