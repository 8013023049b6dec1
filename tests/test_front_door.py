"""Is the front door small, sorted and cheap, and does opening one room leave the others shut?"""

import subprocess
import sys
import tomllib
from importlib import import_module
from pathlib import Path

import pytest

import alat
from alat.errors import AlatError

ROOT = Path(__file__).resolve().parents[1]
HEAVY = {"polars", "numpy", "scipy", "rich", "altair", "duckdb", "pydantic", "typst", "fastapi", "sqlalchemy"}


def layers() -> list[set[str]]:
    """Return the rooms from the roof down, as pyproject.toml states them."""
    settings = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))
    stated = settings["tool"]["importlinter"]["contracts"][0]["layers"]
    return [{room.strip() for room in layer.split("|")} for layer in stated]


ROOMS = sorted(room for layer in layers() for room in layer)


def in_order(names: list[str]) -> list[str]:
    """Sort as ruff sorts ``__all__``: constants, then classes, then the rest."""
    return sorted(names, key=lambda name: (not name.isupper(), not name[:1].isupper(), name))


def modules_after(statement: str) -> set[str]:
    """Return the modules a fresh Python has loaded after a statement."""
    program = f"import sys\n{statement}\nprint(' '.join(sys.modules))"
    done = subprocess.run([sys.executable, "-I", "-c", program], capture_output=True, text=True, check=True)
    return set(done.stdout.split())


def test_the_front_door_is_sorted_and_every_name_opens() -> None:
    assert list(alat.__all__) == in_order(alat.__all__)
    assert len(alat.__all__) <= 12
    for name in alat.__all__:
        assert getattr(alat, name) is not None
    assert set(alat.__all__) <= set(dir(alat))


def test_a_name_that_is_not_there_is_an_attribute_error() -> None:
    with pytest.raises(AttributeError, match="'alat' has no attribute 'frobnicate'"):
        alat.frobnicate  # noqa: B018 - the access is what is tested


@pytest.mark.parametrize("room", ROOMS)
def test_what_a_room_shows_is_sorted_and_there(room: str) -> None:
    module = import_module(room)
    shown = list(getattr(module, "__all__", []))
    assert shown == in_order(shown)
    for name in shown:
        assert getattr(module, name) is not None


def test_importing_alat_loads_nothing_heavy_and_no_room() -> None:
    loaded = modules_after("import alat")
    assert not loaded & HEAVY
    assert {name for name in loaded if name.startswith("alat")} == {"alat"}


@pytest.mark.parametrize("room", ROOMS)
def test_opening_a_room_opens_only_the_rooms_below_it(room: str) -> None:
    floor = next(index for index, layer in enumerate(layers()) if room in layer)
    allowed = {room, *(below for layer in layers()[floor + 1 :] for below in layer)}
    opened = {".".join(name.split(".")[:2]) for name in modules_after(f"import {room}") if name.startswith("alat.")}
    assert opened <= allowed


@pytest.mark.parametrize("room", ["alat.cli", "alat.cli.app"])
def test_the_command_line_opens_no_room_before_a_command_runs(room: str) -> None:
    loaded = modules_after(f"import {room}")
    assert not loaded & HEAVY
    assert {name.split(".")[1] for name in loaded if name.startswith("alat.")} <= {"cli", "errors"}


@pytest.mark.parametrize("name", ["__getattr__", "py.typed"])
def test_what_tools_look_for_is_there(name: str) -> None:
    assert hasattr(alat, name) or (Path(alat.__file__).parent / name).is_file()


def test_every_error_refines_a_built_in_and_stands_in_the_tree_at_the_top() -> None:
    tree = (sys.modules["alat.errors"].__doc__ or "").split()

    def family(root: type[AlatError]) -> list[type[AlatError]]:
        return [root, *(kind for child in root.__subclasses__() for kind in family(child))]

    for kind in family(AlatError):
        if kind.__module__ == "alat.errors":
            assert kind.__name__ in tree, kind
        assert kind.exit_code in {1, 2, 3, 4, 5}
