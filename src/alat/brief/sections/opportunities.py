"""What could each sell to the other? Structural potential by HS chapter, never potential less actual trade."""

from dataclasses import replace

from alat.brief import charts
from alat.brief import format as numbers
from alat.brief.catalogue import Catalogue, Given
from alat.brief.charts.opportunity import Bar
from alat.brief.document import Block, Column, Figure, Heading, Paragraph, Runs, Side, Table, Text, Value
from alat.brief.gather import Absent, PairMaterial
from alat.brief.sections import wording
from alat.data import Basis, Quantity
from alat.reference import Country
from alat.trade import to_look_at, without_demand
from alat.trade.results import Opportunities

_MOST_BARS = 6
_MOST_CAUTIONS = 3
_MOST_APART, _LEAST_APART_MUSD = 3, 0.01


def opportunities_page(material: PairMaterial, words: Catalogue) -> tuple[Block, ...]:
    """Compose the section on opportunities both ways."""
    blocks: list[Block] = [
        Heading(words.say("opportunities.title"), 2, anchor="opportunities"),
        Paragraph(words.say("opportunities.lead"), "intro"),
    ]
    ways = (
        (material.selling, material.home, material.partner),
        (material.buying, material.partner, material.home),
    )
    left, right = (_direction(found, exporter, importer=importer, words=words) for found, exporter, importer in ways)
    blocks.append(Side(tuple(left), tuple(right)))
    for found, _, _ in ways:
        if isinstance(found, Opportunities) and _kept(found):
            blocks.append(_table(found, _kept(found), words=words))
    return tuple(blocks)


def _direction(found: Opportunities | Absent, exporter: Country, *, importer: Country, words: Catalogue) -> list[Block]:
    names: dict[str, Given] = {"exporter": exporter.name, "importer": importer.name}
    heading = Heading(words.say("opportunities.direction", names), 3)
    if isinstance(found, Absent):
        return [heading, Paragraph(words.say("opportunities.absent", {"reason": found.reason}))]
    blocks: list[Block] = [heading, Paragraph(_standing(found, words))]
    kept = _kept(found)
    if not kept:
        return [*blocks, Paragraph(words.say("opportunities.none_kept", names) + _apart(found, words))]
    return [*blocks, _bars(found, kept, words=words)]


def _kept(found: Opportunities) -> list[dict[str, object]]:
    return to_look_at(found)[:_MOST_BARS]


def _standing(found: Opportunities, words: Catalogue) -> Runs:
    names: dict[str, Given] = {"exporter": found.exporter.name, "importer": found.importer.name}
    runs: Runs = ()
    if found.predicted.known and found.observed.known and found.percentile.known:
        values: dict[str, Given] = {
            "predicted": found.predicted,
            "observed": found.observed,
            "percentile": found.percentile,
        }
        runs += words.say("opportunities.standing", {**names, **values})
    elif found.predicted.known:
        runs += words.say("opportunities.standing_unrecorded", {**names, "predicted": found.predicted})
    if found.structural.known and found.structural_kept.known:
        sums: dict[str, Given] = {"structural": found.structural, "kept": _sum_to_look_at(found)}
        runs += words.say("opportunities.sums", sums)
    if found.complementarity.known:
        runs += words.say("opportunities.complementarity", {**names, "share": found.complementarity})
    if found.demand_coverage.known:
        coverage: dict[str, Given] = {"importer": found.importer.name, "share": found.demand_coverage}
        beyond = (found.demand_coverage.value or 0.0) > 1
        runs += words.say("opportunities.coverage_beyond" if beyond else "opportunities.coverage", coverage)
    return runs


def _sum_to_look_at(found: Opportunities) -> Quantity:
    total = sum(_number(row["structural_musd"]) for row in to_look_at(found))
    return replace(found.structural_kept, value=total * numbers.MILLION)


def _apart(found: Opportunities, words: Catalogue) -> Runs:
    """Name the largest chapters that pass the filters and of which the importer records no import."""
    kept = found.products.filter(found.products["kept"]).rows(named=True)
    rows = [row for row in kept if without_demand(row) and row["structural_musd"] >= _LEAST_APART_MUSD]
    if not rows:
        return ()
    listed = [
        words.say("know.sell_chapter", {"chapter": _chapter(row), "value": _musd(row["structural_musd"], found)})
        for row in rows[:_MOST_APART]
    ]
    return words.say("opportunities.apart", {"importer": found.importer.name, "chapters": words.join(listed)})


def _bars(found: Opportunities, kept: list[dict[str, object]], *, words: Catalogue) -> Figure:
    names: dict[str, Given] = {"exporter": found.exporter.name, "importer": found.importer.name}
    bars = []
    for row in kept:
        value = _musd(row["structural_musd"], found)
        bars.append(
            Bar(
                _chapter(row),
                _number(row["structural_musd"]),
                _other(row),
                words.show(value, unit="usd_million", form="bare").text,
            )
        )
    with_other = any(bar.itc_type_musd is not None for bar in bars)
    first: dict[str, Given] = {
        "chapter": Text(wording.short(str(kept[0]["label"])), given=True),
        "value": _musd(kept[0]["structural_musd"], found),
    }
    caption = words.say("opportunities.bars_caption", {**names, **first})
    name = f"potential-{found.exporter.iso3.lower()}-{found.importer.iso3.lower()}"
    alt = "".join(run.text for run in caption)
    labels = (words.word("opportunities.axis"), words.word("opportunities.mark"))
    picture = charts.potential_bars(bars, labels=labels, name=name, description=alt)
    note = words.say(
        "opportunities.bars_note",
        {
            "years": Value(_years(kept, "supply_years"), "given", unit="year"),
            "demand_years": Value(_years(kept, "demand_years"), "given", unit="year"),
        },
    )
    note += words.say("opportunities.bars_other" if with_other else "opportunities.bars_no_other")
    return Figure(name, caption, picture, alt, note, found.sources)


def _table(found: Opportunities, kept: list[dict[str, object]], *, words: Catalogue) -> Table:
    names: dict[str, Given] = {"exporter": found.exporter.name, "importer": found.importer.name}
    columns = (
        Column(words.say("opportunities.column_chapter"), parts=3.6),
        Column(words.say("opportunities.column_supply", {"exporter": found.exporter.name}), number=True, parts=1.2),
        Column(words.say("opportunities.column_demand", {"importer": found.importer.name}), number=True, parts=1.2),
        Column(words.say("opportunities.column_rca"), number=True, parts=1.0),
        Column(words.say("opportunities.column_caution"), parts=3.4),
    )
    rows = tuple(
        (
            (Text(_chapter(row), given=True),),
            (words.show(_bought(row, "supply", basis=Basis.RECONCILED, found=found), unit="usd_million", form="bare"),),
            (_demand(row, found=found, words=words),),
            (words.show(Quantity(_maybe(row["rca_without_oil"]), "index", Basis.OBSERVED, found.sources)),),
            _cautions(str(row["caution"] or ""), words),
        )
        for row in kept
    )
    note = words.say("opportunities.table_note") + _apart(found, words)
    return Table(words.say("opportunities.table_caption", names), columns, rows, note)


def _bought(row: dict[str, object], side: str, *, basis: Basis, found: Opportunities) -> Quantity:
    return Quantity(_maybe(row[f"{side}_musd"]), "musd", basis, found.sources, str(row[f"{side}_years"]))


def _demand(row: dict[str, object], *, found: Opportunities, words: Catalogue) -> Value:
    """Print an import, or whether the file lacks the country or the country has no row."""
    missing = "nothing_recorded" if "demand_not_recorded" in str(row["caution"]) else "not_covered"
    demand = _bought(row, "demand", basis=Basis.REPORTED, found=found)
    return words.show(demand, unit="usd_million", form="bare", missing=missing)


def _cautions(codes: str, words: Catalogue) -> Runs:
    listed = [code for code in codes.split(";") if code][:_MOST_CAUTIONS]
    if not listed:
        return words.say("caution.none")
    return words.join([words.say(f"caution.{code}") for code in listed], last="list.comma")


def _musd(value: object, found: Opportunities) -> Quantity:
    return Quantity(_number(value), "musd", Basis.MODELLED, found.structural.sources, found.structural.year)


def _other(row: dict[str, object]) -> float | None:
    return _maybe(row["itc_type_musd"])


def _maybe(value: object) -> float | None:
    return None if value is None else _number(value)


def _number(value: object) -> float:
    return float(str(value))


def _years(rows: list[dict[str, object]], field: str) -> str:
    return max((str(row[field]) for row in rows), key=lambda years: sum(str(row[field]) == years for row in rows))


def _chapter(row: dict[str, object]) -> str:
    return f"{row['hs']} {wording.short(str(row['label']))}"
