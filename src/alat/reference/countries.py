"""Which country is meant? Names, codes and aliases in; one record out, or an error with near matches."""

from dataclasses import dataclass
from functools import cache

from alat.errors import AmbiguousName, UnknownCode
from alat.reference.names import fold, group, near_labels, read_table

_CODE_LENGTH = 3


@dataclass(frozen=True, slots=True)
class Country:
    """A country or territory of ISO 3166.

    Attributes
    ----------
    iso3, iso2, m49
        Its codes (``AZE``, ``AZ``, 31).
    name
        Its short name in UN usage.
    capital, lon, lat
        The capital and where it is (degrees east and north); '' and None where there is none or it is not known.
    landlocked
        Whether it has no sea coast (the Caspian does not count as a sea).
    region, subregion
        UN M49 region and subregion names; '' where M49 has none.
    main_city, main_lon, main_lat
        The largest city, which carries the trade (São Paulo, not Brasília), and where it is.
    sovereign
        Whether it is a state, and not a territory or a dependency of one.
    place_source
        Where capital and main city come from: an id of `sources.csv`, '' where they are not known.
    """

    iso3: str
    iso2: str
    m49: int
    name: str
    capital: str
    lon: float | None
    lat: float | None
    landlocked: bool
    region: str
    subregion: str
    main_city: str = ""
    main_lon: float | None = None
    main_lat: float | None = None
    sovereign: bool = True
    place_source: str = ""


def country(name: str) -> Country:
    """Return the country called `name`.

    Parameters
    ----------
    name
        A name, an alias, an ISO 3166 code or an M49 number as text; case and accents do not count.

    Raises
    ------
    UnknownCode
        If no country has that name; the message lists the near ones.
    AmbiguousName
        If several have (``Congo``, ``Korea``).

    Examples
    --------
    >>> country("Turkey").iso3, country("792").name, country("NA").name
    ('TUR', 'Türkiye', 'Namibia')
    >>> country("Azerbajan")
    Traceback (most recent call last):
        ...
    alat.errors.UnknownCode: unknown country 'Azerbajan'; did you mean Azerbaijan?
    """
    candidates = country_candidates(name)
    if not candidates:
        raise UnknownCode("country", name, near=near_labels(name, country_labels(name)))
    if len(candidates) > 1:
        raise AmbiguousName("country", name, candidates=[f"{c.name} ({c.iso3})" for c in candidates])
    return candidates[0]


def countries() -> dict[str, Country]:
    """Return every country and territory by ISO3 code, in the order of the codes."""
    return dict(_by_iso3())


def country_from_comtrade(code: int) -> Country | None:
    """Return the country behind a code of UN Comtrade or CEPII BACI, None where it is not one country.

    Comtrade keeps codes that M49 has not: 842 is the United States, 251 France, 579 Norway, 699 India, 757
    Switzerland. Areas such as 490 (other Asia, not elsewhere specified) and states that have split or merged
    stand for no country of today; keep them under their own code and name them by `comtrade_areas`. Where Comtrade
    and M49 use one number for two things (492: the European Union, and Monaco), Comtrade's meaning holds here.

    >>> country_from_comtrade(842).iso3, country_from_comtrade(490)
    ('USA', None)
    """
    iso3 = _comtrade().get(code, "")
    return _by_iso3()[iso3] if iso3 else None


def comtrade_areas() -> dict[int, str]:
    """Return what each Comtrade code means that is no single country of today."""
    return {int(row["code"]): row["meaning"] for row in read_table("comtrade_codes") if not row["iso3"]}


def country_candidates(name: str) -> tuple[Country, ...]:
    """Return every country that answers to `name`; none, one or several."""
    text = name.strip()
    if text.isdecimal():
        found = tuple(c for c in _by_iso3().values() if c.m49 == int(text))
        return found if len(text) <= _CODE_LENGTH else ()
    return tuple(_by_iso3()[iso3] for iso3 in _names().get(fold(text), ()))


def country_labels(given: str) -> dict[str, str]:
    """Return what to suggest for a name like `given`: names, or codes where a code was typed."""
    rows = _by_iso3().values()
    if len(given.strip()) <= _CODE_LENGTH:
        return {c.iso3.casefold(): f"{c.iso3} ({c.name})" for c in rows}
    return {name: _by_iso3()[codes[0]].name for name, codes in _names().items() if len(name) > _CODE_LENGTH}


@cache
def _by_iso3() -> dict[str, Country]:
    return {row["iso3"]: _country(row) for row in read_table("countries")}


def _country(row: dict[str, str]) -> Country:
    return Country(
        iso3=row["iso3"],
        iso2=row["iso2"],
        m49=int(row["m49"]),
        name=row["name"],
        capital=row["capital"],
        lon=_degrees(row["lon"]),
        lat=_degrees(row["lat"]),
        landlocked=row["landlocked"] == "yes",
        region=row["region"],
        subregion=row["subregion"],
        main_city=row["main_city"],
        main_lon=_degrees(row["main_lon"]),
        main_lat=_degrees(row["main_lat"]),
        sovereign=row["sovereign"] == "yes",
        place_source=row["place_source"],
    )


def _degrees(text: str) -> float | None:
    return float(text) if text else None


@cache
def _names() -> dict[str, tuple[str, ...]]:
    """Return ISO3 codes by folded name; a code never becomes ambiguous through an alias that looks like it."""
    rows = _by_iso3().values()
    codes = group((code, c.iso3) for c in rows for code in (c.iso3, c.iso2))
    names = [(c.name, c.iso3) for c in rows]
    aliases = [(row["alias"], row["iso3"]) for row in read_table("aliases")]
    return {**group([*names, *aliases]), **codes}


@cache
def _comtrade() -> dict[int, str]:
    own = {int(row["code"]): row["iso3"] for row in read_table("comtrade_codes")}
    return {**{c.m49: c.iso3 for c in _by_iso3().values()}, **own}
