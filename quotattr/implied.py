"""
Implied: who says the words whose speaker nobody mentions.

A quotation may float between sentences, hang on a verb without a subject (*Et d’ajouter*), stand in a
heading, be nested in another's words, or be anybody's (*entend-on*). Everybody in reach is a candidate, as for a
pronoun (`quotattr.referents`), described by what the quotations around tell as well; so is *nobody*. Start reading
at `find_implied`.
"""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Iterator, Sequence

from attrs import define, evolve, field, frozen

from quotattr.coreference import Resolver
from quotattr.folding import fold
from quotattr.reading import Draft, Reading
from quotattr.referents import Features, Referent, ReferentCandidate, describe_candidates
from quotattr.speakers import can_speak

SAME_WORDS_SHARE = 0.6
"""A quotation that has this share of another's longer words says the same."""

MIN_WORD_LETTERS = 4


@frozen
class Heard:
    """A settled quotation: who says it, and its longer words, folded."""

    draft: Draft
    words: frozenset[str]


@define
class Hearing:
    """
    What the article has quoted so far, for whoever asks what stands near.

    Attributes:
        reading: The article.
        drafts: All its quotations, in reading order.
        heard: Those settled, in reading order.
    """

    reading: Reading
    drafts: Sequence[Draft]
    heard: list[Heard] = field(factory=list)

    def add(self, draft: Draft) -> None:
        """Take in a settled draft."""
        if draft.referent is not None:
            self.heard.append(Heard(draft, long_words(self.reading, draft)))


def long_words(reading: Reading, draft: Draft) -> frozenset[str]:
    """Folded words of some length that a draft's segments hold."""
    return frozenset(
        fold(token.text)
        for segment in draft.segments
        for token in reading.tokens_in(segment)
        if len(token.text) >= MIN_WORD_LETTERS
    )


def share(wanted: frozenset[str], words: frozenset[str]) -> float:
    return len(wanted & words) / len(wanted) if wanted else 0.0


MAX_HEARD = 30
MAX_COMING = 3
MAX_COMING_SENTENCES = 3


def find_implied(
    reading: Reading, draft: Draft, hearing: Hearing, resolver: Resolver, form: str
) -> tuple[float, Referent | None]:
    """Who says the draft's words, with the probability of that; None for nobody."""
    position = draft.position
    extra: dict[str, Features] = {}
    referents: dict[str, Referent] = {}

    def note(referent: Referent, *facts: str) -> None:
        referents.setdefault(referent.name, referent)
        told = extra.setdefault(referent.name, {})
        for fact in facts:
            told[fact] = told[f"{form}_{fact}"] = 1.0

    for referent, place in _coming(reading, draft, hearing, resolver):
        note(referent, f"coming_{place}")
    for referent, place in _in_frame(draft, resolver):
        note(referent, f"frame_{place}")
    for referent, gaps in _previous(reading, draft, hearing):
        note(referent, *(f"heard_{gap}" for gap in gaps))
    wanted = long_words(reading, draft)
    for item in hearing.heard[-MAX_HEARD:]:
        if item.draft.referent is not None and wanted and share(wanted, item.words) >= SAME_WORDS_SHARE:
            note(item.draft.referent, "repeated", f"repeated_{min(len(wanted), 3)}")
    if draft.outer is not None and draft.outer.referent is not None:
        note(draft.outer.referent, "outer")
    candidates = describe_candidates(resolver, position, "floating", None, form, tuple(referents.values()))
    for candidate in candidates:
        if candidate.referent.name in reading.media_by_name:
            extra.setdefault(candidate.referent.name, {}).update({"medium": 1.0, f"{form}_medium": 1.0})
    described = [
        evolve(candidate, features={**candidate.features, **extra.get(candidate.referent.name, {})})
        for candidate in candidates
    ]
    described.append(
        ReferentCandidate(
            Referent("", "unknown", None, False, position), _nobody_features(draft, form, len(candidates)), is_nobody=True
        )
    )
    probability, best = resolver.choose(described, position, "floating")
    if best.is_nobody:
        return probability, None
    return probability, evolve(best.referent, probability=probability, how="floating")


def _nobody_features(draft: Draft, form: str, count: int) -> Features:
    features = {"nobody": 1.0, f"nobody_{form}": 1.0, f"nobody_of_{min(count, 3)}": 1.0, f"nobody_form_{form}_of_": 1.0}
    setting = draft.setting
    if draft.cue is not None and setting is not None and draft.cue.index >= 0:
        tree = setting.tree
        passive = tree.child(draft.cue.index, "aux:pass", "nsubj:pass") is not None
        features[f"nobody_passive_{passive}"] = 1.0
        features[f"nobody_cue_{fold(tree[draft.cue.index].lemma)}"] = 1.0
    return features


def _in_frame(draft: Draft, resolver: Resolver) -> Iterator[tuple[Referent, str]]:
    """Whom the draft's own sentence mentions."""
    setting = draft.setting
    if setting is None:
        return
    tree = setting.tree
    for index in range(len(tree)):
        word = tree[index]
        if tree.quotation(index) is not None or word.upos not in ("NOUN", "PROPN") or word.deprel.startswith("flat"):
            continue
        if not can_speak(setting, index):
            continue
        found = resolver.peek(tree, index)
        if found is not None:
            side = "before" if index < setting.first else "after"
            yield found[0], f"{side}_{word.deprel.partition(':')[0]}"


def _coming(
    reading: Reading, draft: Draft, hearing: Hearing, resolver: Resolver
) -> Iterator[tuple[Referent, str]]:
    """Who is mentioned as the speaker of the next quotations, with how far."""
    place = bisect_left(hearing.drafts, draft.position + 1, key=lambda other: other.position)
    sentence = reading.sentences_ended(draft.position)
    for order, other in enumerate(hearing.drafts[place : place + MAX_COMING]):
        distance = reading.sentences_ended(other.position) - sentence
        if distance > MAX_COMING_SENTENCES or other.speaker is None or other.setting is None or not other.speech:
            continue
        if other.setting.tree[other.speaker.index].upos not in ("NOUN", "PROPN"):
            continue
        found = resolver.peek(other.setting.tree, other.speaker.index)
        if found is not None:
            yield found[0], f"{order}_{min(distance, 2)}"


def _previous(reading: Reading, draft: Draft, hearing: Hearing) -> Iterator[tuple[Referent, tuple[str, ...]]]:
    """Who said the last marked quotations, with how far from this one they end."""
    found: set[str] = set()
    order = 0
    for item in reversed(hearing.heard):
        other = item.draft
        if other.quotation is None or other.position >= draft.position:
            continue
        assert other.referent is not None
        if other.referent.name not in found:
            found.add(other.referent.name)
            end = reading.token_range(other.segments[-1])[1]
            words = sum(token.kind == "word" for token in reading.tokens[end : draft.position])
            same = reading.sentence_at(max(0, end - 1)).paragraph == reading.sentence_at(draft.position).paragraph
            where = "same" if same else "other"
            yield (
                other.referent,
                (
                    f"{order}_{_gap(words)}",
                    f"{order}_{_gap(words)}_{where}",
                    f"{order}_{where}_{other.kind}",
                    f"{order}_{other.kind}_{_gap(words)}",
                    f"{order}_{other.kind}_{other.referent.how}",
                ),
            )
        order += 1
        if order == 3:
            break


def _gap(words: int) -> str:
    return next((str(limit) for limit in (0, 3, 8, 15, 30, 60) if words <= limit), "more")


def form_of(draft: Draft) -> str:
    """In which way the draft lacks a mention."""
    if draft.outer is not None:
        return "nested"
    if draft.setting is None:
        return "bare_unparsed"
    if draft.cue is None:
        return "bare_standing" if draft.setting.standing else "bare_woven"
    if draft.cue.kind != "verb" or draft.cue.index < 0:
        return f"cue_{draft.cue.kind}"
    row = draft.setting.cue_verb(draft.cue.index)
    return f"cue_{row.strength if row is not None else 'none'}"
