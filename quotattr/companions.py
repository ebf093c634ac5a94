"""
Companions: what the other marks of an article tell of one.

Whether marks are speech is a habit of the writer: an article on a festival marks titles, one on
a trial marks words. `company_features` says of each quotation what the others are like, and
whether its words are said elsewhere without marks, as a term or a name would be. Start reading there.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Collection, Iterator, Mapping, Sequence

from quotattr.cues import CueHit, Setting
from quotattr.folding import fold
from quotattr.reading import Draft, Reading

Features = Mapping[str, float]
Stems = tuple[str, ...]
"""Folded words without their endings."""

_SHARED = frozenset(
    """standing starts_upper all_capitalised some_capitalised ends_stop has_first_person has_verb_like nested repeated
    straight_mark upper_standing upper_woven strength_speech strength_opinion strength_weak strength_unknown rule_none
    rule_any_verb rule_colon rule_incise_after rule_que_clause rule_governing_verb naming_before naming_noun_before
    speaker_none speaker_subject speaker_inverted_pronoun speaker_cannot_speak relation_appos relation_nmod relation_obj
    relation_xcomp before_edge after_( words_to_1 words_to_2 words_to_3 words_to_5 words_to_8 words_to_12
    words_more""".split()
)
"""Facts of one quotation whose mean over the others counts as a fact of their article."""

_PLAIN_RULES = frozenset("incise_after colon que_clause incise_later".split())
"""With a verb of speech or opinion, these hardly ever find marks that are no speech."""

MAX_TITLE_CHARS = 60
"""A title is mostly shorter."""

MAX_TERM_WORDS = 4
"""A term, or the name of a movement, is no longer."""

MIN_REPEATED_CHARS = 5
"""Something shorter that is marked twice is hardly a term within another."""

CROWDED_MARKS = 5
"""With more other marks in a paragraph it makes no difference how many."""

_ENDINGS = "sx"
"""Plural endings: *gilet jaune* is *gilets jaunes*."""


def company_features(reading: Reading, drafts: Sequence[Draft], own: Sequence[Features]) -> list[dict[str, float]]:
    """
    What the article, and the other marks in it, tell of each quotation.

    Args:
        reading: The article.
        drafts: All its marked quotations, with their cues.
        own: What `quotattr.speech` says of each by itself.

    Returns:
        Feature name → value for each of *drafts*; absent means 0.
    """
    means = _means_of_others(own)
    terms = _term_features(reading, drafts)
    paragraphs = _paragraph_features(reading, drafts)
    shares = {
        "share_titles": _share([_looks_like_title(reading, draft) for draft in drafts]),
        "share_plain_speech": _share([_is_plain_speech(draft) for draft in drafts]),
    }
    usual = Counter(_opening(reading, draft) for draft in drafts).most_common(1)
    return [
        {**mean, **term, **paragraph, **shares, "rare_mark": float(_opening(reading, draft) != usual[0][0])}
        for draft, mean, term, paragraph in zip(drafts, means, terms, paragraphs, strict=True)
    ]


def _paragraph_features(reading: Reading, drafts: Sequence[Draft]) -> list[dict[str, float]]:
    """What the other marks of the paragraph are: one that quotes goes on quoting. True of short texts as well."""
    paragraphs: defaultdict[int, list[int]] = defaultdict(list)
    for place in sorted(range(len(drafts)), key=lambda place: drafts[place].position):
        paragraphs[_paragraph(reading, drafts[place])].append(place)
    plain = [_is_plain_speech(draft) for draft in drafts]
    standing = [draft.setting is not None and draft.setting.standing for draft in drafts]
    found: list[dict[str, float]] = [{} for _ in drafts]
    for places in paragraphs.values():
        plains, stands = sum(plain[place] for place in places), sum(standing[place] for place in places)
        for before, place in zip([None, *places], places, strict=False):
            found[place] = {
                "marks_in_paragraph": min(len(places) - 1, CROWDED_MARKS) / CROWDED_MARKS,
                "plain_in_paragraph": float(plains > plain[place]),
                "standing_in_paragraph": float(stands > standing[place]),
                "plain_before": float(before is not None and plain[before]),
            }
    return found


def _paragraph(reading: Reading, draft: Draft) -> int:
    assert draft.quotation is not None
    return reading.quotations[draft.quotation].paragraph


def _share(facts: Sequence[bool]) -> float:
    return sum(facts) / max(1, len(facts))


def _opening(reading: Reading, draft: Draft) -> str:
    assert draft.quotation is not None
    return reading.quotations[draft.quotation].opening


def _means_of_others(own: Sequence[Features]) -> list[dict[str, float]]:
    """
    The mean of each shared fact over all quotations but the one described.

        >>> _means_of_others([{"standing": 1.0}, {"standing": 1.0}, {}])
        [{'others_standing': 0.5}, {'others_standing': 0.5}, {'others_standing': 1.0}]
    """
    totals: Counter[str] = Counter()
    for features in own:
        for name in _SHARED & features.keys():
            totals[name] += 1
    others = max(1, len(own) - 1)
    return [
        {
            f"others_{name}": (total - (name in features)) / others
            for name, total in totals.items()
            if total > (name in features)
        }
        for features in own
    ]


def _looks_like_title(reading: Reading, draft: Draft) -> bool:
    """Short, and beginning with a capital."""
    content = draft.segments[0].of(reading.text)
    return content[:1].isupper() and len(content) < MAX_TITLE_CHARS


def _is_plain_speech(draft: Draft) -> bool:
    """Whether a verb of speech or opinion stands where it leaves hardly a doubt."""
    return draft.cue is not None and draft.setting is not None and _is_plain_cue(draft.setting, draft.cue)


def _is_plain_cue(setting: Setting, cue: CueHit) -> bool:
    row = setting.cue_verb(cue.index) if cue.kind == "verb" and cue.index >= 0 else None
    return row is not None and row.strength in ("speech", "opinion") and cue.rule in _PLAIN_RULES


def _term_features(reading: Reading, drafts: Sequence[Draft]) -> list[dict[str, float]]:
    """Whether the words are said without marks as well, are marked again, or hold others that are."""
    contents = [_stems(draft.segments[0].of(reading.text).split()) for draft in drafts]
    marked = Counter(contents)
    said = _count_terms(_stems([token.text for token in reading.tokens]), marked)
    repeated = {stems for stems, count in marked.items() if count > 1 and len(" ".join(stems)) >= MIN_REPEATED_CHARS}
    found = []
    for draft, stems in zip(drafts, contents, strict=True):
        features = {"marked_again": float(marked[stems] > 1)}
        if 0 < len(stems) <= MAX_TERM_WORDS:
            is_said = said[stems] > marked[stems]
            is_upper = draft.segments[0].of(reading.text)[:1].isupper()
            parts = {part for size in range(1, len(stems)) for part in _runs(stems, size)}
            features["said_unmarked"] = float(is_said)
            features["said_unmarked_upper"] = float(is_said and is_upper)
            features["holds_repeated"] = float(not repeated.isdisjoint(parts))
        found.append(features)
    return found


def _count_terms(stems: Stems, wanted: Collection[Stems]) -> Counter[Stems]:
    """How often each of *wanted*, if it is short enough for a term and not mere punctuation, is said among *stems*."""
    terms = {term for term in wanted if len(term) <= MAX_TERM_WORDS and any(word[:1].isalnum() for word in term)}
    return Counter(run for size in {len(term) for term in terms} for run in _runs(stems, size) if run in terms)


def _runs(stems: Stems, size: int) -> Iterator[Stems]:
    """Every *size* stems that stand one behind the other."""
    return (stems[first : first + size] for first in range(len(stems) - size + 1))


def _stems(forms: Sequence[str]) -> Stems:
    """
    The forms without what tells singular from plural.

        >>> _stems(["Gilets", "jaunes"]) == _stems(["gilet", "jaune"])
        True
    """
    words = (word for form in forms for word in fold(form).replace("'", " ").split())
    return tuple(word.rstrip(_ENDINGS) for word in words)
