"""Other people's DKIM verifiers."""
import functools
import subprocess

import dkim


@functools.cache
def text(name):
    """The TXT record of a name, asked of the world's resolver."""
    shown = subprocess.run(["dig", "+short", "TXT", name.decode() if isinstance(name, bytes) else name], check=True, capture_output=True, text=True).stdout
    return "".join(part for part in shown.split('"')[1::2]).encode() or None


def dkimpy(raw):
    """One word for each signature: its algorithm, when it verifies."""
    judge = dkim.DKIM(raw)
    count = sum(name.lower() == b"dkim-signature" for name, _ in judge.headers)
    found = []
    for number in range(count):
        judge = dkim.DKIM(raw)
        try:
            good = judge.verify(idx=number, dnsfunc=lambda name, timeout=5: text(name))
        except dkim.DKIMException:
            good = False
        found.append(judge.signature_fields[b"a"].decode() if good else "broken")
    return sorted(found)


def opendkim(raw):
    """What opendkim-testmsg has to complain of; nothing is well."""
    done = subprocess.run(["opendkim-testmsg"], input=raw.replace(b"\r\n", b"\n"), capture_output=True)
    return (done.stdout + done.stderr).decode() + (f" (exit code {done.returncode})" if done.returncode else "")
