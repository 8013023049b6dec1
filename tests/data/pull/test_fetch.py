"""Fetching: whole and checked or not at all, resumed where it broke, politely, and without showing a key."""

from __future__ import annotations

import base64
import hashlib
from http.server import BaseHTTPRequestHandler
from pathlib import Path
from typing import IO, TYPE_CHECKING

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from alat.data.pull.answers import json_problem
from alat.data.pull.fetch import Fetcher, Progress, Wanted, fetch
from alat.data.pull.manners import asked_wait
from alat.errors import FetchFailed

if TYPE_CHECKING:
    from conftest import Asked, Clock, Site

BODY = bytes(range(256)) * 40
JSON = b'{"data": [' + b", ".join(b'{"n": %d}' % n for n in range(400)) + b"]}"


def _file(site: Site, *, at: str = "/file.bin", sha256: str = "") -> Wanted:
    return Wanted(called="file.bin", url=f"{site.url}{at}", sha256=sha256)


def _answer(site: Site) -> Wanted:
    return Wanted(
        called="answer",
        url=f"{site.url}/answer",
        params={"period": "2023"},
        problem_of=json_problem,
        accept_coding="gzip",
    )


def test_a_file_comes_whole_with_its_hash_and_leaves_no_part(site: Site, fetcher: Fetcher, tmp_path: Path) -> None:
    site.pages["/file.bin"] = BODY
    found = fetch(fetcher, _file(site), to=tmp_path / "file.bin")
    assert (found.path.read_bytes(), found.bytes) == (BODY, len(BODY))
    assert found.sha256 == hashlib.sha256(BODY).hexdigest()
    assert found.measured
    assert [path.name for path in tmp_path.iterdir()] == ["file.bin"]


def test_a_request_names_alat_and_asks_for_a_file_as_it_is(site: Site, fetcher: Fetcher, tmp_path: Path) -> None:
    site.pages["/file.bin"] = BODY
    fetch(fetcher, _file(site), to=tmp_path / "file.bin")
    assert site.asked[0].headers["user-agent"].startswith("Alat/")
    assert site.asked[0].headers["accept-encoding"] == "identity"


def test_what_breaks_off_goes_on_where_it_stopped_and_gives_the_same_bytes(
    site: Site, fetcher: Fetcher, tmp_path: Path
) -> None:
    site.pages["/file.bin"] = BODY
    site.faults.extend(["cut", "stall", "cut"])
    found = fetch(fetcher, _file(site), to=tmp_path / "file.bin")
    assert found.path.read_bytes() == BODY
    half = len(BODY) // 2
    quarter, eighth = half + (len(BODY) - half) // 2, 0
    eighth = quarter + (len(BODY) - quarter) // 2
    assert [asked.headers.get("range") for asked in site.asked] == [
        None, f"bytes={half}-", f"bytes={quarter}-", f"bytes={eighth}-",
    ]  # fmt: skip
    assert all("if-range" in asked.headers for asked in site.asked[1:])


def test_a_later_run_goes_on_with_the_part_of_an_earlier_one(site: Site, fetcher: Fetcher, tmp_path: Path) -> None:
    site.pages["/file.bin"] = BODY
    site.faults.extend(["cut", "404"])
    with pytest.raises(FetchFailed, match="404"):
        fetch(fetcher, _file(site), to=tmp_path / "file.bin")
    assert not (tmp_path / "file.bin").exists()
    found = fetch(fetcher, _file(site), to=tmp_path / "file.bin")
    assert found.path.read_bytes() == BODY
    assert site.asked[-1].headers["range"] == f"bytes={len(BODY) // 2}-"


def test_a_part_of_another_address_is_not_built_on(site: Site, fetcher: Fetcher, tmp_path: Path) -> None:
    site.pages["/file.bin"] = BODY
    site.pages["/other.bin"] = BODY[::-1]
    site.faults.extend(["cut", "404"])
    with pytest.raises(FetchFailed):
        fetch(fetcher, _file(site), to=tmp_path / "file.bin")
    found = fetch(fetcher, _file(site, at="/other.bin"), to=tmp_path / "file.bin")
    assert found.path.read_bytes() == BODY[::-1]


def test_a_server_that_knows_no_ranges_sends_all_again(site: Site, fetcher: Fetcher, tmp_path: Path) -> None:
    site.pages["/file.bin"] = BODY
    site.ranges = False
    site.faults.extend(["cut", "cut"])
    assert fetch(fetcher, _file(site), to=tmp_path / "file.bin").path.read_bytes() == BODY


def test_a_file_that_changes_in_the_middle_starts_anew(site: Site, fetcher: Fetcher, tmp_path: Path) -> None:
    versions = [b"A" * 5000, b"B" * 5000]
    site.pages["/file.bin"] = lambda _asked: versions[min(len(site.asked) - 1, 1)]
    site.faults.append("cut")
    assert fetch(fetcher, _file(site), to=tmp_path / "file.bin").path.read_bytes() == b"B" * 5000


def test_a_server_that_ignores_if_range_is_seen_by_its_new_etag(site: Site, fetcher: Fetcher, tmp_path: Path) -> None:
    versions = [b"A" * 5000, b"B" * 5000, b"B" * 5000]

    def page(asked: Asked) -> bytes:
        number = len(site.asked) - 1
        site.etag = f'"{min(number, 1)}"'
        if "range" in asked.headers:
            asked.headers["if-range"] = site.etag
        return versions[min(number, 2)]

    site.pages["/file.bin"] = page
    site.faults.append("cut")
    assert fetch(fetcher, _file(site), to=tmp_path / "file.bin").path.read_bytes() == b"B" * 5000


def test_without_a_strong_validator_nothing_is_resumed(site: Site, fetcher: Fetcher, tmp_path: Path) -> None:
    site.pages["/file.bin"] = BODY
    site.etag = 'W/"weak"'
    site.faults.append("cut")
    fetch(fetcher, _file(site), to=tmp_path / "file.bin")
    assert "range" not in site.asked[1].headers


def test_last_modified_serves_where_there_is_no_etag(site: Site, fetcher: Fetcher, tmp_path: Path) -> None:
    site.pages["/file.bin"] = BODY
    site.etag, site.modified = "", "Sat, 01 Nov 2025 10:00:00 GMT"
    site.faults.append("cut")
    found = fetch(fetcher, _file(site), to=tmp_path / "file.bin")
    assert site.asked[1].headers["if-range"] == site.modified
    assert (found.modified, found.path.read_bytes()) == (site.modified, BODY)


@pytest.mark.parametrize(
    ("fault", "least"), [("429", 7.0), ("429-date", 90.0), ("429-bare", 0.5), ("500", 0.5), ("503", 0.5)]
)
def test_a_busy_server_is_waited_for_as_long_as_it_asks(
    site: Site, fetcher: Fetcher, *, clock: Clock, tmp_path: Path, fault: str, least: float
) -> None:
    site.pages["/answer"] = JSON
    site.faults.append(fault)
    said: list[str] = []
    fetcher.say = said.append
    fetch(fetcher, _answer(site), to=tmp_path / "answer.json")
    (slept,) = clock.slept
    assert least <= slept <= least + 1
    assert said[0].endswith(f"; trying again in {slept:.0f} s")


def test_waits_double_up_to_a_cap(site: Site, fetcher: Fetcher, clock: Clock, tmp_path: Path) -> None:
    site.pages["/answer"] = JSON
    site.faults.extend(["500"] * 5)
    fetch(fetcher, _answer(site), to=tmp_path / "answer.json")
    assert clock.slept == [0.75, 1.5, 3.0, 6.0, 12.0]


def test_a_wait_of_hours_is_told_and_not_waited_for(site: Site, fetcher: Fetcher, clock: Clock, tmp_path: Path) -> None:
    site.pages["/answer"] = JSON
    site.faults.append("429-long")
    with pytest.raises(FetchFailed, match=r"asks to wait 1440 minutes"):
        fetch(fetcher, _answer(site), to=tmp_path / "answer.json")
    assert clock.slept == []


def test_requests_keep_their_distance(site: Site, fetcher: Fetcher, clock: Clock, tmp_path: Path) -> None:
    site.pages["/answer"] = JSON
    slow = Fetcher(fetcher.manners.__class__(pause_s=1.5), sleep=clock.sleep, clock=clock.read)
    with slow:
        for name in "abc":
            fetch(slow, _answer(site), to=tmp_path / name)
    assert clock.slept == [1.5, 1.5]


@pytest.mark.parametrize(
    ("fault", "said"),
    [
        ("400", "does not accept the question"),
        ("401", "wants a valid access key"),
        ("403", "refuses access"),
        ("404", "has nothing at this address"),
        ("418", "out of order"),
        ("elsewhere", "sends on to http://elsewhere.example"),
        ("circle", "without end"),
        ("brotli", "coding br"),
    ],
)
def test_what_does_not_pass_is_not_tried_again(
    site: Site, fetcher: Fetcher, *, clock: Clock, tmp_path: Path, fault: str, said: str
) -> None:
    site.pages["/answer"] = JSON
    site.faults.append(fault)
    with pytest.raises(FetchFailed, match=said) as failure:
        fetch(fetcher, _answer(site), to=tmp_path / "answer.json")
    assert "\n" not in str(failure.value)
    assert clock.slept == []
    assert not (tmp_path / "answer.json").exists()


@pytest.mark.parametrize(
    ("fault", "said"),
    [
        ("empty", "empty"),
        ("page", "web page"),
        ("junk", "no JSON"),
        ("cut-in-peace", "no JSON, or cut off"),
        ("cut", "broke off"),
        ("drop", "broke off"),
        ("stall", "stalls"),
        ("500", "out of order"),
    ],
)
def test_patience_ends_with_one_line_and_what_was_there_stays(
    site: Site, fetcher: Fetcher, *, tmp_path: Path, fault: str, said: str
) -> None:
    site.pages["/answer"] = JSON
    site.faults.extend([fault] * 20)
    old = tmp_path / "answer.json"
    old.write_bytes(b"{}")
    with pytest.raises(FetchFailed, match=said) as failure:
        fetch(fetcher, _answer(site), to=old)
    assert "tried 6 times" in str(failure.value)
    assert "\n" not in str(failure.value)
    assert old.read_bytes() == b"{}"


def test_a_server_that_is_not_there_is_named(fetcher: Fetcher, tmp_path: Path) -> None:
    with pytest.raises(FetchFailed, match=r"127\.0\.0\.1 cannot be reached \(tried 6 times\)"):
        fetch(fetcher, Wanted(called="it", url="http://127.0.0.1:9/x"), to=tmp_path / "x")


def test_packed_answers_are_unpacked_and_a_cut_one_is_seen(site: Site, fetcher: Fetcher, tmp_path: Path) -> None:
    site.pages["/answer"] = JSON
    site.packs = True
    site.faults.extend(["cut-in-peace", "cut"])
    found = fetch(fetcher, _answer(site), to=tmp_path / "answer.json")
    assert found.path.read_bytes() == JSON
    assert found.measured
    assert len(site.asked) == 3
    assert not any("range" in asked.headers for asked in site.asked)


def test_a_cut_that_nothing_shows_is_said(site: Site, fetcher: Fetcher, tmp_path: Path) -> None:
    site.pages["/file.bin"] = BODY
    site.faults.append("cut-in-peace")
    assert not fetch(fetcher, _file(site), to=tmp_path / "file.bin").measured


@pytest.mark.parametrize("header", ["Content-MD5", "Repr-Digest", "Digest"])
def test_a_published_hash_that_does_not_fit_refuses_the_file(
    site: Site, fetcher: Fetcher, tmp_path: Path, header: str | None
) -> None:
    site.pages["/file.bin"] = BODY
    algorithm = hashlib.md5 if header == "Content-MD5" else hashlib.sha256
    values = {}
    for called, body in (("right", BODY), ("wrong", BODY[::-1])):
        text = base64.b64encode(algorithm(body).digest()).decode()
        values[called] = {"Content-MD5": text, "Repr-Digest": f"sha-256=:{text}:", "Digest": f"SHA-256={text}"}[header]
    site.headers[header] = values["right"]
    assert fetch(fetcher, _file(site), to=tmp_path / "file.bin").measured
    site.headers[header] = values["wrong"]
    with pytest.raises(FetchFailed, match="hash is not the one the server published"):
        fetch(fetcher, _file(site), to=tmp_path / "again.bin")


def test_a_hash_that_the_user_knows_refuses_another_file(site: Site, fetcher: Fetcher, tmp_path: Path) -> None:
    site.pages["/file.bin"] = BODY
    right = hashlib.sha256(BODY).hexdigest()
    fetch(fetcher, _file(site, sha256=right.upper()), to=tmp_path / "file.bin")
    with pytest.raises(FetchFailed, match="not the one that was given"):
        fetch(fetcher, _file(site, sha256="0" * 64), to=tmp_path / "again.bin")


def test_a_redirect_on_the_same_host_is_followed(site: Site, fetcher: Fetcher, tmp_path: Path) -> None:
    site.pages["/file.bin"] = BODY
    site.pages["/old"] = BODY
    original = site._refuse

    def send_on(handler: BaseHTTPRequestHandler, fault: str) -> bool:
        if fault != "moved":
            return original(handler, fault)
        handler.send_response(301)
        handler.send_header("Location", "/file.bin")
        handler.send_header("Content-Length", "0")
        handler.end_headers()
        return True

    site._refuse = send_on
    site.faults.append("moved")
    assert fetch(fetcher, _file(site, at="/old"), to=tmp_path / "file.bin").path.read_bytes() == BODY


def test_progress_tells_bytes_rate_and_time_left(
    site: Site, fetcher: Fetcher, clock: Clock, told: list[Progress], tmp_path: Path
) -> None:
    site.pages["/file.bin"] = bytes(300_000)
    fetcher.clock = lambda: setattr(clock, "seconds", clock.seconds + 1) or clock.seconds
    fetch(fetcher, _file(site), to=tmp_path / "file.bin")
    assert told[-1].done_bytes == told[-1].total_bytes == 300_000
    assert told[-1].left_s == 0
    assert all(isinstance(each, Progress) and each.rate_bytes_per_s > 0 for each in told)


def test_a_disk_that_is_full_is_named(
    site: Site, fetcher: Fetcher, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    site.pages["/file.bin"] = BODY
    real = Path.open

    def full(path: Path, mode: str = "r", **how: str) -> IO[bytes]:
        if path.name.endswith(".part") and "a" in mode:
            raise OSError(28, "No space left on device", str(path))
        return real(path, mode, **how)

    monkeypatch.setattr(Path, "open", full)
    with pytest.raises(FetchFailed, match=r"cannot be written \(No space left on device\)"):
        fetch(fetcher, _file(site), to=tmp_path / "file.bin")


@pytest.mark.parametrize(
    ("header", "seconds"),
    [
        (None, None),
        ("12", 12.0),
        (" 0 ", 0.0),
        ("soon", None),
        ("-3", None),
        ("Wed, 25 Nov 2026 12:01:00 GMT", 60.0),
        ("Wed, 25 Nov 2026 11:00:00 GMT", 0.0),
    ],
)
def test_retry_after_is_read_as_seconds_or_a_date(clock: Clock, header: str | None, seconds: float | None) -> None:
    assert asked_wait(header, now=clock.now()) == seconds


@settings(max_examples=40, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    faults=st.lists(
        st.sampled_from(["429", "500", "503", "empty", "page", "cut", "drop", "range-ignored", ""]), max_size=9
    ),
    ranges=st.booleans(),
    strong=st.booleans(),
)
def test_whatever_goes_wrong_the_bytes_are_right_or_there_are_none(
    site: Site,
    fetcher: Fetcher,
    tmp_path_factory: pytest.TempPathFactory,
    *,
    faults: list[str],
    ranges: bool,
    strong: bool,
) -> None:
    site.pages["/file.bin"] = BODY
    site.faults.clear()
    site.faults.extend(faults)
    site.ranges, site.etag = ranges, None if strong else ""
    to = tmp_path_factory.mktemp("any") / "file.bin"
    try:
        fetch(fetcher, _file(site), to=to)
    except FetchFailed:
        assert not to.exists()
    else:
        assert to.read_bytes() == BODY
