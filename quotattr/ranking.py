"""
Ranking: which of the mentions in reach is the speaker's, when the rules and the tree may err.

The rules of `quotattr.speakers` give one answer; a wrong attachment gives a wrong one. So every
mention of the frame is a candidate, described by a few dozen facts — whether the rules chose
it, where it stands between cue and marks, what it is — and a linear model, fitted on annotated
articles (``lexicon/speaker_weights.tsv``), picks the best. *Nobody here* is a candidate as
well: the speaker is then only implied. Start reading at `rank_speakers`.
"""

from __future__ import annotations

import math
from collections.abc import Collection, Mapping, Sequence

from attrs import frozen

from quotattr.cues import CueHit, Setting, can_speak, inverted_clitic, is_latter
from quotattr.folding import fold
from quotattr.pointing import NOWHERE, Pointing, pointed_features
from quotattr.speakers import SpeakerHit, opens_incise
from quotattr.trees import ROOT, Tree, is_relation

NOBODY = NOWHERE
"""Index of the candidate that stands for an implied speaker."""

_SPEAKING_PRONOUNS = frozenset(
    """il elle ils elles celui celle celui-ci celle-ci ceux ceux-ci lui eux -il -elle -ils -elles -t-il -t-elle -t-ils
    -t-elles l'un l'une certains beaucoup autres un une tous""".split()
)

Features = dict[str, float]


@frozen
class Candidate:
    """
    A mention that may be the speaker's.

    Attributes:
        index: Word that heads it; `NOBODY` for none.
        features: Facts about it, by name.
    """

    index: int
    features: Features


def find_candidates(
    setting: Setting,
    cue: CueHit | None,
    hit: SpeakerHit | None,
    names: Mapping[int, str],
    media: Collection[int],
    said: Collection[str] = (),
    support: Mapping[int, float] | None = None,
    pointing: Pointing | None = None,
) -> list[Candidate]:
    """
    Describe every mention of the frame that may be the speaker's.

    Args:
        setting: The quotation in its frame.
        cue: What announces it.
        hit: Whom the rules chose.
        names: Token index → kind of the named entity that begins there.
        media: Token indices at which the name of a medium begins.
        said: Folded words of the quotation.
        support: Index of a mention, or `NOBODY` → how likely a cue leads to it.
        pointing: Where the parser's states point, if they do.

    Returns:
        `NOBODY` first, then the mentions in order.
    """
    tree = setting.tree
    verb = cue.index if cue is not None and cue.index >= 0 else None
    strength = _strength(setting, verb)
    indices = [
        index
        for index in range(len(tree))
        if (hit is not None and index == hit.index) or _is_mention(setting, index, names)
    ]
    # The network was taught that nobody in marks speaks; where somebody may (*les «gilets jaunes» réclament*) it is not asked.
    in_marks = any(tree.quotation(index) is not None for index in indices)
    odds = None if pointing is None or in_marks else pointing.speakers
    nobody = {
        **_nobody_features(setting, cue, hit),
        **_reach_features(setting, cue, indices, names, strength),
        **_support_features("nobody_support", support, NOBODY),
        **pointed_features(odds, NOBODY),
    }
    candidates = [Candidate(NOBODY, nobody)]
    for index in indices:
        features = {
            **_rule_features(cue, hit, index),
            **_place_features(setting, cue, verb, index, indices),
            **_tree_features(tree, verb, index, setting.anchor),
            **_kind_features(setting, index, names, media),
            **_verb_features(setting, verb, index, strength),
            **_said_features(setting, index, names, said),
            **_support_features("support", support, index),
            **_chosen_features(tree, hit, index, names),
            **_number_features(tree, verb, index, names),
            **_voice_features(setting, verb, index, strength),
            **pointed_features(odds, index),
        }
        candidates.append(Candidate(index, features))
    return candidates


def _is_mention(setting: Setting, index: int, names: Mapping[int, str]) -> bool:
    """Whether the word heads a mention of somebody, outside all quotation marks."""
    tree = setting.tree
    word = tree[index]
    if setting.is_quoted(index):
        return False
    if word.upos == "PRON" or word.form.startswith("-"):
        return fold(word.form) in _SPEAKING_PRONOUNS and not _only_stresses(tree, index)
    if tree.token(index) in names or word.form == "%":
        return True
    if word.upos == "PROPN":
        return not word.deprel.startswith("flat") and not setting.vocabulary.is_no_speaker(word.form)
    return is_latter(tree, index) or (
        word.upos == "NOUN"
        and not setting.vocabulary.is_no_speaker(word.form)
        and (can_speak(setting, index) or word.deprel.startswith("nsubj"))
    )


def _only_stresses(tree: Tree, index: int) -> bool:
    """*elle* of *La direction, elle, évoque*: it stands between commas behind the mention."""
    return (
        fold(tree[index].form) in ("lui", "elle", "eux", "elles")
        and 0 < index < len(tree) - 1
        and tree[index - 1].form == tree[index + 1].form == ","
    )


def _nobody_features(setting: Setting, cue: CueHit | None, hit: SpeakerHit | None) -> Features:
    rule = cue.rule if cue is not None else "none"
    return {
        "nobody": 1.0,
        f"nobody_{rule}": 1.0,
        f"nobody_hit_{hit.rule if hit is not None else 'none'}": 1.0,
        f"nobody_{rule}_{'hit' if hit is not None else 'nohit'}": 1.0,
        "nobody_standing": float(setting.standing),
        "nobody_hit_mute": float(hit is not None and not can_speak(setting, hit.index)),
    }


def _strength(setting: Setting, verb: int | None) -> str:
    """How sure a sign of speech the word is, as the lexicon says; ``none`` if it is no verb of speech."""
    row = setting.cue_verb(verb) if verb is not None else None
    return row.strength if row is not None else "none"


def _reach_features(
    setting: Setting, cue: CueHit | None, indices: Sequence[int], names: Mapping[int, str], strength: str
) -> Features:
    """What there is in the frame for *nobody* to be likelier than, beside a cue of that *strength*."""
    tree = setting.tree
    verb = cue.index if cue is not None and cue.kind == "verb" and cue.index >= 0 else None
    strength = strength if verb is not None else "none"
    subjects = [index for index in indices if tree[index].deprel.startswith("nsubj")]
    people = [index for index in indices if tree.token(index) in names or _is_somebody(setting, index)]
    count = min(len(people), MAX_COUNTED)
    return {
        f"nobody_of_{min(len(indices), MAX_COUNTED)}": 1.0,
        f"nobody_people_{count}": 1.0,
        f"nobody_people_{count}_{strength}": 1.0,
        f"nobody_subjects_{min(len(subjects), MAX_COUNTED)}": 1.0,
        f"nobody_strength_{strength}": 1.0,
        f"nobody_words_{bucket(len(tree) - len(setting.words))}": 1.0,
        "nobody_cue_is_impersonal": float(verb is not None and _is_impersonal(tree, verb)),
        "nobody_cue_is_passive": float(verb is not None and tree.child(verb, "aux:pass", "nsubj:pass") is not None),
    }


MAX_COUNTED = 3
"""More mentions than this are many."""

_IMPERSONAL = frozenset("on l'on -on -t-on ca cela ce c' y".split())


def _is_impersonal(tree: Tree, verb: int) -> bool:
    """*peut-on lire*, *on entend*: whether the verb's subject is nobody in the story."""
    return any(fold(tree[child].form) in _IMPERSONAL for child in tree.children(verb, "nsubj", "expl"))


def _is_somebody(setting: Setting, index: int) -> bool:
    word = setting.tree[index]
    return word.upos == "PRON" or setting.vocabulary.role_of(word.form) is not None


def _verb_features(setting: Setting, verb: int | None, index: int, cue_strength: str) -> Features:
    """Which verb the mention is subject or complement of, and whether it stands in a clause apart from the cue."""
    tree = setting.tree
    head = tree[index].head
    if head == ROOT:
        return {"heads_sentence": 1.0}
    relation = tree[index].deprel.partition(":")[0]
    strength = cue_strength if head == verb else _strength(setting, head)
    is_of_speech = tree[head].upos == "NOUN" and setting.vocabulary.is_cue_noun(tree[head].lemma)
    features = {
        f"verb_{strength}_{relation}": 1.0,
        "of_cue_verb": float(head == verb),
        f"of_speech_noun_{relation}": float(is_of_speech),
    }
    if verb is None or head == verb:
        return features
    features[f"other_verb_{strength}_{relation}"] = 1.0
    above = [index, *tree.ancestors(index)]
    clauses = [word for word in above if is_relation(tree[word].deprel, *_CLAUSES)]
    features["in_clause_apart"] = float(bool(clauses) and verb not in (clauses[0], *tree.subtree(clauses[0])))
    is_above = any(word in above for word in tree.ancestors(verb))
    features["cue_in_clause_below"] = float(is_above)
    has_own = any(not setting.is_quoted(subject) for subject in tree.children(verb, "nsubj"))
    features["cue_has_own_subject"] = float(has_own)
    features["cue_below_has_own_subject"] = float(is_above and has_own)
    features[f"path_{min(_steps(tree, verb, above), MAX_STEPS)}"] = 1.0
    return features


_CLAUSES = ("acl", "advcl", "ccomp", "csubj", "parataxis")
"""Relations of what heads a clause of its own."""

MAX_STEPS = 6
"""A path in the tree this long or longer says only that cue and mention have nothing to do with each other."""


def _steps(tree: Tree, verb: int, above: Sequence[int]) -> int:
    """How many arcs the cue is from the mention whose ancestors are *above*."""
    for steps, word in enumerate((verb, *tree.ancestors(verb))):
        if word in above:
            return steps + above.index(word)
    return MAX_STEPS


def _said_features(setting: Setting, index: int, names: Mapping[int, str], said: Collection[str]) -> Features:
    """Whether the words themselves speak for or against the mention: hardly anybody names himself."""
    if not said:
        return {}
    word = setting.tree[index]
    kind = names.get(setting.tree.token(index)) or word.upos
    return {
        "in_words": float(word.upos == "PROPN" and fold(word.form) in said),
        **{f"{person}_{kind}": 1.0 for person in ("je", "nous") if person in said or (person == "je" and "j'" in said)},
    }


def _chosen_features(tree: Tree, hit: SpeakerHit | None, index: int, names: Mapping[int, str]) -> Features:
    """How the mention stands to the one that the rules chose: *l’un d’eux, Marc Dalbret, …* is Marc Dalbret."""
    if hit is None:
        return {}
    if hit.index == index:
        has_name = any(tree.token(child) in names for child in tree.children(index, "appos") if child > index)
        return {"chosen_has_apposed_name": float(has_name)}
    if tree[index].head != hit.index:
        return {}
    kind = names.get(tree.token(index), "no_name")
    return {f"hangs_on_chosen_{tree[index].deprel}": 1.0, f"hangs_on_chosen_{tree[index].deprel}_{kind}": 1.0}


def _number_features(tree: Tree, verb: int | None, index: int, names: Mapping[int, str]) -> Features:
    """Whether a person's name, which has no number of its own, goes with the number of the cue."""
    if verb is None or names.get(tree.token(index)) != "person":
        return {}
    number = _number_of(tree, verb)
    count = "several" if tree.child(index, "conj") is not None else "one"
    return {f"person_{count}_{number}": 1.0} if number else {}


def _support_features(name: str, support: Mapping[int, float] | None, index: int) -> Features:
    """How likely a cue leads to the mention, in steps; nothing where cues were not weighed."""
    if not support:
        return {}
    share = min(support.get(index, 0.0), 1.0)  # Their sum is more than 1 by the last digit, or is not.
    return {name: share, f"{name}_{math.ceil(share * SUPPORT_STEPS)}": 1.0}


SUPPORT_STEPS = 8
"""Into how many steps the likelihood that a cue leads to a mention is cut, besides none at all."""


def _rule_features(cue: CueHit | None, hit: SpeakerHit | None, index: int) -> Features:
    if hit is None:
        return {}
    if hit.index != index:
        return {}
    rule = cue.rule if cue is not None else "none"
    return {"chosen": 1.0, f"chosen_{hit.rule}": 1.0, f"chosen_{rule}": 1.0, f"chosen_{rule}_{hit.rule}": 1.0}


def _place_features(
    setting: Setting, cue: CueHit | None, verb: int | None, index: int, others: Sequence[int]
) -> Features:
    """Where the mention stands between cue and marks."""
    tree = setting.tree
    side = "before" if index < setting.first else "after"
    gap = setting.first - index if index < setting.first else index - setting.last
    features = {f"side_{side}": 1.0, f"gap_{bucket(gap)}": 1.0}
    if verb is None or cue is None:
        features[f"bare_{side}"] = 1.0
        low, high = min(index, setting.first), max(index, setting.last)
        features[f"bare_between_{min(2, sum(low < other < high for other in others))}"] = 1.0
        features["bare_colon"] = float(
            setting.first > 0 and tree[setting.first - 1].form == ":" and index < setting.first
        )
        return features
    order = "".join(letter for _, letter in sorted([(index, "s"), (verb, "v"), (setting.first, "q")]))
    rule = cue.rule
    low, high = min(index, verb), max(index, verb)
    between = sum(low < other < high for other in others)
    commas = sum(tree[place].form == "," for place in range(low, high))
    incise = opens_incise(tree, verb) if cue.kind == "verb" else False
    features.update(
        {
            f"order_{order}": 1.0,
            f"order_{order}_{rule}": 1.0,
            f"order_{order}_{'incise' if incise else 'plain'}": 1.0,
            f"near_{bucket(high - low)}_{order}": 1.0,
            f"between_{min(between, 3)}": 1.0,
            f"between_{min(between, 3)}_{order}": 1.0,
            f"commas_{min(commas, 2)}": 1.0,
            "quotation_between": float(
                any(tree.quotation(place) not in (None, tree.quotation(setting.first)) for place in range(low, high))
            ),
        }
    )
    clitic = inverted_clitic(tree, verb) if cue.kind == "verb" else None
    if clitic is not None:
        features["is_clitic" if clitic == index else "not_the_clitic"] = 1.0
    return features


def _tree_features(tree: Tree, verb: int | None, index: int, anchor: int) -> Features:
    """How the mention hangs in the tree."""
    word = tree[index]
    relation = word.deprel.partition(":")[0]
    features = {f"relation_{relation}": 1.0, f"relation_{word.deprel}": 1.0}
    features[f"preposition_{_preposition_of(tree, index) or 'none'}"] = 1.0
    if verb is not None:
        if word.head == verb:
            features[f"of_cue_{relation}"] = 1.0
        elif word.head != ROOT and word.head in tuple(tree.ancestors(verb)):
            features[f"of_cue_above_{relation}"] = 1.0
            features[f"of_cue_above_{relation}_{tree[verb].deprel}"] = 1.0
            features[f"of_next_above_{relation}"] = float(word.head == tree[verb].head)
        elif index in tuple(tree.ancestors(verb)):
            features["above_cue"] = 1.0
            if tree[verb].head == index:
                features[f"cue_is_its_{tree[verb].deprel}"] = 1.0
                features[f"cue_is_its_{tree[verb].deprel}_{tree[verb].feats.get('VerbForm', 'none')}"] = 1.0
        number, verb_number = word.feats.get("Number"), _number_of(tree, verb)
        if number and verb_number:
            features["agrees" if number == verb_number else "disagrees"] = 1.0
    if index in tuple(tree.ancestors(anchor)):
        features["above_quotation"] = 1.0
    return features


def _preposition_of(tree: Tree, index: int) -> str | None:
    """The folded preposition in front of the group; a sign that is taken for one (*BRIZAY | Les pêcheurs*) is none."""
    case = tree.child(index, "case")
    preposition = fold(tree[case].form) if case is not None and case < index else _bare_preposition(tree, index)
    return preposition if preposition is not None and preposition[:1].isalpha() else None


def _bare_preposition(tree: Tree, index: int) -> str | None:
    """The preposition in front of the group although the tree hangs it elsewhere."""
    place = index - 1
    while place >= 0 and tree[place].upos in ("DET", "ADJ", "NUM") and index - place < 5:
        place -= 1
    return fold(tree[place].form) if place >= 0 and tree[place].upos == "ADP" else None


def _number_of(tree: Tree, verb: int) -> str | None:
    """Number of the finite form, the auxiliary's if there is one; by its ending, which the tagger often overlooks."""
    for word in (*tree.children(verb, "aux"), verb):
        if tree[word].feats.get("VerbForm") == "Fin":
            return "Plur" if fold(tree[word].form).endswith(_PLURAL_ENDINGS) else "Sing"
    return None


_PLURAL_ENDINGS = ("nt", "ons", "ez")
"""Endings of *ont*, *affirment*, *disons*, *demandez*: no singular of a finite verb has them."""


def _kind_features(setting: Setting, index: int, names: Mapping[int, str], media: Collection[int]) -> Features:
    """What the mention is: a name, a role, a body, a pronoun."""
    tree, vocabulary = setting.tree, setting.vocabulary
    word, token = tree[index], tree.token(index)
    features = {f"upos_{word.upos}": 1.0}
    if token in names:
        features["name"] = 1.0
        features[f"name_{names[token]}"] = 1.0
    if token in media:
        features["medium"] = 1.0
    if word.upos == "NOUN":
        features[f"noun_{vocabulary.kind_of_noun(word.form, word.feats.get('Number') == 'Plur')}"] = 1.0
    if word.upos == "PRON" or word.form.startswith("-"):
        features[f"pronoun_{fold(word.form).rpartition('-')[2]}"] = 1.0
    determiner = tree.child(index, "det")
    if determiner is not None:
        features[
            f"determiner_{tree[determiner].feats.get('Definite', tree[determiner].feats.get('PronType', 'other'))}"
        ] = 1.0
    if vocabulary.is_place_of_power(word.form):
        features["place"] = 1.0
    if tree.quotation(index) is not None:
        features["marked"] = 1.0
    return features


def _voice_features(setting: Setting, verb: int | None, index: int, strength: str) -> Features:
    """Whether the mention can speak at all, which a person, a body or a text can: *la victime* can, *la gratuité* can't."""
    tree = setting.tree
    voice = "speaking" if can_speak(setting, index) else "mute"
    place = "of_cue" if tree[index].head == verb else "elsewhere"
    return {voice: 1.0, f"{voice}_{tree[index].deprel}": 1.0, f"{voice}_{strength}_{place}": 1.0}


def bucket(distance: int) -> str:
    """A distance in words, in steps; ``more`` from 26 on."""
    for limit in (1, 2, 3, 5, 8, 13, 25):
        if distance <= limit:
            return str(limit)
    return "more"


def rank_speakers(candidates: Sequence[Candidate], weights: Mapping[str, float]) -> list[tuple[float, Candidate]]:
    """
    Candidates with their probabilities, the best first.

    Args:
        candidates: As `find_candidates` gives them.
        weights: Feature → weight, in log-odds.

    Returns:
        (probability, candidate); the probabilities sum to 1.
    """
    ranked = rank([candidate.features for candidate in candidates], weights)
    return [(probability, candidates[place]) for probability, place in ranked]


def rank(described: Sequence[Mapping[str, float]], weights: Mapping[str, float]) -> list[tuple[float, int]]:
    """
    Softmax of the weighted features: (probability, place in *described*), the best first.

        >>> rank([{"near": 1.0}, {"far": 1.0}], {"near": 2.0})[0][1]
        0

    Args:
        described: The features of each candidate.
        weights: Feature → weight, in log-odds.
    """
    get = weights.get
    return by_odds([math.fsum([value * get(name, 0.0) for name, value in features.items()]) for features in described])


def by_odds(scores: Sequence[float]) -> list[tuple[float, int]]:
    """Softmax of log-odds: (probability, place), the best first."""
    top = max(scores)
    exponentials = [math.exp(score - top) for score in scores]
    total = sum(exponentials)
    return sorted(((value / total, place) for place, value in enumerate(exponentials)), key=lambda pair: -pair[0])
