"""Time what the README and the issue promise, on this machine, and write benchmarks/RESULTS.md.

Every figure is the median of several runs; a command is timed in a process of its own, its memory is the peak
resident size of that process. Nothing here is a test: a slow machine fails nothing.
"""

import os
import platform
import statistics
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import chain
import gravity
import kernel
import portfolio
import trade_maths
from peak import timed
from trade_maths import Spent

import economy

ROOT = Path(__file__).resolve().parents[1]
PYTHON = sys.executable
ALAT = str(Path(sys.executable).parent / "alat")
RUNS, LONG_RUNS = 7, 3
MIB = 1024 * 1024
WAREHOUSE = "## Warehouse"  # a section that benchmarks/warehouse.py writes, and this one leaves as it is


@dataclass(frozen=True)
class Row:
    """One line of the results: what, its goal, what was measured."""

    what: str
    goal: str
    found: str


def main() -> None:
    """Measure everything and write the page."""
    rows = list(_rows())
    lines = [
        "# Measured",
        "",
        "Made by `make bench`; medians. A goal is the issue's; a figure holds for the machine named below only.",
        "",
        *(f"* {line}" for line in _machine()),
        "",
        "| what | goal | measured |",
        "|---|---|---|",
        *(f"| {row.what} | {row.goal} | {row.found} |" for row in rows),
    ]
    page = ROOT / "benchmarks" / "RESULTS.md"
    _, mark, warehouse = page.read_text(encoding="utf-8").partition(WAREHOUSE)
    text = "\n".join(lines) + "\n"
    page.write_text(f"{text}\n{mark}{warehouse}" if mark else text, encoding="utf-8")
    print(text)


def _rows() -> Iterator[Row]:
    bare_s = _process([PYTHON, "-c", "pass"], runs=RUNS).wall_s
    import_s = _process([PYTHON, "-c", "import alat"], runs=RUNS).wall_s
    yield Row("`python -c 'import alat'`, whole process", "", f"{import_s:.2f} s (bare Python {bare_s:.2f} s)")
    yield Row("`import alat` alone", "< 0.15 s", f"{import_s - bare_s:.3f} s")
    help_s = _process([ALAT, "--help"], runs=RUNS).wall_s
    yield Row("`alat --help`, whole process", "< 0.3 s", f"{help_s:.2f} s")
    with tempfile.TemporaryDirectory() as folder:
        for second in ("BRA", "latin-america"):
            spent = _process([ALAT, "brief", "AZE", second, "--out", folder, "--overwrite"], runs=LONG_RUNS)
            goal = "< 10 s, < 1 GB" if second == "BRA" else ""
            yield Row(f"`alat brief AZE {second}`, cold process", goal, str(spent))
    for command in (["profile", "AZE", "BRA"], ["opportunities", "AZE", "BRA"], ["lanes", "AZE", "BRA"]):
        yield Row(f"`alat {' '.join(command)}`, cold process", "", str(_process([ALAT, *command], runs=LONG_RUNS)))
    for what, goal, setup, call in (
        (
            "lanes of a pair not asked before, warm",
            "< 0.5 s",
            "from alat.routing import lanes",
            "lanes('KAZ', next(ends))",
        ),
        ("opportunities, warm", "", "from alat.trade import opportunities", "opportunities(c('AZE'), c('BRA'))"),
        ("agreement, warm", "", "from alat.diplomacy import agreement", "agreement('AZE', 'BRA')"),
    ):
        yield Row(what, goal, f"{_warm(setup, call):.3f} s")
    yield from (Row(*row) for row in kernel.rows())
    yield from (Row(*row) for row in trade_maths.rows())
    yield from (Row(*row) for row in gravity.rows())
    yield from (Row(*row) for row in economy.rows())
    yield from (Row(*row) for row in chain.rows())
    yield from (Row(*row) for row in portfolio.rows())
    yield from _sizes()


def _process(command: list[str], *, runs: int) -> Spent:
    """Return the medians of what a command takes in a process of its own."""
    spent = [_once(command) for _ in range(runs)]
    return Spent(
        statistics.median(each.wall_s for each in spent),
        statistics.median(each.cpu_s for each in spent),
        statistics.median(each.peak_bytes for each in spent),
    )


def _once(command: list[str]) -> Spent:
    done = timed(command)
    if done.code:
        sys.exit(f"{' '.join(command)} ended with {done.code}")
    return Spent(done.wall_s, done.cpu_s, done.peak_bytes)


def _warm(setup: str, call: str) -> float:
    """Return the median time (s) of a call after a first one, in a process of its own."""
    program = f"""
import statistics, time
from alat.reference import country as c
{setup}
ends = iter(['PER', 'ARG', 'MEX', 'CHL', 'COL', 'ECU', 'URY', 'PAN'])
{call}
walls = []
for _ in range({RUNS}):
    start = time.perf_counter()
    {call}
    walls.append(time.perf_counter() - start)
print(statistics.median(walls))
"""
    done = subprocess.run([PYTHON, "-c", program], capture_output=True, text=True, check=True)
    return float(done.stdout)


def _sizes() -> Iterator[Row]:
    package = ROOT / "src" / "alat"
    snapshot = sum(path.stat().st_size for path in (package / "data" / "snapshot").iterdir())
    yield Row("snapshot", "<= 15 MB", f"{snapshot / 1e6:.1f} MB")
    with tempfile.TemporaryDirectory() as folder:
        command = [PYTHON, "-m", "hatchling", "build", "-t", "wheel", "-d", folder]
        subprocess.run(command, cwd=ROOT, capture_output=True, check=True)
        size = next(Path(folder).glob("*.whl")).stat().st_size
    yield Row("wheel", "<= 25 MB", f"{size / 1e6:.1f} MB")


def _machine() -> Iterator[str]:
    info = Path("/proc/cpuinfo")
    text = info.read_text(encoding="utf-8") if info.is_file() else ""
    models = [line.partition(":")[2].strip() for line in text.splitlines() if line.startswith("model name")]
    memory = os.sysconf("SC_PAGE_SIZE") * os.sysconf("SC_PHYS_PAGES")
    yield f"{models[0] if models else platform.machine()}, {os.cpu_count()} cores, {memory / 1024 / MIB:.0f} GiB"
    yield f"{platform.system()} {platform.machine()}, Python {platform.python_version()}"
    yield f"load of the machine when this began: {os.getloadavg()[0]:.1f}"


if __name__ == "__main__":
    main()
