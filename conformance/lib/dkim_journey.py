"""Signatures and seals made by opendkim-testmsg and dkimpy, sent to a Culver of their own that asks a name server of their own."""
import base64
import imaplib
import json
import os
import smtplib
import socket
import subprocess
import threading
import time

import dkim
import nacl.signing

zone = {}


def answer(query):
    """One question, one TXT answer (RFC 1035); what is not in the zone does not exist."""
    at, labels = 12, []
    while query[at]:
        labels.append(query[at + 1:at + 1 + query[at]].decode())
        at += query[at] + 1
    name, kind = ".".join(labels).lower(), int.from_bytes(query[at + 1:at + 3], "big")
    question = query[12:at + 5]
    text = zone.get(name) if kind == 16 else None
    code = 0x8180 if name in zone else 0x8183
    head = query[:2] + code.to_bytes(2, "big") + b"\0\1" + (b"\0\1" if text else b"\0\0") + b"\0\0\0\0"
    if not text:
        return head + question
    strings = b"".join(bytes([len(text[i:i + 255])]) + text[i:i + 255] for i in range(0, len(text), 255))
    return head + question + b"\xc0\x0c\0\x10\0\1\0\0\0\x3c" + len(strings).to_bytes(2, "big") + strings


def serve(names):
    while True:
        try:
            query, client = names.recvfrom(4096)
        except OSError:
            return
        names.sendto(answer(query), client)


def openssl(*arguments):
    return subprocess.run(["openssl", *arguments], check=True, capture_output=True).stdout


names = socket.socket(socket.AF_INET, socket.SOCK_DGRAM)
names.bind(("127.0.0.1", 0))
threading.Thread(target=serve, args=(names,), daemon=True).start()

pem = openssl("genrsa", "-traditional", "2048")
with open("rsa.pem", "wb") as file:
    file.write(pem)
os.chmod("rsa.pem", 0o600)
public = openssl("rsa", "-in", "rsa.pem", "-pubout", "-outform", "DER")
seed = nacl.signing.SigningKey.generate()
zone["r._domainkey.signer.example"] = b"v=DKIM1; k=rsa; p=" + base64.b64encode(public)
zone["e._domainkey.signer.example"] = b"v=DKIM1; k=ed25519; p=" + base64.b64encode(bytes(seed.verify_key))

message = (b"From: Ada <ada@signer.example>\r\nTo: you@culver.test\r\nSubject: %s\r\nDate: Tue, 14 Nov 2023 22:13:20 +0000\r\n"
           b"Message-ID: <%s@signer.example>\r\nMIME-Version: 1.0\r\n\r\nA  body \r\n\twith white space\t\r\n\r\n\r\n")


def signed(subject, **how):
    text = message % (subject, subject)
    return dkim.sign(text, how.pop("selector"), b"signer.example", how.pop("key"), **how) + text


def by_opendkim(subject):
    text = message % (subject, subject)
    made = subprocess.run(["opendkim-testmsg", "-d", "signer.example", "-s", "r", "-k", "rsa.pem", "-C"], input=text, check=True, capture_output=True).stdout
    return made.replace(b"\r\n", b"\n").replace(b"\n", b"\r\n")


def sealed(subject):
    text = b"Authentication-Results: list.example; spf=pass smtp.mailfrom=ada@signer.example\r\n" + signed(subject, selector=b"r", key=pem)
    return b"".join(dkim.arc_sign(text, b"r", b"signer.example", pem, b"list.example")) + text


forms = {"simple": b"simple", "relaxed": b"relaxed"}
letters = {}
for head in forms:
    for body in forms:
        for selector, key, kind in ((b"r", pem, b"rsa-sha256"), (b"e", base64.b64encode(bytes(seed)), b"ed25519-sha256")):
            subject = f"{head}-{body}-{selector.decode()}".encode()
            letters[subject] = (signed(subject, selector=selector, key=key, canonicalize=(forms[head], forms[body]), signature_algorithm=kind), "dkim=pass")
letters[b"length"] = (signed(b"length", selector=b"r", key=pem, length=True), "dkim=pass")
# RFC 6376 section 8.2: what stands behind the signed part is anybody's.
letters[b"appended"] = (signed(b"appended", selector=b"r", key=pem, length=True) + b"appended by a list\r\n", "dkim=policy")
# Its test signer knows rsa-sha1 alone, which RFC 8301 forbids to accept.
letters[b"opendkim"] = (by_opendkim(b"opendkim"), "rsa-sha1 is not accepted")
letters[b"changed"] = (signed(b"changed", selector=b"r", key=pem).replace(b"A  body", b"B  body"), "dkim=fail")
letters[b"nokey"] = (signed(b"nokey", selector=b"none", key=pem), "dkim=permerror")
letters[b"sealed"] = (sealed(b"sealed"), "arc=pass")
letters[b"broken"] = (sealed(b"broken").replace(b"A  body", b"B  body"), "arc=fail")

with open("culver.json", "w") as file:
    json.dump({"Dns": {"Servers": [f"127.0.0.1:{names.getsockname()[1]}"]}, "MailAuth": {"CheckLoopback": True}}, file)
culver = os.environ["CULVER"]
server = subprocess.Popen(
    [culver, "serve", "--config", "culver.json", "--data", "data", "--domain", "culver.test", "--imap", "127.0.0.1:0", "--smtp", "127.0.0.1:0", "--imaps", "off",
     "--lmtp", "off", "--pop3", "off", "--pop3s", "off", "--submission", "off", "--submissions", "off", "--http", "off"], stdout=subprocess.PIPE, text=True)
try:
    ready = next(line for line in server.stdout if line.startswith("ready"))
    threading.Thread(target=server.stdout.read, daemon=True).start()
    ports = {part.split()[0]: int(part.rsplit(":", 1)[1].split()[0]) for part in ready.removeprefix("ready").split(",")}
    subprocess.run([culver, "account", "add", "you@culver.test", "--password-stdin", "--data", "data"], input="secret-you\n", text=True, check=True, capture_output=True)
    with smtplib.SMTP("127.0.0.1", ports["smtp"]) as smtp:
        for letter, _ in letters.values():
            smtp.sendmail("ada@signer.example", ["you@culver.test"], letter)
    imap = imaplib.IMAP4("127.0.0.1", ports["imap"])
    imap.login("you@culver.test", "secret-you")
    imap.select("INBOX")
    for subject, (letter, expected) in letters.items():
        found = imap.search(None, "SUBJECT", f'"{subject.decode()}"')[1][0].split()
        assert len(found) == 1, f"{subject}: {found}"
        stored = imap.fetch(found[0], "(BODY.PEEK[])")[1][0][1]
        results = stored.split(b"Received:")[0].decode()
        assert expected in results, f"{subject}: {results}"
        assert stored.endswith(letter), f"{subject} was changed"
    imap.logout()
finally:
    server.terminate()
    server.wait(20)
    names.close()
