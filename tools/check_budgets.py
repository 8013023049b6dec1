"""Hold the house's size budgets: module <= 400 lines, function <= 50, parameters <= 7, keyword-only after the second.

Exits with 1 and one line a breach. Tests are held to the module budget only.
"""

import ast
import sys
from collections.abc import Iterator
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
MODULE_LINES, FUNCTION_LINES, PARAMETERS, POSITIONAL = 400, 50, 7, 2
# Called by position in the design: route_values(cost, mu, destinations), and a warehouse asked about a pair.
BY_DESIGN = {"route_values": 3, "pair_years": 3, "pair_products": 3, "reports": 3}


def main() -> int:
    """Print every breach and return the exit code."""
    breaches = [breach for folder in ("src", "tools", "benchmarks", "tests") for breach in _folder(ROOT / folder)]
    for breach in breaches:
        print(breach)
    return 1 if breaches else 0


def _folder(folder: Path) -> Iterator[str]:
    for path in sorted(folder.rglob("*.py")):
        text = path.read_text(encoding="utf-8")
        place = path.relative_to(ROOT)
        if text.count("\n") > MODULE_LINES:
            yield f"{place}: {text.count(chr(10))} lines; the budget is {MODULE_LINES}"
        if folder.name == "tests":
            continue
        for node in ast.walk(ast.parse(text)):
            if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef):
                yield from _function(node, f"{place}:{node.lineno} {node.name}")


def _function(node: ast.FunctionDef | ast.AsyncFunctionDef, place: str) -> Iterator[str]:
    lines = (node.end_lineno or node.lineno) - node.lineno + 1
    if lines > FUNCTION_LINES:
        yield f"{place}: {lines} lines; the budget is {FUNCTION_LINES}"
    positional = [a.arg for a in (*node.args.posonlyargs, *node.args.args) if a.arg not in {"self", "cls"}]
    count = len(positional) + len(node.args.kwonlyargs)
    if count > PARAMETERS:
        yield f"{place}: {count} parameters; the budget is {PARAMETERS}"
    if len(positional) > BY_DESIGN.get(node.name, POSITIONAL):
        yield f"{place}: {len(positional)} positional parameters; those after the second are keyword-only"
    if node.args.kwarg is not None:
        yield f"{place}: takes **{node.args.kwarg.arg}; name the parameters"


if __name__ == "__main__":
    sys.exit(main())
