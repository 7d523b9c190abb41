#!/usr/bin/env bash
# curl: LIST, UIDL, RETR, TOP and DELE over STLS and TLS, by each mechanism it has; it leaves what it reads and deletes what it is told to. Then
# a thousand messages, interrupted half-way and gone on with, and deleted in one session.
set -euo pipefail
export PYTHONPATH=$CONFORMANCE/lib
python3 -c 'import state; state.seed("INBOX", 20)'
clear() { curl -sS -k --ssl-reqd --max-time 60 -u "$ACCOUNT:$PASSWORD" "$@"; }
secure() { curl -sS -k --max-time 60 -u "$ACCOUNT:$PASSWORD" "$@"; }
lines() { tr -d '\r' | wc -l; }
[ "$(clear "pop3://$HOST:$POP3/" | lines)" -eq 20 ] || { echo "LIST over STLS"; exit 1; }
[ "$(secure "pop3s://$HOST:$POP3S/" | lines)" -eq 20 ] || { echo "LIST over TLS"; exit 1; }
secure -X UIDL "pop3s://$HOST:$POP3S/" | tr -d '\r' >ids
[ "$(cut -d' ' -f2 ids | sort -u | wc -l)" -eq 20 ] || { echo "UIDL"; exit 1; }
size=$(clear "pop3://$HOST:$POP3/" | tr -d '\r' | awk '$1 == 3 { print $2 }')
clear "pop3://$HOST:$POP3/3" >message
[ "$(stat -c %s message)" -eq "$size" ] || { echo "RETR: $(stat -c %s message) octets, not $size"; exit 1; }
secure "pop3s://$HOST:$POP3S/3" | cmp - message
secure -X "TOP 3 0" "pop3s://$HOST:$POP3S/" | grep -q '^Subject: message 3' || { echo "TOP"; exit 1; }
for mechanism in PLAIN LOGIN; do
  secure --login-options "AUTH=$mechanism" "pop3s://$HOST:$POP3S/3" | cmp - message || { echo "$mechanism"; exit 1; }
done
if secure "pop3s://$HOST:$POP3S/21" >none 2>&1; then echo "message 21 was told"; exit 1; fi
secure -u "$ACCOUNT:wrong" "pop3s://$HOST:$POP3S/" >none 2>&1 && { echo "a wrong password was taken"; exit 1; }
secure -I -X "DELE 3" "pop3s://$HOST:$POP3S/" >/dev/null
python3 - <<'P'
import state
mail = state.subjects("INBOX")
state.expect("one deleted", len(mail), 19)
state.expect("the right one", "message 3" in mail, False)
state.expect("no flag was set", set().union(*mail.values()), set())
P
[ "$(secure -X UIDL "pop3s://$HOST:$POP3S/" | tr -d '\r' | cut -d' ' -f2 | sort)" = "$(sed 3d ids | cut -d' ' -f2 | sort)" ] || { echo "ids changed"; exit 1; }

python3 -c 'import state; state.seed("INBOX", 1000, prefix="bulk")'
mkdir bulk
clear "pop3://$HOST:$POP3/[20-1019]" -o "bulk/#1" 2>interrupted &
running=$!
until [ "$(ls bulk | wc -l)" -ge 300 ] || ! kill -0 "$running" 2>/dev/null; do sleep 0.05; done
child=$(pgrep -P "$running" | head -1 || true)
[ -z "$child" ] || kill -KILL "$child" 2>/dev/null || true
wait "$running" 2>/dev/null || true
came=$(ls bulk | wc -l)
[ "$came" -lt 1000 ] || { echo "all came before the interruption"; exit 1; }
# The last of them may have been cut off. The killed session's maildrop is free as soon as the server sees that it ended.
rm -f "bulk/$((came + 19))"
for number in $(seq 20 1019); do
  [ -f "bulk/$number" ] || printf 'url = "pop3s://%s:%s/%s"\noutput = "bulk/%s"\n' "$HOST" "$POP3S" "$number" "$number"
done >rest
for _ in $(seq 1 100); do
  secure -K rest 2>resumed && break
  grep -q 'denied\|IN-USE\|67' resumed || break
  sleep 0.1
done
[ "$(grep -rhi '^Subject: bulk' bulk | tr -d '\r' | sort -u | wc -l)" -eq 1000 ] || { cat resumed; echo "$(ls bulk | wc -l) messages came, not 1000; interrupted at $came"; exit 1; }
python3 -c 'import state; state.expect("left on the server", len(state.subjects("INBOX")), 1019)'
for number in $(seq 20 1019); do
  printf 'url = "pop3s://%s:%s/"\nrequest = "DELE %s"\nhead\ninsecure\nsilent\nshow-error\nuser = "%s:%s"\noutput = "/dev/null"\nnext\n' "$HOST" "$POP3S" "$number" "$ACCOUNT" "$PASSWORD"
done | sed '$d' >gone
curl -K gone
python3 -c 'import state; mail = state.subjects("INBOX"); state.expect("deleted", [len(mail), [s for s in mail if s.startswith("bulk")]], [19, []])'
echo "interrupted at $came"
