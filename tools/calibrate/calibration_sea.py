"""How do modelled sea freight and days compare with LINERLIB's, and how many transshipments does it take?

LINERLIB (Brouer et al. 2014) holds revenue per forty-foot box in dollars of 2010 and the longest transit accepted, for
the demands of one large line. It is used for checks only and stays outside the project.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import polars as pl

from alat import network
from alat.routing.decision import Decision
from alat.routing.figures import Floats

EARTH_KM = 6371.0
NEAR_KM = 50.0
SEA_LEGS = 3
LINER_LOAD_YEAR = 2010
LATIN = frozenset(
    (
        *("ARG", "BLZ", "BOL", "BRA", "CHL", "COL", "CRI", "CUB", "DOM", "ECU", "GTM", "GUY"),
        *("HND", "HTI", "MEX", "NIC", "PAN", "PER", "PRY", "SLV", "SUR", "URY", "VEN"),
    )
)
BLACK_SEA = ("TUR", "GEO", "BGR", "ROU", "UKR")
BLACK_SEA_BOX = (27.0, 42.0, 40.5, 47.5)


@dataclass(frozen=True, slots=True)
class SeaTable:
    """The best way by sea between every two ports, by generalised cost, handling left out.

    Attributes
    ----------
    ids
        (ports,) place ids.
    money_usd, hours, km, legs
        (ports, ports); infinite where there is no way with at most three sea legs.
    """

    ids: tuple[str, ...]
    money_usd: Floats
    hours: Floats
    km: Floats
    legs: Floats


def sea_table(choice: Decision) -> SeaTable:
    """Return the best ways by sea under the costs of a decision graph."""
    ships, n = choice.sea, len(choice.sea.places)
    usd_per_h = choice.costs.value_of_time_usd_per_h
    one = np.full((4, n, n), np.inf)
    km = np.tile([service.km for service in ships.services], 2)
    rows = np.column_stack([ships.first[:, 0], ships.first[:, 1], km, np.ones(len(km))]).T
    one[:, ships.tails, ships.heads] = rows
    change = np.stack([ships.transship[:, 0], ships.transship[:, 1], np.zeros(n), np.zeros(n)])
    best = one
    for _ in range(SEA_LEGS - 1):
        best = _longer(best, one, change=change, usd_per_h=usd_per_h)
    ids = tuple(choice.book.ground.ids[int(place)] for place in ships.places)
    return SeaTable(ids, *best)


def _longer(best: Floats, one: Floats, *, change: Floats, usd_per_h: float) -> Floats:
    """Return the better of the ways known and those with one more leg."""
    n = best.shape[1]
    measure = best[0] + usd_per_h * best[1]
    found, through = measure.copy(), np.full((n, n), -1)
    last = one[0] + usd_per_h * one[1]
    for k in range(n):
        by_way = measure[:, k, None] + change[0, k] + usd_per_h * change[1, k] + last[None, k, :]
        better = by_way < found
        found[better] = by_way[better]
        through[better] = k
    longer = best.copy()
    i, j = np.nonzero(through >= 0)
    by = through[i, j]
    longer[:, i, j] = best[:, i, by] + change[:, by] + one[:, by, j]
    return longer


def observed(raw: Path, ids: tuple[str, ...]) -> pl.DataFrame:
    """Return LINERLIB's demands between ports of the network: port numbers, revenue (2010 USD), boxes, days, region.

    A port is found by its UN/LOCODE, else as the nearest port within 50 km.
    """
    places = network.load().places.filter(pl.col("place_id").is_in(ids))
    known = {place: number for number, place in enumerate(ids)}
    known |= {code: known[place] for place, code in places.select("place_id", "unlocode").iter_rows() if code}
    folder = raw / "network/liner"
    ports = pl.read_csv(folder / "ports.csv", separator="\t")
    by_code = {place["place_id"]: place for place in places.iter_rows(named=True)}
    where = np.radians([(by_code[place]["lon"], by_code[place]["lat"]) for place in ids])
    for code, lon, lat in ports.select("UNLocode", "Longitude", "Latitude").drop_nulls().iter_rows():
        near = _nearest(where, np.radians((lon, lat)))
        if code not in known and near >= 0:
            known[code] = near
    demands = pl.read_csv(folder / "Demand_WorldLarge.csv", separator="\t", infer_schema_length=0)
    demands = demands.rename({name: name.strip() for name in demands.columns})
    rows = list(_demands(demands, known, region=[_region(by_code[place]) for place in ids]))
    names = ("origin", "destination", "boxes", "revenue_usd", "days", "region")
    return pl.DataFrame(rows, schema=list(names), orient="row")


def _nearest(where: Floats, point: Floats) -> int:
    cosine = np.sin(point[1]) * np.sin(where[:, 1]) + np.cos(point[1]) * np.cos(where[:, 1]) * np.cos(
        where[:, 0] - point[0]
    )
    km = EARTH_KM * np.arccos(np.clip(cosine, -1.0, 1.0))
    nearest = int(np.argmin(km))
    return nearest if km[nearest] <= NEAR_KM else -1


def _demands(
    demands: pl.DataFrame, known: dict[str, int], *, region: list[str]
) -> Iterator[tuple[int, int, float, float, float, str]]:
    for code_a, code_b, boxes, revenue, days in demands.iter_rows():
        a, b = known.get(code_a.strip()), known.get(code_b.strip())
        if a is not None and b is not None and a != b:
            regions = {region[a], region[b]} - {"rest"}
            name = "Latin America" if "Latin America" in regions else next(iter(regions), "rest")
            yield a, b, float(boxes), float(revenue), float(days), name


def _region(place: dict[str, object]) -> str:
    west, east, south, north = BLACK_SEA_BOX
    inside = west <= float(str(place["lon"])) <= east and south <= float(str(place["lat"])) <= north
    if place["iso3"] in LATIN:
        return "Latin America"
    return "Türkiye and Black Sea" if place["iso3"] in BLACK_SEA or inside else "rest"


@dataclass(frozen=True, slots=True)
class SeaFit:
    """How well a set of pairs fits.

    Attributes
    ----------
    pairs
        How many.
    money_ratio, money_low, money_high
        Median and quartiles of modelled money over revenue in money of the model's year.
    money_r
        Correlation of the two.
    days_ratio, days_r, days_below
        Median of modelled days, ship and wait, over the longest transit accepted; correlation; share not above it.
    """

    pairs: int
    money_ratio: float
    money_low: float
    money_high: float
    money_r: float
    days_ratio: float
    days_r: float
    days_below: float


def sea_fit(table: SeaTable, pairs: pl.DataFrame, *, handling_usd: float, to_model_year: float) -> SeaFit:
    """Compare modelled money (handling at both ends included) and days with observed ones."""
    a, b = pairs["origin"].to_numpy(), pairs["destination"].to_numpy()
    money, days = table.money_usd[a, b] + handling_usd, table.hours[a, b] / 24
    ok = np.isfinite(money)
    money, days = money[ok], days[ok]
    real = (pairs["revenue_usd"].to_numpy() * to_model_year)[ok]
    longest = pairs["days"].to_numpy()[ok]
    ratio, of_days = money / real, days / longest
    low, middle, high = np.quantile(ratio, (0.25, 0.5, 0.75))
    return SeaFit(
        pairs=int(ok.sum()),
        money_ratio=float(middle),
        money_low=float(low),
        money_high=float(high),
        money_r=float(np.corrcoef(money, real)[0, 1]),
        days_ratio=float(np.median(of_days)),
        days_r=float(np.corrcoef(days, longest)[0, 1]),
        days_below=float((of_days <= 1).mean()),
    )


def fewest_legs(choice: Decision) -> dict[int, float]:
    """Return the share of country pairs by the fewest sea legs needed (1 direct, 2 one transshipment ...)."""
    n = len(choice.sea.places)
    linked = np.zeros((n, n), dtype=bool)
    linked[choice.sea.tails, choice.sea.heads] = True
    reached, hops = linked.copy(), np.where(linked, 1.0, np.inf)
    for legs in range(2, SEA_LEGS + 1):
        wider = reached | ((reached.astype(np.float32) @ linked.astype(np.float32)) > 0)
        hops[wider & ~reached] = legs
        reached = wider
    return _shares(_by_country(choice, hops))


def best_legs(choice: Decision, table: SeaTable) -> dict[int, float]:
    """Return the share of country pairs by the sea legs of their best way, by generalised cost."""
    usd_per_h = choice.costs.value_of_time_usd_per_h
    measure = table.money_usd + usd_per_h * table.hours
    iso3 = _countries(choice)
    names = sorted(set(iso3))
    of = np.array([names.index(code) for code in iso3])
    least = np.full((len(names), len(names)), np.inf)
    np.minimum.at(least, (of[:, None], of[None, :]), measure)
    legs = np.full((len(names), len(names)), np.inf)
    best = measure <= least[of[:, None], of[None, :]]
    np.minimum.at(legs, (of[:, None], of[None, :]), np.where(best & np.isfinite(measure), table.legs, np.inf))
    return _shares(legs[np.triu_indices(len(names), 1)])


def _by_country(choice: Decision, hops: Floats) -> Floats:
    iso3 = _countries(choice)
    names = sorted(set(iso3))
    of = np.array([names.index(code) for code in iso3])
    least = np.full((len(names), len(names)), np.inf)
    np.minimum.at(least, (of[:, None], of[None, :]), hops)
    return np.asarray(least[np.triu_indices(len(names), 1)])


def _countries(choice: Decision) -> list[str]:
    return [choice.book.ground.iso3[int(place)] for place in choice.sea.places]


def _shares(legs: Floats) -> dict[int, float]:
    return {n: float((legs == n).mean()) for n in range(1, SEA_LEGS + 1)}
