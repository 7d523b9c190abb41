"""CRAM-MD5 and APOP, which are off unless asked for: a Culver of its own offers them, one account opted in and another did not. swaks, msmtp,
nodemailer, curl, smtplib, fetchmail, mpop, getmail, poplib and imaplib log in by them, in the clear, with STARTTLS and over TLS."""
import imaplib
import json
import os
import poplib
import smtplib
import ssl
import subprocess
import threading

CULVER, HOST = os.environ["CULVER"], "127.0.0.1"
OPEN, SHUT, PASSWORD = "open@culver.test", "shut@culver.test", "secret of both"
trusting = ssl.create_default_context()
trusting.check_hostname = False
trusting.verify_mode = ssl.CERT_NONE
sent = []


def run(*command, given=None, well=True):
    done = subprocess.run(command, input=given, text=True, capture_output=True, timeout=120)
    assert (done.returncode == 0) == well, f"{' '.join(command)}: exit code {done.returncode}\n{done.stdout}{done.stderr}"
    return done.stdout + done.stderr


def file(name, text):
    with open(os.open(name, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600), "w") as handle:
        handle.write(text)
    return os.path.abspath(name)


def letter(subject):
    sent.append(subject)
    return f"From: <{OPEN}>\nTo: <{OPEN}>\nSubject: {subject}\n\nHello.\n"


def submit():
    clear, tls = str(ports["submission"]), str(ports["submissions"])
    for way in (["--port", clear], ["--port", clear, "--tls"], ["--port", tls, "--tls-on-connect"]):
        common = ["swaks", "--silent", "2", "--ehlo", "journey.example", "--server", HOST, *way, "--from", OPEN, "--to", OPEN,
                  "--auth", "CRAM-MD5", "--auth-password", PASSWORD]
        subject = f"swaks {len(sent)}"
        run(*common, "--auth-user", OPEN, "--data", "@" + file("mail", letter(subject)))
        run(*common, "--auth-user", SHUT, well=False)
    for port, way in ((clear, "off"), (clear, "on"), (tls, "on")):
        settings = f"account default\nhost {HOST}\nport {port}\ndomain journey.example\nfrom {OPEN}\nuser %s\npassword {PASSWORD}\nauth cram-md5\ntls {way}\n"
        settings += "" if way == "off" else f"tls_certcheck off\ntls_starttls {'on' if port == clear else 'off'}\n"
        run("msmtp", "--file=" + file("msmtprc", settings % OPEN), OPEN, given=letter(f"msmtp {len(sent)}"))
        assert "535" in run("msmtp", "--file=" + file("msmtprc", settings % SHUT), OPEN, given="\n", well=False)
    for way in ([f"smtp://{HOST}:{clear}"], ["--ssl-reqd", f"smtp://{HOST}:{clear}"], [f"smtps://{HOST}:{tls}"]):
        common = ["curl", "-sSk", "--login-options", "AUTH=CRAM-MD5", *way, "--mail-from", OPEN, "--mail-rcpt", OPEN, "-T"]
        run(*common, file("mail", letter(f"curl {len(sent)}").replace("\n", "\r\n")), "-u", f"{OPEN}:{PASSWORD}")
        run(*common, "mail", "-u", f"{SHUT}:{PASSWORD}", well=False)
    for kind in ("clear", "starttls", "tls"):
        with smtplib.SMTP_SSL(HOST, int(tls), context=trusting) if kind == "tls" else smtplib.SMTP(HOST, int(clear)) as smtp:
            if kind == "starttls":
                smtp.starttls(context=trusting)
            smtp.ehlo()
            assert "CRAM-MD5" in smtp.esmtp_features["auth"], smtp.esmtp_features
            smtp.user, smtp.password = SHUT, PASSWORD
            try:
                smtp.auth("CRAM-MD5", smtp.auth_cram_md5)
                raise AssertionError("an account that did not opt in logged in")
            except smtplib.SMTPAuthenticationError as error:
                assert error.smtp_code == 535, error
            smtp.user = OPEN
            smtp.auth("CRAM-MD5", smtp.auth_cram_md5)
            smtp.sendmail(OPEN, [OPEN], letter(f"smtplib {kind}").replace("\n", "\r\n"))
    for secure in ("false", "true"):
        subject = f"nodemailer {secure}"
        letter(subject)
        script = f"""const {{createRequire}} = require('module');
const mailer = createRequire(process.env.CONFORMANCE + '/node/package.json')('nodemailer');
mailer.createTransport({{
  host: '{HOST}', port: {tls if secure == 'true' else clear}, secure: {secure}, authMethod: 'CRAM-MD5',
  auth: {{user: '{OPEN}', pass: '{PASSWORD}'}}, tls: {{rejectUnauthorized: false}},
}}).sendMail({{from: '{OPEN}', to: '{OPEN}', subject: '{subject}', text: 'Hello.'}}).catch(error => {{ console.error(error); process.exit(1); }});"""
        run("node", "-e", script)


def collect():
    """Each leaves what it reads, until the last deletes all."""
    clear, tls = str(ports["pop3"]), str(ports["pop3s"])
    count = len(sent)
    for mechanism in ("cram-md5", "apop"):
        for port, way in ((clear, "tls off"), (clear, "tls on\ntls_certcheck off\ntls_starttls on"), (tls, "tls on\ntls_certcheck off\ntls_starttls off")):
            name = f"mpop-{mechanism}-{len(way)}"
            for folder in ("cur", "new", "tmp"):
                os.makedirs(f"{name}/{folder}")
            settings = (f"account default\nhost {HOST}\nport {port}\nuser %s\npassword {PASSWORD}\nauth {mechanism}\n{way}\nkeep on\n"
                        f"uidls_file {os.path.abspath(name)}.uidls\ndelivery maildir {os.path.abspath(name)}\n")
            run("mpop", "-q", "-C", file("mpoprc", settings % OPEN))
            assert len(os.listdir(f"{name}/new")) == count, f"{name}: {len(os.listdir(f'{name}/new'))} of {count}"
            run("mpop", "-q", "-C", file("mpoprc", settings % SHUT), well=False)
    for options in ("AUTH=CRAM-MD5", "AUTH=+APOP"):
        for way in ([f"pop3://{HOST}:{clear}/"], ["--ssl-reqd", f"pop3://{HOST}:{clear}/"], [f"pop3s://{HOST}:{tls}/"]):
            listed = run("curl", "-sSk", "--login-options", options, *way, "-u", f"{OPEN}:{PASSWORD}")
            assert len(listed.splitlines()) == count, listed
            run("curl", "-sSk", "--login-options", options, *way, "-u", f"{SHUT}:{PASSWORD}", well=False)
    for connect in (lambda: poplib.POP3(HOST, int(clear)), lambda: poplib.POP3_SSL(HOST, int(tls), context=trusting)):
        box = connect()
        box.apop(OPEN, PASSWORD)
        assert box.stat()[0] == count
        box.quit()
        box = connect()
        try:
            box.apop(SHUT, PASSWORD)
            raise AssertionError("an account that did not opt in logged in")
        except poplib.error_proto:
            box.close()
    # fetchmail knows CRAM-MD5 for IMAP alone.
    fetched = file("fetched", "")
    rc = f'poll {HOST} service {clear} protocol apop timeout 60 uidl\n user "{OPEN}" password "{PASSWORD}" keep no sslcertck sslproto "" mda "cat >>{fetched}"\n'
    run("fetchmail", "--fetchmailrc", file("fetchmailrc", rc), "--idfile", "ids", "--pidfile", os.path.abspath("pid"), "--nosyslog", "--norewrite")
    with open(fetched, errors="replace") as text:
        assert text.read().count("Subject: ") == count
    # It hands on by LMTP, as in its own journey, to the other account.
    os.mkdir("getmail", 0o700)
    file("getmail/getmailrc", f"[retriever]\ntype = SimplePOP3SSLRetriever\nserver = {HOST}\nport = {tls}\nusername = {OPEN}\npassword = {PASSWORD}\nuse_apop = true\n"
         f"[destination]\ntype = MDA_lmtp\nhost = {HOST}\nport = {ports['lmtp']}\noverride = {SHUT}\n[options]\ndelete = true\nverbose = 0\n")
    run("getmail", "--getmaildir", os.path.abspath("getmail"))


def look():
    box = imaplib.IMAP4(HOST, ports["imap"])
    box.login_cram_md5(OPEN, PASSWORD)
    assert box.select("INBOX", True)[1] == [b"0"], "getmail left something"
    box.logout()
    box = imaplib.IMAP4(HOST, ports["imap"])
    try:
        box.login_cram_md5(SHUT, PASSWORD)
        raise AssertionError("an account that did not opt in logged in")
    except imaplib.IMAP4.error:
        pass
    box.login(SHUT, PASSWORD)
    assert int(box.select("INBOX", True)[1][0]) == len(sent), "getmail did not bring all"
    box.logout()


file("culver.json", json.dumps({"Login": {"AllowSharedSecrets": True}, "Identity": {"Throttle": {"FailuresPerUser": 1000, "FailuresPerAddress": 1000}}}))
listeners = [part for name in ("imap", "pop3", "pop3s", "submission", "submissions", "lmtp") for part in (f"--{name}", f"{HOST}:0")]
server = subprocess.Popen([CULVER, "serve", "--config", "culver.json", "--data", "data", "--domain", "culver.test", *listeners,
                           "--imaps", "off", "--smtp", "off", "--http", "off"], stdout=subprocess.PIPE, text=True)
try:
    ready = next(line for line in server.stdout if line.startswith("ready"))
    threading.Thread(target=server.stdout.read, daemon=True).start()
    ports = {part.split()[0]: int(part.rsplit(":", 1)[1].split()[0]) for part in ready.removeprefix("ready").split(",")}
    for account in (OPEN, SHUT):
        run(CULVER, "account", "add", account, "--password-stdin", "--data", "data", given=PASSWORD + "\n")
    run(CULVER, "account", "password", OPEN, "--recoverable", "--password-stdin", "--data", "data", given=PASSWORD + "\n")
    submit()
    collect()
    look()
finally:
    server.terminate()
    server.wait(20)
