"""
What the library returns: an `Article` of `Quote` objects.

Read `Quote` first. Everything here is frozen and holds only what the caller can use:
strings copied from the caller's text, the `Span` each of them stands at, and the rule
that put them together. Offsets count code points of the caller's text.
"""

from __future__ import annotations

import heapq
import json
from collections.abc import Iterator, Mapping
from typing import TYPE_CHECKING, Any, Literal

from attrs import asdict, field, frozen

from quotattr.quotations import TextWarning
from quotattr.spans import Span

if TYPE_CHECKING:
    from pandas import DataFrame

QuoteKind = Literal["direct", "mixed", "indirect", "other"]
SpeakerKind = Literal["person", "group", "organisation", "document", "unknown"]
Hedge = Literal["conditional", "negated", "denied", "question", "hearsay"]
"""How the article keeps from saying plainly that the speaker said it; docs/concepts.md has an example of each."""

SEGMENT_JOINER = " […] "
"""Stands between the segments of an interrupted quotation in `Quote.text`."""


@frozen
class Segment:
    """
    The content of one pair of quotation marks, without the marks and the spaces just inside.

    Of an indirect quotation, the reported clause without *que* and the final stop.

    Attributes:
        span: Where it stands.
        text: The words there, exactly.
    """

    span: Span
    text: str

    @property
    def start(self) -> int:
        """First code point in the caller's text."""
        return self.span.start

    @property
    def end(self) -> int:
        """The code point after the last one."""
        return self.span.end

    def to_dict(self) -> dict[str, Any]:
        """``{"start", "end", "text"}``, as in docs/format.md."""
        return {"start": self.start, "end": self.end, "text": self.text}


@frozen
class Speaker:
    """
    Who said it.

    Attributes:
        name: One canonical name in this document: the fullest proper name that the text gives,
            else the fullest noun group without its article.
        kind: Person, group, organisation, document, or unknown.
        text: The mention that names the speaker of this quotation (``"il"``, ``"le ministre"``),
            or None if the speaker is only implied.
        span: Where that mention stands, or None.
    """

    name: str
    kind: SpeakerKind
    text: str | None
    span: Span | None

    def __str__(self) -> str:
        return self.name

    def to_dict(self) -> dict[str, Any]:
        """``{"name", "kind", "text", "start", "end"}``; the last three None if only implied."""
        return _entity_dict(self)


@frozen
class Source:
    """
    The news medium that the words came through: an agency, a newspaper, a broadcaster.

    Attributes:
        name: Canonical name from the lexicon of media ("Tass"), else the words of the text.
        kind: ``agency``, ``newspaper``, ``television`` … as the lexicon has it, or ``media``.
        text: The mention in the text ("l’agence russe"), or None if inherited.
        span: Where that mention stands, or None.
    """

    name: str
    kind: str
    text: str | None
    span: Span | None

    def __str__(self) -> str:
        return self.name

    def to_dict(self) -> dict[str, Any]:
        """``{"name", "kind", "text", "start", "end"}``; the last three None if inherited."""
        return _entity_dict(self)


@frozen
class Cue:
    """
    What announces the speech: ``a déclaré``, ``jugeant``, ``selon``, ``conviction``.

    Attributes:
        text: The words, with auxiliaries.
        lemma: Dictionary form of the word that carries it.
        span: Where it stands.
    """

    text: str
    lemma: str
    span: Span

    def __str__(self) -> str:
        return self.text

    def to_dict(self) -> dict[str, Any]:
        """``{"text", "lemma", "start", "end"}``."""
        return {"text": self.text, "lemma": self.lemma, "start": self.span.start, "end": self.span.end}


@frozen
class Reporter:
    """
    Somebody who passed the words on before the article did: one link of `Quote.chain`.

    Of *Selon KCNA, Kim a déclaré que Lavrov avait promis «une aide»*, whose speaker is Lavrov: KCNA
    (cue *Selon*), then Kim (cue *a déclaré*).

    Attributes:
        name: Canonical name in this document, as for a `Speaker`.
        kind: Person, group, organisation, document, or unknown.
        text: The mention that names the reporter, or None if only implied.
        span: Where that mention stands, or None.
        cue: What says that the reporter passes it on, or None.
        rule: Name of the rule that found the reporter; docs/rules.md tells of each.
        hedges: As for a `Quote`: *KCNA aurait rapporté que …*.
    """

    name: str
    kind: SpeakerKind
    text: str | None
    span: Span | None
    cue: Cue | None
    rule: str
    hedges: tuple[Hedge, ...] = ()

    def __str__(self) -> str:
        return self.name

    def to_dict(self) -> dict[str, Any]:
        """``{"name", "kind", "text", "start", "end", "cue", "rule", "hedges"}``."""
        return {
            **_entity_dict(self),
            "cue": self.cue.to_dict() if self.cue else None,
            "rule": self.rule,
            "hedges": list(self.hedges),
        }


@frozen
class Quote:
    """
    One utterance: what was said, by whom, and through which medium.

    Attributes:
        kind: ``direct`` (stands on its own), ``mixed`` (woven into the journalist's
            sentence), ``indirect`` (reported, without marks), or ``other``
            (marks that report no speech: a title, a nickname, a term).
        segments: In reading order; more than one if the quotation was interrupted.
        speaker: None if nobody can be named.
        cue: None for a floating quotation or a bare colon.
        source: None if no medium is named.
        confidence: Between 0 and 1: how sure the library is of kind and speaker.
        rule: Name of the rule that attributed it; docs/rules.md has a section for each.
        hedges: What keeps the article from saying plainly that the speaker said it: the cue is
            ``conditional`` (*aurait dit*), ``negated`` (*n’a pas dit*), ``denied`` (*nie avoir dit*),
            in a ``question`` (*a-t-il dit …?*), or ``hearsay`` (*dit-on*). Nearly always empty.
        chain: Who passed the words on, outermost first, the speaker left out. Nearly always empty.
    """

    kind: QuoteKind
    segments: tuple[Segment, ...]
    speaker: Speaker | None
    cue: Cue | None
    source: Source | None
    confidence: float
    rule: str
    hedges: tuple[Hedge, ...] = ()
    chain: tuple[Reporter, ...] = ()

    @property
    def text(self) -> str:
        """The words quoted; segments joined by ``" […] "``."""
        return SEGMENT_JOINER.join(segment.text for segment in self.segments)

    @property
    def span(self) -> Span:
        """From the first segment's start to the last one's end."""
        return Span(self.segments[0].start, self.segments[-1].end)

    def explain(self) -> str:
        """Say in one English sentence why the quotation has this kind, speaker and source."""
        from quotattr.explain import explain_quote

        return explain_quote(self)

    def to_dict(self) -> dict[str, Any]:
        """The JSON form of docs/format.md, as plain dicts and lists."""
        return {
            "kind": self.kind,
            "text": self.text,
            "segments": [segment.to_dict() for segment in self.segments],
            "speaker": self.speaker.to_dict() if self.speaker else None,
            "cue": self.cue.to_dict() if self.cue else None,
            "source": self.source.to_dict() if self.source else None,
            "confidence": self.confidence,
            "rule": self.rule,
            "hedges": list(self.hedges),
            "chain": [reporter.to_dict() for reporter in self.chain],
        }


@frozen
class Article:
    """
    What was found in one text. Iterating gives the speech, in reading order.

    Attributes:
        text: The caller's text, unchanged.
        speech: Direct, mixed and indirect quotations, in reading order.
        others: Marked words that report no speech: titles, nicknames, terms.
        warnings: What was odd about the text, with offsets.
        id: The name the caller gave the text, or None.
    """

    text: str = field(repr=False)
    speech: tuple[Quote, ...]
    others: tuple[Quote, ...] = ()
    warnings: tuple[TextWarning, ...] = ()
    id: str | None = None

    def __iter__(self) -> Iterator[Quote]:
        return iter(self.speech)

    def __len__(self) -> int:
        return len(self.speech)

    def __bool__(self) -> bool:
        """An article is an answer even where it holds no speech: always true."""
        return True

    @property
    def quotes(self) -> tuple[Quote, ...]:
        """Speech and others together, in reading order; a quotation stands before those inside it."""
        return tuple(heapq.merge(self.speech, self.others, key=_reading_order))

    def to_dict(self, *, with_text: bool = True) -> dict[str, Any]:
        """
        The JSON form of docs/format.md, as plain dicts and lists; `from_dict` makes an equal article of it.

        Args:
            with_text: Put the article's own text in. Without it the document is a third as long, and `from_dict` must
                be given the text.
        """
        return {
            "id": self.id,
            **({"text": self.text} if with_text else {}),
            "quotes": [quote.to_dict() for quote in self.quotes],
            "warnings": [asdict(warning) for warning in self.warnings],
        }

    def to_json(self, indent: int | None = None, *, with_text: bool = True) -> str:
        """
        `to_dict` as a JSON string, which any encoding of Unicode can hold.

        Every character is as it is, without ``\\u`` escapes, but for lone surrogates: UTF-8 cannot hold those. It is on one
        line unless *indent* is given; *with_text* is that of `to_dict`.
        """
        from quotattr.formats.characters import escape_surrogates

        document = self.to_dict(with_text=with_text)
        return escape_surrogates(json.dumps(document, ensure_ascii=False, indent=indent))

    @classmethod
    def from_dict(cls, document: Mapping[str, Any], *, text: str | None = None) -> Article:
        """
        The article that `to_dict` wrote, equal to it in every field.

            >>> article = Article("Non!", (), id="pont")
            >>> Article.from_dict(article.to_dict()) == article
            True

        Args:
            document: As `json.loads` gives it. Fields that docs/format.md does not know are passed over.
            text: The article's text, if the document does not carry it.

        Raises:
            DocumentFormatError: Something is missing, of another type, or not where the text has it; the message
                names the field, what it should be, and what it is.
        """
        from quotattr.formats.json_reader import read_document

        return read_document(document, text)

    @classmethod
    def from_json(cls, string: str | bytes, *, text: str | None = None) -> Article:
        """
        The article that `to_json` wrote as *string*: one line of JSONL. *text* and errors are those of `from_dict`.

            >>> Article.from_json('{"id": "pont", "quotes": []}', text="Non!").id
            'pont'
        """
        from quotattr.formats.json_reader import read_json_document

        return read_json_document(string, text)

    def to_frame(self, *, with_others: bool = False) -> DataFrame:
        """
        A pandas data frame, one row a quotation: `quotattr.to_frame` of this article alone.

        Args:
            with_others: Also the marks that report no speech, whose ``kind`` is ``other``.

        Raises:
            MissingExtraError: pandas is not installed: ``pip install "quotattr[frames]"``.
        """
        from quotattr.formats.data_frame import to_frame

        return to_frame([self], with_others=with_others)

    def _repr_html_(self) -> str:
        """What a notebook shows: the text, its quotations marked, who said them beside (docs/page.md)."""
        from quotattr.formats.html import notebook_html

        return notebook_html(self)


def _reading_order(quote: Quote) -> tuple[int, int]:
    """Sorts quotations by where they begin, of two that begin together the longer one first."""
    return quote.span.start, -quote.span.end


def _entity_dict(entity: Speaker | Source | Reporter) -> dict[str, Any]:
    """The JSON form that a speaker, a source and a reporter share."""
    span: Mapping[str, int | None] = (
        {"start": entity.span.start, "end": entity.span.end} if entity.span else {"start": None, "end": None}
    )
    return {"name": entity.name, "kind": entity.kind, "text": entity.text, **span}
