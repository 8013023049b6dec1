"""An access key comes from the environment or the keyring, goes in one header, and is shown nowhere."""

from __future__ import annotations

from pathlib import Path
from types import ModuleType, SimpleNamespace
from typing import TYPE_CHECKING

import pytest
from keyring import errors
from pydantic import SecretStr

from alat.data.pull import keys
from alat.data.pull.answers import json_problem
from alat.data.pull.fetch import Fetcher, Progress, Wanted, fetch
from alat.data.pull.keys import access_key, scrubbed
from alat.errors import BadInput, FetchFailed

if TYPE_CHECKING:
    from conftest import Site

JSON = b'{"data": [' + b", ".join(b'{"n": %d}' % n for n in range(400)) + b"]}"
KEY = "s3cr3t-0123456789abcdef"


def _answer(site: Site, *, key: SecretStr) -> Wanted:
    return Wanted(
        called="answer",
        url=f"{site.url}/answer",
        params={"period": "2023"},
        key=key,
        key_header="Ocp-Apim-Subscription-Key",
        problem_of=json_problem,
        accept_coding="gzip",
    )


def _keyring(*, holds: str | None = None, fails: type[Exception] | None = None) -> ModuleType | SimpleNamespace:
    def get_password(service: str, name: str) -> str | None:
        if fails:
            raise fails(f"cannot open {KEY}")
        return holds if (service, name) == ("alat", "ALAT_COMTRADE_KEY") else None

    return SimpleNamespace(get_password=get_password)


def test_the_environment_comes_before_the_keyring(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(keys, "_keyring", lambda: _keyring(holds="from the ring"))
    monkeypatch.setenv("ALAT_COMTRADE_KEY", "  from outside ")
    found = access_key("ALAT_COMTRADE_KEY")
    assert found is not None
    assert found.get_secret_value() == "from outside"
    monkeypatch.setenv("ALAT_COMTRADE_KEY", "")
    again = access_key("ALAT_COMTRADE_KEY")
    assert again is not None
    assert (again.get_secret_value(), str(again)) == ("from the ring", "**********")


def test_without_either_there_is_no_key(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("ALAT_COMTRADE_KEY", raising=False)
    for ring in (None, _keyring(), _keyring(fails=errors.NoKeyringError)):
        monkeypatch.setattr(keys, "_keyring", lambda ring=ring: ring)
        assert access_key("ALAT_COMTRADE_KEY") is None


def test_a_locked_keyring_is_named_and_what_it_says_is_not_repeated(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("ALAT_COMTRADE_KEY", raising=False)
    monkeypatch.setattr(keys, "_keyring", lambda: _keyring(fails=errors.KeyringLocked))
    with pytest.raises(BadInput, match="the keyring cannot be read; unlock it, or set ALAT_COMTRADE_KEY") as failure:
        access_key("ALAT_COMTRADE_KEY")
    assert KEY not in str(failure.value)


def test_a_text_is_scrubbed_onto_one_line() -> None:
    assert scrubbed(f"bad\n key {KEY}!", SecretStr(KEY)) == "bad key ***!"


def test_the_key_goes_in_its_header_and_nowhere_else(
    site: Site,
    fetcher: Fetcher,
    *,
    told: list[Progress],
    tmp_path: Path,
    capfd: pytest.CaptureFixture[str],
    caplog: pytest.LogCaptureFixture,
) -> None:
    site.pages["/answer"] = JSON
    site.echo = KEY
    caplog.set_level(1)
    asking = _answer(site, key=SecretStr(KEY))
    fetch(fetcher, asking, to=tmp_path / "answer.json")
    assert site.asked[0].headers["ocp-apim-subscription-key"] == KEY
    assert KEY not in str(site.asked[0].query)
    messages: list[str] = []
    fetcher.say = messages.append
    for fault in ("401", "403", "500", "429-long", "elsewhere", "page", "cut"):
        site.faults.clear()
        site.faults.extend([fault] * 6)
        with pytest.raises(FetchFailed) as failure:
            fetch(fetcher, asking, to=tmp_path / "other.json")
        messages += [str(failure.value), repr(failure.value), repr(failure.value.__cause__)]
    site.faults.clear()
    site.pages["/answer"] = JSON.replace(b'"n": 399', f'"n": "{KEY}"'.encode())
    with pytest.raises(FetchFailed, match="repeats the access key"):
        fetch(fetcher, asking, to=tmp_path / "other.json")
    written = b"".join(path.read_bytes() for path in tmp_path.rglob("*") if path.is_file())
    out, err = capfd.readouterr()
    assert KEY.encode() not in written
    assert KEY not in "".join([*messages, out, err, caplog.text, repr(asking), repr(told)])


def test_the_key_is_not_sent_over_an_open_line(fetcher: Fetcher, tmp_path: Path) -> None:
    asking = Wanted(called="it", url="http://mirror.example/x", key=SecretStr(KEY), key_header="K")
    with pytest.raises(FetchFailed, match="not sent over an open line"):
        fetch(fetcher, asking, to=tmp_path / "x")
