"""
What tests of odd texts share: a parser that needs no model, and French-like news made at random.

`StubParser` says anything of any word, the same for the same words, so that the whole extractor runs without
torch on as many texts as one likes. `news` makes the texts. Start reading at either.
"""

from __future__ import annotations

import random
import zlib
from collections.abc import Sequence
from multiprocessing.connection import Connection

from attrs import frozen
from hypothesis import strategies as st

from quotattr.extractor import Extractor
from quotattr.frames import Frame
from quotattr.model.forms import normalise_form
from quotattr.parse import DEFAULT_MODEL, load_parser
from quotattr.quote import Article
from quotattr.spans import Span
from quotattr.trees import ROOT, Tree, Word

UPOS = "VERB AUX NOUN PROPN PRON ADP DET ADJ ADV SCONJ CCONJ PUNCT INTJ NUM X".split()
DEPRELS = (
    "nsubj nsubj:pass obj iobj obl obl:agent xcomp ccomp advcl acl acl:relcl conj cc case det amod nmod appos flat:name "
    "aux:tense aux:pass cop mark parataxis:insert expl:subj expl:pv fixed discourse punct dep"
).split()
FEATS: Sequence[dict[str, str]] = (
    {},
    {"VerbForm": "Fin", "Person": "3", "Number": "Sing"},
    {"VerbForm": "Part"},
    {"VerbForm": "Inf"},
    {"Mood": "Cnd"},
    {"Poss": "Yes"},
    {"Number": "Plur"},
)


class StubParser:
    """
    Gives each frame a tree drawn by lot: every head is a word of the frame, one is the root, nothing goes round.

    The lot depends on the words alone (and on *seed*), as a real parse would, and on their spelling no more than a real
    one: where the frame stands, what else is asked, and how apostrophes are written change nothing.
    """

    def __init__(self, seed: int = 0):
        self.seed = seed
        self.expand = load_parser(DEFAULT_MODEL).expand

    def parse(self, frames: Sequence[Frame]) -> list[Tree]:
        """A tree a frame, in order."""
        return [Tree(frame, self._words([normalise_form(word.form) for word in frame.words])) for frame in frames]

    def _words(self, forms: Sequence[str]) -> list[Word]:
        lot = random.Random(zlib.crc32("\0".join(forms).encode("utf-8", "surrogatepass")) + self.seed)
        order = lot.sample(range(len(forms)), len(forms))
        heads = {place: order[lot.randrange(rank)] if rank else ROOT for rank, place in enumerate(order)}
        return [
            Word(
                form,
                form.lower(),
                lot.choice(UPOS),
                lot.choice(FEATS),
                heads[place],
                "root" if heads[place] == ROOT else lot.choice(DEPRELS),
            )
            for place, form in enumerate(forms)
        ]


def stubbed_extractor(seed: int = 0) -> Extractor:
    """An extractor that needs no model and says the same of the same text."""
    extractor = Extractor()
    extractor._parser = StubParser(seed)
    return extractor


def check_article(article: Article, text: str) -> None:
    """Assert what holds of every answer, whatever the text and the parse: this is what the docs promise."""
    assert article.text == text
    for quote in article.quotes:
        assert quote.segments
        for part in (*quote.segments, quote.speaker, quote.cue, quote.source, *quote.chain):
            if part is not None and part.span is not None:
                assert 0 <= part.span.start < part.span.end <= len(text)
                assert part.text == text[part.span.start : part.span.end]
        assert 0.0 <= quote.confidence <= 1.0
        assert quote.rule
        assert quote.explain()
    for warning in article.warnings:
        assert 0 <= warning.start <= warning.end <= len(text)
        assert warning.message
    check_nesting([segment.span for quote in article.quotes for segment in quote.segments])
    marked = [segment.span for quote in article.quotes if quote.kind != "indirect" for segment in quote.segments]
    assert len(set(marked)) == len(marked)


def check_nesting(spans: Sequence[Span]) -> None:
    """Assert that spans nest or are apart: none crosses another."""
    around: list[Span] = []
    for span in sorted(spans, key=lambda span: (span.start, -span.end)):
        while around and around[-1].end <= span.start:
            around.pop()
        assert not around or span.end <= around[-1].end, (around[-1], span)
        around.append(span)


MARKS = tuple("« | »|«|»|“|”|„|\"| \"|‹|›|‘|’|''|<<|>>|«\N{NO-BREAK SPACE}|\N{NARROW NO-BREAK SPACE}»".split("|"))
PEOPLE = tuple("Anne Morel|M. Roy|Mme Le Goff|Sékou Keïta|la maire|le ministre des Ports|les pêcheurs|elle".split("|"))
MEDIA = tuple("l’AFP|Le Monde|au quotidien|la radio publique|Tass|Ouest-France".split("|"))
SPEECH = tuple(
    (
        " a dit |, a-t-il déclaré, |, promet-elle, | juge que | selon |, d’après | a indiqué à | qualifie |: | ajoutant que | n’a pas"
        " dit que |, dit-on, | aurait promis "
    ).split("|")
)
WORDS = tuple("Le pont|tiendra|bon|une marée|c’est|l’|d'|3,5 %|10 000|etc.|A.-M.|port|qui|et".split("|"))
SIGNS = tuple(
    "\n|\n\n|. |, |…| |\N{NO-BREAK SPACE}|? |! |(|)| – |; |\r\n|\t|\N{LINE SEPARATOR}|\N{ZERO WIDTH SPACE}".split("|")
)
ODDITIES = (
    *"\N{GRINNING FACE}|\N{MAN}\N{ZERO WIDTH JOINER}\N{WOMAN}|e\N{COMBINING ACUTE ACCENT}|\N{COMBINING ACUTE ACCENT}".split(
        "|"
    ),
    *"שלום|\N{RIGHT-TO-LEFT MARK}|\N{RIGHT-TO-LEFT OVERRIDE}|\0|\ud83d|\udc00|\ufeff|\N{SOFT HYPHEN}|漢字".split("|"),
    *"<p>|&laquo;|http://a.fr/«b»|@anne|ﬁ|İ|ß".split("|"),
)
"""Emoji, combining accents, right to left, NUL, halves of characters, and what changes its length when its case does."""
PIECES = st.one_of(
    st.sampled_from(MARKS),
    st.sampled_from(PEOPLE + MEDIA),
    st.sampled_from(SPEECH),
    st.sampled_from(WORDS),
    st.sampled_from(SIGNS),
    st.sampled_from(ODDITIES),
)


def news(max_pieces: int = 60) -> st.SearchStrategy[str]:
    """Texts of what news is made of, and of what it should not hold; random letters alone would hardly ever quote anybody."""
    made = st.lists(PIECES, max_size=max_pieces).map("".join)
    return st.one_of(made, made, st.text(st.characters(), max_size=max_pieces))


SENTENCES = (
    "{o}Le pont tiendra{c}, a dit {who}.",
    "{o}L{a}eau monte vite, a-t-{he} prévenu, et le port n{a}est pas prêt.{c}",
    "{Who} juge la digue {o}trop basse{c}.",
    "Selon {who}, les travaux coûteront 10{s}000 euros.",
    "{Who} a indiqué à l{a}AFP que la digue serait rehaussée.",
    "{Who} s{a}emporte: {o}Personne n{a}a rien fait !{c}",
    "{o}Nous verrons bien.{c}",
    "Le vent tombe et la nuit vient.",
    "Hier, {who} avait promis {o}une digue{c} et {o}un phare{c} aux riverains.",
    "{o}C{a}est {i}trop tard{j}{c}, regrette {who}.",
)
"""Sentences of the news; the slots are marks, inner marks, an apostrophe, a space, and who speaks."""

SPEAKERS = (
    ("Anne Morel", "elle"),
    ("la maire, Claire Delorme", "elle"),
    ("M. Roy", "il"),
    ("le ministre des Ports", "il"),
    ("l{a}association des pêcheurs", "elle"),
    ("Sékou Keïta", "il"),
)


@frozen
class Typography:
    """How marks, apostrophes and spaces are printed."""

    marks: str = "«»"
    inner: str = "‹›"
    apostrophe: str = "'"
    space: str = " "

    def print(self, sentences: Sequence[tuple[str, tuple[str, str]]]) -> str:
        """The article of these sentences, two a paragraph."""
        lines = [self._print_one(*sentence) for sentence in sentences]
        return "\n".join(self.space.join(lines[place : place + 2]) for place in range(0, len(lines), 2))

    def _print_one(self, sentence: str, speaker: tuple[str, str]) -> str:
        who, he = speaker
        slots = dict(zip("ocij", self.marks + self.inner, strict=True))
        told = sentence.replace("{who}", who).replace("{Who}", who[0].upper() + who[1:])
        return told.format(he=he, a=self.apostrophe, s=self.space, **slots).replace(" ", self.space)


tidy_news = st.lists(st.tuples(st.sampled_from(SENTENCES), st.sampled_from(SPEAKERS)), min_size=1, max_size=10)
"""Articles, to be printed with a `Typography`."""


# --- child processes, which import these by the name of this module


def answer(connection: Connection, extractor: Extractor, texts: Sequence[str]) -> None:
    """What a child process does: send what it makes of the texts."""
    connection.send([extractor.extract(text) for text in texts])


def answer_stubbed(connection: Connection, texts: Sequence[str]) -> None:
    """The same with a parser that needs no model."""
    answer(connection, stubbed_extractor(), texts)
