"""
Attribution: from parsed frames to Quotes.

The flow of one article, in order:

1. `draft_marked` asks the cue and speaker rules about every quotation in every frame;
2. `find_incises_inside` looks for *«Nous irons, a-t-il dit, demain»*;
3. `find_reports` finds indirect speech in the frames;
4. `resolve_all` goes through all of it in reading order and settles, for each, whether it
   is speech, who spoke (coreference, floating quotations, headings) and through which medium.

Start reading at `attribute`.
"""

from __future__ import annotations

from collections import deque
from collections.abc import Callable, Sequence

from attrs import define, evolve, field, frozen

from quotattr.agencies import MediumMention
from quotattr.coreference import Resolver
from quotattr.cues import CLITIC_SUBJECTS, CueHit, Setting, cue_words, find_cue
from quotattr.folding import fold
from quotattr.frames import QuotationTokens, is_standing
from quotattr.indirect import Report, find_reports
from quotattr.names import Entities
from quotattr.quotations import Quotation
from quotattr.quote import Cue, Quote, QuoteKind, Segment, Source, Speaker, SpeakerKind
from quotattr.ranking import NOBODY, find_candidates, rank_speakers
from quotattr.referents import Referent
from quotattr.sentences import Sentence
from quotattr.sources import find_source
from quotattr.spans import Span
from quotattr.speakers import SpeakerHit, find_speaker
from quotattr.speech import is_speech, speech_features
from quotattr.tokenizer import Token
from quotattr.trees import ROOT, Tree
from quotattr.vocabulary import Vocabulary

MAX_HEADING_TOKENS = 30
"""A paragraph longer than this is no heading."""


@frozen
class Reading:
    """Everything found on the surface of one article, before attribution."""

    text: str
    tokens: Sequence[Token]
    sentences: Sequence[Sentence]
    quotations: Sequence[Quotation]
    places: QuotationTokens
    entities: Entities
    media: Sequence[MediumMention]
    vocabulary: Vocabulary


@define
class Draft:
    """
    What the rules say of one quotation, before its speaker is resolved.

    Attributes:
        position: Index of the token it begins at: drafts are resolved in this order.
        segments: Content spans.
        kind: As far as the form tells.
        quotation: Index of the (first) quotation, None for indirect speech.
        setting: Its place in the tree, None if it has no frame.
        cue: What announces it.
        cue_span: Where the cue stands.
        speaker: Head word of the speaker's mention, in the tree of *setting*.
        rule: Name of the rule that found the cue, or that stands in for one.
    """

    position: int
    segments: list[Span]
    kind: QuoteKind
    quotation: int | None
    setting: Setting | None = None
    cue: CueHit | None = None
    cue_span: Span | None = None
    cue_lemma: str = ""
    speaker: SpeakerHit | None = None
    clitic: int | None = None
    mention_tokens: tuple[int, int] | None = None
    rule: str = "floating"
    referent: Referent | None = None
    mention: Span | None = None
    source: Source | None = None
    is_heading: bool = False
    speech: bool = True
    confidence: float = 0.5
    speaker_probability: float = 0.5
    features: dict[str, float] = field(factory=dict)


def attribute(reading: Reading, trees: Sequence[Tree]) -> list[Quote]:
    """
    Say who said each quotation of an article.

    Args:
        reading: The article's surface.
        trees: Its parsed frames, in the order of `build_frames`.

    Returns:
        Quotes of every kind, in reading order.
    """
    drafts = draft_all(reading, trees)
    choose_speakers(reading, drafts)
    drafts = prepare(reading, drafts)
    resolver = Resolver(
        reading.text,
        reading.tokens,
        reading.sentences,
        reading.entities,
        reading.media,
        reading.vocabulary,
        reading.places.outer,
    )
    resolve_all(reading, drafts, trees, resolver)
    return [_quote_of(reading, draft) for draft in drafts]


def draft_all(reading: Reading, trees: Sequence[Tree]) -> list[Draft]:
    """What the rules say of every quotation and every indirect report, in no particular order."""
    drafts = draft_marked(reading, trees)
    find_incises_inside(reading, drafts)
    for tree in trees:
        if tree.frame.inside is None:
            reports = find_reports(tree, reading.tokens, reading.vocabulary, _speech_words(tree, drafts))
            drafts.extend(_draft_of_report(reading, tree, report) for report in reports)
    return drafts


def prepare(reading: Reading, drafts: Sequence[Draft]) -> list[Draft]:
    """Drafts in reading order, headings marked, the segments of one utterance joined."""
    ordered = sorted(drafts, key=lambda draft: (draft.position, -draft.segments[-1].end))
    mark_headings(reading, ordered)
    return join_segments(reading, ordered)


def _speech_words(tree: Tree, drafts: Sequence[Draft]) -> frozenset[int]:
    """Words of *tree* that stand in or for marked speech: a reported clause that holds some is no indirect speech."""
    return frozenset(
        word
        for draft in drafts
        if draft.setting is not None and draft.setting.tree is tree and draft.speech
        for word in draft.setting.words
    )


def draft_marked(reading: Reading, trees: Sequence[Tree]) -> list[Draft]:
    """Ask the cue and speaker rules about every quotation, in its frame."""
    drafts = []
    seen = set()
    for tree in trees:
        for index in tree.frame.quotations:
            if index in seen:
                continue
            seen.add(index)
            drafts.append(_draft_of_quotation(reading, tree, index))
    for index in range(len(reading.quotations)):
        if index not in seen:
            drafts.append(_bare_draft(reading, index, "mixed"))
    counts: dict[str, int] = {}
    for draft in drafts:
        if draft.quotation is not None:
            content = reading.text[draft.segments[0].start : draft.segments[0].end]
            counts[fold(content)] = counts.get(fold(content), 0) + 1
    for draft in drafts:
        draft.features = speech_features(reading, draft, counts)
        draft.speech, draft.confidence = is_speech(draft.features, reading.vocabulary)
    return drafts


def _bare_draft(reading: Reading, index: int, kind: QuoteKind) -> Draft:
    quotation = reading.quotations[index]
    return Draft(reading.places.outer[index][0], [Span(quotation.start, quotation.end)], kind, index)


def _draft_of_quotation(reading: Reading, tree: Tree, index: int) -> Draft:
    frame = tree.frame
    words = tuple(place for place in range(len(tree)) if tree.quotation(place) == index)
    standing = is_standing(
        reading.tokens, reading.places.content[index], reading.places.outer[index], (frame.first, frame.last)
    )
    draft = _bare_draft(reading, index, "direct" if standing or _has_further_sentence(reading, index) else "mixed")
    if not words:
        return draft
    anchor = tree.head_of(words)
    setting = Setting(reading.tokens, tree, words, words[0] if anchor is None else anchor, standing, reading.vocabulary)
    draft.setting = setting
    cue = find_cue(setting)
    if cue is None:
        return draft
    _set_cue(draft, setting, cue)
    draft.speaker = find_speaker(setting, cue)
    return draft


def choose_speakers(reading: Reading, drafts: Sequence[Draft]) -> None:
    """Let the ranking of all mentions in reach confirm or replace the rules' answer."""
    names, media = places_of_names(reading)
    for draft in drafts:
        if draft.setting is None:
            continue
        if draft.cue is not None and draft.cue.kind == "preposition" and draft.speaker is not None:
            continue
        candidates = find_candidates(draft.setting, draft.cue, draft.speaker, names, media)
        ranked = rank_speakers(candidates, reading.vocabulary.speaker_weights)
        draft.speaker_probability, best = ranked[0]
        if best.index == NOBODY:
            draft.speaker = None
        elif draft.speaker is None or draft.speaker.index != best.index:
            draft.speaker = SpeakerHit(best.index, "ranked")
            if draft.cue is None:
                _take_cue_of_speaker(draft, draft.setting, best.index)


def _take_cue_of_speaker(draft: Draft, setting: Setting, speaker: int) -> None:
    """The verb or preposition of a mention that the ranking found where no rule found a cue."""
    head = setting.tree[speaker].head
    case = setting.tree.child(speaker, "case")
    if head != ROOT and setting.tree[speaker].deprel.startswith("nsubj") and setting.cue_verb(head):
        _set_cue(draft, setting, CueHit(head, "speaker_verb", "verb"))
    elif case is not None and fold(setting.tree[case].form) in ("selon", "pour", "d'apres"):
        _set_cue(draft, setting, CueHit(case, "speaker_preposition", "preposition"))


def places_of_names(reading: Reading) -> tuple[dict[int, SpeakerKind], set[int]]:
    """Token index → kind of the named entity that begins there, and where a medium's name begins."""
    names = {name.first: entity.kind for name, entity in reading.entities.all_mentions()}
    return names, {medium.first for medium in reading.media}


def _set_cue(draft: Draft, setting: Setting, cue: CueHit) -> None:
    """Put the cue on the draft, with where it stands."""
    draft.cue, draft.rule = cue, cue.rule
    draft.cue_lemma = setting.tree[cue.index].lemma
    words = cue_words(setting, cue)
    first, last = setting.tree.token(words[0]), setting.tree.token(words[-1])
    draft.cue_span = Span(setting.tokens[first].start, setting.tokens[last].end)


def _has_further_sentence(reading: Reading, index: int) -> bool:
    """Whether a full sentence follows another inside the marks."""
    first, last = reading.places.content[index]
    return any(first < sentence.first < last - 2 for sentence in _sentences_between(reading, first, last))


def _sentences_between(reading: Reading, first: int, last: int) -> list[Sentence]:
    return [sentence for sentence in reading.sentences if first < sentence.first < last]


def find_incises_inside(reading: Reading, drafts: Sequence[Draft]) -> None:
    """``«Nous irons, a-t-il promis, dès demain»``: an incise inside the marks decides over what is outside."""
    for draft in drafts:
        if draft.quotation is None:
            continue
        found = _inner_incise(reading, *reading.places.content[draft.quotation])
        if found is None:
            continue
        verb, first, last, speaker = found
        draft.rule, draft.cue = "incise_inside", CueHit(-1, "incise_inside", "verb")
        draft.cue_lemma = fold(reading.tokens[verb].text)
        draft.cue_span = Span(reading.tokens[first].start, reading.tokens[last].end)
        draft.speaker, draft.speech, draft.kind = None, True, "direct"
        draft.mention_tokens = speaker


def _inner_incise(reading: Reading, first: int, last: int) -> tuple[int, int, int, tuple[int, int]] | None:
    """(verb, first and last token of the cue, tokens of the speaker) of an incise among the tokens of a content."""
    tokens, vocabulary = reading.tokens, reading.vocabulary
    for position in range(first + 2, last):
        form = fold(tokens[position].text)
        if form.startswith("-") and form.rpartition("-")[2] in CLITIC_SUBJECTS - {"je", "nous", "vous", "tu"}:
            start = position - 1
            while start > first and tokens[start].kind == "word" and position - start < 4:
                start -= 1
            if tokens[start].text not in (",", "–", "—", "-"):
                continue
            verb = next(
                (
                    place
                    for place in (position - 1, *range(position + 1, min(position + 4, last)))
                    if tokens[place].kind == "word" and vocabulary.cue_verb_of_form(tokens[place].text)
                ),
                None,
            )
            if verb is not None and verb >= start:
                return verb, start + 1, max(verb, position), (position, position + 1)
    return None


def _draft_of_report(reading: Reading, tree: Tree, report: Report) -> Draft:
    """A draft of indirect speech."""
    tokens = reading.tokens
    first, last = report.first, report.last
    draft = Draft(first, [Span(tokens[first].start, tokens[last - 1].end)], "indirect", None)
    setting = Setting(tokens, tree, report.words, report.anchor, False, reading.vocabulary)
    draft.setting = setting
    _set_cue(draft, setting, report.cue)
    draft.speaker = report.speaker
    draft.confidence = 0.7
    return draft


def mark_headings(reading: Reading, drafts: Sequence[Draft]) -> None:
    """A short paragraph of its own that is wholly quoted, or ends on the quotation after a colon, is a heading."""
    last_paragraph = reading.sentences[-1].paragraph if reading.sentences else 0
    for draft in drafts:
        if draft.quotation is None or draft.cue is not None:
            continue
        tokens = _paragraph_tokens(reading, reading.quotations[draft.quotation].paragraph)
        if tokens is None or tokens[1] - tokens[0] > MAX_HEADING_TOKENS:
            continue
        ends_with_stop = reading.tokens[tokens[1] - 1].text == "."
        if reading.quotations[draft.quotation].paragraph < last_paragraph and not ends_with_stop:
            draft.is_heading = True


def _paragraph_tokens(reading: Reading, paragraph: int) -> tuple[int, int] | None:
    inside = [sentence for sentence in reading.sentences if sentence.paragraph == paragraph]
    return (inside[0].first, inside[-1].last) if inside else None


def join_segments(reading: Reading, drafts: list[Draft]) -> list[Draft]:
    """
    Make one draft of the parts of one utterance.

    ``«A», dit X, «b»`` joined by commas, and a quotation that paragraphs carry on.
    """
    result: list[Draft] = []
    by_quotation: dict[int, Draft] = {}
    for draft in drafts:
        target = _carried_over(reading, draft, by_quotation) or _interrupted(reading, draft, result)
        if target is None:
            result.append(draft)
            target = draft
        else:
            target.segments.extend(draft.segments)
            if target.cue is None and draft.cue is not None:
                for name in ("setting", "cue", "cue_span", "cue_lemma", "speaker", "rule", "mention_tokens"):
                    setattr(target, name, getattr(draft, name))
            target.speech = target.speech or draft.speech
            target.kind = "direct" if "direct" in (target.kind, draft.kind) else target.kind
        if draft.quotation is not None:
            by_quotation[draft.quotation] = target
    return result


def _carried_over(reading: Reading, draft: Draft, by_quotation: dict[int, Draft]) -> Draft | None:
    if draft.quotation is None:
        return None
    continues = reading.quotations[draft.quotation].continues
    return by_quotation.get(continues) if continues is not None else None


def _interrupted(reading: Reading, draft: Draft, before: Sequence[Draft]) -> Draft | None:
    """The draft that this one goes on with, after an incise between commas in the same sentence."""
    if draft.setting is None or draft.quotation is None or not before:
        return None
    last = before[-1]
    if (
        last.setting is None
        or last.setting.tree is not draft.setting.tree
        or last.quotation is None
        or last.rule != "incise_after"
    ):
        return None
    between = reading.tokens[reading.places.outer[last.quotation][1] : reading.places.outer[draft.quotation][0]]
    goes_on = draft.cue is None or draft.rule in _RULES_THAT_GO_ON
    return last if goes_on and _is_incise_between(between) else None


_RULES_THAT_GO_ON = ("incise_after", "incise_before", "any_verb", "governing_verb", "weak_verb")
"""What the rules may take for the cue of a second half: the incise that interrupts the two, or a verb of its own."""


def _is_incise_between(between: Sequence[Token]) -> bool:
    """Whether the tokens between two quotations are an incise: commas or dashes at both ends, no stop within."""
    return (
        bool(between)
        and between[0].text in (",", "–", "-")
        and between[-1].text in (",", "–", "-")
        and not any(token.text in (".", ":", ";") for token in between)
    )


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
    headings: list[Draft] = []
    coming = deque(tree for tree in trees if tree.frame.inside is None)
    for draft in drafts:
        while coming and coming[0].frame.last <= draft.position:
            resolver.note_topic(coming.popleft())
        if not draft.speech:
            continue
        if draft.is_heading:
            headings.append(draft)
            continue
        if before_each is not None:
            before_each(draft)
        _resolve(reading, draft, drafts, resolver)
    for draft in headings:
        _resolve_heading(draft, drafts)


def _resolve(reading: Reading, draft: Draft, drafts: Sequence[Draft], resolver: Resolver) -> None:
    """Settle one draft's speaker and source."""
    if draft.mention_tokens is not None:
        first, last = draft.mention_tokens
        form = fold(reading.tokens[first].text).rpartition("-")[2]
        draft.referent = resolver.resolve_pronoun(form, first)
        draft.mention = _clitic_span(reading.tokens[first])
    elif draft.speaker is not None and draft.setting is not None:
        found = resolver.resolve(draft.setting.tree, draft.speaker.index)
        if found is not None:
            draft.referent, (first, last) = found
            draft.mention = _mention_span(reading, first, last)
        else:
            token = reading.tokens[draft.setting.tree.token(draft.speaker.index)]
            draft.mention = _clitic_span(token)
    if draft.referent is None and draft.kind != "indirect" and draft.mention is None:
        _inherit(reading, draft, drafts, resolver)
    draft.source = draft.source or find_source(reading, draft)
    if draft.referent is not None:
        resolver.remember(evolve(draft.referent, place=max(draft.position, draft.referent.place)))


def _clitic_span(token: Token) -> Span:
    """*il* of *-t-il*."""
    clitic = token.text.rpartition("-")[2] if token.text.startswith("-") else token.text
    return Span(token.end - len(clitic), token.end)


def _mention_span(reading: Reading, first: int, last: int) -> Span:
    span = Span(reading.tokens[first].start, reading.tokens[last - 1].end)
    return _clitic_span(reading.tokens[first]) if last - first == 1 else span


def _inherit(reading: Reading, draft: Draft, drafts: Sequence[Draft], resolver: Resolver) -> None:
    """A quotation with no cue and no speaker of its own: a nested one has its outer's, a floating one the last."""
    outer = _outer_draft(reading, draft, drafts)
    if outer is not None and outer.referent is not None:
        draft.referent, draft.source, draft.rule = outer.referent, outer.source, "nested"
        return
    likeliest = resolver.likeliest("floating", None, draft.position)
    if likeliest is None:
        return
    draft.referent = likeliest
    last = resolver.last_speaker(draft.position)
    goes_on = last is not None and last.name == likeliest.name
    if draft.cue is None:
        draft.rule = "floating" if goes_on else "introduced"
    if goes_on:
        draft.source = next(
            (
                other.source
                for other in reversed(drafts)
                if other.referent is not None
                and other.position < draft.position
                and other.referent.name == likeliest.name
            ),
            None,
        )


def _outer_draft(reading: Reading, draft: Draft, drafts: Sequence[Draft]) -> Draft | None:
    if draft.quotation is None or reading.quotations[draft.quotation].parent is None:
        return None
    span = draft.segments[0]
    holders = [
        other
        for other in drafts
        if other is not draft
        and other.quotation is not None
        and any(segment.contains(span) for segment in other.segments)
    ]
    return min(holders, key=lambda other: other.segments[0].length, default=None)


def _resolve_heading(draft: Draft, drafts: Sequence[Draft]) -> None:
    """A heading's words belong to whoever says them below: the quotation that shares most words, else the next."""
    draft.rule = "heading"
    below = [
        other
        for other in drafts
        if other.position > draft.position and other.referent is not None and not other.is_heading and other.speech
    ]
    marked = [other for other in below if other.quotation is not None] or below
    if marked:
        draft.referent = marked[0].referent
        return
    above = [other for other in drafts if other.position < draft.position and other.referent is not None]
    if above:
        draft.referent = above[-1].referent


def _quote_of(reading: Reading, draft: Draft) -> Quote:
    """The public form of a draft."""
    text = reading.text
    segments = tuple(Segment(span, span.of(text)) for span in draft.segments)
    if not draft.speech:
        return Quote("other", segments, None, None, None, draft.confidence, "no_speech")
    speaker = None
    if draft.referent is not None:
        mention = draft.mention
        speaker = Speaker(draft.referent.name, draft.referent.kind, mention.of(text) if mention else None, mention)
    cue = Cue(draft.cue_span.of(text), draft.cue_lemma, draft.cue_span) if draft.cue_span else None
    return Quote(draft.kind, segments, speaker, cue, draft.source, draft.confidence, draft.rule)
