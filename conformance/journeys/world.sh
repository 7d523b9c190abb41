#!/usr/bin/env bash
# Two Culvers, a Postfix, BIND and Unbound in a network, a process space and a resolv.conf of their own, where ports 25 and 53 are free and
# nothing outlives the journey. Debian's Python has the judges' modules.
[ "$(id -u)" -eq 0 ] || { echo "the world needs root"; exit 1; }
chmod 755 "$WORK" "$PWD"
export PYTHONDONTWRITEBYTECODE=1 PYTHONPATH=$CONFORMANCE/lib PATH=$PATH:/usr/sbin
exec unshare --mount --net --pid --fork --kill-child --mount-proc /usr/bin/python3 -m world "$@"
