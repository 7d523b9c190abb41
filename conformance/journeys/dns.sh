#!/usr/bin/env bash
# BIND serves a signed zone, Unbound validates it; the resolver of `culver dns check` asks both. What is proven, what is forged, what comes
# over TCP and what is silent must each show.
set -euo pipefail
export PATH=$PATH:/usr/sbin
free() { python3 -c 'import socket
s=[socket.socket(socket.AF_INET, t) for t in (socket.SOCK_STREAM, socket.SOCK_DGRAM)]
while True:
    s[0].bind(("127.0.0.1", 0)); p=s[0].getsockname()[1]
    s[1].bind(("127.0.0.1", p)); print(p); break'; }
bind=$(free) validating=$(free) forged=$(free) nobody=$(free)
pids=()
trap 'kill "${pids[@]}" 2>/dev/null || true; wait' EXIT
openssl req -x509 -newkey ec -pkeyopt ec_paramgen_curve:P-256 -nodes -keyout key.pem -out cert.pem -days 30 -subj /CN=mail.culver.test 2>/dev/null
digest=$(openssl x509 -in cert.pem -noout -pubkey | openssl pkey -pubin -outform DER | sha256sum | cut -d' ' -f1)
long=$(head -c 2000 /dev/zero | tr '\0' A | fold -w 250 | sed 's/.*/"&"/' | tr '\n' ' ')
cat >zone <<EOF
\$ORIGIN culver.test.
\$TTL 300
@ SOA ns root 1 3600 600 86400 60
@ NS ns
ns A 127.0.0.1
@ MX 10 mail
@ TXT "v=spf1 mx -all"
mail A 192.0.2.1
big._domainkey TXT "v=DKIM1; p=" $long
alias._domainkey CNAME big._domainkey
_dmarc TXT "v=DMARC1; p=reject"
_mta-sts TXT "v=STSv1; id=1;"
_smtp._tls TXT "v=TLSRPTv1; rua=mailto:postmaster@culver.test"
_25._tcp.mail TLSA 3 1 1 $digest
_submissions._tcp SRV 0 1 465 mail
_submission._tcp SRV 0 1 587 mail
_imaps._tcp SRV 0 1 993 mail
_imap._tcp SRV 0 0 0 .
_pop3s._tcp SRV 0 1 995 mail
_pop3._tcp SRV 0 0 0 .
EOF
cat >reverse <<EOF
\$ORIGIN 2.0.192.in-addr.arpa.
\$TTL 300
@ SOA ns.culver.test. root.culver.test. 1 3600 600 86400 60
@ NS ns.culver.test.
1 PTR mail.culver.test.
EOF
dnssec-keygen -q -a ECDSAP256SHA256 -f KSK culver.test >/dev/null
dnssec-keygen -q -a ECDSAP256SHA256 culver.test >/dev/null
dnssec-signzone -q -S -o culver.test -f zone.signed zone >/dev/null
cat >named.conf <<EOF
options { directory "$PWD"; pid-file "$PWD/named.pid"; session-keyfile "$PWD/session.key"; listen-on port $bind { 127.0.0.1; }; listen-on-v6 { none; }; recursion no; dnssec-validation no; };
controls { };
zone "culver.test" { type primary; file "zone.signed"; };
zone "2.0.192.in-addr.arpa" { type primary; file "reverse"; };
EOF
unbound_conf() { # file, port, anchor
  cat >"$1" <<EOF
server:
  interface: 127.0.0.1@$2
  do-not-query-localhost: no
  do-ip6: no
  chroot: ""
  username: ""
  directory: "$PWD"
  pidfile: "$PWD/$1.pid"
  use-syslog: no
  logfile: "$PWD/$1.log"
  trust-anchor-file: "$PWD/$3"
  domain-insecure: "2.0.192.in-addr.arpa"
  local-zone: "test." nodefault
  local-zone: "2.0.192.in-addr.arpa." nodefault
remote-control:
  control-enable: no
stub-zone:
  name: "culver.test"
  stub-addr: 127.0.0.1@$bind
stub-zone:
  name: "2.0.192.in-addr.arpa"
  stub-addr: 127.0.0.1@$bind
EOF
}
cp dsset-culver.test. anchor
sed -E 's/[0-9A-F]{8}$/00000000/; s/(DS [0-9]+ [0-9]+ [0-9]+ )[0-9A-F]{8}/\100000000/; t' anchor >anchor.forged
unbound_conf validating.conf "$validating" anchor
unbound_conf forged.conf "$forged" anchor.forged
named -g -c named.conf >named.log 2>&1 & pids+=($!)
unbound -d -c validating.conf & pids+=($!)
unbound -d -c forged.conf & pids+=($!)
for port in "$bind" "$validating" "$forged"; do
  for _ in $(seq 1 100); do nc -z 127.0.0.1 "$port" && break; sleep 0.1; done
done
cat >settings.json <<EOF
{ "Domain": "mail.culver.test", "Certificates": { "Files": [ { "Path": "$PWD/cert.pem", "KeyPath": "$PWD/key.pem" } ] } }
EOF
check() { CULVER__Dns__Servers__0=127.0.0.1:$1 CULVER__Dns__Timeout=00:00:01 CULVER__Dns__Attempts=1 "$CULVER" dns check culver.test --selector big --selector alias --config settings.json --json; }

check "$validating" >proven.json || { cat proven.json; echo "a whole and proven domain is not good"; exit 1; }
check "$bind" >unproven.json && { cat unproven.json; echo "a key that nothing proves is good"; exit 1; }
check "$forged" >forged.json && { echo "a forged zone is good"; exit 1; }
check "$nobody" >silent.json && { echo "silence is good"; exit 1; }
python3 - <<'EOF'
import json
def states(name): return {(r["name"], r["type"]): r["state"] for r in json.load(open(name))}
proven, unproven, forged, silent = map(states, ("proven.json", "unproven.json", "forged.json", "silent.json"))
assert set(proven.values()) == {"good"}, proven
assert unproven.pop(("_25._tcp.mail.culver.test", "TLSA")) == "wrong" and set(unproven.values()) == {"good"}, unproven
assert set(state for (name, _), state in forged.items()) == {"unknown"}, forged
assert set(silent.values()) == {"unknown"}, silent
big = [r for r in json.load(open("proven.json")) if r["name"].startswith("big.")][0]
assert len("".join(big["found"])) > 2000
EOF
