"""mutt reads what came back: the words for people, the parts for programs, and the letter that was returned."""
import os

from . import reports
from .letters import compose
from .places import PASSWORD
from .terminal import Terminal
from .waiting import expect, until

SETTINGS = """set folder="imap://{server}/"
set spoolfile="+INBOX"
set record=""
set ssl_starttls=no
set ssl_force_tls=no
set imap_user="ann@a.test"
set imap_pass="{password}"
set imap_authenticators="login"
set header_cache=""
set message_cachedir=""
set sort=mailbox-order
set pipe_decode=yes
set wait_key=no
set timeout=1
set beep=no
"""


def seen(stage, letter, name):
    """What mutt shows of a letter on the screen of its list of parts, and what it makes of the whole as text."""
    with open("muttrc", "w") as file:
        file.write(SETTINGS.format(password=PASSWORD, server=stage.a.address))
    number = stage.a.letters("ann").index(letter) + 1
    terminal = Terminal(["mutt", "-n", "-R", "-F", "muttrc", "-f", f"imap://{stage.a.address}/INBOX"])
    try:
        terminal.read("Mutt: =INBOX")
        terminal.type(f"{number}\n|cat >{name}.part; mv {name}.part {name}.txt\n")
        until(lambda: os.path.exists(f"{name}.txt"), "the letter as text")
        # The whole of it has been drawn when its last line has, which tells where one is.
        terminal.type("v")
        parts = terminal.read("- Attachments")
    finally:
        terminal.close()
    with open(f"{name}.txt") as text:
        return text.read(), parts


def play(stage):
    a = stage.a
    for recipient, envid in (("nobody@b.test", "read-culver"), ("nowhere@p.test", "read-postfix")):
        message = compose("ann@a.test", recipient, f"to be read {envid}", "This comes back.\r\n")
        a.submit("ann", [recipient], message, mail=[f"ENVID={envid}", "RET=FULL"], rcpt=["NOTIFY=FAILURE"])
    report = a.letter("ann", reports.of("read-culver"), "the failure")
    text, screen = seen(stage, report, "culver")
    for words in ("Subject: Your message could not be delivered", "This is the mail server mail.a.test.", "<nobody@b.test>", "There is no such address.",
                  "mail.b.test said:", "Your message is attached.", "Action: failed", "Status: 5.1.1", "Subject: to be read read-culver", "This comes back."):
        expect(words in text, f"mutt shows {words!r}", text)
    for part in ("[text/plain,", "[message/delivery-s", "to be read read-culver", "[message/rfc822,"):
        expect(part in screen, f"mutt lists {part}", screen)
    report = a.letter("ann", reports.of("read-postfix"), "the bounce of Postfix")
    text, screen = seen(stage, report, "postfix")
    for words in ("Undelivered Mail Returned to Sender", "nobody@b.test", "550 5.1.1", "This comes back."):
        expect(words in text, f"mutt shows {words!r}", text)
    expect("[message/delivery-s" in screen, "mutt lists the parts of Postfix", screen)
