#!/usr/bin/env bash
# Installs the outside judges: Debian's packages, and two clients from the npm registry. Does nothing where they are there.
set -euo pipefail
cd "$(dirname "$0")"
export DEBIAN_FRONTEND=noninteractive
missing=""
for pair in curl:curl openssl:openssl python3:python3 mbsync:isync mutt:mutt offlineimap:offlineimap3 fetchmail:fetchmail getmail:getmail6 mpop:mpop postfix:postfix nc:netcat-openbsd swaks:swaks msmtp:msmtp npm:npm cc:gcc opendkim-testmsg:opendkim-tools named:bind9 dnssec-signzone:bind9-utils dig:bind9-dnsutils ip:iproute2 unbound:unbound; do
  command -v "${pair%%:*}" >/dev/null 2>&1 || [ -x "/usr/sbin/${pair%%:*}" ] || missing="$missing ${pair##*:}"
done
# swaks does TLS and its mechanisms by modules it only suggests.
perl -MNet::SSLeay -MAuthen::SASL -e 1 2>/dev/null || missing="$missing libnet-ssleay-perl libauthen-sasl-perl"
for module in dkim:python3-dkim nacl:python3-nacl authres:python3-authres; do
  /usr/bin/python3 -c "import ${module%%:*}" 2>/dev/null || missing="$missing ${module##*:}"
done
ldconfig -p 2>/dev/null | grep -q libsqlite3.so.0 || missing="$missing libsqlite3-0"
# The recorder of power failures is compiled; gcc alone brings no headers.
[ -f /usr/include/stdio.h ] || missing="$missing libc6-dev"
if [ -n "$missing" ]; then
  sudo=""
  [ "$(id -u)" -eq 0 ] || sudo=sudo
  $sudo apt-get update -q
  # shellcheck disable=SC2086
  $sudo apt-get install -q -y --no-install-recommends $missing
fi
[ -d node/node_modules/imapflow ] || (cd node && npm ci --no-audit --no-fund)
