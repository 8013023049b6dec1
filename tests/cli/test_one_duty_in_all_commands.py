"""Is the rate that `alat tariff` says the one that `alat landed` charges and the one reading of duties returns?"""

import json
from collections.abc import Callable
from fractions import Fraction
from pathlib import Path
from typing import Any

import pytest

from alat.cli.app import run
from alat.reference import country
from alat.routing.landed.duties import duty
from alat.routing.landed.money import whole_cents
from alat.trade import records_at_hand

# Rates are made up.
LINES = """HS,H5,031,170114,000,2022,MFN,5.0,4.5
HS,H5,031,020230,000,2022,MFN,13.0,
HS,H5,076,310210,000,2022,MFN,6.0,
HS,H5,076,310230,000,2022,MFN,2.0,
HS,H5,484,020130,000,2022,MFN,25.0,
HS,H5,152,270900,000,2022,MFN,6.0,
HS,H5,170,080221,000,2022,MFN,15.0,
HS,H5,032,170114,000,2022,MFN,16.0,
HS,H5,032,170114,076,2022,PRF,10.0,
"""
ASKED = (
    *(("BRA", "AZE", code) for code in ("1701", "170114", "0202", "02")),
    *(("KAZ", "AZE", code) for code in ("170114",)),
    *(("AZE", "BRA", code) for code in ("310210", "3102", "31")),
    *(("BRA", "MEX", code) for code in ("0201", "020130")),
    *(("BRA", "ARG", code) for code in ("1701", "170114")),
    *(("AZE", "CHL", code) for code in ("2709", "0802")),
    *(("AZE", "COL", code) for code in ("0802", "080221", "84")),
)


@pytest.fixture(params=["shipped", "pulled"])
def warehouse(
    request: pytest.FixtureRequest,
    tmp_path: Path,
    wits_warehouse: Callable[[Path, str], str],
    monkeypatch: pytest.MonkeyPatch,
) -> str:
    """Ask with what ships alone, and with schedules pulled."""
    url = wits_warehouse(tmp_path, LINES) if request.param == "pulled" else "none"
    monkeypatch.setenv("ALAT_WAREHOUSE", url)
    return str(request.param)


def answered(capsys: pytest.CaptureFixture[str], *arguments: str) -> tuple[int, dict[str, Any]]:
    code = run([*arguments, "--json"])
    out = capsys.readouterr().out
    return code, json.loads(out) if code == 0 else {}


def test_the_rate_told_is_the_rate_charged(warehouse: str, capsys: pytest.CaptureFixture[str]) -> None:
    known = set()
    for exporter, importer, hs in ASKED:
        ask = ("landed", exporter, importer, "--product", hs, "--value", "1000", "--rival", "IND")
        code, landed = answered(capsys, *ask)
        assert code == 0
        told_code, page = answered(capsys, "tariff", importer, hs, "--from", exporter)
        charged, told = landed["result"], page.get("result", {})
        found = duty(country(exporter), country(importer), hs=hs, day=charged["day"], records=records_at_hand())
        step = next(each for each in charged["steps"] if each["id"] == "duty")
        if found.rate is None:
            assert told_code == 3, hs
            assert "Duty" in charged["missing"]
            continue
        known.add((importer, hs))
        assert told["on"] == charged["day"]
        assert told["rate"]["value"] == float(100 * found.rate)
        assert (told["rate"]["basis"], told["rate"]["sources"]) == (step["amount"]["basis"], step["amount"]["sources"])
        due = Fraction(charged["totals"]["customs_value"], 100) * found.rate
        assert step["cents"] == whole_cents(due + found.usd_per_t * Fraction(str(charged["tonnes"])))
        assert set(found.notes) <= set(landed["notes"])
        assert set(found.notes) <= set(page["notes"])
    assert (("MEX", "020130") in known) is (warehouse == "pulled")
