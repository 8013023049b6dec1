"""Do the pages on freight add up, say what is not known, and count a ship once?"""

from collections.abc import Callable
from dataclasses import replace
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from alat.brief.catalogue import Catalogue
from alat.brief.charts import lanes as lane_charts
from alat.brief.document import Block, Figure, Table, runs_of, walk
from alat.brief.gather import Absent, PairMaterial, Ways
from alat.brief.sections import landed as landed_section
from alat.brief.sections import wording
from alat.brief.sections.landed import landed_page
from alat.brief.sections.lanes import lanes_page
from alat.data import Basis, Quantity
from alat.routing import Landed, PartKind

Make = Callable[..., PairMaterial]


def text(blocks: tuple[Block, ...]) -> str:
    found = ["".join(run.text for run in runs_of(block)) for block in walk(blocks)]
    return "\n".join(found).replace("\u00a0", " ")


def table(blocks: tuple[Block, ...], start: str) -> list[list[str]]:
    found = next(b for b in walk(blocks) if isinstance(b, Table) and b.columns[0].title[0].text == start)
    return [["".join(run.text for run in cell) for cell in row] for row in found.rows]


@pytest.fixture(scope="module")
def material(pair_material: Make) -> PairMaterial:
    return pair_material()


@pytest.fixture(scope="module")
def answer(material: PairMaterial) -> Landed:
    assert isinstance(material.delivered_out, Landed)
    return material.delivered_out


def bars(answer: Landed, words: Catalogue) -> list[landed_section.Bar]:
    sums = {group: landed_section._sum(answer, members) for group, members in landed_section._GROUPS.items()}
    return landed_section._bars(answer, sums, words=words)


def test_each_bar_of_a_waterfall_starts_where_the_one_above_ends_and_they_reach_what_is_paid(
    answer: Landed, words: Catalogue
) -> None:
    drawn = bars(answer, words)
    steps = [bar for bar in drawn if bar.label != "Paid in all"]
    assert all(after.start == pytest.approx(before.end) for before, after in pairwise(steps))
    paid = next(bar for bar in drawn if bar.label == "Paid in all")
    assert (paid.start, paid.end) == (0.0, pytest.approx(answer.landed_usd_per_t))
    assert (paid.printed, drawn[-1].kind) == ("410", "felt")
    assert drawn[-1].end == pytest.approx(answer.totals.with_time / 100 / answer.tonnes)


def test_every_step_of_an_answer_falls_into_one_bar(answer: Landed) -> None:
    groups = landed_section._GROUPS.values()
    assert all(sum(landed_section._belongs(step, members) for members in groups) == 1 for step in answer.steps)


def test_a_duty_that_is_not_known_is_never_a_duty_of_nothing(material: PairMaterial, words: Catalogue) -> None:
    assert isinstance(material.delivered_out, Landed)
    steps = tuple(
        replace(step, amount=replace(step.amount, value=None), cents=0, usd_per_t=0.0)
        if step.id in {"duty", "charge_fee"}
        else step
        for step in material.delivered_out.steps
    )
    answer = replace(material.delivered_out, steps=steps, missing=("Duty",))
    drawn = {bar.label: bar.printed for bar in bars(answer, words)}
    assert drawn["Duty and charges"] == "not known"
    assert "Paid, as far as known" in drawn
    page = text(landed_page(replace(material, delivered_out=answer), words))
    assert "31 Fertilisers from Azerbaijan: without Duty, which is not known, USD 410 per tonne is paid" in page
    assert "Not known and in no sum: Duty." in page


def test_the_finding_of_a_landed_cost_adds_up(answer: Landed, material: PairMaterial, words: Catalogue) -> None:
    page = text(landed_page(material, words))
    said = "of USD 410 per tonne paid in São Paulo, USD 200 per tonne are goods, "
    said += "USD 110 per tonne carriage and USD 82 per tonne duty and taxes"
    assert said in page
    assert answer.totals.paid / 100 / answer.tonnes == 410.0
    # Documents 5, inland 20, loading 8, main 60, insurance 1, handling 6, inland 9; duty 30, fee 2, VAT 50.
    assert (5 + 20 + 8 + 60 + 1 + 6 + 9, 30 + 2 + 50) == (109, 82)


def test_rivals_stand_beside_the_supplier_asked_about_and_say_why_they_cannot(
    material: PairMaterial, words: Catalogue
) -> None:
    rows = table(landed_page(material, words), "Supplier")
    assert [row[0] for row in rows] == ["Azerbaijan", "Morocco", "Russian Federation"]
    assert rows[0][3:] == ["103", "410", "asked about"]
    assert rows[1][3:] == ["55.0", "410", "–"]
    assert rows[2][2:] == ["not known", "not known", "not known", "Cut by dry bulk"]
    assert "and USD 55 per tonne from Morocco, the least of the suppliers shown" in text(landed_page(material, words))


def test_a_landed_cost_says_of_which_year_its_dollars_are(material: PairMaterial, words: Catalogue) -> None:
    page = text(landed_page(material, words))
    assert "Goods at the mean value of 2020, in dollars of 2025" in page
    assert "at its own mean value of 2020, in dollars of 2025" in page


def test_a_landed_cost_that_cannot_be_had_says_why(material: PairMaterial, words: Catalogue) -> None:
    absent = Absent("no unit value is known")
    page = text(landed_page(replace(material, delivered_out=absent, delivered_in=absent), words))
    assert "Azerbaijan to Brazil, not known: no unit value is known" in page
    assert "Brazil to Azerbaijan, not known: no unit value is known" in page


def test_stops_only_slow_goods_down(material: PairMaterial, words: Catalogue) -> None:
    rows = table(lanes_page(material, words), "Lane")
    speeds = [row for row in _tables(lanes_page(material, words)) if row[1].startswith(("over land", "the whole"))]
    assert rows
    assert len(speeds) == 4
    assert all(float(row[6]) <= float(row[5]) for row in speeds)
    # The invented lane: 900 km by rail in 70 h, after 24 h of loading.
    assert speeds[0][2:] == ["900", "2.92", "1.00", "12.9", "9.57"]


def _tables(blocks: tuple[Block, ...]) -> list[list[str]]:
    found = [block for block in walk(blocks) if isinstance(block, Table)]
    return [["".join(run.text for run in cell) for cell in row] for each in found for row in each.rows]


def test_a_ship_that_passes_a_port_without_calling_is_one_ship(material: PairMaterial, words: Catalogue) -> None:
    assert isinstance(material.free, Ways)
    lane = material.free.lanes.lanes[0]
    assert wording.plain(wording.via(lane, words)) == "rail to Novorossiysk, ship to Tangier Med, ship to Santos"
    calls = [part for part in lane.parts if not (part.kind is PartKind.HANDLING and part.start == "Tangier Med")]
    passing = replace(lane, parts=tuple(calls))
    assert wording.plain(wording.via(passing, words)) == "rail to Novorossiysk, ship to Santos"
    number = max(i for i, part in enumerate(calls) if part.kind is PartKind.MOVE and part.mode == "sea")
    strait = replace(calls[number], kind=PartKind.WAIT, km=0.0, detail="wait at a strait")
    waiting = replace(lane, parts=(*calls[:number], strait, *calls[number:]))
    assert wording.plain(wording.via(waiting, words)) == "rail to Novorossiysk, ship to Santos"


def test_lanes_on_reported_ships_stand_in_the_table_and_say_so(material: PairMaterial, words: Catalogue) -> None:
    assert isinstance(material.avoiding, Ways)
    first = material.avoiding.lanes.lanes[0]
    sailed = tuple(replace(part, evidence=Basis.REPORTED if part.mode == "sea" else None) for part in first.parts)
    observed = replace(first, id="O1", parts=sailed, best_in=("generalised",))
    lanes = replace(material.avoiding.lanes, observed=(observed,))
    changed = replace(material, avoiding=replace(material.avoiding, lanes=lanes))
    rows = {row[0]: row for row in _tables(lanes_page(changed, words))[:7]}
    assert rows["B1"][-2:] == ["reported", "reported ships: overall cost"]
    assert rows["A1"][-2] == "–"


@given(st.lists(st.tuples(st.floats(20, 60), st.floats(2000, 15000)), min_size=1, max_size=8))
def test_each_lane_keeps_its_name_in_the_scatter_inside_the_picture(places: list[tuple[float, float]]) -> None:
    points = [lane_charts.Point(f"L{n}", days, usd, first=True) for n, (days, usd) in enumerate(places)]
    spans = {
        "days": lane_charts._around([p.days for p in points]),
        "usd": lane_charts._around([p.money_usd for p in points]),
    }
    names = lane_charts._names(points, spans)
    assert [row["name"] for row in names] == [point.name for point in points]
    assert all(
        spans["days"][0] <= row["text_x"] <= spans["days"][1] + 0.2 * (spans["days"][1] - spans["days"][0])
        for row in names
    )


def test_the_pictures_of_landed_cost_are_named_by_their_finding(material: PairMaterial, words: Catalogue) -> None:
    drawn = [block for block in walk(landed_page(material, words)) if isinstance(block, Figure)]
    assert [each.name for each in drawn] == ["landed-aze-bra", "landed-bra-aze"]
    assert all("paid in" in each.alt for each in drawn)
    assert all(each.sources for each in drawn)


def test_a_speed_is_an_amount_of_two_digits(words: Catalogue) -> None:
    assert words.show(Quantity(16.64, "km_per_h", Basis.MODELLED)).text == "17\u00a0km/h"


def test_nine_loads_in_ten_take_longer_than_the_mean_where_times_spread(
    material: PairMaterial, words: Catalogue
) -> None:
    assert isinstance(material.free, Ways)
    first = material.free.lanes.lanes[0]
    lanes = replace(material.free.lanes, lanes=(replace(first, variance_h2=10_000.0),))
    changed = replace(material, free=replace(material.free, lanes=lanes))
    row = _tables(lanes_page(changed, words))[0]
    assert row[3] == f"{first.hours / 24:.1f}"
    assert float(row[4]) == pytest.approx((first.hours + 1.28 * 100) / 24, rel=0.02)
