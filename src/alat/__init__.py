"""Alat: from "these two economies should do more together" to a costed, sourced plan.

The front door: a dozen names. Rooms open on first use, so that importing Alat costs next to nothing.
"""

from importlib import import_module
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from alat import brief, data, diplomacy, network, reference, register, routing, trade
    from alat.data import open_study
    from alat.reference import bloc, country, pair

__version__ = "0.1.0"

__all__ = [
    "bloc",
    "brief",
    "country",
    "data",
    "diplomacy",
    "network",
    "open_study",
    "pair",
    "reference",
    "register",
    "routing",
    "trade",
]

_HOME = {"bloc": "reference", "country": "reference", "pair": "reference", "open_study": "data"}


def __getattr__(name: str) -> object:
    if name in _HOME:
        return getattr(import_module(f"alat.{_HOME[name]}"), name)
    if name in __all__:
        return import_module(f"alat.{name}")
    raise AttributeError(f"module 'alat' has no attribute {name!r}")


def __dir__() -> list[str]:
    return [*__all__, "__version__"]
