"""Time a gravity fit against what else would do it, in one run: prints rows for benchmarks/RESULTS.md.

Run alone: `.venv/bin/python benchmarks/gravity.py`. Each contender works in a process of its own on the same made
panel: 201 countries, 20 years, every pair (804,000 rows, many of them zeros), exporter-year, importer-year and pair
effects; importing its library counts. statsmodels makes a column of each effect, 28,000 of them here, which no memory
holds: it is given one year with exporter and importer effects (40,200 rows, 402 columns), and so is Alat beside it.
"""

import json
import os
import subprocess
import sys
import time
import warnings
from collections.abc import Callable, Iterator

import numpy as np
import polars as pl
from peak import own_peak_bytes

COUNTRIES, YEARS, SLOPE = 201, 20, -0.8
EFFECTS = ("exporter^year", "importer^year", "pair")
_THREE_WAY = "PPML, 804,000 rows, exporter-year, importer-year and pair effects, errors by pair"
_TWO_WAY = "PPML, 40,200 rows, exporter and importer effects"


def main(arguments: list[str]) -> None:
    """Print the rows, or what one contender took."""
    if arguments:
        print(json.dumps(_measured(arguments[0])))
        return
    for row in rows():
        print(f"| {' | '.join(row)} |")


def rows() -> Iterator[tuple[str, str, str]]:
    """Yield what, goal and what was measured."""
    ours, alone, loose = (_apart(name) for name in ("alat", "pyfixest", "pyfixest_loose"))
    agreed = f"coefficients within {abs(ours['b'] - alone['b']):.0e}; totals missed by {ours['miss']:.0e}"
    theirs_text = f"at the same tolerance {_shown(alone)}, at its own {_shown(loose)}"
    yield _THREE_WAY, "pyfixest alone", f"{_shown(ours)}; pyfixest alone {theirs_text}; {agreed}"
    small, theirs = _apart("alat_small"), _apart("statsmodels")
    yield (
        _TWO_WAY,
        "statsmodels, which cannot hold the panel",
        f"{_shown(small)}; statsmodels {_shown(theirs)}; coefficients within {abs(small['b'] - theirs['b']):.0e}",
    )


def _shown(spent: dict[str, float]) -> str:
    return f"{spent['wall_s']:.1f} s ({spent['cpu_s']:.1f} s of processor), {spent['peak_mb']:,.0f} MB"


def _apart(name: str) -> dict[str, float]:
    command = [sys.executable, __file__, name]
    done = subprocess.run(command, capture_output=True, text=True, check=True)
    return dict(json.loads(done.stdout))


def _measured(name: str) -> dict[str, float]:
    contender = CONTENDERS[name]
    frame = panel(1 if name in {"alat_small", "statsmodels"} else YEARS)
    begun, spent = time.perf_counter(), time.process_time()
    found = contender(frame)
    wall, cpu = time.perf_counter() - begun, time.process_time() - spent
    peak = own_peak_bytes() / 1e6
    return {**found, "wall_s": wall, "cpu_s": cpu, "peak_mb": peak}


def panel(years: int) -> pl.DataFrame:
    """Return a made panel: trade falls with x, which changes within pairs; a third of trade is nothing."""
    random = np.random.default_rng(1)
    sells, buys = np.nonzero(~np.eye(COUNTRIES, dtype=bool))
    sells, buys = np.tile(sells, years), np.tile(buys, years)
    year = np.repeat(np.arange(years), COUNTRIES * (COUNTRIES - 1))
    low, high = np.minimum(sells, buys), np.maximum(sells, buys)
    x = random.normal(size=sells.size)
    effects = random.normal(size=(2, years, COUNTRIES))
    pairs = random.normal(size=(COUNTRIES, COUNTRIES))
    mean = np.exp(effects[0][year, sells] + effects[1][year, buys] + pairs[low, high] + SLOPE * x)
    return pl.DataFrame(
        {"exporter": sells, "importer": buys, "year": year, "pair": low * COUNTRIES + high, "x": x}
        | {"trade": random.poisson(mean).astype(float) * random.gamma(2.0, 0.5, sells.size)}
    )


def _alat(frame: pl.DataFrame) -> dict[str, float]:
    from alat.trade.gravity_fit import fit_gravity  # noqa: PLC0415 - each contender loads its own

    found = fit_gravity(frame, trade="trade", on=["x"], effects=EFFECTS, cluster=["pair"])
    return {"b": found.value("x"), "miss": found.adding_up}


def _alat_small(frame: pl.DataFrame) -> dict[str, float]:
    from alat.trade.gravity_fit import fit_gravity  # noqa: PLC0415 - same

    return {"b": fit_gravity(frame, trade="trade", on=["x"]).value("x")}


def _pyfixest(frame: pl.DataFrame, *, tight: bool = True) -> dict[str, float]:
    import pyfixest  # noqa: PLC0415 - same

    joined = frame.with_columns(
        ey=pl.col("exporter") * 1000 + pl.col("year"), iy=pl.col("importer") * 1000 + pl.col("year")
    ).to_pandas()
    options = {}
    if tight:
        options = {"iwls_tol": 1e-12, "iwls_maxiter": 200, "demeaner": pyfixest.MapDemeaner(fixef_tol=1e-12)}
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        found = pyfixest.fepois("trade ~ x | ey + iy + pair", joined, vcov={"CRV1": "pair"}, **options)
    return {"b": float(found.coef()["x"])}


def _pyfixest_loose(frame: pl.DataFrame) -> dict[str, float]:
    return _pyfixest(frame, tight=False)


def _statsmodels(frame: pl.DataFrame) -> dict[str, float]:
    import statsmodels.api as sm  # noqa: PLC0415 - same

    sides = [frame[name].to_numpy()[:, None] == np.arange(COUNTRIES) for name in ("exporter", "importer")]
    design = np.column_stack([frame["x"].to_numpy(), sides[0], sides[1][:, 1:]]).astype(float)
    found = sm.GLM(frame["trade"].to_numpy(), design, family=sm.families.Poisson()).fit(tol=1e-12, cov_type="HC0")
    return {"b": float(found.params[0])}


CONTENDERS: dict[str, Callable[[pl.DataFrame], dict[str, float]]] = {
    "alat": _alat,
    "alat_small": _alat_small,
    "pyfixest": _pyfixest,
    "pyfixest_loose": _pyfixest_loose,
    "statsmodels": _statsmodels,
}

if __name__ == "__main__":
    os.environ.setdefault("PYTHONWARNINGS", "ignore")
    main(sys.argv[1:])
