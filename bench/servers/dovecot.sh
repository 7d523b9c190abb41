#!/usr/bin/env bash
# dovecot.sh VERB DIR [PORT]: prepare, start, stop, restart or forget (restart without its caches) a well tuned Dovecot 2.3 of its own in a scratch folder.
# A Dovecot that the system runs is left alone: this one has its own folders, sockets and ports.
# dovecot-synced.sh is the same one with mail_fsync=always: what it answers for is on the disk, as with Culver.
set -euo pipefail
VERB=$1 DIR=$2 NAME=${NAME:-dovecot} FSYNC=${FSYNC:-optimized}
HERE=$(cd "$(dirname "$0")" && pwd)
DOVECOT=${DOVECOT:-/usr/sbin/dovecot}
export TZ=UTC
. "$HERE/common.sh"

case $VERB in
prepare)
    PORT=$3
    mkdir -p "$DIR/$NAME/mail" "$DIR/$NAME/run" "$DIR/$NAME/state"
    chmod 755 "$DIR" "$DIR/$NAME"
    chown mail:mail "$DIR/$NAME/mail"
    [ -f "$DIR/$NAME/key.pem" ] || openssl req -x509 -newkey ec -pkeyopt ec_paramgen_curve:prime256v1 -nodes -days 30 -subj /CN=localhost \
        -keyout "$DIR/$NAME/key.pem" -out "$DIR/$NAME/cert.pem" 2>/dev/null
    cat > "$DIR/$NAME/dovecot.conf" <<EOF
protocols = imap pop3 lmtp
listen = 127.0.0.1
base_dir = $DIR/$NAME/run
state_dir = $DIR/$NAME/state
instance_name = culver-bench-$NAME
log_path = $DIR/$NAME/dovecot.log
info_log_path = /dev/null
ssl = yes
ssl_cert = <$DIR/$NAME/cert.pem
ssl_key = <$DIR/$NAME/key.pem
disable_plaintext_auth = no
auth_mechanisms = plain login

# Nothing dear about who is who: every user exists, with one password.
passdb {
  driver = static
  args = password=benchmark
}
userdb {
  driver = static
  args = uid=mail gid=mail home=$DIR/$NAME/mail/%u allow_all_users=yes
}
first_valid_uid = 1
first_valid_gid = 1

mail_location = sdbox:~/sdbox
mail_fsync = $FSYNC
namespace inbox {
  inbox = yes
  separator = /
}

# No needless limits.
default_process_limit = 8000
default_client_limit = 20000
default_vsz_limit = 4G
mail_max_userip_connections = 10000
imap_hibernate_timeout = 30s
verbose_proctitle = no

# The high-performance login service: a process per core that stays; sessions go to processes that are used again.
service imap-login {
  service_count = 0
  process_min_avail = $(nproc)
  client_limit = 8000
  inet_listener imap {
    port = $PORT
  }
  inet_listener imaps {
    port = $((PORT + 1))
    ssl = yes
  }
}
service imap {
  process_min_avail = 16
  service_count = 1000
  process_limit = 8000
  extra_groups = \$default_internal_group
  unix_listener imap-master {
    user = \$default_internal_user
  }
}
service imap-hibernate {
  client_limit = 20000
  unix_listener imap-hibernate {
    mode = 0660
    group = \$default_internal_group
  }
}
service pop3-login {
  service_count = 0
  process_min_avail = $(nproc)
  inet_listener pop3 {
    port = $((PORT + 2))
  }
  inet_listener pop3s {
    port = 0
  }
}
service pop3 {
  process_min_avail = 4
  service_count = 1000
}
service lmtp {
  process_min_avail = 16
  service_count = 0
  inet_listener lmtp {
    port = $((PORT + 3))
  }
}
service anvil {
  client_limit = 20000
}
service auth {
  client_limit = 20000
}
EOF
    group
    {
        [ "$FSYNC" = optimized ] && echo name=Dovecot || echo "name=Dovecot, synced"
        echo "version=$("$DOVECOT" --version)"
        echo "imap=127.0.0.1:$PORT"
        echo "imaps=127.0.0.1:$((PORT + 1))"
        echo "pop3=127.0.0.1:$((PORT + 2))"
        echo "lmtp=127.0.0.1:$((PORT + 3))"
        echo password=benchmark
        echo "pidfile=$DIR/$NAME.pid"
        [ -z "$COUNTER" ] || echo "cpu=$COUNTER"
        echo "control=$DIR/$NAME.control"
    } > "$DIR/$NAME.target"
    printf '#!/bin/sh\nDOVECOT=%q NAME=%q FSYNC=%q exec bash %q "$1" %q\n' "$DOVECOT" "$NAME" "$FSYNC" "$HERE/dovecot.sh" "$DIR" > "$DIR/$NAME.control"
    chmod +x "$DIR/$NAME.control"
    ;;
start)
    group
    # Each session watches its mailbox by an inotify instance, of which the system allows 128 as it comes; without one Dovecot polls every 30 s.
    INSTANCES=/proc/sys/fs/inotify/max_user_instances
    if [ "$(cat $INSTANCES)" -lt 16384 ] && [ -w $INSTANCES ]; then
        [ -f "$DIR/inotify" ] || cp $INSTANCES "$DIR/inotify"
        echo 16384 > $INSTANCES
    fi
    begin=$(now)
    (
        enter_group
        exec setsid "$DOVECOT" -F -c "$DIR/$NAME/dovecot.conf" < /dev/null >> "$DIR/$NAME.out" 2>&1
    ) &
    echo $! > "$DIR/$NAME.pid"
    await_port "$(sed -n 's/^imap=127.0.0.1://p' "$DIR/$NAME.target")"
    echo "ready=$(echo "$(now) $begin" | awk '{ printf "%.3f", $1 - $2 }')"
    ;;
stop)
    if [ -f "$DIR/$NAME.pid" ]; then
        kill -TERM "$(cat "$DIR/$NAME.pid")" 2>/dev/null || true
        await_end "$(cat "$DIR/$NAME.pid")"
        rm -f "$DIR/$NAME.pid"
    fi
    ;;
restart)
    bash "$0" stop "$DIR"
    bash "$0" start "$DIR"
    ;;
forget)
    bash "$0" stop "$DIR"
    find "$DIR/$NAME/mail" -name 'dovecot.index.cache*' -delete
    bash "$0" start "$DIR"
    ;;
clean)
    leave_group
    [ ! -f "$DIR/inotify" ] || cat "$DIR/inotify" > /proc/sys/fs/inotify/max_user_instances
    ;;
esac
