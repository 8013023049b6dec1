"""Which sector does a chapter of the Harmonized System belong to?"""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from alat.economy.baseline import FloatArray
from alat.reference import product

SERVICES = "services"
# Section V holds what is dug and what is burnt: fuels are an eighth of world trade and a sector of their own.
_MINERAL_SECTION, _FUELS = "V", "27"
_MINERALS = ("V-minerals", "Minerals and ores"), ("V-fuels", "Mineral fuels")


@dataclass(frozen=True, slots=True)
class Sections:
    """Sectors of goods in the order of the Harmonized System, services last.

    Attributes
    ----------
    names, labels
        Of J sectors.
    of
        Index of each chapter's sector.
    first
        Place of each sector's first chapter: those of one sector stand together.
    """

    names: tuple[str, ...]
    labels: tuple[str, ...]
    of: dict[str, int]
    first: NDArray[np.intp]

    def summed(self, cells: FloatArray) -> FloatArray:
        """Sum over the chapters of each sector of goods, the last axis."""
        sums: FloatArray = np.add.reduceat(cells, self.first, axis=-1)
        return sums


def sections(chapters: tuple[str, ...]) -> Sections:
    """Sort chapters, in order, into sections of the Harmonized System; fuels (27) stand apart from other minerals."""
    named = [_section(chapter) for chapter in chapters]
    kept = list(dict.fromkeys(named))
    places = [kept.index(each) for each in named]
    return Sections(
        names=(*(name for name, _ in kept), SERVICES),
        labels=(*(label for _, label in kept), "Services"),
        of=dict(zip(chapters, places, strict=True)),
        first=np.flatnonzero(np.diff(places, prepend=-1)),
    )


def _section(chapter: str) -> tuple[str, str]:
    section = product(product(chapter).section)
    if section.code == _MINERAL_SECTION:
        return _MINERALS[chapter == _FUELS]
    return section.code, section.label
