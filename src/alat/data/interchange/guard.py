"""Can a cell run as a formula? Not in what Alat writes, and what keeps it from that can be taken off again.

A spreadsheet that opens a CSV file takes a cell that begins with one of ``= + - @``, a tab or a carriage return for a
formula (OWASP, CSV Injection). Such a text is written with an apostrophe before it, and so is a text that is such a
text behind apostrophes, so that `unguarded` gives back what was written. Numbers are no texts: -5 stays -5.
"""

import polars as pl

STARTS = ("=", "+", "-", "@", "\t", "\r")
MARK = "'"
_GUARDED = r"^'*[=+\-@\t\r]"
_MARKED = r"^'+[=+\-@\t\r]"


def guarded(frame: pl.DataFrame) -> pl.DataFrame:
    """Return a frame whose texts no spreadsheet takes for a formula.

    Examples
    --------
    >>> guarded(pl.DataFrame({"a": ["=1+1", "plain", "'=x", "it's"], "n": [-1, 0, 1, 2]}))["a"].to_list()
    ["'=1+1", 'plain', "''=x", "it's"]
    """
    texts = [pl.col(name) for name in _texts(frame)]
    marked = [
        pl.when(text.str.contains(_GUARDED)).then(pl.concat_str(pl.lit(MARK), text)).otherwise(text) for text in texts
    ]
    named = [one.alias(name) for one, name in zip(marked, _texts(frame), strict=True)]
    return frame.with_columns(named).rename(guarded_text)


def unguarded(frame: pl.DataFrame) -> pl.DataFrame:
    """Return a frame as it was before `guarded`.

    Examples
    --------
    >>> unguarded(pl.DataFrame({"a": ["'=1+1", "plain", "''=x", "it's"]}))["a"].to_list()
    ['=1+1', 'plain', "'=x", "it's"]
    """
    texts = [pl.col(name) for name in _texts(frame)]
    plain = [pl.when(text.str.contains(_MARKED)).then(text.str.slice(1)).otherwise(text) for text in texts]
    return frame.with_columns(plain).rename(lambda name: name[1:] if name.startswith(MARK) and _starts(name) else name)


def guarded_text(text: str) -> str:
    """Return one text that no spreadsheet takes for a formula."""
    return MARK + text if _starts(text) else text


def _texts(frame: pl.DataFrame) -> list[str]:
    return [name for name, dtype in frame.schema.items() if dtype == pl.String]


def _starts(text: str) -> bool:
    return text.lstrip(MARK).startswith(STARTS)
