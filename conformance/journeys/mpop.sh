#!/usr/bin/env bash
# mpop: a thousand messages with pipelining over STLS, left on the server, interrupted half-way and gone on with; then fetched over TLS and deleted;
# and a login by each mechanism it has.
set -euo pipefail
export PYTHONPATH=$CONFORMANCE/lib
python3 -c 'import state; state.seed("INBOX", 1000)'
for name in left gone; do mkdir -p "$name/cur" "$name/new" "$name/tmp"; done
# $1 the port, $2 whether STARTTLS, $3 the Maildir, $4 whether to keep, $5 the mechanism.
get() {
  umask 077
  cat >"rc.$3" <<C
account default
host $HOST
port $1
user $ACCOUNT
password $PASSWORD
auth $5
tls on
tls_starttls $2
tls_certcheck off
keep $4
pipelining auto
uidls_file $PWD/uidls.$3
delivery maildir $PWD/$3
C
  mpop -C "rc.$3" -q >>"log.$3" 2>&1
}
count() { find "$1/new" "$1/cur" -type f | wc -l; }
subjects() { grep -rhi '^Subject: message' "$1" | tr -d '\r' | sort -u | wc -l; }
get "$POP3" on left on on &
running=$!
until [ "$(count left)" -ge 200 ] || ! kill -0 "$running" 2>/dev/null; do sleep 0.05; done
child=$(pgrep -P "$running" | head -1 || true)
[ -z "$child" ] || kill -TERM "$child" 2>/dev/null || true
wait "$running" || true
get "$POP3" on left on on || { cat log.left; exit 1; }
[ "$(subjects left)" -eq 1000 ] || { cat log.left; echo "$(subjects left) messages came, not 1000"; exit 1; }
before=$(count left)
for mechanism in user plain login scram-sha-1 scram-sha-256; do
  get "$POP3" on left on "$mechanism" || { cat log.left; echo "$mechanism"; exit 1; }
done
[ "$(count left)" -eq "$before" ] || { echo "messages came again"; exit 1; }
python3 -c 'import state; state.expect("left on the server", len(state.subjects("INBOX")), 1000)'
get "$POP3S" off gone off on || { cat log.gone; exit 1; }
[ "$(subjects gone)" -eq 1000 ] || { cat log.gone; echo "$(subjects gone) messages came, not 1000"; exit 1; }
python3 -c 'import state; state.expect("deleted", state.subjects("INBOX"), {})'
