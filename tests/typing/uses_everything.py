"""A user's file: every public name of quotattr, with the types that a user writes. mypy --strict must pass."""

from __future__ import annotations

import json
import sys
from collections import Counter
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Any

import quotattr
from quotattr import Article, CueRule, Extractor, Quote, Setting


def first_words(text: str) -> list[str]:
    """The shortest use there is."""
    article: Article = quotattr.extract(text)
    quotes: tuple[Quote, ...] = article.speech + article.others
    return [quote.text.split()[0] for quote in quotes]


def count_voices(texts: Iterable[str], folder: Path) -> Counter[str]:
    """Who is quoted how often, with a lexicon and a rule of one's own."""
    extractor = Extractor("fr-news", lexicon=folder, rules=[CueRule(find_author, "noun")])
    articles: Iterator[Article] = extractor.pipe(texts)
    return Counter(str(quote.speaker) for article in articles for quote in article)


def find_author(setting: Setting) -> int | None:
    """A rule of one's own."""
    tree: quotattr.Tree = setting.tree
    word: quotattr.Word = tree[setting.anchor]
    verb = setting.cue_verb(word.head) if word.head >= 0 else None
    strength: str = verb.strength if verb is not None else "none"
    if strength == "speech" or word.feats.get("Number") == "Plur":
        return None
    return next(iter(tree.ancestors(setting.first)), tree.child(setting.last, "nmod"))


def describe(quote: Quote, text: str) -> Iterator[str]:
    """Everything that a quote says of itself."""
    speaker: quotattr.Speaker | None = quote.speaker
    cue: quotattr.Cue | None = quote.cue
    source: quotattr.Source | None = quote.source
    segment: quotattr.Segment = quote.segments[0]
    span: quotattr.Span = segment.span
    reporters: tuple[quotattr.Reporter, ...] = quote.chain
    if speaker is not None and speaker.span is not None:
        yield f"{speaker.kind} {speaker.name}, here {text[speaker.span.start : speaker.span.end]}"
    if cue is not None:
        yield cue.lemma
    if source is not None:
        yield source.name if source.text is None else source.text
    yield from (reporter.name for reporter in reporters)
    yield from quote.hedges
    yield f"{quote.kind} {quote.rule} {quote.confidence:.2f} {quote.explain()} {segment.text} {span.end - span.start}"


def to_json(article: Article) -> str:
    """The JSON form, and what was odd about the text."""
    warnings: tuple[quotattr.TextWarning, ...] = article.warnings
    messages = [f"{warning.start}-{warning.end}: {warning.message}" for warning in warnings]
    document = article.to_dict()
    return json.dumps([messages, document, article.id, len(article), article.to_json(indent=2)])


def convert(articles: list[Article], folder: Path) -> int:
    """Other forms, and back."""
    quotattr.write_articles(articles, "csv", folder / "quotes.csv")
    back = [*quotattr.read_jsonl(folder / "quotes.jsonl"), *quotattr.read_brat(folder)]
    return len(quotattr.to_frame(back))


def annotate(frame: Any, frames: Iterable[Any], dataset: Any) -> list[Any]:
    """On a cluster; a user may have no types of pandas and Ray."""
    schema: str = quotattr.SPARK_SCHEMA
    frames_of_all = [quotattr.annotate_frame(frame), *quotattr.annotate_frames(frames), quotattr.empty_annotations()]
    return [schema, quotattr.annotate_dataset(dataset), *frames_of_all]


def pipe_all(extractor: Extractor, pairs: Iterable[tuple[str, int]]) -> dict[int, Article]:
    """Many texts, in two processes, each with its number."""

    def report(error: Exception, text: str, number: int) -> None:
        died = isinstance(error, quotattr.WorkerError)
        print(f"{number}: {len(text)} characters: {'a process died' if died else error}")

    found = extractor.pipe(pairs, n_process=2, as_tuples=True, on_error=report)
    return {number: article for article, number in found}


def try_to_read(text: str) -> str:
    """Every error has a name of its own, and one for all."""
    try:
        return to_json(quotattr.extract(text))
    except quotattr.TextTypeError as error:
        return f"no text: {error}"
    except (quotattr.LexiconError, quotattr.UnknownModelError, quotattr.RuleError) as error:
        return f"no extractor: {error}"
    except (quotattr.DocumentFormatError, quotattr.UnknownFormatError, quotattr.MissingColumnError) as error:
        return f"no such form: {error}"
    except (quotattr.ModelFileError, quotattr.MissingExtraError) as error:
        return f"not installed: {error}"
    except quotattr.QuotattrError as error:
        sys.exit(f"quotattr {quotattr.__version__}: {error}")
