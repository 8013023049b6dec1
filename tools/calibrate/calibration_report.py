"""Write `docs/calibration.md`: the words of `calibration.md` beside this file, with every table computed.

    python tools/calibrate/calibration_report.py [FOLDER OF RAW FILES]

The tables on sea freight need LINERLIB among the raw files; all others need the snapshot alone.
"""

import csv
import sys
from collections.abc import Iterable
from pathlib import Path

import polars as pl
from calibration_carec import carec
from calibration_facts import Checked, facts
from calibration_lanes import expected_lanes
from calibration_sea import LINER_LOAD_YEAR, best_legs, fewest_legs, observed, sea_fit, sea_table

from alat.network.scenario import BASE
from alat.routing.lanes import prepared
from alat.routing.prices import price_factor

HERE = Path(__file__).parent
ROOT = HERE.parents[1]
PAGE = ROOT / "docs" / "calibration.md"
UNCTAD = {1: 0.17, 2: 0.62, 3: 0.186}
LEGS = {1: "direct", 2: "one transshipment", 3: "two"}
REGIONS = {
    "rest": ("neither end in Latin America, Türkiye or on the Black Sea", "fit"),
    "Latin America": ("an end in Latin America", "held-out"),
    "Türkiye and Black Sea": ("an end in Türkiye or on the Black Sea, none in Latin America", "held-out"),
}


def main(raw: Path = ROOT.parent / "shared" / "data") -> None:
    """Compute every table and write the page."""
    PAGE.write_text(page({**tables(), **sea_tables(raw)}), encoding="utf-8")


def page(computed: dict[str, str]) -> str:
    """Return the page with the tables in their places."""
    text = (HERE / "calibration.md").read_text(encoding="utf-8")
    for name, table in computed.items():
        marker = f"<!-- {name} -->"
        if marker not in text:
            raise ValueError(f"calibration.md: no place for the table {name}; expected {marker}")
        text = text.replace(marker, table)
    return text


def tables() -> dict[str, str]:
    """Return the tables that the snapshot alone gives, by name."""
    checked = facts()
    before = _before()
    return {
        "shares": _shares(),
        "facts-fit": _facts([fact for fact in checked if fact.use == "fit"], before),
        "facts-held-out": _facts([fact for fact in checked if fact.use == "held-out"], before),
        "facts-count": _count(checked, before),
        "misses": _misses(checked),
        "carec": _carec(),
        "lanes": _lanes(),
        "unused": _unused(),
    }


def sea_tables(raw: Path) -> dict[str, str]:
    """Return the tables that need LINERLIB."""
    choice = prepared(BASE, "container")
    table = sea_table(choice)
    pairs = observed(raw, table.ids)
    handling_usd = float(choice.sea.load[0, 0] + choice.sea.unload[0, 0])
    before = _before()
    rows = []
    for region, (words, use) in REGIONS.items():
        inside = pairs.filter(pl.col("region") == region)
        fit = sea_fit(table, inside, handling_usd=handling_usd, to_model_year=price_factor(LINER_LOAD_YEAR))
        rows.append(
            (
                f"{words} ({use})",
                f"{fit.pairs:,}",
                f"{fit.money_ratio:.2f} ({fit.money_low:.2f}-{fit.money_high:.2f})",
                before.get(f"sea {region} money", "-"),
                f"{fit.money_r:.2f}",
                f"{fit.days_ratio:.2f}",
                f"{fit.days_r:.2f}",
                f"{fit.days_below:.0%}",
            )
        )
    head = (
        *("pairs with", "pairs", "money, ours / LINERLIB: median (quartiles)", "before", "r"),
        *("days, ours / longest accepted", "r", "not above it"),
    )
    legs = table.legs[pairs["origin"].to_numpy(), pairs["destination"].to_numpy()]
    boxes = pairs["boxes"].to_numpy()
    weighted = [
        (LEGS[n], f"{(legs == n).mean():.1%}", f"{boxes[legs == n].sum() / boxes.sum():.1%}") for n in sorted(LEGS)
    ]
    return {
        "sea": _table(head, rows),
        "sea-legs": _table(("best way by generalised cost", "of LINERLIB's pairs", "of its boxes"), weighted),
    }


def _before() -> dict[str, str]:
    """Return the figures of the first run, before any parameter was touched, by name."""
    with (HERE / "calibration_before.csv").open(encoding="utf-8", newline="") as file:
        return {row["name"]: row["value"] for row in csv.DictReader(file)}


def _shares() -> str:
    choice = prepared(BASE, "container")
    fewest, best = fewest_legs(choice), best_legs(choice, sea_table(choice))
    rows = [
        (LEGS[n], f"{UNCTAD[n]:.1%}", f"{fewest[n]:.1%}", f"{100 * (fewest[n] - UNCTAD[n]):+.1f}", f"{best[n]:.1%}")
        for n in sorted(LEGS)
    ]
    return _table(("country pairs", "UNCTAD 2009", "fewest needed, ours", "points off", "best way, ours"), rows)


def _facts(checked: list[Checked], before: dict[str, str]) -> str:
    rows = [
        (
            fact.id,
            fact.what,
            fact.printed,
            _band(fact),
            figure(fact.ours, fact.unit),
            f"{fact.error:+.0%}" if fact.error else "inside",
            before.get(fact.id, "-"),
            f"{fact.tolerance:.0%}",
            "yes" if fact.agrees else "**no**",
        )
        for fact in checked
    ]
    head = ("id", "what", "published", "as compared", "ours", "off by", "before", "allowed", "agrees")
    return _table(head, rows)


def _band(fact: Checked) -> str:
    low, high = figure(fact.low, fact.unit), figure(fact.high, fact.unit)
    return low if low == high else f"{low}-{high}"


def figure(value: float, unit: str) -> str:
    """Print a figure with the digits its unit deserves."""
    digits = 0 if "USD" in unit or unit.startswith("km") else 2 if unit in {"share", "ratio of days"} else 1
    return f"{value:,.{digits}f}"


def _count(checked: Iterable[Checked], before: dict[str, str]) -> str:
    rows = []
    for use in ("fit", "held-out"):
        own = [fact for fact in checked if fact.use == use]
        then = [before[f"{fact.id} agrees"] == "yes" for fact in own if f"{fact.id} agrees" in before]
        rows.append((use, str(len(own)), f"{sum(then)} of {len(then)}", f"{sum(fact.agrees for fact in own)}"))
    return _table(("facts", "how many", "agreed before", "agree now"), rows)


def _misses(checked: Iterable[Checked]) -> str:
    rows = [
        (fact.id, fact.what, _band(fact), figure(fact.ours, fact.unit), f"{fact.error:+.0%}", fact.note)
        for fact in checked
        if not fact.agrees
    ]
    return _table(("id", "what", "published", "ours", "off by", "what is known"), rows)


def _carec() -> str:
    rows = [
        (row.mode, row.measure, f"{row.published:g}", f"{row.ours:,.1f}", row.unit, f"{row.fact}, {row.role}")
        for row in carec()
    ]
    return _table(("mode", "measure", "CPMM 2022", "ours", "unit", "use"), rows)


def _lanes() -> str:
    rows = [
        (
            lane.pair,
            lane.scenario,
            lane.by,
            f"{lane.money_usd:,.0f}; {lane.days:.1f}",
            f"{lane.found_usd:,.0f}; {lane.found_days:.1f}",
            f"{lane.found_usd / lane.money_usd - 1:+.0%}; {lane.found_days / lane.days - 1:+.0%}",
            " or ".join(lane.ports) or "any",
            ", ".join(name.split(" (")[0] for name in lane.found_ports),
            "yes" if lane.agrees else "**no**",
        )
        for lane in expected_lanes()
    ]
    return _table(
        ("pair", "scenario", "best by", "expected USD; d", "found", "off by", "by way of", "found", "agrees"), rows
    )


def _unused() -> str:
    with (HERE / "calibration_unused.csv").open(encoding="utf-8", newline="") as file:
        rows = [(row["facts"].replace(";", ", "), row["reason"]) for row in csv.DictReader(file)]
    return _table(("facts", "why they are no check of costs and times"), rows)


def _table(head: Iterable[str], rows: Iterable[Iterable[str]]) -> str:
    lines = [list(head), *(list(row) for row in rows)]
    lines.insert(1, ["---"] * len(lines[0]))
    return "\n".join("| " + " | ".join(cell.replace("|", "/") for cell in line) + " |" for line in lines)


if __name__ == "__main__":
    main(*(Path(argument) for argument in sys.argv[1:2]))
