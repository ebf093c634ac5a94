"""
The code blocks of README.md and docs/*.md, each run in the way of its language.

docs/contributing.md tells the convention, tests/test_docs.py runs the blocks. Read `find_blocks` first, then
`LANGUAGE_TO_CHECK`. The blocks of one page share a `Session`: its names, its folder, its last exit code.
"""

from __future__ import annotations

import configparser
import difflib
import doctest
import io
import json
import os
import re
import shlex
import subprocess
import sys
import textwrap
from collections.abc import Callable, Iterator
from contextlib import redirect_stderr, redirect_stdout
from pathlib import Path
from xml.etree import ElementTree

from attrs import define, field, frozen

import quotattr

ROOT = Path(__file__).parent.parent
PAGES = [ROOT / "README.md", *sorted((ROOT / "docs").glob("*.md"))]
COLUMNS = 100
"""How wide the terminal of the docs is."""

BLOCK_RE = re.compile(
    r"^(?:[ ]*<!-- (?P<note>not run|file): (?P<said>[^\n]+?) -->\n\n?)?"
    r"(?P<indent>[ ]*)(?P<fence>```+)(?P<language>[^\n`]*)\n(?P<body>.*?)^[ ]*(?P=fence)[ ]*$",
    re.MULTILINE | re.DOTALL,
)
COMMAND_RE = re.compile(r"^\$ ((?:.*\\\n)*.*)\n?", re.MULTILINE)
"""A command of a session; a line that ends in a backslash goes on."""

NEEDS_A_SHELL_RE = re.compile(r"[|<>;&*?$`(]|\\\n")
"""What a shell would do something about; a command without it is run in this process, where the model is loaded once."""

OPTION_RE = re.compile(r"--[a-z][a-z-]+")
EXTRA_RE = re.compile(r"quotattr\[([\w,]+)\]|\.\[([\w,]+)\]")


@frozen
class Block:
    """
    One fenced block of a page.

    Attributes:
        page: The file, from the repository's top.
        line: Of its opening fence, from 1.
        language: The first word behind the fence.
        body: What stands between the fences.
        reason: Why it is not run, or None.
        file: Where its body has to lie for the blocks below it, or None.
        start: Where the body begins in the page.
    """

    page: str
    line: int
    language: str
    body: str = field(repr=False)
    reason: str | None
    file: str | None
    start: int = field(repr=False)

    def __str__(self) -> str:
        return f"{self.page}:{self.line}"


def find_blocks(name: str, page: str) -> Iterator[Block]:
    """The blocks of the page called *name*, in order."""
    for match in BLOCK_RE.finditer(page):
        line = page.count("\n", 0, match.start("fence")) + 1
        language = "".join(match["language"].split()[:1])
        body = textwrap.dedent(match["body"]) if match["indent"] else match["body"]
        said = {match["note"]: match["said"]}
        yield Block(name, line, language, body, said.get("not run"), said.get("file"), match.start("body"))


def read_blocks(path: Path) -> list[Block]:
    """The blocks of a file of the repository."""
    return list(find_blocks(path.relative_to(ROOT).as_posix(), path.read_text(encoding="utf-8")))


@define
class Session:
    """
    What the blocks of one page have in common.

    Attributes:
        folder: Where commands run and files lie; ``seeds/`` is in it.
        names: Of the Python blocks. They begin with `quotattr`, and `text`, the seed article.
        code: The exit code of the last command.
    """

    folder: Path
    names: dict[str, object]
    code: int = 0

    def run(self, command: str) -> str:
        """What a command writes to the terminal, output and errors, the last exit code kept in `code`."""
        if command.startswith("quotattr ") and not NEEDS_A_SHELL_RE.search(command):
            return self._run_here(shlex.split(command)[1:])
        return self._run_in_bash(command)

    def _run_here(self, arguments: list[str]) -> str:
        from quotattr.__main__ import main

        terminal = io.TextIOWrapper(io.BytesIO(), encoding="utf-8", write_through=True)
        with redirect_stdout(terminal), redirect_stderr(terminal):
            try:
                self.code = main(arguments)
            except SystemExit as end:
                self.code = end.code if isinstance(end.code, int) else 1
        terminal.seek(0)
        return terminal.read()

    def _run_in_bash(self, command: str) -> str:
        before = f"(exit {self.code})\n"  # So that a block may show `echo $?`.
        paths = os.pathsep.join([str(Path(sys.executable).parent), os.environ["PATH"]])
        done = subprocess.run(
            ["bash", "-o", "pipefail", "-c", before + command],
            cwd=self.folder,
            env={**os.environ, "PATH": paths, "PYTHONPATH": str(ROOT), "COLUMNS": str(COLUMNS)},
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            encoding="utf-8",
            check=False,
        )
        self.code = done.returncode
        return done.stdout


def new_session(folder: Path) -> Session:
    """A session in *folder*, which must hold ``seeds/``."""
    text = (folder / "seeds" / "kcna-tass.txt").read_text(encoding="utf-8")
    return Session(folder, {"__name__": "__main__", "quotattr": quotattr, "text": text})


def check_block(block: Block, session: Session) -> None:
    """Run a block in the way of its language; an AssertionError says what is not as the page has it."""
    if block.file is not None:
        file = session.folder / block.file
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_text(block.body, encoding="utf-8")
    if block.reason is None:
        LANGUAGE_TO_CHECK[block.language](block, session)


def check_python(block: Block, session: Session) -> None:
    """With prompts, a doctest; without, code that must run to its end."""
    if ">>>" not in block.body:
        exec(compile("\n" * block.line + block.body, block.page, "exec"), session.names)
        return
    test = doctest.DocTestParser().get_doctest(block.body, session.names, str(block), block.page, block.line)
    said: list[str] = []
    doctest.DocTestRunner(optionflags=doctest.NORMALIZE_WHITESPACE | doctest.ELLIPSIS).run(
        test, out=said.append, clear_globs=False
    )
    session.names.update(test.globs)
    assert not said, "".join(said)


def read_console(body: str) -> Iterator[tuple[str, str]]:
    """(command, what the page shows below it) of a terminal session."""
    _, *parts = COMMAND_RE.split(body)
    yield from zip(parts[::2], parts[1::2], strict=True)


def check_console(block: Block, session: Session) -> None:
    """Commands behind ``$``, what they write below them; ``...`` stands for anything."""
    commands = list(read_console(block.body))
    assert commands, "no line begins with “$ ”"
    for command, shown in commands:
        if is_install(command):
            continue
        written = session.run(command)
        assert session.code == 0 or shown, f"{command}\n{written}"
        assert_same(shown, written)


def assert_same(shown: str, written: str) -> None:
    """The page shows what was written, but for blanks at line ends, and ``...``."""
    shown, written = (re.sub(r"[ \t]+$", "", text, flags=re.MULTILINE).rstrip("\n") for text in (shown, written))
    same = doctest.OutputChecker().check_output(shown + "\n", written + "\n", doctest.ELLIPSIS)
    difference = difflib.unified_diff(
        shown.split("\n"), written.split("\n"), "the page", "what is written", lineterm=""
    )
    assert same, "\n".join(difference)


def check_bash(block: Block, session: Session) -> None:
    """Commands that must succeed; what they write is not shown."""
    if re.search(r"^(?!quotattr |#|$)", block.body, re.MULTILINE) and not is_install(block.body):
        commands = ["set -e\n" + block.body]
    else:
        commands = [line for line in block.body.splitlines() if line.startswith("quotattr ")]
    for command in commands:
        written = session.run(command)
        assert session.code == 0, f"{command}\n{written}"


def is_install(commands: str) -> bool:
    """Whether these are all ``pip install …``: not run, but each extra that they name must be one of setup.cfg."""
    lines = [line for line in commands.splitlines() if line and not line.startswith("#")]
    if not all(re.match(r"(python3? -m )?pip install ", line) for line in lines):
        return False
    setup = configparser.ConfigParser()
    setup.read(ROOT / "setup.cfg", encoding="utf-8")
    named = {extra for match in EXTRA_RE.finditer(commands) for extra in (match[1] or match[2]).split(",")}
    assert named <= set(setup["options.extras_require"]), f"an extra that setup.cfg has not: {commands}"
    return True


def check_text(block: Block, session: Session) -> None:
    """No code: a diagram, a form to fill in. Of a synopsis of the command line, every option must be one."""
    assert not re.search(r"^(>>>|\$|pip|python3?) ", block.body, re.MULTILINE), "code: it must say in which language"
    for line in re.findall(r"^quotattr .*(?:\n[ ]+.*)*", block.body, re.MULTILINE):
        word = line.split()[1]
        options = set(OPTION_RE.findall(line))
        helps = session.run("quotattr --help") + (session.run(f"quotattr {word} --help") if word.islower() else "")
        assert options <= set(OPTION_RE.findall(helps))


def check_json(block: Block, session: Session) -> None:
    json.loads(block.body)


def check_jsonl(block: Block, session: Session) -> None:
    for line in block.body.splitlines():
        json.loads(line)


def check_xml(block: Block, session: Session) -> None:
    ElementTree.fromstring(block.body)


def check_tsv(block: Block, session: Session) -> None:
    """Below the comments, each row has as many cells as the heading."""
    rows = [line for line in block.body.splitlines() if line and not line.startswith("#")]
    assert len({row.count("\t") for row in rows}) == 1, "rows of different lengths (tabs?)"


def check_directive(block: Block, session: Session) -> None:
    """``{include}``, ``{eval-rst}``: the site's, where a warning is an error."""


LANGUAGE_TO_CHECK: dict[str, Callable[[Block, Session], None]] = {
    "": check_text,
    "bash": check_bash,
    "console": check_console,
    "json": check_json,
    "jsonl": check_jsonl,
    "python": check_python,
    "sh": check_bash,
    "text": check_text,
    "tsv": check_tsv,
    "xml": check_xml,
    "{eval-rst}": check_directive,
    "{include}": check_directive,
}
