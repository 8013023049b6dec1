"""Which product is meant? HS sections, chapters and headings, and the cargo class each travels in."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Product:
    """An HS section, chapter or heading: code, level (0 section, 2 chapter, 4 heading), section and label."""

    code: str
    level: int
    section: str
    label: str


@dataclass(frozen=True, slots=True)
class CargoClass:
    """How goods travel: ``container``, ``reefer``, ``dry_bulk``, ``liquid_bulk``, ``roro``, ``general``, ``air``."""

    code: str
    label: str
    load_name: str
    load_t: float


def product(code: str) -> Product:
    """Return the product with that HS code."""
    raise NotImplementedError


def cargo_class(name: str) -> CargoClass:
    """Return the cargo class called `name`."""
    raise NotImplementedError
