"""How much memory did a process hold at most? Of that process alone.

The largest resident size that the system reports of a child begins at its parent's: both are one process until the
child has loaded its own program. So a process reads its own high-water mark, and a command is started by a small one.
"""

import json
import os
import subprocess
import sys
from dataclasses import dataclass
from pathlib import Path

KIB = 1024
HERE = Path(__file__).resolve().parent
# For programs that import this module though they stand in no file.
SEEN = {**os.environ, "PYTHONPATH": str(HERE)}
_LAUNCHER = """
import json, os, sys, time
quiet = [(os.POSIX_SPAWN_OPEN, stream, os.devnull, os.O_WRONLY, 0) for stream in (1, 2)]
start = time.perf_counter()
child = os.posix_spawn(sys.argv[1], sys.argv[1:], os.environ, file_actions=quiet)
_, status, usage = os.wait4(child, 0)
wall_s = time.perf_counter() - start
print(json.dumps([os.waitstatus_to_exitcode(status), wall_s, usage.ru_utime + usage.ru_stime, usage.ru_maxrss]))
"""


@dataclass(frozen=True)
class Command:
    """What a command ended with, took by the clock and of the processor (s), and held at most (bytes)."""

    code: int
    wall_s: float
    cpu_s: float
    peak_bytes: float


def own_peak_bytes() -> float:
    """Return the most that this process has held so far."""
    status = Path("/proc/self/status").read_text(encoding="ascii")
    return float(next(line.split()[1] for line in status.splitlines() if line.startswith("VmHWM"))) * KIB


def timed(command: list[str]) -> Command:
    """Run a command whose first part is the path of a program, without what it prints.

    The process that starts it is a bare Python of some 10 MB, which is the least that can be measured.
    """
    launcher = [sys.executable, "-S", "-E", "-c", _LAUNCHER, *command]
    done = subprocess.run(launcher, stdout=subprocess.PIPE, text=True, check=True)
    code, wall_s, cpu_s, peak_kib = json.loads(done.stdout)
    return Command(code, wall_s, cpu_s, peak_kib * KIB)
