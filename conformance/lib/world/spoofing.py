"""Letters of a stranger in the name of others: what was found is said, and the author's domain decides what becomes of them."""
import smtplib

from .letters import compose, passes, results, signed_by_p
from .places import STRANGER
from .waiting import expect

FORGED = "Authentication-Results: mail.a.test; dkim=pass header.d=p.test; dmarc=pass header.from=p.test\r\n"


def send(culver, path, recipient, message):
    with smtplib.SMTP(culver.address, 25, "stranger.test", timeout=60, source_address=(STRANGER, 0)) as smtp:
        smtp.sendmail(path, [recipient], message)


def put_aside(culver, name, path, subject, message, *wanted):
    send(culver, path, f"{name}@{culver.domain}", message)
    letter = culver.by_subject(name, subject, "Junk")
    expect(passes(letter, *wanted), f"{subject}: what was found", results(letter))
    expect(len(letter.get_all("Authentication-Results")) == 1, f"{subject}: one field", letter.get_all("Authentication-Results"))
    expect(all(other["Subject"] != subject for other in culver.letters(name)), f"{subject}: not in INBOX")


def refused(culver, path, message):
    try:
        send(culver, path, f"ben@{culver.domain}", message)
    except smtplib.SMTPDataError as error:
        expect(error.smtp_code == 550 and error.smtp_error.startswith(b"5.7.1"), "the refusal", error.smtp_error)
    else:
        raise AssertionError("a letter that DMARC rejects was taken")


def play(stage):
    a, b = stage.a, stage.b
    # In the name of p.test, which asks for rejection: A puts it aside, B refuses it.
    put_aside(a, "ann", "mallory@stranger.test", "in another name", compose("pia@p.test", "ann@a.test", "in another name", more=FORGED),
              "dkim=none", "spf=none", "dmarc=fail")
    put_aside(a, "ann", "pia@p.test", "from another path", compose("pia@p.test", "ann@a.test", "from another path"), "dkim=none", "spf=fail", "dmarc=fail")
    changed = signed_by_p(compose("pia@p.test", "ann@a.test", "changed on the way", "Send 1.\r\n")).replace(b"Send 1.", b"Send 9.")
    put_aside(a, "ann", "mallory@stranger.test", "changed on the way", changed, "dkim=fail", "dmarc=fail")
    refused(b, "mallory@stranger.test", compose("pia@p.test", "ben@b.test", "refused"))
    refused(b, "pia@p.test", compose("pia@p.test", "ben@b.test", "refused"))
    # Nothing is relayed, not even by an address that looks like one that was rewritten here.
    for recipient in ("pia@p.test", "SRS0=AAAAAAAA=JK=p.test=pia@a.test"):
        try:
            send(a, "mallory@stranger.test", recipient, compose("mallory@stranger.test", recipient, "relayed"))
            raise AssertionError(f"{recipient} was taken")
        except smtplib.SMTPRecipientsRefused as error:
            expect(error.recipients[recipient][0] == 550, f"{recipient}: the refusal", error.recipients)
    # a.test asks for quarantine, and so B does no more than that.
    put_aside(b, "ben", "ann@a.test", "as a.test", compose("ann@a.test", "ben@b.test", "as a.test"), "spf=fail", "dmarc=fail")
    # What is signed by its author passes, wherever it comes from.
    send(a, "mallory@stranger.test", "ann@a.test", signed_by_p(compose("pia@p.test", "ann@a.test", "signed and carried")))
    letter = a.by_subject("ann", "signed and carried")
    expect(passes(letter, "dkim=pass", "dmarc=pass"), "signed and carried", results(letter))
