#!/usr/bin/env bash
# mbsync: two-way sync of 500 messages, flags both ways, deletion both ways, and a last run that changes nothing.
set -euo pipefail
export PYTHONPATH=$CONFORMANCE/lib
python3 -c 'import state; state.seed("INBOX", 500)'
mkdir -p mail
cat >mbsyncrc <<C
IMAPAccount culver
Host $HOST
Port $IMAP
User $ACCOUNT
Pass $PASSWORD
SSLType None
AuthMechs LOGIN

IMAPStore far
Account culver

MaildirStore near
Path $PWD/mail/
Inbox $PWD/mail/INBOX
SubFolders Verbatim

Channel all
Far :far:
Near :near:
Patterns INBOX Archive
Create Both
Expunge Both
SyncState *
C
sync() { mbsync -c mbsyncrc -a >"sync.$1" 2>&1 || { cat "sync.$1"; exit 1; }; }
sync 1
count() { find mail/INBOX/cur mail/INBOX/new -type f | wc -l; }
[ "$(count)" -eq 500 ] || { echo "$(count) messages came, not 500"; exit 1; }
# Near: one is flagged and seen, one deleted, one is new. Far: one is flagged, one deleted.
find_near() { grep -rlE "^Subject: message $1"$'\r?$' mail/INBOX/cur mail/INBOX/new | head -1; }
flagged=$(find_near 7)
base=$(basename "$flagged")
mv "$flagged" "mail/INBOX/cur/${base%%:*}:2,FS"
rm "$(find_near 8)"
printf 'From: ada@example.org\nSubject: born near\nMessage-ID: <near@example.org>\n\nHello.\n' >"mail/INBOX/new/1700000000.1.journey"
python3 - <<'P'
import state
box = state.connect()
box.select("INBOX")
for number, flag in (("9", r"\Answered"), ("10", r"\Deleted")):
    uid = box.uid("SEARCH", "HEADER", "Message-ID", f"<message.{number}@example.org>")[1][0]
    box.uid("STORE", uid, "+FLAGS", flag)
box.expunge()
box.logout()
P
sync 2
python3 - <<'P'
import state
mail = state.subjects("INBOX")
state.expect("count", len(mail), 499)
state.expect("flags from near", mail["message 7"], {"\\Flagged", "\\Seen"})
state.expect("deleted near", "message 8" in mail, False)
state.expect("new from near", "born near" in mail, True)
P
find_near 9 | grep -q ':2,R' || { echo "the answered flag did not come: $(find_near 9)"; exit 1; }
[ -z "$(find_near 10)" ] || { echo "the deletion did not come"; exit 1; }
before=$(find mail -type f ! -name '.*' | sort | md5sum)
modseq() { python3 -c 'import state; b = state.connect(); print(b.status("INBOX", "(HIGHESTMODSEQ MESSAGES UIDNEXT)")[1])'; }
far=$(modseq)
sync 3
[ "$before" = "$(find mail -type f ! -name '.*' | sort | md5sum)" ] && [ "$far" = "$(modseq)" ] || { echo "a run with nothing to do changed something"; cat sync.3; exit 1; }
