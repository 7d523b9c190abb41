"""What is written in this world, and what is read in what came."""
import re

import dkim


def compose(sender, recipient, subject, body="Hello.\r\n", more=""):
    return (f"From: <{sender}>\r\nTo: <{recipient}>\r\nSubject: {subject}\r\nDate: Sat, 21 Nov 2026 10:00:00 +0000\r\n"
            f"Message-ID: <{re.sub('[^a-z0-9]+', '.', subject.lower())}@{sender.split('@')[1]}>\r\nMIME-Version: 1.0\r\n{more}\r\n{body}").encode()


def signed_by_p(message):
    """Postfix signs nothing itself; dkimpy does it for p.test."""
    with open("post.pem", "rb") as file:
        return dkim.sign(message, b"post", b"p.test", file.read(), canonicalize=(b"relaxed", b"relaxed")) + message


def results(letter):
    """What the receiver found, as one line."""
    return re.sub(r"\s+", " ", letter["Authentication-Results"] or "")


def received(letter):
    """The topmost Received field, as one line."""
    return re.sub(r"\s+", " ", letter.get_all("Received", [""])[0])


def passes(letter, *wanted):
    found = results(letter)
    return all(re.search(rf"\b{re.escape(one)}\b", found) for one in wanted)
