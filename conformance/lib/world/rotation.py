"""New keys: published, then let sign; the old ones verify what is still on its way. And the records of the domain are as they should be."""
import json
import os
import re
import subprocess

from . import judges, names
from .exchange import GOOD, KINDS
from .letters import compose, passes, results
from .waiting import expect


def signers(letter):
    return sorted(re.search(r"[;\s]s=([^;\s]+)", field)[1] for field in letter.get_all("DKIM-Signature"))


def selectors(culver, state):
    return sorted(key["selector"] for key in json.loads(culver.verb("dkim", "list", culver.domain, "--json")) if key["state"] == state)


def sent(stage, subject):
    stage.a.submit("ann", ["ben@b.test"], compose("ann@a.test", "ben@b.test", subject))
    letter = stage.b.by_subject("ben", subject)
    expect(passes(letter, *GOOD), f"{subject}: what was found", results(letter))
    expect(judges.dkimpy(letter.raw) == KINDS, f"{subject}: dkimpy", judges.dkimpy(letter.raw))
    return letter


def play(stage):
    a = stage.a
    old = selectors(a, "active")
    expect(signers(sent(stage, "by the old keys")) == old, "who signs at first", old)
    names.publish(a.verb("dkim", "rotate", "a.test"), stage.named)
    expect(signers(sent(stage, "while the new ones wait")) == old, "the new keys wait", old)
    a.verb("dkim", "rotate", "a.test", "--activate")
    new = selectors(a, "active")
    expect(len(new) == 2 and not set(new) & set(old) and selectors(a, "retired") == old, "one pair after the other", (old, new))
    expect(signers(sent(stage, "by the new keys")) == new, "who signs then", new)

    named = [word for name in new for word in ("--selector", name)]
    checked = subprocess.run([os.environ["CULVER"], "dns", "check", "a.test", "--config", "a.test.json", "--json", *named], capture_output=True, text=True)
    rows = json.loads(checked.stdout)
    wrong = [row for row in rows if row["state"] in ("wrong", "unknown")]
    expect(rows and not wrong and checked.returncode == 0, "culver dns check", checked.stdout + checked.stderr)
    good = {row["name"] for row in rows if row["state"] == "good"}
    expect({f"{name}._domainkey.a.test" for name in new} < good, "both new keys are seen", checked.stdout)
