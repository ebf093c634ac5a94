"""
Revision: each answer once more, now that all others of the article are known.

Attribution goes in reading order and takes the likeliest speaker of each quotation. What it can't know is what
comes behind, and how sure it was of what came before. So everybody who may have said a quotation is kept as an
`Answer`; when all are settled, each is described by how likely it was by itself, and by what the quotations around
say of the same speaker, and a linear model, fitted on articles that the others had not seen
(``lexicon/revision_weights.tsv``), picks again. Start reading at `revise`.
"""

from __future__ import annotations

from bisect import bisect_left
from collections import Counter, defaultdict
from collections.abc import Iterator, Mapping, Sequence

from attrs import field, frozen

from quotattr.confidence import log_odds
from quotattr.ranking import rank
from quotattr.reading import Answer, Draft, Reading
from quotattr.referents import bucket

Features = dict[str, float]

MAX_ANSWERS = 8
"""So many of the likeliest are weighed; the ninth never is the right one."""

MIN_PROBABILITY = 0.01
"""Below this nobody is asked again."""

MAX_NEIGHBOURS = 3
"""How many quotations before tell of their own speakers one by one; those behind tell nothing more."""

MIN_ADVANTAGE = 1.65
"""So many times as likely another speaker must be: of changes for less, as many are wrong as right."""


@frozen
class Company:
    """
    What the answers of an article are, taken together.

    Attributes:
        drafts: Those with a speaker, or that may have one, in reading order; headings, whose words somebody says elsewhere,
            are left out.
        paragraphs: Number of the paragraph of each.
        sentences: How many sentences end before each.
        spoken: How many have each name; no name is nobody's.
        named: How many have it because it is named right there.
        hoped: How many would have it by their probabilities.
        first: The first of each name, by its place in *drafts*.
        last: The last.
        reading: The article.
        most_named: How often the person is named whom it names most often.
        introduced: The people whom it names first.
    """

    drafts: Sequence[Draft]
    paragraphs: Sequence[int]
    sentences: Sequence[int]
    spoken: Mapping[str, int]
    named: Mapping[str, int]
    hoped: Mapping[str, float]
    first: Mapping[str, int]
    last: Mapping[str, int]
    reading: Reading = field(repr=False)
    most_named: int
    introduced: frozenset[str]


def revise(reading: Reading, drafts: Sequence[Draft]) -> list[Draft]:
    """
    Put another speaker on quotations where the rest of the article speaks for it.

    Args:
        reading: The article.
        drafts: Its quotations, settled, in reading order.

    Returns:
        Those that have another speaker now.
    """
    weights = reading.vocabulary.revision_weights
    if not weights:
        return []
    # All are asked before any is changed, so that no answer depends on the order of asking.
    asked = [
        (draft, answers, rank(described, weights)) for draft, answers, described in describe_answers(reading, drafts)
    ]
    changed = []
    for draft, answers, ranked in asked:
        draft.revised_probability, place = _pick(draft, answers, ranked)
        if not _is_chosen(draft, answers[place]):
            settle_on(draft, answers[place])
            changed.append(draft)
    return changed


def settle_on(draft: Draft, answer: Answer) -> None:
    """Make the answer the draft's: its speaker, who may be nobody, and the mention."""
    draft.referent = answer.referent if answer.referent.name else None
    draft.mention = answer.mention


def _pick(draft: Draft, answers: Sequence[Answer], ranked: Sequence[tuple[float, int]]) -> tuple[float, int]:
    """The likeliest answer, if it is likelier by far than the chosen one: its probability and its place."""
    best = ranked[0]
    chosen = next((one for one in ranked if _is_chosen(draft, answers[one[1]])), None)
    if chosen is None or best[0] >= MIN_ADVANTAGE * chosen[0]:
        return best
    return chosen


def describe_answers(
    reading: Reading, drafts: Sequence[Draft]
) -> Iterator[tuple[Draft, Sequence[Answer], list[Features]]]:
    """Each marked quotation of several answers, with these and what speaks for each."""
    company = _gather(reading, drafts)
    for place, draft in enumerate(company.drafts):
        answers = _worth_asking(draft)
        if draft.quotation is not None and answers:
            yield draft, answers, [_describe(company, place, answer) for answer in answers]


def _worth_asking(draft: Draft) -> list[Answer]:
    """The likeliest answers, the one that was chosen among them."""
    ordered = sorted(draft.answers, key=lambda answer: -answer.probability)
    kept = [answer for answer in ordered[:MAX_ANSWERS] if answer.probability >= MIN_PROBABILITY]
    return kept + [answer for answer in ordered[len(kept) :] if _is_chosen(draft, answer)]


def _is_chosen(draft: Draft, answer: Answer) -> bool:
    return _name(draft) == answer.referent.name


def _gather(reading: Reading, drafts: Sequence[Draft]) -> Company:
    """The company of an article."""
    settled = [draft for draft in drafts if draft.speech and not draft.is_heading and (draft.referent or draft.answers)]
    people = {id(entity): entity for _, entity in reading.entities.all_mentions() if entity.kind == "person"}.values()
    spoken: Counter[str] = Counter()
    named: Counter[str] = Counter()
    hoped: defaultdict[str, float] = defaultdict(float)
    first: dict[str, int] = {}
    last: dict[str, int] = {}
    for place, draft in enumerate(settled):
        name = _name(draft)
        spoken[name] += 1
        named[name] += _is_named(draft)
        first.setdefault(name, place)
        last[name] = place
        for answer in draft.answers:
            hoped[answer.referent.name] += answer.probability
    return Company(
        settled,
        [reading.sentence_at(draft.position).paragraph for draft in settled],
        [reading.sentences_ended(draft.position) for draft in settled],
        spoken,
        named,
        hoped,
        first,
        last,
        reading,
        max((len(entity.places) for entity in people), default=0),
        frozenset(entity.name for entity in sorted(people, key=lambda entity: entity.places[0])[:MAX_INTRODUCED]),
    )


def _name(draft: Draft) -> str:
    """The speaker's name, empty for nobody's words."""
    return draft.referent.name if draft.referent is not None else ""


def _is_named(draft: Draft) -> bool:
    """Whether the speaker's name itself is what the cue leads to: the surest of all."""
    return draft.speaker is not None and draft.referent is not None and draft.referent.how == "name"


def _describe(company: Company, place: int, answer: Answer) -> Features:
    draft = company.drafts[place]
    name = answer.referent.name
    features = {
        **_own_features(draft, answer),
        **_company_features(company, place, answer),
        **_name_features(company, place, answer),
    }
    for distance in range(1, min(MAX_NEIGHBOURS, place) + 1):
        features |= _neighbour_features(company, place, place - distance, f"before_{distance}", name, answer.way)
    return {feature: value for feature, value in features.items() if value}


def _own_features(draft: Draft, answer: Answer) -> Features:
    """What was known when the quotation was settled."""
    chosen = float(_is_chosen(draft, answer))
    found = draft.referent.how if draft.referent is not None else "nobody"
    rule = draft.speaker.rule if draft.speaker is not None else "none"
    words = answer.referent.name.split()
    kind = answer.referent.kind
    best = max(other.probability for other in draft.answers)
    return {
        "log_odds": log_odds(answer.probability),
        "likeliest": float(answer.probability == best),
        "chosen": chosen,
        f"chosen_{draft.rule}": chosen,
        f"chosen_{rule}_{found}": chosen,
        "chosen_nested": chosen * (draft.outer is not None),
        f"way_{answer.way}": 1.0,
        f"way_{answer.way}_{kind}": 1.0,
        f"way_{answer.way}_{draft.rule}": 1.0,
        f"kind_{kind}": 1.0,
        f"kind_{kind}_{draft.kind}": 1.0,
        "one_word": float(len(words) == 1),
        "many_words": float(len(words) > MANY_WORDS),
    }


MANY_WORDS = 4
"""A name of more words than this is a description."""


def _company_features(company: Company, place: int, answer: Answer) -> Features:
    """Whether others have the same speaker, anywhere in the article."""
    draft = company.drafts[place]
    others = len(company.drafts) - 1
    if not others:
        return {"alone": 1.0}
    name = answer.referent.name
    chosen = _is_chosen(draft, answer)
    spoken = company.spoken.get(name, 0) - chosen
    share = spoken / others
    hoped = (company.hoped.get(name, 0.0) - answer.probability) / others
    above, below = company.first.get(name, place) < place, company.last.get(name, place) > place
    return {
        "share": share,
        f"share_{answer.way}": share,
        "hoped_share": hoped,
        f"hoped_share_{draft.rule}": hoped,
        "named_elsewhere": float(company.named.get(name, 0) - (chosen and _is_named(draft)) > 0),
        "spoken_elsewhere": float(spoken > 0),
        "spoken_above": float(above),
        "spoken_below": float(below),
        "spoken_around": float(above and below),
    }


def _name_features(company: Company, place: int, answer: Answer) -> Features:
    """How the article names the one who may speak: how often, how early, how near."""
    entity, draft = answer.referent.entity, company.drafts[place]
    if entity is None:
        return {"without_name": 1.0}
    way = answer.way
    reading = company.reading
    behind = bisect_left(entity.places, draft.position)
    ended = company.sentences[place]
    features = {
        f"named_{min(len(entity.places), MAX_NAMED)}_times": 1.0,
        f"{way}_named_{min(len(entity.places), MAX_NAMED)}_times": 1.0,
        "most_named": float(len(entity.places) == company.most_named),
        f"{way}_most_named": float(len(entity.places) == company.most_named),
        f"{way}_introduced_early": float(entity.name in company.introduced),
        f"{way}_has_role": float(bool(entity.roles)),
    }
    if behind:
        distance = ended - reading.sentences_ended(entity.places[behind - 1])
        features[f"{way}_named_{bucket(distance)}_sentences_before"] = 1.0
    if behind < len(entity.places):
        distance = reading.sentences_ended(entity.places[behind]) - ended
        features[f"{way}_named_{bucket(distance)}_sentences_behind"] = 1.0
    return features


MAX_NAMED = 5
MAX_INTRODUCED = 2
"""So many people, the first that an article names, are mostly those whom it is about."""


def _neighbour_features(company: Company, place: int, other: int, where: str, name: str, way: str) -> Features:
    """Whether one quotation near by has the same speaker, and would have."""
    draft, neighbour = company.drafts[place], company.drafts[other]
    near = _nearness(company, place, other)
    if near in ("next", "far") and not where.endswith("_1"):
        return {}
    is_same = float(_name(neighbour) == name)
    sure = "named" if _is_named(neighbour) else "unnamed"
    hoped = sum(answer.probability for answer in neighbour.answers if answer.referent.name == name)
    return {
        f"{where}_{near}_same": is_same,
        f"{where}_{near}_{sure}_{way}_same": is_same,
        f"{where}_{near}_{draft.rule}_same": is_same,
        f"{where}_{near}_hoped": hoped,
    }


def _nearness(company: Company, place: int, other: int) -> str:
    """How near two quotations stand to each other."""
    draft, neighbour = company.drafts[place], company.drafts[other]
    if draft.cue_span is not None and draft.cue_span == neighbour.cue_span:
        return "cue"
    if company.sentences[place] == company.sentences[other]:
        return "sentence"
    apart = abs(company.paragraphs[place] - company.paragraphs[other])
    return "paragraph" if not apart else "next" if apart == 1 else "far"
