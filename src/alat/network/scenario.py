"""A set of edits to the network: what is closed, opened, avoided, added or improved, and on which day.

It never changes a network in place.
"""

import hashlib
import json
import math
from dataclasses import asdict, dataclass, field
from datetime import date

from alat.errors import BadInput

LAND_MODES = ("rail", "road", "caspian")
SHIP_CLASSES = ("main", "feeder")
MEASURES = ("hours", "usd", "wait")


@dataclass(frozen=True, slots=True, order=True)
class NewLink:
    """A rail, road or Caspian link that is not there today, usable both ways.

    Attributes
    ----------
    mode
        ``rail``, ``road`` or ``caspian``.
    place_a, place_b
        Ids of the places it joins.
    km
        Its length.
    gauge_mm
        Its gauge; 0 where it has no rails.

    Raises
    ------
    BadInput
        If the mode is unknown, both places are one, or a number makes no sense.
    """

    mode: str
    place_a: str
    place_b: str
    km: float
    gauge_mm: int = 0

    def __post_init__(self) -> None:
        """Refuse what no link can be."""
        _check_among("mode", self.mode, known=LAND_MODES)
        _check_ends(self.place_a, self.place_b)
        _check_number(f"km of the new link {self.place_a}-{self.place_b}", self.km, positive=True)
        if (self.mode == "rail") != (self.gauge_mm > 0):
            wanted = "a gauge such as 1520" if self.mode == "rail" else "none"
            raise BadInput(f"gauge_mm {self.gauge_mm} of the new {self.mode} link {self.id}: expected {wanted}")

    @property
    def id(self) -> str:
        """What a lane over it calls it."""
        return f"new:{self.mode}:{min(self.place_a, self.place_b)}-{max(self.place_a, self.place_b)}"

    @property
    def said(self) -> str:
        """What it is, for a page."""
        return f"{self.mode} {self.place_a} - {self.place_b}, {self.km:,.0f} km"


@dataclass(frozen=True, slots=True, order=True)
class NewService:
    """A direct sea service that is not there today, both ways; its length is that of the way along the lanes.

    Attributes
    ----------
    port_a, port_b
        Ids of the seaports.
    headway_h
        Hours between two ships: 168 is weekly.
    ship_class
        Whose prices it has: ``main`` or ``feeder``; '' for feeder under 3,000 km and main beyond.

    Raises
    ------
    BadInput
        If both ports are one, the ship class is unknown or the headway makes no sense.
    """

    port_a: str
    port_b: str
    headway_h: float
    ship_class: str = ""

    def __post_init__(self) -> None:
        """Refuse what no service can be."""
        _check_ends(self.port_a, self.port_b)
        _check_number(f"headway_h of the new service {self.port_a}-{self.port_b}", self.headway_h, positive=True)
        _check_among("ship_class", self.ship_class, known=("", *SHIP_CLASSES))

    @property
    def said(self) -> str:
        """What it is, for a page."""
        return f"sea service {self.port_a} - {self.port_b}, a ship every {self.headway_h:g} h"


@dataclass(frozen=True, slots=True, order=True)
class Improvement:
    """A change to the hours or the money of something that is there.

    Attributes
    ----------
    target
        Id of a place, a border (row of `borders`) or a link.
    what
        ``hours`` or ``usd`` (handling at a place, control at a border, moving over a link), or ``wait`` (hours that
        goods wait for a ship at a port, or for a crossing of a Caspian link).
    factor
        What today's figure is multiplied by; None where a value is given.
    value
        What it becomes, in hours or USD per load; None where a factor is given.

    Raises
    ------
    BadInput
        If `what` is unknown, not one of factor and value is given, or it is negative or not finite.
    """

    target: str
    what: str
    factor: float | None = None
    value: float | None = None

    def __post_init__(self) -> None:
        """Refuse what no change can be."""
        _check_among("what", self.what, known=MEASURES)
        if (self.factor is None) == (self.value is None):
            raise BadInput(f"improvement of {self.target}: expected a factor or a value, and not both")
        _check_number(f"{self.what} of {self.target}", self.value if self.factor is None else self.factor)

    @property
    def said(self) -> str:
        """What it does, for a page."""
        unit = "USD" if self.what == "usd" else "h"
        name = {"hours": "hours", "usd": "money", "wait": "wait"}[self.what]
        change = f"x {self.factor:g}" if self.factor is not None else f"= {self.value:g} {unit}"
        return f"{self.target}: {name} {change}"


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
    add
        Links and sea services that are not there today.
    improve
        Changes to hours or money of what is there.
    as_of
        The day whose statuses and bars hold; None for the newest word on each.
    """

    name: str = "base"
    close: tuple[str, ...] = field(default=())
    open: tuple[str, ...] = field(default=())
    avoid: tuple[str, ...] = field(default=())
    add: tuple[NewLink | NewService, ...] = field(default=())
    improve: tuple[Improvement, ...] = field(default=())
    as_of: date | None = None

    @property
    def digest(self) -> str:
        """Sixteen hex digits that depend on the edits and not on their order or on the name."""
        same = self.edits
        edits: dict[str, object] = {"avoid": same.avoid, "close": same.close, "open": same.open}
        if same.add:
            edits["add"] = [{"kind": type(one).__name__, **asdict(one)} for one in same.add]
        if same.improve:
            edits["improve"] = [asdict(one) for one in same.improve]
        if same.as_of:
            edits["as_of"] = same.as_of.isoformat()
        return hashlib.sha256(json.dumps(edits, sort_keys=True).encode()).hexdigest()[:16]

    @property
    def edits(self) -> "Scenario":
        """The scenario without its name, each edit once and in order, so that equal edits are equal."""
        close, opened, avoid = (tuple(sorted(set(ids))) for ids in (self.close, self.open, self.avoid))
        links = sorted({_turned_link(one) for one in self.add if isinstance(one, NewLink)})
        services = sorted({_turned_service(one) for one in self.add if isinstance(one, NewService)})
        improve = sorted(set(self.improve), key=lambda one: (one.target, one.what, str(one)))
        return Scenario("", close, opened, avoid, add=(*links, *services), improve=tuple(improve), as_of=self.as_of)


BASE = Scenario()


def _turned_link(one: NewLink) -> NewLink:
    a, b = sorted((one.place_a, one.place_b))
    return NewLink(one.mode, a, b, km=float(one.km), gauge_mm=one.gauge_mm)


def _turned_service(one: NewService) -> NewService:
    a, b = sorted((one.port_a, one.port_b))
    return NewService(a, b, headway_h=float(one.headway_h), ship_class=one.ship_class)


def _check_among(field_name: str, found: str, *, known: tuple[str, ...]) -> None:
    if found not in known:
        raise BadInput(f"{field_name} {found!r}: expected {', '.join(name for name in known if name)}")


def _check_ends(a: str, b: str) -> None:
    if a == b:
        raise BadInput(f"what is added must join two places; it begins and ends at {a}")


def _check_number(name: str, found: float | None, *, positive: bool = False) -> None:
    number = isinstance(found, int | float) and not isinstance(found, bool) and math.isfinite(found)
    if not number or found is None or found < 0 or (positive and found == 0):
        raise BadInput(f"{name}: {found!r}; expected a number {'above' if positive else 'not below'} 0")
