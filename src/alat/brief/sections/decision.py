"""The first page: what it is, five numbers, what each side asks and offers, and what to know before the meeting."""

from collections import Counter
from collections.abc import Sequence
from dataclasses import replace
from typing import Any

from alat.brief import format as numbers
from alat.brief.catalogue import Catalogue, Given
from alat.brief.document import Block, Callout, Heading, KeyFigure, KeyFigures, Paragraph, Runs, Side, Text, Value
from alat.brief.gather import Absent, PairMaterial
from alat.brief.sections import wording
from alat.data import Basis, Quantity
from alat.register.results import ClaimCheck, ClaimVerdict
from alat.routing import Lanes, supposed_legs
from alat.trade import to_look_at
from alat.trade.results import Direction, FlowState, GapVerdict, Opportunities

_MOST_CHAPTERS = 3
_MOST_QUOTES = 4
# Less is no place to look at, and no trade worth a sentence on its direction.
_LEAST_MUSD = 1.0


def decision_page(material: PairMaterial, words: Catalogue) -> tuple[Block, ...]:
    """Compose the decision page of a brief on two countries."""
    names: dict[str, Given] = {"home": material.home.name, "partner": material.partner.name}
    blocks: list[Block] = [
        Heading(words.say("decision.title", names), 1, anchor="top"),
        Paragraph(_subtitle(material, words), style="lead"),
        KeyFigures(_key_figures(material, words)),
        Heading(words.say("decision.know"), 2),
    ]
    blocks += [Paragraph(runs, style="bullet") for runs in _things_to_know(material, words)]
    if material.wants is not None:
        blocks.append(Heading(words.say("decision.table"), 2))
        asks = [_asks(material, words, home_asks=home_asks) for home_asks in (True, False)]
        blocks.append(Side((asks[0],), (asks[1],)))
    if material.claims:
        blocks.append(Side((_quotable(material.claims, words),), (_not_quotable(material.claims, words),)))
    return tuple(blocks)


def _subtitle(material: PairMaterial, words: Catalogue) -> Runs:
    if material.study is None:
        return words.say("decision.no_study", {"home": material.home.name, "partner": material.partner.name})
    study = material.study
    return words.say(
        "decision.subtitle", {"home": material.home.name, "study": study.title, "as_of": words.day(study.as_of)}
    )


def _key_figures(material: PairMaterial, words: Catalogue) -> tuple[KeyFigure, ...]:
    return (
        _flow_figure(material.profile.outward, words),
        _flow_figure(material.profile.inward, words),
        _gap_figure(wording.larger(material), words),
        _lane_figure(material, words),
        _agreement_figure(material, words),
    )


def _flow_figure(direction: Direction, words: Catalogue) -> KeyFigure:
    names: dict[str, Given] = {"exporter": direction.exporter.name, "importer": direction.importer.name}
    label = words.say("decision.flow", {**names, "year": Value(direction.total.year, "given", unit="year")})
    value = wording.flow(direction, words, form="short")
    rank = direction.origin_rank
    if direction.state is not FlowState.RECORDED:
        return KeyFigure(value, label, words.say(f"decision.state_{direction.state}"))
    if rank.position is None:
        return KeyFigure(value, label, words.say("decision.basis", {"basis": _basis_word(direction.total, words)}))
    place: dict[str, Given] = {
        "rank": words.count(rank.position),
        "of": words.count(rank.of),
        "importer": direction.importer.name,
    }
    return KeyFigure(value, label, words.say("decision.flow_rank", place))


def _basis_word(quantity: Quantity, words: Catalogue) -> str:
    return words.word(f"basis.{quantity.basis}")


def _gap_figure(direction: Direction, words: Catalogue) -> KeyFigure:
    names: dict[str, Given] = {"exporter": direction.exporter.name, "importer": direction.importer.name}
    label = words.say("decision.gap_label", names)
    mirror = direction.mirror
    if mirror is None or not mirror.ratio.known:
        value = words.show(Quantity(None, "ratio", Basis.REPORTED))
        return KeyFigure(value, label, words.say("decision.gap_absent"))
    note = words.say("decision.gap_note", {"years": Value(mirror.years, "given"), "median": mirror.median})
    return KeyFigure(words.show(mirror.ratio), label, note)


def _lane_figure(material: PairMaterial, words: Catalogue) -> KeyFigure:
    ways = wording.best_ways(material)
    if ways is None:
        value = words.show(Quantity(None, "days", Basis.MODELLED))
        return KeyFigure(value, words.say("decision.lane_absent"), words.say("decision.lane_absent_note"))
    lanes = ways.lanes
    lane = lanes.lanes[0]
    ends: dict[str, Given] = {"start": lanes.origin_place, "end": lanes.destination_place}
    label = words.say("decision.lane_label", {**ends, "scenario": wording.scenario_name(ways, words)})
    known: dict[str, Given] = {"money": wording.lane_money(lane, lanes), "late": wording.lane_p90(lane, lanes)}
    note = words.say("decision.lane_note", known)
    return KeyFigure(words.show(wording.lane_days(lane, lanes)), label, note)


def _agreement_figure(material: PairMaterial, words: Catalogue) -> KeyFigure:
    found = material.agreement
    if isinstance(found, Absent) or found.rank is None:
        value = words.show(Quantity(None, "share", Basis.OBSERVED))
        return KeyFigure(value, words.say("decision.votes_absent"), words.say("decision.votes_absent_note"))
    ranks: dict[str, Given] = {
        "rank": words.count(found.rank),
        "ranked": words.count(found.ranked),
        "median": found.median_exact,
    }
    label = words.say("decision.votes_label", {"years": Value(found.years, "given")})
    return KeyFigure(words.show(found.exact), label, words.say("decision.votes_note", ranks))


def _things_to_know(material: PairMaterial, words: Catalogue) -> list[Runs]:
    found = [_balance(material, words), _gap(wording.larger(material), words), _lane(material, words)]
    found += [_potential(material, words), _claims(material, words)]
    return [runs for runs in found if runs]


def _balance(material: PairMaterial, words: Catalogue) -> Runs:
    out, back = material.profile.outward, material.profile.inward
    names: dict[str, Given] = {"home": material.home.name, "partner": material.partner.name}
    sold, bought = out.total.value, back.total.value
    if sold and bought:
        large, small = (out, back) if sold >= bought else (back, out)
        times = Quantity(max(sold, bought) / min(sold, bought), "ratio", out.total.basis, out.total.sources)
        sides: dict[str, Given] = {"seller": large.exporter.name, "buyer": large.importer.name, "times": times}
        return words.say("know.balance", {**sides, "large": large.total, "small": small.total})
    if sold or bought:
        large, small = (out, back) if sold else (back, out)
        sides = {"seller": large.exporter.name, "buyer": large.importer.name, "large": large.total}
        little = (large.total.value or 0.0) < _LEAST_MUSD * numbers.MILLION and small.state is not FlowState.RECORDED
        return words.say(f"know.{'little' if little else 'one_way'}_{small.state}", sides)
    covered = FlowState.NOTHING_RECORDED in {out.state, back.state}
    return words.say("know.no_trade" if covered else "know.not_covered", names)


def _gap(direction: Direction, words: Catalogue) -> Runs:
    mirror = direction.mirror
    if mirror is None or mirror.verdict is GapVerdict.NOT_KNOWN or not mirror.ratio.known:
        return ()
    names: dict[str, Given] = {"exporter": direction.exporter.name, "importer": direction.importer.name}
    records: dict[str, Given] = {
        "bought": mirror.importer_usd,
        "sold": mirror.exporter_usd,
        "years": Value(mirror.years, "given"),
    }
    runs = words.say(f"know.gap_{mirror.verdict}", {**names, **records})
    if mirror.verdict is GapVerdict.BUYER_FAR_MORE and mirror.pool_ratio.known:
        runs += words.say("know.gap_pool", {"ratio": mirror.pool_ratio})
    return runs


def _lane(material: PairMaterial, words: Catalogue) -> Runs:
    ways = wording.best_ways(material)
    if ways is None:
        return ()
    lanes = ways.lanes
    best = lanes.lanes[0]
    fastest = min(lanes.lanes, key=lambda lane: lane.hours)
    values: dict[str, Given] = {"scenario": wording.scenario_name(ways, words), "via": wording.via(best, words)}
    runs = words.say("know.lane", {**values, "days": wording.lane_days(best, lanes)})
    if fastest.id != best.id:
        money = wording.lane_money(fastest, lanes)
        runs += words.say("know.lane_fastest", {"days": wording.lane_days(fastest, lanes), "money": money})
    return runs + _ships(lanes, words)


def _ships(lanes: Lanes, words: Catalogue) -> Runs:
    """Say where the best lane rests on ships that no carrier is reported to sail, and what reported ships cost."""
    legs = supposed_legs(lanes.lanes[0])
    if not legs:
        return ()
    runs = words.say("know.ships_supposed", {"legs": words.join([(Text(leg, given=True),) for leg in legs])})
    if not lanes.observed:
        return runs + words.say("know.ships_none")
    cheapest = lanes.observed[-1]
    values: dict[str, Given] = {"via": wording.via(cheapest, words), "days": wording.lane_days(cheapest, lanes)}
    return runs + words.say("know.ships_reported", {**values, "money": wording.lane_money(cheapest, lanes)})


def _potential(material: PairMaterial, words: Catalogue) -> Runs:
    parts = []
    for found in (material.selling, material.buying):
        if isinstance(found, Absent):
            continue
        rows = [row for row in to_look_at(found)[:_MOST_CHAPTERS] if row["structural_musd"] >= _LEAST_MUSD]
        chapters = [words.say(_chapter_key(row), _chapter(row, found)) for row in rows]
        if chapters:
            names: dict[str, Given] = {"exporter": found.exporter.name, "importer": found.importer.name}
            parts.append(words.say("know.sell_part", {**names, "chapters": words.join(chapters)}))
    if parts:
        return words.say("know.sell", {"parts": words.join(parts, last="list.semicolon")})
    least = replace(words.show(Quantity(_LEAST_MUSD, "musd", Basis.ASSUMED)), basis="given")
    known = [found for found in (material.selling, material.buying) if not isinstance(found, Absent)]
    return words.say("know.sell_nothing", {"least": least}) if known else ()


def _chapter_key(row: dict[str, Any]) -> str:
    """Choose the words for a chapter; a potential beyond what the seller makes is never shown without saying so."""
    beyond = "above_capacity" in str(row["caution"] or "").split(";")
    return "know.sell_chapter_beyond" if beyond else "know.sell_chapter"


def _chapter(row: dict[str, Any], found: Opportunities) -> dict[str, Given]:
    value = Quantity(row["structural_musd"], "musd", Basis.MODELLED, found.sources, found.structural.year)
    return {"chapter": wording.short(str(row["label"])), "value": value}


def _claims(material: PairMaterial, words: Catalogue) -> Runs:
    if not material.claims:
        return ()
    verdicts = Counter(check.verdict for check in material.claims)
    parts = [
        words.say(
            f"know.claims_{verdict}" + ("_one" if verdicts[verdict] == 1 else ""),
            {"n": words.count(verdicts[verdict], of="claims of the study")},
        )
        for verdict in ClaimVerdict
        if verdicts[verdict]
    ]
    total = words.count(len(material.claims), of="claims of the study")
    return words.say("know.claims", {"n": total, "verdicts": words.join(parts)})


def _asks(material: PairMaterial, words: Catalogue, *, home_asks: bool) -> Callout:
    asking, giving = (material.home, material.partner) if home_asks else (material.partner, material.home)
    rows = [] if material.wants is None else material.wants.rows(named=True)
    mine = [row for row in rows if (material.home.iso3 in str(row["asks"]).split(";")) == home_asks or _mutual(row)]
    mine.sort(key=lambda row: material.partner.iso3 not in str(row["named_partners"] or "").split(";"))
    return wording.asks(mine, (asking.name, giving.name), words=words)


def _quotable(claims: Sequence[ClaimCheck], words: Catalogue) -> Callout:
    held = [check for check in claims if check.verdict is ClaimVerdict.SUPPORTED][:_MOST_QUOTES]
    lines = [Paragraph(words.say("decision.quoted", {"statement": check.statement}), "bullet") for check in held]
    return Callout(words.say("decision.quote"), tuple(lines) or (Paragraph(words.say("decision.nothing_to_quote")),))


def _not_quotable(claims: Sequence[ClaimCheck], words: Catalogue) -> Callout:
    order = (ClaimVerdict.CONTRADICTED, ClaimVerdict.DEPENDS_ON_REPORTER, ClaimVerdict.STALE)
    found = [check for verdict in order for check in claims if check.verdict is verdict][:_MOST_QUOTES]
    lines = [
        Paragraph(
            words.say(
                "decision.not_quoted",
                {
                    "statement": check.statement,
                    "verdict": words.word(f"claim.{check.verdict}"),
                    "reason": wording.sentence(check.reason),
                },
            ),
            "bullet",
        )
        for check in found
    ]
    return Callout(words.say("decision.no_quote"), tuple(lines) or (Paragraph(words.say("decision.nothing_to_quote")),))


def _mutual(row: dict[str, str]) -> bool:
    return set(row["asks"].split(";")) == set(row["offers"].split(";"))
