"""
What is built: a wheel that holds what quotattr runs on and nothing else, and a source archive to build it from.

Both are built as ``python -m build`` does it, the wheel from the source archive, and the wheel is installed into an
environment of its own: run, and looked at by a type checker, from another folder.
"""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
import sysconfig
import tarfile
import zipfile
from pathlib import Path

import pytest
from packaged import IN_NO_PACKAGE, code_files, data_files

import quotattr

ROOT = Path(__file__).parent.parent
NO_SOURCES = shutil.ignore_patterns(".*", "build", "dist", "*.egg-info", "__pycache__", "_build")
NAME = f"quotattr-{quotattr.__version__}"
METADATA = ("METADATA", "RECORD", "WHEEL", "entry_points.txt", "licenses/LICENSE", "licenses/NOTICE", "top_level.txt")
MAX_WHEEL_BYTES = 25_000_000
"""The model is 18 MB; a file of training data that slipped in would be more."""

pytestmark = [pytest.mark.slow]


def run(*command: str | Path, folder: Path) -> str:
    """What *command* prints, run in *folder* with nothing of this repository on its path."""
    environment = {name: value for name, value in os.environ.items() if name not in ("PYTHONPATH", "MYPYPATH")}
    done = subprocess.run(
        [str(part) for part in command], cwd=folder, env=environment, capture_output=True, text=True, check=False
    )
    assert done.returncode == 0, done.stdout + done.stderr
    return done.stdout


@pytest.fixture(scope="module")
def built(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The folder with what ``python -m build`` makes of a copy of the sources, by the setuptools that is installed."""
    pytest.importorskip("build")
    pytest.importorskip("setuptools", minversion="77")
    folder = tmp_path_factory.mktemp("built")
    shutil.copytree(ROOT, folder / "sources", ignore=NO_SOURCES)
    run(sys.executable, "-m", "build", "--no-isolation", "--outdir", folder, folder / "sources", folder=folder)
    return folder


@pytest.fixture(scope="module")
def wheel(built: Path) -> Path:
    [path] = built.glob("*.whl")
    return path


@pytest.fixture(scope="module")
def installed(wheel: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The Python of an environment with the wheel, and beside it whatever this one has for quotattr to stand on."""
    folder = tmp_path_factory.mktemp("installed")
    run(sys.executable, "-m", "venv", "--without-pip", folder / "venv", folder=folder)
    python = folder / "venv" / "bin" / "python"
    run(sys.executable, "-m", "pip", "--python", python, "install", "--no-deps", "--no-index", wheel, folder=folder)
    site = run(python, "-c", "import sysconfig; print(sysconfig.get_path('purelib'))", folder=folder).strip()
    (Path(site) / "libraries.pth").write_text(sysconfig.get_path("purelib"), encoding="utf-8")
    where = run(python, "-c", "import quotattr; print(quotattr.__file__)", folder=folder).strip()
    assert Path(where).is_relative_to(folder)
    return python


def test_the_wheel_holds_the_code_the_model_the_lexicons_and_nothing_else(wheel: Path) -> None:
    package = ROOT / "quotattr"
    wanted = {f"quotattr/{path}" for path in (*code_files(package), *data_files(package)) if path not in IN_NO_PACKAGE}
    wanted |= {f"{NAME}.dist-info/{path}" for path in METADATA}
    with zipfile.ZipFile(wheel) as archive:
        held = archive.namelist()
    assert sorted(held) == sorted(wanted)
    assert wheel.name == f"{NAME}-py3-none-any.whl"
    assert wheel.stat().st_size < MAX_WHEEL_BYTES


@pytest.mark.parametrize(
    "path",
    ["quotattr/py.typed", "quotattr/lexicon/media.tsv", "quotattr/model/fr_news/depparse.pt", "quotattr/rules.py"],
)
def test_the_wheel_holds_what_quotattr_cannot_do_without(path: str, wheel: Path) -> None:
    with zipfile.ZipFile(wheel) as archive:
        assert path in archive.namelist()


@pytest.mark.parametrize("folder", ["docs", "seeds", "tests"])
def test_the_source_archive_holds_tests_seeds_and_docs(folder: str, built: Path) -> None:
    with tarfile.open(built / f"{NAME}.tar.gz") as archive:
        held = {name.partition("/")[2] for name in archive.getnames()}
    ours = [path for path in (built / "sources" / folder).rglob("*") if path.is_file()]
    assert {path.relative_to(built / "sources").as_posix() for path in ours} - held == set()
    assert {"README.md", "CHANGELOG.md", "LICENSE", "NOTICE", "constraints.txt", "setup.cfg", "pyproject.toml"} <= held


@pytest.mark.model
def test_the_installed_package_runs_outside_the_checkout(installed: Path) -> None:
    folder = installed.parents[2]
    (folder / "pont.txt").write_text("«Le pont rouvrira», a promis à l’AFP la maire, Claire Delorme.", encoding="utf-8")
    command = (installed.parent / "quotattr", "pont.txt", "--format", "json")
    [article] = json.loads(run(*command, folder=folder))
    [quote] = article["quotes"]
    assert (quote["speaker"]["name"], quote["source"]["name"]) == ("Claire Delorme", "AFP")


def test_the_installed_package_is_typed(installed: Path) -> None:
    pytest.importorskip("mypy")
    folder = installed.parents[2]
    for name in ("uses_everything.py", "mistakes.py"):
        shutil.copy(ROOT / "tests" / "typing" / name, folder)
    check = (sys.executable, "-m", "mypy", "--strict", "--python-executable", installed)
    assert run(*check, "uses_everything.py", folder=folder).startswith("Success")
    with pytest.raises(AssertionError, match=r"mistakes\.py:\d+: error: Incompatible types in assignment"):
        run(*check, "mistakes.py", folder=folder)
