"""
Formats: how articles are written, one module each.

`FORMATS` is the table of them all; `write_articles` picks one by name. A format is a function of articles and of where
they go; it reads only the public classes of `quotattr.quote`, and writes each article as soon as it can. No module
of a format, and no library that only one of them needs, is imported before it writes.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from importlib import import_module
from pathlib import Path
from typing import IO, Any, Final, Literal, cast

from attrs import frozen

from quotattr.errors import UnknownFormatError
from quotattr.extras import import_extra
from quotattr.quote import Article

Target = IO[Any] | Path | str
"""Where articles are written: an open stream, or a path. A format of *files* takes the path of a folder alone."""

Holder = Literal["text", "bytes", "files"]
"""What a format is made of: text in one file or stream, bytes in one, or several files in a folder."""

ENCODING: Final = "utf-8"
"""Of every file that is text, whatever the locale says."""


@frozen
class Format:
    """
    One way to write articles.

    Attributes:
        name: What a user calls it.
        suffix: Of a file in this format, with its dot; empty if it is a folder.
        holder: ``"text"``: it writes to a text stream; ``"bytes"``: to a binary one; ``"files"``: into a folder.
        description: One line for a person who has to choose.
        writer: Module and function that write it, as ``"module:function"``.
        options: Keyword arguments that the writer takes.
        extra: The extra of quotattr that brings what it needs, or None.
        libraries: What of that extra is imported.
    """

    name: str
    suffix: str
    holder: Holder
    description: str
    writer: str
    options: frozenset[str] = frozenset()
    extra: str | None = None
    libraries: tuple[str, ...] = ()

    @property
    def is_binary(self) -> bool:
        """Whether its stream takes bytes: standard output is then ``sys.stdout.buffer``, and never a terminal."""
        return self.holder == "bytes"

    @property
    def needs_folder(self) -> bool:
        """Whether it can only be written into a folder, which is made if there is none."""
        return self.holder == "files"

    def load_writer(self) -> Callable[..., None]:
        """
        The function that writes it, with all it needs imported: call it early to fail early.

        Raises:
            MissingExtraError: A library is not installed; the message says what to install.
        """
        for library in self.libraries:
            import_extra(library, cast(str, self.extra))
        module, _, function = self.writer.partition(":")
        return cast(Callable[..., None], getattr(import_module(module), function))

    def write(self, articles: Iterable[Article], target: Target, **options: object) -> None:
        """
        Write *articles* to *target*, which is opened and closed here if it is the path of a file.

        Raises:
            MissingExtraError: A library is not installed; nothing has been opened then.
            OSError: The target can't be written.
        """
        write = self.load_writer()
        if self.needs_folder:
            write(articles, Path(cast(str, target)), **options)
        elif not isinstance(target, (str, Path)):
            write(articles, target, **options)
        elif self.is_binary:
            with open(target, "wb") as bytes_stream:
                write(articles, bytes_stream, **options)
        else:
            with open(target, "w", encoding=ENCODING, newline="") as stream:
                write(articles, stream, **options)


_ALL = (
    Format(
        "table",
        ".txt",
        "text",
        "a table for a terminal, one an article",
        "quotattr.formats.table:write_table",
        frozenset({"with_others", "full", "explain", "coloured"}),
    ),
    Format(
        "json",
        ".json",
        "text",
        "all that is known, as one JSON list of documents",
        "quotattr.formats.json_form:write_json",
        frozenset({"with_text"}),
    ),
    Format(
        "jsonl",
        ".jsonl",
        "text",
        "the same, one JSON document a line",
        "quotattr.formats.json_form:write_jsonl",
        frozenset({"with_text"}),
    ),
    Format(
        "csv",
        ".csv",
        "text",
        "one row a quotation, for spreadsheets",
        "quotattr.formats.csv_rows:write_csv",
        frozenset({"with_others", "neutralise"}),
    ),
    Format(
        "parquet",
        ".parquet",
        "bytes",
        "one row a quotation, for data frames and databases",
        "quotattr.formats.parquet:write_parquet",
        frozenset({"with_others"}),
        "frames",
        ("pandas", "pyarrow"),
    ),
    Format(
        "html",
        ".html",
        "text",
        "a page to read, with every quotation marked in its article",
        "quotattr.formats.html:write_html",
        frozenset({"with_others", "title"}),
        "html",
        ("jinja2",),
    ),
    Format(
        "tei",
        ".xml",
        "text",
        "TEI P5, for archives and editions",
        "quotattr.formats.tei:write_tei",
    ),
    Format(
        "brat",
        "",
        "files",
        "brat stand-off, a folder of .txt and .ann, for annotation tools",
        "quotattr.formats.brat:write_brat",
    ),
    Format(
        "webannotation",
        ".jsonld",
        "text",
        "W3C Web Annotations in JSON-LD, for annotation servers",
        "quotattr.formats.web_annotation:write_web_annotations",
        frozenset({"base"}),
    ),
)

FORMATS: Final[dict[str, Format]] = {one.name: one for one in _ALL}
"""Name → Format, in the order to offer them."""


def write_articles(articles: Iterable[Article], name: str, target: Target, **options: object) -> None:
    """
    Write *articles* in the format called *name*.

    Args:
        articles: In the order to write them.
        name: One of `FORMATS`.
        target: An open stream (of text or bytes, as the format is), or a path; of brat, the path of a folder.
        options: Keyword arguments of writers. Those that only other formats know are left out, so that one set
            of options serves them all: a table must be told whether to list titles, JSON lists them anyway.

    Raises:
        UnknownFormatError: No format goes by that name.
        TypeError: No format knows such an option.
        MissingExtraError: A library is not installed; the message says what to install.
    """
    if name not in FORMATS:
        raise UnknownFormatError(f"no format is called {name!r}; there are: {', '.join(FORMATS)}")
    unknown = options.keys() - {option for one in FORMATS.values() for option in one.options}
    if unknown:
        raise TypeError(f"no format has an option {min(unknown)!r}")
    chosen = FORMATS[name]
    chosen.write(articles, target, **{key: value for key, value in options.items() if key in chosen.options})
