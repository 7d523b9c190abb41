"""Signatures of Culver live through Postfix, whatever the letter looks like; DMARC passes by them where SPF cannot. And what a
server of seven bits is given was recoded before it was signed."""
from . import judges
from .exchange import KINDS
from .letters import compose, passes, received, results
from .waiting import expect

EIGHT = "Content-Type: text/plain; charset=utf-8\r\nContent-Transfer-Encoding: 8bit\r\n"
# The body, and fields besides.
LETTERS = {
    "plain": ("Hello.\r\n", ""),
    "eight bits": ("Grüße aus Köln, naïve café.\r\n", EIGHT),
    "long lines": ("0123456789" * 99 + "01234567\r\n" + "x" * 990 + " \t \r\n", ""),
    "dots": (".\r\n..\r\n.a line\r\n...\r\nend.\r\n.\r\n", ""),
    "folded header": ("Hello.\r\n", "X-Folded: one\r\n two\r\n\tthree   four \r\nReferences:\r\n <1@a.test>\r\n <2@a.test>\r\n"),
    "utf-8 header": ("Hello.\r\n", "X-Greeting: Grüße aus\r\n Köln\r\n"),
    "blank end": ("Hello.  \r\n\r\n \t\r\n\r\n\r\n\r\n", ""),
    "longer lines": ("y" * 5000 + "\r\nshort\r\n", ""),
    "no body": ("", ""),
    "no line end": ("It stops here", ""),
    "parts": ("preamble \r\n--b\r\nContent-Type: text/plain\r\n\r\n.\r\none\r\n--b\r\nContent-Type: application/octet-stream\r\n"
              "Content-Transfer-Encoding: base64\r\n\r\nAAECAwQF\r\n--b--\r\nepilogue\r\n\r\n", "Content-Type: multipart/mixed;\r\n\tboundary=\"b\"\r\n"),
}


def play(stage):
    a, b, p = stage.a, stage.b, stage.p
    # The aliases of p.test lead on to the other Culver.
    ways = [(a, "ann", "through@p.test", b, "ben"), (b, "ben", "round@p.test", a, "ann")]
    for sender, name, between, _, _ in ways:
        for key in LETTERS:
            options = ["BODY=8BITMIME", *(["SMTPUTF8"] if key.startswith("utf-8") else [])]
            sender.submit(name, [between], compose(f"{name}@{sender.domain}", between, key, *LETTERS[key]), mail=options)
    for sender, name, _, receiver, other in ways:
        for key in LETTERS:
            letter = receiver.letter(other, lambda one: one["Subject"] == key and "mx.p.test" in received(one), f"{key!r} through Postfix")
            expect(passes(letter, "dkim=pass", "spf=fail", "dmarc=pass", f"header.from={sender.domain}"), f"{key}: what was found", results(letter))
            expect(results(letter).count("dkim=pass") == 2, f"{key}: both signatures", results(letter))
            expect(judges.dkimpy(letter.raw) == KINDS, f"{key}: dkimpy", judges.dkimpy(letter.raw))
            expect(judges.opendkim(letter.raw) == "", f"{key}: opendkim-testmsg", judges.opendkim(letter.raw))
            # Only what SMTP has no room for was recoded.
            if key == "longer lines":
                expect(letter["Content-Transfer-Encoding"] == "base64" and letter.get_payload(decode=True).decode() == LETTERS[key][0], f"{key}: the text", letter.raw)
                continue
            body, wanted = letter.raw.split(b"\r\n\r\n", 1)[1], LETTERS[key][0].encode()
            expect(body == wanted or body == wanted + b"\r\n", f"{key}: the body", letter.raw)

    for key in ("plain", "eight bits"):
        a.submit("ann", ["sven@seven.test"], compose("ann@a.test", "sven@seven.test", key, *LETTERS[key]), mail=["BODY=8BITMIME"])
        letter = p.by_subject("sven", key)
        expect(letter.raw.isascii(), f"{key}: seven bits", letter.raw)
        expect(judges.dkimpy(letter.raw) == KINDS, f"{key}, seven bits: dkimpy", judges.dkimpy(letter.raw))
        expect(letter.get_content().strip() == LETTERS[key][0].strip(), f"{key}: the text", letter.raw)
