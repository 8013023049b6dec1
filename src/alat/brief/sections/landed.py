"""What would it cost delivered? From ex works to the buyer's city, step by step, and against other suppliers."""

import re
from collections.abc import Sequence

from alat.brief import charts
from alat.brief.catalogue import Catalogue, Given
from alat.brief.charts.waterfall import Bar
from alat.brief.document import Block, Column, Figure, Heading, Paragraph, Runs, Side, SmallPrint, Table, Text, Value
from alat.brief.gather import Absent, PairMaterial
from alat.brief.sections import wording
from alat.data import Basis, Quantity
from alat.routing import Landed, Rival
from alat.routing import Step as LandedStep
from alat.routing.landed import Stage
from alat.routing.prices import PRICE_YEAR

_DOLLARS = Value(str(PRICE_YEAR), "given", unit="year")
_LEAST_USD_PER_T = 0.05
_GOODS = "goods"
_UNPAID = "time"
_ADDRESS = re.compile(r"[,:]?\s*https?://[^\s;,)]+")
_KEEPER = re.compile(r" - verify\b|\s*\([^()]*\b(?:verify|contradiction|see next row|needed for)\b[^()]*\)")
_SPACES = re.compile(r"\s{2,}")
# What a minister tells apart; each step of the answer falls into one of them, in this order.
_GROUPS = {
    _GOODS: (Stage.GOODS,),
    "to_ship": (Stage.EXPORT_DOCUMENTS, Stage.EXPORT_INLAND, Stage.TRANSIT_OUT, Stage.LOADING),
    "main": (Stage.MAIN, "insurance"),
    "arrival": (Stage.TRANSIT_IN, Stage.IMPORT_HANDLING, "clearance", Stage.IMPORT_INLAND, Stage.UNLOADING),
    "duty": ("duty", "charge_"),
    "vat": ("vat",),
    "margins": ("margin_",),
    "interest": ("finance",),
    _UNPAID: (_UNPAID,),
}


def landed_page(material: PairMaterial, words: Catalogue) -> tuple[Block, ...]:
    """Compose the section on landed cost, both ways."""
    ways = (
        (material.delivered_out, material.home, material.partner),
        (material.delivered_in, material.partner, material.home),
    )
    found = [answer for answer, _, _ in ways if isinstance(answer, Landed)]
    blocks: list[Block] = [Heading(words.say("landed.title"), 2, anchor="landed")]
    if found:
        blocks.append(Paragraph(words.say("landed.lead"), "intro"))
    sides: list[Block] = []
    for answer, seller, buyer in ways:
        if isinstance(answer, Absent):
            names: dict[str, Given] = {"exporter": seller.name, "importer": buyer.name}
            sides.append(Paragraph(words.say("landed.absent", {**names, "reason": answer.reason})))
        else:
            sides.append(_figure(answer, words))
    blocks += [Side((sides[0],), (sides[1],))] if found else sides
    blocks += [_rivals(answer, words) for answer in found if any(rival.freight_usd_per_t for rival in answer.rivals)]
    notes = dict.fromkeys(_for_a_reader(note) for answer in found for note in answer.notes)
    if notes:
        blocks.append(Heading(words.say("landed.care"), 3))
        blocks.append(SmallPrint(tuple((Text(wording.sentence(note), given=True),) for note in notes)))
    return tuple(blocks)


def _for_a_reader(note: str) -> str:
    """Return a remark without addresses, which the command gives, and without words to those who keep the tables."""
    return _SPACES.sub(" ", _KEEPER.sub("", _ADDRESS.sub("", note))).replace(" ,", ",").replace(" ;", ";").strip()


def _figure(answer: Landed, words: Catalogue) -> Figure:
    sums = {group: _sum(answer, members) for group, members in _GROUPS.items()}
    names: dict[str, Given] = {
        "goods": _label(answer),
        "exporter": answer.exporter.name,
        "place": answer.named_place,
        "paid": _per_t(answer.landed_usd_per_t, answer),
        "worth": _per_t(sums[_GOODS], answer),
        "carriage": _per_t(sum(sums[group] for group in ("to_ship", "main", "arrival")), answer),
        "taxes": _per_t(sums["duty"] + sums["vat"], answer),
    }
    if answer.missing:
        names["missing"] = words.join([(Text(step, given=True),) for step in answer.missing])
    caption = words.say("landed.caption_missing" if answer.missing else "landed.caption", names)
    name = f"landed-{answer.exporter.iso3.lower()}-{answer.importer.iso3.lower()}"
    picture = charts.waterfall(
        _bars(answer, sums, words=words),
        axis=words.word("landed.axis"),
        name=name,
        description=wording.plain(caption),
    )
    return Figure(name, caption, picture, wording.plain(caption), _note(answer, words), answer.sources)


def _bars(answer: Landed, sums: dict[str, float], *, words: Catalogue) -> list[Bar]:
    """Put the groups on each other, the sum paid before what is felt and not paid."""
    bars: list[Bar] = []
    top = 0.0
    for group, value in sums.items():
        if group == _UNPAID:
            paid = words.word("landed.bar_paid_known" if answer.missing else "landed.bar_paid")
            bars.append(Bar(paid, _printed(answer.landed_usd_per_t, answer, words=words), 0.0, top, "sum"))
        unknown = _unknown(answer, group)
        if value < _LEAST_USD_PER_T and not unknown:
            continue
        kind = "sum" if group == _GOODS else "felt" if group == _UNPAID else "step"
        printed = words.word("missing.not_known") if unknown else _printed(value, answer, words=words)
        bars.append(Bar(words.word(f"landed.bar_{group}"), printed, top, top + value, kind))
        top += value
    return bars


def _unknown(answer: Landed, group: str) -> bool:
    """Tell whether nothing of a group is known."""
    steps = [step for step in answer.steps if _belongs(step, _GROUPS[group])]
    return bool(steps) and not any(step.amount.known for step in steps)


def _note(answer: Landed, words: Catalogue) -> Runs:
    load: dict[str, Given] = {
        "term": Text(f"{answer.incoterm.code} {answer.named_place}", given=True),
        "tonnes": words.show(Quantity(answer.tonnes, "t", Basis.OBSERVED)).text,
        "cargo": words.word(f"cargo.{answer.cargo}"),
        "year": Value(answer.value.year, "given", unit="year"),
        "dollars": _DOLLARS,
        "day": words.day(answer.day),
        "days": Quantity(answer.hours, "h", Basis.MODELLED, answer.sources),
        "via": wording.via(answer.lane, words),
    }
    runs = words.say("landed.note", load)
    if answer.missing:
        runs += words.say(
            "landed.missing", {"steps": words.join([(Text(step, given=True),) for step in answer.missing])}
        )
    return runs


def _rivals(answer: Landed, words: Catalogue) -> Table:
    own = answer.carriage_usd_per_t
    priced = [rival for rival in answer.rivals if rival.freight_usd_per_t is not None]
    nearest = min(priced, key=lambda rival: rival.freight_usd_per_t or 0.0)
    values: dict[str, Given] = {
        "goods": _label(answer),
        "place": answer.named_place,
        "exporter": answer.exporter.name,
        "own": _per_t(own, answer),
        "rival": nearest.exporter.name,
        "least": _per_t(nearest.freight_usd_per_t or 0.0, answer),
    }
    columns = (
        Column(words.say("landed.column_supplier"), parts=2.0),
        Column(words.say("landed.column_exports"), number=True, parts=1.4),
        Column(words.say("landed.column_value"), number=True, parts=1.4),
        Column(words.say("landed.column_carriage"), number=True, parts=1.2),
        Column(words.say("landed.column_landed"), number=True, parts=1.2),
        Column(words.say("landed.column_remark"), parts=3.0),
    )
    asked: tuple[Runs, ...] = (
        (Text(answer.exporter.name, strong=True),),
        (Text(words.word("caution.none")),),
        (wording.compared(answer.value, words),),
        (_compared(own, answer, words=words),),
        (_compared(answer.landed_usd_per_t, answer, words=words),),
        words.say("landed.asked"),
    )
    rows = (asked, *(_rival(rival, answer, words=words) for rival in answer.rivals))
    when: dict[str, Given] = {"year": Value(answer.value.year, "given", unit="year"), "dollars": _DOLLARS}
    note = words.say("landed.rivals_note", when)
    key = "landed.rivals_caption" if own > (nearest.freight_usd_per_t or 0.0) else "landed.rivals_caption_least"
    return Table(words.say(key, values), columns, rows, note, answer.sources)


def _rival(rival: Rival, answer: Landed, *, words: Catalogue) -> tuple[Runs, ...]:
    carriage, delivered = (
        _compared(value, answer, words=words) for value in (rival.freight_usd_per_t, rival.landed_usd_per_t)
    )
    return (
        (Text(rival.exporter.name),),
        (words.show(rival.world_exports, unit="usd_million", form="bare"),),
        (wording.compared(rival.value, words),),
        (carriage,),
        (delivered,),
        (Text(wording.sentence(rival.why.replace("_", " ")), given=True),) if rival.why else words.say("caution.none"),
    )


def _compared(value: float | None, answer: Landed, *, words: Catalogue) -> Value:
    return wording.compared(Quantity(value, "usd_per_t", Basis.MODELLED, answer.sources), words)


def _sum(answer: Landed, members: Sequence[str]) -> float:
    return sum(step.usd_per_t for step in answer.steps if _belongs(step, members))


def _belongs(step: LandedStep, members: Sequence[str]) -> bool:
    return any(step.id == member or (member.endswith("_") and step.id.startswith(member)) for member in members)


def _per_t(value: float, answer: Landed) -> Quantity:
    return Quantity(value, "usd_per_t", Basis.MODELLED, answer.sources, answer.value.year)


def _printed(value: float, answer: Landed, *, words: Catalogue) -> str:
    return _compared(value, answer, words=words).text


def _label(answer: Landed) -> Text:
    return Text(f"{answer.product} {wording.short(answer.product_label)}", given=True)
