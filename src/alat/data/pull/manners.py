"""How long to wait before asking a server again? What it asks for, else ever longer, with a limit on patience."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, datetime
from email.utils import parsedate_to_datetime

from tenacity import RetryCallState


@dataclass(frozen=True, slots=True, kw_only=True)
class Manners:
    """How a server is treated. Choices of ours; no publisher prescribes them.

    Attributes
    ----------
    tries
        Attempts in a row that bring nothing before it is given up.
    pause_s
        Least time between two requests.
    first_wait_s, longest_wait_s
        Wait after the first failure, which doubles with each, and its cap.
    longest_asked_s
        A server that asks for a longer wait is not waited for; the error says until when it asks.
    connect_s, read_s
        How long to wait for a connection, and for the next bytes.
    stall_s, stall_bytes
        A transfer that brings fewer bytes than this in that time has stalled, though bytes still trickle.
    fruitful_bytes
        An attempt that brought this much starts the count of tries anew.
    """

    tries: int = 6
    pause_s: float = 0.0
    first_wait_s: float = 1.0
    longest_wait_s: float = 60.0
    longest_asked_s: float = 900.0
    connect_s: float = 20.0
    read_s: float = 120.0
    stall_s: float = 120.0
    stall_bytes: int = 1024
    fruitful_bytes: int = 262_144


class Again(Exception):
    """An attempt failed in a way that may pass.

    Attributes
    ----------
    asked_s
        How long the server asks to wait, None where it does not say.
    gained_bytes
        What the attempt brought that the next one can build on.
    """

    def __init__(self, problem: str, *, asked_s: float | None = None, gained_bytes: int = 0) -> None:
        super().__init__(problem)
        self.asked_s = asked_s
        self.gained_bytes = gained_bytes


class Patience:
    """Count the attempts in a row that brought nothing; `stop` and `wait` are what tenacity calls."""

    def __init__(self, manners: Manners, *, chance: Callable[[], float]) -> None:
        self._manners = manners
        self._chance = chance
        self.fruitless = 0

    def wait(self, state: RetryCallState) -> float:
        """Count a failure and return the seconds before the next attempt; tenacity asks this before `stop`."""
        failure = _failure(state)
        self.fruitless = 1 if failure.gained_bytes >= self._manners.fruitful_bytes else self.fruitless + 1
        doubled = self._manners.first_wait_s * 2.0 ** (self.fruitless - 1)
        own = min(doubled, self._manners.longest_wait_s) * (0.5 + 0.5 * self._chance())
        return own if failure.asked_s is None else failure.asked_s + self._chance()

    def stop(self, _state: RetryCallState) -> bool:
        """Whether to give up."""
        return self.fruitless >= self._manners.tries


def asked_wait(header: str | None, *, now: datetime) -> float | None:
    """Return the seconds that a Retry-After header asks for, None where there is none or it says nothing.

    Parameters
    ----------
    header
        Seconds, or a date as HTTP writes it.
    now
        The time, with its zone.
    """
    if header is None:
        return None
    text = header.strip()
    if text.isascii() and text.isdigit():
        return float(text)
    try:
        until = parsedate_to_datetime(text)
    except ValueError:
        return None
    if until.tzinfo is None:
        until = until.replace(tzinfo=UTC)
    return max(0.0, (until - now).total_seconds())


def _failure(state: RetryCallState) -> Again:
    failure = state.outcome.exception() if state.outcome else None
    if not isinstance(failure, Again):
        raise TypeError(f"{failure!r} is not a failure that may pass")
    return failure
