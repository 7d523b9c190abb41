#!/usr/bin/env bash
# fetchmail: a thousand messages over STLS, left on the server, interrupted half-way and gone on with; then fetched over TLS and deleted.
set -euo pipefail
export PYTHONPATH=$CONFORMANCE/lib
python3 -c 'import state; state.seed("INBOX", 1000)'
mkdir -p left gone
# Writes what it is given into a file of its own, and with a limit ends the one that gave it.
cat >deliver.sh <<'D'
folder=$1 limit=$2
cat >"$folder/$$.$(date +%N)"
if [ "$limit" -gt 0 ] && [ "$(ls "$folder" | wc -l)" -ge "$limit" ]; then kill -TERM "$(cat fetchmail.pid)"; fi
exit 0
D
fetch() {
  umask 077
  printf 'poll %s service %s protocol pop3 timeout 60 %s\n  user "%s" password "%s" %s no sslcertck %s\n  mda "sh %s/deliver.sh %s %s"\n' \
    "$HOST" "$1" "${6:-}" "$ACCOUNT" "$PASSWORD" "$2" "$3" "$PWD" "$4" "$5" >rc
  code=0
  fetchmail --fetchmailrc rc --idfile ids --pidfile "$PWD/pid" --nosyslog --norewrite --invisible >"log.$4" 2>&1 &
  echo $! >fetchmail.pid
  wait $! || code=$?
}
subjects() { grep -rhi '^Subject: message' "$1" | tr -d '\r' | sort -u | wc -l; }
fetch "$POP3" "sslproto TLS1.2+" "keep" left 400 uidl
[ "$(subjects left)" -lt 1000 ] || { echo "all came before the interruption"; exit 1; }
for _ in 1 2 3; do
  fetch "$POP3" "sslproto TLS1.2+" "keep" left 0 uidl
  [ "$code" -eq 0 ] && break
done
[ "$(subjects left)" -eq 1000 ] || { cat log.left; echo "$(subjects left) messages came, not 1000"; exit 1; }
fetch "$POP3" "sslproto TLS1.2+" "keep" left 0 uidl
[ "$code" -eq 1 ] || { cat log.left; echo "exit code $code where nothing is new"; exit 1; }
python3 -c 'import state; state.expect("left on the server", len(state.subjects("INBOX")), 1000)'
# Deletion: killed half-way without QUIT nothing is removed; the next run takes all.
fetch "$POP3S" "ssl" "no keep fetchall" gone 300
for _ in 1 2 3; do
  fetch "$POP3S" "ssl" "no keep fetchall" gone 0
  [ "$code" -eq 0 ] && break
done
[ "$(subjects gone)" -eq 1000 ] || { cat log.gone; echo "$(subjects gone) messages came, not 1000"; exit 1; }
python3 -c 'import state; state.expect("deleted", state.subjects("INBOX"), {})'
