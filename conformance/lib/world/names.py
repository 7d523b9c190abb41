"""The names of the world: a signed zone in BIND, and Unbound, which proves what it passes on."""
import base64
import glob
import os
import shutil
import signal
import socket
import subprocess

from . import certificates
from .places import A, B, NAMES, NOBODY, P, POLICIES, RESOLVER, SEVEN
from .waiting import until

STS_ID = "20261121T000000"


def zone(dkim):
    """The zone `test.`. a.test and p.test are protected by DANE, b.test by MTA-STS; wrong.test and strict.test promise what is not so."""
    return f"""$ORIGIN test.
$TTL 300
@ SOA ns root 1 3600 600 86400 60
@ NS ns
ns A {NAMES}
a MX 10 mail.a
a TXT "v=spf1 ip4:{A} -all"
_dmarc.a TXT "v=DMARC1; p=quarantine"
mail.a A {A}
mail.a TXT "v=spf1 a -all"
_25._tcp.mail.a TLSA 3 1 1 {certificates.digest("mail.a.test")}
b MX 10 mail.b
b TXT "v=spf1 mx -all"
_dmarc.b TXT "v=DMARC1; p=reject"
_mta-sts.b TXT "v=STSv1; id={STS_ID};"
mta-sts.b A {POLICIES}
mail.b A {B}
mail.b TXT "v=spf1 a -all"
p MX 10 mx.p
p TXT "v=spf1 include:senders.p.test -all"
senders.p TXT "v=spf1 ip4:{P} ?all"
_dmarc.p TXT "v=DMARC1; p=reject"
mx.p A {P}
mx.p TXT "v=spf1 a -all"
_25._tcp.mx.p TLSA 3 1 1 {certificates.digest("mx.p.test")}
seven MX 10 mx.seven
mx.seven A {SEVEN}
down MX 10 mx.down
mx.down A {NOBODY}
none MX 0 .
wrong MX 10 mx.wrong
mx.wrong A {P}
_25._tcp.mx.wrong TLSA 3 1 1 {"00" * 32}
strict MX 10 mail.b
_mta-sts.strict TXT "v=STSv1; id={STS_ID};"
mta-sts.strict A {POLICIES}
{dkim}
"""


def public_key(pem):
    der = certificates.openssl("pkey", "-in", pem, "-pubout", "-outform", "DER")
    return base64.b64encode(der).decode()


def text_record(name, text):
    strings = " ".join(f'"{text[i:i + 250]}"' for i in range(0, len(text), 250))
    return f"{name} TXT ( {strings} )\n"


def unbound_conf():
    here = os.getcwd()
    return f"""server:
  interface: {RESOLVER}@53
  access-control: 127.0.0.0/8 allow
  do-not-query-localhost: no
  do-ip6: no
  chroot: ""
  username: ""
  directory: "{here}"
  pidfile: "{here}/unbound.pid"
  use-syslog: no
  trust-anchor-file: "{here}/anchor"
  domain-insecure: "127.in-addr.arpa"
  local-zone: "test." nodefault
  local-zone: "127.in-addr.arpa." nodefault
remote-control:
  control-enable: no
stub-zone:
  name: "test"
  stub-addr: {NAMES}@53
stub-zone:
  name: "127.in-addr.arpa"
  stub-addr: {NAMES}@53
"""


def named_conf():
    here = os.getcwd()
    return f"""options {{
  directory "{here}"; pid-file none; session-keyfile "{here}/session.key";
  listen-on port 53 {{ {NAMES}; }}; listen-on-v6 {{ none; }}; recursion no; dnssec-validation no;
}};
controls {{ }};
zone "test" {{ type primary; file "zone.signed"; }};
zone "127.in-addr.arpa" {{ type primary; file "reverse"; }};
"""


def reverse():
    hosts = {A: "mail.a", B: "mail.b", P: "mx.p", SEVEN: "mx.seven"}
    rows = "".join(f"{address.rsplit('.', 1)[1]}.0.0 PTR {name}.test.\n" for address, name in hosts.items())
    return f"$ORIGIN 127.in-addr.arpa.\n$TTL 300\n@ SOA ns.test. root.test. 1 3600 600 86400 60\n@ NS ns.test.\n{rows}"


def write(name, text):
    with open(name, "w") as file:
        file.write(text)


def prove():
    """Signs the zone."""
    subprocess.run(["dnssec-signzone", "-q", "-S", "-N", "unixtime", "-o", "test", "-f", "zone.signed", "zone"], check=True, capture_output=True)


def publish(records, named):
    """Adds records to the zone that is served. Nobody has asked for these names before."""
    with open("zone", "a") as file:
        file.write(records)
    before = serial()
    prove()
    named.send_signal(signal.SIGHUP)
    until(lambda: serial() != before, "the new zone")


def serial():
    return subprocess.run(["dig", "+short", "SOA", "test.", f"@{NAMES}"], capture_output=True, text=True).stdout.split()[2:3]


def answers(address):
    try:
        socket.create_connection((address, 53), 1).close()
        return True
    except OSError:
        return False


def start(dkim, run):
    """Serves the zone with these DKIM records, and lets everybody in this world ask; gives the process that serves it."""
    write("zone", zone(dkim))
    write("reverse", reverse())
    for kind in (["-f", "KSK"], []):
        subprocess.run(["dnssec-keygen", "-q", "-a", "ECDSAP256SHA256", *kind, "test"], check=True, capture_output=True)
    prove()
    shutil.copy(glob.glob("dsset-test*")[0], "anchor")
    write("named.conf", named_conf())
    write("unbound.conf", unbound_conf())
    named, _ = run("named", ["named", "-g", "-c", "named.conf"])
    run("unbound", ["unbound", "-d", "-c", "unbound.conf"])
    for address in (NAMES, RESOLVER):
        until(lambda: answers(address), f"a name server at {address}")
    write("resolv.conf", f"nameserver {RESOLVER}\noptions trust-ad\n")
    subprocess.run(["mount", "--bind", "resolv.conf", "/etc/resolv.conf"], check=True)
    return named
