"""python3 -m world [CHAPTER…]: the journey."""
import os
import signal
import sys
import time
import traceback

from . import exchange, forwarding, notifications, reading, rotation, roundtrip, spoofing, transport
from .stage import Stage

CHAPTERS = {
    "exchange": exchange, "spoofing": spoofing, "notifications": notifications, "reading": reading, "roundtrip": roundtrip, "forwarding": forwarding,
    "transport": transport, "rotation": rotation,
}


def main():
    signal.signal(signal.SIGTERM, lambda *_: sys.exit("ended from outside"))
    stage = Stage()
    code = 0
    begun = time.monotonic()
    try:
        stage.start()
        print(f"started {time.monotonic() - begun:.1f} s", flush=True)
        for name in sys.argv[1:] or CHAPTERS:
            begun = time.monotonic()
            CHAPTERS[name].play(stage)
            print(f"{name} {time.monotonic() - begun:.1f} s", flush=True)
    except BaseException:
        code = 1
        for name in dict(stage.running):
            print(f"--- {name}")
            with open(f"{name}.log", errors="replace") as file:
                print("".join(file.readlines()[-40:]))
        traceback.print_exc(file=sys.stdout)
    bad = stage.stop()
    logs = [culver.said() for culver in (stage.a, stage.b) if os.path.exists(f"culver-{culver.domain}.log")]
    faults = [line for log in logs for line in log.splitlines() if " fail: " in line or " crit: " in line]
    if bad or faults:
        print("did not end well:", bad, *faults, sep="\n")
        code = 1
    return code


if __name__ == "__main__":
    sys.exit(main())
