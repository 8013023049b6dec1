"""The best rivals on a terminal: what puts how much on a tonne from the seller and from them, line under line."""

from collections.abc import Iterator, Mapping

from alat.cli.paper import NOT_KNOWN, Paper
from alat.routing import AgainstRivals
from alat.routing.prices import PRICE_YEAR

_CHOSEN = {
    "supplies_the_importer": "the largest suppliers of {buyer} on record",
    "sells_most_to_the_world": "the largest exporters to the world; whether they sell to {buyer} is not known",
}
_WHOSE = {
    "pair": "the pair's own trade",
    "exporter": "the seller's exports",
    "importer": "the buyer's imports",
    "world": "world trade",
    "exporter_chapter": "the seller's exports of the chapter",
    "world_chapter": "world trade of the chapter",
}
_MARKS = {
    "entrepot": "an entrepot, may sell on",
    "sells_on": "exports of it are small beside its own imports, may sell on",
    "buys_more_than_it_sells": "buys more of it than it sells",
    "goes_round": "law makes its way go round a country",
    "listed_as_an_area": "on record under the code of an area, other Asia, which is next to nothing else",
}
_NUMBERS = ("value", "carriage", "insurance", "time", "duty", "sum", "gap", "of value", "no duty", "no time")
_SIDES = ("carriage", "insurance", "time", "duty", "delivery")


def show_rivals(paper: Paper, result: AgainstRivals) -> None:
    """Write for each product the seller's parts, the best rival's under them, and the gap of the two sums."""
    rows = [row for row in result.products.iter_rows(named=True) if row["why"] == ""]
    buyer = result.importer.name
    paper.table(
        ("HS", "supplier", *_NUMBERS),
        [line for row in rows for line in _lines(row, result)],
        right=_NUMBERS,
        title=f"Put on a tonne on its way to {buyer}, from the seller and from the best rival (USD/t, modelled); gap: "
        "by how much the rival delivers at less (+) or more (-)",
    )
    for whose in dict.fromkeys((row["value_whose"], row["value_year"]) for row in rows):
        codes = ", ".join(row["hs"] for row in rows if (row["value_whose"], row["value_year"]) == whose)
        paper.say(f"Value a tonne: {_WHOSE[whose[0]]} in {whose[1]}, in USD of {PRICE_YEAR} ({codes}).")
    for chosen in dict.fromkeys(row["rival_chosen"] for row in rows):
        codes = ", ".join(row["hs"] for row in rows if row["rival_chosen"] == chosen)
        paper.say(f"Rivals weighed: {_CHOSEN[chosen].format(buyer=buyer)} ({codes}).")
    for told in _told(result):
        paper.say(told)


def _lines(row: Mapping[str, object], result: AgainstRivals) -> Iterator[tuple[str, ...]]:
    """Yield the seller, the best rival, and where that may not make the goods the best that sells more than it buys."""
    yield (
        str(row["hs"]),
        result.exporter.iso3,
        _cents(row["value_usd_per_t"]),
        *(_cents(row[f"{part}_usd_per_t"]) for part in _SIDES),
        *("",) * 4,
    )
    yield "", _named(row), "", *(_cents(row[f"rival_{part}_usd_per_t"]) for part in _SIDES), *_gaps(row, "")
    if row["net_exporter"] and row["net_exporter"] != row["rival"]:
        (other,) = (
            each
            for each in result.suppliers.iter_rows(named=True)
            if (each["hs"], each["supplier"]) == (row["hs"], row["net_exporter"])
        )
        parts = (_cents(other[f"{part}_usd_per_t"]) for part in _SIDES)
        yield "", str(row["net_exporter"]), "", *parts, *_gaps(row, "net_exporter_")


def _gaps(row: Mapping[str, object], whose: str) -> tuple[str, ...]:
    shares = (f"{whose}gap_share", f"{whose}gap_without_duty_share", f"{whose}gap_without_time_share")
    return (_cents(row[f"{whose}gap_usd_per_t"], signed=True), *(_percent(row[name]) for name in shares))


def _named(row: Mapping[str, object]) -> str:
    return f"{row['rival']}*" if row["rival_marks"] else str(row["rival"])


def _told(result: AgainstRivals) -> Iterator[str]:
    """Yield what must be known of single rows: marks, values passed over, duties and rivals that are not known."""
    for row in result.products.iter_rows(named=True):
        if row["why"]:
            yield f"HS {row['hs']} not compared: {row['why']}."
            continue
        if row["rival_marks"]:
            yield f"* HS {row['hs']}, {row['rival']}: {_marks(row['rival_marks'])}."
        if row["marks"]:
            yield f"HS {row['hs']}, {result.exporter.iso3}: {_marks(row['marks'])}."
        if row["compares"] == "without_duty":
            yield f"HS {row['hs']} is compared without duty, which is not known of every supplier."
        if row["value_passed_over"]:
            yield f"HS {row['hs']}, means of a tonne not used: {row['value_passed_over']}."


def _marks(text: str) -> str:
    return "; ".join(_MARKS[mark] for mark in text.split(";"))


def _cents(value: object, *, signed: bool = False) -> str:
    if not isinstance(value, int | float):
        return NOT_KNOWN
    return f"{value:+,.2f}" if signed else f"{value:,.2f}"


def _percent(value: object) -> str:
    return f"{100 * value:+.1f} %" if isinstance(value, int | float) else NOT_KNOWN
