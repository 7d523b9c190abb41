"""SCRAM by the book, with nothing but Python's hashlib and OpenSSL's s_client: every hash, unbound, bound to the certificate
(tls-server-end-point), to the first Finished (tls-unique, TLS 1.2) and to exported keying material (tls-exporter, TLS 1.3);
a wrong password, a wrong binding and a downgrade are refused."""
import base64
import hashlib
import hmac
import os
import socket
import ssl
import subprocess

HOST, PORT = os.environ["HOST"], int(os.environ["IMAPS"])
ACCOUNT, PASSWORD = os.environ["ACCOUNT"], os.environ["PASSWORD"]
HASHES = {"SCRAM-SHA-1": "sha1", "SCRAM-SHA-256": "sha256", "SCRAM-SHA-512": "sha512"}


class PythonTls:
    """A connection through Python's ssl module."""

    def __init__(self, version):
        context = ssl.create_default_context()
        context.check_hostname = False
        context.verify_mode = ssl.CERT_NONE
        context.minimum_version = context.maximum_version = version
        self.socket = context.wrap_socket(socket.create_connection((HOST, PORT)))
        self.file = self.socket.makefile("rwb")
        assert self.line().startswith("* OK")

    def line(self):
        return self.file.readline().decode().rstrip("\r\n")

    def send(self, text):
        self.file.write(text.encode() + b"\r\n")
        self.file.flush()

    def bindings(self):
        found = {"tls-server-end-point": hashlib.sha256(self.socket.getpeercert(True)).digest()}
        if self.socket.version() == "TLSv1.2":
            found["tls-unique"] = self.socket.get_channel_binding("tls-unique")
        return found

    def close(self):
        self.file.close()
        self.socket.close()


class OpenSslTls:
    """A connection through s_client, which prints the exported keying material."""

    def __init__(self):
        self.process = subprocess.Popen(
            ["openssl", "s_client", "-connect", f"{HOST}:{PORT}", "-tls1_3", "-nocommands",
             "-keymatexport", "EXPORTER-Channel-Binding", "-keymatexportlen", "32"],
            stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL)
        self.exported = None
        while not (line := self.raw()).startswith("* OK"):
            if "Keying material:" in line:
                self.exported = bytes.fromhex(line.split(":")[1].strip())
        assert self.exported and len(self.exported) == 32

    def raw(self):
        line = self.process.stdout.readline()
        assert line, "s_client ended"
        return line.decode(errors="replace").rstrip("\r\n")

    # Session tickets are printed when they come, which is between our lines: what is not IMAP is passed over.
    def line(self):
        while True:
            line = self.raw()
            if line.startswith(("* ", "+ ", "b ")):
                return line

    def send(self, text):
        self.process.stdin.write(text.encode() + b"\r\n")
        self.process.stdin.flush()

    def bindings(self):
        return {"tls-exporter": self.exported}

    def close(self):
        self.process.stdin.close()
        self.process.kill()
        self.process.wait()


def xor(left, right):
    return bytes(a ^ b for a, b in zip(left, right))


def encoded(octets):
    return base64.b64encode(octets).decode()


def login(connection, mechanism, password=PASSWORD, binding=None, data=b"", flag="n"):
    """One exchange; gives the tagged line. The server's signature is verified on the way."""
    name = HASHES[mechanism.removesuffix("-PLUS")]
    header = f"p={binding},," if binding else f"{flag},,"
    bare = f"n={ACCOUNT},r={encoded(os.urandom(18))}"
    connection.send(f"b AUTHENTICATE {mechanism} {encoded((header + bare).encode())}")
    line = connection.line()
    if not line.startswith("+ "):
        return line
    first = base64.b64decode(line[2:]).decode()
    fields = dict(one.split("=", 1) for one in first.split(","))
    assert fields["r"].startswith(bare.split("r=")[1])
    salted = hashlib.pbkdf2_hmac(name, password.encode(), base64.b64decode(fields["s"]), int(fields["i"]))
    client_key = hmac.new(salted, b"Client Key", name).digest()
    without_proof = f"c={encoded(header.encode() + data)},r={fields['r']}"
    message = f"{bare},{first},{without_proof}".encode()
    proof = xor(client_key, hmac.new(hashlib.new(name, client_key).digest(), message, name).digest())
    connection.send(encoded(f"{without_proof},p={encoded(proof)}".encode()))
    line = connection.line()
    if not line.startswith("+ "):
        return line
    server_key = hmac.new(salted, b"Server Key", name).digest()
    assert base64.b64decode(line[2:]) == b"v=" + base64.b64encode(hmac.new(server_key, message, name).digest())
    connection.send("")
    return connection.line()


def attempt(connect, expected, *arguments, **options):
    connection = connect()
    try:
        line = login(connection, *arguments, **options)
        assert line.startswith(expected), (arguments, options, line)
    finally:
        connection.close()


def tls13():
    return PythonTls(ssl.TLSVersion.TLSv1_3)


def tls12():
    return PythonTls(ssl.TLSVersion.TLSv1_2)


def announced(connection):
    connection.send("b CAPABILITY")
    line = connection.line()
    connection.close()
    return {word.removeprefix("AUTH=") for word in line.split() if word.startswith("AUTH=")}


for connect in (tls13, tls12):
    names = announced(connect())
    for mechanism in HASHES:
        assert {mechanism, mechanism + "-PLUS"} <= names, names
        attempt(connect, "b OK", mechanism)
        attempt(connect, "b NO", mechanism, password="wrong")
        # The client could bind and says it saw no -PLUS, where we announced it: somebody changed the list (RFC 5802 section 6).
        attempt(connect, "b NO", mechanism, flag="y")
        connection = connect()
        kinds = list(connection.bindings())
        connection.close()
        for kind in kinds:
            connection = connect()
            line = login(connection, mechanism + "-PLUS", binding=kind, data=connection.bindings()[kind])
            connection.close()
            assert line.startswith("b OK"), (connect.__name__, mechanism, kind, line)
            attempt(connect, "b NO", mechanism + "-PLUS", binding=kind, data=b"another channel")

for mechanism in HASHES:
    connection = OpenSslTls()
    line = login(connection, mechanism + "-PLUS", binding="tls-exporter", data=connection.exported)
    connection.close()
    assert line.startswith("b OK"), (mechanism, line)
attempt(OpenSslTls, "b NO", "SCRAM-SHA-256-PLUS", binding="tls-exporter", data=bytes(32))
