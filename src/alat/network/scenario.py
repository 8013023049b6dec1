"""A set of edits to the network: what is closed, opened or avoided. It never changes a network in place."""

import hashlib
import json
from dataclasses import dataclass, field


@dataclass(frozen=True, slots=True)
class Scenario:
    """Edits to the network as it stands on a date.

    Attributes
    ----------
    name
        What a page calls it.
    close
        Ids of passages (``turkish-straits``), places, links or dated statuses to close.
    open
        Ids of links or dated statuses, planned or closed today, and of bars, to open.
    avoid
        ISO3 codes of countries no lane may touch by land, port or territorial passage.
    """

    name: str = "base"
    close: tuple[str, ...] = field(default=())
    open: tuple[str, ...] = field(default=())
    avoid: tuple[str, ...] = field(default=())

    @property
    def digest(self) -> str:
        """Sixteen hex digits that depend on the edits and not on their order or on the name."""
        edits = {"avoid": sorted(set(self.avoid)), "close": sorted(set(self.close)), "open": sorted(set(self.open))}
        return hashlib.sha256(json.dumps(edits, sort_keys=True).encode()).hexdigest()[:16]

    @property
    def edits(self) -> "Scenario":
        """The scenario without its name, each edit once and in order, so that equal edits are equal."""
        close, opened, avoid = (tuple(sorted(set(ids))) for ids in (self.close, self.open, self.avoid))
        return Scenario("", close, opened, avoid)


BASE = Scenario()
