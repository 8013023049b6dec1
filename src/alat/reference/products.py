"""Which product is meant? HS sections, chapters and headings, and the cargo class each travels in."""

from dataclasses import dataclass
from functools import cache

from alat.errors import AmbiguousName, BadInput, UnknownCode, near_matches
from alat.reference.names import fold, group, near_labels, read_table

SECTION, CHAPTER, HEADING = 0, 2, 4
LEVELS = (SECTION, CHAPTER, HEADING)
_MOST_NEAR, _MOST_OWN = 3, 2


@dataclass(frozen=True, slots=True)
class Product:
    """A section, chapter or heading of the Harmonized System (HS 2022).

    Attributes
    ----------
    code
        ``IV``, ``17`` or ``1701``.
    level
        0 for a section, 2 for a chapter, 4 for a heading.
    section
        Its section in Roman numerals; '' for chapter 99, which has none.
    label
        A label that fits a table.
    full_label
        The description of the Harmonized System.
    cargo
        Code of the cargo class in which goods of its chapter usually travel (basis assumed); '' for a section.
    """

    code: str
    level: int
    section: str
    label: str
    full_label: str = ""
    cargo: str = ""


@dataclass(frozen=True, slots=True)
class CargoClass:
    """How goods travel: ``container``, ``reefer``, ``dry_bulk``, ``liquid_bulk``, ``roro``, ``general``, ``air``.

    Attributes
    ----------
    code, label
        What the code and what a page calls it.
    load_name, load_t
        The unit in which it is priced and its tonnes: a forty-foot box (``FEU``) or one tonne (``t``).
    load_low_t, load_high_t
        The range of `load_t` in which results are tested; equal to it where it is exact.
    meaning
        Which goods it holds.
    """

    code: str
    label: str
    load_name: str
    load_t: float
    load_low_t: float = 1.0
    load_high_t: float = 1.0
    meaning: str = ""


def product(code: str) -> Product:
    """Return the product with an HS code.

    Parameters
    ----------
    code
        A section in Roman numerals, a chapter of two digits or a heading of four; points and blanks do not count.
        Subheadings of six digits are not in the table.

    Raises
    ------
    UnknownCode
        If there is no such section, chapter or heading; the message lists the near ones.

    Examples
    --------
    >>> product("1701").section, product("27").label, product("iv").level
    ('IV', 'Mineral fuels and oils', 0)
    """
    found = _products().get("".join(code.replace(".", "").split()).upper())
    if found is None:
        raise UnknownCode("product", code, near=_near_products(code))
    return found


def products(level: int) -> dict[str, Product]:
    """Return every product of a level by its code, in the order of the Harmonized System.

    Parameters
    ----------
    level
        0 for sections, 2 for chapters, 4 for headings.

    Raises
    ------
    BadInput
        If there is no such level.
    """
    if level not in LEVELS:
        raise BadInput(f"HS level {level}; expected 0 (sections), 2 (chapters) or 4 (headings)")
    return {code: found for code, found in _products().items() if found.level == level}


def cargo_class(name: str) -> CargoClass:
    """Return the cargo class called `name`; case, hyphens and underscores do not count.

    Raises
    ------
    UnknownCode
        If there is none; the message lists the near ones.
    AmbiguousName
        If several have the name (``bulk``).

    Examples
    --------
    >>> cargo_class("Dry bulk").code, cargo_class("ro-ro").code, cargo_class("container").load_t
    ('dry_bulk', 'roro', 20.0)
    """
    codes = _cargo_names().get(fold(name), ())
    if not codes:
        labels = {written: found[0] for written, found in _cargo_names().items()}
        near = near_labels(name, labels) or tuple(_cargo_classes())
        raise UnknownCode("cargo class", name, near=near)
    if len(codes) > 1:
        raise AmbiguousName("cargo class", name, candidates=codes)
    return _cargo_classes()[codes[0]]


def cargo_classes() -> dict[str, CargoClass]:
    """Return every cargo class by its code."""
    return dict(_cargo_classes())


def _near_products(code: str) -> tuple[str, ...]:
    text = "".join(code.replace(".", "").split()).upper()
    if text.isascii() and text.isdigit():
        peers = [each for each in _products() if len(each) == len(text) and each.isdigit()]
        nearest = sorted(peers, key=lambda each: abs(int(each) - int(text)))
        # Of its own chapter first: 1799 is rather some sugar than the cocoa that is next to it by number.
        own = [each for each in nearest if len(text) > CHAPTER and each[:CHAPTER] == text[:CHAPTER]][:_MOST_OWN]
        hits = list(dict.fromkeys([*own, *nearest]))[:_MOST_NEAR] or [text[:HEADING]]
    elif set(text) - set("IVX"):
        hits = [each for each, found in products(CHAPTER).items() if fold(code) in fold(found.label)]
    else:
        hits = list(near_matches(text, products(SECTION)))
    return tuple(f"{hit} ({_products()[hit].label})" for hit in hits if hit in _products())


@cache
def _products() -> dict[str, Product]:
    return {row["code"]: _product(row) for row in read_table("products")}


def _product(row: dict[str, str]) -> Product:
    return Product(
        code=row["code"],
        level=int(row["level"]),
        section=row["section"],
        label=row["label"],
        full_label=row["full_label"],
        cargo=row["cargo"],
    )


@cache
def _cargo_classes() -> dict[str, CargoClass]:
    return {row["code"]: _cargo_class(row) for row in read_table("cargo_classes")}


def _cargo_class(row: dict[str, str]) -> CargoClass:
    load_t = float(row["load_t"])
    return CargoClass(
        code=row["code"],
        label=row["label"],
        load_name=row["load_name"],
        load_t=load_t,
        load_low_t=float(row["load_low_t"] or load_t),
        load_high_t=float(row["load_high_t"] or load_t),
        meaning=row["meaning"],
    )


@cache
def _cargo_names() -> dict[str, tuple[str, ...]]:
    rows = read_table("cargo_classes")
    own = [(row[column], row["code"]) for row in rows for column in ("code", "label")]
    return group([*own, *((alias, row["code"]) for row in rows for alias in row["aliases"].split("|"))])
