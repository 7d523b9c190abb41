#!/usr/bin/env bash
# Postfix with a configuration of its own: takes mail by sendmail, delivers it by LMTP, several recipients at once.
set -euo pipefail
export PATH=$PATH:/usr/sbin PYTHONPATH=$CONFORMANCE/lib
[ "$(id -u)" -eq 0 ] || { echo "Postfix needs root"; exit 1; }
second="second-$ACCOUNT"
printf '%s\n' "$PASSWORD" | "$CULVER" account add "$second" --password-stdin --data "$DATA"
etc=$PWD/etc spool=$PWD/spool lib=$PWD/lib
chmod 755 "$WORK" "$PWD"
mkdir -p "$etc" "$spool" "$lib"
chown postfix "$lib"
# The maillog goes to a file, for there may be no syslog.
cat >"$etc/main.cf" <<C
compatibility_level = 3.6
queue_directory = $spool
data_directory = $lib
maillog_file = /var/log/culver-journey.log
myhostname = relay.example
mydestination =
inet_interfaces = loopback-only
inet_protocols = ipv4
relay_domains = culver.test
relay_transport = lmtp:inet:[$HOST]:$LMTP
lmtp_destination_recipient_limit = 50
local_recipient_maps =
alias_maps =
smtputf8_enable = yes
alternate_config_directories =
C
sed 's/^smtp  *inet .*//' /etc/postfix/master.cf >"$etc/master.cf"
grep -q '^postlog' "$etc/master.cf" || echo 'postlog unix-dgram n - n - 1 postlogd' >>"$etc/master.cf"
sed -i -E 's/^([a-z]+ +unix(-dgram)? +[-yn]) +[-y] +y /\1 - n /; s/^(lmtp|smtp|cleanup|qmgr|rewrite|bounce|defer|trace|pickup|error|retry|tlsmgr|verify|flush|proxymap|scache|discard|anvil|relay)( +unix +[-yn] +[-yn] +)y/\1\2n/' "$etc/master.cf"
: >/var/log/culver-journey.log
postconf -c "$etc" >/dev/null
main=$(postconf -h -d config_directory)
listed=$(postconf -h alternate_config_directories)
postconf -e "alternate_config_directories=$etc"
stop() { postfix -c "$etc" stop >/dev/null 2>&1 || true; postconf -e "alternate_config_directories=$listed"; }
trap stop EXIT
postfix -c "$etc" start || { cat /var/log/culver-journey.log; exit 1; }
for number in $(seq 1 20); do
  printf 'From: ada@example.org\nTo: %s, %s\nSubject: by postfix %s\n\nHello.\n.\n..two dots\n' "$ACCOUNT" "$second" "$number" |
    sendmail -C "$etc" -i -f ada@example.org "$ACCOUNT" "$second"
done
printf 'Subject: nowhere\n\n' | sendmail -C "$etc" -i -f "$ACCOUNT" nobody@culver.test
for _ in $(seq 1 100); do
  n=$(python3 -c 'import state; print(len(state.subjects("INBOX")))')
  [ "$n" -ge 21 ] && break
  sleep 0.3
done
cat /var/log/culver-journey.log | tail -30
python3 - <<'P'
import os, state
mail = state.subjects("INBOX")
bounce = [subject for subject in mail if not subject.startswith("by postfix")]
state.expect("mail", len(mail) - len(bounce), 20)
state.expect("bounce", bounce, ["Undelivered Mail Returned to Sender"])
box = state.connect()
box.select("INBOX", readonly=True)
number = box.search(None, "SUBJECT", '"by postfix 7"')[1][0].split()[0]
body = box.fetch(number, "(BODY[TEXT])")[1][0][1]
state.expect("body", body, b"Hello.\r\n.\r\n..two dots\r\n")
box.logout()
os.environ["ACCOUNT"] = "second-" + os.environ["ACCOUNT"]
state.expect("second", len(state.subjects("INBOX")), 20)
P
