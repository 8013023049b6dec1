"""Where do the scenarios of an ensemble run, and what if a worker is killed?"""

import importlib
import os
import pickle
import time
import traceback
from collections.abc import Iterable
from concurrent.futures import FIRST_COMPLETED, CancelledError, Executor, Future, ProcessPoolExecutor, wait
from concurrent.futures.process import BrokenProcessPool
from dataclasses import dataclass, field
from multiprocessing import get_context
from typing import Protocol

from alat.errors import AlatError, BadInput, MissingExtra, ScenarioFailed, WorkersLost

_LOOK_S = 1.0


def cores() -> int:
    """Return how many cores this process may use."""
    return len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1


@dataclass(frozen=True, slots=True)
class Processes:
    """Processes on this machine, spawned.

    Attributes
    ----------
    count
        How many; never more are started than there are scenarios.
    attempts
        How often a scenario may be begun, if its process is lost each time; four is what Dask allows.

    Raises
    ------
    BadInput
        If either is below one.
    """

    count: int = field(default_factory=cores)
    attempts: int = 4

    def __post_init__(self) -> None:
        for name, number in (("processes", self.count), ("attempts", self.attempts)):
            if number < 1:
                raise BadInput(f"{number} {name}, expected one at least")


@dataclass(frozen=True, slots=True)
class DaskScheduler:
    """A Dask scheduler that runs already, with workers that have the same Alat.

    How often a scenario may be begun is the scheduler's own setting, ``distributed.scheduler.allowed-failures``.

    Attributes
    ----------
    address
        Such as ``tcp://10.0.0.5:8786``. Whoever can reach a scheduler can run code on its workers, and they here: it
        must be one that is trusted.
    connect_s
        How long it may take to answer.
    idle_s
        How long there may be no worker at all before the run is given up.

    Raises
    ------
    BadInput
        If the address has no protocol.
    """

    address: str
    connect_s: float = 10.0
    idle_s: float = 60.0

    def __post_init__(self) -> None:
        if "://" not in self.address:
            raise BadInput(f"the address of the Dask scheduler is {self.address!r}, expected such as tcp://host:8786")


@dataclass(frozen=True, slots=True)
class Outcome:
    """How a scenario ended in a worker: its pickled answer, or what it raised in words that any process can read."""

    answer: bytes | None
    raised: str = ""
    exit_code: int = 1
    where: str = ""

    def as_error(self, scenario: str) -> ScenarioFailed:
        """Return what is raised for it here."""
        error = ScenarioFailed(scenario, self.raised, exit_code=self.exit_code)
        error.add_note(self.where)
        return error


@dataclass(frozen=True, slots=True)
class Lost:
    """A worker was lost before it answered."""

    said: str

    def as_error(self, scenario: str, *, times: int) -> WorkersLost:
        """Return what is raised for it here, if it was lost too often."""
        often = f"its worker was lost {times} times, and it is not tried again" if times > 1 else "its worker was lost"
        return WorkersLost(scenario, f"{often}: {self.said}")


def attempt(payload: bytes) -> Outcome:
    """Run a pickled function on its pickled scenario, in a worker.

    An exception need not survive being pickled, and one that does not would look like a lost worker. So all that can
    be raised is brought home in words.
    """
    try:
        function, scenario = pickle.loads(payload)  # noqa: S301 - pickled by who started this worker
        return Outcome(pickle.dumps(function(scenario), protocol=pickle.HIGHEST_PROTOCOL))
    except Exception as error:  # noqa: BLE001 - nothing is passed over: it is raised again where the map was called
        said = str(error) if isinstance(error, AlatError) else f"{type(error).__name__}: {error}"
        code = error.exit_code if isinstance(error, AlatError) else AlatError.exit_code
        return Outcome(None, said, code, traceback.format_exc())


class Pool(Protocol):
    """What runs scenarios."""

    @property
    def room(self) -> int:
        """How many may be begun at once."""

    @property
    def attempts(self) -> int:
        """How often a lost one may be begun."""

    def start(self, payload: bytes) -> Future[Outcome]:
        """Begin one."""

    def wait(self, running: Iterable[Future[Outcome]]) -> set[Future[Outcome]]:
        """Return those that have ended, once one has."""

    def take(self, future: Future[Outcome]) -> Outcome | Lost:
        """Return how one ended."""

    def drop(self, future: Future[Outcome]) -> bool:
        """Give one up that is not wanted any more, and tell whether that could be done."""

    def close(self) -> None:
        """Let all workers go."""


class ProcessCrew:
    """Pools of one process each: when a process is killed, it is known what it was at, and no other is disturbed."""

    def __init__(self, processes: Processes, *, most: int) -> None:
        self.room = min(processes.count, most)
        self.attempts = processes.attempts
        self._idle = [_one_process() for _ in range(self.room)]
        self._busy: dict[Future[Outcome], ProcessPoolExecutor] = {}

    def start(self, payload: bytes) -> Future[Outcome]:
        """Begin one in an idle process, or in a new one if that was killed while it was idle."""
        process = self._idle.pop()
        try:
            future = process.submit(attempt, payload)
        except BrokenProcessPool:
            process.shutdown()
            process = _one_process()
            future = process.submit(attempt, payload)
        self._busy[future] = process
        return future

    def wait(self, running: Iterable[Future[Outcome]]) -> set[Future[Outcome]]:
        """Return those that have ended, once one has."""
        return wait(running, return_when=FIRST_COMPLETED).done

    def take(self, future: Future[Outcome]) -> Outcome | Lost:
        """Return how one ended, and put a new process in the place of one that was lost."""
        process = self._busy.pop(future)
        try:
            outcome = future.result()
        except BrokenProcessPool:
            process.shutdown()
            self._idle.append(_one_process())
            return Lost(
                "killed, out of memory, or never begun because the script that calls this lacks "
                'the guard `if __name__ == "__main__":`'
            )
        self._idle.append(process)
        return outcome

    def drop(self, future: Future[Outcome]) -> bool:
        """Give none up: each runs already."""
        return future not in self._busy

    def close(self) -> None:
        """Let all processes go, once they have ended what they are at."""
        for process in (*self._idle, *self._busy.values()):
            process.shutdown(cancel_futures=True)


def _one_process() -> ProcessPoolExecutor:
    return ProcessPoolExecutor(max_workers=1, mp_context=get_context("spawn"))


class Cluster:
    """A Dask cluster: its scheduler begins anew what a lost worker was at, up to its own limit."""

    attempts = 1

    def __init__(self, scheduler: DaskScheduler, *, most: int) -> None:
        self.room = most
        try:
            distributed = importlib.import_module("distributed")  # takes a second, and is optional
        except ImportError:
            raise MissingExtra("running scenarios on a Dask cluster", extra="cluster") from None
        self._scheduler = scheduler
        self._killed = distributed.KilledWorker
        try:
            self._client = distributed.Client(scheduler.address, timeout=scheduler.connect_s, set_as_default=False)
        except (OSError, ValueError) as error:
            raise BadInput(f"no Dask scheduler answers at {scheduler.address}: {error}") from None
        self._executor: Executor = self._client.get_executor(pure=False)
        self._seen = time.monotonic()

    def start(self, payload: bytes) -> Future[Outcome]:
        """Hand one to the scheduler."""
        return self._executor.submit(attempt, payload)

    def wait(self, running: Iterable[Future[Outcome]]) -> set[Future[Outcome]]:
        """Return those that have ended, once one has, or all of them, not ended, if there is no worker for too long."""
        every = tuple(running)
        while True:
            done = wait(every, timeout=_LOOK_S, return_when=FIRST_COMPLETED).done
            if done:
                return done
            if self._client.status == "running" and self._client.nthreads():
                self._seen = time.monotonic()
            elif time.monotonic() - self._seen > self._scheduler.idle_s:
                return set(every)

    def take(self, future: Future[Outcome]) -> Outcome | Lost:
        """Return how one ended; one that has not ended is lost, since nobody is left to run it."""
        try:
            error = future.exception(timeout=0)
        except (CancelledError, TimeoutError):
            return Lost(f"no worker was left, or the scheduler at {self._scheduler.address} is gone")
        if isinstance(error, self._killed):
            return Lost(f"{error.allowed_failures + 1} in all, the last at {error.last_worker.address}")
        if error is not None:
            return Outcome(None, f"the cluster did not run it; have its workers this Alat? {error!r}")
        return future.result()

    def drop(self, future: Future[Outcome]) -> bool:
        """Give one up."""
        return future.cancel()

    def close(self) -> None:
        """Leave the scheduler, which forgets what was asked of it here."""
        self._client.close()


def opened(workers: Processes | DaskScheduler, *, most: int) -> Pool:
    """Return the pool for that many scenarios; whoever asks closes it."""
    return Cluster(workers, most=most) if isinstance(workers, DaskScheduler) else ProcessCrew(workers, most=most)
