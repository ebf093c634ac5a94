"""
Arguments: what may be asked on the command line, and its help text.

Nothing is imported here that takes time, so that ``--help`` and the shell's completion answer at once. Sub-commands are known
by their first word; whatever else stands there is a file, and ``./agencies`` is one too. Start reading at `build_parser`.
"""

from __future__ import annotations

import argparse
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Final, NoReturn

from quotattr.command_line.failures import EXIT_USAGE, line_of
from quotattr.command_line.outputs import DEFAULT_FORMAT
from quotattr.command_line.readers import READERS
from quotattr.command_line.records import DEFAULT_ID_COLUMN, DEFAULT_TEXT_COLUMN
from quotattr.formats import FORMATS
from quotattr.version import __version__

PROGRAM: Final = "quotattr"

EXAMPLES: Final = """\
examples:
  quotattr article.txt
  quotattr seeds/ --speaker Lavrov --explain
  quotattr page.html -o page-quotes.html
  quotattr archive.jsonl --text-column body -o quotes.jsonl --jobs 2 --resume
  cat article.txt | quotattr - --full

commands (a file of that name is ./agencies):
  quotattr report FILE… -o OUT.html   one page on them all: who is quoted how often, through which media
  quotattr agencies [WORD…]           the agencies and media that are known as sources
  quotattr cues [WORD…]               the verbs, phrases and nouns that announce speech
  quotattr completion bash|zsh|fish   what makes the shell complete options and files
"""

KINDS: Final = ("direct", "mixed", "indirect", "other")
COLORS: Final = ("auto", "always", "never")
SHELLS: Final = ("bash", "zsh", "fish")

Group = argparse._ArgumentGroup


class Parser(argparse.ArgumentParser):
    """Says on one line what is wrong, where argparse would write all the options first."""

    def error(self, message: str) -> NoReturn:
        """End with `EXIT_USAGE`."""
        self.exit(EXIT_USAGE, line_of(f"{message} ({self.prog} --help lists the options)") + "\n")


def build_parser(arguments: Sequence[str]) -> Parser:
    """The parser for *arguments*: that of the sub-command, if the first of them is one."""
    parser = Parser(
        prog=PROGRAM,
        description="Who said what in French news, and which medium carried it.",
        epilog=EXAMPLES,
        formatter_class=argparse.RawDescriptionHelpFormatter,
        allow_abbrev=False,
    )
    parser.add_argument("--version", action="version", version=f"{PROGRAM} {__version__}")
    if arguments and arguments[0] in COMMANDS:
        commands = parser.add_subparsers(dest="command", required=True)
        for name, add in COMMANDS.items():
            add(commands.add_parser(name, allow_abbrev=False))
    else:
        _add_extraction(parser)
    return parser


# --- extraction


def _add_extraction(parser: Parser) -> None:
    parser.set_defaults(command=None, date_column=None)
    _add_inputs(parser)
    _add_output(parser.add_argument_group("what is written"))
    selection = parser.add_argument_group("which quotations")
    _add_selection(selection)
    _add_all(selection)
    _add_table(parser.add_argument_group("for a table"))
    run = parser.add_argument_group("how it is done")
    _add_run(run)
    run.add_argument(
        "--resume", action="store_true", help="go on with the .jsonl file that an earlier run, whatever ended it, left"
    )


def _add_inputs(parser: Parser) -> Group:
    parser.add_argument(
        "inputs",
        nargs="+",
        metavar="FILE",
        help="a text, a page (.html), a table of texts (.jsonl, .csv, .tsv, .parquet), a folder of .txt files, "
        "a pattern such as 'pages/**/*.html', or - for standard input",
    )
    group = parser.add_argument_group("what is read")
    group.add_argument("-r", "--recursive", action="store_true", help="look through the subfolders of folders as well")
    group.add_argument(
        "--input-format",
        choices=sorted(READERS.keys() - {"json"}),
        help="what every FILE is, whatever its suffix says (default of a suffix unknown, and of -: text)",
    )
    group.add_argument(
        "--text-column",
        metavar="NAME",
        default=DEFAULT_TEXT_COLUMN,
        help="the column of a table that holds the text (default: %(default)s)",
    )
    group.add_argument(
        "--id-column",
        metavar="NAME",
        help=f"the column that holds the id (default: {DEFAULT_ID_COLUMN} if there is one, else rows are numbered)",
    )
    group.add_argument(
        "--encoding", metavar="NAME", type=_encoding, help="of what is not in UTF-8: windows-1252, mac-roman …"
    )
    return group


def _add_output(group: Group) -> None:
    group.add_argument(
        "--format",
        choices=list(FORMATS),
        help=f"{_told_formats()} (default: as the suffix of OUT says, else {DEFAULT_FORMAT})",
    )
    group.add_argument(
        "-o", "--output", metavar="OUT", type=Path, help="write to this file (brat: folder) instead of standard output"
    )
    group.add_argument("--no-text", action="store_true", help="leave the article's text out of json and jsonl")
    group.add_argument(
        "--raw-cells",
        action="store_true",
        help="csv for programs: no apostrophe before a cell that a spreadsheet would take for a formula",
    )


def _told_formats() -> str:
    return "; ".join(f"{one.name}: {one.description}" for one in FORMATS.values())


def _add_selection(group: Group) -> None:
    group.add_argument("--kind", choices=KINDS, action="append", default=[], help="of this kind; may be repeated")
    group.add_argument(
        "--speaker", metavar="NAME", action="append", default=[], help="whose speaker's name has these words"
    )
    group.add_argument(
        "--source", metavar="NAME", action="append", default=[], help="whose source's name has these words"
    )
    group.add_argument(
        "--min-confidence", metavar="P", type=_probability, default=0.0, help="at least so likely to be right: 0 to 1"
    )


def _add_all(group: Group) -> None:
    group.add_argument(
        "--all",
        action="store_true",
        help="in a table, csv and parquet: also the marks that report no speech (titles, nicknames, terms)",
    )


def _add_table(group: Group) -> None:
    group.add_argument("--full", action="store_true", help="show every quotation whole, however long")
    group.add_argument(
        "--explain", action="store_true", help="say below each quotation why it has this speaker and source"
    )
    group.add_argument(
        "--color", choices=COLORS, default="auto", help="auto: on a terminal, unless NO_COLOR is set (default)"
    )


def _add_run(group: Group) -> None:
    group.add_argument("--jobs", metavar="N", type=_positive, default=1, help="processes side by side (default: 1)")
    group.add_argument("--model", help="fr-news (shipped, the default) or stanza:fr (Stanza's own, downloaded before)")
    _add_lexicon(group)


def _add_lexicon(group: Group | Parser) -> None:
    group.add_argument("--lexicon", metavar="FOLDER", type=Path, help="your own agencies, cues and roles, as TSV files")


# --- commands


def _add_agencies(parser: Parser) -> None:
    parser.description = "The agencies and media that are known as sources."
    _add_words(parser)


def _add_cues(parser: Parser) -> None:
    parser.description = "The verbs, phrases and nouns that announce speech."
    _add_words(parser)


def _add_words(parser: Parser) -> None:
    parser.add_argument("words", nargs="*", metavar="WORD", help="only rows that have all these words")
    _add_lexicon(parser)


def _add_report(parser: Parser) -> None:
    parser.description = "One page on many articles: who is quoted how often and how long, through which media."
    group = _add_inputs(parser)
    group.add_argument("--date-column", metavar="NAME", help="the column that holds the date, for a chart over time")
    group = parser.add_argument_group("what is written")
    group.add_argument("-o", "--output", metavar="OUT", type=Path, required=True, help="the page")
    group.add_argument("--title", help="of the page")
    _add_selection(parser.add_argument_group("which quotations"))
    _add_run(parser.add_argument_group("how it is done"))


def _add_completion(parser: Parser) -> None:
    parser.description = 'Print what makes the shell complete: eval "$(quotattr completion bash)"'
    parser.add_argument("shell", choices=SHELLS)


COMMANDS: Final[dict[str, Callable[[Parser], None]]] = {
    "agencies": _add_agencies,
    "cues": _add_cues,
    "report": _add_report,
    "completion": _add_completion,
}
"""Sub-command → what adds its options."""


# --- values


def _encoding(name: str) -> str:
    try:
        b"a".decode(name, "replace")
    except LookupError as error:
        raise argparse.ArgumentTypeError(f"no encoding is called {name!r}") from error
    return name


def _probability(text: str) -> float:
    try:
        value = float(text)
    except ValueError:
        value = -1.0
    if not 0.0 <= value <= 1.0:
        raise argparse.ArgumentTypeError(f"must be between 0 and 1 (got {text!r})")
    return value


def _positive(text: str) -> int:
    if not text.isdecimal() or int(text) < 1:
        raise argparse.ArgumentTypeError(f"must be a number from 1 on (got {text!r})")
    return int(text)
