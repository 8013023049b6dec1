"""Where does each publisher answer? The documented address, or the one a ministry's mirror has."""

import os
from dataclasses import dataclass

import httpx2

from alat.errors import BadInput, UnknownCode, near_matches


@dataclass(frozen=True, slots=True)
class Publisher:
    """A publisher's server.

    Attributes
    ----------
    name
        As typed after `alat data pull`.
    variable
        The environment variable that gives another base address.
    base
        The documented base address; '' where there is none to fetch from without signing in.
    documented
        The page that documents it.
    key_variable, key_header
        Where an access key is read from and the header in which it goes; '' where there is none.
    """

    name: str
    variable: str
    base: str
    documented: str
    key_variable: str = ""
    key_header: str = ""


PUBLISHERS = {
    each.name: each
    for each in (
        Publisher(
            "baci",
            "ALAT_BACI_URL",
            "https://www.cepii.fr/DATA_DOWNLOAD/baci/data",
            "https://www.cepii.fr/CEPII/en/bdd_modele/bdd_modele_item.asp?id=37",
        ),
        Publisher(
            "comtrade",
            "ALAT_COMTRADE_URL",
            "https://comtradeapi.un.org",
            "https://uncomtrade.org/docs/un-comtrade-api",
            "ALAT_COMTRADE_KEY",
            "Ocp-Apim-Subscription-Key",
        ),
        Publisher(
            "worldbank",
            "ALAT_WORLDBANK_URL",
            "https://api.worldbank.org/v2",
            "https://datahelpdesk.worldbank.org/knowledgebase/articles/889392-about-the-indicators-api-documentation",
        ),
        Publisher(
            "unctad",
            "ALAT_UNCTAD_URL",
            "https://unctadstat-api.unctad.org/bulkdownload",
            "https://unctadstat.unctad.org/datacentre/",
        ),
        Publisher("tariffs", "ALAT_TARIFFS_URL", "", "https://wits.worldbank.org"),
    )
}


def publisher(name: str) -> Publisher:
    """Return the publisher called `name`.

    Raises
    ------
    UnknownCode
        If there is none; the message lists the near ones.
    """
    found = PUBLISHERS.get(name.strip().lower())
    if found is None:
        raise UnknownCode("publisher", name, near=near_matches(name, PUBLISHERS) or tuple(PUBLISHERS))
    return found


def base_address(of: Publisher, given: str = "") -> str:
    """Return the address to ask: what was given, else the environment's, else the documented one.

    Raises
    ------
    BadInput
        If it is no address of http or https, or there is none.
    """
    address = (given or os.environ.get(of.variable, "") or of.base).strip().rstrip("/")
    if not address:
        raise BadInput(
            f"{of.name}: no address is known to fetch from without signing in; give a folder by --from, or the address"
            f" of a file by {of.variable}"
        )
    url = httpx2.URL(address)
    if url.scheme not in {"http", "https"} or not url.host:
        raise BadInput(f"{of.variable}: {address!r}; expected an address such as https://mirror.example/data")
    if url.userinfo:
        raise BadInput(f"{of.variable}: the address holds a name or password; leave them out")
    return address
