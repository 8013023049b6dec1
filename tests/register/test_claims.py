"""Does what the founding text of the shipped study says hold?"""

import pytest

from alat.data import open_study, sources
from alat.data.plain import plain
from alat.register import ClaimCheck, check_claims
from alat.register.claims import CHECKS

# Verdicts the case's notes reached by hand, claim by claim (evidence.csv of the raw files and CASE.md).
GOLDEN = {
    "C01": "stale",  # 33.8 bn (customs) and 32.2 bn (BACI) are of 2023
    "C02": "supported",
    "C03": "depends_on_reporter",  # 221 m BACI, 267 m Azerbaijan 2021; 59.6 m Brazil 2021
    "C04": "cannot_be_checked",
    # 55.7 m one way in 2023 and 26 m in 2020 are both Azerbaijan's record; Argentina's was a ninth of it in 2016.
    "C05": "depends_on_reporter",
    "C06": "cannot_be_checked",
    "C07": "cannot_be_checked",
    "C08": "cannot_be_checked",
    "C09": "cannot_be_checked",
    "C10": "cannot_be_checked",
    "C11": "supported",
    "C12": "supported",
    "C13": "stale",  # four of the five posts were last described in 2019
    "C14": "cannot_be_checked",
    "C15": "cannot_be_checked",
    "C16": "cannot_be_checked",
    "C17": "cannot_be_checked",
    "C18": "contradicted",  # Australia leads; Bolivia and Peru share less than one percent
    "C19": "contradicted",
    "C20": "cannot_be_checked",  # a member; nothing measures the core
    "C21": "contradicted",  # one of eighteen
    "C22": "contradicted",  # Uruguay abstained
}


@pytest.fixture(scope="module")
def shipped() -> dict[str, ClaimCheck]:
    return {check.id: check for check in check_claims(open_study("azerbaijan-latin-america")).checks}


@pytest.mark.parametrize(("claim", "verdict"), GOLDEN.items())
def test_the_founding_text_is_judged_as_the_evidence_says(
    shipped: dict[str, ClaimCheck], claim: str, verdict: str
) -> None:
    assert shipped[claim].verdict.value == verdict
    assert shipped[claim].reason.endswith(".")
    assert "None" not in shipped[claim].reason
    assert "nan" not in shipped[claim].reason.casefold().split()


def test_fifty_two_million_shows_both_reporters(shipped: dict[str, ClaimCheck]) -> None:
    check = shipped["C03"]
    assert check.claimed == "USD 52 million"
    for figure in ("USD 59.6 million in 2021", "USD 221 million in 2023", "USD 267 million in 2021"):
        assert figure in check.reason
    found = {(f.what.split(": ")[-1], f.value.year): f for f in check.findings if f.value.value is not None}
    # BACI 2023: 220.8 + 0.53 million.
    assert found["the BACI totals", "2023"].value.value == pytest.approx(221.36e6, rel=1e-3)
    assert found["the BACI totals", "2023"].value.basis.value == "reconciled"
    assert found["the record of Brazil", "2021"].verdict.value == "supported"
    assert found["the record of Azerbaijan", "2021"].verdict.value == "contradicted"
    # Records of 2016 stand beside and are too old to judge by.
    assert found["the record of Brazil", "2016"].verdict.value == "cannot_be_checked"


def test_growth_of_twelve_percent_is_within_an_ordinary_year(shipped: dict[str, ClaimCheck]) -> None:
    # Percentiles 10 and 90 on a base of 10-100 million: -55 and +85; of 1-10 million: -72 and +157.
    assert "between -55 and +85 percent a year, and +12 percent lies within that" in shipped["C04"].reason
    assert "between -72 and +157 percent a year, and +15 percent lies within that" in shipped["C06"].reason


def test_lithium_names_its_leaders_and_what_the_unlisted_can_have(shipped: dict[str, ClaimCheck]) -> None:
    assert "Australia (46 percent), Chile (24 percent) and China (16 percent)" in shipped["C18"].reason
    assert "Bolivia and Peru are among those that share 0.62 percent" in shipped["C18"].reason
    assert shipped["C18"].claimed == "Chile, Bolivia and Peru"


def test_resolution_62_243_is_shown_by_roll_call_and_press_release(shipped: dict[str, ClaimCheck]) -> None:
    answers = {finding.answer: finding.cited for finding in shipped["C21"].findings if finding.answer}
    assert "United Nations General Assembly voting data" in answers["38;7;101"]
    assert answers["39;7;100"] == "UN press release GA/10693"
    assert "1 of the 18 members of Latin America that voted (Colombia) voted yes" in shipped["C21"].reason


def test_votes_of_the_two_named_states_stand_beside_rank_and_median(shipped: dict[str, ClaimCheck]) -> None:
    votes = {finding.what: finding for finding in shipped["C22"].findings}
    assert votes["Vote of Colombia on resolution 62/243"].answer == "yes"
    assert votes["Vote of Uruguay on resolution 62/243"].answer == "abstain"
    general = votes["Votes of Colombia alike with Azerbaijan, sessions 65-74"]
    assert general.value.note == "rank 109 of 192; median state 0.911"
    assert general.verdict.value == "cannot_be_checked"


def test_every_finding_is_cited_and_every_number_has_a_year(shipped: dict[str, ClaimCheck]) -> None:
    for check in shipped.values():
        for finding in check.findings:
            assert finding.cited, (check.id, finding.what)
            if finding.value.known:
                assert finding.value.year, (check.id, finding.what)
                assert finding.value.unit in {"usd", "percent", "share", "rank", "count"}


def test_the_whole_rests_on_known_sources_and_comes_out_the_same_twice() -> None:
    study = open_study("azerbaijan-latin-america")
    first = check_claims(study)
    cited = {*study.table("evidence")["cited"], *study.table("posts")["source"]}
    assert set(first.sources) <= set(sources()) | cited
    assert {"baci-hs22-2023", "bp-review-2021", "unga-roll-calls"} <= set(first.sources)
    assert plain(first) == plain(check_claims(study))


def test_every_quantity_of_the_shipped_study_but_two_has_a_check() -> None:
    quantities = set(open_study("azerbaijan-latin-america").table("claims")["quantity"])
    named = {q for q in quantities if q.startswith("partner_rank_") or q.endswith(("_participant", "_leaders"))}
    assert quantities - named - set(CHECKS) == {"intermediaries", "corridor"}


def test_a_claim_against_one_reporter_alone_says_that_the_other_is_unheard(shipped: dict[str, ClaimCheck]) -> None:
    assert "what Argentina recorded within 5 years of 2024 is not known" in shipped["C05"].reason
    # 2016, World Bank WITS: 14.74 + 0 million by Azerbaijan, 1.56 million by Argentina.
    assert "in 2016 the two differed by a factor of 9.5" in shipped["C05"].reason


def test_a_sum_that_holds_one_sided_flows_is_not_called_reconciled(shipped: dict[str, ClaimCheck]) -> None:
    total = next(f for f in shipped["C01"].findings if f.what.endswith("the BACI totals"))
    assert (total.value.basis.value, total.value.note) == ("reported", "33 of 131 flows rest on one side's record")


def test_no_reason_shows_a_code_of_the_study(shipped: dict[str, ClaimCheck]) -> None:
    assert not [check.reason for check in shipped.values() if "_" in check.reason]
