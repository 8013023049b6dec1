"""The `alat` command: which commands there are, and how each way of ending is told."""

import sys
from collections.abc import Sequence
from typing import Annotated

import typer

from alat import __version__
from alat.cli import (
    case_commands,
    data_commands,
    energy_commands,
    gravity_commands,
    hub_commands,
    impact_commands,
    landed_commands,
    lane_commands,
    network_commands,
    opportunity_commands,
    pair_commands,
    plan_commands,
    presence_commands,
    product_commands,
    pull_commands,
    stress_commands,
    vote_commands,
)
from alat.cli.request import Request
from alat.errors import AlatError

INTERRUPTED = 130
_INTERRUPTED_QUERY = "Query interrupted"
_SETTINGS = {"help_option_names": ["--help", "-h"], "max_content_width": 110}
EXIT_CODES = {
    0: "done",
    1: "an error of Alat's own; please report it",
    2: "what was given is wrong; nothing was written",
    3: "the data do not cover the question, or no route is open",
    4: "a shipped file is not the one that was shipped",
    5: "a publisher's server did not give the data; nothing was changed",
    INTERRUPTED: "interrupted",
    141: "the reader of a pipe has left",
}
HELP = "From 'these two economies should do more together' to a sourced plan. Offline; every figure names its source."
EPILOG = "Exit codes: " + "; ".join(f"{code} {meaning}" for code, meaning in EXIT_CODES.items()) + "."


def run(args: Sequence[str]) -> int:
    """Run one command and return its exit code; an error on purpose is one line on stderr, without a traceback."""
    command = typer.main.get_command(build())
    try:
        command.main(list(args), prog_name="alat")
    except SystemExit as ending:
        return ending.code if isinstance(ending.code, int) else 0
    except AlatError as error:
        sys.stderr.write(f"alat: {' '.join(str(error).split())}\n")
        return error.exit_code
    except KeyboardInterrupt:
        return INTERRUPTED
    except RuntimeError as error:
        # What DuckDB makes of Ctrl-C in the middle of a query.
        if str(error) != _INTERRUPTED_QUERY:
            raise
        return INTERRUPTED
    return 0


def _tell(version: bool) -> None:  # noqa: FBT001 - typer calls it so
    if version:
        sys.stdout.write(f"alat {__version__}\n")
        raise typer.Exit


def build() -> typer.Typer:
    """Return the application with its commands."""
    app = typer.Typer(
        help=HELP,
        epilog=EPILOG,
        rich_markup_mode=None,
        no_args_is_help=True,
        add_completion=False,
        result_callback=_execute,
        context_settings=_SETTINGS,
    )
    app.callback()(_options)
    data = _sub(app, "data", text="List, show and verify what ships with Alat, and load more into a warehouse.")
    for group, commands in (
        (app, pair_commands.COMMANDS),
        (app, vote_commands.COMMANDS),
        (app, presence_commands.COMMANDS),
        (app, energy_commands.COMMANDS),
        (app, opportunity_commands.COMMANDS),
        (app, product_commands.COMMANDS),
        (app, lane_commands.COMMANDS),
        (app, landed_commands.COMMANDS),
        (app, hub_commands.COMMANDS),
        (app, stress_commands.COMMANDS),
        (app, impact_commands.COMMANDS),
        (app, plan_commands.COMMANDS),
        (app, case_commands.COMMANDS),
        (_sub(app, "study", text="List, show, check and start studies."), case_commands.STUDY_COMMANDS),
        (_sub(app, "network", text="Show a place, check the network, export it."), network_commands.NETWORK_COMMANDS),
        (data, data_commands.DATA_COMMANDS),
        (_sub(data, "pull", text="Load what publishers ship into a warehouse."), pull_commands.PULL_COMMANDS),
        (
            _sub(app, "gravity", text="Fit a gravity equation; what is known of theta."),
            gravity_commands.GRAVITY_COMMANDS,
        ),
        (app, data_commands.COMMANDS),
    ):
        for request in commands:
            group.command(request.command.rpartition(" ")[2], help=request.__doc__)(request)
    return app


def _sub(app: typer.Typer, name: str, *, text: str) -> typer.Typer:
    # Plain help everywhere: rich would cost more time than everything else `alat --help` does.
    group = typer.Typer(help=text, rich_markup_mode=None, no_args_is_help=True, context_settings=_SETTINGS)
    app.add_typer(group, name=name)
    return group


def _options(
    *, version: Annotated[bool, typer.Option("--version", is_eager=True, expose_value=False, callback=_tell)] = False
) -> None:
    """Take what stands before the command's name."""


def _execute(request: Request) -> None:
    from alat.cli.answer import execute

    execute(request)
