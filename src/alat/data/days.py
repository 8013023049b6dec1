"""Which day was typed, on the command line or in a scenario?"""

from datetime import date

from alat.errors import BadInput

# Nothing on record is older, and nobody plans further: a day beyond either end is a slip of the hand.
_FIRST_YEAR, _LAST_YEAR = 1900, 2100


def typed_day(text: str, *, option: str = "--on") -> date:
    """Return the day that was typed.

    Parameters
    ----------
    text
        What was typed.
    option
        What an error calls it by: an option, or a field of a scenario.

    Raises
    ------
    BadInput
        If it is no day, or one before 1900 or after 2100.
    """
    try:
        day = date.fromisoformat(text)
    except ValueError:
        raise BadInput(f"{option} {text!r}: expected a day such as 2025-04-18") from None
    if not _FIRST_YEAR <= day.year <= _LAST_YEAR:
        raise BadInput(f"{option} {text}: expected a day between {_FIRST_YEAR} and {_LAST_YEAR}")
    return day
