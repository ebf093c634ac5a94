"""
Resuming: which documents an earlier run has written, and an end of its output that holds whole lines alone.

A run that was killed may leave its last line half written. It is cut off, and its document read again; anything else that is
no line of quotattr's means that this is not the file to go on with, and nothing is touched. Start reading at `finished_ids`.
"""

from __future__ import annotations

import json
import os
from pathlib import Path
from typing import BinaryIO, Final

from quotattr.command_line.failures import OutputError

_LINE_START: Final = b'{"id":'
"""How each line of the JSON form begins; half a line that begins otherwise is somebody else's."""

_BLOCK_BYTES: Final = 1 << 16


def finished_ids(output: Path) -> set[str]:
    """
    The ids of the documents in *output*, after its last line, if that is broken, has been cut off.

    Raises:
        OutputError: It holds something else than quotattr's lines; it is as it was.
        OSError: It can't be read or written.
    """
    if not output.is_file():
        return set()
    ids: set[str] = set()
    whole_bytes = 0
    with output.open("r+b") as stream:
        for number, line in enumerate(stream, start=1):
            id = _id_of(line)
            if id is not None:
                ids.add(id)
                whole_bytes += len(line)
            elif stream.read(1) or not _is_half_a_line(line):
                raise OutputError(
                    f"{output}:{number}: no line of quotattr's JSON; --resume goes on with its own output only"
                )
        stream.truncate(whole_bytes)
    return ids


def _id_of(line: bytes) -> str | None:
    """The id of a whole line, None if it is none."""
    if not line.endswith(b"\n"):
        return None
    try:
        document = json.loads(line)
    except (ValueError, RecursionError):
        return None
    id = document.get("id") if isinstance(document, dict) and "quotes" in document else None
    return id if isinstance(id, str) else None


def _is_half_a_line(line: bytes) -> bool:
    """Whether a run may have left it: the beginning of a document, or the zeros of a machine that lost power."""
    if line.endswith(b"\n"):
        return False
    start = line[: len(_LINE_START)]
    return start == _LINE_START[: len(start)] or not line.strip(b"\0")


def cut_broken_line(output: Path) -> None:
    """Cut off what stands behind the last line end: what a full disk took of a line."""
    with output.open("r+b") as stream:
        stream.truncate(_end_of_last_line(stream))


def _end_of_last_line(stream: BinaryIO) -> int:
    """In bytes; 0 if there is no whole line."""
    end = stream.seek(0, os.SEEK_END)
    while end:
        start = max(0, end - _BLOCK_BYTES)
        stream.seek(start)
        position = stream.read(end - start).rfind(b"\n")
        if position >= 0:
            return start + position + 1
        end = start
    return 0
