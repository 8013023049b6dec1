"""Time the economy's solver against what else would do it, in one run: prints rows for benchmarks/RESULTS.md.

Run alone: `.venv/bin/python benchmarks/economy.py`; with `--write` it puts its rows into benchmarks/RESULTS.md. Each
contender works in a process of its own, so that peak memory is its own; imports and the making of data are not timed.
The sample of gegravity and the data of Caliendo & Parro are asked from ../shared/data; rows that need them are left out
where the folder is absent.
"""

import json
import statistics
import subprocess
import sys
import time
import warnings
from collections.abc import Callable, Iterable, Iterator
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np
import trade_maths
from peak import own_peak_bytes

if TYPE_CHECKING:
    import gegravity

    from alat.economy import Baseline, Equilibrium, PathSplit, Shock

ROOT = Path(__file__).resolve().parents[1]
REFERENCE = ROOT.parent / "shared" / "data" / "reference"
SAMPLE = REFERENCE / "gegravity" / "gegravity_sample_data_set.dlm"
NAFTA = REFERENCE / "caliendo_parro" / "cp2015.npz"
RUNS, SCENARIOS = 7, 200
# The estimates of the example that comes with gegravity.
SLOPES = {
    "lndist": -0.3898623,
    "contiguity": 0.891577,
    "common_language": 0.0326249,
    "pta": 0.4711383,
    "international": -3.412584,
}


def main(arguments: list[str]) -> None:
    """Print the rows, or what one contender took; with `--write` put the rows into the page."""
    if arguments and arguments[0] in CONTENDERS:
        print(json.dumps(_measured(arguments[0])))
        return
    measured = list(rows())
    for row in measured:
        print(f"| {' | '.join(row)} |")
    if "--write" in arguments:
        trade_maths.write(measured)


def rows() -> Iterator[tuple[str, str, str]]:
    """Yield what, goal and what was measured."""
    if SAMPLE.is_file():
        ours, theirs = _apart("sample"), _apart("gegravity")
        gains = f"Canada {ours['canada']:.3f} % against {theirs['canada']:.3f} %"
        text = f"{_shown(ours)}; gegravity {_shown(theirs)}; {gains}: why, docs/economy.md says"
        yield "one-sector counterfactual, 30 countries", "<= 10 ms; gegravity", text
        many, single = _apart("many"), _apart("one_by_one")
        text = f"{_shown(many)}; one after the other {_shown(single)}; equal to {abs(many['sum'] - single['sum']):.0e}"
        yield f"{SCENARIOS} counterfactuals of these 30 countries", "", text
    if NAFTA.is_file():
        loose, tight = _apart("nafta_loose"), _apart("nafta")
        text = f"{_shown(loose)}; to 1e-12 {_shown(tight)}; largest excess demand {loose['excess']:.0e}"
        yield "NAFTA, 31 countries x 40 sectors, to 1e-10", "<= 50 ms", text
        split = _apart("nafta_split")
        yield "the same, welfare split along its path", "", f"{_shown(split)}; {split['equilibria']:.0f} equilibria"
    cold, warm = _apart("large"), _apart("large_warm")
    text = f"{_shown(cold)}; warm {_shown(warm)}; largest excess demand {cold['excess']:.0e}"
    yield "made world of 194 countries x 20 sectors with tariffs, cold", "<= 5 s cold, <= 1 s warm, <= 2 GB", text
    shipped = _apart("shipped")
    text = f"{_shown(shipped)}; built in {shipped['build_s']:.2f} s; largest excess demand {shipped['excess']:.0e}"
    yield "the shipped world of 194 countries x 23 sectors", "<= 5 s built, seconds solved", text


def _shown(spent: dict[str, float]) -> str:
    return f"{spent['wall_s'] * 1e3:.1f} ms ({spent['cpu_s'] * 1e3:.1f} ms of processor), {spent['peak_mb']:,.0f} MB"


def _apart(name: str) -> dict[str, float]:
    done = subprocess.run([sys.executable, __file__, name], capture_output=True, text=True, check=True)
    return dict(json.loads(done.stdout.splitlines()[-1]))


def _measured(name: str) -> dict[str, float]:
    prepare, told, runs = CONTENDERS[name]
    call = prepare()
    found = call()
    walls, cpus = [], []
    for _ in range(runs):
        begun, busy = time.perf_counter(), time.process_time()
        found = call()
        walls.append(time.perf_counter() - begun)
        cpus.append(time.process_time() - busy)
    peak = own_peak_bytes() / 1e6
    spent = {"wall_s": statistics.median(walls), "cpu_s": statistics.median(cpus), "peak_mb": peak}
    return spent | told(found)


def _sample_world() -> "tuple[Baseline, Shock]":
    """Return the baseline that fits gegravity's sample, and free trade of Canada with Japan."""
    import polars as pl  # noqa: PLC0415 - each contender loads its own

    from alat.economy import Shock, one_sector  # noqa: PLC0415 - same

    listed = pl.read_csv(SAMPLE).with_columns(ease=sum(pl.col(name) * b for name, b in SLOPES.items()).exp())
    listed = listed.sort("exporter", "importer")
    names = listed["exporter"].unique().sort().to_list()
    ease = listed["ease"].to_numpy().reshape(len(names), len(names))
    output = listed.unique("exporter").sort("exporter")["Y"].to_numpy().astype(float)
    spent = listed.unique("importer").sort("importer")["E"].to_numpy().astype(float)
    spent *= output.sum() / spent.sum()
    buyers = np.ones(len(names))
    for _ in range(2_000):
        sellers = output / (ease @ buyers)
        buyers = spent / (sellers @ ease)
    flows = sellers[:, None] * ease * buyers
    baseline = one_sector(names, flows, gross_output=flows.sum(axis=1), value_added_share=1.0, theta=4.0)
    cost = np.ones(baseline.shares.shape)
    pair = (names.index("CAN"), names.index("JPN"))
    cost[pair], cost[pair[::-1]] = (np.exp(-SLOPES["pta"] / 4.0),) * 2
    return baseline, Shock(cost)


def _sample() -> "Callable[[], Equilibrium]":
    from alat.economy import solve  # noqa: PLC0415 - same

    baseline, shock = _sample_world()
    return lambda: solve(baseline, shock)


def _canada(found: "Equilibrium") -> dict[str, float]:
    return {"canada": 100 * float(found.real_wage[found.countries.index("CAN")])}


def _gegravity() -> "Callable[[], gegravity.OneSectorGE]":
    import gegravity as ge  # noqa: PLC0415 - same
    import pandas as pd  # noqa: PLC0415 - same

    warnings.simplefilter("ignore")
    listed = pd.read_csv(SAMPLE).assign(constant=1)
    held = ge.BaselineData(
        listed,
        imp_var_name="importer",
        exp_var_name="exporter",
        year_var_name="year",
        trade_var_name="trade",
        expend_var_name="E",
        output_var_name="Y",
    )
    estimates = pd.DataFrame({"var": [*SLOPES, "constant"], "beta": [*SLOPES.values(), 16.32434]}).assign(stderr=0.1)
    costs = ge.CostCoeffs(estimates=estimates, identifier_col="var", coeff_col="beta", stderr_col="stderr")

    def call() -> "gegravity.OneSectorGE":
        model = ge.OneSectorGE(
            baseline=held,
            cost_coeff_values=costs,
            cost_variables=[*SLOPES, "constant"],
            year="2006",
            reference_importer="DEU",
            sigma=5,
        )
        model.build_baseline(omr_rescale=1)
        changed = model.baseline_data.copy()
        ends = changed[["importer", "exporter"]].isin(["CAN", "JPN"]).all(axis=1)
        changed.loc[ends & (changed["importer"] != changed["exporter"]), "pta"] = 1
        model.define_experiment(changed)
        model.simulate()
        return model

    return call


def _canada_of_gegravity(model: "gegravity.OneSectorGE") -> dict[str, float]:
    return {"canada": float(model.country_results.loc["CAN", "GDP change (percent)"])}


def _many() -> "Callable[[], tuple[Equilibrium, ...]]":
    from alat.economy import solve_all  # noqa: PLC0415 - same

    baseline, shocks = _many_shocks()
    return lambda: solve_all(baseline, shocks)


def _one_by_one() -> "Callable[[], tuple[Equilibrium, ...]]":
    from alat.economy import solve  # noqa: PLC0415 - same

    baseline, shocks = _many_shocks()
    return lambda: tuple(solve(baseline, each) for each in shocks)


def _many_shocks() -> "tuple[Baseline, list[Shock]]":
    from alat.economy import Shock  # noqa: PLC0415 - same

    baseline, shock = _sample_world()
    return baseline, [Shock(shock.trade_cost ** (each / SCENARIOS)) for each in range(SCENARIOS)]


def _sum(found: "Iterable[Equilibrium]") -> dict[str, float]:
    return {"sum": float(sum(each.welfare.sum() for each in found))}


def _nafta(tolerance: float) -> "Callable[[], Equilibrium]":
    from nafta import nafta_world  # noqa: PLC0415 - same

    from alat.economy import solve  # noqa: PLC0415 - same

    baseline, shock = nafta_world(NAFTA)
    return lambda: solve(baseline, shock, tolerance=tolerance)


def _nafta_split() -> "Callable[[], PathSplit]":
    from nafta import nafta_world  # noqa: PLC0415 - same

    from alat.economy import path_split  # noqa: PLC0415 - same

    baseline, shock = nafta_world(NAFTA)
    return lambda: path_split(baseline, shock)


def _large_world() -> "tuple[Baseline, Shock]":
    """Return a made world with heavy tails, tariffs of 5 % and two fifths of the flows nil, and a shock to it."""
    from alat.economy import Baseline, balanced, between  # noqa: PLC0415 - same

    size, sectors = 194, 20
    random = np.random.default_rng(0)
    weight = random.lognormal(0, 2, size)
    flows = weight[:, None, None] * weight[None, :, None] * random.lognormal(0, 1, (size, size, sectors))
    flows *= random.random(flows.shape) < 0.6
    own = np.arange(size)
    flows[own, own] = flows.sum(axis=1) * random.uniform(2, 5, (size, sectors))
    added = random.uniform(0.35, 0.6, (size, sectors))
    spent = flows.sum(axis=1)
    made = Baseline(
        countries=tuple(f"C{n}" for n in range(size)),
        sectors=tuple(f"S{j}" for j in range(sectors)),
        expenditure=spent,
        shares=flows / spent[:, None],
        tariff=np.broadcast_to(0.05 * (1 - np.eye(size))[:, :, None], flows.shape).copy(),
        theta=random.uniform(3, 9, sectors),
        value_added_share=added,
        input_shares=random.dirichlet(np.full(sectors, 2.0), (size, sectors)).transpose(0, 2, 1).copy(),
        final_shares=random.dirichlet(np.full(sectors, 5.0), size),
        value_added=(added * flows.sum(axis=0)).sum(axis=1),
        deficit=np.zeros(size),
    )
    baseline = balanced(made)
    return baseline, between(baseline, "C0", others=("C1", "C2", "C3"), factor=0.9)


def _large() -> "Callable[[], Equilibrium]":
    from alat.economy import solve  # noqa: PLC0415 - same

    baseline, shock = _large_world()
    return lambda: solve(baseline, shock)


def _large_warm() -> "Callable[[], Equilibrium]":
    from alat.economy import Shock, solve  # noqa: PLC0415 - same

    baseline, shock = _large_world()
    near = solve(baseline, Shock(shock.trade_cost**0.9)).point
    return lambda: solve(baseline, shock, start=near)


def _shipped() -> "Callable[[], tuple[Equilibrium, float]]":
    """Return the solution of the shipped world, and how long that took to build from the tables."""
    from alat.economy import between, sector_world, solve  # noqa: PLC0415 - same

    begun = time.perf_counter()
    baseline = sector_world().baseline
    spent = time.perf_counter() - begun
    shock = between(baseline, "AZE", others=("ARG", "BRA", "CHL", "MEX"), factor=0.9)
    return lambda: (solve(baseline, shock), spent)


def _built_and_solved(found: "tuple[Equilibrium, float]") -> dict[str, float]:
    return _excess(found[0]) | {"build_s": found[1]}


def _excess(found: "Equilibrium") -> dict[str, float]:
    return {"excess": found.certificate.excess_demand}


CONTENDERS: dict[str, tuple[Callable[[], Callable[[], object]], Callable[..., dict[str, float]], int]] = {
    "sample": (_sample, _canada, RUNS),
    "gegravity": (_gegravity, _canada_of_gegravity, 3),
    "many": (_many, _sum, RUNS),
    "one_by_one": (_one_by_one, _sum, 3),
    "nafta_loose": (lambda: _nafta(1e-10), _excess, RUNS),
    "nafta": (lambda: _nafta(1e-12), _excess, RUNS),
    "nafta_split": (_nafta_split, lambda found: {"equilibria": found.equilibria}, 3),
    "large": (_large, _excess, RUNS),
    "large_warm": (_large_warm, _excess, RUNS),
    "shipped": (_shipped, _built_and_solved, RUNS),
}

if __name__ == "__main__":
    main(sys.argv[1:])
