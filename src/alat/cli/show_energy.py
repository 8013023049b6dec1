"""Green energy on a terminal: does it pay, what does each thing cost, and on which figures?"""

from alat.cli.paper import NOT_KNOWN, Paper, figure, number
from alat.data import Basis
from alat.sectors import Energy

SHOWN_SWINGS = 8
A_YEAR = "share a year"
_WHAT = {
    "electricity_solar": "solar power",
    "electricity_wind": "wind power",
    "electricity_both": "solar and wind together",
    "electricity_stored": "power out of a battery",
    "electrolyser_load": "how full an electrolyser runs",
    "hydrogen": "hydrogen",
    "ammonia_at_plant": "ammonia at the plant",
    "ammonia_delivered": "ammonia delivered",
}


def show_energy(paper: Paper, result: Energy) -> None:
    """Write the verdict, costs, parts, break-evens, the figures that matter most, and those that are assumed."""
    origin, destination = result.origin.name, result.destination.name
    paper.title(f"Green ammonia of {origin} for {destination}: {result.verdict.value}")
    paper.say(result.reason)
    paper.quantities([("price to beat", result.price)])
    if result.price_low.value != result.price_high.value:
        paper.say(f"Its range: {figure(result.price_low)} to {figure(result.price_high)}.")
    _costs(paper, result)
    _power_prices(paper, result)
    _parts(paper, result)
    _break_evens(paper, result)
    _swings(paper, result)
    _lane(paper, result)
    assumed = sorted(set(result.parameters.filter(result.parameters["basis"] == Basis.ASSUMED.value)["figure"]))
    paper.say(f"Assumed: {', '.join(assumed)}. Every figure with its source: --json or --export.")


def _costs(paper: Paper, result: Energy) -> None:
    for rows in result.costs.partition_by("iso3", maintain_order=True):
        paper.table(
            ("", "power", "central", "80 % of draws", "all cheap to all dear", "unit"),
            [
                (
                    _WHAT[row["what"]],
                    row["supply"],
                    _number(row["value"]),
                    f"{_number(row['p10'])} to {_number(row['p90'])}",
                    f"{_number(row['least'])} to {_number(row['most'])}",
                    row["unit"],
                )
                for row in rows.iter_rows(named=True)
            ],
            right=("central", "80 % of draws", "all cheap to all dear"),
            title=f"{rows['name'][0]} (modelled)",
        )


def _power_prices(paper: Paper, result: Energy) -> None:
    if not result.power_prices.height:
        return
    paper.table(
        ("in", "power", "sold at", "USD/MWh", "year", "costs", "80 % of draws", "pays up to a WACC of", "source"),
        [
            (
                row["iso3"],
                row["power"],
                row["kind"],
                f"{row['price']:.1f}",
                str(row["of_year"]),
                _number(row["value"]),
                f"{_number(row['p10'])} to {_number(row['p90'])}",
                "none" if row["pays_up_to_wacc"] is None else number(row["pays_up_to_wacc"], "share"),
                paper.cite(row["sources"].split(";")),
            )
            for row in result.power_prices.iter_rows(named=True)
        ],
        right=("USD/MWh", "costs", "80 % of draws", "pays up to a WACC of"),
        title="What new power was sold for (reported) beside what it costs here (modelled)",
    )


def _parts(paper: Paper, result: Energy) -> None:
    chains = result.parts.partition_by("chain", "iso3", maintain_order=True)
    names = list(dict.fromkeys(result.parts["told_as"]))
    columns = [{row["told_as"]: row["usd_per_t"] for row in rows.iter_rows(named=True)} for rows in chains]
    heads = [f"{rows['name'][0]}, {'delivered' if rows['chain'][0] == 'delivered' else 'own'}" for rows in chains]
    lines = [(name, *(f"{each[name]:,.0f}" if name in each else "" for each in columns)) for name in names]
    lines.append(("sum", *(f"{sum(each.values()):,.0f}" for each in columns)))
    paper.table(("part", *heads), lines, right=heads, title="A tonne of ammonia, USD (modelled, central figures)")


def _break_evens(paper: Paper, result: Energy) -> None:
    paper.table(
        ("it would pay at", "value", "today", "unit", ""),
        [
            (
                row["what"],
                "none" if row["value"] is None else _of_unit(row["value"], row["unit"]),
                "" if row["today"] is None else _of_unit(row["today"], row["unit"]),
                "" if row["unit"] == A_YEAR else row["unit"],
                row["note"],
            )
            for row in result.break_evens.iter_rows(named=True)
        ],
        right=("value", "today"),
        title="Break-even, all else as it is (modelled)",
    )


def _swings(paper: Paper, result: Energy) -> None:
    paper.table(
        ("figure", "low", "high", "unit", "USD/t at low", "USD/t at high"),
        [
            (
                row["figure"],
                _number(row["low"]),
                _number(row["high"]),
                row["unit"],
                f"{row['at_low_usd_per_t']:,.0f}",
                f"{row['at_high_usd_per_t']:,.0f}",
            )
            for row in result.swings.head(SHOWN_SWINGS).iter_rows(named=True)
        ],
        right=("low", "high", "USD/t at low", "USD/t at high"),
        title=f"What moves the delivered cost most ({SHOWN_SWINGS} of {result.swings.height} figures)",
    )


def _lane(paper: Paper, result: Energy) -> None:
    lane = result.lane
    ports = ", ".join(lane.ports) or "no port"
    through = f"; through {', '.join(lane.passages)}" if lane.passages else ""
    paper.say(
        f"Lane {lane.lane} for tank cargo: {lane.origin_place} to {lane.destination_place} by {ports}{through}; "
        f"{lane.sea_km:,.0f} km by sea, {lane.hours / 24:.0f} days, {lane.kgco2e_per_t:,.0f} kg CO2e a tonne."
    )


def _of_unit(value: float, unit: str) -> str:
    return number(value, "share") if unit == A_YEAR else _number(value)


def _number(value: float | None) -> str:
    if value is None:
        return NOT_KNOWN
    return f"{value:,.0f}" if abs(value) >= 10 else f"{value:.3g}"  # noqa: PLR2004 - below ten, digits count
