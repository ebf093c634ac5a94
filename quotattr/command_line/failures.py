"""
What went wrong: a line each on standard error, counted for the exit code.

One unreadable document must not cost the other thousand, so most of what goes wrong in a run is
told and left out instead of raised. Start reading at `Failures.report`.
"""

from __future__ import annotations

import sys
from collections.abc import Callable
from typing import Final

from quotattr.errors import QuotattrError

EXIT_FAILURE: Final = 1
"""A document could not be read, the model not be loaded, or the output not be written."""

EXIT_USAGE: Final = 2
"""The command line itself is wrong; argparse ends with the same."""

EXIT_INTERRUPTED: Final = 130
"""What a shell reports of a program ended by Ctrl-C."""

EXIT_BROKEN_PIPE: Final = 141
"""What a shell reports of a program ended because nobody reads on: ``quotattr seeds/ | head``."""


class UsageError(QuotattrError, ValueError):
    """Two options contradict each other, or one lacks another that it needs."""


class InputError(QuotattrError, ValueError):
    """A document can't be read; the message says why, and what would do."""


class OutputError(QuotattrError, OSError):
    """The output can't be written, or can't be gone on with."""


class Failures:
    """
    Tells what went wrong and counts it.

    Attributes:
        count: How often something was reported.
        write: Where a line goes; a progress bar puts itself below what is written.
    """

    def __init__(self, write: Callable[[str], object] | None = None):
        self.count = 0
        self.write = write if write is not None else write_to_stderr

    def report(self, where: str, message: str) -> None:
        """
        Say on one line what went wrong *where*.

        >>> failures = Failures(print)
        >>> failures.report("une.txt", "Permission denied")
        quotattr: une.txt: Permission denied
        >>> failures.count
        1
        """
        self.count += 1
        self.write(line_of(f"{where}: {message}"))


def write_to_stderr(line: str) -> None:
    """The line, on standard error as it is now (tests and progress bars replace it)."""
    print(line, file=sys.stderr)


def line_of(message: str) -> str:
    r"""
    *message* as the one line of a program that says its name.

    What would move the cursor is written as its code, for a file may be named so.

        >>> print(line_of("a\nb.txt: no such file"))
        quotattr: a\x0ab.txt: no such file
    """
    return "quotattr: " + "".join(char if char.isprintable() else _code_of(char) for char in message)


def _code_of(char: str) -> str:
    return (
        f"\\x{ord(char):02x}" if ord(char) <= 0xFF else char.encode("unicode_escape", "surrogatepass").decode("ascii")
    )


def message_of(error: BaseException) -> str:
    """
    What went wrong, in words for a person.

    quotattr's own errors are made for that; the system's name the file elsewhere; of any other, its
    kind must be said as well.

        >>> message_of(FileNotFoundError(2, "No such file or directory", "une.txt"))
        'No such file or directory'
        >>> message_of(ZeroDivisionError("division by zero"))
        'ZeroDivisionError: division by zero'
    """
    if isinstance(error, QuotattrError):
        return str(error)
    if isinstance(error, OSError) and error.strerror:
        return error.strerror
    return f"{type(error).__name__}: {error}"
