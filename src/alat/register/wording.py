"""How a number and a list stand in a plain sentence."""

from collections.abc import Sequence

_SCALES = ((1e9, "billion"), (1e6, "million"), (1e3, "thousand"))


def money(usd: float) -> str:
    """Return an amount in words with three digits: ``USD 221 million``.

    Examples
    --------
    >>> money(52e6), money(33.8e9), money(950)
    ('USD 52 million', 'USD 33.8 billion', 'USD 950')
    """
    for scale, name in _SCALES:
        # Amounts that would round up to the next scale belong to it.
        if abs(usd) >= scale * 0.9995:
            return f"USD {_digits(usd / scale)} {name}"
    return f"USD {_digits(usd)}"


def percent(share: float) -> str:
    """Return a share (0-1) as percent with two digits: ``0.0031 %`` reads as ``0.0031 percent``.

    Examples
    --------
    >>> percent(0.4637), percent(0.00003089)
    ('46 percent', '0.0031 percent')
    """
    value = 100 * share
    return f"{value:.0f} percent" if abs(value) >= 10 else f"{float(f'{value:.2g}'):.10g} percent"  # noqa: PLR2004


def listed(names: Sequence[str]) -> str:
    """Return names as a list in words: ``Chile, Bolivia and Peru``; ``nobody`` for none.

    Examples
    --------
    >>> listed(["Chile", "Bolivia", "Peru"])
    'Chile, Bolivia and Peru'
    """
    if not names:
        return "nobody"
    return " and ".join([", ".join(names[:-1]), names[-1]] if len(names) > 1 else names)


def counted(number: int, noun: str) -> str:
    """Return a count with its noun: ``1 finding``, ``2 findings``."""
    return f"{number} {noun}" if number == 1 else f"{number} {noun}s"


def _digits(value: float) -> str:
    rounded = float(f"{value:.3g}")
    return f"{rounded:.0f}" if abs(rounded) >= 100 else f"{rounded:g}"  # noqa: PLR2004
