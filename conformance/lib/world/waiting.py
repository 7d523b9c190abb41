"""Waiting for what must happen, with a bound that only a broken server reaches."""
import time

PATIENCE = 60.0


def until(look, what, patience=PATIENCE):
    """Looks again and again; gives what it found, and fails when it never finds anything."""
    end = time.monotonic() + patience
    while True:
        found = look()
        if found:
            return found
        if time.monotonic() > end:
            raise AssertionError(f"waited {patience:.0f} s in vain for {what}")
        time.sleep(0.05)


def expect(condition, what, seen=""):
    if not condition:
        raise AssertionError(f"{what}\n{seen}")
