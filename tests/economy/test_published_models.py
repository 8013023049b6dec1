"""What others printed, from their own data: NAFTA, the enlargement of the European Union, Canada and Japan."""

from collections.abc import Callable
from pathlib import Path
from types import ModuleType

import numpy as np
import polars as pl
import pytest

from alat.economy import (
    Baseline,
    Closure,
    Equilibrium,
    Shock,
    multistart,
    one_sector,
    path_split,
    solve,
)
from alat.trade.gravity_fit import fit_gravity

pytestmark = pytest.mark.raw


@pytest.fixture(scope="module")
def nafta(raw_data: Path, module_at: Callable[[Path], ModuleType]) -> tuple[Baseline, Shock]:
    """Return the world of 1993 without deficits, and the tariffs that NAFTA changed; 31 countries, 40 sectors."""
    reader = module_at(Path(__file__).parents[2] / "benchmarks" / "nafta.py")
    world: tuple[Baseline, Shock] = reader.nafta_world(raw_data / "reference" / "caliendo_parro" / "cp2015.npz")
    return world


@pytest.fixture(scope="module")
def after_nafta(nafta: tuple[Baseline, Shock]) -> Equilibrium:
    return solve(*nafta)


# Golden: Caliendo & Parro (2015), abstract: welfare by their formula, in per cent, two decimals as printed.
@pytest.mark.parametrize(("country", "printed"), [("Mexico", 1.31), ("Canada", -0.06), ("USA", 0.08)])
def test_nafta_has_the_published_welfare_by_the_published_formula(
    after_nafta: Equilibrium, country: str, printed: float
) -> None:
    place = after_nafta.countries.index(country)
    assert round(100 * float(after_nafta.welfare_formula[place]), 2) == printed


# The rise of trade within the bloc as the same abstract prints it: 118 % for Mexico, 11 % for Canada, 41 % for the USA.
@pytest.mark.parametrize(("country", "printed"), [("Mexico", 118), ("Canada", 11), ("USA", 41)])
def test_trade_within_the_bloc_grows_as_published(
    nafta: tuple[Baseline, Shock], after_nafta: Equilibrium, country: str, printed: int
) -> None:
    baseline, _ = nafta
    home = baseline.countries.index(country)
    others = [baseline.countries.index(name) for name in ("Mexico", "Canada", "USA") if name != country]
    before = baseline.shares * baseline.expenditure[:, None, :] / (1 + baseline.tariff)
    growth = after_nafta.trade_before_duty[home, others].sum() / before[home, others].sum() - 1
    assert round(100 * float(growth)) == printed


def test_the_exact_welfare_of_mexico_is_far_from_the_formula_and_the_path_says_why(
    nafta: tuple[Baseline, Shock], after_nafta: Equilibrium
) -> None:
    baseline, shock = nafta
    parts = path_split(baseline, shock)
    mexico = baseline.countries.index("Mexico")
    assert parts.gap < 1e-9
    assert np.expm1(parts.total[mexico]) == pytest.approx(after_nafta.welfare[mexico], abs=1e-12)
    # Imports more than double as duty falls to nil on them: the first piece of the cut raises far more than the last.
    assert parts.volume_of_trade[mexico] < 0.5 * after_nafta.volume_of_trade[mexico]
    # The table in docs/economy.md, in per cent.
    rows = {"Mexico": (1.312, 0.007, -0.678, 0.685), "Canada": (-0.064, -0.110, -0.109, -0.001)}
    for country, printed in (rows | {"USA": (0.085, 0.074, 0.058, 0.016)}).items():
        n = baseline.countries.index(country)
        columns = (after_nafta.welfare_formula, after_nafta.welfare, parts.terms_of_trade, parts.volume_of_trade)
        assert [100 * float(each[n]) for each in columns] == pytest.approx(printed, abs=6e-4)
    assert 100 * after_nafta.real_wage[mexico] == pytest.approx(1.72, abs=5e-3)


def test_other_starts_find_the_same_world_after_nafta(nafta: tuple[Baseline, Shock]) -> None:
    assert multistart(*nafta, starts=3, spread=0.05).furthest < 1e-9


@pytest.mark.parametrize("closure", list(Closure))
def test_without_deficits_the_closure_does_not_matter(
    nafta: tuple[Baseline, Shock], after_nafta: Equilibrium, closure: Closure
) -> None:
    after = solve(*nafta, closure=closure)
    np.testing.assert_allclose(after.welfare, after_nafta.welfare, rtol=0, atol=1e-10)
    assert after.certificate.excess_demand < 1e-10
    assert after.certificate.price_gap < 1e-10


@pytest.fixture(scope="module")
def enlargement(raw_data: Path) -> tuple[Baseline, Shock]:
    """Return 44 countries in 2000 and the enlargement of the European Union, as the example of ge_gravity has it."""
    listed = pl.read_csv(raw_data / "reference" / "ge_gravity" / "TradeData0014.csv", infer_schema_length=None)
    abroad = listed.filter(pl.col("exporter") != pl.col("importer"))
    effects = ("exporter^year", "importer^year", "exporter^importer")
    partial = fit_gravity(abroad, trade="trade", on=["eu_enlargement", "other_fta"], effects=effects)
    first, last = (listed.filter(pl.col("year") == year).sort("exporter", "importer") for year in (2000, 2014))
    names = first["exporter"].unique().sort().to_list()
    square = (len(names), len(names))
    flows = first["trade"].to_numpy().reshape(square)
    joined = (last["eu_enlargement"] - first["eu_enlargement"]).to_numpy().reshape(square)
    baseline = one_sector(names, flows, gross_output=flows.sum(axis=1), value_added_share=1.0, theta=4.0)
    return baseline, Shock(np.exp(-partial.value("eu_enlargement") / 4.0 * joined.T)[:, :, None])


# Golden: the documentation of GEGravity (R, by the authors of the Stata module ge_gravity), article "compare":
# Australia, all digits printed; trade of Australia with AUS, AUT, BEL, BGR, BRA, CAN.
@pytest.mark.parametrize(
    ("closure", "real_wage", "wage", "price", "exports"),
    [
        (
            Closure.WORLD_SHARE,
            0.9999945,
            0.9999236,
            0.9999292,
            [704738.8, 62.00899, 345.4304, 5.302484, 557.6790, 1583.680],
        ),
        (
            Closure.MULTIPLICATIVE,
            0.9999948,
            0.9999268,
            0.9999321,
            [704740.7, 62.00460, 345.4142, 5.261708, 557.6743, 1583.683],
        ),
    ],
)
def test_the_enlargement_gives_the_numbers_of_ge_gravity(
    enlargement: tuple[Baseline, Shock], closure: Closure, real_wage: float, wage: float, *, price: float, exports: list
) -> None:
    baseline, shock = enlargement
    after = solve(baseline, shock, closure=closure)
    home = after.countries.index("AUS")
    found = (1 + after.real_wage[home], after.wages[home], after.price_index[home])
    assert found == pytest.approx((real_wage, wage, price), abs=6e-8)
    buyers = [after.countries.index(code) for code in ("AUS", "AUT", "BEL", "BGR", "BRA", "CAN")]
    # The module stops when no flow moves by more than 1e-8, which can be felt in the seventh digit.
    # With multiplicative imbalances the module does not scale spending to what the world earns; its trade is that of
    # ours over the scale.
    earned = after.wages * baseline.value_added
    kept = 1 + baseline.deficit / baseline.value_added
    scale = earned.sum() / (earned * kept).sum() if closure is Closure.MULTIPLICATIVE else 1.0
    np.testing.assert_allclose(after.trade[buyers, home, 0] / scale, exports, rtol=3e-7)
    if closure is Closure.WORLD_SHARE:
        assert 1 + after.welfare[home] == pytest.approx(0.9999938, abs=6e-8)


@pytest.fixture(scope="module")
def sample(raw_data: Path) -> dict[str, np.ndarray]:
    """Return ease of trade before and after, output and spending of gegravity's sample, 30 countries, 2006."""
    rows = pl.read_csv(raw_data / "reference" / "gegravity" / "gegravity_sample_data_set.dlm")
    # The estimates in the example that comes with gegravity.
    slopes = {
        "lndist": -0.3898623,
        "contiguity": 0.891577,
        "common_language": 0.0326249,
        "pta": 0.4711383,
        "international": -3.412584,
    }
    rows = rows.with_columns(ease=sum(pl.col(name) * b for name, b in slopes.items()).exp()).sort(
        "exporter", "importer"
    )
    names = rows["exporter"].unique().sort().to_list()
    before = rows["ease"].to_numpy().reshape(len(names), len(names))
    after = before.copy()
    pair = (names.index("CAN"), names.index("JPN"))
    for way in (pair, pair[::-1]):
        after[way] *= np.exp(slopes["pta"])
    output = rows.unique("exporter").sort("exporter")["Y"].to_numpy().astype(float)
    spent = rows.unique("importer").sort("importer")["E"].to_numpy().astype(float)
    spent *= output.sum() / spent.sum()
    return {"names": np.array(names), "before": before, "after": after, "output": output, "spent": spent}


def effects(ease: np.ndarray, sample: dict[str, np.ndarray]) -> tuple[np.ndarray, np.ndarray]:
    """Return the effects of sellers and buyers that make a structural gravity model sell and spend what it should."""
    buyers = np.ones(len(ease))
    for _ in range(2_000):
        sellers = sample["output"] / (ease @ buyers)
        buyers = sample["spent"] / (sellers @ ease)
    return sellers, buyers


def test_gegravity_holds_output_and_spending_where_they_were_which_gives_what_it_prints(
    sample: dict[str, np.ndarray],
) -> None:
    # gegravity 0.3, run on this sample, prints GDP changes of 0.418261, 0.053755 and -0.007411 % for Canada, Japan and
    # the USA. They follow from the market shares of unchanged nominal output and spending: prices move, incomes do not.
    (old_sold, old_bought), (new_sold, new_bought) = (effects(sample[one], sample) for one in ("before", "after"))
    theta = 4.0
    changed = ((new_sold / old_sold) / (old_bought / new_bought)) ** (-1 / theta) - 1
    named = dict(zip(sample["names"], 100 * changed, strict=True))
    for code, printed in (("CAN", 0.418261), ("JPN", 0.053755), ("USA", -0.007411)):
        assert named[code] == pytest.approx(printed, abs=1e-6)


@pytest.mark.parametrize("closure", [Closure.WORLD_SHARE, Closure.MULTIPLICATIVE])
def test_with_incomes_that_follow_prices_canada_gains_a_little_more(
    sample: dict[str, np.ndarray], closure: Closure
) -> None:
    sellers, buyers = effects(sample["before"], sample)
    flows = sellers[:, None] * sample["before"] * buyers
    names = sample["names"].tolist()
    baseline = one_sector(names, flows, gross_output=flows.sum(axis=1), value_added_share=1.0, theta=4.0)
    cost = (sample["after"] / sample["before"]).T ** -0.25
    after = solve(baseline, Shock(cost[:, :, None]), closure=closure)
    assert 100 * after.real_wage[names.index("CAN")] == pytest.approx(0.428, abs=5e-4)
