"""A Culver of the world: its settings, its accounts, and its mail as a mail program sees it."""
import email
import email.policy
import imaplib
import json
import os
import smtplib
import ssl
import subprocess

from .places import PASSWORD
from .waiting import until

trusting = ssl.create_default_context()
trusting.check_hostname = False
trusting.verify_mode = ssl.CERT_NONE


class Culver:
    def __init__(self, domain, address, **settings):
        self.domain, self.address, self.host = domain, address, f"mail.{domain}"
        self.data = os.path.abspath(domain)
        self.boxes = {}
        relay = {"HostName": self.host, "SourceAddresses": [address], "FirstRetry": "00:00:02", "LongestRetry": "00:00:10", **settings.pop("Relay", {})}
        auth = {"CheckLoopback": True, "SealDomain": domain, **settings.pop("MailAuth", {})}
        self.settings = {
            "Data": self.data, "Domain": domain, "Relay": relay, "MailAuth": auth, "Smtp": {"HostName": self.host}, "Log": {"Level": "Information"},
            "Listen": {"Imap": f"{address}:143", "Imaps": "off", "Pop3": "off", "Pop3s": "off", "Lmtp": "off",
                       "Smtp": f"{address}:25", "Submission": f"{address}:587", "Submissions": f"{address}:465"},
            "Certificates": {"Files": [{"Path": os.path.abspath(f"{self.host}.pem"), "KeyPath": os.path.abspath(f"{self.host}.key")}]},
            **settings,
        }

    def verb(self, *words, given=None):
        done = subprocess.run([os.environ["CULVER"], *words, "--data", self.data], input=given, text=True, capture_output=True)
        assert done.returncode == 0, f"culver {' '.join(words)}: {done.stderr}{done.stdout}"
        return done.stdout

    def account(self, name):
        self.verb("account", "add", f"{name}@{self.domain}", "--password-stdin", given=PASSWORD + "\n")

    def alias(self, name, *targets):
        self.verb("alias", "add", f"{name}@{self.domain}", *targets)

    def start(self, run):
        with open(f"{self.domain}.json", "w") as file:
            json.dump(self.settings, file)
        # The authority of this world is everybody's.
        self.process, self.log = run(f"culver-{self.domain}", [os.environ["CULVER"], "serve", "--config", f"{self.domain}.json"],
                                     {**os.environ, "SSL_CERT_FILE": os.path.abspath("ca.pem")})
        until(lambda: "\nready " in "\n" + self.said() or self.process.poll() is not None, f"{self.host} to be ready")
        assert self.process.poll() is None, self.said()

    def said(self):
        with open(self.log, errors="replace") as file:
            return file.read()

    def queue(self):
        return json.loads(self.verb("queue", "list", "--json"))

    def submit(self, name, recipients, message, implicit=False, mail=(), rcpt=()):
        """Submits a message (bytes) as that account; over 465 with implicit, else 587 and STARTTLS."""
        kind = smtplib.SMTP_SSL if implicit else smtplib.SMTP
        options = {"context": trusting} if implicit else {}
        with kind(self.address, 465 if implicit else 587, "desk.test", timeout=60, **options) as smtp:
            if not implicit:
                smtp.starttls(context=trusting)
            smtp.login(f"{name}@{self.domain}", PASSWORD)
            return smtp.sendmail(f"{name}@{self.domain}", recipients, message, mail, rcpt)

    def letters(self, name, mailbox="INBOX"):
        """All messages of a mailbox, parsed; what was seen before is not fetched again."""
        if (name, mailbox) not in self.boxes:
            box = imaplib.IMAP4(self.address, 143, timeout=60)
            box.login(f"{name}@{self.domain}", PASSWORD)
            self.boxes[name, mailbox] = (box, [])
        box, known = self.boxes[name, mailbox]
        status, count = box.select(mailbox, readonly=True)
        if status != "OK":
            return known
        for number in range(len(known) + 1, int(count[0]) + 1):
            raw = box.fetch(str(number), "(BODY.PEEK[])")[1][0][1]
            letter = email.message_from_bytes(raw, policy=email.policy.SMTP)
            letter.raw = raw
            known.append(letter)
        return known

    def letter(self, name, wanted, what, mailbox="INBOX"):
        return until(lambda: next(filter(wanted, self.letters(name, mailbox)), None), f"{what} at {name}@{self.domain}")

    def by_subject(self, name, subject, mailbox="INBOX"):
        return self.letter(name, lambda letter: letter["Subject"] == subject, f"{subject!r}", mailbox)

    def close(self):
        for box, _ in self.boxes.values():
            box.logout()
        self.boxes = {}
