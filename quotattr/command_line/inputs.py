"""
Inputs: which files the arguments mean, how each is to be read, and the id of each.

An id is the shortest name that tells a file from all others of the run, so that two files with the same stem are two
documents in the output, and the same command gives the same ids when a run is resumed. Start reading at `find_files`.
"""

from __future__ import annotations

import glob
import os
from collections import Counter
from collections.abc import Container, Iterable, Iterator, Sequence
from pathlib import Path, PurePath
from typing import Final

from attrs import evolve, field, frozen

from quotattr.command_line.failures import Failures, message_of

STDIN: Final = "-"
STDIN_ID: Final = "stdin"

FOLDER_SUFFIX: Final = ".txt"
"""What is read of a folder. Pages and tables lie in folders as results as often as they do as texts: a pattern takes them."""

SUFFIX_TO_KIND: Final = {
    ".csv": "csv",
    ".htm": "html",
    ".html": "html",
    ".json": "json",
    ".jsonl": "jsonl",
    ".ndjson": "jsonl",
    ".parquet": "parquet",
    ".tsv": "csv",
    ".xhtml": "html",
}
"""How a file is read; any other is text."""


@frozen
class InputFile:
    """
    One file to read.

    Attributes:
        path: None is standard input.
        kind: A key of `quotattr.command_line.readers.READERS`.
        folder: What was looked through to find it; a file that was named itself is found in its own folder.
        id: Tells it from the other files of the run; what tells its rows apart, if it has rows, is added later.
    """

    path: Path | None
    kind: str
    folder: PurePath = field(factory=PurePath)
    id: str = STDIN_ID

    @property
    def name(self) -> str:
        """For messages."""
        return "standard input" if self.path is None else str(self.path)


def find_files(
    names: Sequence[str], failures: Failures, *, recursive: bool = False, kind: str | None = None
) -> list[InputFile]:
    """
    The files that the arguments mean, each once, in their order; those of a folder or pattern by name.

    Args:
        names: Files, folders, patterns such as ``pages/**/*.html``, or ``-`` for standard input.
        failures: Told of what isn't there.
        recursive: Look through the subfolders of folders as well.
        kind: How to read them all; as their suffixes say if None.
    """
    files: dict[str, InputFile] = {}
    for name in names:
        for file in _files_of(name, recursive, failures):
            files.setdefault(_key(file.path), evolve(file, kind=kind or file.kind))
    return _name_files(list(files.values()))


def _key(path: Path | None) -> str:
    """The same for two ways to write one path."""
    return STDIN if path is None else os.path.abspath(path)


def _files_of(name: str, recursive: bool, failures: Failures) -> Iterator[InputFile]:
    if name == STDIN:
        yield InputFile(None, "text")
    elif os.path.isdir(name):
        yield from _files_of_folder(Path(name), recursive, failures)
    elif os.path.exists(name):
        yield _input_file(Path(name), PurePath(name).parent)
    elif glob.has_magic(name):
        yield from _files_of_pattern(name, failures)
    else:
        failures.report(name, "no such file or folder, or none that you may look at")


def _input_file(path: Path, folder: PurePath) -> InputFile:
    return InputFile(path, SUFFIX_TO_KIND.get(path.suffix.lower(), "text"), folder)


def _files_of_folder(folder: Path, recursive: bool, failures: Failures) -> Iterator[InputFile]:
    """Its text files; a subfolder that can't be looked into is reported, not passed over."""
    before, found = failures.count, False
    for path in sorted(_walk(folder, recursive, failures)):
        if path.suffix.lower() == FOLDER_SUFFIX:
            found = True
            yield _input_file(path, folder)
    if not found and failures.count == before:
        where = "" if recursive else " (-r looks into its subfolders)"
        failures.report(
            str(folder), f"the folder holds no {FOLDER_SUFFIX} file{where}; a pattern takes others: '*.html'"
        )


def _walk(folder: Path, recursive: bool, failures: Failures) -> Iterator[Path]:
    def report(error: OSError) -> None:
        failures.report(str(error.filename), message_of(error))

    for inside, _, names in os.walk(folder, onerror=report):
        yield from (Path(inside, name) for name in names)
        if not recursive:
            return


def _files_of_pattern(pattern: str, failures: Failures) -> Iterator[InputFile]:
    paths = [Path(found) for found in sorted(glob.glob(pattern, recursive=True))]
    files = [path for path in paths if path.is_file()]
    if not files:
        failures.report(pattern, "no file fits the pattern")
    for path in files:
        yield _input_file(path, _fixed_part(pattern))


def _fixed_part(pattern: str) -> PurePath:
    """
    The folder in which a pattern begins to be one.

    >>> _fixed_part("pages/2024/*/*.html").as_posix()
    'pages/2024'
    """
    parts = PurePath(pattern).parts
    fixed = next(number for number, part in enumerate(parts) if glob.has_magic(part))
    return PurePath(*parts[:fixed])


def is_input(output: Path, files: Iterable[InputFile]) -> bool:
    """Whether the output is one of the inputs: opening it would empty it before it is read."""
    return output.exists() and any(file.path is not None and file.path.samefile(output) for file in files)


# --- ids


def _name_files(files: Sequence[InputFile]) -> list[InputFile]:
    """Each file with the first of its names, from short to long, that no other file has."""
    id_to_file = {file.id: file for file in files if file.path is None}
    left = [file for file in files if file.path is not None]
    for name_of in (_short_name, _name_with_suffix, _path_without_suffix, _path_as_given):
        count = Counter(map(name_of, left))
        fit = {name: file for file in left if count[name := name_of(file)] == 1 and name not in id_to_file}
        id_to_file |= fit
        left = [file for file in left if name_of(file) not in fit]
    for file in left:
        id_to_file[_free_name(_path_as_given(file), id_to_file)] = file
    path_to_id = {file.path: id for id, file in id_to_file.items()}
    return [evolve(file, id=path_to_id[file.path]) for file in files]


def _short_name(file: InputFile) -> str:
    """From the folder that was given on, without suffix: ``une``, or ``mars/une`` of a subfolder."""
    return PurePath(_name_with_suffix(file)).with_suffix("").as_posix()


def _name_with_suffix(file: InputFile) -> str:
    """``une.html``, which lies beside ``une.txt``."""
    return PurePath(_path_as_given(file)).relative_to(file.folder).as_posix()


def _path_without_suffix(file: InputFile) -> str:
    """``mars/une`` and ``avril/une``, of two folders that were given, or two files of theirs."""
    return PurePath(_path_as_given(file)).with_suffix("").as_posix()


def _path_as_given(file: InputFile) -> str:
    return PurePath(file.path or STDIN_ID).as_posix()


def _free_name(name: str, taken: Container[str]) -> str:
    """*name*, made longer until it is free: only a file whose name is another's without suffix comes here."""
    while name in taken:
        name += "~"
    return name
