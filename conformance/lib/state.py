"""What is on the server, seen through Python's own imaplib: for journeys to check how they ended."""
import imaplib
import os
import re
import sys


def connect():
    box = imaplib.IMAP4(os.environ["HOST"], int(os.environ["IMAP"]))
    box.login(os.environ["ACCOUNT"], os.environ["PASSWORD"])
    return box


def subjects(mailbox):
    """{subject: set of flags} of a mailbox."""
    box = connect()
    status, _ = box.select(f'"{mailbox}"', readonly=True)
    assert status == "OK", f"cannot open {mailbox}"
    found = {}
    _, rows = box.fetch("1:*", "(FLAGS BODY.PEEK[HEADER.FIELDS (SUBJECT)])") if int(box.untagged_responses["EXISTS"][0]) else (None, [])
    for row in rows:
        if isinstance(row, tuple):
            flags = set(re.search(rb"FLAGS \(([^)]*)\)", row[0]).group(1).decode().split()) - {"\\Recent"}
            subject = row[1].decode().strip()
            found[subject.split(":", 1)[1].strip() if ":" in subject else ""] = flags
    box.logout()
    return found


def seed(mailbox, count, size=200, prefix="message"):
    """Puts messages into a mailbox."""
    box = connect()
    box.create(f'"{mailbox}"')
    for number in range(1, count + 1):
        box.append(f'"{mailbox}"', None, None, message(f"{prefix} {number}", size))
    box.logout()


def message(subject, size=200):
    body = "".join(f"line {i} of {subject}\r\n" for i in range(max(1, size // 20)))
    return (f"From: Ada <ada@example.org>\r\nTo: {os.environ['ACCOUNT']}\r\nSubject: {subject}\r\nDate: Mon, 16 Nov 2026 10:00:00 +0100\r\n"
            f"Message-ID: <{subject.replace(' ', '.')}@example.org>\r\n\r\n{body}").encode()


def expect(what, actual, wanted):
    if actual != wanted:
        print(f"{what}: expected {wanted!r}, found {actual!r}")
        sys.exit(1)
