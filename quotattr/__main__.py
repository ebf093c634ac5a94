"""
The command line: ``quotattr FILE… [--format table|json|jsonl] [-o OUT]``.

Answers ``--help`` at once: the extractor, and Stanza with it, is imported only when there is
a text to read. Start reading at `main`.
"""

from __future__ import annotations

import argparse
import sys
from collections.abc import Iterator, Sequence
from pathlib import Path

from quotattr.version import __version__

FORMATS = ("table", "json", "jsonl")
STDIN = "-"
_EXIT_BAD_INPUT = 2


def build_argument_parser() -> argparse.ArgumentParser:
    """The options, with their help."""
    parser = argparse.ArgumentParser(
        prog="quotattr",
        description="Who said what in French news, and which medium carried it.",
        epilog="Example: quotattr seeds/kcna-tass.txt --format table",
    )
    parser.add_argument("inputs", nargs="+", metavar="FILE", help="text files in UTF-8, folders of .txt files, or - for standard input")
    parser.add_argument("--format", choices=FORMATS, default="table", help="how to write the quotations (default: %(default)s)")
    parser.add_argument("-o", "--output", metavar="OUT", type=Path, help="write to this file instead of standard output")
    parser.add_argument("--model", default=None, help="fr-news (shipped, the default) or stanza:fr (downloaded by Stanza)")
    parser.add_argument("--all", action="store_true", help="in a table, show the marks that report no speech as well")
    parser.add_argument("--version", action="version", version=f"quotattr {__version__}")
    return parser


def read_inputs(inputs: Sequence[str]) -> Iterator[tuple[str, str]]:
    """
    The texts that the command line names, each with its identifier: the file's stem.

    Folders give their .txt files in order of name; ``-`` gives standard input.

    Raises:
        FileNotFoundError: A path does not exist, or a folder holds no .txt file.
        UnicodeDecodeError: A file is not UTF-8.
    """
    for name in inputs:
        if name == STDIN:
            yield "stdin", sys.stdin.read()
            continue
        path = Path(name)
        if path.is_dir():
            files = sorted(path.glob("*.txt"))
            if not files:
                raise FileNotFoundError(f"{path}: the folder holds no .txt file")
        elif path.exists():
            files = [path]
        else:
            raise FileNotFoundError(f"{path}: no such file or folder")
        for file in files:
            yield file.stem, file.read_text(encoding="utf-8-sig", newline="")


def main(arguments: Sequence[str] | None = None) -> int:
    """
    Run the command line.

    Returns:
        The exit code: 0, or 2 where an input can't be read.
    """
    options = build_argument_parser().parse_args(arguments)
    from quotattr.errors import QuotattrError
    from quotattr.extractor import DEFAULT_MODEL, Extractor
    from quotattr.formats import write_articles

    try:
        extractor = Extractor(options.model or DEFAULT_MODEL)
        articles = (extractor.extract(text, id=name) for name, text in read_inputs(options.inputs))
        if options.output is None:
            write_articles(articles, options.format, sys.stdout, with_others=options.all)
        else:
            with options.output.open("w", encoding="utf-8") as stream:
                write_articles(articles, options.format, stream, with_others=options.all)
    except UnicodeDecodeError as error:
        print(f"quotattr: an input is not UTF-8 ({error.reason} at byte {error.start}): convert it first", file=sys.stderr)
        return _EXIT_BAD_INPUT
    except (QuotattrError, OSError) as error:
        print(f"quotattr: {error}", file=sys.stderr)
        return _EXIT_BAD_INPUT
    return 0


if __name__ == "__main__":
    sys.exit(main())
