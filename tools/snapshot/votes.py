"""Write the General Assembly's roll calls: who voted what, and what was voted on.

`votes` has one row a state and roll call on which it voted; an absence is no row. `roll_calls` has one row a roll
call, its counts taken from the votes. `voters` says which code stands for whom and in which sessions.
`repeated_resolutions` pairs the roll calls on one draft that came back, and `votes_left_out` says which votes say
nothing of where a state stands.

Run as ``python tools/snapshot/votes.py [RAW_DIR]``.
"""

import sys
from pathlib import Path

import polars as pl

ROOT = Path(__file__).resolve().parents[2]
DEFAULT_RAW = ROOT.parent / "shared" / "data"
OUT = ROOT / "src" / "alat" / "data" / "snapshot"

CODES = {"yes": 1, "abstain": 2, "no": 3}
TITLE_LENGTH = 160
# States without an entry in ISO 3166-1 today: their codes of ISO 3166-3 where they had one, else the usual letters.
HISTORIC = {
    "Czechoslovakia": "CSK",
    "Federal Republic of Germany": "FRG",
    "German Democratic Republic": "DDR",
    "Yemen Arab Republic": "YAR",
    "Yemen People's Republic": "YMD",
    "Yugoslavia": "YUG",
    "Zanzibar": "EAZ",
}
# The roll-call file goes on writing "Yugoslavia" for the member admitted on 1 November 2000, in its 55th session
# (today Serbia); between session 47 and then the seat cast no vote.
YUGOSLAVIA_UNTIL_SESSION = 47
# An empty cell is every session, every state.
LEFT_OUT = [
    (19, None, "session 19, as in the published estimates"),
    (48, "ZAF", "South Africa in session 48, as in the published estimates"),
    (None, "EAZ", "Zanzibar, as in the published estimates"),
]
SERBIA = ("SRB", "Serbia")


def main(raw: Path = DEFAULT_RAW, out: Path = OUT) -> None:
    """Write the tables.

    Parameters
    ----------
    raw
        The folder with the raw files.
    out
        Where the tables go.
    """
    folder = raw / "politics" / "votes"
    calls = pl.read_parquet(folder / "roll_calls.parquet").with_columns(pl.col("session").cast(pl.Int16))
    votes = _coded(pl.read_parquet(folder / "votes_long.parquet").join(calls.select("rcid", "session"), on="rcid"))
    out.mkdir(parents=True, exist_ok=True)
    # Sorted by state, a state's votes run alike for long stretches, which is what makes the file small.
    votes.select(
        pl.col("iso3").cast(pl.Categorical), pl.col("rcid").cast(pl.Int16), pl.col("vote").cast(pl.Int8)
    ).write_parquet(out / "votes.parquet", compression="zstd", compression_level=19, statistics=False)
    _roll_calls(calls, votes).write_parquet(
        out / "roll_calls.parquet", compression="zstd", compression_level=19, statistics=False
    )
    _voters(votes).write_csv(out / "voters.csv")
    _repeated(folder / "Matches.csv").write_csv(out / "repeated_resolutions.csv")
    pl.DataFrame(LEFT_OUT, schema=["session", "iso3", "reason"], orient="row").write_csv(out / "votes_left_out.csv")
    for name in ("votes.parquet", "roll_calls.parquet", "voters.csv", "repeated_resolutions.csv", "votes_left_out.csv"):
        print(f"{name}: {(out / name).stat().st_size / 1e3:.0f} kB")


def _coded(votes: pl.DataFrame) -> pl.DataFrame:
    serbia = (pl.col("country") == "Yugoslavia") & (pl.col("session") > YUGOSLAVIA_UNTIL_SESSION)
    coded = votes.with_columns(
        iso3=pl.when(serbia)
        .then(pl.lit(SERBIA[0]))
        .otherwise(pl.coalesce("iso3", pl.col("country").replace_strict(HISTORIC, default=None))),
        country=pl.when(serbia).then(pl.lit(SERBIA[1])).otherwise("country"),
        vote=pl.col("vote").replace_strict(CODES),
    )
    unmapped = coded.filter(pl.col("iso3").is_null())["country"].unique().sort().to_list()
    if unmapped:
        raise SystemExit(f"votes: no code for {', '.join(unmapped)}")
    return coded.sort("iso3", "rcid")


def _roll_calls(calls: pl.DataFrame, votes: pl.DataFrame) -> pl.DataFrame:
    counts = votes.group_by("rcid").agg(
        (pl.col("vote") == code).sum().cast(pl.Int16).alias(name) for name, code in CODES.items()
    )
    printed = pl.when(pl.col("short").fill_null("").str.strip_chars() == "").then("descr").otherwise("short")
    title = printed.str.replace(r"(?i)\s*:\s*resolution.*$", "").str.replace_all(r"\s+", " ").str.strip_chars()
    return (
        calls.join(counts, on="rcid", validate="1:1")
        .select(
            pl.col("rcid").cast(pl.Int16),
            "session",
            pl.col("date").dt.strftime("%Y-%m-%d"),
            resolution=pl.col("unres").fill_null("").str.replace(r"^A/RES/", "R/"),
            title=title.str.slice(0, TITLE_LENGTH),
            issues=pl.col("issues").fill_null("").str.replace_all("|", ";", literal=True),
            paragraph=pl.col("para").cast(pl.Boolean),
            amendment=pl.col("amend").cast(pl.Boolean),
            yes="yes",
            no="no",
            abstain="abstain",
        )
        .sort("rcid")
    )


def _voters(votes: pl.DataFrame) -> pl.DataFrame:
    return (
        votes.group_by("iso3")
        .agg(
            name=pl.col("country").first(),
            first_session=pl.col("session").min(),
            last_session=pl.col("session").max(),
            votes=pl.len(),
        )
        .with_columns(
            historic=pl.when(pl.col("iso3").is_in(list(HISTORIC.values()))).then(pl.lit("yes")).otherwise(pl.lit("no"))
        )
        .sort("iso3")
    )


def _repeated(file: Path) -> pl.DataFrame:
    """Return pairs of roll calls, once each; the file also names roll calls that the votes do not hold."""
    pairs = pl.read_csv(file).select(rcid="rcid1", again="rcid2")
    return pairs.filter(pl.col("rcid") != pl.col("again")).unique().sort("rcid", "again")


if __name__ == "__main__":
    main(Path(sys.argv[1]) if len(sys.argv) > 1 else DEFAULT_RAW)
