#!/usr/bin/env bash
# mutt in batch: open, read, flag, save to another mailbox, delete.
set -euo pipefail
export PYTHONPATH=$CONFORMANCE/lib TERM=xterm
python3 -c 'import state; state.seed("INBOX", 5)'
cat >muttrc <<C
set ssl_starttls=no
set ssl_force_tls=no
set imap_user="$ACCOUNT"
set imap_pass="$PASSWORD"
set folder="imap://$HOST:$IMAP/"
set spoolfile="imap://$HOST:$IMAP/INBOX"
set record=""
set header_cache=""
set message_cachedir=""
set delete=yes
set confirmappend=no
set confirmcreate=no
set quit=yes
set sort=mailbox-order
set pager_stop
set wait_key=no
set timeout=1
set imap_authenticators="login"
C
# 1 is read, 2 flagged, 3 saved to Archive, 4 deleted.
push='<jump>1<enter><display-message><exit><jump>2<enter><flag-message><jump>3<enter><save-message>=Archive<enter><jump>4<enter><delete-message><sync-mailbox><quit>'
timeout 60 script -qefc "mutt -n -F $PWD/muttrc -e 'push \"$push\"'" screen </dev/null >/dev/null || { cat screen; exit 1; }
python3 - <<'P'
import state
mail = state.subjects("INBOX")
state.expect("inbox", set(mail), {"message 1", "message 2", "message 5"})
assert "\\Seen" in mail["message 1"], mail
assert "\\Flagged" in mail["message 2"], mail
state.expect("archive", set(state.subjects("Archive")), {"message 3"})
P
