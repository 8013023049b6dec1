"""A table that grows by pieces: what a piece stands for goes, even where it brings no row, and the rest stays."""

import polars as pl

from alat.data.warehouse import Incoming, StoredFile, asked_periods, open_warehouse, reported_periods, reports, store

FILES = (StoredFile("answer.json", "0" * 64, 1),)
ROW = {"flow": "X", "revision": "HS17", "value_basis": "fob", "quantity_t": None, "month": None}


def _piece(rows: list[tuple[str, str, str, float]], scope: list[tuple[str, str, int]]) -> Incoming:
    reported = [
        {"reporter": who, "partner": whom, "period": period, "year": int(period), "product": "TOTAL", "level": 0,
         "value_usd": value, **ROW}
        for who, whom, period, value in rows
    ]  # fmt: skip
    asked = pl.DataFrame(scope, schema={"reporter": pl.String, "period": pl.String, "level": pl.Int32}, orient="row")
    periods = [(who, period, "") for who, period, _ in scope] + [(who, period, "X") for who, _, period, _ in rows]
    return Incoming(
        dataset="comtrade",
        release="2026-11-25",
        revision="",
        files=FILES,
        tables={
            "reports": [pl.DataFrame(reported, schema_overrides={"quantity_t": pl.Float64, "month": pl.Int32})],
            "reported_periods": [pl.DataFrame(periods, schema=["reporter", "period", "flow"], orient="row")],
        },
        replaces={"reports": [asked], "reported_periods": [asked.select("reporter", "period")]},
    )


def test_a_piece_takes_the_place_of_what_it_asked_for_on_every_backend(any_url: str) -> None:
    with open_warehouse(any_url, create=True) as warehouse:
        first = [("AZE", "BRA", "2021", 1.0), ("AZE", "BRA", "2022", 2.0), ("BRA", "AZE", "2022", 3.0)]
        store(warehouse, _piece(first, [("AZE", "2021", 0), ("AZE", "2022", 0), ("BRA", "2022", 0)]))
        # Azerbaijan takes 2022 back; Brazil is asked about 2021 and has not reported it.
        store(
            warehouse,
            _piece([("ARG", "AZE", "2022", 4.0)], [("AZE", "2022", 0), ("BRA", "2021", 0), ("ARG", "2022", 0)]),
        )
        found = reports(warehouse, "AZE", "BRA", frequency="A").select("reporter", "period", "value_usd")
        assert found.rows() == [("AZE", "2021", 1.0), ("BRA", "2022", 3.0)]
        assert reported_periods(warehouse, "AZE", frequency="A").rows() == [("2021", "X")]
        assert asked_periods(warehouse, "AZE", frequency="A") == {"2021", "2022"}
        assert asked_periods(warehouse, "BRA", frequency="A") == {"2021", "2022"}
        assert [name for name in warehouse.backend.list_tables() if name.startswith("scope")] == []
