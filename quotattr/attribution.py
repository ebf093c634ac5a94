"""
Attribution: from parsed frames to Quotes.

`attribute` is the flow of one article: drafts of every quotation (`quotattr.drafts`), put
together where they are one utterance (`quotattr.grouping`), then settled in reading order:
who spoke (`quotattr.coreference`, and `quotattr.implied` where nobody is mentioned) and through which medium. What the article
thinks of it, and who passed it on, is found last (`quotattr.hedges`, `quotattr.chains`).
"""

from __future__ import annotations

from collections import deque
from collections.abc import Callable, Sequence
from typing import TypeVar

from attrs import evolve

from quotattr.answers import find_answers
from quotattr.chains import add_chains
from quotattr.confidence import confidence_features, confidence_of
from quotattr.coreference import Resolver, main_subject
from quotattr.cues import NO_SPEECH
from quotattr.drafts import choose_speakers, draft_all
from quotattr.grouping import prepare
from quotattr.implied import Hearing, settle_headings
from quotattr.noun_groups import find_noun_groups
from quotattr.quote import Cue, Quote, Segment, Speaker
from quotattr.reading import Draft, Reading
from quotattr.revision import revise
from quotattr.sentences import Sentence
from quotattr.sources import find_source, source_of_chain
from quotattr.trees import Tree

R = TypeVar("R", bound=Resolver)


def attribute(reading: Reading, trees: Sequence[Tree]) -> list[Quote]:
    """
    Say who said each quotation of an article.

    Args:
        reading: The article's surface.
        trees: Its parsed frames, in the order of `build_frames`.

    Returns:
        Quotes of every kind, in reading order.
    """
    resolver: Resolver = make_resolver(reading, trees)
    drafts = settle(reading, trees, resolver)
    add_chains(reading, drafts, resolver)
    weights = reading.vocabulary.confidence_weights
    for draft in drafts:
        draft.source = draft.source or source_of_chain(reading, draft)
        if draft.speech:
            draft.confidence = confidence_of(confidence_features(draft), weights)
        else:
            draft.confidence = 1.0 - draft.speech_probability
    return [_quote_of(reading, draft) for draft in drafts]


def settle(reading: Reading, trees: Sequence[Tree], resolver: Resolver | None = None) -> list[Draft]:
    """Every quotation of an article with its speaker and source, in reading order; *resolver* is new if not given."""
    drafts = draft_all(reading, trees)
    choose_speakers(reading, drafts)
    drafts = prepare(reading, drafts)
    resolve_all(reading, drafts, trees, resolver or make_resolver(reading, trees))
    look_back(reading, drafts)
    return drafts


def look_back(reading: Reading, drafts: Sequence[Draft]) -> None:
    """With every speaker settled: put others where the rest of the article speaks for them, and say who says what headings quote."""
    for draft in revise(reading, drafts):
        draft.source = find_source(reading, draft, drafts)
    settle_headings(reading, drafts)


def make_resolver(reading: Reading, trees: Sequence[Tree], of: type[R] = Resolver) -> R:  # type: ignore[assignment]
    """A resolver for one article; *of* is a kind that does more, for fitting."""
    return of(reading, find_noun_groups(reading, trees), trees)


def resolve_all(
    reading: Reading,
    drafts: Sequence[Draft],
    trees: Sequence[Tree],
    resolver: Resolver,
    before_each: Callable[[Draft], None] | None = None,
) -> None:
    """
    Settle who speaks, in reading order: speakers and subjects found are candidates for the next.

    *before_each* may watch.
    """
    hearing = Hearing(reading, drafts, resolver)
    coming = deque(_subjects(reading, trees))
    for draft in drafts:
        while coming and coming[0][0] <= draft.position:
            _, told = coming.popleft()
            if isinstance(told, Tree):
                resolver.note_topic(told)
            else:
                resolver.note_opening(told)
        if not draft.speech or draft.is_heading:
            continue
        if before_each is not None:
            before_each(draft)
        _resolve(reading, draft, hearing)
        hearing.add(draft)


def _subjects(reading: Reading, trees: Sequence[Tree]) -> list[tuple[int, Tree | Sentence]]:
    """Behind which token the subject of each sentence is known, with its tree, or the sentence where nobody parsed it."""
    parsed = {tree.frame.first: tree for tree in trees if tree.frame.inside is None}
    told: list[tuple[int, Tree | Sentence]] = [(_place_of_subject(tree) + 1, tree) for tree in parsed.values()]
    told.extend((sentence.last, sentence) for sentence in reading.sentences if sentence.first not in parsed)
    return sorted(told, key=lambda item: item[0])


def _place_of_subject(tree: Tree) -> int:
    subject = main_subject(tree)
    return tree.token(subject) if subject is not None else tree.frame.last - 1


def _resolve(reading: Reading, draft: Draft, hearing: Hearing) -> None:
    """Settle one draft's speaker and source."""
    resolver = hearing.resolver
    resolver.listen([reading.token_range(segment) for segment in draft.segments])
    if draft.mention_tokens is not None:
        first, last = draft.mention_tokens
        draft.referent = resolver.resolve_tokens(first, last)
        draft.mention = reading.mention_span(first, last)
    elif draft.speaker is not None and draft.setting is not None:
        found = resolver.resolve(draft.setting.tree, draft.speaker.index)
        if found is not None:
            draft.referent, (first, last) = found
            draft.mention = reading.mention_span(first, last)
        else:
            tree, index = draft.setting.tree, draft.speaker.index
            draft.mention = reading.mention_span(tree.token(index), tree.token(index) + 1)
            hearing.settle_mute(draft)
    if draft.referent is None and draft.mention is None:
        hearing.settle(draft)
    draft.answers = find_answers(reading, draft, hearing)
    draft.source = find_source(reading, draft, hearing.drafts)
    if draft.referent is not None:
        resolver.remember(evolve(draft.referent, place=max(draft.position, draft.referent.place), rivals=()))


def _quote_of(reading: Reading, draft: Draft) -> Quote:
    """The public form of a draft."""
    text = reading.text
    segments = tuple(Segment(span, span.of(text)) for span in draft.segments)
    if not draft.speech:
        return Quote("other", segments, None, None, None, draft.confidence, NO_SPEECH)
    speaker = None
    if draft.referent is not None:
        mention = draft.mention
        speaker = Speaker(draft.referent.name, draft.referent.kind, mention.of(text) if mention else None, mention)
    cue = Cue(draft.cue_span.of(text), draft.cue_lemma, draft.cue_span) if draft.cue_span else None
    return Quote(
        draft.kind, segments, speaker, cue, draft.source, draft.confidence, draft.rule, draft.hedges, draft.chain
    )
