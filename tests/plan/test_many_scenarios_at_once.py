"""Ensembles: the same answers in the same order from any pool, killed workers replaced, and failures named."""

import math
import os
import signal
import sys
import time
from collections.abc import Callable, Iterator
from importlib import import_module
from pathlib import Path
from threading import Thread
from types import ModuleType

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from alat.errors import AlatError, BadInput, MissingExtra, ScenarioFailed, WorkersLost
from alat.plan.ensemble import map_scenarios
from alat.plan.ensemble_pools import DaskScheduler, Processes


@pytest.fixture(scope="module")
def functions() -> Iterator[ModuleType]:
    """Return `ensemble_functions.py` under a name that other processes find too: they are given this path."""
    with pytest.MonkeyPatch.context() as patch:
        patch.syspath_prepend(str(Path(__file__).parent))
        yield import_module("ensemble_functions")


@pytest.fixture(scope="module")
def cluster(functions: ModuleType) -> Iterator[DaskScheduler]:
    """Return the address of a Dask cluster of our own: a scheduler, two nannies, two processes."""
    distributed = pytest.importorskip("distributed", reason="distributed is not installed (the extra cluster)")
    assert functions is not None  # its path comes first, so that the workers have it
    with distributed.LocalCluster(
        n_workers=2, threads_per_worker=1, processes=True, dashboard_address="127.0.0.1:0", host="127.0.0.1"
    ) as local:
        yield DaskScheduler(local.scheduler_address)


@pytest.fixture
def draws(functions: ModuleType, tmp_path: Path) -> dict[str, object]:
    return {f"seed {seed}": functions.Draw(seed, tmp_path) for seed in range(6)}


def same(found: dict[str, np.ndarray], functions: ModuleType, draws: dict[str, object]) -> bool:
    """Tell whether answers are those of a plain loop, to the bit and in order."""
    wanted = {name: functions.drawn(one) for name, one in draws.items()}
    return list(found) == list(wanted) and all(found[name].tobytes() == wanted[name].tobytes() for name in wanted)


@pytest.mark.parametrize("count", [1, 3])
def test_processes_answer_as_a_loop_does_and_in_its_order(
    count: int, functions: ModuleType, draws: dict[str, object]
) -> None:
    told: list[tuple[int, int]] = []
    found = map_scenarios(
        functions.drawn, draws, workers=Processes(count), progress=lambda done, of: told.append((done, of))
    )
    assert same(found, functions, draws)
    assert told == [(done, 6) for done in range(1, 7)]


def test_a_cluster_answers_as_a_loop_does(
    cluster: DaskScheduler, functions: ModuleType, draws: dict[str, object]
) -> None:
    told: list[tuple[int, int]] = []
    found = map_scenarios(functions.drawn, draws, workers=cluster, progress=lambda done, of: told.append((done, of)))
    assert same(found, functions, draws)
    assert told == [(done, 6) for done in range(1, 7)]


def test_no_scenario_needs_no_pool() -> None:
    assert map_scenarios(math.sqrt, {}, workers=DaskScheduler("tcp://127.0.0.1:9")) == {}


def test_a_process_that_kills_itself_once_changes_nothing(
    functions: ModuleType, draws: dict[str, object], tmp_path: Path
) -> None:
    found = map_scenarios(functions.drawn_after_one_death, draws, workers=Processes(2))
    assert (tmp_path / "died").exists()
    assert same(found, functions, draws)


def test_a_worker_of_a_cluster_that_kills_itself_once_changes_nothing(
    cluster: DaskScheduler, functions: ModuleType, draws: dict[str, object], tmp_path: Path
) -> None:
    found = map_scenarios(functions.drawn_after_one_death, draws, workers=cluster)
    assert (tmp_path / "died").exists()
    assert same(found, functions, draws)


def killed_in_the_middle(folder: Path) -> Callable[[], list[int]]:
    """Return what waits in a thread for a worker to begin, kills it, lets the next go on, and says who they were."""
    pids: list[int] = []

    def begun(count: int) -> None:
        file, until = folder / "pids", time.monotonic() + 60
        while time.monotonic() < until and (not file.exists() or file.read_text().count("\n") < count):
            time.sleep(0.02)

    def work() -> None:
        begun(1)
        os.kill(int((folder / "pids").read_text().split()[0]), signal.SIGKILL)
        begun(2)
        (folder / "go").touch()
        pids.extend(map(int, (folder / "pids").read_text().split()))

    thread = Thread(target=work)
    thread.start()

    def who() -> list[int]:
        thread.join()
        return pids

    return who


def test_a_process_killed_from_without_changes_nothing(
    functions: ModuleType, draws: dict[str, object], tmp_path: Path
) -> None:
    who = killed_in_the_middle(tmp_path)
    found = map_scenarios(functions.waits_for_a_word, draws, workers=Processes(2))
    assert len(set(who())) == 2
    assert same(found, functions, draws)


def test_a_worker_of_a_cluster_killed_from_without_changes_nothing(
    cluster: DaskScheduler, functions: ModuleType, draws: dict[str, object], tmp_path: Path
) -> None:
    who = killed_in_the_middle(tmp_path)
    found = map_scenarios(functions.waits_for_a_word, draws, workers=cluster)
    assert len(set(who())) == 2
    assert same(found, functions, draws)


def test_a_scenario_that_kills_each_process_is_named_after_as_many_as_allowed(
    functions: ModuleType, draws: dict[str, object], tmp_path: Path
) -> None:
    with pytest.raises(WorkersLost, match=r"scenario 'seed 1': its worker was lost 3 times, and it is not") as caught:
        map_scenarios(functions.always_dies, draws, workers=Processes(2, attempts=3))
    assert caught.value.scenario == "seed 1"
    assert (tmp_path / "begun").read_text() == "xxx"


def test_a_scenario_that_kills_each_worker_of_a_cluster_is_named(
    cluster: DaskScheduler, functions: ModuleType, draws: dict[str, object], tmp_path: Path
) -> None:
    with pytest.raises(WorkersLost, match=r"scenario 'seed 1': its worker was lost: 4 in all") as caught:
        map_scenarios(functions.always_dies, draws, workers=cluster)
    assert caught.value.scenario == "seed 1"
    assert (tmp_path / "begun").read_text() == "xxxx"


def test_a_scheduler_without_a_worker_is_given_up(functions: ModuleType, draws: dict[str, object]) -> None:
    distributed = pytest.importorskip("distributed", reason="distributed is not installed (the extra cluster)")
    with (
        distributed.LocalCluster(n_workers=0, dashboard_address="127.0.0.1:0", host="127.0.0.1") as empty,
        pytest.raises(WorkersLost, match=r"scenario 'seed 0': .* no worker was left"),
    ):
        map_scenarios(functions.drawn, draws, workers=DaskScheduler(empty.scheduler_address, idle_s=0.1))


@pytest.fixture(params=["processes", "cluster"])
def any_workers(request: pytest.FixtureRequest) -> Processes | DaskScheduler:
    return Processes(2) if request.param == "processes" else request.getfixturevalue("cluster")


def test_of_several_that_raise_the_first_in_order_is_named(
    any_workers: Processes | DaskScheduler, functions: ModuleType, draws: dict[str, object]
) -> None:
    few = {name: draws[name] for name in ("seed 0", "seed 1", "seed 2", "seed 3")}
    with pytest.raises(ScenarioFailed, match=r"^scenario 'seed 1': no lane to anywhere\n") as caught:
        map_scenarios(functions.raises, few, workers=any_workers)
    assert caught.value.exit_code == 3
    assert "in raises" in caught.value.__notes__[0]
    with pytest.raises(ScenarioFailed, match=r"'seed 2': unknown port 'Nowhere'; did you mean Now Here\?"):
        map_scenarios(functions.raises, {"seed 2": draws["seed 2"]}, workers=any_workers)
    # Neither can be sent home as it is, and neither is a lost worker.
    with pytest.raises(ScenarioFailed, match=r"'seed 3': Stubborn: one and two") as stubborn:
        map_scenarios(functions.raises, {"seed 3": draws["seed 3"]}, workers=any_workers)
    with pytest.raises(ScenarioFailed, match="'seed 0': ") as unsent:
        map_scenarios(functions.no_answer_to_send, {"seed 0": draws["seed 0"]}, workers=any_workers)
    assert not any(isinstance(each.value, WorkersLost) for each in (stubborn, unsent))
    assert stubborn.value.exit_code == AlatError.exit_code


@settings(max_examples=2)
@given(st.dictionaries(st.text(max_size=5), st.floats(0, 1e9), min_size=1, max_size=5))
def test_any_names_and_figures_come_back(scenarios: dict[str, float]) -> None:
    assert map_scenarios(math.sqrt, scenarios, workers=Processes(1)) == {k: math.sqrt(v) for k, v in scenarios.items()}


def test_what_was_asked_wrongly_is_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    with pytest.raises(BadInput, match=r"scenario 'low' cannot be sent .* expected a function at the top of a module"):
        map_scenarios(lambda x: x, {"low": 1.0}, workers=Processes(1))
    with pytest.raises(BadInput, match="0 processes, expected one at least"):
        Processes(0)
    with pytest.raises(BadInput, match="0 attempts, expected one at least"):
        Processes(attempts=0)
    with pytest.raises(BadInput, match="'localhost:8786', expected such as tcp://host:8786"):
        DaskScheduler("localhost:8786")
    monkeypatch.setitem(sys.modules, "distributed", None)
    with pytest.raises(MissingExtra, match=r"needs the extra 'cluster'; install it with: pip"):
        map_scenarios(math.sqrt, {"low": 1.0}, workers=DaskScheduler("tcp://127.0.0.1:9"))


def test_a_scheduler_that_is_not_there_is_said_so() -> None:
    pytest.importorskip("distributed", reason="distributed is not installed (the extra cluster)")
    with pytest.raises(BadInput, match=r"no Dask scheduler answers at tcp://127\.0\.0\.1:9"):
        map_scenarios(math.sqrt, {"low": 1.0}, workers=DaskScheduler("tcp://127.0.0.1:9", connect_s=0.5))
    with pytest.raises(BadInput, match="no Dask scheduler answers at carrier://pigeon"):
        map_scenarios(math.sqrt, {"low": 1.0}, workers=DaskScheduler("carrier://pigeon", connect_s=0.5))
