"""Python's smtplib: submission in the clear, with STARTTLS and over TLS, by every mechanism it and we know; and what submission refuses."""
import os
import smtplib
import ssl
import subprocess
import sys
from email.message import EmailMessage
from email.policy import SMTP

sys.path.insert(0, os.path.join(os.environ["CONFORMANCE"], "lib"))
import state

host, account, password = os.environ["HOST"], os.environ["ACCOUNT"], os.environ["PASSWORD"]
context = ssl.create_default_context()
context.check_hostname = False
context.verify_mode = ssl.CERT_NONE


def clear():
    return smtplib.SMTP(host, int(os.environ["SUBMISSION"]), "journey.example")


def starttls():
    smtp = clear()
    smtp.starttls(context=context)
    return smtp


def tls():
    return smtplib.SMTP_SSL(host, int(os.environ["SUBMISSIONS"]), "journey.example", context=context)


def login(smtp, mechanism, initial, secret=password):
    smtp.ehlo_or_helo_if_needed()
    assert mechanism in smtp.esmtp_features["auth"], smtp.esmtp_features
    smtp.user, smtp.password = account, secret
    return smtp.auth(mechanism, getattr(smtp, f"auth_{mechanism.lower()}"), initial_response_ok=initial)


def message(subject, sender=account):
    mail = EmailMessage()
    mail["From"], mail["To"], mail["Bcc"], mail["Subject"] = sender, account, "secret@example.org", subject
    mail.set_content("Grüße\r\n")
    return mail


def refused(code, work):
    try:
        work()
    except smtplib.SMTPResponseException as error:
        state.expect("refusal", error.smtp_code, code)
    except smtplib.SMTPRecipientsRefused as error:
        state.expect("refusal", [reply[0] for reply in error.recipients.values()], [code])
    else:
        raise AssertionError(f"not refused with {code}")


subjects = []
for connect in (clear, starttls, tls):
    for mechanism in ("PLAIN", "LOGIN"):
        for initial in (True, False):
            with connect() as smtp:
                state.expect("login", login(smtp, mechanism, initial)[0], 235)
                subject = f"smtplib {connect.__name__} {mechanism} {initial}"
                # send_message takes the blind copies out; sendmail does not.
                smtp.sendmail(account, [account], message(subject).as_bytes(policy=SMTP))
                subjects.append(subject)
                state.expect("second login", login(smtp, mechanism, initial)[0], 503)

with tls() as smtp:
    refused(530, lambda: smtp.sendmail(account, [account], b"Subject: no\r\n\r\n"))
    refused(535, lambda: login(smtp, "PLAIN", True, "wrong"))
    smtp.login(account, password)
    refused(550, lambda: smtp.sendmail("someone@example.org", [account], b"Subject: no\r\n\r\n"))
    refused(550, lambda: smtp.sendmail(account, [account], message("no", "someone@example.org").as_bytes(policy=SMTP)))
    refused(550, lambda: smtp.sendmail(account, ["nobody@culver.test"], b"Subject: no\r\n\r\n"))
    for extension in ("size", "pipelining", "8bitmime", "smtputf8", "chunking", "enhancedstatuscodes", "limits"):
        assert smtp.has_extn(extension), f"{extension} is not announced"

subprocess.run([sys.executable, os.path.join(os.environ["CONFORMANCE"], "lib", "submitted.py"), *subjects], check=True)
