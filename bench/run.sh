#!/usr/bin/env bash
# Culver beside Dovecot, row by row, in one sitting. Needs a Debian-like machine, root, and the .NET SDK.
#   bench/run.sh [--rows 'fetch*,lmtp-1'] [--size 20000,100000] [--repeats 5] [--quick] [--note TEXT] [--culver-only] [--keep]
# Results: bench/results/<date>.json and .md, and the summary in docs/performance.md (only where all rows ran).
set -euo pipefail
ROOT=$(cd "$(dirname "$0")/.." && pwd)
cd "$ROOT"
SERVERS=(culver dovecot)
KEEP=0
ARGUMENTS=()
WHOLE=1
SIZES=
while [ $# -gt 0 ]; do
    case $1 in
    --culver-only) SERVERS=(culver); WHOLE=0 ;;
    --keep) KEEP=1 ;;
    --rows) WHOLE=0; ARGUMENTS+=("$1" "$2"); shift ;;
    --size) SIZES=${2//,/ }; ARGUMENTS+=("$1" "$2"); shift ;;
    --quick) WHOLE=0; ARGUMENTS+=("$1") ;;
    -h | --help) sed -n 2,4p "$0"; exit 0 ;;
    *) ARGUMENTS+=("$1") ;;
    esac
    shift
done
export SIZES

if [[ " ${SERVERS[*]} " == *" dovecot "* ]] && ! [ -x /usr/lib/dovecot/lmtp -a -x /usr/lib/dovecot/pop3 -a -x /usr/lib/dovecot/imap ]; then
    # The package would start a Dovecot of its own; nothing here wants that.
    printf '#!/bin/sh\nexit 101\n' > /usr/sbin/policy-rc.d.bench && chmod +x /usr/sbin/policy-rc.d.bench
    [ -e /usr/sbin/policy-rc.d ] || { mv /usr/sbin/policy-rc.d.bench /usr/sbin/policy-rc.d; POLICY=1; }
    DEBIAN_FRONTEND=noninteractive apt-get install -y -q --no-install-recommends dovecot-imapd dovecot-lmtpd dovecot-pop3d
    [ -z "${POLICY:-}" ] || rm -f /usr/sbin/policy-rc.d
    rm -f /usr/sbin/policy-rc.d.bench
fi

BUILD=${BUILD:-dotnet build -c Release -v q --nologo}
$BUILD src/Culver
$BUILD bench/Culver.Bench

DIR=$(mktemp -d "${TMPDIR:-/var/tmp}/culver-bench.XXXXXX")
chmod 755 "$DIR"
finish() {
    trap - EXIT INT TERM
    for server in "${SERVERS[@]}"; do
        bash "bench/servers/$server.sh" stop "$DIR" || true
        bash "bench/servers/$server.sh" clean "$DIR" || true
    done
    if [ "$KEEP" = 1 ]; then echo "kept: $DIR"; else rm -rf "$DIR"; fi
}
trap finish EXIT
trap 'exit 130' INT TERM

ulimit -n "$(ulimit -Hn)"
PORT=$((20000 + RANDOM % 10000))
TARGETS=()
for server in "${SERVERS[@]}"; do
    bash "bench/servers/$server.sh" prepare "$DIR" "$PORT"
    bash "bench/servers/$server.sh" start "$DIR" > /dev/null
    TARGETS+=(--target "$DIR/$server.target")
    PORT=$((PORT + 10))
done
if [ "$WHOLE" = 1 ]; then ARGUMENTS+=(--performance docs/performance.md); fi

# One thread of the load does all its sockets, at once where data is: the cheapest client is the one that hides least of the server.
DOTNET_SYSTEM_NET_SOCKETS_INLINE_COMPLETIONS=1 DOTNET_SYSTEM_NET_SOCKETS_THREAD_COUNT=1 DOTNET_gcServer=0 \
    bench/Culver.Bench/bin/Release/net10.0/Culver.Bench "${TARGETS[@]}" "${ARGUMENTS[@]}"
