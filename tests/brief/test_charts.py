"""Are the charts of a brief what the schema of the picture language allows? A brief itself does not ask again."""

from collections.abc import Callable

import pytest

from alat.brief.catalogue import Catalogue
from alat.brief.charts import drawing
from alat.brief.gather import PairMaterial
from alat.brief.sections import compose_pair


def test_every_chart_of_a_brief_obeys_the_schema(
    pair_material: Callable[..., PairMaterial], words: Catalogue, monkeypatch: pytest.MonkeyPatch
) -> None:
    checked = []

    def told(chart: drawing.Any) -> object:
        checked.append(chart)
        return chart.to_dict(validate=True)

    monkeypatch.setattr(drawing, "told", told)
    compose_pair(pair_material(), words, run="0123456789abcdef", command="alat brief AZE BRA")
    assert len(checked) > 4


def test_the_check_would_find_a_chart_that_does_not() -> None:
    alt = drawing.altair()
    wrong = alt.Chart(alt.NamedData("x")).mark_point()
    wrong.mark = "blob"
    with pytest.raises(alt.utils.schemapi.SchemaValidationError):
        wrong.to_dict(validate=True)
