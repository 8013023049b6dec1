"""How far is a transfer? One line on stderr: bytes, rate and time left."""

import sys
import time
from collections.abc import Callable
from typing import Self, TextIO

from alat.data.pull.fetch import Progress

_ON_SCREEN_S = 0.2
_IN_LOG_S = 10.0
_UNITS = ("B", "kB", "MB", "GB", "TB")
_STEP = 1000.0
_MINUTE_S, _HOUR_S = 60, 3600


class Teller:
    """Write progress: over itself on a screen, a line now and then elsewhere.

    Use it as a context manager, so that a line on a screen is ended before anything else is said.
    """

    def __init__(self, stream: TextIO | None = None, *, clock: Callable[[], float] = time.monotonic) -> None:
        self._out = stream or sys.stderr
        self._clock = clock
        self._on_screen = self._out.isatty()
        self._last = clock()
        self._open = False

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self._end()

    def __call__(self, progress: Progress) -> None:
        """Tell, if it is time to."""
        moment = self._clock()
        finished = progress.done_bytes == progress.total_bytes
        due = moment - self._last >= (_ON_SCREEN_S if self._on_screen else _IN_LOG_S)
        if not due and not (finished and self._on_screen):
            return
        self._last = moment
        line = told(progress)
        self._out.write(f"\r\x1b[2K{line}" if self._on_screen else f"{line}\n")
        self._open = self._on_screen
        if finished:
            self._end()
        self._out.flush()

    def say(self, line: str) -> None:
        """Write a line of its own."""
        self._end()
        self._out.write(f"alat: {line}\n")
        self._out.flush()

    def _end(self) -> None:
        if self._open:
            self._out.write("\n")
            self._out.flush()
        self._open = False


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
