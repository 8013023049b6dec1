"""An impact on a terminal: who gains, what each part brings, over what range."""

from collections.abc import Sequence

import polars as pl

from alat.cli.paper import Paper
from alat.economy import ImpactTold

_MUSD = 1e6
_MOST = 12


def show_impact(paper: Paper, result: ImpactTold, *, extra: Sequence[str]) -> None:
    """Write what is edited, what countries gain with the range, the parts, and trade between those asked about."""
    paper.title(f"What would change: {result.scenario}")
    for line in (*result.said, *extra):
        paper.say(line)
    world = (result.world_gain.value or 0.0) / _MUSD
    paper.say(f"All countries together: {world:+,.1f} million USD of real income a year (modelled).")
    shown = result.countries.filter(pl.col("iso3").is_in(result.shown))
    columns = ("m USD a year", "low", "high", "real income %", "real wage %", "exports %", "imports %")
    paper.table(
        ("country", *columns),
        [_country(row) for row in shown.head(_MOST * 2).iter_rows(named=True)],
        right=columns,
        title="Real income and trade, of the countries asked about (modelled; the range is of what is assumed)",
    )
    others = result.countries.filter(~pl.col("iso3").is_in(result.shown))
    others = others.sort(pl.col("gain_usd").abs(), descending=True).head(_MOST)
    paper.table(
        ("country", *columns),
        [_country(row) for row in others.iter_rows(named=True)],
        right=columns,
        title="Others who gain or lose most",
    )
    _show_parts(paper, result)
    paper.table(
        ("seller", "buyer", "m USD before", "m USD after", "change %"),
        [_pair(row) for row in result.trade.head(_MOST).iter_rows(named=True)],
        right=("m USD before", "m USD after", "change %"),
        title="Trade in goods between them a year (modelled), in the numeraire: world value added",
    )


def _show_parts(paper: Paper, result: ImpactTold) -> None:
    """Write what each part brings alone, and the split along the path, of those who gain or lose most of all shown."""
    order = result.countries.filter(pl.col("iso3").is_in(result.shown)).sort(pl.col("gain_usd").abs(), descending=True)
    first = order["iso3"].head(_MOST // 2).to_list()
    parts = result.parts["part"].unique(maintain_order=True).to_list()
    known = {(row["iso3"], row["part"]): row["gain_usd"] for row in result.parts.iter_rows(named=True)}
    paper.table(
        ("part", *first),
        [(part, *(_signed(known[code, part] / _MUSD, 2) for code in first)) for part in parts],
        right=tuple(first),
        title="What each part brings alone, and what is left of the whole, million USD a year",
    )
    columns = [name for name in result.split.columns if name != "iso3"]
    split = {row["iso3"]: row for row in result.split.iter_rows(named=True)}
    if split:
        paper.table(
            ("along the path", *first),
            [
                (
                    name.removesuffix("_usd").replace("_", " "),
                    *(_signed(split[code][name] / _MUSD, 2) for code in first),
                )
                for name in columns
            ],
            right=tuple(first),
            title="The same gain by terms of trade, volume of trade under duty, and trade cost, million USD a year",
        )
    runs = result.runs.filter(pl.col("iso3").is_in(first[:1]))
    if first:
        paper.table(
            ("effect", "mu USD/t", "theta x", f"{first[0]} m USD"),
            [
                (
                    row["edit"],
                    f"{row['mu_usd_per_t']:g}",
                    f"{row['theta_factor']:.2f}",
                    _signed(row["gain_usd"] / _MUSD, 2),
                )
                for row in runs.iter_rows(named=True)
            ],
            right=("mu USD/t", "theta x", f"{first[0]} m USD"),
            title=f"The gain of {first[0]} over what is assumed",
        )


def _signed(value: float, digits: int) -> str:
    """Return a signed number; what rounds to nothing has no sign."""
    said = f"{value:+,.{digits}f}"
    return said.lstrip("+-") if float(said.replace(",", "")) == 0 else said


def _country(row: dict[str, float]) -> tuple[str, ...]:
    money = tuple(_signed(row[name] / _MUSD, 2) for name in ("gain_usd", "gain_low_usd", "gain_high_usd"))
    changes = ("welfare", "real_wage", "exports_change", "imports_change")
    return (str(row["country"]), *money, *(_signed(100 * row[name], 4) for name in changes))


def _pair(row: dict[str, float | None]) -> tuple[str, ...]:
    before, after, change = ((row[name] or 0.0) for name in ("before_usd", "after_usd", "change"))
    said = "" if row["change"] is None else _signed(100 * change, 3)
    return str(row["exporter"]), str(row["importer"]), f"{before / _MUSD:,.2f}", f"{after / _MUSD:,.2f}", said
