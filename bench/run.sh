#!/usr/bin/env bash
# Culver beside Dovecot (and Postfix for submission), row by row, in one sitting. Needs a Debian-like machine, root, and the .NET SDK.
#   bench/run.sh --sizes 1000,1000000      Culver with small and large mailboxes beside each other: what touches one message
#   bench/run.sh --soak 60 [--rate 50]     a long mixed day for Culver alone, and a graph of what it took
#   bench/run.sh [--rows 'fetch*,lmtp-1'] [--skip 'idle*'] [--size 20000,100000] [--repeats 5] [--quick] [--note TEXT] [--name NAME]
#                [--culver-only | --beside dovecot-synced] [--keep]
#   bench/run.sh --combine A.json,B.json    several runs as one; of a row that is in both the last counts
# Results: bench/results/<date>.json and .md, and the summary in docs/performance.md (only where all rows ran, or runs are combined).
set -euo pipefail
ROOT=$(cd "$(dirname "$0")/.." && pwd)
cd "$ROOT"
SERVERS=(culver dovecot postfix)
KEEP=0
ARGUMENTS=()
WHOLE=1
SIZES=
while [ $# -gt 0 ]; do
    case $1 in
    --combine) SERVERS=(); ARGUMENTS+=("$1" "$2"); shift ;;
    --beside) SERVERS=(culver ${2//,/ }); WHOLE=0; shift ;;
    --sizes) SERVERS=(culver); SIZES=${2//,/ }; ARGUMENTS+=("$1" "$2"); shift ;;
    --culver-only) SERVERS=(culver); WHOLE=0 ;;
    --keep) KEEP=1 ;;
    --rows) WHOLE=0; ARGUMENTS+=("$1" "$2"); shift ;;
    --size) SIZES=${2//,/ }; ARGUMENTS+=("$1" "$2"); shift ;;
    --soak) WHOLE=1; SERVERS=(culver); ARGUMENTS+=("$1" "$2"); shift ;;
    --quick) WHOLE=0; ARGUMENTS+=("$1") ;;
    -h | --help) sed -n 2,9p "$0"; exit 0 ;;
    *) ARGUMENTS+=("$1") ;;
    esac
    shift
done
export SIZES

NEEDED=()
[[ "${SERVERS[*]-}" != *dovecot* ]] || [ -x /usr/lib/dovecot/lmtp -a -x /usr/lib/dovecot/pop3 -a -x /usr/lib/dovecot/imap ] || NEEDED+=(dovecot-imapd dovecot-lmtpd dovecot-pop3d)
[[ "${SERVERS[*]-}" != *postfix* ]] || { [ -x /usr/sbin/postfix ] && [ -x /usr/sbin/dovecot ]; } || NEEDED+=(postfix dovecot-core)
if [ ${#NEEDED[@]} -gt 0 ]; then
    # The packages would start servers of their own; nothing here wants that.
    [ -e /usr/sbin/policy-rc.d ] || { printf '#!/bin/sh\nexit 101\n' > /usr/sbin/policy-rc.d; chmod +x /usr/sbin/policy-rc.d; POLICY=1; }
    DEBIAN_FRONTEND=noninteractive apt-get install -y -q --no-install-recommends "${NEEDED[@]}"
    [ -z "${POLICY:-}" ] || rm -f /usr/sbin/policy-rc.d
fi

BUILD=${BUILD:-dotnet build -c Release -v q --nologo}
$BUILD src/Culver
$BUILD bench/Culver.Bench

if [ "$WHOLE" = 1 ]; then ARGUMENTS+=(--performance docs/performance.md); fi
if [ ${#SERVERS[@]} -eq 0 ]; then exec bench/Culver.Bench/bin/Release/net10.0/Culver.Bench "${ARGUMENTS[@]}"; fi

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
# Copies, so that a build of something else does not disturb a long run.
cp -r src/Culver/bin/Release/net10.0 "$DIR/build"
cp -r bench/Culver.Bench/bin/Release/net10.0 "$DIR/load"
export CULVER=${CULVER:-$DIR/build/culver}
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

# One thread of the load does all its sockets, at once where data is: the cheapest client is the one that hides least of the server.
DOTNET_SYSTEM_NET_SOCKETS_INLINE_COMPLETIONS=1 DOTNET_SYSTEM_NET_SOCKETS_THREAD_COUNT=1 DOTNET_gcServer=0 \
    "$DIR/load/Culver.Bench" "${TARGETS[@]}" "${ARGUMENTS[@]}"
