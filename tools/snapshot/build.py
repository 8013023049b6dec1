"""Build the whole snapshot: run every script of this folder in a fixed order, sealing after each.

A script counts if it defines `main` at its top level. Those in `FIRST` run first, in that order, because others
read what they write; the rest run by name. Run twice on the same raw files it writes the same bytes.
"""

import ast
import subprocess
import sys
import time
from pathlib import Path

HERE = Path(__file__).resolve().parent
ROOT = HERE.parents[1]

FIRST = ("reference", "reference_products", "trade", "network", "votes", "study", "outline")
NOT_TABLES = {"build", "seal"}


def main(raw: Path = ROOT.parent / "shared" / "data") -> int:
    """Run the scripts and return the exit code of the first that fails, 0 if none does."""
    if not raw.is_dir():
        print(f"{raw}: no such folder; give the folder of the raw files", file=sys.stderr)
        return 2
    for name in scripts(HERE):
        begun = time.perf_counter()
        failed = _run(name, str(raw)) or _run("seal")  # the next script may read what this one wrote
        if failed:
            print(f"{name}: failed with {failed}; the build stops here", file=sys.stderr)
            return failed
        print(f"{name}: {time.perf_counter() - begun:.1f} s", flush=True)
    return 0


def scripts(folder: Path) -> list[str]:
    """Return the names of the scripts that write tables, in the order in which they run."""
    names = {path.stem for path in folder.glob("*.py") if path.stem not in NOT_TABLES and _has_main(path)}
    families = [[name for name in sorted(names) if _family(name, first)] for first in FIRST]
    ordered = list(dict.fromkeys(name for family in families for name in family))
    return ordered + sorted(names - set(ordered))


def _run(name: str, *arguments: str) -> int:
    return subprocess.run([sys.executable, str(HERE / f"{name}.py"), *arguments], cwd=ROOT, check=False).returncode


def _family(name: str, first: str) -> bool:
    return name == first or (name.startswith(f"{first}_") and name not in FIRST)


def _has_main(path: Path) -> bool:
    tree = ast.parse(path.read_text(encoding="utf-8"))
    return any(isinstance(node, ast.FunctionDef) and node.name == "main" for node in tree.body)


if __name__ == "__main__":
    sys.exit(main(*(Path(argument) for argument in sys.argv[1:2])))
