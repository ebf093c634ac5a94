"""The package as a whole: one sorted door, an import that loads nothing heavy, files that are shipped."""

from __future__ import annotations

import configparser
import re
import subprocess
import sys
from fnmatch import fnmatch
from importlib.metadata import PackageNotFoundError, metadata
from pathlib import Path

import pytest
from packaged import IN_NO_PACKAGE, data_files

import quotattr
from quotattr.extras import import_extra

ROOT = Path(__file__).parent.parent
HEAVY = ("torch", "stanza", "numpy", "pandas", "spacy", "sklearn", "transformers")
"""Packages that take a good part of a second to load each."""


def loaded_by(code: str) -> set[str]:
    """Top-level packages in `sys.modules` after *code* has run in a fresh interpreter."""
    report = f"import sys\n{code}\nsys.stderr.write(' '.join(name for name in sys.modules if '.' not in name))"
    return set(
        subprocess.run([sys.executable, "-c", report], capture_output=True, text=True, check=True).stderr.split()
    )


def test_the_door_is_sorted_and_leads_somewhere():
    assert quotattr.__all__ == sorted(quotattr.__all__)
    assert all(getattr(quotattr, name) is not None for name in quotattr.__all__)


def test_an_unknown_name_is_named() -> None:
    with pytest.raises(AttributeError, match="module 'quotattr' has no attribute 'Extracter'"):
        _ = quotattr.Extracter


def test_a_library_that_lacks_one_of_its_own_says_which(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Else it would be told to install what is there."""
    (tmp_path / "half_installed.py").write_text("import what_it_needs\n", encoding="utf-8")
    monkeypatch.syspath_prepend(tmp_path)
    with pytest.raises(ModuleNotFoundError, match="No module named 'what_it_needs'"):
        import_extra("half_installed", "frames")


def test_import_loads_nothing_heavy():
    """What keeps ``import quotattr`` under 0.2 s is what it does not load."""
    assert loaded_by("import quotattr") & set(HEAVY) == set()


def test_help_loads_nothing_heavy():
    code = "import quotattr.__main__ as m\ntry: m.main(['--help'])\nexcept SystemExit as end: assert end.code == 0"
    assert loaded_by(code) & set(HEAVY) == set()


def test_an_extractor_is_cheap_until_it_has_a_text():
    assert loaded_by("import quotattr; quotattr.Extractor(); quotattr.Extractor('stanza:fr')") & set(HEAVY) == set()


def test_a_text_without_words_needs_no_model():
    assert loaded_by("import quotattr; assert not quotattr.extract('').quotes") & set(HEAVY) == set()


def test_import_opens_no_lexicon():
    code = "import sys\nopened=[]\nsys.addaudithook(lambda event, args: opened.append(str(args[0])) if event == 'open' else None)\n"
    check = "import quotattr\nassert not [path for path in opened if path.endswith(('.tsv', '.json', '.pt'))], opened"
    loaded_by(code + check)


@pytest.mark.parametrize(
    "module", [path.stem for path in sorted((ROOT / "quotattr").glob("*.py")) if path.stem != "__main__"]
)
def test_no_module_but_parse_names_stanza_at_import(module):
    source = (ROOT / "quotattr" / f"{module}.py").read_text(encoding="utf-8")
    assert not re.search(r"^(?:import|from) (?:stanza|torch)\b", source, re.MULTILINE)


def test_the_metadata_is_that_of_the_code():
    try:
        installed = metadata("quotattr")
    except PackageNotFoundError:
        pytest.skip("quotattr runs from its folder, it is not installed")
    assert installed["Version"] == quotattr.__version__
    assert installed["Requires-Python"] == ">=3.10"


@pytest.mark.parametrize("pattern", ["py.typed", "lexicon/*.tsv", "formats/templates/*"])
def test_data_files_are_beside_the_code_that_runs(pattern):
    """In a fresh environment this looks at what pip installed, so that a file left out of the wheel is found."""
    here = {path.name for path in (ROOT / "quotattr").glob(pattern)}
    assert {path.name for path in Path(quotattr.__file__).parent.glob(pattern)} == here != set()


@pytest.mark.parametrize("path", data_files(ROOT / "quotattr"))
def test_what_the_wheel_holds(path):
    """Every file beside the code, or it is missing where quotattr is installed; tests/test_build.py looks inside a wheel."""
    setup = configparser.ConfigParser()
    setup.read(ROOT / "setup.cfg", encoding="utf-8")
    patterns = [pattern for pattern in setup["options.package_data"]["quotattr"].split("\n") if pattern]
    assert any(fnmatch(path, pattern) for pattern in patterns) is (path not in IN_NO_PACKAGE)


def test_the_readme_promises_two_commands():
    """The set-up is one line each, and .ci/run runs the second as it stands."""
    lines = (ROOT / "README.md").read_text(encoding="utf-8").splitlines()
    commands = [line for line in lines if line.startswith("python3 -m venv ")]
    assert len(commands) == 2
    assert commands[0].endswith("quotattr seeds/")
    assert "pytest" in commands[1]


def test_the_changelog_knows_the_version():
    assert f"## {quotattr.__version__}" in (ROOT / "CHANGELOG.md").read_text(encoding="utf-8")


def test_every_rule_has_a_section_in_the_docs():
    from quotattr.explain import RULE_TO_REASON

    titles = re.findall(r"^#+ `(\w+)`", (ROOT / "docs" / "rules.md").read_text(encoding="utf-8"), re.MULTILINE)
    assert set(RULE_TO_REASON) - set(titles) == set()


@pytest.mark.parametrize("page", ["README.md", *(f"docs/{path.name}" for path in sorted((ROOT / "docs").glob("*.md")))])
def test_links_of_the_docs_lead_to_files(page):
    path = ROOT / page
    links = re.findall(r"\]\((?!https?:|#|mailto:)([^)#\s]+)", path.read_text(encoding="utf-8"))
    assert [link for link in links if not (path.parent / link).exists()] == []
