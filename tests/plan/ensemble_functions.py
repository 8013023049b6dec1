"""What the tests of ensembles run in other processes; each answer follows from the scenario alone."""

import os
import signal
import time
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from alat.errors import NoRoute, UnknownCode


@dataclass(frozen=True)
class Draw:
    """A seed, and a folder for what the processes tell each other."""

    seed: int
    folder: Path


def drawn(scenario: Draw) -> NDArray[np.float64]:
    """Return some figures of a seed, after a while that differs, so that scenarios do not end in their order."""
    random = np.random.default_rng(scenario.seed)
    time.sleep(float(random.uniform(0, 0.05)))
    return random.standard_normal(5)


def drawn_after_one_death(scenario: Draw) -> NDArray[np.float64]:
    """Return the same, but the process kills itself the first time that the scenario with seed 2 is asked."""
    marker = scenario.folder / "died"
    if scenario.seed == 2 and not marker.exists():
        marker.touch()
        os.kill(os.getpid(), signal.SIGKILL)
    return drawn(scenario)


def always_dies(scenario: Draw) -> NDArray[np.float64]:
    """Kill the process for the scenario with seed 1, and note each time that it began."""
    if scenario.seed == 1:
        with (scenario.folder / "begun").open("a") as file:
            file.write("x")
        os.kill(os.getpid(), signal.SIGKILL)
    return drawn(scenario)


def waits_for_a_word(scenario: Draw) -> NDArray[np.float64]:
    """Say which process has the scenario with seed 0, and go on only when told to."""
    if scenario.seed == 0:
        with (scenario.folder / "pids").open("a") as file:
            file.write(f"{os.getpid()}\n")
        while not (scenario.folder / "go").exists():
            time.sleep(0.02)
    return drawn(scenario)


class Stubborn(Exception):
    """An error that cannot be unpickled, as many are not."""

    def __init__(self, first: str, *, second: str) -> None:
        super().__init__(f"{first} and {second}")


def raises(scenario: Draw) -> float:
    """Raise for seeds from 1 on, the later the sooner, and answer for 0."""
    time.sleep(max(0.0, 0.3 - 0.1 * scenario.seed))
    if scenario.seed == 1:
        raise NoRoute("no lane to anywhere")
    if scenario.seed == 2:
        raise UnknownCode("port", "Nowhere", near=["Now Here"])
    if scenario.seed == 3:
        raise Stubborn("one", second="two")
    return 0.0


def no_answer_to_send(_: Draw) -> object:
    """Return what cannot be pickled."""
    return lambda: None
