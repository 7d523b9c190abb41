#!/usr/bin/env bash
# getmail: a thousand messages in the clear, for it has no STLS, left on the server, interrupted half-way and gone on with; then fetched over
# TLS and deleted. It hands each on by LMTP, to other accounts here: its other ways start a process for each message, and it
# now and then misses the end of one and waits a minute for it.
set -euo pipefail
export PYTHONPATH=$CONFORMANCE/lib
# The sender it names to LMTP is that of the Return-Path.
python3 -c 'import state; plain = state.message; state.message = lambda *what: b"Return-Path: <ada@example.org>\r\n" + plain(*what); state.seed("INBOX", 1000)'
for account in left gone; do
  printf '%s\n' "$PASSWORD" | "$CULVER" account add "getmail-$account@culver.test" --password-stdin --data "$DATA" >/dev/null
done
# $1 the retriever, $2 its port, $3 where to, $4 whether to delete.
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
type = MDA_lmtp
host = $HOST
port = $LMTP
override = getmail-$3@culver.test
[options]
delete = $4
read_all = false
verbose = 0
C
  getmail --getmaildir "$PWD/state.$3" >>"log.$3" 2>&1
}
# How many came, and how many different ones.
came() { ACCOUNT="getmail-$1@culver.test" python3 -c 'import state; box = state.connect(); print(int(box.select("INBOX", True)[1][0]))'; }
different() { ACCOUNT="getmail-$1@culver.test" python3 -c 'import state; print(len(state.subjects("INBOX")))'; }
get SimplePOP3Retriever "$POP3" left false &
running=$!
until [ "$(came left)" -ge 300 ] || ! kill -0 "$running" 2>/dev/null; do :; done
child=$(pgrep -P "$running" | head -1 || true)
[ -z "$child" ] || kill -INT "$child" 2>/dev/null || true
wait "$running" || true
interrupted=$(came left)
get SimplePOP3Retriever "$POP3" left false || { cat log.left; exit 1; }
[ "$(different left)" -eq 1000 ] || { cat log.left; echo "$(different left) messages came, not 1000"; exit 1; }
before=$(came left)
get SimplePOP3Retriever "$POP3" left false || { cat log.left; exit 1; }
[ "$(came left)" -eq "$before" ] || { echo "messages came again"; exit 1; }
python3 -c 'import state; state.expect("left on the server", len(state.subjects("INBOX")), 1000)'
get SimplePOP3SSLRetriever "$POP3S" gone true || { cat log.gone; exit 1; }
[ "$(different gone)" -eq 1000 ] || { cat log.gone; echo "$(different gone) messages came, not 1000"; exit 1; }
python3 -c 'import state; state.expect("deleted", state.subjects("INBOX"), {})'
echo "interrupted at $interrupted"
