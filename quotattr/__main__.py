"""
The command line: ``quotattr FILE… [--format table|json|jsonl] [-o OUT]``.

Answers ``--help`` at once: the extractor is imported only when there is a text to read, and
Stanza only when there is one to parse. Start reading at `main`.
"""

from __future__ import annotations

import argparse
import os
import sys
from collections.abc import Iterable, Iterator, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, TextIO

from quotattr.version import __version__

if TYPE_CHECKING:
    from quotattr.errors import QuotattrError
    from quotattr.extractor import Extractor
    from quotattr.quote import Article

EXAMPLES = """\
examples:
  quotattr article.txt
  quotattr seeds/ --format jsonl -o quotes.jsonl
  cat article.txt | quotattr - --full --explain
"""

FORMATS = ("table", "json", "jsonl")
STDIN = "-"

EXIT_FAILURE = 1
"""An input could not be read, the model not be loaded, or the output not be written."""

EXIT_USAGE = 2
"""The command line itself is wrong; argparse ends with the same."""

EXIT_INTERRUPTED = 130
"""What a shell reports of a program ended by Ctrl-C."""

EXIT_BROKEN_PIPE = 141
"""What a shell reports of a program ended because nobody reads on: ``quotattr seeds/ | head``."""


def build_argument_parser() -> argparse.ArgumentParser:
    """The options, with their help."""
    parser = argparse.ArgumentParser(
        prog="quotattr",
        description="Who said what in French news, and which medium carried it.",
        epilog=EXAMPLES,
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )
    parser.add_argument(
        "inputs",
        nargs="+",
        metavar="FILE",
        help="a text file in UTF-8, a folder of .txt files, or - for standard input",
    )
    parser.add_argument(
        "--format", choices=FORMATS, default="table", help="how to write the quotations (default: %(default)s)"
    )
    parser.add_argument(
        "-o", "--output", metavar="OUT", type=Path, help="write to this file instead of standard output"
    )
    parser.add_argument("--model", help="fr-news (shipped, the default) or stanza:fr (Stanza's own, downloaded before)")
    table = parser.add_argument_group("for a table")
    table.add_argument("--full", action="store_true", help="show every quotation whole, however long")
    table.add_argument(
        "--explain", action="store_true", help="say below each quotation why it has this speaker and source"
    )
    table.add_argument(
        "--all", action="store_true", help="also list the marks that report no speech: titles, nicknames, terms"
    )
    parser.add_argument("--version", action="version", version=f"quotattr {__version__}")
    return parser


class Inputs:
    """
    The texts that the command line names; what can't be read is reported and left out.

    One unreadable file must not cost the other thousand, so nothing is raised here: a
    message goes to *errors*, and `failures` counts them for the exit code.
    """

    def __init__(self, names: Sequence[str], errors: TextIO):
        self.failures = 0
        self._errors = errors
        self.files = [file for name in names for file in self._files_of(name)]

    def texts(self) -> Iterator[tuple[str, str]]:
        """
        Each text with its identifier, in order: the file's stem, or ``stdin``.

        Line ends are kept as they are, so that offsets count the characters of the file;
        a byte order mark at its start is no character of it.
        """
        for file in self.files:
            try:
                data = sys.stdin.buffer.read() if file is None else file.read_bytes()
                text = data.decode("utf-8-sig")
            except UnicodeDecodeError as error:
                self._report(
                    file,
                    f"not UTF-8 ({error.reason} at byte {error.start}); convert it first: iconv -f WINDOWS-1252 -t UTF-8",
                )
            except OSError as error:
                self._report(file, error.strerror or str(error))
            else:
                yield ("stdin" if file is None else file.stem), text

    def _files_of(self, name: str) -> list[Path | None]:
        """The files that one argument stands for; None is standard input."""
        if name == STDIN:
            return [None]
        path = Path(name)
        if path.is_dir():
            files = sorted(path.glob("*.txt"))
            if not files:
                self._report(path, "the folder holds no .txt file (its subfolders are not looked into)")
            return list(files)
        if not path.exists():
            self._report(path, "no such file or folder")
            return []
        return [path]

    def _report(self, file: Path | None, message: str) -> None:
        self.failures += 1
        print(f"quotattr: {'standard input' if file is None else file}: {message}", file=self._errors)


def main(arguments: Sequence[str] | None = None) -> int:
    """
    Run the command line.

    Args:
        arguments: Without the program's name; what the shell gave if None.

    Returns:
        The exit code: 0, or one of the ``EXIT_`` constants.
    """
    options = build_argument_parser().parse_args(arguments)
    try:
        return _run(options)
    except KeyboardInterrupt:
        return EXIT_INTERRUPTED
    except BrokenPipeError:
        _give_up_stdout()
        return EXIT_BROKEN_PIPE


def _run(options: argparse.Namespace) -> int:
    from quotattr.errors import QuotattrError, UnknownModelError
    from quotattr.extractor import Extractor

    inputs = Inputs(options.inputs, sys.stderr)
    if not inputs.files:
        return EXIT_FAILURE
    if _would_overwrite_input(options.output, inputs.files):
        print(f"quotattr: {options.output}: is an input as well; write to another file", file=sys.stderr)
        return EXIT_USAGE
    try:
        extractor = Extractor(options.model) if options.model else Extractor()
        _write(_extract_all(extractor, inputs.texts()), options)
    except UnknownModelError as error:
        print(f"quotattr: {error}", file=sys.stderr)
        return EXIT_USAGE
    except BrokenPipeError:
        raise
    except (QuotattrError, OSError) as error:
        print(f"quotattr: {_message_of(error)}", file=sys.stderr)
        return EXIT_FAILURE
    return EXIT_FAILURE if inputs.failures else 0


def _message_of(error: QuotattrError | OSError) -> str:
    """What went wrong, in words for a person: the system's own errors say the file first."""
    if isinstance(error, OSError) and error.filename is not None:
        return f"{error.filename}: {error.strerror}"
    return str(error)


def _extract_all(extractor: Extractor, texts: Iterable[tuple[str, str]]) -> Iterator[Article]:
    for name, text in texts:
        yield extractor.extract(text, id=name)


def _would_overwrite_input(output: Path | None, files: Iterable[Path | None]) -> bool:
    """Whether OUT is one of the inputs: opening it would empty it before it is read."""
    return output is not None and output.exists() and any(file is not None and file.samefile(output) for file in files)


def _write(articles: Iterable[Article], options: argparse.Namespace) -> None:
    """Write in the format asked for, to OUT or standard output, in UTF-8 whatever the locale says."""
    from quotattr.formats import write_articles

    shown = {"with_others": options.all, "full": options.full, "explain": options.explain}
    if options.output is not None:
        with options.output.open("w", encoding="utf-8") as stream:
            write_articles(articles, options.format, stream, **shown)
        return
    if hasattr(sys.stdout, "reconfigure"):
        sys.stdout.reconfigure(encoding="utf-8")
    write_articles(articles, options.format, sys.stdout, **shown)
    sys.stdout.flush()


def _give_up_stdout() -> None:
    """Point standard output at nothing, so that Python has nowhere to complain when it flushes at exit."""
    nothing = os.open(os.devnull, os.O_WRONLY)
    os.dup2(nothing, sys.stdout.fileno())
    os.close(nothing)


if __name__ == "__main__":
    sys.exit(main())
