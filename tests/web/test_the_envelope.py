"""What every answer is wrapped in: keys in order, sources once each, and nothing that JSON cannot hold."""

import json

import pytest

from alat.data.envelope import envelope


def test_a_shipped_source_is_cited_in_full_and_once() -> None:
    answer = envelope("x", {}, result=None, sources=("baci-hs22-2023", "baci-hs22-2023"), notes=("a", "b", "a"))
    (source,) = answer["sources"]
    assert source["publisher"]
    assert source["licence"]
    assert answer["notes"] == ["a", "b"]


def test_a_source_that_only_a_study_knows_is_its_id_alone() -> None:
    (source,) = envelope("x", {}, result=None, sources=("Trend, 4 Mar 2026",), notes=())["sources"]
    assert source["id"] == "Trend, 4 Mar 2026"
    assert {source[key] for key in source if key != "id"} == {None}


def test_a_number_that_is_not_finite_is_missing() -> None:
    answer = envelope("x", {"b": 1}, result={"value": float("nan")}, sources=(), notes=())
    assert list(answer) == ["alat", "command", "inputs", "result", "sources", "notes"]
    assert json.loads(json.dumps(answer, allow_nan=False))["result"] == {"value": None}


def test_what_has_no_plain_form_is_refused() -> None:
    with pytest.raises(TypeError, match="no plain form"):
        envelope("x", {}, result=object(), sources=(), notes=())
