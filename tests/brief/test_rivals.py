"""The best rival in the brief: the row of the one comparison, in words that say what is compared and what is not."""

from collections.abc import Callable
from dataclasses import replace

import pytest

from alat.brief import gather
from alat.brief.catalogue import Catalogue
from alat.brief.document import Table, runs_of, walk
from alat.brief.gather import Net, PairMaterial
from alat.brief.sections.opportunities import opportunities_page
from alat.reference import countries
from alat.trade import opportunities, snapshot_records


@pytest.fixture(scope="module")
def net() -> Net:
    found = gather._net(opportunities("BRA", "AZE"), records=snapshot_records())
    assert isinstance(found, Net)
    return found


@pytest.fixture
def known(pair_material: Callable[..., PairMaterial], net: Net) -> PairMaterial:
    nothing = gather.Absent("not asked")
    return replace(
        pair_material(), buying=opportunities("BRA", "AZE"), net_buying=net, selling=nothing, net_selling=nothing
    )


def page_text(material: PairMaterial, words: Catalogue) -> str:
    blocks = walk(opportunities_page(material, words))
    return " ".join("".join(run.text for run in runs_of(block)) for block in blocks)


def test_a_cell_is_the_row_of_the_comparison(known: PairMaterial, net: Net, words: Catalogue) -> None:
    (drawn,) = (block for block in walk(opportunities_page(known, words)) if isinstance(block, Table))
    texts = [["".join(run.text for run in cell).replace("\u00a0", " ") for cell in row] for row in drawn.rows]
    rows = {row[0][:2]: row[5] for row in texts}
    assert len(rows) == gather.MOST_PRODUCTS
    for row in net.rivals.products.iter_rows(named=True):
        cell = rows[row["hs"]]
        assert f"({countries()[row['rival']].name})" in cell
        assert cell.startswith(f"{100 * row['gap_share']:.2g}% less")
        assert f"; {_said(row['gap_without_time_share'])} without time" in cell
        duties = (row["duty_share"], row["rival_duty_share"])
        # Where one duty is not known both are out of the gap, so that there is none without.
        assert ("without duty" in cell) == (None not in duties and duties[0] != duties[1])
        marked = {"entrepot", "sells_on", "buys_more_than_it_sells"} & set(row["rival_marks"].split(";"))
        assert bool(marked) == ("may sell on" in cell or "buys more than it sells" in cell)
        if marked:
            both = f"{_said(row['net_exporter_gap_share'])}; {_said(row['net_exporter_gap_without_time_share'])}"
            assert cell.endswith(f"{both} without time ({_net_exporter(row)})")


def _said(share: float) -> str:
    return f"{100 * abs(share):.2g}% {'less' if share >= 0 else 'more'}"


def _net_exporter(row: dict[str, str]) -> str:
    return countries()[row["net_exporter"]].name


def test_the_note_says_what_is_compared_at_which_value_and_what_is_left_out(
    known: PairMaterial, words: Catalogue
) -> None:
    page = page_text(known, words)
    assert "of the largest exporters of the chapter to the world the one from whom carriage, insurance" in page
    assert "That value is the same for all: the mean of the seller's exports of 2020." in page
    assert "Left out: VAT, customs charges, documents, margins and what each really asks." in page


def test_the_sum_over_chapters_to_look_at_has_a_figure_of_its_own(known: PairMaterial, words: Catalogue) -> None:
    found = opportunities("BRA", "AZE")
    shown = words.show(found.structural_listed).text
    assert shown != words.show(found.structural_kept).text
    assert f"over the chapters to look at {shown}" in page_text(known, words)


def test_the_suppliers_priced_in_full_are_the_best_rivals_of_the_list(net: Net) -> None:
    for row in net.rivals.products.iter_rows(named=True):
        named = gather._best_rivals(net, row["hs"])
        assert named[0] == row["rival"]
        assert len(named) == gather._MOST_RIVALS
    assert gather._best_rivals(net, "99") == ()
    assert gather._best_rivals(gather.Absent("not asked"), "12") == ()
