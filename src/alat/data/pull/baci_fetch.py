"""How does BACI's archive come from CEPII? One zip, resumed where it broke, and only kept whole."""

import re
from pathlib import Path

from alat.data.pull.addresses import base_address, publisher
from alat.data.pull.answers import zip_problem
from alat.data.pull.fetch import Fetcher, Wanted
from alat.data.pull.session import Session
from alat.errors import BadInput

DATASET = "baci"
_NAME = re.compile(r"BACI_HS\d{2}_V\d{6}")


def fetch_baci(fetcher: Fetcher, release: str, *, session: Session, sha256: str = "", address: str = "") -> Path:
    """Return the archive of a release, fetched into the session.

    Parameters
    ----------
    release
        Edition of the Harmonized System and version as CEPII names its archive: ``HS22_V202501``.
    sha256
        The hash that it must have, where the user knows it.

    Raises
    ------
    BadInput
        If the release is not named so.
    FetchFailed
        If the server does not give it, or it is cut off or damaged.
    """
    name = f"BACI_{release.strip().upper().removeprefix('BACI_')}"
    if not _NAME.fullmatch(name):
        raise BadInput(f"release {release!r}; expected an edition and a version such as HS22_V202501")
    base = base_address(publisher(DATASET), address)
    wanted = Wanted(called=f"{name}.zip from CEPII", url=f"{base}/{name}.zip", problem_of=zip_problem, sha256=sha256)
    return session.bring(fetcher, wanted, name=f"{name}.zip").path
