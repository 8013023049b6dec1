"""How does one function come out for many scenarios? Side by side on this machine's cores, or on a Dask cluster."""

import pickle
from collections import deque
from collections.abc import Callable, Mapping, Sequence
from concurrent.futures import Future
from contextlib import closing
from typing import TypeVar

from alat.errors import BadInput, ScenarioFailed
from alat.plan.ensemble_pools import DaskScheduler, Lost, Outcome, Pool, Processes, opened

_Scenario = TypeVar("_Scenario")
_Answer = TypeVar("_Answer")
Progress = Callable[[int, int], None]
_Job = tuple[str, bytes]


def map_scenarios(
    function: Callable[[_Scenario], _Answer],
    scenarios: Mapping[str, _Scenario],
    *,
    workers: Processes | DaskScheduler | None = None,
    progress: Progress | None = None,
) -> dict[str, _Answer]:
    """Return what a function answers for each scenario; the pool decides how long that takes and nothing else.

    Parameters
    ----------
    function
        Of one scenario. Another process must be able to import it, and its answer must follow from the scenario alone
        (draws from a seed in it), since a scenario whose worker is lost is run again.
    scenarios
        By name.
    workers
        Processes on this machine, as many as cores unless told otherwise, or a Dask scheduler that runs already.
    progress
        Called here, and not in a worker, after each scenario with how many are done, and of how many.

    Returns
    -------
    dict
        Answers by name, in the order of the scenarios.

    Raises
    ------
    ScenarioFailed
        If a scenario raised: the first in order of those that did.
    WorkersLost
        If a scenario's workers were lost (killed, out of memory) as often as it may be tried, or none is left.
    BadInput
        If the function or a scenario cannot be sent to another process, or no scheduler answers at the address.
    MissingExtra
        If a scheduler is named and `distributed` is not installed.

    Notes
    -----
    Function, scenario and answer are pickled whatever the pool, so that an answer is the same from any of them. A
    script that calls this needs the guard ``if __name__ == "__main__":``, since processes are spawned.
    """
    jobs = [(name, _packed(function, scenario, name=name)) for name, scenario in scenarios.items()]
    if not jobs:
        return {}
    with closing(opened(workers if workers is not None else Processes(), most=len(jobs))) as pool:
        answers = _Run(pool, jobs, progress=progress).answers_in_order()
    return {name: pickle.loads(answer) for (name, _), answer in zip(jobs, answers, strict=True)}  # noqa: S301 - ours


def _packed(function: object, scenario: object, *, name: str) -> bytes:
    try:
        return pickle.dumps((function, scenario), protocol=pickle.HIGHEST_PROTOCOL)
    except (pickle.PicklingError, AttributeError, TypeError) as error:
        raise BadInput(
            f"scenario {name!r} cannot be sent to another process ({error}); expected a function at the top of a "
            "module, and data"
        ) from None


class _Run:
    """The scenarios of one call on their way through a pool.

    After a failure nothing behind it is begun any more, but all before it is brought to its end: which failure is told
    depends on the order of scenarios and not on which worker was quick.
    """

    def __init__(self, pool: Pool, jobs: Sequence[_Job], *, progress: Progress | None) -> None:
        self._pool, self._jobs, self._progress = pool, jobs, progress
        self._waiting = deque(range(len(jobs)))
        self._running: dict[Future[Outcome], int] = {}
        self._answers: dict[int, bytes] = {}
        self._lost = [0] * len(jobs)
        self._failed: dict[int, ScenarioFailed] = {}

    def answers_in_order(self) -> list[bytes]:
        """Return the pickled answers, or raise the first failure."""
        self._begin()
        while self._running:
            for future in self._pool.wait(self._running):
                self._settle(self._running.pop(future), self._pool.take(future))
            if self._failed:
                self._forget_behind(min(self._failed))
            self._begin()
        if self._failed:
            raise self._failed[min(self._failed)]
        return [self._answers[index] for index in range(len(self._jobs))]

    def _begin(self) -> None:
        while self._waiting and len(self._running) < self._pool.room:
            index = self._waiting.popleft()
            self._running[self._pool.start(self._jobs[index][1])] = index

    def _settle(self, index: int, outcome: Outcome | Lost) -> None:
        name = self._jobs[index][0]
        if isinstance(outcome, Lost):
            self._lost[index] += 1
            if self._lost[index] < self._pool.attempts:
                self._waiting.appendleft(index)
            else:
                self._failed[index] = outcome.as_error(name, times=self._lost[index])
        elif outcome.answer is None:
            self._failed[index] = outcome.as_error(name)
        else:
            self._answers[index] = outcome.answer
            if self._progress is not None:
                self._progress(len(self._answers), len(self._jobs))

    def _forget_behind(self, first: int) -> None:
        self._waiting = deque(index for index in self._waiting if index < first)
        for future, index in list(self._running.items()):
            if index > first and self._pool.drop(future):
                del self._running[future]
