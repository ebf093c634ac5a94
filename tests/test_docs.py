"""
What the README and the docs show is what quotattr does.

``PYTHONPATH=. python tests/test_docs.py`` writes the README's table anew from the seed article.
"""

from __future__ import annotations

import doctest
import io
import json
import os
import re
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from quotattr.cues import CUE_RULES
from quotattr.hedges import HEDGE_RULES

ROOT = Path(__file__).parent.parent
README = ROOT / "README.md"
README_COLUMNS = 100
TABLE_RE = re.compile(r"(```console\n\$ quotattr seeds/\n)(.*?)(```)", re.DOTALL)
RULE_RE = re.compile(r"^### `(\w+)`\n(.*?)(?=^#|\Z)", re.MULTILINE | re.DOTALL)


def seed_table() -> str:
    """What ``quotattr seeds/`` prints on a terminal of `README_COLUMNS`."""
    from quotattr.__main__ import main

    os.environ["COLUMNS"] = str(README_COLUMNS)
    stdout, sys.stdout = sys.stdout, io.StringIO()
    try:
        assert main([str(ROOT / "seeds")]) == 0
        return sys.stdout.getvalue()
    finally:
        sys.stdout = stdout


def rule_examples() -> Iterator[tuple[str, str]]:
    """(rule, invented text) of each section of docs/rules.md that shows one."""
    for rule, section in RULE_RE.findall((ROOT / "docs" / "rules.md").read_text(encoding="utf-8")):
        lines = re.findall(r"^> ?(.*)$", section, re.MULTILINE)
        if lines:
            yield rule, "\n".join(lines)


def hedge_examples() -> Iterator[tuple[str, str]]:
    """(hedge, invented text) of each row of the table of docs/concepts.md."""
    page = (ROOT / "docs" / "concepts.md").read_text(encoding="utf-8")
    table = page.partition("| hedge |")[2].partition("\n\n")[0]
    yield from re.findall(r"^\| \*\*(\w+)\*\* \| .*? \| (.*) \|$", table, re.MULTILINE)


def test_every_hedge_is_told():
    assert [hedge for hedge, _ in hedge_examples()] == [hedge for hedge, _ in HEDGE_RULES]


@pytest.mark.model
def test_the_readme_shows_the_real_table(monkeypatch):
    monkeypatch.setenv("COLUMNS", str(README_COLUMNS))
    assert TABLE_RE.search(README.read_text(encoding="utf-8")).group(2) == seed_table()


@pytest.mark.model
def test_the_readme_example_runs():
    results = doctest.testfile(str(README), module_relative=False, optionflags=doctest.NORMALIZE_WHITESPACE)
    assert results.failed == 0
    assert results.attempted > 0


@pytest.mark.model
@pytest.mark.parametrize("page", ["formats.md", "cluster.md"])
def test_the_examples_of_the_formats_run(page):
    pytest.importorskip("pandas", reason="the test extra brings it")
    results = doctest.testfile(
        str(ROOT / "docs" / page), module_relative=False, optionflags=doctest.NORMALIZE_WHITESPACE
    )
    assert results.failed == 0
    assert results.attempted > 0


@pytest.mark.model
@pytest.mark.parametrize(("rule", "text"), list(rule_examples()))
def test_the_examples_of_the_rules(rule, text):
    import quotattr

    assert rule in [quote.rule for quote in quotattr.extract(text).quotes]


def test_the_rules_are_told_in_their_order():
    titles = re.findall(r"^### `(\w+)`", (ROOT / "docs" / "rules.md").read_text(encoding="utf-8"), re.MULTILINE)
    names = [rule.__name__ for rule, _ in CUE_RULES]
    assert [title for title in titles if title in names] == names


def test_every_way_to_the_speaker_is_told():
    source = "".join(path.read_text(encoding="utf-8") for path in (ROOT / "quotattr").glob("*.py"))
    ways = set(re.findall(r"SpeakerHit\([^\"\n]*\"(\w+)\"", source))
    told = set(re.findall(r"^\| `(\w+)`", (ROOT / "docs" / "rules.md").read_text(encoding="utf-8"), re.MULTILINE))
    assert "subject" in ways
    assert told == ways


@pytest.mark.model
def test_the_example_of_the_json_form():
    import quotattr

    text, document = json_example()
    found = quotattr.Extractor().extract(text, id=document["id"]).to_dict(with_text=False)
    for quote in (*found["quotes"], *document["quotes"]):
        del quote["confidence"]  # Follows the weights, which are fitted anew now and then.
    assert found == document


def test_the_example_of_the_json_form_is_true_to_its_text():
    text, document = json_example()
    for quote in document["quotes"]:
        parts = [*quote["segments"], *(quote[name] for name in ("speaker", "cue", "source") if quote[name])]
        assert all(text[part["start"] : part["end"]] == part["text"] for part in parts)


@pytest.mark.model
def test_the_example_of_a_chain():
    import quotattr

    page = (ROOT / "docs" / "format.md").read_text(encoding="utf-8")
    text, example = re.findall(r"^Of \*(.*?)\*, where .*?```json\n(.*?)```", page, re.MULTILINE | re.DOTALL)[0]
    [quote] = quotattr.extract(text)
    assert quote.to_dict()["chain"] == json.loads(example)


@pytest.mark.model
@pytest.mark.parametrize(("hedge", "text"), list(hedge_examples()))
def test_the_examples_of_the_hedges(hedge, text):
    import quotattr

    assert hedge in [hedge for quote in quotattr.extract(text) for hedge in quote.hedges]


def json_example() -> tuple[str, dict]:
    """The text and the JSON of docs/format.md."""
    page = (ROOT / "docs" / "format.md").read_text(encoding="utf-8")
    return re.findall(r"^> (.*)$", page, re.MULTILINE)[0], json.loads(
        re.findall(r"```json\n(.*?)```", page, re.DOTALL)[0]
    )


if __name__ == "__main__":
    page = README.read_text(encoding="utf-8")
    README.write_text(TABLE_RE.sub(lambda match: match[1] + seed_table() + match[3], page, count=1), encoding="utf-8")
