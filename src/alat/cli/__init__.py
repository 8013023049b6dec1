"""What to type: the `alat` command."""

import sys

__all__ = ["main"]


def main() -> None:
    """Run the command line of this process and exit with its code."""
    from alat.cli.app import run

    sys.exit(run(sys.argv[1:]))
