"""What does one check of the network say?"""

from collections.abc import Sequence
from dataclasses import dataclass

_SHOWN = 8


@dataclass(frozen=True, slots=True)
class Finding:
    """A question about the network, the value found, the value expected, and whether they agree."""

    about: str
    question: str
    value: str
    expected: str
    sound: bool


def none_of(about: str, question: str, *, found: Sequence[str], of: int, allowed: Sequence[str] = ()) -> Finding:
    """Return the finding that no one of `of` things is as the question says, those in `allowed` apart."""
    wrong = [name for name in found if name not in allowed]
    names = ", ".join(wrong[:_SHOWN]) + (" ..." if len(wrong) > _SHOWN else "")
    value = f"{len(wrong)} of {of:,}" + (f": {names}" if wrong else "")
    expected = "none" + (f" but {', '.join(allowed)}" if allowed else "")
    return Finding(about, question, value, expected, not wrong)
