#!/usr/bin/env bash
# culver.sh VERB DIR [PORT]: prepare, start, stop, restart or forget (restart with empty caches) the built Culver in a scratch folder;
# queued prints how many messages wait in its queue, hold keeps them there, accounts makes 1,000 more.
set -euo pipefail
VERB=$1 DIR=$2 NAME=culver
HERE=$(cd "$(dirname "$0")" && pwd)
CULVER=${CULVER:-$HERE/../../src/Culver/bin/Release/net10.0/culver}
export TZ=UTC
. "$HERE/common.sh"

case $VERB in
prepare)
    PORT=$3
    mkdir -p "$DIR/culver"
    { for i in $(seq 0 63); do printf 'load%s@localhost\tbenchmark\n' "$i"; done
      printf 'warm@localhost\tbenchmark\nmany@localhost\tbenchmark\nbig@localhost\tbenchmark\n'
      for size in 1000 2000 5000 10000 20000 50000 100000 200000 1000000 ${SIZES:-}; do printf 'box%s@localhost\tbenchmark\n' "$size"; done; } | sort -u > "$DIR/accounts.tsv"
    "$CULVER" account import "$DIR/accounts.tsv" --data "$DIR/culver" > /dev/null
    group
    OFFERED=$("$CULVER" serve --help)
    {
        echo name=Culver
        echo "version=$("$CULVER" --version)"
        echo "imap=127.0.0.1:$PORT"
        echo "imaps=127.0.0.1:$((PORT + 1))"
        if grep -q -- '--pop3 ' <<< "$OFFERED"; then echo "pop3=127.0.0.1:$((PORT + 2))"; fi
        echo "lmtp=127.0.0.1:$((PORT + 3))"
        echo "smtp=127.0.0.1:$((PORT + 4))"
        if grep -q -- '--submission ' <<< "$OFFERED"; then echo "submission=127.0.0.1:$((PORT + 5))"; fi
        echo password=benchmark
        echo "pidfile=$DIR/culver.pid"
        echo 'background=Culver.Storage\culver.storage.texts.waiting,Culver.Storage\culver.storage.sweeps.waiting'
        [ -z "$COUNTER" ] || echo "cpu=$COUNTER"
        echo "control=$DIR/culver.control"
    } > "$DIR/culver.target"
    printf '#!/bin/sh\nCULVER=%q exec bash %q "$1" %q\n' "$CULVER" "$HERE/culver.sh" "$DIR" > "$DIR/culver.control"
    chmod +x "$DIR/culver.control"
    ;;
start)
    address() { sed -n "s/^$1=//p" "$DIR/culver.target"; }
    group
    : > "$DIR/culver.out"
    # What is not measured does not listen, so that several servers can run beside each other.
    OTHERS=$("$CULVER" serve --help | grep -oE -- '--(pop3s|submissions|http) ' | sort -u | sed 's/$/off/' | tr '\n' ' ' || true)
    POP3=$(address pop3) SUBMISSION=$(address submission)
    # The load restarts the server, and must not hand on how its own sockets are set.
    unset DOTNET_SYSTEM_NET_SOCKETS_INLINE_COMPLETIONS DOTNET_SYSTEM_NET_SOCKETS_THREAD_COUNT DOTNET_gcServer
    # The load has few accounts and sends more than a person does. Nothing listens where mail for others would go: what is measured is the way in.
    export CULVER__Submission__MessagesPerHour=0 CULVER__Submission__RecipientsPerHour=0
    export CULVER__Relay__Smarthost__Host=127.0.0.1 CULVER__Relay__Smarthost__Port=9 CULVER__Relay__Smarthost__Tls=None
    # What is done later is waited for after each row: sooner here, or every row with an arrival would take a quarter of a minute.
    export CULVER__Storage__IndexDelay=00:00:01 CULVER__Storage__SweepDelay=00:00:01
    begin=$(now)
    (
        enter_group
        cd "$DIR"
        exec setsid "$CULVER" serve --data "$DIR/culver" --imap "$(address imap)" --imaps "$(address imaps)" --lmtp "$(address lmtp)" --smtp "$(address smtp)" \
            ${POP3:+--pop3 "$POP3"} ${SUBMISSION:+--submission "$SUBMISSION"} $OTHERS < /dev/null >> "$DIR/culver.out" 2>> "$DIR/culver.log"
    ) &
    echo $! > "$DIR/culver.pid"
    for _ in $(seq 1 500); do
        grep -q '^ready' "$DIR/culver.out" && break
        kill -0 "$(cat "$DIR/culver.pid")" 2>/dev/null || { cat "$DIR/culver.log" >&2; exit 1; }
        sleep 0.02
    done
    grep -q '^ready' "$DIR/culver.out"
    echo "ready=$(echo "$(now) $begin" | awk '{ printf "%.3f", $1 - $2 }')"
    ;;
stop)
    if [ -f "$DIR/culver.pid" ]; then
        kill -TERM "$(cat "$DIR/culver.pid")" 2>/dev/null || true
        await_end "$(cat "$DIR/culver.pid")"
        rm -f "$DIR/culver.pid"
    fi
    ;;
restart | forget)
    # All that Culver can make again is in memory, but for the text index, which belongs to the arrival of a message.
    bash "$0" stop "$DIR"
    bash "$0" start "$DIR"
    ;;
queued) "$CULVER" queue list --data "$DIR/culver" | wc -l ;;
hold) "$CULVER" queue hold --all --data "$DIR/culver" > /dev/null ;;
accounts)
    [ -f "$DIR/users.tsv" ] || {
        for i in $(seq 0 999); do printf 'user%s@localhost\tbenchmark\n' "$i"; done > "$DIR/users.tsv"
        "$CULVER" account import "$DIR/users.tsv" --data "$DIR/culver" > /dev/null
    }
    ;;
clean) leave_group ;;
esac
