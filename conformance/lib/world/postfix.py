"""The Postfix of the world, with everything it has in a folder of its own."""
import email
import email.policy
import os
import pwd
import smtplib
import subprocess

from .places import P, SEVEN
from .waiting import until

SERVICES = """{p}:25 inet n - n - - smtpd
{seven}:25 inet n - n - - smtpd
  -o smtpd_discard_ehlo_keywords=8bitmime,smtputf8,chunking
cleanup unix n - n - 0 cleanup
qmgr unix n - n 300 1 qmgr
tlsmgr unix - - n 1000? 1 tlsmgr
rewrite unix - - n - - trivial-rewrite
bounce unix - - n - 0 bounce
defer unix - - n - 0 bounce
trace unix - - n - 0 bounce
verify unix - - n - 1 verify
proxymap unix - - n - - proxymap
proxywrite unix - - n - 1 proxymap
smtp unix - - n - - smtp
relay unix - - n - - smtp
error unix - - n - - error
retry unix - - n - - error
discard unix - - n - - discard
virtual unix - n n - - virtual
anvil unix - - n - 1 anvil
scache unix - - n - 1 scache
flush unix n - n 1000? 0 flush
showq unix n - n - - showq
postlog unix-dgram n - n - 1 postlogd
"""


class Postfix:
    domain, address, host = "p.test", P, "mx.p.test"

    def __init__(self, aliases):
        self.folder = os.path.abspath("p.test")
        self.known = {}
        self.process = None
        owner = pwd.getpwnam("nobody")
        for name in ("etc", "spool", "lib", "mail"):
            os.makedirs(os.path.join(self.folder, name))
        os.chown(os.path.join(self.folder, "lib"), pwd.getpwnam("postfix").pw_uid, -1)
        os.chown(os.path.join(self.folder, "mail"), owner.pw_uid, owner.pw_gid)
        here = os.getcwd()
        alias_rows = " ".join(f"{{{name}@{self.domain} = {target}}}" for name, target in aliases.items())
        settings = {
            "compatibility_level": "3.6", "queue_directory": f"{self.folder}/spool", "data_directory": f"{self.folder}/lib",
            "maillog_file": "/dev/stdout", "myhostname": self.host, "mydomain": self.domain, "myorigin": self.domain, "mydestination": "",
            "inet_interfaces": f"{P}, {SEVEN}", "inet_protocols": "ipv4", "smtp_bind_address": P, "mynetworks": f"{P}/32",
            "virtual_mailbox_domains": f"{self.domain}, seven.test", "virtual_mailbox_base": f"{self.folder}/mail",
            "virtual_mailbox_maps": f"inline:{{ {{pia@{self.domain} = pia/}} {{sven@seven.test = sven/}} }}",
            "virtual_alias_maps": f"inline:{{ {alias_rows} }}",
            "virtual_uid_maps": f"static:{owner.pw_uid}", "virtual_gid_maps": f"static:{owner.pw_gid}",
            "alias_maps": "", "alias_database": "", "local_recipient_maps": "", "smtputf8_enable": "yes", "alternate_config_directories": "",
            "smtpd_tls_security_level": "may", "smtpd_tls_cert_file": f"{here}/mx.p.test.pem", "smtpd_tls_key_file": f"{here}/mx.p.test.key",
            "smtpd_tls_received_header": "yes", "smtpd_tls_loglevel": "1",
            "smtp_tls_security_level": "dane", "smtp_dns_support_level": "dnssec", "smtp_tls_loglevel": "1", "smtp_tls_CAfile": f"{here}/ca.pem",
            "smtpd_relay_restrictions": "permit_mynetworks, reject_unauth_destination", "smtpd_client_connection_count_limit": "0",
        }
        with open(f"{self.folder}/etc/main.cf", "w") as file:
            file.writelines(f"{name} = {value}\n" for name, value in settings.items())
        with open(f"{self.folder}/etc/master.cf", "w") as file:
            file.write(SERVICES.format(p=P, seven=SEVEN))

    def start(self, run):
        self.process, self.log = run("postfix", ["postfix", "-c", f"{self.folder}/etc", "start-fg"])
        until(self.answers, "Postfix to be ready")

    def stop(self):
        if self.process is not None:
            subprocess.run(["postfix", "-c", f"{self.folder}/etc", "stop"], check=True, capture_output=True)
            self.process.wait(30)
            self.process = None

    def said(self):
        with open(self.log, errors="replace") as file:
            return file.read()

    def answers(self):
        assert self.process.poll() is None, self.said()
        try:
            smtplib.SMTP(P, 25, timeout=5).close()
            return True
        except OSError:
            return False

    def submit(self, name, recipients, message, mail=(), rcpt=()):
        """Hands Postfix a message (bytes) from its own machine."""
        with smtplib.SMTP(P, 25, "desk.p.test", timeout=60, source_address=(P, 0)) as smtp:
            sender = f"{name}@{self.domain}" if name else ""
            return smtp.sendmail(sender, recipients, message, mail, rcpt)

    def letters(self, name):
        folder = f"{self.folder}/mail/{name}/new"
        for file in sorted(os.listdir(folder)) if os.path.isdir(folder) else []:
            if (name, file) not in self.known:
                with open(os.path.join(folder, file), "rb") as handle:
                    raw = handle.read()
                letter = email.message_from_bytes(raw, policy=email.policy.SMTP)
                letter.raw = raw
                self.known[name, file] = letter
        return [letter for (owner, _), letter in self.known.items() if owner == name]

    def letter(self, name, wanted, what):
        return until(lambda: next(filter(wanted, self.letters(name)), None), f"{what} at {name} of Postfix")

    def by_subject(self, name, subject):
        return self.letter(name, lambda letter: letter["Subject"] == subject, f"{subject!r}")
