"""What a user's type checker makes of quotattr: every public name typed, mistakes found."""

from __future__ import annotations

import ast
import os
import re
import subprocess
import sys
from pathlib import Path

import pytest

import quotattr

ROOT = Path(__file__).parent.parent
USE = Path(__file__).parent / "typing" / "uses_everything.py"
MISTAKES = Path(__file__).parent / "typing" / "mistakes.py"
ERROR_RE = re.compile(r"^.+?:(\d+): error: ", re.MULTILINE)


def check(file: Path, *options: str) -> str:
    """What ``mypy --strict`` says of a user's *file*, run somewhere else than in this repository."""
    pytest.importorskip("mypy")
    command = [sys.executable, "-m", "mypy", "--strict", "--follow-imports=silent", *options, str(file)]
    cache = ["--config-file=", f"--cache-dir={ROOT / '.mypy_cache'}"]
    environment = {**os.environ, "MYPYPATH": str(ROOT)}
    return subprocess.run(
        [*command, *cache], capture_output=True, text=True, cwd=file.parent, env=environment, check=False
    ).stdout


def used_names() -> set[str]:
    """The public names that the user's file uses, as ``quotattr.X`` or imported."""
    tree = ast.parse(USE.read_text(encoding="utf-8"))
    nodes = list(ast.walk(tree))
    attributes = {
        node.attr
        for node in nodes
        if isinstance(node, ast.Attribute) and isinstance(node.value, ast.Name) and node.value.id == "quotattr"
    }
    imports = [node for node in nodes if isinstance(node, ast.ImportFrom) and node.module == "quotattr"]
    return attributes | {alias.name for node in imports for alias in node.names}


def test_the_users_file_uses_every_public_name() -> None:
    assert used_names() == set(quotattr.__all__)


def test_a_users_file_passes_the_strictest_check() -> None:
    assert check(USE).splitlines() == ["Success: no issues found in 1 source file"]


def test_a_users_mistakes_are_found() -> None:
    lines = MISTAKES.read_text(encoding="utf-8").split("\n")
    expected = [number for number, line in enumerate(lines, 1) if "  # mistake" in line]
    assert sorted({int(number) for number in ERROR_RE.findall(check(MISTAKES))}) == expected
