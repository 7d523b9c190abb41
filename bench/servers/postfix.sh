#!/usr/bin/env bash
# postfix.sh VERB DIR [PORT]: prepare, start, stop or restart a Postfix of its own in a scratch folder, for submission with AUTH (by an auth process of
# Dovecot); queued prints how many messages wait in its queue, hold keeps them there. A Postfix that the system runs is left alone, and so is its configuration.
set -euo pipefail
VERB=$1 DIR=$2 NAME=postfix
HERE=$(cd "$(dirname "$0")" && pwd)
DOVECOT=${DOVECOT:-/usr/sbin/dovecot}
export TZ=UTC PATH=$PATH:/usr/sbin
. "$HERE/common.sh"
ETC=$DIR/postfix/etc SPOOL=$DIR/postfix/spool

case $VERB in
prepare)
    PORT=$3
    mkdir -p "$ETC" "$SPOOL" "$DIR/postfix/lib" "$DIR/postfix/auth"
    chmod 755 "$DIR" "$DIR/postfix"
    chown postfix "$DIR/postfix/lib"
    cat > "$ETC/main.cf" <<EOF
compatibility_level = 3.6
queue_directory = $SPOOL
data_directory = $DIR/postfix/lib
maillog_file = $DIR/postfix/postfix.log
maillog_file_prefixes = $DIR
myhostname = bench.example
mydestination =
mynetworks =
inet_interfaces = 127.0.0.1
inet_protocols = ipv4
alias_maps =
local_recipient_maps =

smtpd_sasl_auth_enable = yes
smtpd_sasl_type = dovecot
smtpd_sasl_path = $DIR/postfix/auth/client
smtpd_relay_restrictions = permit_sasl_authenticated, reject
smtpd_recipient_restrictions =

# What is measured is the way in: nothing is tried, as with a place that is down.
default_transport = smtp
defer_transports = smtp

# No needless limits.
default_process_limit = 200
smtpd_client_connection_count_limit = 0
smtpd_client_connection_rate_limit = 0
in_flow_delay = 0
smtpd_peername_lookup = no
EOF
    cat > "$ETC/master.cf" <<EOF
127.0.0.1:$PORT inet n - n - - smtpd
cleanup unix n - n - 0 cleanup
qmgr unix n - n 300 1 qmgr
rewrite unix - - n - - trivial-rewrite
bounce unix - - n - 0 bounce
defer unix - - n - 0 bounce
trace unix - - n - 0 bounce
proxymap unix - - n - - proxymap
smtp unix - - n - - smtp
error unix - - n - - error
retry unix - - n - - error
anvil unix - - n - 1 anvil
showq unix n - n - - showq
postlog unix-dgram n - n - 1 postlogd
EOF
    cat > "$DIR/postfix/auth.conf" <<EOF
protocols =
base_dir = $DIR/postfix/auth/run
state_dir = $DIR/postfix/auth/run
instance_name = culver-bench-postfix
log_path = $DIR/postfix/auth.log
info_log_path = /dev/null
ssl = no
disable_plaintext_auth = no
auth_mechanisms = plain login
passdb {
  driver = static
  args = password=benchmark
}
userdb {
  driver = static
  args = uid=mail gid=mail home=/nonexistent allow_all_users=yes
}
service auth {
  client_limit = 20000
  unix_listener $DIR/postfix/auth/client {
    mode = 0660
    user = postfix
    group = postfix
  }
}
EOF
    group
    {
        echo name=Postfix
        echo "version=$(postconf -c "$ETC" -h mail_version)"
        echo "submission=127.0.0.1:$PORT"
        echo password=benchmark
        echo "pidfile=$DIR/postfix.pid"
        [ -z "$COUNTER" ] || echo "cpu=$COUNTER"
        echo "control=$DIR/postfix.control"
    } > "$DIR/postfix.target"
    printf '#!/bin/sh\nDOVECOT=%q exec bash %q "$1" %q\n' "$DOVECOT" "$HERE/postfix.sh" "$DIR" > "$DIR/postfix.control"
    chmod +x "$DIR/postfix.control"
    ;;
start)
    group
    begin=$(now)
    (
        enter_group
        exec setsid "$DOVECOT" -F -c "$DIR/postfix/auth.conf" < /dev/null >> "$DIR/postfix.out" 2>&1
    ) &
    AUTH=$!
    (
        enter_group
        exec setsid postfix -c "$ETC" start-fg < /dev/null >> "$DIR/postfix.out" 2>&1
    ) &
    echo "$! $AUTH" > "$DIR/postfix.pid"
    await_port "$(sed -n 's/^submission=127.0.0.1://p' "$DIR/postfix.target")" || { cat "$DIR/postfix.out" "$DIR/postfix/postfix.log" >&2; exit 1; }
    echo "ready=$(echo "$(now) $begin" | awk '{ printf "%.3f", $1 - $2 }')"
    ;;
stop)
    if [ -f "$DIR/postfix.pid" ]; then
        read -r MASTER AUTH < "$DIR/postfix.pid"
        postfix -c "$ETC" stop > /dev/null 2>&1 || true
        kill -TERM "$AUTH" 2>/dev/null || true
        await_end "$MASTER"
        await_end "$AUTH"
        rm -f "$DIR/postfix.pid"
    fi
    ;;
restart | forget)
    bash "$0" stop "$DIR"
    bash "$0" start "$DIR"
    ;;
# Message files bear the names of their queue; what is about to be written is in incoming.
queued) find "$SPOOL/incoming" "$SPOOL/active" "$SPOOL/deferred" "$SPOOL/hold" -type f | wc -l ;;
hold) postsuper -c "$ETC" -h ALL > /dev/null 2>&1 ;;
clean) leave_group ;;
esac
