"""Everybody in this world, started in order and ended together."""
import contextlib
import os
import subprocess
import sys

from . import certificates, names
from .culver import Culver
from .places import A, B, NOBODY, P, RESOLVER, NAMES, POLICIES, SEVEN, STRANGER
from .postfix import Postfix

HOSTS = ("mail.a.test", "mail.b.test", "mx.p.test", "mta-sts.b.test", "mta-sts.strict.test")


class Stage:
    def __init__(self):
        self.running = []
        certificates.authority()
        for host in HOSTS:
            certificates.issue(host)
        certificates.openssl("genrsa", "-traditional", "-out", "post.pem", "2048")
        # A only marks and puts aside what fails DMARC; B refuses it, and believes what A has sealed.
        self.a = Culver("a.test", A, MailAuth={"Dmarc": "Quarantine"}, Relay={"DelayWarning": "00:00:03", "DeadDestination": "00:00:01"})
        self.b = Culver("b.test", B, MailAuth={"Dmarc": "Enforce", "TrustedSealers": ["a.test"]})
        self.p = Postfix({"through": "ben@b.test", "round": "ann@a.test", "nowhere": "nobody@b.test"})

    def run(self, name, command, environment=None):
        """Starts a process that writes to NAME.log; gives both."""
        log = os.path.abspath(f"{name}.log")
        with open(log, "ab") as file:
            process = subprocess.Popen(command, stdin=subprocess.DEVNULL, stdout=file, stderr=file, env=environment)
        self.running.append((name, process))
        return process, log

    def start(self):
        subprocess.run(["ip", "link", "set", "lo", "up"], check=True)
        for address in (A, B, P, RESOLVER, NAMES, POLICIES, NOBODY, STRANGER, SEVEN):
            subprocess.run(["ip", "address", "add", f"{address}/32", "dev", "lo"], check=True)
        records = [culver.verb("dkim", "generate", culver.domain) for culver in (self.a, self.b)]
        records.append(names.text_record("post._domainkey.p.test.", "v=DKIM1; k=rsa; p=" + names.public_key("post.pem")))
        self.named = names.start("\n".join(records), self.run)
        self.run("policies", [sys.executable, "-m", "world.policies"])
        self.a.account("ann")
        self.a.alias("list", "ben@b.test")
        self.a.alias("lost", "nobody@b.test")
        self.a.alias("chain", "back@b.test")
        self.b.account("ben")
        self.b.alias("back", "ann@a.test")
        self.a.start(self.run)
        self.b.start(self.run)
        self.p.start(self.run)

    def stop(self):
        """Ends all, last first; gives the names of those that did not end well."""
        bad = []
        for culver in (self.a, self.b):
            with contextlib.suppress(Exception):
                culver.close()
        with contextlib.suppress(Exception):
            self.p.stop()
        for _, process in reversed(self.running):
            process.terminate()
        for name, process in reversed(self.running):
            try:
                code = process.wait(20)
            except subprocess.TimeoutExpired:
                process.kill()
                code = None
            if name.startswith("culver") and code != 0:
                bad.append(f"{name}: {code}")
        return bad


