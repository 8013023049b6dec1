"""What a pull from a publisher does: fetch or read, store, and say what was stored."""

import re
from collections.abc import Callable, Mapping, Sequence
from datetime import UTC, datetime
from pathlib import Path

from alat.cli.show_warehouse import Pulled, pulled_baci
from alat.data.pull.baci_fetch import fetch_baci
from alat.data.pull.comtrade import pull_comtrade
from alat.data.pull.comtrade_files import pull_comtrade_bulk, read_comtrade
from alat.data.pull.comtrade_questions import ComtradeAsk, periods_between
from alat.data.pull.fetch import Fetcher
from alat.data.pull.harvest import Harvest, keep
from alat.data.pull.manners import Manners
from alat.data.pull.progress import Teller
from alat.data.pull.session import Session, open_session
from alat.data.pull.tariff_files import pull_tariffs, read_tariffs
from alat.data.pull.tariff_rows import EUROPEAN_UNION
from alat.data.pull.unctad import DEFAULT_REPORTS, pull_unctad, read_unctad
from alat.data.pull.worldbank import DEFAULT_INDICATORS, pull_worldbank, read_worldbank
from alat.data.warehouse import loading, loading_url
from alat.errors import BadInput
from alat.reference import country, pair

# UN Comtrade answers about one question a second; asking faster only earns refusals.
_COMTRADE = Manners(pause_s=1.1)
_ARCHIVE_KEPT_S = 30 * 86_400.0
_PERIOD = r"[0-9]{4}(?:-[0-9]{2})?"
_SPAN = re.compile(rf"({_PERIOD})(?::({_PERIOD})|-([0-9]{{4}}))?")
Bring = Callable[[Fetcher, Session], Harvest]


def comtrade_pulled(
    parties: tuple[str, str] | None, *, periods: str, level: str, bulk: bool, address: str, url: str | None
) -> Pulled:
    """Fetch what a country and its partners report to UN Comtrade and store it.

    Raises
    ------
    BadInput
        If no parties or periods are given, or they are none.
    """
    if parties is None or not periods:
        raise BadInput("data pull comtrade: give FIRST, PARTNER and --periods, or a folder by --from")
    chosen = parsed_periods(periods)
    both = pair(*parties)
    partners = both.partners(datetime.now(UTC).date())
    question = {"home": both.first.iso3, "partners": [p.iso3 for p in partners], "periods": chosen, "level": level}

    def bring(fetcher: Fetcher, session: Session) -> Harvest:
        if bulk:
            reporters = (both.first, *partners)
            return pull_comtrade_bulk(fetcher, reporters, periods=chosen, session=session, address=address)
        ask = ComtradeAsk(home=both.first, partners=partners, periods=chosen, level=level.upper())
        return pull_comtrade(fetcher, ask, session=session, address=address)

    return _pulled("comtrade", {**question, "bulk": bulk, "address": address}, bring=bring, url=url, manners=_COMTRADE)


def worldbank_pulled(indicators: Sequence[str], *, periods: str, address: str, url: str | None) -> Pulled:
    """Fetch indicators of the World Bank and store them."""
    chosen = parsed_periods(periods) if periods else ()
    years = f"{chosen[0]}:{chosen[-1]}" if chosen else ""
    wanted = tuple(indicators) or DEFAULT_INDICATORS

    def bring(fetcher: Fetcher, session: Session) -> Harvest:
        return pull_worldbank(fetcher, wanted, session=session, years=years, address=address)

    return _pulled("worldbank", {"indicators": wanted, "years": years, "address": address}, bring=bring, url=url)


def unctad_pulled(reports: Sequence[str], *, address: str, url: str | None) -> Pulled:
    """Fetch reports of UNCTADstat and store them."""
    wanted = tuple(reports) or DEFAULT_REPORTS

    def bring(fetcher: Fetcher, session: Session) -> Harvest:
        return pull_unctad(fetcher, wanted, session=session, address=address)

    return _pulled("unctad", {"reports": wanted, "address": address}, bring=bring, url=url)


def tariffs_pulled(importers: Sequence[str], *, address: str, url: str | None) -> Pulled:
    """Fetch a file of tariffs from an address and store it."""
    chosen = codes(importers)

    def bring(fetcher: Fetcher, session: Session) -> Harvest:
        return pull_tariffs(fetcher, session=session, importers=chosen, address=address)

    return _pulled("tariffs", {"importers": chosen, "address": address}, bring=bring, url=url)


def baci_pulled(question: Mapping[str, str], *, years: str | None, fewer_years: bool, url: str | None) -> Pulled:
    """Fetch BACI's archive from CEPII (release, sha256 and address in `question`) and load it."""
    target = loading_url(url)
    session = open_session("baci", question, kept_s=_ARCHIVE_KEPT_S)
    with Teller() as tell, Fetcher(tell=tell, say=tell.say) as fetcher:
        archive = fetch_baci(
            fetcher, question["release"], session=session, sha256=question["sha256"], address=question["address"]
        )
    result = pulled_baci(archive, years=years, fewer_years=fewer_years, url=target)
    session.end()
    return result


def files_read(dataset: str, source: Path, *, importers: Sequence[str] = (), url: str | None = None) -> Pulled:
    """Read the files of a publisher that a user has and store them."""
    readers: dict[str, Callable[[Path], Harvest]] = {
        "comtrade": read_comtrade,
        "worldbank": read_worldbank,
        "unctad": read_unctad,
        "tariffs": lambda place: read_tariffs(place, importers=codes(importers)),
    }
    return _kept(readers[dataset](source), url=loading_url(url))


def parsed_periods(text: str) -> tuple[str, ...]:
    """Return the years of ``2014-2023`` or the months of ``2023-01:2023-06``.

    Raises
    ------
    BadInput
        If it is neither, or does not go forwards.
    """
    match = _SPAN.fullmatch(text.strip())
    if match is None:
        raise BadInput(f"--periods {text!r}; expected years such as 2014-2023, or months such as 2023-01:2023-06")
    first = match[1]
    return periods_between(first, match[2] or match[3] or first)


def codes(names: Sequence[str]) -> tuple[str, ...]:
    """Return the ISO3 codes of countries by any name; EUN, the European Union's tariff, stays as it is."""
    return tuple(name if name == EUROPEAN_UNION else country(name).iso3 for name in names)


def _pulled(
    dataset: str, question: Mapping[str, object], *, bring: Bring, url: str | None, manners: Manners | None = None
) -> Pulled:
    target = loading_url(url)
    session = open_session(dataset, question)
    with Teller() as tell, Fetcher(manners, tell, say=tell.say) as fetcher:
        harvest = bring(fetcher, session)
    result = _kept(harvest, url=target)
    session.end()
    return result


def _kept(harvest: Harvest, *, url: str) -> Pulled:
    with loading(url) as warehouse:
        vintage = keep(warehouse, harvest)
        return Pulled(warehouse.shown, vintage, notes=harvest.notes)
