"""The gravity fit against published numbers: the Advanced Guide's two applications, and the shipped totals."""

from collections.abc import Sequence
from pathlib import Path
from types import ModuleType

import numpy as np
import pandas as pd
import polars as pl
import pytest

from alat.trade.gravity_fit import GravityFit, fit_gravity, fit_log_linear
from alat.trade.gravity_sample import snapshot_sample
from alat.trade.ppml import fit_ppml

THREE_WAY = ("exporter^year", "importer^year", "pair")
SIX_YEARS = range(1986, 2007, 4)
# Yotov, Piermartini, Monteiro & Larch (2016), An Advanced Guide to Trade Policy Analysis. The coefficients and errors
# of chapter 2 are those of Stata logs (TradeWithoutBorder.log, RTAsEffects.log), those of chapter 1, table 1, of the
# replication by Vargas Sepulveda; both in https://github.com/pachadotdev/tradepolicy.
BORDER = {"ln_DIST": (-0.7912879, 0.0501494), "CNTG": (0.6736456, 0.1073719), "INTL_BRDR": (-2.47445, 0.1193816)}
TABLE_1_OLS = {"ln_DIST": (-1.002, 0.027), "CNTG": (0.574, 0.185), "LANG": (0.802, 0.082), "CLNY": (0.735, 0.144)}
TABLE_1_FE = {"ln_DIST": (-1.2156, 0.0376), "CNTG": (0.2232, 0.1995), "LANG": (0.6609, 0.0807), "CLNY": (0.6705, 0.147)}
TABLE_1_PPML = {
    "ln_DIST": (-0.8409, 0.0317),
    "CNTG": (0.4374, 0.0832),
    "LANG": (0.2475, 0.0765),
    "CLNY": (-0.2225, 0.1162),
}
DISTANCE_BY_YEAR = {
    1986: (-0.8593, 0.0370),
    1990: (-0.8341, 0.0377),
    1994: (-0.8348, 0.0351),
    1998: (-0.8469, 0.0354),
    2002: (-0.8484, 0.0316),
    2006: (-0.8356, 0.0312),
}


@pytest.fixture(scope="module")
def guide(raw_data: Path) -> pl.DataFrame:
    """Return the data of chapter 2, application 2: 69 countries, home sales included."""
    frame = pd.read_stata(raw_data / "reference" / "gravity" / "Chapter2Application2.dta")
    return pl.from_pandas(frame).with_columns(
        pl.col("pair_id", "year").cast(pl.Int64),
        ln_DIST=pl.col("DIST").log(),
        INTL_BRDR=pl.col("exporter") != pl.col("importer"),
    )


@pytest.mark.raw
def test_borders_of_2006_give_the_published_coefficients_and_errors(guide: pl.DataFrame) -> None:
    found = fit_gravity(guide.filter(pl.col("year") == 2006), trade="trade", on=list(BORDER), degrees="clusters")
    _matches(found, BORDER, abs_tolerance=6e-7)
    assert found.kept == 4_761
    assert found.squared_correlation == pytest.approx(0.99450921, abs=5e-9)
    assert found.deviance == pytest.approx(4_542_202, abs=0.5)


@pytest.mark.raw
def test_trade_agreements_with_pair_effects_give_the_published_effect_and_separation(guide: pl.DataFrame) -> None:
    asked = guide.filter(pl.col("year").is_in(list(SIX_YEARS))).with_columns(pair="pair_id")
    found = fit_gravity(asked, trade="trade", on=["RTA"], effects=THREE_WAY, degrees="clusters")
    _matches(found, {"RTA": (0.5571853, 0.055771)}, abs_tolerance=6e-6)
    assert (found.given, found.kept, found.separated, found.singletons) == (28_566, 28_482, 84, 0)
    assert found.lost["rows"].to_list() == [12] * 7
    assert set(found.lost["reason"]) == {"separated"}
    assert found.squared_correlation == pytest.approx(0.99877503, abs=5e-9)
    assert found.deviance == pytest.approx(2_630_487, abs=0.5)


@pytest.mark.raw
def test_clustered_errors_are_the_published_ones(guide: pl.DataFrame) -> None:
    abroad = guide.filter(pl.col("year").is_in(list(SIX_YEARS)) & pl.col("INTL_BRDR"))
    shared = {"trade": "trade", "on": list(TABLE_1_PPML), "cluster": ["pair_id"], "degrees": "clusters"}
    effects = THREE_WAY[:2]
    poisson = fit_gravity(abroad, effects=effects, **shared)
    assert poisson.kept == 28_152
    _matches(poisson, TABLE_1_PPML, abs_tolerance=6e-5)
    logs = fit_log_linear(abroad, effects=effects, **shared)
    assert (logs.kept, logs.zeros) == (25_689, 2_463)
    _matches(logs, TABLE_1_FE, abs_tolerance=6e-5)
    assert logs.squared_correlation == pytest.approx(0.8432, abs=5e-5)


@pytest.mark.raw
def test_least_squares_without_effects_give_the_published_column(guide: pl.DataFrame) -> None:
    sizes = guide.filter(pl.col("year").is_in(list(SIX_YEARS))).with_columns(
        ln_Y=pl.col("trade").sum().over("exporter", "year").log(),
        ln_E=pl.col("trade").sum().over("importer", "year").log(),
    )
    abroad = sizes.filter("INTL_BRDR")
    names = [*TABLE_1_OLS, "ln_Y", "ln_E"]
    found = fit_log_linear(abroad, trade="trade", on=names, effects=(), cluster=["pair_id"], degrees="clusters")
    _matches(found, {**TABLE_1_OLS, "constant": (-11.283, 0.296), "ln_Y": (1.190, 0.009)}, abs_tolerance=6e-4)


@pytest.mark.raw
def test_distance_by_year_gives_the_published_column(guide: pl.DataFrame) -> None:
    by_year = {f"ln_DIST_{year}": pl.col("ln_DIST") * (pl.col("year") == year) for year in SIX_YEARS}
    abroad = guide.filter(pl.col("year").is_in(list(SIX_YEARS)) & pl.col("INTL_BRDR")).with_columns(**by_year)
    names = [*by_year, "CNTG", "LANG", "CLNY"]
    shared = {"cluster": ["pair_id"], "degrees": "clusters"}
    found = fit_gravity(abroad, trade="trade", on=names, effects=THREE_WAY[:2], **shared)
    _matches(found, {f"ln_DIST_{year}": pair for year, pair in DISTANCE_BY_YEAR.items()}, abs_tolerance=6e-5)


@pytest.mark.raw
def test_the_enlargement_sample_is_fitted_as_a_dense_reference_fits_it(raw_data: Path, irls: ModuleType) -> None:
    listed = pl.read_csv(raw_data / "reference" / "ge_gravity" / "TradeData0014.csv", infer_schema_length=None)
    abroad = listed.filter(pl.col("exporter") != pl.col("importer"))
    few = sorted(abroad["exporter"].unique())[:14]
    small = abroad.filter(pl.col("exporter").is_in(few) & pl.col("importer").is_in(few))
    names, effects = ["eu_enlargement", "other_fta"], ("exporter^year", "importer^year", "exporter^importer")
    found = fit_gravity(small, trade="trade", on=names, effects=effects, cluster=["exporter^importer"])
    joined = [small.select(level=pl.concat_str(one.split("^"), separator=" ")) for one in effects]
    codes = [np.unique(one["level"].to_numpy(), return_inverse=True)[1] for one in joined]
    b, design, mean = irls.dense_ppml(small["trade"].to_numpy(), small.select(names).to_numpy(), effects=codes)
    assert [found.value(name) for name in names] == pytest.approx(b, abs=1e-8)
    raw = irls.sandwich(small["trade"].to_numpy(), mean, design=design, clusters=[codes[2]])
    n, groups, years = small.height, codes[2].max() + 1, 4
    parameters = 2 + 2 * len(few) * years - 1
    factor = (n - 1) / (n - parameters) * groups / (groups - 1)
    assert [found.error(name) for name in names] == pytest.approx(np.sqrt(np.diag(raw)[:2] * factor), rel=1e-6)


def test_the_shipped_totals_give_the_golden_coefficients_and_errors() -> None:
    # TRADE.md 2.1, errors clustered by pair.
    sample = snapshot_sample()
    found = fit_gravity(sample.frame, trade=sample.trade, on=sample.on, effects=sample.effects, cluster=sample.cluster)
    assert found.kept == 30_654
    assert found.coefficients["value"].to_list() == pytest.approx([-0.83217, 0.44752, 0.09600, 0.08545], abs=6e-6)
    assert found.coefficients["standard_error"].to_list() == pytest.approx([0.043, 0.115, 0.087, 0.109], abs=6e-4)
    assert found.adding_up < 1e-12


def test_the_shipped_totals_give_what_the_snapshots_own_solver_gives() -> None:
    sample = snapshot_sample()
    found = fit_gravity(sample.frame, trade=sample.trade, on=sample.on, effects=sample.effects, degrees="clusters")
    places = sorted(set(sample.frame["exporter"]))
    at = [[places.index(code) for code in sample.frame[side]] for side in ("exporter", "importer")]
    used, flows, regressors = (np.zeros((*front, len(places), len(places))) for front in ((), (), (4,)))
    used[*at], flows[*at] = 1, sample.frame["trade_usd"]
    regressors[:, *at] = sample.frame.select(sample.on).to_numpy().T
    own = fit_ppml(flows, regressors, used=used == 1)
    assert found.coefficients["value"].to_list() == pytest.approx(own.coefficients, abs=1e-8)
    factor = np.sqrt(found.kept / (found.kept - 1))
    assert found.coefficients["standard_error"].to_list() == pytest.approx(own.standard_errors * factor, rel=1e-6)


def _matches(found: GravityFit, published: dict[str, tuple[float, float]], *, abs_tolerance: float) -> None:
    names: Sequence[str] = list(published)
    assert [found.value(name) for name in names] == pytest.approx(
        [one[0] for one in published.values()], abs=abs_tolerance
    )
    assert [found.error(name) for name in names] == pytest.approx(
        [one[1] for one in published.values()], abs=abs_tolerance
    )
