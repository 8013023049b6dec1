"""What to do first? The measures of a study under its budget, when they are built, and who gains."""

from alat.brief import charts
from alat.brief.catalogue import Catalogue, Given
from alat.brief.charts.measures import Ranged, Step, Works
from alat.brief.charts.tornado import Span
from alat.brief.document import Block, Column, Figure, Heading, Paragraph, Runs, Table, Text, Value
from alat.brief.sections import wording
from alat.data import Basis, Quantity
from alat.plan import PlanTold
from alat.reference import countries

_LABEL_LENGTH = 44
_MOST_GAINERS, _MOST_OTHERS, _MOST_STEPS = 5, 3, 4
_MUSD = 1e6
# What the figures rest on at first hand; the answer above them cites all that the chain rests on.
_CITED = ("alat-plan", "alat-economy", "alat-routing")


def plan_pages(found: PlanTold | None, words: Catalogue) -> tuple[Block, ...]:
    """Compose the sections on measures, roadmap and who gains; none without a plan."""
    if found is None:
        return ()
    chosen = found.measures.filter("chosen")["id"].to_list()
    blocks: list[Block] = [Heading(words.say("plan.title"), 2, anchor="plan")]
    blocks.append(Paragraph((Text(found.answer, given=True),), "lead", found.sources))
    blocks.append(Paragraph(words.say("plan.lead"), "body"))
    blocks += [_worth(found, words), _measures(found, words)]
    if not found.pairs.is_empty():
        blocks.append(_together(found, words))
    if chosen:
        blocks += [
            Heading(words.say("plan.roadmap_title"), 2, anchor="roadmap"),
            _roadmap(found, words),
            _figures(found, words),
            _swings(found, words),
            Heading(words.say("plan.gains_title"), 2, anchor="gains"),
            _gains(found, words),
            _waterfall(found, words),
            _payments(found, words),
        ]
    if not found.left_out.is_empty():
        blocks.append(_left_out(found, words))
    return tuple(blocks)


def _worth(found: PlanTold, words: Catalogue) -> Figure:
    """Draw what each measure alone is worth over the outlooks, largest first."""
    rows = []
    for row in found.measures.filter(found.measures["alone_musd"].is_not_null()).iter_rows(named=True):
        alone = _set_of(row, found)
        low, high = min(alone), max(alone)
        printed = words.show(_musd(row["alone_musd"]), form="bare", unit="usd_million").text
        rows.append(Ranged(_name(row), low, row["alone_musd"], high, printed, row["chosen"]))
    best = rows[0]
    values: dict[str, Given] = {
        "measure": Text(best.label, given=True),
        "money": _musd(best.value),
    }
    caption = words.say("plan.worth_caption" if best.value > 0 else "plan.worth_caption_none", values)
    alt = wording.plain(caption)
    picture = charts.ranged_bars(rows, axis=words.word("plan.worth_axis"), name="plan-worth", description=alt)
    return Figure("plan-worth", caption, picture, alt, words.say("plan.worth_note"), _CITED)


def _set_of(row: dict[str, object], found: PlanTold) -> list[float]:
    """Return what a measure with all it requires is worth in each outlook, million USD."""
    needed = {str(row["id"]), *(part for part in str(row["requires"]).split(";") if part)}
    outlooks = found.outlooks["outlook"].to_list()
    for one in found.sets.iter_rows(named=True):
        if set(one["measures"].split(";")) == needed:
            return [float(one[name]) for name in outlooks]
    return [float(str(row["alone_musd"]))]


def _measures(found: PlanTold, words: Catalogue) -> Table:
    columns = (
        Column(words.say("plan.column_measure"), parts=3.4),
        Column(words.say("plan.column_owner"), parts=1.3),
        Column(words.say("plan.column_build"), parts=0.7),
        Column(words.say("plan.column_outlay"), number=True, parts=1.0),
        Column(words.say("plan.column_range"), number=True, parts=1.5),
        Column(words.say("plan.column_worth"), number=True, parts=1.1),
        Column(words.say("plan.column_share"), number=True, parts=0.9),
        Column(words.say("plan.column_gain"), number=True, parts=1.1),
        Column(words.say("plan.column_kept"), number=True, parts=0.8),
        Column(words.say("plan.column_cost"), parts=1.6),
    )
    rows = tuple(_measure(row, words=words) for row in found.measures.iter_rows(named=True))
    return Table(words.say("plan.measures_caption"), columns, rows, words.say("plan.measures_note"), _CITED)


def _measure(row: dict[str, object], *, words: Catalogue) -> tuple[Runs, ...]:
    ends = [_bare(row[f"outlay_{end}_musd"], words=words) for end in ("low", "high")]
    over = words.say("plan.over_budget")
    kept = Quantity(float(str(row["kept"])), "share", Basis.MODELLED, _CITED)
    return (
        (Text(_name(row), given=True),),
        (Text(str(row["owner"]), given=True),),
        words.say("plan.yes") if row["chosen"] else (),
        (_bare(row["outlay_musd"], words=words),),
        (ends[0], *words.say("plan.to"), ends[1]),
        over if row["alone_musd"] is None else (_bare(row["alone_musd"], words=words),),
        () if row["share_musd"] is None else (_bare(row["share_musd"], words=words),),
        () if row["gain_musd"] is None else (_bare(row["gain_musd"], words=words),),
        (wording.compared(kept, words),),
        (Text(str(row["flags"]), given=True),),
    )


def _together(found: PlanTold, words: Catalogue) -> Figure:
    """Draw what pairs are worth beyond their sum."""
    rows = list(found.pairs.iter_rows(named=True))
    names = [name for name in found.measures["id"].to_list() if any(name in (r["first"], r["second"]) for r in rows)]
    cells = {(row["first"], row["second"]): (row["together_musd"], _tenths(row["together_musd"])) for row in rows}
    widest = max(rows, key=lambda row: abs(row["together_musd"]))
    values: dict[str, Given] = {
        "first": Text(widest["first"], given=True),
        "second": Text(widest["second"], given=True),
        "money": _musd(abs(widest["together_musd"])),
    }
    caption = words.say("plan.pairs_less" if widest["together_musd"] < 0 else "plan.pairs_more", values)
    alt = wording.plain(caption)
    picture = charts.pair_grid(sorted(names), cells, name="plan-pairs", description=alt)
    return Figure("plan-pairs", caption, picture, alt, words.say("plan.pairs_note"), _CITED)


def _roadmap(found: PlanTold, words: Catalogue) -> Figure:
    rows = [
        Works(
            wording.short(f"{row['id']} {row['name']}", _LABEL_LENGTH),
            row["start"],
            row["finish"],
            row["latest_start"],
            row["critical"],
            str(row["owner"]),
        )
        for row in found.roadmap.iter_rows(named=True)
    ]
    last = max(row.finish for row in rows)
    caption = words.say("plan.roadmap_caption", {"day": words.day(last)})
    labels = (words.word("plan.critical"), words.word("plan.other"), "")
    alt = wording.plain(caption)
    picture = charts.gantt_bars(rows, labels=labels, name="plan-roadmap", description=alt)
    return Figure("plan-roadmap", caption, picture, alt, words.say("plan.roadmap_note"), _CITED)


def _figures(found: PlanTold, words: Catalogue) -> Table:
    columns = (
        Column(words.say("plan.column_figure"), parts=3.0),
        *(Column(words.say(f"plan.column_{end}"), number=True) for end in ("central", "p10", "p50", "p90")),
        Column(words.say("plan.column_unit"), parts=1.4),
    )
    rows = tuple(
        (
            (Text(row["name"], given=True),),
            *(_plain(row[end], words=words) for end in ("central", "p10", "p50", "p90")),
            (Text(row["unit"], given=True),),
        )
        for row in found.appraisal.iter_rows(named=True)
    )
    return Table(words.say("plan.figures_caption"), columns, rows, words.say("plan.figures_note"), _CITED)


def _plain(value: float | None, *, words: Catalogue) -> Runs:
    if value is None:
        return words.say("plan.none")
    text = f"{value:.3g}" if abs(value) < 100 else f"{value:,.0f}"  # noqa: PLR2004 - three digits are read
    return (Value(text.replace("-", "\u2212"), Basis.MODELLED.value, sources=_CITED),)


def _gains(found: PlanTold, words: Catalogue) -> Figure:
    ours = found.gains.filter("party").head(_MOST_GAINERS)
    others = found.gains.filter(~found.gains["party"]).head(_MOST_OTHERS)
    rows = [
        Ranged(
            _country(row["iso3"]),
            row["gain_low_musd"],
            row["gain_musd"],
            row["gain_high_musd"],
            words.show(_musd(row["gain_musd"]), form="bare", unit="usd_million").text,
            row["party"],
        )
        for frame in (ours, others)
        for row in frame.iter_rows(named=True)
    ]
    values: dict[str, Given] = {
        "country": Text(rows[0].label, given=True),
        "money": _musd(rows[0].value),
    }
    caption = words.say("plan.gains_caption" if rows[0].value >= 0 else "plan.gains_caption_loss", values)
    alt = wording.plain(caption)
    picture = charts.ranged_bars(rows, axis=words.word("plan.gains_axis"), name="plan-gains", description=alt)
    return Figure("plan-gains", caption, picture, alt, words.say("plan.gains_note"), _CITED)


def _swings(found: PlanTold, words: Catalogue) -> Figure:
    """Draw what moves the worth of what is chosen, each assumption alone."""
    rows = list(found.swings.iter_rows(named=True))
    spans = [
        Span(
            str(row["name"]),
            row["low_musd"] or 0.0,
            row["high_musd"] or 0.0,
            f"{_end(row, 'low')} / {_end(row, 'high')}",
        )
        for row in rows
    ]
    values: dict[str, Given] = {
        "assumption": Text(spans[0].label, given=True),
        "money": _musd(max(spans[0].low, spans[0].high, 0.0) - min(spans[0].low, spans[0].high, 0.0)),
    }
    caption = words.say("plan.swings_caption", values)
    alt = wording.plain(caption)
    labels = (words.word("plan.swings_axis"), words.word("plan.swing_low"), words.word("plan.swing_high"))
    picture = charts.tornado(spans, labels=labels, name="plan-swings", description=alt)
    ends = "; ".join(f"{row['name']}: {row['low'] or '-'} / {row['high'] or '-'}" for row in rows)
    note = words.say("plan.swings_note", {"ends": Text(ends, given=True)})
    return Figure("plan-swings", caption, picture, alt, note, _CITED)


def _end(row: dict[str, object], end: str) -> str:
    moved = row[f"{end}_musd"]
    if not isinstance(moved, float):
        return "\u2013"
    said = f"{moved:+,.0f}".replace("-", "\u2212")
    return "0" if said[1:] == "0" else said


def _waterfall(found: PlanTold, words: Catalogue) -> Figure:
    """Draw gains and losses by country, up to those of the parties together and of the world."""
    mine = found.gains["party"]
    ours, others = found.gains.filter(mine), found.gains.filter(~mine)
    rows: list[Step] = []

    def add(label: str, gain: float, *, start: float, whole: bool = False) -> float:
        rows.append(Step(label, start, start + gain, _tenths(gain), whole))
        return start + gain

    at = 0.0
    for frame, most, rest in ((ours, _MOST_STEPS, "others"), (others, _MOST_OTHERS, "rest")):
        for row in frame.head(most).iter_rows(named=True):
            at = add(_country(row["iso3"]), row["gain_musd"], start=at)
        if frame.height > most:
            at = add(words.word(f"plan.{rest}"), float(frame[most:]["gain_musd"].sum()), start=at)
        add(words.word("plan.parties" if frame is ours else "plan.world"), at, start=0.0, whole=True)
    values: dict[str, Given] = {
        "parties": _musd(ours["gain_musd"].sum()),
        "world": _musd(found.gains["gain_musd"].sum()),
    }
    caption = words.say("plan.waterfall_caption", values)
    alt = wording.plain(caption)
    picture = charts.steps_and_sums(rows, axis=words.word("plan.gains_axis"), name="plan-waterfall", description=alt)
    return Figure("plan-waterfall", caption, picture, alt, words.say("plan.waterfall_note"), _CITED)


def _payments(found: PlanTold, words: Catalogue) -> Table:
    columns = (
        Column(words.say("plan.column_owner"), parts=2.0),
        Column(words.say("plan.column_capital"), number=True),
        Column(words.say("plan.column_running"), number=True),
    )
    rows = tuple(
        (
            (Text(row["owner"], given=True),),
            (_bare(row["capital_musd"], words=words),),
            (_bare(row["yearly_musd"], words=words),),
        )
        for row in found.payments.iter_rows(named=True)
    )
    return Table(words.say("plan.payments_caption"), columns, rows, words.say("plan.payments_note"), _CITED)


def _left_out(found: PlanTold, words: Catalogue) -> Table:
    columns = (Column(words.say("plan.column_measure"), parts=0.6), Column(words.say("plan.column_why"), parts=5.0))
    rows = tuple(
        ((Text(row["id"], given=True),), (Text(row["why"], given=True),))
        for row in found.left_out.iter_rows(named=True)
    )
    return Table(words.say("plan.left_out_caption"), columns, rows, words.say("plan.left_out_note"))


def _tenths(value: float) -> str:
    """Print a sum of million USD to a tenth, with its sign; what is less is nought."""
    said = f"{value:+.1f}".replace("-", "\u2212")
    return "0" if said[1:] == "0.0" else said


def _name(row: dict[str, object]) -> str:
    return wording.short(f"{row['id']} {row['name']}", _LABEL_LENGTH)


def _country(code: str) -> str:
    return countries()[code].name if code in countries() else code


def _musd(value: object) -> Quantity:
    return Quantity(float(str(value)) * _MUSD, "usd", Basis.MODELLED, _CITED, "2023")


def _bare(value: object, *, words: Catalogue) -> Value:
    return words.show(_musd(value), form="bare", unit="usd_million")
