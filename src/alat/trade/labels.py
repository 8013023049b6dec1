"""What is a product called, whatever the digits of its code?"""

from functools import cache

from alat.data import table
from alat.errors import UnknownCode
from alat.reference import product

_CHAPTER_DIGITS, _SUBHEADING_DIGITS = 2, 6


def chapter_of(code: str) -> str:
    """Return the HS chapter that a code of two, four or six digits belongs to."""
    return code[:_CHAPTER_DIGITS]


def product_label(code: str) -> str:
    """Return the label of a chapter, heading or subheading; of a code that HS 2022 has not, its parent's and so said.

    Parameters
    ----------
    code
        Two, four or six digits.
    """
    if len(code) == _SUBHEADING_DIGITS and code in _subheadings():
        return _subheadings()[code]
    for digits in range(len(code), 0, -_CHAPTER_DIGITS):
        try:
            label = product(code[:digits]).label
        except UnknownCode:
            continue
        return label if digits == len(code) else f"{label} (part; the code is not in HS 2022)"
    return "not in HS 2022"


def in_hs(code: str) -> bool:
    """Return whether HS 2022 has a chapter, heading or subheading of that code."""
    if len(code) == _SUBHEADING_DIGITS:
        return code in _subheadings()
    try:
        return product(code).code == code
    except UnknownCode:
        return False


@cache
def _subheadings() -> dict[str, str]:
    return dict(table("hs_subheadings").select("code", "label").iter_rows())
