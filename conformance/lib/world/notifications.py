"""What comes back: failures from each side to each side, deliveries and delays, where they were asked for and nowhere else."""
from . import reports
from .letters import compose, passes, results, received
from .waiting import expect, until


def asked(sender, name, recipient, envid, notify):
    sender.submit(name, [recipient], compose(f"{name}@{sender.domain}", recipient, f"on {envid}", "Is anybody there?\r\n"),
                  mail=[f"ENVID={envid}", "RET=HDRS"], rcpt=[f"NOTIFY={notify}", f"ORCPT=rfc822;{recipient}"])


def play(stage):
    a, b, p = stage.a, stage.b, stage.p
    asked(a, "ann", "nobody@b.test", "never", "NEVER")
    asked(a, "ann", "late@down.test", "late", "DELAY,FAILURE")

    # Nobody of that name: each side tells its own sender what the other side said.
    failures = [(a, "ann", b), (b, "ben", a), (a, "ann", p), (b, "ben", p), (p, "pia", a), (p, "pia", b)]
    for sender, name, receiver in failures:
        asked(sender, name, f"nobody@{receiver.domain}", f"unknown-{sender.domain}-{receiver.domain}", "FAILURE,DELAY")
    # And deliveries. What Postfix is told of success by, it tells itself; so does Culver.
    for sender, name, receiver, other in [(a, "ann", b, "ben"), (b, "ben", a, "ann"), (a, "ann", p, "pia"), (p, "pia", a, "ann")]:
        asked(sender, name, f"{other}@{receiver.domain}", f"success-{sender.domain}-{receiver.domain}", "SUCCESS,FAILURE,DELAY")
    # Postfix takes it and cannot be rid of it: its bounce comes to Culver. Then the other way round.
    asked(a, "ann", "nowhere@p.test", "bounce-of-postfix", "FAILURE")
    asked(p, "pia", "lost@a.test", "bounce-of-culver", "FAILURE")
    asked(a, "ann", "nobody@none.test", "null-mx", "FAILURE")

    for sender, name, receiver in failures:
        report = sender.letter(name, reports.of(f"unknown-{sender.domain}-{receiver.domain}"), f"the failure at {receiver.domain}")
        reports.says(report, f"nobody@{receiver.domain}", "failed", "5.1.1", sender.host)
        recipient = reports.fields(report)[1]
        expect(recipient["Remote-MTA"] == f"dns; {receiver.host}", "who refused it", str(recipient))
        expect(recipient["Diagnostic-Code"].startswith("smtp; 550"), "what it said", str(recipient))
        expect("Is anybody there" not in report.as_string(), "RET=HDRS returns no body", report.as_string())
    for sender, name, receiver, other in [(a, "ann", b, "ben"), (b, "ben", a, "ann"), (a, "ann", p, "pia"), (p, "pia", a, "ann")]:
        report = sender.letter(name, reports.of(f"success-{sender.domain}-{receiver.domain}", "delivered"), f"the success at {receiver.domain}")
        reports.says(report, f"{other}@{receiver.domain}", "delivered", "2.", receiver.host)
        expect(" with ESMTPS " in received(report), "the report came over TLS", received(report))
        if sender is not p:
            expect(passes(report, "spf=pass", "dmarc=pass", *(["dkim=pass"] if receiver is not p else [])), "whom the report is from", results(report))
    report = a.letter("ann", reports.of("bounce-of-postfix"), "the bounce of Postfix")
    reports.says(report, "nobody@b.test", "failed", "5.1.1", "mx.p.test")
    expect(passes(report, "spf=pass", "dmarc=pass"), "the bounce of Postfix is its own", results(report))
    report = p.letter("pia", reports.of("bounce-of-culver"), "the bounce of Culver")
    reports.says(report, "nobody@b.test", "failed", "5.1.1", "mail.a.test")
    reports.says(a.letter("ann", reports.of("null-mx"), "the failure of none.test"), "nobody@none.test", "failed", "5.1.10", "mail.a.test")

    report = a.letter("ann", reports.of("late", "delayed"), "the delay")
    reports.says(report, "late@down.test", "delayed", "4.", "mail.a.test")
    expect(reports.fields(report)[1]["Will-Retry-Until"], "until when it is tried", report.as_string())
    late = next(row for row in a.queue() if row["sender"] == "ann@a.test" and row["recipients"][0]["address"] == "late@down.test")
    a.verb("queue", "remove", late["id"])
    until(lambda: not a.queue() and not b.queue(), "empty queues")
    expect(not any(reports.of("never")(letter) for letter in a.letters("ann")), "NOTIFY=NEVER is obeyed")
