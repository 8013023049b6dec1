"""In which order can measures be built, and what does each need at any remove?"""

from collections.abc import Mapping, Sequence
from graphlib import CycleError, TopologicalSorter


class Circle(ValueError):
    """Measures that require each other, the first of them again at the end; who asked says where they stand."""

    def __init__(self, ids: Sequence[str]) -> None:
        super().__init__(" requires ".join(ids))
        self.ids = tuple(ids)


def building_order(requires: Mapping[str, Sequence[str]]) -> tuple[str, ...]:
    """Return the ids, each after all it requires, and otherwise in the order given.

    Parameters
    ----------
    requires
        For each id, those it requires at once; all are keys.

    Raises
    ------
    Circle
        If some require each other.
    """
    place = {name: number for number, name in enumerate(requires)}
    sorter = TopologicalSorter(requires)
    try:
        sorter.prepare()
    except CycleError as error:
        # graphlib lists the circle from requirement to dependant; a person reads "requires" the other way.
        raise Circle(list(reversed(error.args[1]))) from None
    order: list[str] = []
    ready: list[str] = []
    while sorter.is_active():
        ready = sorted([*ready, *sorter.get_ready()], key=place.__getitem__)
        order.append(ready.pop(0))
        sorter.done(order[-1])
    return tuple(order)


def all_needs(requires: Mapping[str, Sequence[str]], order: Sequence[str]) -> dict[str, tuple[str, ...]]:
    """Return for each id all it requires at any remove, in building order.

    Parameters
    ----------
    requires
        As for `building_order`.
    order
        What that returned.
    """
    needs: dict[str, tuple[str, ...]] = {}
    for name in order:
        wanted = {*requires[name], *(before for needed in requires[name] for before in needs[needed])}
        needs[name] = tuple(before for before in order if before in wanted)
    return needs
