"""Time the chain from an edit of the network to real income by country: prints rows for benchmarks/RESULTS.md.

Run alone: `.venv/bin/python benchmarks/chain.py`; with `--write` it puts its rows into benchmarks/RESULTS.md. Cold is a
new process with all imports, the world's accounts, freight before and after, and the equilibrium; warm is a second edit
in that process, which finds the freight of today there.
"""

import json
import subprocess
import sys
import time
from collections.abc import Iterator

import trade_maths
from peak import own_peak_bytes

# An edit on land alone, and one that most lanes of the world feel.
EDITS = {"a link opened": {"open": ("zangezur",)}, "a canal closed": {"close": ("suez",)}}
GOAL = "<= 5 s cold, <= 1 s warm, <= 2 GB"


def main(arguments: list[str]) -> None:
    """Print the rows, or what one process took; with `--write` put the rows into the page."""
    if arguments and arguments[0] in EDITS:
        print(json.dumps(_measured(arguments[0])))
        return
    measured = list(rows())
    for row in measured:
        print(f"| {' | '.join(row)} |")
    if "--write" in arguments:
        trade_maths.write(measured)


def rows() -> Iterator[tuple[str, str, str]]:
    """Yield what, goal and what was measured."""
    for name in EDITS:
        done = subprocess.run([sys.executable, __file__, name], capture_output=True, text=True, check=True)
        spent = json.loads(done.stdout.splitlines()[-1])
        text = (
            f"cold {spent['cold_s']:.1f} s ({spent['cold_cpu_s']:.1f} s of processor); warm {spent['warm_s']:.1f} s "
            f"({spent['warm_cpu_s']:.1f} s of processor); {spent['peak_mb']:,.0f} MB"
        )
        yield f"network edit to real income, 194 countries x 23 sectors: {name}, then another", GOAL, text


def _measured(name: str) -> dict[str, float]:
    begun, busy = time.perf_counter(), time.process_time()
    from alat.economy import Edit, gains_usd, sector_world  # noqa: PLC0415 - imports are part of a cold start
    from alat.network import scenario  # noqa: PLC0415 - same

    world = sector_world()
    other = next(known for known in EDITS if known != name)
    found = {}
    for state, edit in (("cold", name), ("warm", other)):
        gains_usd(world, Edit(scenario(EDITS[edit], name=edit)))
        found |= {f"{state}_s": time.perf_counter() - begun, f"{state}_cpu_s": time.process_time() - busy}
        begun, busy = time.perf_counter(), time.process_time()
    return found | {"peak_mb": own_peak_bytes() / 1e6}


if __name__ == "__main__":
    main(sys.argv[1:])
