"""The value of a tonne of all exporters at once is that of `worth`, one by one."""

import numpy as np
import pytest

from alat.errors import NotCovered
from alat.routing.shipped_values import shipped_values
from alat.routing.worth import worth

_EXPORTERS = ("AZE", "BRA", "CHN", "DEU", "TUV", "SMR", "PAN", "USA")
_CHAPTERS = ("01", "08", "10", "17", "30", "31", "71", "84", "87", "89", "97")


def test_every_cell_is_what_worth_says_of_it() -> None:
    found = shipped_values(_EXPORTERS, _CHAPTERS)
    for row, exporter in enumerate(_EXPORTERS):
        for column, chapter in enumerate(_CHAPTERS):
            one = worth(exporter, "GEO", hs=chapter, records=None)
            assert found.usd_per_t[row, column] == pytest.approx(one.usd_per_t, abs=0.006)
            assert found.own[row, column] == (one.whose == "exporter")


def test_a_country_without_records_has_the_worlds_value() -> None:
    found = shipped_values(("AZE", "XXX"), ("84",))
    assert not found.own[1, 0]
    assert np.isfinite(found.usd_per_t[1, 0])


def test_nothing_on_record_is_refused() -> None:
    with pytest.raises(NotCovered, match="no value of a tonne"):
        shipped_values(("AZE",), ("77",))
