"""
The entry of the program: from the words of the command line to the exit code.

Start reading at `main`.
"""

from __future__ import annotations

import argparse
import sys
from collections.abc import Callable, Sequence
from importlib import import_module
from typing import Final, cast

from quotattr.command_line.arguments import build_parser
from quotattr.command_line.completion import answer_shell
from quotattr.command_line.failures import (
    EXIT_BROKEN_PIPE,
    EXIT_FAILURE,
    EXIT_INTERRUPTED,
    EXIT_USAGE,
    UsageError,
    line_of,
    message_of,
    write_to_stderr,
)
from quotattr.command_line.outputs import give_up_stdout
from quotattr.errors import QuotattrError, UnknownModelError

_COMMAND_TO_MODULE: Final = {
    None: "extraction",
    "agencies": "lexicon_tables",
    "cues": "lexicon_tables",
    "report": "reports",
    "completion": "completion",
}
"""Where the `run` of each command is; imported when it is asked for."""


def main(arguments: Sequence[str] | None = None) -> int:
    """
    Run the command line.

    Args:
        arguments: Without the program's name; what the shell gave if None.

    Returns:
        The exit code: 0, or one of the ``EXIT_`` constants of `quotattr.command_line.failures`.
    """
    answer_shell()
    words = sys.argv[1:] if arguments is None else list(arguments)
    options = build_parser(words).parse_args(words)
    try:
        return _run(options)
    except KeyboardInterrupt:
        return EXIT_INTERRUPTED
    except BrokenPipeError:
        give_up_stdout()
        return EXIT_BROKEN_PIPE
    except (UsageError, UnknownModelError) as error:
        return _end(message_of(error), EXIT_USAGE)
    except (QuotattrError, OSError) as error:
        return _end(_where_and_what(error), EXIT_FAILURE)


def _run(options: argparse.Namespace) -> int:
    module = import_module(f"quotattr.command_line.{_COMMAND_TO_MODULE[options.command]}")
    return cast(Callable[[argparse.Namespace], int], module.run)(options)


def _end(message: str, code: int) -> int:
    write_to_stderr(line_of(message))
    return code


def _where_and_what(error: QuotattrError | OSError) -> str:
    """The system's own errors know the file that they are about."""
    if isinstance(error, OSError) and error.filename is not None:
        return f"{error.filename}: {message_of(error)}"
    return message_of(error)
