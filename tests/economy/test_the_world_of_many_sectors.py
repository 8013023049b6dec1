"""The many-sector world built from the shipped tables alone: its accounts, what it answers and what moves it."""

import pickle
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest

from alat.data import table
from alat.economy import (
    Baseline,
    SectorWorld,
    balanced,
    between,
    check,
    no_shock,
    sector_world,
    solve,
    world_baseline,
)
from alat.errors import BadInput, UnknownCode
from alat.trade.gravity import expected
from alat.trade.records import snapshot_records

# fmt: off
LATIN_AMERICA = (
    "ARG", "BOL", "BRA", "CHL", "COL", "CRI", "DOM", "ECU", "SLV", "GTM", "HTI", "HND", "MEX", "NIC", "PAN", "PRY",
    "PER", "URY", "VEN",
)
# fmt: on
FOOD = ("I", "II", "III", "IV")


@pytest.fixture(scope="module")
def world() -> SectorWorld:
    return sector_world()


def bought(baseline: Baseline) -> np.ndarray:
    """Return what n buys from i before duty, buyer first."""
    return baseline.shares * baseline.expenditure[:, None, :] / (1 + baseline.tariff)


def gains(baseline: Baseline) -> tuple[float, float]:
    """Return by how many basis points Azerbaijan gains as trade with 19 countries costs a tenth less."""
    after = solve(baseline, between(baseline, "AZE", others=LATIN_AMERICA, factor=0.9))
    home = after.countries.index("AZE")
    return float(after.real_wage[home]) * 1e4, float(after.welfare[home]) * 1e4


def test_its_accounts_agree(world: SectorWorld) -> None:
    check(world.baseline)
    check(balanced(world.baseline))
    assert world.baseline.expenditure.shape == (194, 23)
    assert world.baseline.countries == snapshot_records().codes
    assert world.baseline.sectors[-1] == "services"
    assert len(world.labels) == 23


def test_chapters_sum_to_the_totals_on_record_and_to_gravity_where_there_is_none(world: SectorWorld) -> None:
    records = snapshot_records()
    place = {code: index for index, code in enumerate(records.codes)}
    totals = world.flows_usd.sum(axis=2)
    recorded = np.zeros_like(totals)
    for (exporter, importer), value in records.totals_usd.items():
        recorded[place[exporter], place[importer]] = value
    np.testing.assert_allclose(totals[~world.modelled], recorded[~world.modelled], rtol=1e-6)
    np.testing.assert_allclose(totals[world.modelled], expected(records)[world.modelled], rtol=1e-6)
    # Fourteen and 62 codes are not focal, so that 76 x 75 pairs are not covered; GeoDist lacks four of the codes.
    assert world.modelled.sum() == 76 * 75 - 444
    assert totals[world.modelled].sum() == pytest.approx(192.06e9, rel=1e-4)
    assert not world.flows_usd.flags.writeable


def test_the_baseline_holds_the_trade_by_chapter_with_the_buyer_first(world: SectorWorld) -> None:
    summed = np.zeros((194, 194, 23))
    for position, chapter in enumerate(world.chapters):
        summed[:, :, world.sector_of[chapter]] += world.flows_usd[:, :, position].T
    flows = bought(world.baseline)
    abroad = ~np.eye(194, dtype=bool)
    np.testing.assert_allclose(flows[abroad], summed[abroad], rtol=1e-9, atol=1.0)
    assert not flows[abroad][:, -1].any()
    deficit = summed.sum(axis=(1, 2)) - summed.sum(axis=(0, 2))
    np.testing.assert_allclose(world.baseline.deficit, deficit, rtol=1e-6, atol=1e4)


def test_every_chapter_is_in_the_sector_of_its_section(world: SectorWorld) -> None:
    names = {chapter: world.baseline.sectors[index] for chapter, index in world.sector_of.items()}
    assert set(world.chapters) == {f"{number:02d}" for number in range(1, 98)} - {"77"}
    assert [names[chapter] for chapter in ("01", "24", "25", "26", "27", "28", "84", "97")] == [
        *("I", "IV", "V-minerals", "V-minerals", "V-fuels", "VI", "XVI", "XXI")
    ]


def test_gross_output_is_a_multiple_of_gdp_except_where_it_was_raised(world: SectorWorld) -> None:
    gdp = dict(table("macro").filter(table("macro")["indicator"] == "gdp_usd").select("iso3", "value").iter_rows())
    sold = bought(world.baseline).sum(axis=(0, 2))
    for code, value in zip(world.baseline.countries, sold, strict=True):
        if code in world.baseline.floored:
            assert value > 1.9 * gdp[code]
        else:
            assert value == pytest.approx(1.9 * gdp[code], rel=1e-9)
    assert world.baseline.floored == ("DJI", "GMB", "HKG", "KGZ", "LBR", "MHL", "TGO")


def test_demand_is_the_same_everywhere_but_for_cells_that_are_listed(world: SectorWorld) -> None:
    flows = bought(world.baseline)
    spending = flows.sum(axis=1)
    shares = spending[:, :-1] / spending.sum(axis=1, keepdims=True)
    traded = flows[~np.eye(194, dtype=bool)].sum(axis=0)[:-1]
    wanted = 0.7 / 1.9 * traded / traded.sum()
    listed = set(world.raised)
    for row, country in enumerate(world.baseline.countries):
        for column, sector in enumerate(world.baseline.sectors[:-1]):
            if (country, sector) in listed:
                assert shares[row, column] > wanted[column]
                assert flows[row, row, column] == pytest.approx(0.1 * spending[row, column], rel=1e-6)
            else:
                assert shares[row, column] == pytest.approx(wanted[column], rel=1e-9)
    assert len(listed) == 650


def test_no_shock_changes_nothing(world: SectorWorld) -> None:
    after = solve(world.baseline, no_shock(world.baseline))
    for ones in (after.wages, after.prices, after.price_index, 1 + after.welfare, 1 + after.real_wage):
        np.testing.assert_allclose(ones, 1.0, rtol=0, atol=1e-10)


def test_the_order_of_countries_and_sectors_changes_nothing(world: SectorWorld) -> None:
    whole = world.baseline
    rng = np.random.default_rng(0)
    n, j = rng.permutation(194), rng.permutation(23)
    turned = replace(
        whole,
        countries=tuple(whole.countries[each] for each in n),
        sectors=tuple(whole.sectors[each] for each in j),
        expenditure=whole.expenditure[np.ix_(n, j)],
        shares=whole.shares[np.ix_(n, n, j)],
        tariff=whole.tariff[np.ix_(n, n, j)],
        theta=whole.theta[j],
        value_added_share=whole.value_added_share[np.ix_(n, j)],
        input_shares=whole.input_shares[np.ix_(n, j, j)],
        final_shares=whole.final_shares[np.ix_(n, j)],
        value_added=whole.value_added[n],
        deficit=whole.deficit[n],
    )
    np.testing.assert_allclose(gains(turned), gains(whole), rtol=1e-7)


def test_it_gives_the_golden_gain_of_azerbaijan_beside_the_one_of_one_sector(world: SectorWorld) -> None:
    assert gains(world_baseline()) == pytest.approx((5.769, 4.212), abs=1e-3)
    assert gains(world.baseline) == pytest.approx((7.061, 8.222), abs=1e-3)


@pytest.mark.parametrize(
    ("choice", "golden"),
    [
        ({"fill": False}, (7.063, 8.223)),
        ({"tariffs": False}, (6.542, 5.564)),
        ({"goods_output_ratio": 0.5}, (7.558, 8.896)),
        ({"goods_output_ratio": 0.9}, (6.808, 7.882)),
        ({"theta": 4.0}, (6.710, 7.448)),
        ({"theta": 8.0}, (8.294, 11.034)),
        ({"intermediate_scale": 0.8}, (7.197, 8.237)),
        ({"intermediate_scale": 1.3}, (6.898, 8.204)),
    ],
)
def test_what_moves_it_is_as_the_page_says(choice: dict[str, float], golden: tuple[float, float]) -> None:
    assert gains(sector_world(**choice).baseline) == pytest.approx(golden, abs=2e-3)


def test_more_spending_on_food_lowers_the_gain_as_the_page_says(world: SectorWorld) -> None:
    traded = bought(world.baseline)[~np.eye(194, dtype=bool)].sum(axis=0)[:-1]
    mix = dict(zip(world.baseline.sectors, traded / traded.sum(), strict=False))
    food = sum(mix[name] for name in FOOD)
    assert food == pytest.approx(0.0752, abs=1e-4)
    other = {name: share * (0.242 / food if name in FOOD else 0.758 / (1 - food)) for name, share in mix.items()}
    found = sector_world(goods_mix=other)
    assert gains(found.baseline) == pytest.approx((6.629, 7.577), abs=2e-2)
    assert "mix given" in " ".join(found.notes)


def test_the_larger_the_sector_of_goods_the_nearer_to_one_sector() -> None:
    real = [gains(sector_world(goods_output_ratio=ratio, tariffs=False).baseline)[0] for ratio in (0.5, 0.9, 1.3)]
    assert real[0] > real[1] > real[2] > 5.769


def test_sectors_and_inputs_raise_the_gains_from_trade(world: SectorWorld) -> None:
    """Costinot & Rodríguez-Clare (2014): more with many sectors than with one, and more again with inputs."""
    one, many = world_baseline(), world.baseline
    aggregate, sectors, inputs = [], [], []
    for place in range(194):
        own = many.shares[place, place]
        spent = many.expenditure[place] / many.expenditure[place].sum()
        used = (1 - many.value_added_share[place]) * many.input_shares[place]
        weight = np.linalg.solve(np.eye(23) - used, many.final_shares[place])
        aggregate.append(1 - one.shares[place, place, 0] ** (1 / 5))
        sectors.append(1 - np.prod(own ** (spent / many.theta)))
        inputs.append(1 - np.prod(own ** (many.final_shares[place] / many.theta)))
        inputs[-1] = 1 - np.prod(own ** (_content(used, many.final_shares[place]) / many.theta))
        assert weight.min() >= -1e-12
    assert np.median(aggregate) < np.median(sectors) < np.median(inputs)
    assert (np.array(inputs) > np.array(sectors)).mean() > 0.95
    assert 1.5 < np.median(inputs) / np.median(sectors) < 2.5


def _content(used: np.ndarray, final: np.ndarray) -> np.ndarray:
    """Return what a unit of final spending costs in each sector, direct and through inputs: by rounds."""
    total, left = np.zeros_like(final), final.copy()
    for _ in range(200):
        total += left
        left = used @ left
    return total


def test_tariffs_are_the_importers_mean_but_nil_under_an_agreement(world: SectorWorld) -> None:
    baseline = world.baseline
    place = {code: index for index, code in enumerate(baseline.countries)}
    sector = {name: index for index, name in enumerate(baseline.sectors)}

    def rate(exporter: str, importer: str, name: str) -> float:
        return float(baseline.tariff[place[importer], place[exporter], sector[name]])

    assert rate("BRA", "AZE", "IV") == pytest.approx(0.0792)
    assert rate("GEO", "AZE", "IV") == 0
    assert rate("FRA", "DEU", "XVI") == rate("FRA", "LUX", "XVI") == 0
    assert rate("USA", "LUX", "XVI") == rate("USA", "DEU", "XVI") == pytest.approx(0.0403)
    # The union with Türkiye leaves out chapters 01 to 24.
    assert rate("TUR", "DEU", "I") == pytest.approx(0.0403)
    assert rate("TUR", "DEU", "XVI") == 0
    assert not baseline.tariff[:, :, -1].any()
    assert not np.trace(baseline.tariff).any()
    assert not sector_world(tariffs=False).baseline.tariff.any()


def test_theta_may_differ_by_sector_and_has_a_published_range(world: SectorWorld) -> None:
    assert (world.baseline.theta == 5).all()
    assert (world.theta_range[:, 0] < 5).all()
    assert (world.theta_range[:, 1] > 5).all()
    found = sector_world(theta={"V-fuels": 8.0})
    assert found.baseline.theta[found.baseline.sectors.index("V-fuels")] == 8
    assert (found.baseline.theta == 8).sum() == 1
    assert "5 in every sector but 8 in V-fuels" in " ".join(found.notes)


@pytest.mark.parametrize(("end", "golden"), [(0, (6.015, 5.931)), (1, (9.951, 15.761))])
def test_the_ends_of_the_published_ranges_give_what_the_page_says(
    world: SectorWorld, end: int, golden: tuple[float, float]
) -> None:
    thetas = dict(zip(world.baseline.sectors, world.theta_range[:, end], strict=True))
    assert gains(sector_world(theta=thetas).baseline) == pytest.approx(golden, abs=2e-3)


def test_the_theta_of_services_moves_nothing(world: SectorWorld) -> None:
    """Nobody trades services, so that their price follows their cost whatever theta is."""
    found = sector_world(theta={"services": 1.5})
    assert found.baseline.theta[-1] == 1.5
    assert gains(found.baseline) == pytest.approx(gains(world.baseline), rel=1e-7)


def test_the_same_question_gives_the_same_world_and_what_it_assumes_is_said(world: SectorWorld) -> None:
    assert sector_world() is sector_world()
    notes = " ".join(world.notes)
    for said in ("5256 pairs that no report covers take", "444 pairs that no report", "nil under 31 agreements"):
        assert said in notes
    assert world.baseline.notes == world.notes
    assert {"baci-hs22-2023", "un-bec4", "world-bank-mfn"} <= set(world.sources)


def test_without_the_fill_nothing_is_modelled() -> None:
    bare = sector_world(fill=False)
    assert not bare.fill
    assert not bare.modelled.any()
    assert "take what gravity" not in " ".join(bare.notes)
    assert "cepii-geodist" not in bare.sources
    assert bare.flows_usd.sum() == pytest.approx(table("flows_total")["value_usd"].sum(), rel=1e-9)


@pytest.mark.parametrize(
    ("wrong", "error", "message"),
    [
        ({"theta": 0.0}, BadInput, "theta must be positive"),
        ({"theta": {"XX1": 4.0}}, UnknownCode, "XX1"),
        ({"gross_output_ratio": 0.0}, BadInput, "gross_output_ratio: expected a number over zero"),
        ({"gross_output_ratio": 1.0}, BadInput, "value_added_share: expected a share between"),
        ({"goods_output_ratio": -0.1}, BadInput, "goods_output_ratio: expected a number over zero"),
        ({"goods_output_ratio": 2.0}, BadInput, "leave some to services"),
        ({"intermediate_scale": 0.0}, BadInput, "intermediate_scale: expected a number over zero"),
        ({"goods_mix": {"I": 1.0}}, BadInput, "none of II, III"),
        ({"goods_mix": {"services": 1.0}}, UnknownCode, "services"),
    ],
)
def test_a_choice_out_of_range_is_refused(wrong: dict[str, float], error: type[Exception], message: str) -> None:
    with pytest.raises(error, match=message):
        sector_world(**wrong)


def test_a_mix_that_does_not_sum_to_one_is_refused(world: SectorWorld) -> None:
    with pytest.raises(BadInput, match=r"sum to one; got 2\.2"):
        sector_world(goods_mix=dict.fromkeys(world.baseline.sectors[:-1], 0.1))


@pytest.mark.raw
def test_what_is_assumed_lies_where_published_data_lie(raw_data: Path, world: SectorWorld) -> None:
    """Caliendo and Parro's world of 1993 (31 countries, 20 of 40 sectors are goods) ships nowhere."""
    data = np.load(raw_data / "reference" / "caliendo_parro" / "cp2015.npz")
    spent, inputs, goods = data["X_nj"], data["gamma_nkj"], slice(0, 20)
    output = np.einsum("nij,nj->ij", data["pi_nij"] / (1 + data["tau_nij"]), spent)
    ratio = output[:, goods].sum(axis=1) / data["wL_n"]
    assert output[:, goods].sum() / data["wL_n"].sum() == pytest.approx(0.69, abs=5e-3)
    assert np.median(ratio) == pytest.approx(0.70, abs=5e-3)
    assert ((ratio >= 0.5) & (ratio <= 0.9)).sum() == 25
    used = np.einsum("nkj,nj->nk", inputs, output)
    theirs = used[:, goods].sum(axis=1) / spent[:, goods].sum(axis=1)
    assert used[:, goods].sum() / spent[:, goods].sum() == pytest.approx(0.63, abs=5e-3)
    assert used[:, goods].sum() / used.sum() == pytest.approx(0.47, abs=5e-3)
    assert spent[:, [0, 2]].sum() / spent[:, goods].sum() == pytest.approx(0.242, abs=1e-3)
    baseline = world.baseline
    sold = bought(baseline).sum(axis=0)
    ours = (baseline.input_shares[:, :-1, 0] * (1 - 1 / 1.9) * sold.sum(axis=1, keepdims=True)).sum(axis=1)
    whole = ours.sum() / baseline.expenditure[:, :-1].sum()
    assert whole == pytest.approx(0.553, abs=5e-4)
    # The assumed scale goes from 0.8 to 1.3.
    assert ((theirs / whole >= 0.8) & (theirs / whole <= 1.3)).sum() == 28


def test_the_world_travels_between_processes(world: SectorWorld) -> None:
    again = pickle.loads(pickle.dumps(world))  # noqa: S301 - what was written a word before
    assert dict(again.sector_of) == dict(world.sector_of)
    assert again.baseline.countries == world.baseline.countries
    np.testing.assert_array_equal(again.baseline.shares, world.baseline.shares)
    with pytest.raises(TypeError):
        again.sector_of["01"] = 0
