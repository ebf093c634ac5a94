"""
What the README and the docs show is what quotattr does: every code block runs (`blocks`), every example of a rule holds.

``PYTHONPATH=. python tests/test_docs.py`` writes anew what the pages show below the commands of a terminal.
"""

from __future__ import annotations

import importlib
import json
import os
import re
import shutil
import tempfile
from collections.abc import Iterator
from functools import cache
from pathlib import Path

import pytest
from blocks import (
    COLUMNS,
    LANGUAGE_TO_CHECK,
    PAGES,
    ROOT,
    Block,
    Session,
    check_block,
    find_blocks,
    new_session,
    read_blocks,
    read_console,
)

import quotattr
from quotattr.cues import CUE_RULES
from quotattr.hedges import HEDGE_RULES
from quotattr.parse import load_parser

RULE_RE = re.compile(r"^### `(\w+)`\n(.*?)(?=^#|\Z)", re.MULTILINE | re.DOTALL)
BLOCKS = [block for page in PAGES for block in read_blocks(page)]


@pytest.fixture
def session(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Session:
    """A folder with ``seeds/`` to run a page's blocks in; the model is loaded once for all pages."""
    shutil.copytree(ROOT / "seeds", tmp_path / "seeds")
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("COLUMNS", str(COLUMNS))
    monkeypatch.setattr("quotattr.extractor.load_parser", parser_loaded_once)
    return new_session(tmp_path)


parser_loaded_once = cache(load_parser)


@pytest.mark.parametrize("block", BLOCKS, ids=str)
def test_every_block_says_what_it_is(block):
    """A block is run, or says why not."""
    told = f"{block}: {block.language!r} is none of {', '.join(sorted(LANGUAGE_TO_CHECK))}, and no reason is given"
    assert block.reason or block.language in LANGUAGE_TO_CHECK, told


@pytest.mark.parametrize("block", [block for block in BLOCKS if block.reason], ids=str)
def test_blocks_that_are_not_run(block):
    """Counted, with their reasons, among the tests that are skipped."""
    pytest.skip(str(block.reason))


@pytest.mark.model
@pytest.mark.parametrize("page", sorted({block.page for block in BLOCKS}))
def test_the_blocks_of_a_page_run(page, session):
    for block in read_blocks(ROOT / page):
        try:
            check_block(block, session)
        except Exception as error:
            raise AssertionError(f"{block}: {error}") from error


def test_a_block_that_lies_is_found(tmp_path):
    session = Session(tmp_path, {})
    for language, body in LIES:
        with pytest.raises((AssertionError, ZeroDivisionError, ValueError, SyntaxError)):
            check_block(Block("page.md", 1, language, body, None, None, 0), session)


LIES = (
    ("python", ">>> 1 + 1\n3\n"),
    ("python", "1 / 0\n"),
    ("console", "$ echo non\noui\n"),
    ("console", "$ false\n"),
    ("console", "echo non\n"),
    ("console", '$ pip install "quotattr[everything]"\n'),
    ("bash", "false\ntrue\n"),
    ("json", "{'kind': 'direct'}\n"),
    ("jsonl", "{}\n[\n"),
    ("xml", "<said>\n"),
    ("tsv", "lemma\tframe\ndire\n"),
    ("text", "$ quotattr seeds/\n"),
    ("", "pip install quotattr\n"),
    ("text", "quotattr FILE --no-such-option\n"),
)


PAGE = """\
<!-- file: a/b.tsv -->
```tsv
a\tb
```
- in a list
  ```json
  {}
  ```
<!-- not run: no disk -->

````markdown
```
````
"""


def test_blocks_are_read_with_what_is_said_of_them():
    blocks = [(b.line, b.language, b.body, b.reason, b.file) for b in find_blocks("page.md", PAGE)]
    assert blocks == [
        (2, "tsv", "a\tb\n", None, "a/b.tsv"),
        (6, "json", "{}\n", None, None),
        (11, "markdown", "```\n", "no disk", None),
    ]


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


@pytest.mark.parametrize("figure", ["detect_F1", "who_said_F1", "indirect_who_F1"])
def test_the_readme_gives_the_figures_of_the_accuracy_page(figure):
    page = (ROOT / "docs" / "accuracy.md").read_text(encoding="utf-8")
    gold = re.search(rf"^\| `{figure}` \| [^|]+ \| ([\d.]+) \|", page, re.MULTILINE)[1]
    claims = (ROOT / "README.md").read_text(encoding="utf-8").partition("## What it does not do")[2]
    assert re.search(rf"\b{float(gold):.2f}\b", claims)


def named_limits() -> Iterator[tuple[str, str]]:
    """Module and constant of each limit that the page names; `` `a.X`, `Y` `` are both of *a*."""
    page = (ROOT / "docs" / "reliability.md").read_text(encoding="utf-8")
    for cell in re.findall(r"\| (`[a-z_]+\.[A-Z_]+`[^|]*) \|", page):
        module = ""
        for own, constant in re.findall(r"`(?:([a-z_]+)\.)?([A-Z_]+)`", cell):
            module = own or module
            yield module, constant


@pytest.mark.parametrize(("module", "constant"), list(named_limits()))
def test_the_limits_on_the_page_are_where_it_says(module: str, constant: str) -> None:
    """Constants go with the code when it is moved."""
    assert hasattr(importlib.import_module(f"quotattr.{module}"), constant)


def test_every_page_is_in_the_index():
    """The site makes its menu from it."""
    index = (ROOT / "docs" / "index.md").read_text(encoding="utf-8")
    pages = {path.name for path in (ROOT / "docs").iterdir() if path.suffix in (".md", ".ipynb")} - {"index.md"}
    assert pages - set(re.findall(r"\]\(([\w.-]+)\)", index)) == set()


def test_the_citation_is_of_this_version():
    citation = (ROOT / "CITATION.cff").read_text(encoding="utf-8")
    assert f"\nversion: {quotattr.__version__}\n" in citation
    assert f"{{{quotattr.__version__}}}" in (ROOT / "docs" / "citing.md").read_text(encoding="utf-8")


@pytest.mark.model
@pytest.mark.parametrize(("rule", "text"), list(rule_examples()))
def test_the_examples_of_the_rules(rule, text):
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
    page = (ROOT / "docs" / "format.md").read_text(encoding="utf-8")
    text, example = re.findall(r"^Of \*(.*?)\*, where .*?```json\n(.*?)```", page, re.MULTILINE | re.DOTALL)[0]
    [quote] = quotattr.extract(text)
    assert quote.to_dict()["chain"] == json.loads(example)


@pytest.mark.model
@pytest.mark.parametrize(("hedge", "text"), list(hedge_examples()))
def test_the_examples_of_the_hedges(hedge, text):
    assert hedge in [hedge for quote in quotattr.extract(text) for hedge in quote.hedges]


def json_example() -> tuple[str, dict]:
    """The text and the JSON of docs/format.md."""
    page = (ROOT / "docs" / "format.md").read_text(encoding="utf-8")
    return re.findall(r"^> (.*)$", page, re.MULTILINE)[0], json.loads(
        re.findall(r"```json\n(.*?)```", page, re.DOTALL)[0]
    )


def rewrite(path: Path, session: Session) -> None:
    """Write a page with what its commands write today; what is shown in part (``...``) stays."""
    page = path.read_text(encoding="utf-8")
    parts, last = [], 0
    for block in read_blocks(path):
        if block.language == "console" and not block.reason and "..." not in block.body:
            shown = "".join(f"$ {command}\n{session.run(command)}" for command, _ in read_console(block.body))
            parts += [page[last : block.start], shown]
            last = block.start + len(block.body)
        elif block.file:
            check_block(block, session)
    path.write_text("".join([*parts, page[last:]]), encoding="utf-8")


if __name__ == "__main__":
    os.environ["COLUMNS"] = str(COLUMNS)
    for path in PAGES:
        with tempfile.TemporaryDirectory() as folder:
            shutil.copytree(ROOT / "seeds", Path(folder) / "seeds")
            os.chdir(folder)
            rewrite(path, new_session(Path(folder)))
