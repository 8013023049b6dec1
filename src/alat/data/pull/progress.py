"""How far is a transfer? One line on stderr: bytes, rate and time left."""

import sys
import time
from collections.abc import Callable
from typing import TextIO

from alat.data.pull.fetch import Progress

_ON_SCREEN_S = 0.2
_IN_LOG_S = 10.0
_UNITS = ("B", "kB", "MB", "GB", "TB")
_STEP = 1000.0
_MINUTE_S, _HOUR_S = 60, 3600


def teller(stream: TextIO | None = None, clock: Callable[[], float] = time.monotonic) -> Callable[[Progress], None]:
    """Return what writes progress: over itself on a screen, a line now and then elsewhere."""
    out = stream or sys.stderr
    on_screen = out.isatty()
    every = _ON_SCREEN_S if on_screen else _IN_LOG_S
    last = clock()

    def tell(progress: Progress) -> None:
        nonlocal last
        moment = clock()
        finished = progress.done_bytes == progress.total_bytes
        if moment - last < every and not (finished and on_screen):
            return
        last = moment
        line = told(progress)
        out.write(f"\r\x1b[2K{line}" + ("\n" if finished else "") if on_screen else f"{line}\n")
        out.flush()

    return tell


def told(progress: Progress) -> str:
    """Return progress in words: ``alat: BACI_HS22.zip: 12 of 340 MB (4 %), 2.1 MB/s, 2 min left``."""
    done, total = progress.done_bytes, progress.total_bytes
    parts = [f"{_amount(done)} of {_amount(total)} ({100 * done / total:.0f} %)" if total else _amount(done)]
    if progress.rate_bytes_per_s > 0:
        parts.append(f"{_amount(progress.rate_bytes_per_s)}/s")
    if progress.left_s is not None:
        parts.append(f"{_span(progress.left_s)} left")
    return f"alat: {progress.called}: {', '.join(parts)}"


def _amount(count: float) -> str:
    unit = 0
    while count >= _STEP and unit + 1 < len(_UNITS):
        count /= _STEP
        unit += 1
    return f"{count:.0f} {_UNITS[unit]}" if unit == 0 or count >= _STEP / 10 else f"{count:.1f} {_UNITS[unit]}"


def _span(seconds: float) -> str:
    if seconds < _MINUTE_S:
        return f"{seconds:.0f} s"
    if seconds < _HOUR_S:
        return f"{seconds / _MINUTE_S:.0f} min"
    return f"{seconds / _HOUR_S:.1f} h"
