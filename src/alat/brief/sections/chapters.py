"""Chapter by chapter: what is sold and bought, what freight and the best rival leave, and what to be careful of."""

from collections.abc import Sequence
from typing import Any

from alat.brief import charts
from alat.brief.catalogue import Catalogue, Given
from alat.brief.charts import Bubble
from alat.brief.document import Column, Figure, Runs, Table, Text, Value
from alat.brief.gather import Absent, Net
from alat.brief.sections import wording
from alat.data import Basis, Quantity
from alat.reference import countries
from alat.routing.against import WITH_DUTY
from alat.trade import to_look_at, without_demand
from alat.trade.results import Opportunities
from alat.trade.sells_on import BUYS_MORE, BUYS_TO_SELL

_MOST_CAUTIONS = 3
_MOST_APART, _LEAST_APART_MUSD = 3, 0.01
_MOST_BUBBLES, _FEWEST_BUBBLES, _LEAST_DEMAND_MUSD = 12, 3, 1.0


def chapters_table(
    found: Opportunities, kept: list[dict[str, object]], *, net: Net | Absent, words: Catalogue
) -> Table:
    """Set supply, demand, freight and the best rival of each chapter side by side."""
    names: dict[str, Given] = {"exporter": found.exporter.name, "importer": found.importer.name}
    observed = any(row["today_musd"] is not None for row in kept)
    columns = [
        Column(words.say("opportunities.column_chapter"), parts=2.9),
        Column(words.say("opportunities.column_supply", {"exporter": found.exporter.name}), number=True, parts=1.1),
        Column(words.say("opportunities.column_demand", {"importer": found.importer.name}), number=True, parts=1.1),
        *([Column(words.say("opportunities.column_today"), number=True, parts=1.0)] if observed else []),
        Column(words.say("opportunities.column_rca"), number=True, parts=0.8),
    ]
    if isinstance(net, Net):
        columns += [
            Column(words.say("opportunities.column_network"), number=True, parts=1.3),
            Column(words.say("opportunities.column_rival"), number=True, parts=2.3),
        ]
    columns.append(Column(words.say("opportunities.column_caution"), parts=2.2))
    rows = tuple(_row(row, found=found, net=net, observed=observed, words=words) for row in kept)
    note = words.say("opportunities.table_note") + set_aside(found, words)
    return Table(words.say("opportunities.table_caption", names), tuple(columns), rows, note, found.sources)


def bubbles_figure(found: Opportunities, net: Net | Absent, *, words: Catalogue) -> Figure | None:
    """Draw what the importer buys against the exporter's advantage; None where too few chapters have both."""
    potentials = _potentials(found, net)
    bubbles = [
        Bubble(str(row["hs"]), number(row["demand_musd"]), number(row["rca_without_oil"]), potentials[str(row["hs"])])
        for row in to_look_at(found)[:_MOST_BUBBLES]
        if (maybe(row["demand_musd"]) or 0) >= _LEAST_DEMAND_MUSD and (maybe(row["rca_without_oil"]) or 0) > 0
    ]
    bubbles = [bubble for bubble in bubbles if bubble.potential_musd > 0]
    if len(bubbles) < _FEWEST_BUBBLES:
        return None
    names: dict[str, Given] = {"exporter": found.exporter.name, "importer": found.importer.name}
    name = f"bubbles-{found.exporter.iso3.lower()}-{found.importer.iso3.lower()}"
    labels = (
        wording.plain(words.say("opportunities.bubbles_demand", names)),
        words.word("opportunities.bubbles_advantage"),
        words.word("opportunities.bubbles_size"),
    )
    caption = words.say("opportunities.bubbles_caption", names)
    alt = wording.plain(words.say("opportunities.bubbles_alt", names))
    picture = charts.opportunity_bubbles(bubbles, labels=labels, name=name, description=alt)
    key = "opportunities.bubbles_note" if isinstance(net, Net) else "opportunities.bubbles_note_usual"
    years: dict[str, Given] = {"years": Value(_demand_years(found), "given", unit="year")}
    return Figure(name, caption, picture, alt, words.say(key, years), found.sources)


def set_aside(found: Opportunities, words: Catalogue) -> Runs:
    """Name the largest chapters that pass the filters and of which the importer records no import."""
    kept = found.products.filter(found.products["kept"]).rows(named=True)
    rows = [row for row in kept if without_demand(row) and row["structural_musd"] >= _LEAST_APART_MUSD]
    if not rows:
        return ()
    listed = [
        words.say("know.sell_chapter", {"chapter": chapter(row), "value": modelled_musd(row["structural_musd"], found)})
        for row in rows[:_MOST_APART]
    ]
    return words.say("opportunities.apart", {"importer": found.importer.name, "chapters": words.join(listed)})


def modelled_musd(value: object, found: Opportunities) -> Quantity:
    """Return a modelled amount of an opportunity list as a quantity."""
    return Quantity(number(value), "musd", Basis.MODELLED, found.structural.sources, found.structural.year)


def chapter(row: dict[str, object]) -> str:
    """Return a chapter's code and short label."""
    return f"{row['hs']} {wording.short(str(row['label']))}"


def maybe(value: object) -> float | None:
    """Return a cell as a number, None where it is missing."""
    return None if value is None else number(value)


def number(value: object) -> float:
    """Return a cell that holds a number."""
    return float(str(value))


def _row(
    row: dict[str, object], *, found: Opportunities, net: Net | Absent, observed: bool, words: Catalogue
) -> tuple[Runs, ...]:
    supply = _bought(row, "supply", basis=Basis.RECONCILED, found=found)
    # Without flows of the pair on record, margins are brought together from several files.
    basis = Basis.RECONCILED if observed else Basis.MODELLED
    advantage = Quantity(maybe(row["rca_without_oil"]), "index", basis, found.sources)
    cells: list[Runs] = [
        (Text(chapter(row), given=True),),
        (words.show(supply, unit="usd_million", form="bare"),),
        (_demand(row, found=found, observed=observed, words=words),),
        *([(_today(row, found=found, words=words),)] if observed else []),
        (words.show(advantage),),
    ]
    if isinstance(net, Net):
        cells += [_at_network_freight(str(row["hs"]), net, words=words), _against(str(row["hs"]), net, words=words)]
    cells.append(_cautions(str(row["caution"] or ""), words))
    return tuple(cells)


def _bought(row: dict[str, object], side: str, *, basis: Basis, found: Opportunities) -> Quantity:
    return Quantity(maybe(row[f"{side}_musd"]), "musd", basis, found.sources, str(row[f"{side}_years"]))


def _demand(row: dict[str, object], *, found: Opportunities, observed: bool, words: Catalogue) -> Value:
    """Print an import, or whether the file lacks the country or the country has no row."""
    missing = "nothing_recorded" if "demand_not_recorded" in str(row["caution"]) else "not_covered"
    basis = Basis.RECONCILED if observed else Basis.REPORTED
    demand = _bought(row, "demand", basis=basis, found=found)
    return words.show(demand, unit="usd_million", form="bare", missing=missing)


def _today(row: dict[str, object], *, found: Opportunities, words: Catalogue) -> Value:
    """Print the recorded flow; a flow by product that is not in a full matrix is nothing recorded, not zero."""
    value = maybe(row["today_musd"])
    known = Quantity(value or None, "musd", Basis.RECONCILED, found.observed.sources, found.observed.year)
    return words.show(known, unit="usd_million", form="bare", missing="nothing_recorded")


def _at_network_freight(hs: str, net: Net, *, words: Catalogue) -> Runs:
    """Print the potential at the network's freight with its range, or that bulk has none of its own."""
    row = next(each for each in net.network.products.iter_rows(named=True) if each["hs"] == hs)
    if row["freight_share"] is None:
        return words.say("opportunities.as_distance")
    parts: dict[str, Given] = {
        end: words.show(
            Quantity(row[column], "musd", Basis.MODELLED, net.network.sources), unit="usd_million", form="bare"
        )
        for end, column in (("value", "network_musd"), ("low", "network_low_musd"), ("high", "network_high_musd"))
    }
    return words.say("opportunities.range", parts)


def _against(hs: str, net: Net, *, words: Catalogue) -> Runs:
    """Print by how much of its value the best rival delivers at less, or at more, and what is to be known of it."""
    row = next((each for each in net.rivals.products.iter_rows(named=True) if each["hs"] == hs), None)
    if row is None or row["gap_share"] is None:
        return words.say("opportunities.no_rival")
    runs = _gap(row["gap_share"], net, words=words)
    # With one rate for both, duty tells no more than carriage does.
    if row["compares"] == WITH_DUTY and row["duty_share"] != row["rival_duty_share"]:
        plain = _gap(row["gap_without_duty_share"], net, words=words)
        runs += words.say("opportunities.rival_no_duty", {"gap": plain})
    runs += _without_time(row["gap_without_time_share"], net, words=words)
    runs += words.say("opportunities.rival_named", {"rival": countries()[row["rival"]].name})
    return runs + _instead(row, net, words=words)


def _instead(row: dict[str, Any], net: Net, *, words: Catalogue) -> Runs:
    """Mark a rival that may not make the goods, and name the best that sells more of them than it buys."""
    marks = BUYS_TO_SELL & set(row["rival_marks"].split(";"))
    if not marks:
        return ()
    runs = words.say("opportunities.rival_buys_more" if marks == {BUYS_MORE} else "opportunities.rival_sells_on")
    if not row["net_exporter"]:
        return runs
    named: dict[str, Given] = {"rival": countries()[row["net_exporter"]].name}
    gap = _gap(row["net_exporter_gap_share"], net, words=words)
    gap += _without_time(row["net_exporter_gap_without_time_share"], net, words=words)
    return runs + words.say("opportunities.rival_instead", {"gap": gap, **named})


def _without_time(share: float, net: Net, *, words: Catalogue) -> Runs:
    """Print the gap in what is paid alone: an hour's worth is assumed for most goods, and may decide who is best."""
    return words.say("opportunities.rival_no_time", {"gap": _gap(share, net, words=words)})


def _gap(share: float, net: Net, *, words: Catalogue) -> Runs:
    size = Quantity(abs(share), "share", Basis.MODELLED, net.rivals.sources)
    return words.say("opportunities.rival_less" if share >= 0 else "opportunities.rival_more", {"share": size})


def rivals_note(nets: Sequence[Net], words: Catalogue) -> Runs:
    """Say what is compared with the best rivals, at which value a tonne, and what is left out."""
    known = [row for net in nets for row in net.rivals.products.iter_rows(named=True) if row["rival"]]
    values = [
        words.say(f"opportunities.value_{whose}", {"year": Value(year, "given", unit="year")})
        for whose, year in dict.fromkeys((row["value_whose"], row["value_year"]) for row in known)
    ]
    chosen = [words.say(f"opportunities.{each}") for each in dict.fromkeys(row["rival_chosen"] for row in known)]
    if not known:
        return ()
    return words.say("opportunities.rivals_note", {"chosen": words.join(chosen), "values": words.join(values)})


def _cautions(codes: str, words: Catalogue) -> Runs:
    listed = [code for code in codes.split(";") if code][:_MOST_CAUTIONS]
    if not listed:
        return words.say("caution.none")
    return words.join([words.say(f"caution.{code}") for code in listed], last="list.comma")


def _potentials(found: Opportunities, net: Net | Absent) -> dict[str, float]:
    """Return by product the potential at the network's freight where that is known, else at the usual."""
    if isinstance(net, Net):
        return dict(net.network.products.select("hs", "network_musd").iter_rows())
    return dict(found.products.select("hs", "structural_musd").iter_rows())


def _demand_years(found: Opportunities) -> str:
    return str(found.products["demand_years"][0])
