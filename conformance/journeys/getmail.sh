#!/usr/bin/env bash
# getmail: 200 messages (it starts a process for each) in the clear, for it has no STLS, left on the server, interrupted half-way and gone on with; then fetched over TLS and deleted.
set -euo pipefail
export PYTHONPATH=$CONFORMANCE/lib
python3 -c 'import state; state.seed("INBOX", 200)'
mkdir -p left gone
# $1 the retriever, $2 its port, $3 the folder, $4 whether to delete.
get() {
  mkdir -p "state.$3"
  chmod 700 "state.$3"
  cat >"state.$3/getmailrc" <<C
[retriever]
type = $1
server = $HOST
port = $2
username = $ACCOUNT
password = $PASSWORD
[destination]
type = MDA_external
path = /bin/sh
arguments = ("-c", "cat >$PWD/$3/\$\$")
allow_root_commands = true
[options]
delete = $4
read_all = false
verbose = 0
C
  getmail --getmaildir "$PWD/state.$3" >>"log.$3" 2>&1
}
count() { find "$1" -type f | wc -l; }
subjects() { grep -rhi '^Subject: message' "$1" | tr -d '\r' | sort -u | wc -l; }
get SimplePOP3Retriever "$POP3" left false &
running=$!
until [ "$(count left)" -ge 60 ] || ! kill -0 "$running" 2>/dev/null; do sleep 0.05; done
child=$(pgrep -P "$running" | head -1 || true)
[ -z "$child" ] || kill -INT "$child" 2>/dev/null || true
wait "$running" || true
interrupted=$(count left)
get SimplePOP3Retriever "$POP3" left false || { cat log.left; exit 1; }
[ "$(subjects left)" -eq 200 ] || { cat log.left; echo "$(subjects left) messages came, not 200"; exit 1; }
before=$(count left)
get SimplePOP3Retriever "$POP3" left false || { cat log.left; exit 1; }
[ "$(count left)" -eq "$before" ] || { echo "messages came again"; exit 1; }
python3 -c 'import state; state.expect("left on the server", len(state.subjects("INBOX")), 200)'
get SimplePOP3SSLRetriever "$POP3S" gone true || { cat log.gone; exit 1; }
[ "$(subjects gone)" -eq 200 ] || { cat log.gone; echo "$(subjects gone) messages came, not 200"; exit 1; }
python3 -c 'import state; state.expect("deleted", state.subjects("INBOX"), {})'
echo "interrupted at $interrupted"
