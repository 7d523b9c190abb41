"""Python's poplib: every command; a thousand messages over STLS and over TLS, left there and deleted, cut off half-way and gone on with."""
import os
import poplib
import socket
import ssl
import sys

sys.path.insert(0, os.path.join(os.environ["CONFORMANCE"], "lib"))
import state  # noqa: E402

HOST, POP3, POP3S = os.environ["HOST"], int(os.environ["POP3"]), int(os.environ["POP3S"])
COUNT = 1000
trusting = ssl.create_default_context()
trusting.check_hostname = False
trusting.verify_mode = ssl.CERT_NONE


def over_tls():
    box = poplib.POP3_SSL(HOST, POP3S, context=trusting, timeout=60)
    box.user(os.environ["ACCOUNT"])
    box.pass_(os.environ["PASSWORD"])
    return box


def over_stls():
    box = poplib.POP3(HOST, POP3, timeout=60)
    state.expect("STLS is offered", "STLS" in box.capa(), True)
    box.stls(context=trusting)
    state.expect("STLS is not offered twice", "STLS" in box.capa(), False)
    box.user(os.environ["ACCOUNT"])
    box.pass_(os.environ["PASSWORD"])
    return box


def text(lines):
    return b"\r\n".join(lines) + b"\r\n"


def subject(lines):
    return next(line for line in lines if line.startswith(b"Subject: ")).decode().split(": ", 1)[1]


def refused(call, what):
    try:
        call()
    except poplib.error_proto as error:
        state.expect(what, str(error).startswith("b'-ERR"), True)
    else:
        state.expect(what, "accepted", "refused")


state.seed("INBOX", COUNT)

# Every command, and that a second session is told to wait.
box = over_stls()
count, octets = box.stat()
state.expect("count", count, COUNT)
sizes = dict(tuple(map(int, line.split())) for line in box.list()[1])
state.expect("sizes add up", sum(sizes.values()), octets)
ids = dict(line.decode().split() for line in box.uidl()[1])
state.expect("ids are unique", len(set(ids.values())), COUNT)
state.expect("one id", box.uidl(7).split()[2].decode(), ids["7"])
state.expect("one size", int(box.list(7).split()[2]), sizes[7])
_, lines, _ = box.retr(7)
state.expect("a message has the size told", len(text(lines)), sizes[7])
top = box.top(7, 2)[1]
state.expect("TOP is a beginning", lines[: len(top)], top)
state.expect("TOP has two lines of body", len(top) - top.index(b""), 3)
refused(lambda: box.retr(COUNT + 1), "a message that is not there")
refused(lambda: box.dele(0), "message 0")
refused(over_tls, "a second session")
box.noop()
box.dele(1)
box.rset()
box.quit()

# Left there, cut off half-way: the socket goes without a word. Gone on with by UIDL, over TLS.
have = {}
box = over_tls()
for number in range(1, COUNT // 2 + 1):
    have[ids[str(number)]] = subject(box.retr(number)[1])
    box.dele(number)
box.sock.shutdown(socket.SHUT_RDWR)
box.close()
box = over_tls()
state.expect("nothing went without QUIT", box.stat()[0], COUNT)
for line in box.uidl()[1]:
    number, unique = line.decode().split()
    if unique not in have:
        have[unique] = subject(box.retr(int(number))[1])
box.quit()
state.expect("each came once", sorted(have.values()), sorted(f"message {n}" for n in range(1, COUNT + 1)))

# Deleted: the odd ones, then all that is left, over STLS.
box = over_stls()
for number in range(1, COUNT + 1, 2):
    box.dele(number)
state.expect("marked ones are not counted", box.stat()[0], COUNT // 2)
box.quit()
box = over_tls()
left = [line.decode().split()[1] for line in box.uidl()[1]]
state.expect("what is left has its ids still", left, [ids[str(n)] for n in range(2, COUNT + 1, 2)])
for number in range(1, COUNT // 2 + 1):
    box.dele(number)
box.quit()
state.expect("all gone", state.subjects("INBOX"), {})
