"""What is demanded of the way: a key that is not the promised one and a host that is not in the policy get nothing. And a server that is
away gets its mail when it is back, unless somebody holds it."""
from . import reports
from .letters import compose, received
from .waiting import expect, until


def row(culver, recipient):
    return next((one for one in culver.queue() if one["recipients"][0]["address"] == recipient), None)


def play(stage):
    a, b, p = stage.a, stage.b, stage.p
    a.submit("ann", ["ben@b.test"], compose("ann@a.test", "ben@b.test", "by the policy"))
    b.by_subject("ben", "by the policy")
    for recipient, why in (("pia@wrong.test", "certificate is not one that is trusted"), ("ben@strict.test", "is not in the MTA-STS policy of strict.test")):
        a.submit("ann", [recipient], compose("ann@a.test", recipient, "not like this"))
        waiting = until(lambda: (found := row(a, recipient)) and found["recipients"][0]["lastReply"] and found, f"what is said of {recipient}")
        expect(waiting["recipients"][0]["lastStatus"] == "4.7.5" and why in waiting["recipients"][0]["lastReply"], f"{recipient} waits for security", waiting)
        a.verb("queue", "remove", waiting["id"])
    with open("policies.log") as file:
        told = file.read()
    expect("told mta-sts.b.test" in told and "told mta-sts.strict.test" in told, "the policies were asked for", told)

    # REQUIRETLS (RFC 8689): kept from one Culver to the other, and returned where the next server does not know it.
    a.submit("ann", ["ben@b.test"], compose("ann@a.test", "ben@b.test", "over TLS or not at all"), implicit=True, mail=["REQUIRETLS"])
    expect(" with ESMTPS " in received(b.by_subject("ben", "over TLS or not at all")), "over TLS")
    a.submit("ann", ["pia@p.test"], compose("ann@a.test", "pia@p.test", "not through Postfix"), mail=["REQUIRETLS", "ENVID=requiretls"])
    reports.says(a.letter("ann", reports.of("requiretls"), "what cannot go on"), "pia@p.test", "failed", "5.7.30", "mail.a.test")

    p.stop()
    for subject in ("kept", "held"):
        a.submit("ann", ["pia@p.test"], compose("ann@a.test", "pia@p.test", subject))
    until(lambda: sum(one["recipients"][0]["attempts"] > 0 for one in a.queue()) == 2, "two letters that wait")
    held = a.queue()[1]["id"]
    a.verb("queue", "hold", held)
    p.start(stage.run)
    a.verb("queue", "retry", "--all")
    until(lambda: len(a.queue()) == 1, "all but the held one gone")
    expect(a.queue()[0]["id"] == held and a.queue()[0]["isHeld"], "the held one", a.queue())
    expect("(held)" in a.verb("queue", "show", held), "it is shown")
    a.verb("queue", "release", held)
    for subject in ("kept", "held"):
        expect(" with ESMTPS " in received(p.by_subject("pia", subject)), "over TLS")
    until(lambda: not a.queue(), "an empty queue")
