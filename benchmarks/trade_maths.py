"""Time the trade room's arithmetic against what else would do it, in one run: prints rows for benchmarks/RESULTS.md.

Run alone: `.venv/bin/python benchmarks/trade_maths.py`; with `--write` it puts its rows into benchmarks/RESULTS.md.
Each side runs in a process of its own, so that peak memory is that side's alone; imports are not timed. Ours is the
median of five calls; the peer, which takes a minute and more, is called once.
"""

import os
import subprocess
import sys
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from peak import SEEN

ROOT = Path(__file__).resolve().parents[1]
MB = 1e6

WORLD = """
import numpy as np
random = np.random.default_rng(1)
size = random.normal(scale=2, size=(200, 1)) + random.normal(scale=2, size=(1, 5000))
exports = np.floor(np.exp(size + random.normal(scale=2, size=(200, 5000)) + 8)) * (random.random((200, 5000)) < 0.6)
"""
OURS = """
from alat.trade.complexity import complexity
def call():
    found = complexity(exports)
    return found.eci, found.pci, found.density, found.coi, found.cog
"""
PEER = """
import contextlib, io, warnings
import pandas as pd
from ecomplexity import ecomplexity
country, product = np.repeat(np.arange(200), 5000), np.tile(np.arange(5000), 200)
rows = pd.DataFrame({"t": 0, "c": country, "p": product, "v": exports.ravel()})
names = {"time": "t", "loc": "c", "prod": "p", "val": "v"}
def call():
    with warnings.catch_warnings(), contextlib.redirect_stdout(io.StringIO()):
        warnings.simplefilter("ignore")
        found = ecomplexity(rows, names, check_logsupermodularity=False).sort_values(["c", "p"])
    of = {name: found[name].to_numpy().reshape(200, 5000) for name in ("eci", "pci", "density", "coi", "cog")}
    return of["eci"][:, 0], of["pci"][0], of["density"], of["coi"][:, 0], of["cog"]
"""
CUBE = """
import numpy as np
from alat.trade.gravity import trade
from alat.trade.margins import margins
from alat.trade.records import snapshot_records
HELD = snapshot_records()
every, pairs = margins(HELD), trade(HELD)
def call():
    cells = ((pairs[:, :, None] > 0) & (every.exports[:, None] > 0) & (every.imports[None] > 0)) * 1.0
    for _ in range(PASSES):
        for axis, wanted in ((1, every.exports), (0, every.imports), (2, pairs)):
            got = cells.sum(axis)
            cells *= np.expand_dims(np.divide(wanted, got, out=np.zeros_like(got), where=got > 0), axis)
    return (cells.sum((0, 1)),)
"""
FACTORS = """
import numpy as np
from alat.trade.estimate import fit_bilateral
from alat.trade.gravity import trade
from alat.trade.margins import margins
from alat.trade.records import snapshot_records
HELD = snapshot_records()
every, pairs = margins(HELD), trade(HELD)
def call():
    found = fit_bilateral(pairs, every.exports, imports=every.imports, tolerance=0, passes=PASSES)
    return (np.array([found.product(k).sum() for k in range(len(every.products))]),)
"""
HS6 = """
import numpy as np
from alat.trade.estimate import fit_bilateral
random = np.random.default_rng(2)
sold, bought = (np.exp(random.normal(scale=2, size=(200, 5000))) * (random.random((200, 5000)) < 0.6) for _ in range(2))
bought *= sold.sum(axis=0) / bought.sum(axis=0)
far = np.exp(random.normal(size=(200, 200))) * (random.random((200, 200)) < 0.8)
far[np.diag_indices(200)] = 0
a, b = np.ones(200), np.ones(200)
for _ in range(500):
    a = sold.sum(axis=1) / (far @ b)
    b = bought.sum(axis=1) / (far.T @ a)
pairs = a[:, None] * far * b
def call():
    found = fit_bilateral(pairs, sold, imports=bought, tolerance=0, passes=PASSES)
    return (np.array([found.residual]),)
"""
STRUCTURAL = """
import numpy as np
from alat.trade.gravity import expected
from alat.trade.margins import margins
from alat.trade.records import snapshot_records
from alat.trade.structural import scales
HELD = snapshot_records()
expected(HELD), margins(HELD)
def call():
    getattr(scales, "cache_clear", lambda: None)()
    of_exporter, of_importer = scales(HELD)
    return (np.einsum("ij,ik,jk->ijk", expected(HELD), of_exporter, of_importer),)
"""
TAIL = """
import statistics, sys, time
from peak import own_peak_bytes
walls, cpus = [], []
for _ in range(int(sys.argv[2])):
    start, busy = time.perf_counter(), time.process_time()
    found = call()
    walls.append(time.perf_counter() - start)
    cpus.append(time.process_time() - busy)
print(statistics.median(walls), statistics.median(cpus), own_peak_bytes())
np.savez(sys.argv[1], *found)
"""
FIT_PASSES = 40
RUNS = 5


@dataclass(frozen=True)
class Spent:
    """Seconds of the call alone, by the clock and of the processor, and the peak resident size of its process."""

    wall_s: float
    cpu_s: float
    peak_bytes: float

    def __str__(self) -> str:
        return f"{self.wall_s:.2f} s ({self.cpu_s:.2f} s of processor), {self.peak_bytes / MB:,.0f} MB"


def rows() -> Iterator[tuple[str, str, str]]:
    """Yield what, goal and what was measured."""
    import tempfile  # noqa: PLC0415

    import numpy as np  # noqa: PLC0415

    with tempfile.TemporaryDirectory() as folder:
        places = [Path(folder) / f"{name}.npz" for name in ("ours", "peer", "factors", "cube", "hs6", "structural")]
        ours, peer = _spent(WORLD + OURS, places[0]), _spent(WORLD + PEER, places[1], runs=1)
        apart = _apart(places[0], places[1])
        goal = "<= 3 s, <= 500 MB, equal to 1e-10"
        text = f"{ours}; py-ecomplexity {peer}; equal to {apart:.0e}"
        yield "ECI, PCI, density, outlook and gain, 200 countries x 5,000 products", goal, text
        passes = f"PASSES = {FIT_PASSES}\n"
        fit, cube = _spent(passes + FACTORS, places[2]), _spent(passes + CUBE, places[3])
        with np.load(places[2]) as first, np.load(places[3]) as second:
            apart = float(np.abs(first["arr_0"] / second["arr_0"] - 1).max())
        text = f"{fit}; the whole cube {cube}; chapters equal to {apart:.0e}"
        yield f"bilateral fit of 194 x 194 x 97 from its sums, {FIT_PASSES} passes", "", text
        hs6 = _spent(passes + HS6, places[4])
        yield (
            f"the same at six digits, 200 x 200 x 5,000, {FIT_PASSES} passes",
            "",
            f"{hs6} (the cube alone is 1,600 MB)",
        )
        yield "structural potential of all pairs, 194 x 194 x 97", "< 2 s", str(_spent(STRUCTURAL, places[5]))


def _spent(program: str, place: Path, *, runs: int = RUNS) -> Spent:
    done = subprocess.run(
        [sys.executable, "-c", program + TAIL, str(place), str(runs)],
        capture_output=True,
        text=True,
        check=True,
        cwd=ROOT,
        env=SEEN,
    )
    wall_s, cpu_s, peak_bytes = (float(each) for each in done.stdout.split()[-3:])
    return Spent(wall_s, cpu_s, peak_bytes)


def _apart(first: Path, second: Path) -> float:
    """Return the largest difference of two sets of indices, relative where they are above one."""
    import numpy as np  # noqa: PLC0415

    with np.load(first) as mine, np.load(second) as theirs:
        return max(
            float((np.abs(mine[name] - theirs[name]) / np.maximum(1, np.abs(theirs[name]))).max())
            for name in mine.files
        )


def write(found: list[tuple[str, str, str]]) -> None:
    """Put rows into the table of RESULTS.md, in place of those of the same name, before the sizes.

    The load of the machine goes with each, since it is not the one that the page's head states.
    """
    load = os.getloadavg()[0]
    page = ROOT / "benchmarks" / "RESULTS.md"
    names = tuple(f"| {what} |" for what, _, _ in found)
    lines = [line for line in page.read_text(encoding="utf-8").splitlines() if not line.startswith(names)]
    place = next(number for number, line in enumerate(lines) if line.startswith("| snapshot |"))
    lines[place:place] = [f"| {what} | {goal} | {text}; at load {load:.1f} |" for what, goal, text in found]
    page.write_text("\n".join(lines) + "\n", encoding="utf-8")


if __name__ == "__main__":
    measured = list(rows())
    for row in measured:
        print(" | ".join(row))
    if "--write" in sys.argv:
        write(measured)
