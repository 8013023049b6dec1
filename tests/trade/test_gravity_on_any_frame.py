"""The gravity fit on any frame: a dense reference, laws, what is left out, and what is refused."""

import importlib
from types import ModuleType

import numpy as np
import polars as pl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from alat.data.interchange import to_arrow
from alat.errors import BadInput, MissingExtra, NotConvergent, UnknownCode
from alat.trade.gravity_fit import fit_gravity


@settings(max_examples=15, deadline=None)
@given(st.integers(0, 10_000))
def test_a_fit_equals_the_dense_reference(irls: ModuleType, seed: int) -> None:
    frame = world(seed)
    found = fit_gravity(frame, trade="trade", on=["x", "z"], effects=("exporter", "importer"), cluster=["pair"])
    codes = [np.unique(frame[name].to_numpy(), return_inverse=True)[1] for name in ("exporter", "importer", "pair")]
    y = frame["trade"].to_numpy()
    b, design, mean = irls.dense_ppml(y, frame.select("x", "z").to_numpy(), effects=codes[:2])
    assert [found.value("x"), found.value("z")] == pytest.approx(b, abs=1e-8)
    assert found.rows["expected"].to_numpy() == pytest.approx(mean, rel=1e-7)
    groups = codes[2].max() + 1
    factor = (y.size - 1) / (y.size - design.shape[1]) * groups / (groups - 1)
    raw = irls.sandwich(y, mean, design=design, clusters=[codes[2]])
    assert [found.error("x"), found.error("z")] == pytest.approx(np.sqrt(np.diag(raw)[:2] * factor), rel=1e-6)


def test_errors_clustered_two_ways_equal_the_dense_reference(irls: ModuleType) -> None:
    frame = world(5, size=12)
    found = fit_gravity(
        frame, trade="trade", on=["x"], effects=("exporter", "importer"), cluster=["exporter", "importer"]
    )
    codes = [np.unique(frame[name].to_numpy(), return_inverse=True)[1] for name in ("exporter", "importer")]
    y = frame["trade"].to_numpy()
    _, design, mean = irls.dense_ppml(y, frame.select("x").to_numpy(), effects=codes)
    raw = irls.sandwich(y, mean, design=design, clusters=codes)
    # Both effects lie inside clusters, and so each counts as one parameter.
    factor = (y.size - 1) / (y.size - 2) * 12 / 11
    assert found.error("x") == pytest.approx(np.sqrt(raw[0, 0] * factor), rel=1e-6)
    assert "K = 2" in found.degrees


@settings(max_examples=10, deadline=None)
@given(st.integers(0, 10_000), st.sampled_from([1e-9, 1e-3, 1e6]))
def test_a_change_of_unit_shifts_the_effects_and_nothing_else(seed: int, unit: float) -> None:
    frame = world(seed)
    shared = {"trade": "trade", "on": ["x", "z"], "cluster": ["pair"]}
    one = fit_gravity(frame, **shared)
    other = fit_gravity(frame.with_columns(pl.col("trade") * unit), **shared)
    for column in ("value", "standard_error"):
        assert other.coefficients[column].to_list() == pytest.approx(one.coefficients[column].to_list(), rel=1e-8)
    assert (other.rows["expected"] / one.rows["expected"]).to_numpy() == pytest.approx(unit, rel=1e-8)


@settings(max_examples=10, deadline=None)
@given(st.integers(0, 10_000), st.floats(1e-4, 1e4))
def test_a_change_of_a_regressors_unit_scales_its_coefficient(seed: int, unit: float) -> None:
    frame = world(seed)
    one = fit_gravity(frame, trade="trade", on=["x", "z"])
    other = fit_gravity(frame.with_columns(pl.col("x") * unit), trade="trade", on=["x", "z"])
    assert other.value("x") * unit == pytest.approx(one.value("x"), rel=1e-7)
    assert other.value("z") == pytest.approx(one.value("z"), rel=1e-7)


@settings(max_examples=10, deadline=None)
@given(st.integers(0, 10_000))
def test_the_order_of_rows_and_of_regressors_changes_nothing(seed: int) -> None:
    frame = world(seed)
    one = fit_gravity(frame, trade="trade", on=["x", "z"], cluster=["pair"])
    other = fit_gravity(
        frame.sample(fraction=1, shuffle=True, seed=seed), trade="trade", on=["z", "x"], cluster=["pair"]
    )
    assert other.coefficients["name"].to_list() == ["z", "x"]
    for name in ("x", "z"):
        assert other.value(name) == pytest.approx(one.value(name), abs=1e-9)
        assert other.error(name) == pytest.approx(one.error(name), rel=1e-7)


@settings(max_examples=10, deadline=None)
@given(st.integers(0, 10_000))
def test_fitted_trade_adds_up_to_what_each_exporter_and_importer_traded(seed: int) -> None:
    frame = world(seed)
    found = fit_gravity(frame, trade="trade", on=["x"])
    both = frame.with_columns(expected=found.rows["expected"])
    for side in ("exporter", "importer"):
        totals = both.group_by(side).agg(pl.col("trade").sum(), pl.col("expected").sum())
        assert totals["expected"].to_numpy() == pytest.approx(totals["trade"].to_numpy(), rel=1e-9)
    assert found.adding_up < 1e-9


def test_the_same_rows_give_the_same_from_polars_pandas_and_arrow() -> None:
    frame = world(7)
    found = [
        fit_gravity(one, trade="trade", on=["x"]) for one in (frame, frame.lazy(), frame.to_pandas(), to_arrow(frame))
    ]
    assert len({one.value("x") for one in found}) == 1


def test_names_with_blanks_and_columns_with_blanks_are_no_trouble() -> None:
    frame = world(7)
    blank = frame.with_columns(pl.concat_str(pl.lit("Land of "), "exporter").alias("who sells")).rename(
        {"trade": "value in USD", "x": "log distance (km)"}
    )
    found = fit_gravity(
        blank, trade="value in USD", on=["log distance (km)"], effects=("who sells", "importer"), cluster=["who sells"]
    )
    assert found.value("log distance (km)") == pytest.approx(fit_gravity(frame, trade="trade", on=["x"]).value("x"))


def test_what_is_missing_is_counted_and_named_and_left_out() -> None:
    frame = world(3)
    holed = frame.with_columns(
        x=pl.when(pl.int_range(pl.len()) < 3).then(None).otherwise("x"),
        exporter=pl.when(pl.int_range(pl.len()) == 10).then(pl.lit(" ")).otherwise("exporter"),
    )
    found = fit_gravity(holed, trade="trade", on=["x"])
    assert (found.missing, found.kept) == (4, frame.height - 4)
    assert found.lost.rows() == [("missing", "x", "", 3), ("missing", "exporter", "", 1)]
    assert found.rows["state"][:3].to_list() == ["missing"] * 3
    assert found.rows["expected"].null_count() == 4
    rest = fit_gravity(holed.filter(pl.int_range(pl.len()) > 10).vstack(holed[3:10]), trade="trade", on=["x"])
    assert rest.value("x") == pytest.approx(found.value("x"), abs=1e-9)


def test_an_exporter_without_trade_is_separated_and_named() -> None:
    frame = world(3).with_columns(trade=pl.when(pl.col("exporter") == "C2").then(0.0).otherwise("trade"))
    found = fit_gravity(frame, trade="trade", on=["x"])
    assert found.separated == 7
    assert found.lost.rows() == [("separated", "exporter", "C2", 7)]
    assert found.value("x") == pytest.approx(
        fit_gravity(frame.filter(pl.col("exporter") != "C2"), trade="trade", on=["x"]).value("x"), abs=1e-9
    )


def test_a_row_alone_in_an_effect_is_a_singleton_and_its_loss_changes_no_slope() -> None:
    frame = world(3)
    lone = pl.DataFrame({"exporter": "ALONE", "importer": "C1", "pair": "lone", "trade": 5.0, "x": 0.4, "z": 0.1})
    found = fit_gravity(pl.concat([frame, lone.select(frame.columns)]), trade="trade", on=["x"])
    assert (found.singletons, found.kept) == (1, frame.height)
    assert found.lost.rows() == [("singleton", "exporter", "ALONE", 1)]
    assert found.value("x") == pytest.approx(fit_gravity(frame, trade="trade", on=["x"]).value("x"), abs=1e-10)


def test_rows_that_a_mix_of_regressors_separates_are_counted() -> None:
    # d is 1 on rows without trade, and on one row with: by itself no effect tells; with e beside it, d - e does.
    frame = world(11).with_columns(d=(pl.int_range(pl.len()) < 6).cast(pl.Float64))
    frame = frame.with_columns(trade=pl.when(pl.int_range(pl.len()) < 5).then(0.0).otherwise("trade"))
    both = frame.with_columns(e=(pl.int_range(pl.len()) == 5).cast(pl.Float64))
    assert fit_gravity(frame, trade="trade", on=["x", "d"]).separated == 0
    with pytest.raises(BadInput, match=r"mix of the effects .* and of the other regressors"):
        # Once the five rows are gone, d and e are one and the same.
        fit_gravity(both, trade="trade", on=["x", "d", "e"])
    alone = frame.with_columns(d=pl.when(pl.int_range(pl.len()) == 5).then(0.0).otherwise("d"), w=pl.col("z"))
    with pytest.raises(BadInput, match="d is 0 in every one of"):
        fit_gravity(alone, trade="trade", on=["x", "d"])


@pytest.mark.parametrize(
    ("change", "message"),
    [
        (pl.col("trade") - 1e6, "trade, row 1: .*not negative"),
        (pl.col("trade") * 0, "every one of 56 trade values is zero"),
        (pl.col("trade") * 0 + 5, "every one of 56 trade values is 5"),
        (pl.lit("much").alias("trade"), "column trade, row 1: 'much'; expected a number"),
        (pl.lit(float("-inf")).alias("x"), "column x, row 1: -inf; expected a finite number"),
        (pl.lit(3.0).alias("x"), "x is 3 in every one of 56 rows"),
        (pl.lit(None, dtype=pl.Float64).alias("x"), "56 with a missing value"),
    ],
)
def test_rows_that_cannot_be_fitted_are_refused_in_words(change: pl.Expr, message: str) -> None:
    with pytest.raises(BadInput, match=message):
        fit_gravity(world(1).with_columns(change), trade="trade", on=["x"])


def test_one_exporter_alone_is_refused() -> None:
    with pytest.raises(BadInput, match="nothing is left to fit: of 7 rows 7 are alone in an effect"):
        fit_gravity(world(1).filter(pl.col("exporter") == "C1"), trade="trade", on=["x"])


def test_a_regressor_that_is_a_mix_of_the_effects_is_refused() -> None:
    frame = world(1).with_columns(size=pl.col("exporter").rank("dense").cast(pl.Float64))
    for on in (["size"], ["x", "size"]):
        with pytest.raises(BadInput, match="size is a mix of the effects"):
            fit_gravity(frame, trade="trade", on=on)
    with pytest.raises(BadInput, match="twice_x is a mix"):
        fit_gravity(frame.with_columns(twice_x=2 * pl.col("x")), trade="trade", on=["x", "twice_x"])


def test_names_that_are_wrong_are_refused_with_near_ones() -> None:
    frame = world(1)
    with pytest.raises(UnknownCode, match=r"unknown column 'importr'; did you mean importer or exporter\?"):
        fit_gravity(frame, trade="trade", on=["x"], effects=("exporter", "importr"))
    with pytest.raises(BadInput, match="x is named twice"):
        fit_gravity(frame, trade="trade", on=["x", "x"])
    with pytest.raises(BadInput, match="exporter is named twice among the effects"):
        fit_gravity(frame, trade="trade", on=["x"], effects=("exporter", "exporter"))
    with pytest.raises(BadInput, match="cannot explain itself"):
        fit_gravity(frame, trade="trade", on=["trade"])
    with pytest.raises(BadInput, match="no regressor was named"):
        fit_gravity(frame, trade="trade", on=[])
    with pytest.raises(BadInput, match="one or two"):
        fit_gravity(frame, trade="trade", on=["x"], cluster=["pair", "exporter", "importer"])
    with pytest.raises(BadInput, match="has one group"):
        fit_gravity(frame.with_columns(world=pl.lit("all")), trade="trade", on=["x"], cluster=["world"])
    with pytest.raises(BadInput, match="is a list; expected a Polars, pandas or Arrow frame"):
        fit_gravity([1, 2], trade="trade", on=["x"])
    with pytest.raises(BadInput, match="has no rows"):
        fit_gravity(frame.clear(), trade="trade", on=["x"])


def test_more_parameters_than_rows_are_refused() -> None:
    frame = world(1, size=3)
    with pytest.raises(BadInput, match=r"nothing is left|rows for .* parameters|mix of the effects"):
        fit_gravity(frame, trade="trade", on=["x", "z"])


def test_without_pyfixest_the_error_says_how_to_install_it(monkeypatch: pytest.MonkeyPatch) -> None:
    solver = importlib.import_module("alat.trade.gravity_solver")
    monkeypatch.setattr(solver, "LIBRARY", "no_such_library_at_all")
    with pytest.raises(MissingExtra, match=r"pip install 'alat\[gravity\]'"):
        fit_gravity(world(1), trade="trade", on=["x"])
    monkeypatch.setattr(solver, "LIBRARY", "math")
    with pytest.raises(MissingExtra, match="too old"):
        fit_gravity(world(1), trade="trade", on=["x"])


def test_a_fit_that_runs_out_of_steps_gives_no_number(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(importlib.import_module("alat.trade.gravity_solver"), "STEPS", 2)
    with pytest.raises(NotConvergent, match="the gravity equation did not converge"):
        fit_gravity(world(1), trade="trade", on=["x"])


def world(seed: int, *, size: int = 8) -> pl.DataFrame:
    """Return a small world: every ordered pair, two regressors, Poisson trade of at least one for each party."""
    random = np.random.default_rng(seed)
    sells, buys = np.nonzero(~np.eye(size, dtype=bool))
    x, z = random.normal(size=(2, sells.size))
    effects = random.normal(size=(2, size))
    mean = 20 * np.exp(effects[0][sells] + effects[1][buys] - 0.8 * x + 0.3 * z)
    names = np.array([f"C{i}" for i in range(size)])
    return pl.DataFrame(
        {
            "exporter": names[sells],
            "importer": names[buys],
            "pair": [f"{min(pair)}-{max(pair)}" for pair in zip(sells.tolist(), buys.tolist(), strict=True)],
            "trade": random.poisson(mean) + (buys == (sells + 1) % size).astype(float),
            "x": x,
            "z": z,
        }
    )
