"""What loads and yet may be wrong in a single pair: is it told?"""

import re
from pathlib import Path
from types import ModuleType

import polars as pl

from alat.data.pull.baci import pull_baci
from alat.data.warehouse import open_warehouse


def test_one_pair_a_thousand_times_too_large_and_trade_with_oneself_are_told(
    baci_files: ModuleType, tmp_path: Path
) -> None:
    def few(_: int, rows: pl.DataFrame) -> pl.DataFrame:
        return rows.filter(pl.col("i").cast(pl.Int32) < 277)

    def odd(year: int, rows: pl.DataFrame) -> pl.DataFrame:
        sound = few(year, rows)
        grown = (pl.col("i") == "31") & (pl.col("j") == "268")
        value = pl.when(grown).then(pl.col("v").cast(pl.Float64) * 1000).otherwise(pl.col("v").cast(pl.Float64))
        own = sound.filter(pl.col("i") == "76").unique("k").head(2).with_columns(j=pl.lit("76"), v=pl.lit("1500.000"))
        return pl.concat([sound.with_columns(v=value.round(3).cast(pl.String)), own])

    sound = baci_files.write_baci(tmp_path / "b", years=(2023,), change=few)
    source = baci_files.write_baci(tmp_path / "a", years=(2023,), change=odd)
    with open_warehouse(str(tmp_path / "w.duckdb"), create=True) as house:
        assert "look at" not in pull_baci(sound, warehouse=house).note
        note = pull_baci(source, warehouse=house).note
    assert "2023: 3.0 m USD are trade of a country with itself (76), in its exports and imports" in note
    assert re.search(r"2023: look at pairs worth .* known of them: 31 to 268 [\d,]+ m USD, 1,000 times$", note)
