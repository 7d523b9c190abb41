"""submitted.py SUBJECT…: INBOX has these messages and no others, each repaired as submission repairs them."""
import email
import os
import sys

sys.path.insert(0, os.path.dirname(os.path.abspath(__file__)))
import state

wanted = sorted(sys.argv[1:])
box = state.connect()
box.select("INBOX", readonly=True)
count = int(box.untagged_responses["EXISTS"][0])
found = []
for number in range(1, count + 1):
    raw = box.fetch(str(number), "(BODY.PEEK[])")[1][0][1]
    mail = email.message_from_bytes(raw)
    found.append(mail["Subject"])
    for field in ("From", "Date", "Message-ID"):
        state.expect(f"{field} of {mail['Subject']}", len(mail.get_all(field, [])), 1)
    state.expect(f"blind copies of {mail['Subject']}", mail["Bcc"], None)
    assert "A (" in mail["Received"] or "SMTPA\r\n" in mail["Received"] or "SMTPSA" in mail["Received"], mail["Received"]
state.expect("subjects", sorted(found), wanted)
