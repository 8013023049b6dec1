"""Does a sentence ever state a number that no computation gave, and does a missing one say so?"""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from alat.brief.catalogue import Catalogue, read_catalogue, refuse_digits
from alat.brief.document import Text, Value
from alat.brief.html import read_template
from alat.data import Basis, Quantity
from alat.errors import BrokenTemplate


def catalogue_of(sentence: str) -> Catalogue:
    missing = {"not_known": "not known", "nothing_recorded": "nothing recorded", "not_covered": "not covered"}
    return read_catalogue({"a": {"b": sentence}, "units": {"km": "{n} km"}, "missing": missing}, "xx")


@pytest.mark.parametrize("sentence", ["It takes 35 days.", "a ½ share", "CO₂", "٣ days", "HS2 {code}"])
def test_a_typed_digit_in_a_sentence_is_refused(sentence: str) -> None:
    with pytest.raises(BrokenTemplate, match="types"):
        catalogue_of(sentence)


def test_a_placeholder_without_a_value_is_refused_and_named() -> None:
    with pytest.raises(BrokenTemplate, match=r"a\.b: no value for \{far\}; given: name"):
        catalogue_of("{name} is {far} away").say("a.b", {"name": "Baku"})


def test_an_entry_that_does_not_exist_is_named() -> None:
    with pytest.raises(BrokenTemplate, match=r"no entry a\.c"):
        catalogue_of("x").say("a.c")


def test_a_sentence_that_needs_a_value_is_no_bare_word() -> None:
    with pytest.raises(BrokenTemplate, match="asks for a value"):
        catalogue_of("{name}").word("a.b")


def test_a_section_that_is_no_table_is_refused() -> None:
    with pytest.raises(BrokenTemplate, match="expected a table"):
        read_catalogue({"a": "x"}, "xx")


def test_a_number_carries_unit_year_basis_and_sources_into_the_sentence() -> None:
    distance = Quantity(838.0, "km", Basis.OBSERVED, ("rail",), "2017", "by rail")
    runs = catalogue_of("Baku to Kars: *{far}*.").say("a.b", {"far": distance})
    assert runs == (
        Text("Baku to Kars: "),
        Value("838\u00a0km", "observed", "km", "2017", ("rail",), "by rail", strong=True),
        Text("."),
    )


def test_the_three_missing_states_print_differently_and_never_as_a_number(words: Catalogue) -> None:
    nothing = Quantity(None, "usd", Basis.RECONCILED)
    shown = {words.show(nothing, missing=state).text for state in ("not_known", "nothing_recorded", "not_covered")}
    assert shown == {"not known", "nothing recorded", "not covered"}


def test_a_zero_is_a_number_and_not_a_missing_one(words: Catalogue) -> None:
    assert words.show(Quantity(0.0, "usd", Basis.REPORTED)).text == "USD\u00a00"


@given(st.text(alphabet=st.characters(whitelist_categories=("Lu", "Ll", "Po")), max_size=20))
def test_a_name_from_the_data_is_printed_as_it_stands(name: str) -> None:
    (run,) = catalogue_of("{name}").say("a.b", {"name": name})
    assert run == Text(name, given=True)


@pytest.mark.parametrize(
    ("when", "text"), [("2025-11-26", "26 November 2025"), ("2007-10", "October 2007"), ("2012", "2012")]
)
def test_a_date_is_printed_as_precisely_as_it_is_known(words: Catalogue, when: str, text: str) -> None:
    assert words.day(when).text == text.replace(" ", "\u00a0")


def test_the_template_of_the_pdf_types_no_number() -> None:
    refuse_digits(read_template("brief.typ"), "brief.typ")


def test_a_number_typed_into_a_template_is_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    from alat.brief import html  # noqa: PLC0415

    monkeypatch.setattr(html, "read_template", lambda _: "<p>About 40 days</p>")
    with pytest.raises(BrokenTemplate, match="types '4'"):
        html.render_html({})
