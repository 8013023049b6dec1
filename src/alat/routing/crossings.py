"""What does a land border cost in hours and money, in each direction?"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from functools import cached_property
from typing import Any

import polars as pl

from alat.errors import NotCovered
from alat.network.model import Network
from alat.reference import countries
from alat.routing.figures import Charge, quantised, row_basis, row_sources, weakest
from alat.routing.prices import price_factor
from alat.routing.spread import hours_law, spread_laws


@dataclass(frozen=True)
class Crossings:
    """The borders table of one cargo class, ready to be asked about one crossing.

    Attributes
    ----------
    borders
        The table: id, crossing, place_a, place_b, mode, direction (both, or from place_a to place_b), hours, usd,
        usd_unit, gauge (whether the hours hold a change of gauge), basis, sources.
    iso3
        Country by place id.
    per_load
        Turns an amount and its unit into one per load.
    default
        Id of the row to use by mode, where a crossing has none or states no money.
    policy, policy_pairs
        War-risk and policy surcharge, and the pairs of countries (in the order of the alphabet) it applies between.
    gauge, gauge_pairs
        The price of a change of gauge that is not in the border's price, and where it applies.
    edits
        What a scenario changes in a row, by its id.
    """

    borders: pl.DataFrame
    iso3: Mapping[str, str]
    per_load: Callable[[float, str], float]
    default: Mapping[str, str]
    policy: Charge
    policy_pairs: frozenset[tuple[str, str]]
    gauge: Charge
    gauge_pairs: frozenset[tuple[str, str]]
    edits: Mapping[str, str]

    def charge(self, border: str, mode: str, *, start: str, end: str) -> Charge:
        """Return hours and money of going from one country into another.

        Parameters
        ----------
        border
            Id of a row; '' for the mean of the mode.
        mode
            ``road`` or ``rail``.
        start, end
            ISO3 codes.

        Raises
        ------
        NotCovered
            If the table has no such row.

        Notes
        -----
        The rows of one crossing and one direction are its two sides, and are added. Where a crossing has rows of the
        other direction only, the row of the two countries stands in, else the mean of the mode.
        """
        rows = self._sides(self._row(border, mode, start=start, end=end), mode, start=start, end=end)
        return replace(self._sum(rows, mode), detail=self._name(rows[0], start, end=end))

    def surcharge(self, start: str, end: str) -> Charge | None:
        """Return the policy surcharge between two countries, if there is one."""
        return self.policy if _ordered(start, end) in self.policy_pairs else None

    def gauge_change(self, start: str, end: str) -> Charge | None:
        """Return the price of a change of gauge that the border's own price leaves out, if there is one."""
        return self.gauge if _ordered(start, end) in self.gauge_pairs else None

    def holds_gauge(self, border: str, mode: str, *, start: str, end: str) -> bool:
        """Return whether the hours of a crossing hold the change of gauge, so that none may be added to them."""
        row = self._row(border, mode, start=start, end=end)
        return any(one["gauge"] == "inside" for one in self._sides(row, mode, start=start, end=end))

    def seaside(self, place: str, *, outward: bool) -> Charge | None:
        """Return the control of trucks at a Caspian port, if the table has it."""
        ends = (place, "sea") if outward else ("sea", place)
        rows = [row for row in self._rows.values() if (row["place_a"], row["place_b"]) == ends]
        return self._sum(rows, "road") if rows else None

    @cached_property
    def _rows(self) -> dict[str, dict[str, Any]]:
        return {row["id"]: row for row in self.borders.iter_rows(named=True)}

    def _row(self, border: str, mode: str, *, start: str, end: str) -> dict[str, Any]:
        row = self._rows.get(border or self.default[mode])
        if row is None:
            raise NotCovered(f"the border row {border} of the link between {start} and {end} is not in the table")
        return row

    def _sides(self, row: dict[str, Any], mode: str, *, start: str, end: str) -> list[dict[str, Any]]:
        """Return the rows that make up a crossing one way: its two sides, else its countries' row, else the mean."""
        if row["direction"] == "both":
            return [row]
        places = {row["place_a"], row["place_b"]}
        here = [
            other
            for other in self._rows.values()
            if {other["place_a"], other["place_b"]} == places
            and (other["mode"], other["direction"] == "both") == (row["mode"], False)
            and self.iso3.get(other["place_a"], other["place_a"]) == start
            and self.iso3.get(other["place_b"], other["place_b"]) == end
        ]
        national = [
            other
            for other in self._rows.values()
            if (other["place_a"], other["place_b"]) == (start, end) and mode in other["mode"].split(";")
        ]
        return here or national or [self._rows[self.default[mode]]]

    def _name(self, row: Mapping[str, Any], start: str, *, end: str) -> str:
        """Return the crossing's own name, or its two countries where the row stands for many crossings."""
        if {self.iso3.get(row[side], row[side]) for side in ("place_a", "place_b")} == {start, end}:
            return str(row["crossing"]).split(",")[0]
        known = countries()
        return " - ".join(known[iso3].name if iso3 in known else iso3 for iso3 in (start, end))

    def _sum(self, rows: list[dict[str, Any]], mode: str) -> Charge:
        """Add rows up; what a row does not state is that of the mean of its mode."""
        spare = self._rows[self.default[mode]]
        hours_rows = [spare if row["hours"] is None else row for row in rows]
        money_rows = [spare if row["usd"] is None else row for row in rows]
        stated = [*rows, *hours_rows, *money_rows]
        laws = spread_laws()
        spreads = [
            hours_law(laws, float(row["hours"]), low=row["low_h"], high=row["high_h"], row=row["id"])
            for row in hours_rows
        ]
        return Charge(
            detail=str(rows[0]["crossing"]).split(",")[0],
            edit="; ".join(self.edits[row["id"]] for row in rows if row["id"] in self.edits),
            hours=quantised(sum(float(row["hours"]) for row in hours_rows)),
            money_usd=quantised(sum(self._money_usd(row) for row in money_rows)),
            basis=weakest(row_basis(row) for row in stated),
            sources=tuple(sorted({source for row in stated for source in row_sources(row)})),
            variance_h2=quantised(sum(law.variance for law in spreads)),
            late_h=sum(law.late for law in spreads),
        )

    def _money_usd(self, row: Mapping[str, Any]) -> float:
        return self.per_load(float(row["usd"]) * price_factor(row["year"]), str(row["usd_unit"]))


def neighbours(network: Network) -> frozenset[tuple[str, str]]:
    """Return the pairs of countries (in the order of the alphabet) that a usable land link joins."""
    ends = network.links.filter((pl.col("mode") != "caspian") & (pl.col("iso3_a") != pl.col("iso3_b")))
    return frozenset((min(a, b), max(a, b)) for a, b in ends.select("iso3_a", "iso3_b").iter_rows())


def _ordered(a: str, b: str) -> tuple[str, str]:
    return (a, b) if a < b else (b, a)
