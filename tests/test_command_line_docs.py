"""What docs/command-line.md shows is what the program prints, and it tells of every option."""

from __future__ import annotations

import os
import re
import shlex
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from quotattr.command_line.arguments import COMMANDS, build_parser
from quotattr.command_line.entry import main
from quotattr.formats import FORMATS

ROOT = Path(__file__).parent.parent
PAGE = (ROOT / "docs" / "command-line.md").read_text(encoding="utf-8")
CONFIDENCE_RE = re.compile(r"confidence 0\.\d+")


def examples() -> Iterator[tuple[str, str]]:
    """(command, what it prints) of each line of the page that begins with a dollar sign."""
    for block in re.findall(r"```console\n(.*?)```", PAGE, re.DOTALL):
        for example in re.split(r"^\$ ", block, flags=re.MULTILINE)[1:]:
            command, _, output = example.partition("\n")
            yield command, output


def run(command: str, capfd) -> str:
    """What *command* prints, errors included; the program itself runs in this process, so as to load its model once."""
    words = shlex.split(command)
    if words[0] == "quotattr" and "|" not in words:
        main(words[1:])
        return "".join(capfd.readouterr())
    program = f'quotattr() {{ {shlex.quote(sys.executable)} -m quotattr "$@"; }}\n'
    environment = os.environ | {"PYTHONPATH": str(ROOT)}
    return subprocess.run(
        ["bash", "-c", program + command], env=environment, stdout=subprocess.PIPE, text=True, check=True
    ).stdout


@pytest.mark.model
@pytest.mark.skipif(os.name != "posix", reason="the examples are for a shell")
def test_the_examples_print_what_they_show(extractor, tmp_path, monkeypatch, capfd):
    """In their order, as the first make the files. Confidence follows the weights, which are fitted anew now and then."""
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("COLUMNS", "100")
    monkeypatch.setattr("quotattr.extractor.Extractor", lambda *_, **__: extractor)
    for command, output in examples():
        printed = CONFIDENCE_RE.sub("confidence", run(command, capfd))
        assert printed == CONFIDENCE_RE.sub("confidence", output), command


@pytest.mark.parametrize("command", [None, *COMMANDS])
def test_every_option_is_told(command):
    parser = build_parser([command] if command else [])
    if command:
        [commands] = [action for action in parser._actions if action.dest == "command"]
        parser = commands.choices[command]
    options = {option for action in parser._actions for option in action.option_strings if option.startswith("--")}
    assert [option for option in sorted(options - {"--help", "--version", "--output"}) if option not in PAGE] == []
    assert command is None or f"quotattr {command}" in PAGE


def test_every_format_is_told():
    assert [name for name in FORMATS if f"`{name}`" not in PAGE] == []
