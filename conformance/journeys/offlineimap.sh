#!/usr/bin/env bash
# OfflineIMAP: a first sync down, changes near and far, a second sync.
set -euo pipefail
export PYTHONPATH=$CONFORMANCE/lib
python3 -c 'import state; state.seed("INBOX", 20)'
cat >offlineimaprc <<C
[general]
accounts = culver
metadata = $PWD/meta
maxsyncaccounts = 1
ui = basic

[Account culver]
localrepository = near
remoterepository = far

[Repository near]
type = Maildir
localfolders = $PWD/mail

[Repository far]
type = IMAP
remotehost = $HOST
remoteport = $IMAP
remoteuser = $ACCOUNT
remotepass = $PASSWORD
ssl = no
starttls = no
auth_mechanisms = LOGIN
folderfilter = lambda name: name in ['INBOX', 'Archive']
C
sync() { PYTHONPATH= timeout 120 offlineimap -c offlineimaprc -o >"sync.$1" 2>&1 || { cat "sync.$1"; exit 1; }; }
sync 1
[ "$(find mail/INBOX -type f -path '*/[cn]*/*' | wc -l)" -eq 20 ] || { cat sync.1; find mail | head; exit 1; }
find_near() { grep -rlE "^Subject: message $1"$'\r?$' mail/INBOX/cur mail/INBOX/new | head -1; }
seen=$(find_near 3)
base=$(basename "$seen")
mv "$seen" "mail/INBOX/cur/${base%%:*}:2,S"
rm "$(find_near 4)"
python3 - <<'P'
import state
box = state.connect()
box.select("INBOX")
box.store("5", "+FLAGS", r"\Flagged")
box.store("6", "+FLAGS", r"\Deleted")
box.expunge()
box.append("Archive", None, None, state.message("far away"))
box.logout()
P
sync 2
python3 - <<'P'
import state
mail = state.subjects("INBOX")
state.expect("count", len(mail), 18)
state.expect("seen from near", mail["message 3"], {"\\Seen"})
state.expect("deleted near", "message 4" in mail, False)
P
find_near 5 | grep -q ':2,.*F' || { echo "the flag did not come"; cat sync.2; exit 1; }
[ -z "$(find_near 6)" ] || { echo "the deletion did not come"; exit 1; }
grep -rq 'Subject: far away' mail/Archive
