"""What to type: the `alat` command."""

import gc
import sys

__all__ = ["main"]

# A command makes millions of small objects, keeps most of them to its end and makes few cycles: with Python's own
# thresholds (700) the search for cycles takes a tenth of a brief and frees nothing.
_OBJECTS_BETWEEN_SEARCHES = 1_000_000


def main() -> None:
    """Run the command line of this process and exit with its code."""
    from alat.cli.app import run

    gc.set_threshold(_OBJECTS_BETWEEN_SEARCHES)
    sys.exit(run(sys.argv[1:]))
