"""What could each sell to the other? Structural potential by HS chapter, never potential less actual trade."""

from alat.brief import charts
from alat.brief.catalogue import Catalogue, Given
from alat.brief.charts.opportunity import Bar
from alat.brief.document import Block, Figure, Heading, Paragraph, Runs, Side, Text, Value
from alat.brief.gather import MOST_PRODUCTS, Absent, Net, PairMaterial
from alat.brief.sections import wording
from alat.brief.sections.chapters import (
    bubbles_figure,
    chapter,
    chapters_table,
    maybe,
    modelled_musd,
    number,
    rivals_note,
    set_aside,
)
from alat.data import Basis
from alat.reference import Country
from alat.trade import to_look_at
from alat.trade.results import Opportunities


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
    listed = [
        (found, net)
        for found, net in ((material.selling, material.net_selling), (material.buying, material.net_buying))
        if isinstance(found, Opportunities) and _kept(found)
    ]
    bubbles = [bubbles_figure(found, net, words=words) for found, net in listed]
    drawn = [figure for figure in bubbles if figure is not None]
    blocks += [Side((drawn[0],), (drawn[1],))] if len(drawn) == len(ways) else drawn
    blocks += [chapters_table(found, _kept(found), net=net, words=words) for found, net in listed]
    nets = [net for _, net in listed if isinstance(net, Net)]
    if nets:
        blocks.append(Paragraph(words.say("opportunities.net_note") + rivals_note(nets, words), "note"))
    return tuple(blocks)


def _direction(found: Opportunities | Absent, exporter: Country, *, importer: Country, words: Catalogue) -> list[Block]:
    names: dict[str, Given] = {"exporter": exporter.name, "importer": importer.name}
    heading = Heading(words.say("opportunities.direction", names), 3)
    if isinstance(found, Absent):
        return [heading, Paragraph(words.say("opportunities.absent", {"reason": found.reason}))]
    blocks: list[Block] = [heading, Paragraph(_standing(found, words))]
    kept = _kept(found)
    if not kept:
        return [*blocks, Paragraph(words.say("opportunities.none_kept", names) + set_aside(found, words))]
    return [*blocks, _bars(found, kept, words=words)]


def _kept(found: Opportunities) -> list[dict[str, object]]:
    return to_look_at(found)[:MOST_PRODUCTS]


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
    if found.structural.known and found.structural_listed.known:
        sums: dict[str, Given] = {"structural": found.structural, "kept": found.structural_listed}
        runs += words.say("opportunities.sums", sums)
    if found.complementarity.known:
        runs += words.say("opportunities.complementarity", {**names, "share": found.complementarity})
    # Pulled flows hold all imports there are on record.
    if found.demand_coverage.known and found.demand_coverage.basis is not Basis.RECONCILED:
        coverage: dict[str, Given] = {"importer": found.importer.name, "share": found.demand_coverage}
        beyond = (found.demand_coverage.value or 0.0) > 1
        runs += words.say("opportunities.coverage_beyond" if beyond else "opportunities.coverage", coverage)
    return runs


def _bars(found: Opportunities, kept: list[dict[str, object]], *, words: Catalogue) -> Figure:
    names: dict[str, Given] = {"exporter": found.exporter.name, "importer": found.importer.name}
    bars = []
    for row in kept:
        value = modelled_musd(row["structural_musd"], found)
        bars.append(
            Bar(
                chapter(row),
                number(row["structural_musd"]),
                _other(row),
                words.show(value, unit="usd_million", form="bare").text,
            )
        )
    with_other = any(bar.itc_type_musd is not None for bar in bars)
    first: dict[str, Given] = {
        "chapter": Text(wording.short(str(kept[0]["label"])), given=True),
        "value": modelled_musd(kept[0]["structural_musd"], found),
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


def _other(row: dict[str, object]) -> float | None:
    return maybe(row["itc_type_musd"])


def _years(rows: list[dict[str, object]], field: str) -> str:
    return max((str(row[field]) for row in rows), key=lambda years: sum(str(row[field]) == years for row in rows))
