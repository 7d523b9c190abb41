"""A terminal in which somebody types and reads."""
import fcntl
import os
import pty
import re
import select
import struct
import subprocess
import termios
import time

from .waiting import PATIENCE


class Terminal:
    def __init__(self, command, rows=50, columns=132):
        self.side, inner = pty.openpty()
        fcntl.ioctl(inner, termios.TIOCSWINSZ, struct.pack("HHHH", rows, columns, 0, 0))
        environment = {"TERM": "xterm", "PATH": os.environ["PATH"], "LC_ALL": "C.UTF-8", "HOME": os.getcwd()}
        self.process = subprocess.Popen(command, stdin=inner, stdout=inner, stderr=inner, env=environment, start_new_session=True)
        os.close(inner)
        self.seen = ""

    def read(self, words):
        """Reads on until the words have been shown; gives all that was shown until then, without the control sequences."""
        end = time.monotonic() + PATIENCE
        while words not in self.seen:
            ready, _, _ = select.select([self.side], [], [], max(0, end - time.monotonic()))
            try:
                more = os.read(self.side, 65536) if ready else b""
            except OSError:
                more = b""
            if not more:
                raise AssertionError(f"the screen never showed {words!r}:\n{self.seen}")
            self.seen = re.sub(r"\x1b[\[(][0-9;?]*[A-Za-z]", "", self.seen + more.decode(errors="replace"))
        shown, self.seen = self.seen, ""
        return shown

    def type(self, keys):
        os.write(self.side, keys.encode())

    def close(self):
        self.process.terminate()
        self.process.wait(20)
        os.close(self.side)
