"""A letter in each direction, each over TLS, signed, and checked by who gets it."""
from . import judges
from .letters import compose, passes, received, results, signed_by_p
from .waiting import expect

GOOD = ("dkim=pass", "spf=pass", "dmarc=pass")
KINDS = ["ed25519-sha256", "rsa-sha256"]


def play(stage):
    ann, ben, pia = (stage.a, "ann"), (stage.b, "ben"), (stage.p, "pia")
    letters = []
    for sender, name in (ann, ben, pia):
        for receiver, other in (ann, ben, pia):
            if sender is not receiver:
                subject = f"from {sender.domain} to {receiver.domain}"
                message = compose(f"{name}@{sender.domain}", f"{other}@{receiver.domain}", subject)
                sender.submit(name, [f"{other}@{receiver.domain}"], signed_by_p(message) if sender is stage.p else message)
                letters.append((sender, receiver, other, subject))
    for sender, receiver, other, subject in letters:
        letter = receiver.by_subject(other, subject)
        expect(" with ESMTPS " in received(letter), f"{subject}: TLS", received(letter))
        expect(f"from {sender.host} " in received(letter), f"{subject}: the name", received(letter))
        if receiver is not stage.p:
            expect(passes(letter, *GOOD, f"header.from={sender.domain}"), f"{subject}: what was found", results(letter))
            expect(letter["Authentication-Results"].startswith(receiver.host), f"{subject}: whose results", results(letter))
        if sender is not stage.p:
            expect(judges.dkimpy(letter.raw) == KINDS, f"{subject}: dkimpy", judges.dkimpy(letter.raw))
            expect(judges.opendkim(letter.raw) == "", f"{subject}: opendkim-testmsg", judges.opendkim(letter.raw))
            changed = letter.raw.replace(b"Hello", b"Hallo")
            expect(judges.dkimpy(changed) == ["broken", "broken"] and judges.opendkim(changed), f"{subject}: a changed letter is none of ours")
    # DANE is obeyed on the way from Postfix to a.test, and there is none for b.test.
    log = stage.p.said()
    expect("Verified TLS connection established to mail.a.test" in log, "Postfix proves a.test by DANE", log)
    expect("TLS connection established to mail.b.test" in log, "Postfix speaks TLS with b.test", log)
