"""Does every way of ending a command say so with its code, one line and nothing half-written?"""

import errno
import json
import os
import shutil
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest

from alat import sealed
from alat.cli import answer, app, pair_commands
from alat.cli.app import run
from alat.errors import AlatError

STUDY = "azerbaijan-latin-america"
FROM_FOLDER = (
    "import sys, pathlib; from alat import sealed; sealed.PACKAGE = pathlib.Path(sys.argv.pop(1));"
    "from alat.cli import main; main()"
)


def program(*arguments: str) -> list[str]:
    return [sys.executable, "-c", "from alat.cli import main; main()", *arguments]


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        (["profile", "AZE", "Brasilia"], "unknown country or bloc 'Brasilia'"),
        (["profile", "AZE", "AZE"], "AZE"),
        (["profile", "AZE", "mercosurr"], "did you mean"),
        (["lanes", "AZE", "BRA", "--avoid", "XXX"], "unknown country 'XXX'"),
        (["lanes", "KAZ", "PER", "--scenario", "zangezur-open"], "no shipped study covers the pair"),
        (["lanes", "AZE", "BRA", "--scenario", "zangezur"], "did you mean zangezur-open?"),
        (["lanes", "AZE", "BRA", "--add", "sea:Poti:Santos"], "headway_h is missing"),
        (["lanes", "AZE", "BRA", "--improve", "B99:hours:x0.5"], "unknown place, border or link 'B99'"),
        (["lanes", "AZE", "BRA", "--close", "suez", "--as-of", "yesterday"], "expected a day such as"),
        (
            ["lanes", "AZE", "BRA", "--geojson", "nowhere/at/all.json"],
            "--geojson nowhere/at/all.json: there is no folder",
        ),
        (["lanes", "AZE", "BRA", "--gtfs", "/proc/lane"], "/proc/lane: "),
        (["votes", "AZE", "BRA", "--sessions", "many"], "expected a span such as 65-74"),
        (["votes", "AZE", "BRA", "--sessions", "65-"], "--sessions '65-': expected a span"),
        (["lanes", "AZE", "latin-america"], "'latin-america' is a bloc (Latin America); expected a country"),
        (["opportunities", "mercosur", "latin-america"], "both parties are blocs"),
        (["opportunities", "AZE", "latin-america", "--net"], "--net is for two countries"),
        (["opportunities", "AZE", "latin-america", "--all"], "--all is for two countries"),
        (["opportunities", "AZE", "latin-america", "--level", "5"], "expected 2, 4 or 6 digits"),
        (["votes", "AZE", "Korea"], "is ambiguous"),
        (["claims", "nowhere"], "unknown study 'nowhere'"),
        (["study", "show", "azerbaijan-latin-amerika"], f"did you mean {STUDY}?"),
        (["data", "show", "flows_totals"], "did you mean flows_total"),
        (["brief", "AZE", "BRA", "--study", STUDY, "--no-study"], "exclude each other"),
    ],
)
def test_bad_input_is_one_line_on_stderr_and_code_2(
    arguments: list[str], message: str, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(answer, "QUIET_S", 600.0)
    assert run(arguments) == 2
    captured = capsys.readouterr()
    assert captured.out == ""
    assert captured.err.startswith("alat: ")
    assert captured.err.count("\n") == 1
    assert message in captured.err


@pytest.mark.parametrize(
    "arguments",
    [["lanes", "AZE"], ["frobnicate"], ["profile", "AZE", "BRA", "--frob"], ["data", "show", "x", "--rows", "-1"]],
)
def test_a_command_typed_wrong_is_code_2(arguments: list[str], capsys: pytest.CaptureFixture[str]) -> None:
    assert run(arguments) == 2
    captured = capsys.readouterr()
    assert captured.out == ""
    assert "Error: " in captured.err


def test_a_study_table_with_a_fault_is_named_by_file_row_and_column(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    folder = tmp_path / "mine"
    shutil.copytree(sealed.PACKAGE / "studies" / STUDY, folder)
    assert run(["study", "check", str(folder)]) == 0
    capsys.readouterr()
    claims = folder / "claims.csv"
    claims.write_text(claims.read_text(encoding="utf-8").replace(",2024,", ",twenty,", 1), encoding="utf-8")
    assert run(["study", "check", str(folder)]) == 2
    assert "mine/claims.csv, row 2, column year: 'twenty'; expected a whole number" in capsys.readouterr().err
    claims.unlink()
    assert run(["claims", str(folder)]) == 2
    assert "mine/claims.csv: missing" in capsys.readouterr().err


@pytest.mark.parametrize(
    ("out", "message"),
    [(".", "is a folder; expected the name of a file"), ("none/x.json", "there is no folder"), ("file/x", "no folder")],
)
def test_a_file_that_cannot_be_written_is_refused_before_anything_is_computed(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str], out: str, message: str
) -> None:
    (tmp_path / "file").write_text("here first", encoding="utf-8")
    monkeypatch.setattr(answer, "working", None)
    assert run(["data", "list", "--out", str(tmp_path / out)]) == 2
    assert message in capsys.readouterr().err
    assert [path.name for path in tmp_path.iterdir()] == ["file"]


@pytest.mark.parametrize("out", ["file", "file/deeper"])
def test_a_brief_into_a_file_is_refused_before_anything_is_computed(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str], out: str
) -> None:
    (tmp_path / "file").write_text("here first", encoding="utf-8")
    monkeypatch.setattr(answer, "working", None)
    assert run(["brief", "AZE", "BRA", "--out", str(tmp_path / out)]) == 2
    assert "file is a file; expected a folder" in capsys.readouterr().err


@pytest.mark.parametrize(
    ("number", "place"), [(errno.ENOSPC, None), (errno.EROFS, None), (errno.EACCES, "new/x"), (errno.ENOENT, "new")]
)
def test_a_disk_that_refuses_a_brief_is_one_line(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str], number: int, place: str | None
) -> None:
    def refuse(_: object) -> None:
        raise OSError(number, os.strerror(number), str(tmp_path / place) if place else None)

    monkeypatch.setattr(pair_commands.BriefRequest, "answer", refuse)
    assert run(["brief", "AZE", "BRA", "--out", str(tmp_path / "new")]) == 2
    assert capsys.readouterr().err == f"alat: --out {tmp_path / 'new'}: cannot be written ({os.strerror(number)})\n"


def test_another_failure_of_the_system_is_not_taken_for_a_refused_folder(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def fail(_: object) -> None:
        raise FileNotFoundError(errno.ENOENT, "gone", "/elsewhere/font.ttf")

    monkeypatch.setattr(pair_commands.BriefRequest, "answer", fail)
    with pytest.raises(FileNotFoundError, match="elsewhere"):
        run(["brief", "AZE", "BRA", "--out", str(tmp_path / "new")])


def test_a_file_is_whole_or_not_there(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    target = tmp_path / "studies.json"
    assert run(["study", "list", "--json", "--out", str(target)]) == 0
    assert capsys.readouterr().out == f"{target}\n"
    assert json.loads(target.read_text(encoding="utf-8"))["command"] == "study list"
    before = target.read_bytes()
    assert run(["study", "show", "nowhere", "--json", "--out", str(target), "--overwrite"]) == 2
    assert "nowhere" in capsys.readouterr().err
    assert target.read_bytes() == before
    assert [path.name for path in tmp_path.iterdir()] == ["studies.json"]


def test_a_failure_while_writing_leaves_nothing_behind(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def full(*_: object) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(Path, "replace", full)
    assert run(["study", "list", "--out", str(tmp_path / "x.txt")]) == 2
    assert list(tmp_path.iterdir()) == []


def test_a_broken_snapshot_is_code_4_and_names_the_file(
    tmp_path: Path,
) -> None:
    broken = "data/snapshot/flows_total.parquet"
    folder = tmp_path / "alat"
    for path in (*sealed.seals(), sealed.LIST):
        (folder / path).parent.mkdir(parents=True, exist_ok=True)
        shutil.copyfile(sealed.PACKAGE / path, folder / path)
    (folder / broken).write_bytes((folder / broken).read_bytes()[:-7])
    for commands in (["data", "verify"], ["doctor"], ["data", "show", "flows_total"], ["profile", "AZE", "BRA"]):
        done = subprocess.run(
            [sys.executable, "-c", FROM_FOLDER, str(folder), *commands],
            capture_output=True,
            text=True,
            check=False,
        )
        assert done.returncode == 4, commands
        assert broken in done.stdout + done.stderr, commands
        assert "Traceback" not in done.stderr


@pytest.mark.parametrize("code", [1, 2, 3, 4])
def test_every_error_on_purpose_ends_with_its_code_and_one_line(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str], code: int
) -> None:
    kind = type("Made", (AlatError,), {"exit_code": code})

    def fail(_: object) -> None:
        raise kind("first line\nsecond line")

    monkeypatch.setattr(answer, "execute", fail)
    assert run(["study", "list"]) == code
    assert capsys.readouterr().err == "alat: first line second line\n"


def test_an_interrupt_is_code_130(monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> None:
    def stop(_: object) -> None:
        raise KeyboardInterrupt

    monkeypatch.setattr(answer, "execute", stop)
    assert run(["study", "list"]) == app.INTERRUPTED
    assert "Traceback" not in capsys.readouterr().err


def test_an_error_of_our_own_keeps_its_traceback(monkeypatch: pytest.MonkeyPatch) -> None:
    def fail(_: object) -> None:
        raise ZeroDivisionError

    monkeypatch.setattr(answer, "execute", fail)
    with pytest.raises(ZeroDivisionError):
        run(["study", "list"])


def test_a_reader_that_leaves_is_no_error_of_ours() -> None:
    reading, writing = os.pipe()
    os.close(reading)
    with subprocess.Popen(program("data", "sources"), stdout=writing, stderr=subprocess.PIPE, text=True) as process:
        os.close(writing)
        _, errors = process.communicate(timeout=60)
    assert errors == ""
    assert process.returncode == answer.READER_GONE


def test_a_real_interrupt_ends_quietly() -> None:
    slow = (
        "import time; from alat.cli import answer, main; answer.send = lambda text: (print('ready', flush=True),"
        "time.sleep(30)); main()"
    )
    arguments = [sys.executable, "-c", slow, "study", "list"]
    with subprocess.Popen(arguments, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True) as process:
        assert process.stdout is not None
        assert process.stdout.readline() == "ready\n"
        process.send_signal(signal.SIGINT)
        _, errors = process.communicate(timeout=30)
    assert process.returncode == app.INTERRUPTED
    assert errors == ""


def test_progress_is_told_on_stderr_and_only_when_it_takes_long(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    with answer.working("lanes"):
        pass
    assert capsys.readouterr().err == ""
    monkeypatch.setattr(answer, "QUIET_S", 0.01)
    with answer.working("lanes"):
        time.sleep(0.2)
    captured = capsys.readouterr()
    assert captured.err.startswith("alat: lanes: ")
    assert captured.out == ""


@pytest.mark.parametrize(
    ("edits", "message"),
    [
        ('close = ["suez"]\nopen = ["ST08"]\navoid = ["Rusia"]', "unknown country 'Rusia'"),
        ('close = ["gibralter"]', "did you mean gibraltar"),
        ('close = ["ST08"]\nopen = ["ST08"]', "ST08 is both closed and opened"),
        ('add = [{mode = "sea", from = "GEPTI", to = "BRSSZ", headway_h = -1}]', "expected a number above 0"),
        ('improve = [{id = "B18", what = "usd", value = -5}]', "expected a number not below 0"),
        ('improve = [{id = "B18", what = "usd", vlaue = 5}]', "did you mean value?"),
    ],
)
def test_a_study_whose_scenario_means_nothing_does_not_pass_the_check(
    edits: str, message: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    folder = tmp_path / "case"
    assert run(["study", "new", "KAZ", "BRA", "--out", str(folder)]) == 0
    with (folder / "study.toml").open("a", encoding="utf-8") as file:
        file.write(f"\n[scenarios.odd]\n{edits}\n")
    capsys.readouterr()
    assert run(["study", "check", str(folder)]) == 2
    error = capsys.readouterr().err
    assert error.startswith("alat: case/study.toml, column scenarios.odd: ")
    assert message in error


@pytest.mark.skipif(not Path("/proc/self").is_dir(), reason="no /proc on this system")
def test_a_place_that_takes_no_file_is_refused_before_the_work(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    def worked(_: object) -> None:
        raise AssertionError("worked before it looked where to write")

    monkeypatch.setattr(pair_commands.BriefRequest, "answer", worked)
    monkeypatch.setattr(pair_commands.ProfileRequest, "answer", worked)
    for question in (["brief", "AZE", "BRA", "--out", "/proc/new"], ["profile", "AZE", "BRA", "--out", "/proc/new"]):
        assert run(question) == 2
        assert "the folder /proc cannot be written to" in capsys.readouterr().err


@pytest.mark.parametrize("day", ["0001-01-01", "1899-12-31", "2101-01-01", "9999-12-31"])
def test_a_day_nobody_can_mean_is_refused(day: str, capsys: pytest.CaptureFixture[str]) -> None:
    for question in (["tariff", "AZE", "10"], ["opportunities", "AZE", "mercosur"], ["profile", "AZE", "mercosur"]):
        assert run([*question, "--on", day]) == 2
        assert capsys.readouterr().err == f"alat: --on {day}: expected a day between 1900 and 2100\n"
