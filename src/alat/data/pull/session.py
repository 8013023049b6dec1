"""What did an interrupted pull bring already? A folder of whole answers, kept for a day."""

import json
import os
import shutil
import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from hashlib import sha256
from pathlib import Path

from alat.data.pull.fetch import Fetched, Fetcher, Wanted, fetch
from alat.data.pull.part import digest

KEPT_S = 86_400.0
_BEGUN = "begun.json"


@dataclass(frozen=True, slots=True)
class Session:
    """The folder of one pull; the same pull asked again within a day goes on in it."""

    folder: Path

    def bring(self, fetcher: Fetcher, wanted: Wanted, *, name: str) -> Fetched:
        """Return a file of the session, fetched if it is not here whole.

        Raises
        ------
        FetchFailed
            If the server does not give it.
        """
        to = self.folder / name
        if not to.exists():
            return fetch(fetcher, wanted, to=to)
        return Fetched(path=to, sha256=digest(to, "sha256"), bytes=to.stat().st_size, modified="", measured=True)

    def end(self) -> None:
        """Drop the folder: what it held is stored."""
        shutil.rmtree(self.folder)


def open_session(
    dataset: str,
    question: Mapping[str, object],
    *,
    base: Path | None = None,
    kept_s: float = KEPT_S,
    now: Callable[[], float] = time.time,
) -> Session:
    """Return the session of a pull: an unfinished one of the same question if it is fresh, else a new one.

    Parameters
    ----------
    dataset, question
        What is pulled; no key among it.
    base
        Where sessions lie; the user's cache folder by default.
    kept_s
        How long an unfinished session is gone on with. A single file may wait longer: its server tells a change.
    now
        Seconds since 1970.
    """
    asked = json.dumps(question, sort_keys=True, default=str)
    folder = (base or cache_folder()) / dataset / sha256(asked.encode()).hexdigest()[:16]
    mark = folder / _BEGUN
    if folder.exists() and not _is_fresh(mark, now=now(), kept_s=kept_s):
        # Answers of two days side by side would be a vintage that no publisher ever had.
        shutil.rmtree(folder)
    if not folder.exists():
        folder.mkdir(parents=True)
        mark.write_text(json.dumps({"begun": now(), "question": asked}), encoding="utf-8")
    return Session(folder)


def cache_folder() -> Path:
    """Return where unfinished pulls lie."""
    home = os.environ.get("XDG_CACHE_HOME", "").strip()
    return (Path(home) if home else Path.home() / ".cache") / "alat" / "pull"


def _is_fresh(mark: Path, *, now: float, kept_s: float) -> bool:
    try:
        begun = float(json.loads(mark.read_text(encoding="utf-8"))["begun"])
    except (OSError, ValueError, KeyError, TypeError):
        return False
    return 0 <= now - begun < kept_s
