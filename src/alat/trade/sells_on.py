"""Does a supplier make what it sells, or pass on what it bought? Marks, for want of records of re-exports."""

from functools import lru_cache

from alat.trade.margins import Floats, margins
from alat.trade.records import KEPT, Records
from alat.trade.screens import net_ratio
from alat.trade.settings import entrepots, parameter

ENTREPOT, SELLS_ON, BUYS_MORE = "entrepot", "sells_on", "buys_more_than_it_sells"
# Any of them: the goods may be others' own, wholly or in part.
BUYS_TO_SELL = frozenset({ENTREPOT, SELLS_ON, BUYS_MORE})


def sells_on(supplier: str, hs: str, *, records: Records) -> tuple[str, ...]:
    """Return the marks of a supplier of a product, none where nothing speaks against its making the goods.

    ``entrepot``: the country is known for selling on what it buys. ``sells_on``: its exports of the product are small
    beside its own imports of it (`net_ratio_at_least`, which takes an exporter's own goods for re-exports too).
    ``buys_more_than_it_sells``: they are not, and yet less than its imports. At two digits both hold many goods.

    Parameters
    ----------
    supplier
        ISO3 code; without a mark where the records do not know it.
    hs
        A product, of as many digits as it is asked about.
    records
        Whose exports and imports.

    Raises
    ------
    BadInput, NotCovered
        As `alat.trade.margins.margins`.
    """
    every = margins(records, len(hs))
    found = (ENTREPOT,) if supplier in entrepots() else ()
    if supplier not in every.codes or hs not in every.products:
        return found
    ratio = float(_ratios(records, len(hs))[every.codes.index(supplier), every.products.index(hs)])
    if ratio < parameter("net_ratio_at_least"):
        return (*found, SELLS_ON)
    return (*found, BUYS_MORE) if ratio < 1 else found


@lru_cache(maxsize=KEPT)
def _ratios(records: Records, level: int) -> Floats:
    return net_ratio(margins(records, level))
