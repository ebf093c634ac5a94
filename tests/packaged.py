"""What an installed quotattr must hold, as the source tree has it."""

from __future__ import annotations

from pathlib import Path

IN_NO_PACKAGE = ("model/annotations.tsv",)
"""Weights are shipped, not what they were fitted on: the annotations are of use only beside the articles."""


def code_files(package: Path) -> list[str]:
    """The modules below *package*, relative to it."""
    return sorted(path.relative_to(package).as_posix() for path in package.rglob("*.py"))


def data_files(package: Path) -> list[str]:
    """What else lies below *package*, relative to it; what Python or an editor leaves there is left out."""
    files = (path.relative_to(package) for path in package.rglob("*") if path.is_file() and path.suffix != ".py")
    return sorted(path.as_posix() for path in files if not any(part.startswith(("__", ".")) for part in path.parts))
