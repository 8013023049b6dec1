"""Does the page on what can go wrong say what the stress test found, and what is not known?"""

from collections.abc import Callable
from dataclasses import replace

import pytest

from alat.brief.catalogue import Catalogue
from alat.brief.document import Block, Figure, Table, runs_of, walk
from alat.brief.gather import Absent, PairMaterial, Ways
from alat.brief.sections.risk import risk_page
from alat.data import Basis
from alat.routing import Stress
from alat.routing.disruptions import Record
from alat.routing.fragility import Best, Closure, Thing
from alat.routing.reliability import LaneTimes
from alat.routing.stress import Odds
from alat.routing.tornado import Swing

STRAIT = Thing("passage", "narrow", "Narrow Strait", "narrow")
PORT = Thing("port", "XXPRT", "Port Invented", "XXPRT")
SOURCE = ("natural-earth-land-50m",)
RECORD = Record("XXPRT", (2.0, 6.0), 8.0, 0.25, 0.1, 0.5, 0.22, 0.01, Basis.REPORTED, SOURCE, "two strikes")


def closure(thing: Thing, extra: float, *, uses: float | None) -> Closure:
    return Closure(thing, ("L1",), Best(9000.0, 5000.0, 700.0), extra, extra / 2, 36.0, ("Other Port",), uses)


def swing(subject: str, low: float, high: float) -> Swing:
    return Swing("P00", subject, "h", 1.0, 2.0, 3.0, low, high, low, high, 0.0, 0.0, "L1", "L1", Basis.ASSUMED, SOURCE)


@pytest.fixture(scope="module")
def material(pair_material: Callable[..., PairMaterial]) -> PairMaterial:
    made = pair_material()
    assert isinstance(made.avoiding, Ways)
    lanes = made.avoiding.lanes
    stress = Stress(
        lanes=lanes,
        closures=(closure(STRAIT, 1234.0, uses=0.97), closure(PORT, 8.0, uses=0.4)),
        times=(LaneTimes(lanes.lanes[0].id, 700.0, 600.0, 690.0, 820.0, 0.913, 830.0, 0.9),),
        within_days=35.0,
        odds=(Odds(STRAIT, ("L1",), None), Odds(PORT, ("L1",), RECORD)),
        swings=(swing("wait for the ship", -200.0, 900.0), swing("speed at sea", 300.0, -100.0)),
        draws=10_000,
        seed=0,
        sources=SOURCE,
        notes=(),
    )
    return replace(made, risk=stress)


def tables(blocks: tuple[Block, ...]) -> dict[str, list[list[str]]]:
    return {
        block.columns[0].title[0].text: [
            ["".join(run.text for run in cell).replace("\u00a0", " ") for cell in row] for row in block.rows
        ]
        for block in walk(blocks)
        if isinstance(block, Table)
    }


def captions(blocks: tuple[Block, ...]) -> str:
    return "\n".join("".join(run.text for run in runs_of(block)) for block in walk(blocks)).replace("\u00a0", " ")


def test_each_closure_stands_beside_how_often_a_load_passes_and_what_is_on_record(
    material: PairMaterial, words: Catalogue
) -> None:
    rows = tables(risk_page(material, words))["Shut"]
    assert rows[0] == ["Narrow Strait", "A1", "97.0", "1,200", "620", "1.5", "Other Port", "not looked for"]
    assert rows[1][0] == "Port Invented"
    assert rows[1][-1] == "2 in 8 years: 3.7 days a year"
    assert "The dearest closure is Narrow Strait" in captions(risk_page(material, words))


def test_a_closure_that_leaves_no_way_says_so(material: PairMaterial, words: Catalogue) -> None:
    assert isinstance(material.risk, Stress)
    cut = Closure(STRAIT, ("L1",), None, None, None, None, (), 1.0)
    page = risk_page(replace(material, risk=replace(material.risk, closures=(cut,))), words)
    assert "Without Narrow Strait there is no way left" in captions(page)
    assert tables(page)["Shut"][0][3:] == ["no way left", "", "", "", "not looked for"]


def test_days_and_the_share_on_time_are_those_of_the_draws(material: PairMaterial, words: Catalogue) -> None:
    rows = tables(risk_page(material, words))["Lane"]
    assert rows == [["A1", "25.0", "28.8", "34.2", "91.3", "34.6"]]
    assert "Lane A1 arrives within 35 days in 91% of draws" in captions(risk_page(material, words)).replace("ᵐ", "")


def test_the_widest_swing_is_named_with_both_its_ends(material: PairMaterial, words: Catalogue) -> None:
    drawn = next(block for block in walk(risk_page(material, words)) if isinstance(block, Figure))
    assert "Most hangs on the wait for the ship" in "".join(run.text for run in drawn.caption)
    assert "−200 / +900" in drawn.svg
    assert "+300 / −100" in drawn.svg


def test_chartered_ships_show_no_share_and_an_unanswered_question_no_page(
    material: PairMaterial, words: Catalogue
) -> None:
    assert isinstance(material.risk, Stress)
    bulk = replace(material.risk, closures=(closure(STRAIT, 5.0, uses=None),))
    assert tables(risk_page(replace(material, risk=bulk), words))["Shut"][0][2] == "not known"
    assert risk_page(replace(material, risk=Absent("no way")), words) == ()
