"""Python's imaplib and smtplib: deliver, read, flag, copy, move, search, delete, over the clear, STARTTLS and TLS."""
import imaplib
import os
import smtplib
import ssl
import sys

sys.path.insert(0, os.path.join(os.environ["CONFORMANCE"], "lib"))
import state

context = ssl.create_default_context()
context.check_hostname = False
context.verify_mode = ssl.CERT_NONE

with smtplib.SMTP(os.environ["HOST"], int(os.environ["SMTP"])) as smtp:
    smtp.ehlo("journey.example")
    smtp.starttls(context=context)
    smtp.ehlo("journey.example")
    for extension in ("pipelining", "size", "8bitmime", "smtputf8", "chunking", "enhancedstatuscodes"):
        assert smtp.has_extn(extension), f"{extension} is not announced"
    for number in range(3):
        smtp.sendmail("ada@example.org", [os.environ["ACCOUNT"]], state.message(f"by smtp {number}"))
    try:
        smtp.sendmail("ada@example.org", ["nobody@culver.test"], b"Subject: no\r\n\r\n")
        raise AssertionError("an unknown recipient was taken")
    except smtplib.SMTPRecipientsRefused as refused:
        assert list(refused.recipients.values())[0][0] == 550
    try:
        smtp.sendmail("ada@example.org", ["someone@elsewhere.example"], b"Subject: no\r\n\r\n")
        raise AssertionError("it relays")
    except smtplib.SMTPRecipientsRefused as refused:
        assert list(refused.recipients.values())[0][0] == 550

with smtplib.LMTP(os.environ["HOST"], int(os.environ["LMTP"])) as lmtp:
    lmtp.sendmail("ada@example.org", [os.environ["ACCOUNT"]], state.message("by lmtp"))

for connect in (
    lambda: imaplib.IMAP4(os.environ["HOST"], int(os.environ["IMAP"])),
    lambda: imaplib.IMAP4_SSL(os.environ["HOST"], int(os.environ["IMAPS"]), ssl_context=context),
):
    box = connect()
    if not isinstance(box, imaplib.IMAP4_SSL):
        box.starttls(context)
    box.authenticate("PLAIN", lambda _: f"\0{os.environ['ACCOUNT']}\0{os.environ['PASSWORD']}".encode())
    state.expect("select", box.select("INBOX")[0], "OK")
    state.expect("exists", box.untagged_responses["EXISTS"], [b"4"])
    box.logout()

box = state.connect()
box.select("INBOX")
typ, data = box.search(None, "SUBJECT", '"by smtp"')
state.expect("search", data, [b"1 2 3"])
typ, data = box.search(None, "BODY", '"line 1 of by lmtp"')
state.expect("body search", data, [b"4"])
typ, data = box.uid("SEARCH", "UNSEEN", "FROM", "ada")
state.expect("uid search", data, [b"1 2 3 4"])
state.expect("store", box.store("1:2", "+FLAGS", r"(\Flagged $Label1)")[0], "OK")
state.expect("copy", box.copy("1", "Archive")[0], "OK")
state.expect("create", box.create('"Projects/2026 &- plans"')[0], "OK")
state.expect("move", box.uid("MOVE", "2", '"Projects/2026 &- plans"')[0], "OK")
state.expect("delete", box.store("1", "+FLAGS.SILENT", r"\Deleted")[0], "OK")
state.expect("expunge", box.expunge()[0], "OK")
typ, data = box.fetch("2", "(RFC822)")
assert data[0][1].startswith(b"Return-Path: <ada@example.org>\r\n"), data[0][1][:80]
assert data[0][1].endswith(state.message("by lmtp")), "the message is not octet for octet"
box.append("Drafts", r"(\Draft \Seen)", imaplib.Time2Internaldate(1700000000), b"Subject: draft\r\n\r\nto be continued")
state.expect("status", box.status("Drafts", "(MESSAGES UNSEEN UIDNEXT)")[1], [b"Drafts (MESSAGES 1 UNSEEN 0 UIDNEXT 2)"])
box.logout()

state.expect("inbox", set(state.subjects("INBOX")), {"by smtp 2", "by lmtp"})
state.expect("archive", state.subjects("Archive"), {"by smtp 0": {"\\Flagged", "$Label1"}})
state.expect("projects", state.subjects("Projects/2026 &- plans"), {"by smtp 1": {"\\Flagged", "$Label1"}})
state.expect("drafts", state.subjects("Drafts"), {"draft": {"\\Draft", "\\Seen"}})
