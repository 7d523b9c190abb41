"""Letters passed on: the sender's path is rewritten, what was found is sealed (ARC), and who believes the sealer delivers what DMARC would refuse."""
import dkim

from . import judges
from .letters import compose, passes, results, signed_by_p
from .waiting import expect


def sealed(letter, *sealers):
    """The chain has these sealers and holds, as dkimpy sees it too."""
    expect(passes(letter, "arc=pass"), "the chain", results(letter))
    seals = letter.get_all("ARC-Seal", [])
    expect(len(seals) == len(sealers), "seals", seals)
    for number, sealer in enumerate(sealers, 1):
        mine = [seal for seal in seals if f"i={number};" in seal]
        expect(len(mine) == 1 and f"d={sealer};" in mine[0] and f"cv={'none' if number == 1 else 'pass'}" in mine[0], f"seal {number}", seals)
    verdict, _, why = dkim.arc_verify(letter.raw, dnsfunc=lambda name, timeout=5: judges.text(name))
    expect(verdict == b"pass", "dkimpy on the chain", why)


def play(stage):
    a, b, p = stage.a, stage.b, stage.p
    # Only SPF speaks for these, and it ends at the first hop.
    for subject, alias in (("by a list", "list@a.test"), ("by one not believed", "back@b.test")):
        p.submit("pia", [alias], compose("pia@p.test", alias, subject))
    p.submit("pia", ["chain@a.test"], signed_by_p(compose("pia@p.test", "chain@a.test", "a chain of two")))

    letter = b.by_subject("ben", "by a list")
    expect(passes(letter, "spf=pass", "dmarc=fail", "header.from=p.test"), "by a list: what was found", results(letter))
    expect(letter["Return-Path"].endswith("@a.test>"), "the rewritten path", letter["Return-Path"])
    sealed(letter, "a.test")
    letter = a.by_subject("ann", "by one not believed", "Junk")
    expect(passes(letter, "spf=pass", "dmarc=fail"), "by one not believed: what was found", results(letter))
    sealed(letter, "b.test")
    letter = a.by_subject("ann", "a chain of two")
    expect(passes(letter, "dkim=pass", "spf=pass", "dmarc=pass"), "a chain of two: what was found", results(letter))
    sealed(letter, "a.test", "b.test")
