"""Do the checks of `make lint` find what they are there to find?"""

import importlib.util
import subprocess
from pathlib import Path
from types import ModuleType

import pytest

ROOT = Path(__file__).resolve().parents[1]


def tool(name: str, root: Path, monkeypatch: pytest.MonkeyPatch) -> ModuleType:
    """Return a script of tools/ that looks at another root."""
    spec = importlib.util.spec_from_file_location(name, ROOT / "tools" / f"{name}.py")
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    monkeypatch.setattr(module, "ROOT", root)
    return module


@pytest.mark.parametrize(
    ("code", "breach"),
    [
        ("x = 1\n" * 401, "m.py: 401 lines; the budget is 400"),
        ("def f() -> None:\n" + "    x = 1\n" * 50, "m.py:1 f: 51 lines; the budget is 50"),
        ("def f(a, b, c): ...\n", "m.py:1 f: 3 positional parameters; those after the second are keyword-only"),
        ("def f(*, a, b, c, d, e, g, h, i): ...\n", "m.py:1 f: 8 parameters; the budget is 7"),
        ("def f(**rest): ...\n", "m.py:1 f: takes **rest; name the parameters"),
        ("class A:\n    async def f(self, a, b, c): ...\n", "m.py:2 f: 3 positional parameters"),
    ],
)
def test_a_breach_of_a_size_budget_is_named(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str], code: str, breach: str
) -> None:
    (tmp_path / "src").mkdir()
    (tmp_path / "src" / "m.py").write_text(code, encoding="utf-8")
    assert tool("check_budgets", tmp_path, monkeypatch).main() == 1
    assert breach in capsys.readouterr().out


def test_code_within_the_budgets_passes(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    (tmp_path / "src").mkdir()
    (tmp_path / "src" / "m.py").write_text("class A:\n    def f(self, a, b, *, c, d, e, g, h): ...\n", encoding="utf-8")
    assert tool("check_budgets", tmp_path, monkeypatch).main() == 0
    assert capsys.readouterr().out == ""


@pytest.mark.parametrize(
    ("name", "line"),
    [
        ("notes.md", "see /ro" + "ot/secret"),
        ("x.py", 'PATH = "/ho' + 'me/somebody/data"'),
        ("requirements.lock", "--index" + "-url https://example.org/simple"),
        ("uv.lock", 'url = "https://example.org/pack' + 'ages/x.whl"'),
    ],
)
def test_a_leak_is_named_by_file_and_line(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str], name: str, line: str
) -> None:
    (tmp_path / name).write_text(f"first\n{line}\n", encoding="utf-8")
    subprocess.run(["git", "init", "-q", str(tmp_path)], check=True)
    subprocess.run(["git", "-C", str(tmp_path), "add", name], check=True)
    assert tool("check_leaks", tmp_path, monkeypatch).main() == 1
    assert capsys.readouterr().out.startswith(f"{name}:2: ")


def test_an_address_or_a_folder_of_the_web_is_no_leak(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "a.md").write_text("https://example.org/home/page and src/alat/data\n", encoding="utf-8")
    subprocess.run(["git", "init", "-q", str(tmp_path)], check=True)
    subprocess.run(["git", "-C", str(tmp_path), "add", "a.md"], check=True)
    assert tool("check_leaks", tmp_path, monkeypatch).main() == 0
