"""Does every HS code lead to its product, and every cargo class to its load?"""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from alat.errors import AmbiguousName, BadInput, UnknownCode
from alat.reference import cargo_class, cargo_classes, product, products

SECTIONS, CHAPTERS, HEADINGS = products(0), products(2), products(4)
ALL = sorted({**SECTIONS, **CHAPTERS, **HEADINGS})
CLASSES = {"container", "reefer", "dry_bulk", "liquid_bulk", "roro", "general", "air"}


def test_the_harmonized_system_is_whole() -> None:
    # HS 2022: 21 sections, chapters 01-97 without 77, 1,228 headings; Comtrade adds 99 and 9999
    assert len(SECTIONS) == 21
    assert sorted(CHAPTERS) == [f"{n:02d}" for n in range(1, 100) if n not in {77, 98}]
    assert len(HEADINGS) == 1229


@pytest.mark.parametrize(
    ("code", "section", "label"),
    [
        ("27", "V", "Mineral fuels and oils"),
        ("2709", "V", "Crude petroleum"),
        ("1701", "IV", "Cane or beet sugar"),
        ("17.01", "IV", "Cane or beet sugar"),
        ("iv", "IV", "Prepared food, beverages and tobacco"),
        (" 02 ", "I", "Meat"),
        ("99", "", "Commodities not specified"),
    ],
)
def test_a_code_leads_to_its_product(code: str, section: str, label: str) -> None:
    assert (product(code).section, product(code).label) == (section, label)


@given(st.sampled_from(ALL), st.sampled_from(["{}", " {} ", "{}\n"]))
def test_every_code_resolves_to_itself(code: str, pattern: str) -> None:
    assert product(pattern.format(code).lower()).code == code


@given(st.sampled_from(sorted(HEADINGS)))
def test_a_heading_lies_in_its_chapter_and_section(code: str) -> None:
    heading, chapter = product(code), product(code[:2])
    assert (heading.section, heading.cargo) == (chapter.section, chapter.cargo)
    assert heading.section in SECTIONS or code == "9999"


@pytest.mark.parametrize(("level", "longest"), [(0, 40), (2, 35), (4, 64)])
def test_labels_are_unique_in_their_level_and_fit_a_table(level: int, longest: int) -> None:
    labels = [found.label for found in products(level).values()]
    assert len(set(labels)) == len(labels)
    assert max(map(len, labels)) <= longest
    assert all(label == label.strip() and label[0].isupper() for label in labels)


def test_the_full_description_is_kept() -> None:
    assert product("27").full_label.startswith("Mineral fuels, mineral oils and products of their distillation")
    assert all(found.full_label for code in ALL for found in [product(code)])


def test_every_chapter_travels_in_a_cargo_class() -> None:
    assert {found.cargo for found in CHAPTERS.values()} == CLASSES
    assert {product(code).cargo for code in SECTIONS} == {""}
    wanted = {"02": "reefer", "10": "dry_bulk", "27": "liquid_bulk", "87": "roro", "72": "general", "84": "container"}
    assert {code: product(code).cargo for code in wanted} == wanted


@pytest.mark.parametrize(
    ("code", "near"),
    [
        ("98", "97"),
        ("1799", "1704"),
        ("1799", "1801"),
        ("1799", "1703"),
        ("170199", "1701"),
        ("XXV", "XX"),
        ("sugar", "17"),
        ("fertili", "31"),
    ],
)
def test_an_unknown_code_is_refused_with_near_ones(code: str, near: str) -> None:
    with pytest.raises(UnknownCode, match="unknown product") as caught:
        product(code)
    assert any(text.startswith(f"{near} (") for text in caught.value.near)


@pytest.mark.parametrize("code", ["", " ", "-1", "1", "77", "0000", "IIII", "²⁷", "nonsense"])
def test_what_is_no_product_is_refused(code: str) -> None:
    with pytest.raises(UnknownCode):
        product(code)


@pytest.mark.parametrize("level", [1, 3, 6, -2])
def test_a_level_the_system_has_not_is_refused(level: int) -> None:
    with pytest.raises(BadInput, match="expected 0"):
        products(level)


def test_boxes_hold_what_the_corridor_monitor_counts_and_the_rest_is_a_tonne() -> None:
    # CAREC Corridor Performance Measurement and Monitoring counts 20 t a box (parameter P01)
    assert set(cargo_classes()) == CLASSES
    for code, found in cargo_classes().items():
        boxed = code in {"container", "reefer"}
        assert (found.load_name, found.load_t) == (("FEU", 20.0) if boxed else ("t", 1.0))
        assert found.load_low_t <= found.load_t <= found.load_high_t


@pytest.mark.parametrize(
    ("written", "code"),
    [
        ("Container", "container"),
        ("dry bulk", "dry_bulk"),
        ("DRY-BULK", "dry_bulk"),
        ("ro-ro", "roro"),
        ("Air freight", "air"),
    ],
)
def test_a_cargo_class_answers_to_its_usual_names(written: str, code: str) -> None:
    assert cargo_class(written).code == code


def test_bulk_alone_is_ambiguous() -> None:
    with pytest.raises(AmbiguousName, match="dry_bulk or liquid_bulk"):
        cargo_class("bulk")


@pytest.mark.parametrize(("written", "near"), [("contaner", "container"), ("zzz", "air"), ("", "container")])
def test_an_unknown_cargo_class_is_refused_with_the_valid_ones(written: str, near: str) -> None:
    with pytest.raises(UnknownCode) as caught:
        cargo_class(written)
    assert near in caught.value.near
