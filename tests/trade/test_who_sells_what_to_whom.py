"""The bilateral fit: laws, the published figures of the African matrix and of the world, and what is refused."""

import importlib
import sys
from collections.abc import Iterator
from pathlib import Path

import numpy as np
import polars as pl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from polars.testing import assert_frame_equal

from alat.data import Basis, sources, table
from alat.errors import BadInput, NotCovered, UnknownCode
from alat.trade.estimate import BilateralFit, Pinned, fit_bilateral
from alat.trade.gravity import trade
from alat.trade.margins import margins
from alat.trade.records import snapshot_records
from alat.trade.trust import BELOW_ONE_LOT, estimated_split, trust

HELD = snapshot_records()

SCRIPTS = Path(__file__).resolve().parents[2] / "tools" / "snapshot"
seeds = st.integers(0, 100_000)


def world(seed: int, *, countries: int = 7, products: int = 5) -> np.ndarray:
    """Return trade with many zeros and none of a country with itself, exporters x importers x products."""
    random = np.random.default_rng(seed)
    values = np.exp(random.normal(scale=2, size=(countries, countries, products)))
    values *= random.random(values.shape) < 0.7
    values[np.arange(countries), np.arange(countries)] = 0
    return np.asarray(values)


def fitted(seen: np.ndarray, *, pinned: Pinned | None = None, tolerance: float = 1e-9) -> BilateralFit:
    pairs, sold, bought = seen.sum(axis=2), seen.sum(axis=1), seen.sum(axis=0)
    return fit_bilateral(pairs, sold, imports=bought, pinned=pinned, tolerance=tolerance, passes=2_000)


def cube(fit: BilateralFit) -> np.ndarray:
    return np.stack([fit.product(k) for k in range(fit.of_exporter.shape[1])], axis=2)


def slowly(seen: np.ndarray, *, pinned: np.ndarray, passes: int) -> np.ndarray:
    """Return the fit by the book: the whole cube, one sum after the other, observed cells apart."""
    rest = np.where(pinned, 0.0, seen)
    cells = ((rest.sum(2)[:, :, None] > 0) & (rest.sum(1)[:, None] > 0) & (rest.sum(0)[None] > 0) & ~pinned) * 1.0
    for _ in range(passes):
        for axis in (1, 0, 2):
            wanted, got = rest.sum(axis, keepdims=True), cells.sum(axis, keepdims=True)
            cells = cells * np.divide(wanted, got, out=np.zeros_like(got), where=got > 0)
    return np.where(pinned, seen, cells)


def pins(seen: np.ndarray, marked: np.ndarray) -> Pinned:
    i, j, k = np.nonzero(marked)
    return Pinned(i, j, k, seen[marked])


@settings(max_examples=40)
@given(seeds)
def test_the_fit_reaches_all_three_sums(seed: int) -> None:
    seen = world(seed)
    found = fitted(seen)
    guess = cube(found)
    assert guess.sum(axis=2) == pytest.approx(seen.sum(axis=2), rel=1e-9)
    assert np.abs(guess.sum(axis=1) - seen.sum(axis=1)).sum() <= 1.01 * found.residual * seen.sum() + 1e-9
    assert np.abs(guess.sum(axis=0) - seen.sum(axis=0)).sum() <= 1.01 * found.residual * seen.sum() + 1e-9
    assert found.residual < 1e-4
    assert (guess >= 0).all()


@settings(max_examples=40)
@given(seeds, st.floats(1e-6, 1e9))
def test_the_unit_changes_nothing(seed: int, unit: float) -> None:
    seen = world(seed)
    assert cube(fitted(seen * unit)) == pytest.approx(cube(fitted(seen)) * unit, rel=1e-6, abs=1e-9 * unit)


@settings(max_examples=40)
@given(seeds)
def test_the_order_of_countries_and_products_changes_nothing(seed: int) -> None:
    seen, random = world(seed), np.random.default_rng(seed)
    rows, columns, products = random.permutation(7), random.permutation(7), random.permutation(5)
    turned = cube(fitted(seen[rows][:, columns][:, :, products]))
    assert turned == pytest.approx(cube(fitted(seen))[rows][:, columns][:, :, products], rel=1e-6, abs=1e-9)


@settings(max_examples=40)
@given(seeds, st.floats(0.02, 0.95))
def test_observed_cells_stand_and_the_rest_reaches_what_is_left(seed: int, share: float) -> None:
    seen = world(seed)
    marked = (np.random.default_rng(seed + 1).random(seen.shape) < share) & (seen[:, :, :1] >= 0)
    found = fitted(seen, pinned=pins(seen, marked))
    guess = cube(found)
    assert (guess[marked] == seen[marked]).all()
    assert guess.sum(axis=2) == pytest.approx(seen.sum(axis=2), rel=1e-9, abs=1e-9 * seen.sum())
    assert np.abs(guess.sum(axis=1) - seen.sum(axis=1)).sum() <= (found.residual + 1e-9) * seen.sum()
    assert found.excess == pytest.approx(0, abs=1e-9 * seen.sum())
    assert (found.observed(1, 2) == marked[1, 2]).all()
    assert found.pair(1, 2) == pytest.approx(guess[1, 2])


@pytest.mark.parametrize("share", [0.0, 0.1, 0.5])
def test_three_factors_give_what_the_whole_cube_gives(share: float) -> None:
    seen = world(3, countries=9, products=6)
    marked = np.random.default_rng(4).random(seen.shape) < share
    for passes in (1, 7):
        found = fit_bilateral(
            seen.sum(2), seen.sum(1), imports=seen.sum(0), pinned=pins(seen, marked), tolerance=0, passes=passes
        )
        assert cube(found) == pytest.approx(slowly(seen, pinned=marked, passes=passes), rel=1e-10)


def test_all_cells_observed_leave_nothing_to_fit() -> None:
    seen = world(5)
    assert (cube(fitted(seen, pinned=pins(seen, np.ones(seen.shape, dtype=bool)))) == seen).all()


def test_an_observed_cell_above_its_sums_stands_and_is_said_to_exceed_them() -> None:
    seen = world(6)
    i, j, k = np.unravel_index(seen.argmax(), seen.shape)
    value = 3 * seen.sum()
    found = fitted(seen, pinned=Pinned(np.array([i]), np.array([j]), np.array([k]), np.array([value])))
    assert found.pair(int(i), int(j))[k] == value
    assert found.excess == pytest.approx(value - min(seen[i, :, k].sum(), seen[:, j, k].sum(), seen[i, j].sum()))


def test_sums_that_contradict_each_other_stand_still_and_are_named() -> None:
    pairs = np.array([[0.0, 6.0], [4.0, 0.0]])
    exports = np.array([[6.0, 0.0], [0.0, 4.0]])
    imports = np.array([[2.0, 2.0], [4.0, 2.0]])
    found = fit_bilateral(pairs, exports, imports=imports)
    assert not found.settled
    assert found.residual > 0.1
    assert found.passes < 50
    assert {miss.side for miss in found.worst} == {"importer"}
    assert abs(found.worst[0].reached - found.worst[0].wanted) == pytest.approx(2)


def test_a_pair_without_a_product_in_common_is_a_residual_of_pairs() -> None:
    pairs = np.array([[0.0, 5.0], [5.0, 0.0]])
    exports, imports = np.array([[5.0, 0.0], [0.0, 5.0]]), np.array([[5.0, 0.0], [0.0, 5.0]])
    found = fit_bilateral(pairs, exports, imports=imports)
    assert found.pairs_residual == pytest.approx(1)
    assert cube(found).sum() == 0


@pytest.mark.parametrize(
    ("change", "why"),
    [
        ({"pairs": np.full((7, 7), np.nan)}, "pairs must be finite"),
        ({"exports": -np.ones((7, 5))}, "exports must be finite and not negative"),
        ({"imports": np.ones((7, 4))}, "expected i x j, i x k, j x k"),
        ({"pairs": np.ones((7, 7)) * 1e6}, "expected one sum"),
        ({"pairs": np.zeros((7, 7)), "exports": np.zeros((7, 5)), "imports": np.zeros((7, 5))}, "expected one sum"),
        ({"pinned": Pinned(*(np.array([1, 1]),) * 3, np.array([1.0, 2.0]))}, "pinned twice"),
        ({"pinned": Pinned(np.array([9]), np.array([1]), np.array([1]), np.array([1.0]))}, "one exporter of 0 to 6"),
        ({"pinned": Pinned(np.array([1]), np.array([1]), np.array([1]), np.array([-1.0]))}, "pinned cells must be"),
    ],
)
def test_bad_sums_are_refused(change: dict[str, np.ndarray], why: str) -> None:
    seen = world(1)
    given_sums = {"pairs": seen.sum(2), "exports": seen.sum(1), "imports": seen.sum(0), "pinned": None} | change
    with pytest.raises(BadInput, match=why):
        fit_bilateral(
            given_sums["pairs"], given_sums["exports"], imports=given_sums["imports"], pinned=given_sums["pinned"]
        )


# TRADE.md 1: exporter, importer, chapter, fitted million USD; within 1 %.
WORLD_CELLS = [
    ("BRA", "AZE", "17", 22.12),
    ("BRA", "AZE", "12", 31.53),
    ("AZE", "ITA", "27", 10_998),
    ("AZE", "BRA", "27", 0.512),
    ("ECU", "AZE", "08", 9.24),
    ("ARG", "AZE", "23", 11.29),
]


def of_the_world() -> BilateralFit:
    every = margins(HELD)
    return fit_bilateral(trade(HELD), every.exports, imports=every.imports, tolerance=0)


def test_the_worlds_cells_are_the_published_ones_and_the_fit_stands_still_where_published() -> None:
    found = of_the_world()
    chapters = margins(HELD).products
    for exporter, importer, chapter, musd in WORLD_CELLS:
        cells = found.pair(HELD.codes.index(exporter), HELD.codes.index(importer))
        assert cells[chapters.index(chapter)] / 1e6 == pytest.approx(musd, rel=0.01)
    assert not found.settled
    assert found.residual == pytest.approx(4.9e-5, rel=0.02)
    assert found.passes < 60
    worst = {(HELD.codes[max(miss.exporter, miss.importer)], chapters[miss.product]) for miss in found.worst[:2]}
    assert worst == {("GMB", "71"), ("KAZ", "71")}


def test_the_default_stops_at_a_ten_thousandth_of_trade() -> None:
    every = margins(HELD)
    found = fit_bilateral(trade(HELD), every.exports, imports=every.imports)
    assert found.settled
    assert found.residual <= 1e-4


@pytest.fixture
def script(monkeypatch: pytest.MonkeyPatch) -> Iterator[object]:
    monkeypatch.syspath_prepend(str(SCRIPTS))
    yield importlib.import_module("trade_trust")
    for name in [name for name in sys.modules if name.startswith("trade_")]:
        del sys.modules[name]


@pytest.mark.raw
def test_the_african_matrix_is_fitted_as_well_as_published(raw_data: Path, script: object) -> None:
    seen = script.observed(raw_data)  # type: ignore[attr-defined]
    found = fit_bilateral(seen.sum(2), seen.sum(1), imports=seen.sum(0), tolerance=1e-8, passes=1000)
    assert found.passes == pytest.approx(187, abs=2)
    errors = script.errors(seen, cube(found))  # type: ignore[attr-defined]
    every = errors.filter(kind="all").row(0, named=True)
    assert every["misallocated_share"] == pytest.approx(0.192, rel=0.02)
    assert every["rank_correlation"] == pytest.approx(0.722, rel=0.02)
    assert every["far_off_share"] == pytest.approx(0.600, rel=0.02)
    cells = errors.filter(kind="cell")["far_off_share"].to_list()
    assert cells == pytest.approx([0.745, 0.623, 0.512, 0.344, 0.143, 0.022], rel=0.02)


@pytest.mark.raw
def test_small_cells_are_overstated_and_noise_in_the_sums_makes_the_fit_worse(raw_data: Path, script: object) -> None:
    seen = script.observed(raw_data)  # type: ignore[attr-defined]
    small = (seen > 0) & (seen < 1e4)
    assert script.fitted(seen)[small].sum() / seen[small].sum() == pytest.approx(44, rel=0.02)  # type: ignore[attr-defined]
    random = np.random.default_rng(0)
    sums = [seen.sum(axis) * np.exp(0.4 * random.normal(size=seen.sum(axis).shape)) for axis in (1, 0)]
    sold, bought = (each * seen.sum() / each.sum() for each in sums)
    found = cube(fit_bilateral(seen.sum(2), sold, imports=bought, tolerance=0, passes=300))
    assert np.abs(found - seen).sum() / 2 / seen.sum() == pytest.approx(0.295, rel=0.02)


@pytest.mark.raw
def test_plainer_guesses_do_worse_by_the_published_amounts(raw_data: Path, script: object) -> None:
    seen = script.observed(raw_data)  # type: ignore[attr-defined]
    pairs, sold, bought = seen.sum(2)[:, :, None], seen.sum(1)[:, None], seen.sum(0)[None]
    product = sold * bought / seen.sum((0, 1))
    guesses = {
        "normalised": pairs * product / product.sum(2, keepdims=True),
        "exporter": pairs * sold / sold.sum(2, keepdims=True),
        "importer": pairs * bought / bought.sum(2, keepdims=True),
        "no totals": product,
    }
    wrong = {name: np.abs(seen - guess).sum() / 2 / seen.sum() for name, guess in guesses.items()}
    published = {"normalised": 0.250, "exporter": 0.303, "importer": 0.407, "no totals": 0.590}
    assert wrong == pytest.approx(published, rel=0.02)


@pytest.mark.raw
def test_the_script_gives_the_shipped_tables_again(raw_data: Path, script: object, tmp_path: Path) -> None:
    script.main(raw_data, tmp_path)  # type: ignore[attr-defined]
    for name in ("estimate_trust", "trade_lots"):
        again = pl.read_csv(tmp_path / f"{name}.csv", schema_overrides={"hs2": pl.String})
        assert_frame_equal(again, table(name), check_dtypes=False, rel_tol=1e-4)


@pytest.mark.parametrize(
    ("usd", "right", "wrong"),
    [(5e5, 0.12, 0.72), (5e6, 0.27, 0.60), (5e7, 0.50, 0.42), (5e8, 0.74, 0.24), (5e9, 0.95, 0.09)],
)
def test_trust_by_size_of_the_pair_is_the_published_one(usd: float, right: float, wrong: float) -> None:
    found = trust(usd)
    assert found.top_right.value == pytest.approx(right, abs=0.006)
    assert found.misallocated.value == pytest.approx(wrong, abs=0.006)
    assert found.top_right.basis is Basis.MODELLED
    assert found.low_usd <= usd
    assert f"{100 * right:.0f} %" in str(found)
    assert set(found.top_right.sources) <= set(sources())


@pytest.mark.parametrize("usd", [0.0, -1.0, float("nan"), float("inf")])
def test_trust_in_no_trade_is_refused(usd: float) -> None:
    with pytest.raises(BadInput, match="positive number of US dollars"):
        trust(usd)


def split(exporter: str, importer: str) -> object:
    return estimated_split(of_the_world(), (exporter, importer), codes=HELD.codes, products=margins(HELD).products)


def test_a_pair_under_a_hundred_million_gets_no_mix_and_is_told_why() -> None:
    with pytest.raises(NotCovered, match=r"below 100 million: top section right in 12 % of 484 pairs"):
        split("AZE", "BRA")


def test_a_pair_of_some_hundred_million_goes_with_a_warning() -> None:
    found = estimated_split(of_the_world(), ("BRA", "AZE"), codes=HELD.codes, products=margins(HELD).products)
    assert "74 %" in found.warning
    assert "24 %" in found.warning
    assert found.products["value_usd"].sum() == pytest.approx(found.total_usd)
    assert found.products["value_usd"].is_sorted(descending=True)
    assert set(found.products["basis"]) == {"modelled"}
    small = found.products.filter(pl.col("caution") == BELOW_ONE_LOT)
    assert set(small["product"]) <= set(table("trade_lots")["hs2"])
    assert set(small["product"]) == {"31"}  # some thousand dollars of fertilizer are no ship's load


def test_a_large_pair_goes_without_a_warning_and_an_observed_cell_says_so() -> None:
    every = margins(HELD)
    i, j, k = HELD.codes.index("AZE"), HELD.codes.index("ITA"), every.products.index("27")
    cell = Pinned(*(np.array([each]) for each in (i, j, k)), np.array([12e9]))
    fit = fit_bilateral(trade(HELD), every.exports, imports=every.imports, pinned=cell)
    found = estimated_split(fit, ("AZE", "ITA"), codes=HELD.codes, products=every.products)
    assert found.warning == ""
    first = found.products.row(0, named=True)
    assert (first["product"], first["value_usd"], first["basis"]) == ("27", 12e9, "observed")


def test_a_pair_without_trade_or_an_unknown_code_is_refused() -> None:
    with pytest.raises(NotCovered, match="no trade from AZE to ARG"):
        split("AZE", "ARG")
    with pytest.raises(UnknownCode, match="AZX"):
        split("AZX", "ARG")
