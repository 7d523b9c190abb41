"""SCRAM by the book, with nothing but Python's hashlib and OpenSSL's s_client: every hash, unbound, bound to the certificate
(tls-server-end-point), to the first Finished (tls-unique, TLS 1.2) and to exported keying material (tls-exporter, TLS 1.3);
a wrong password, a wrong binding and a downgrade are refused. In IMAP, submission and POP3."""
import base64
import hashlib
import hmac
import os
import socket
import ssl
import subprocess

HOST = os.environ["HOST"]
PASSWORD = os.environ["PASSWORD"]
HASHES = {"SCRAM-SHA-1": "sha1", "SCRAM-SHA-256": "sha256", "SCRAM-SHA-512": "sha512"}


class Imap:
    port, account = int(os.environ["IMAPS"]), os.environ["ACCOUNT"]
    begin, go_on, done, refused = "b AUTHENTICATE", "+ ", "b OK", "b NO"

    @staticmethod
    def greet(connection):
        assert connection.line().startswith("* OK")

    @staticmethod
    def announced(connection):
        connection.send("b CAPABILITY")
        return {word.removeprefix("AUTH=") for word in connection.line().split() if word.startswith("AUTH=")}


class Submission:
    port, account = int(os.environ["SUBMISSIONS"]), "submission-" + os.environ["ACCOUNT"]
    begin, go_on, done, refused = "AUTH", "334 ", "235 ", "535 "

    @classmethod
    def greet(cls, connection):
        assert connection.line().startswith("220 ")
        connection.send("EHLO journey.example")
        connection.mechanisms = set()
        while (line := connection.line()).startswith("250-"):
            if line.startswith("250-AUTH "):
                connection.mechanisms = set(line.split()[1:])

    @staticmethod
    def announced(connection):
        return connection.mechanisms


class Pop3:
    port, account = int(os.environ["POP3S"]), "pop3-" + os.environ["ACCOUNT"]
    begin, go_on, done, refused = "AUTH", "+ ", "+OK", "-ERR"

    @staticmethod
    def greet(connection):
        assert connection.line().startswith("+OK")

    @staticmethod
    def announced(connection):
        connection.send("CAPA")
        found = set()
        while (line := connection.line()) != ".":
            if line.startswith("SASL "):
                found = set(line.split()[1:])
        return found


class PythonTls:
    """A connection through Python's ssl module."""

    def __init__(self, version, protocol):
        self.protocol = protocol
        context = ssl.create_default_context()
        context.check_hostname = False
        context.verify_mode = ssl.CERT_NONE
        context.minimum_version = context.maximum_version = version
        self.socket = context.wrap_socket(socket.create_connection((HOST, protocol.port)))
        self.file = self.socket.makefile("rwb")
        protocol.greet(self)

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
    """An IMAP connection through s_client, which prints the exported keying material."""

    protocol = Imap

    def __init__(self):
        self.process = subprocess.Popen(
            ["openssl", "s_client", "-connect", f"{HOST}:{Imap.port}", "-tls1_3", "-nocommands",
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
    protocol = connection.protocol
    name = HASHES[mechanism.removesuffix("-PLUS")]
    header = f"p={binding},," if binding else f"{flag},,"
    bare = f"n={protocol.account},r={encoded(os.urandom(18))}"
    connection.send(f"{protocol.begin} {mechanism} {encoded((header + bare).encode())}")
    line = connection.line()
    if not line.startswith(protocol.go_on):
        return line
    first = base64.b64decode(line[len(protocol.go_on):]).decode()
    fields = dict(one.split("=", 1) for one in first.split(","))
    assert fields["r"].startswith(bare.split("r=")[1])
    salted = hashlib.pbkdf2_hmac(name, password.encode(), base64.b64decode(fields["s"]), int(fields["i"]))
    client_key = hmac.new(salted, b"Client Key", name).digest()
    without_proof = f"c={encoded(header.encode() + data)},r={fields['r']}"
    message = f"{bare},{first},{without_proof}".encode()
    proof = xor(client_key, hmac.new(hashlib.new(name, client_key).digest(), message, name).digest())
    connection.send(encoded(f"{without_proof},p={encoded(proof)}".encode()))
    line = connection.line()
    if not line.startswith(protocol.go_on):
        return line
    server_key = hmac.new(salted, b"Server Key", name).digest()
    assert base64.b64decode(line[len(protocol.go_on):]) == b"v=" + base64.b64encode(hmac.new(server_key, message, name).digest())
    connection.send("")
    return connection.line()


def attempt(connect, is_taken, *arguments, **options):
    connection = connect()
    try:
        line = login(connection, *arguments, **options)
        assert line.startswith(connection.protocol.done if is_taken else connection.protocol.refused), (connection.protocol, arguments, options, line)
    finally:
        connection.close()


def every(connect, with_refusals):
    """Each mechanism over one kind of connection, unbound and bound to whatever this end knows of the channel."""
    connection = connect()
    names = connection.protocol.announced(connection)
    kinds = list(connection.bindings())
    connection.close()
    for mechanism in HASHES:
        assert {mechanism, mechanism + "-PLUS"} <= names, names
        attempt(connect, True, mechanism)
        if with_refusals:
            attempt(connect, False, mechanism, password="wrong")
            # The client could bind and says it saw no -PLUS, where we announced it: somebody changed the list (RFC 5802 section 6).
            attempt(connect, False, mechanism, flag="y")
        for kind in kinds:
            connection = connect()
            line = login(connection, mechanism + "-PLUS", binding=kind, data=connection.bindings()[kind])
            connection.close()
            assert line.startswith(connection.protocol.done), (connection.protocol, mechanism, kind, line)
            if with_refusals:
                attempt(connect, False, mechanism + "-PLUS", binding=kind, data=b"another channel")


# Accounts of their own, for whoever fails too often is turned away.
for protocol in (Submission, Pop3):
    subprocess.run([os.environ["CULVER"], "account", "add", protocol.account, "--password-stdin", "--data", os.environ["DATA"]],
                   input=PASSWORD + "\n", text=True, check=True, capture_output=True)
for protocol in (Imap, Submission, Pop3):
    for version in (ssl.TLSVersion.TLSv1_3, ssl.TLSVersion.TLSv1_2):
        every(lambda: PythonTls(version, protocol), protocol is Imap or version == ssl.TLSVersion.TLSv1_2)

for mechanism in HASHES:
    connection = OpenSslTls()
    line = login(connection, mechanism + "-PLUS", binding="tls-exporter", data=connection.exported)
    connection.close()
    assert line.startswith("b OK"), (mechanism, line)
attempt(OpenSslTls, False, "SCRAM-SHA-256-PLUS", binding="tls-exporter", data=bytes(32))
