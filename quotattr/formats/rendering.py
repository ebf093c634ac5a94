"""
Pages from templates: Jinja2, set up so that no character of an article can become markup.

Two things are decided here once, for every template. What a template writes is escaped; and whatever HTML
cannot hold (NUL, half surrogates, control characters) becomes U+FFFD, one for one, so that offsets into
what the page shows are offsets into the article. A page allows itself only the styles and the script that stand in it, told by
their hashes: even a character that escaped escaping could not run. Start reading at `environment`.
"""

from __future__ import annotations

import base64
import hashlib
from functools import cache
from typing import TYPE_CHECKING, Any, TextIO

import regex
from attrs import frozen

from quotattr.extras import import_extra
from quotattr.formats.characters import REPLACEMENT

if TYPE_CHECKING:
    from jinja2 import Environment

EXTRA = "html"
"""The extra of quotattr that brings Jinja2."""

TEMPLATES = "formats/templates"
"""Where in the package the templates, styles and scripts are."""

UNWRITABLE_RE = regex.compile(r"[\p{Cc}\p{Cs}\p{Noncharacter_Code_Point}--[\t\n\f\r]]", regex.V1)
"""What the HTML standard calls an error in a page: control characters, surrogates, code points that are no characters."""

CARRIAGE_RETURN = "&#13;"
"""Written so, a carriage return stays one; bare, it becomes a line feed, or goes where a line feed follows."""


def make_writable(text: str) -> str:
    """
    *text* with each character that HTML cannot hold replaced, one for one.

        >>> make_writable("un\\0 deux\\ud800")
        'un\N{REPLACEMENT CHARACTER} deux\N{REPLACEMENT CHARACTER}'
    """
    return UNWRITABLE_RE.sub(REPLACEMENT, text)


@cache
def environment() -> Environment:
    """
    The templates of the package, every value they write made harmless.

    Raises:
        MissingExtraError: Jinja2 is not installed.
    """
    jinja2 = import_extra("jinja2", EXTRA)
    made: Environment = jinja2.Environment(
        loader=jinja2.PackageLoader("quotattr", TEMPLATES),
        autoescape=True,
        undefined=jinja2.StrictUndefined,
        finalize=_harmless,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    made.globals["asset"] = asset
    return made


def _harmless(value: Any) -> Any:
    """What a template writes for *value*: text escaped, with nothing in it that HTML can't hold; markup as it is."""
    if hasattr(value, "__html__"):
        return value
    markupsafe = import_extra("markupsafe", EXTRA)
    return markupsafe.Markup(str(markupsafe.escape(make_writable(str(value)))).replace("\r", CARRIAGE_RETURN))


@frozen
class Asset:
    """
    The text of one ``<style>`` or ``<script>``.

    Attributes:
        text: As it stands between the tags, with an ``__html__`` that keeps Jinja2 from escaping it.
        source: What a Content-Security-Policy allows it by: ``'sha256-…'``.
    """

    text: str
    source: str

    def __html__(self) -> str:
        return self.text


@cache
def asset(*names: str) -> Asset:
    """The style sheets or scripts called *names*, one after the other, and the hash of their text."""
    text = "\n" + "".join(environment().get_template(name).render() for name in names)
    digest = base64.b64encode(hashlib.sha256(text.encode("utf-8")).digest()).decode("ascii")
    return Asset(text, f"'sha256-{digest}'")


def render(name: str, **values: Any) -> str:
    """What the template called *name* makes of *values*."""
    return environment().get_template(name).render(**values)


def render_to(stream: TextIO, name: str, **values: Any) -> None:
    """Write what the template makes of *values* to *stream*, piece by piece: a value may be an iterator that takes its time."""
    stream.writelines(environment().get_template(name).generate(**values))
