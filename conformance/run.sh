#!/usr/bin/env bash
# Starts the built server on free ports and lets each outside client make its journey, with an account of its own. Prints "ok NAME" or
# "not ok NAME" for each, with what went wrong. `run.sh NAME…` runs only those.
set -uo pipefail
here=$(cd "$(dirname "$0")" && pwd)
export CONFORMANCE=$here
culver=${CULVER:-$here/../src/Culver/bin/Release/net10.0/culver}
work=$(mktemp -d)
export WORK=$work
server=""
cleanup() {
  [ -n "${KEEP:-}" ] && cp -r "$work" "$KEEP"
  [ -n "$server" ] && kill "$server" 2>/dev/null && wait "$server" 2>/dev/null
  rm -rf "$work"
}
trap cleanup EXIT

"$culver" serve --data "$work/data" --domain culver.test \
  --imap 127.0.0.1:0 --imaps 127.0.0.1:0 --smtp 127.0.0.1:0 --lmtp 127.0.0.1:0 \
  --pop3 127.0.0.1:0 --pop3s 127.0.0.1:0 --submission 127.0.0.1:0 --submissions 127.0.0.1:0 --http off >"$work/serve.log" 2>&1 &
server=$!
for _ in $(seq 1 150); do
  grep -q '^ready' "$work/serve.log" && break
  kill -0 "$server" 2>/dev/null || break
  sleep 0.2
done
ready=$(grep '^ready' "$work/serve.log") || { cat "$work/serve.log"; echo "not ok serve: it never was ready"; exit 1; }
port() { echo "$ready" | tr ',' '\n' | sed 's/^ready//' | awk -v name="$1" '$1 == name { sub(/.*:/, "", $2); print $2 }'; }
export HOST=127.0.0.1 IMAP=$(port imap) IMAPS=$(port imaps) POP3=$(port pop3) POP3S=$(port pop3s) SMTP=$(port smtp) LMTP=$(port lmtp) SUBMISSION=$(port submission) SUBMISSIONS=$(port submissions) DATA=$work/data CULVER=$culver

names=("$@")
[ ${#names[@]} -gt 0 ] || names=($(cd "$here/journeys" && ls | sort))
status=0
for journey in "${names[@]}"; do
  name=${journey%.*}
  file=$(ls "$here/journeys/$name".* | head -1)
  export ACCOUNT="$name@culver.test" PASSWORD="secret-$name" HOMEDIR="$work/$name"
  mkdir -p "$HOMEDIR"
  printf '%s\n' "$PASSWORD" | "$culver" account add "$ACCOUNT" --password-stdin --data "$work/data" >/dev/null || { echo "not ok $name: no account"; status=1; continue; }
  case $file in
    *.py) run="python3 $file" ;;
    *.mjs) run="node $file" ;;
    *) run="bash $file" ;;
  esac
  if (cd "$HOMEDIR" && HOME="$HOMEDIR" timeout 300 $run) >"$HOMEDIR.log" 2>&1; then
    echo "ok $name"
  else
    echo "not ok $name"
    tail -40 "$HOMEDIR.log" | sed 's/^/    /'
    status=1
  fi
done
# Whatever the clients did, nothing may have gone wrong inside.
if grep -E ' (fail|crit): ' "$work/serve.log"; then
  echo "not ok serve: the log has failures"
  status=1
else
  echo "ok serve"
fi
kill "$server" && wait "$server"
code=$?
server=""
[ "$code" -eq 0 ] && echo "ok shutdown" || { echo "not ok shutdown: exit code $code"; status=1; }
if "$culver" check --data "$work/data" >"$work/check.log" 2>&1; then echo "ok check"; else echo "not ok check"; sed 's/^/    /' "$work/check.log"; status=1; fi
exit $status
