"""
Which of the words that may announce a quotation does, when the tree or the order of the rules may err.

Each rule of `quotattr.cues` looks for one sign, and the first that answers is right seven times in eight. The
others are *il a assuré qu’il défendrait «jusqu’au bout» …*, where two verbs govern the words, or *exige des
mesures annoncées «hier»*, where the nearest one is only told about. So every word that may be a cue is a
candidate, described by which rules answer with it, where it stands, how the words hang on it, and who its subject
is; a linear model, fitted on annotated articles (``lexicon/cue_weights.tsv``), weighs them. Start
reading at `find_cue_candidates`.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence

from attrs import frozen

from quotattr.cues import (
    CUE_RULES,
    CueHit,
    CueKind,
    Setting,
    can_speak,
    chained_governor,
    is_according_to,
    object_of,
)
from quotattr.folding import fold
from quotattr.pointing import NOWHERE, Pointing, pointed_features
from quotattr.ranking import Features, bucket, rank
from quotattr.speakers import opens_incise, subject_of
from quotattr.trees import ROOT, Tree, is_relation

BY_RANK = "ranked_cue"
"""The rule of a cue that no rule answers with."""

MAX_CANDIDATES = 12
"""Words further from the quotation than this many others that may announce it don't."""


@frozen
class CueCandidate:
    """
    A word that may announce the quotation.

    Attributes:
        hit: The word, its kind, and the first rule that answers with it, else *ranked_cue*; None for *nothing announces it*.
        features: Facts about it, by name.
    """

    hit: CueHit | None
    features: Features


@frozen
class _Field:
    """
    What the candidates for one quotation have in common.

    Attributes:
        setting: The quotation in its frame.
        kinds: Index of each word that may be a cue → its kind.
        above: The words above the quotation in the tree, nearest first.
    """

    setting: Setting
    kinds: Mapping[int, CueKind]
    above: Sequence[int]

    def strength(self, index: int) -> str:
        """How surely the word announces speech: the strength of a verb, *unknown* if the lexicon lacks it, else the kind."""
        if self.kinds[index] != "verb":
            return self.kinds[index]
        row = self.setting.cue_verb(index)
        return row.strength if row is not None else "unknown"

    def own_subject(self, index: int) -> str:
        """What the subject is that the tree gives the verb itself."""
        tree = self.setting.tree
        subjects = (child for child in tree.children(index, "nsubj") if not self.setting.is_quoted(child))
        return _kind_of_speaker(self.setting, next(subjects, None))


def find_cue_candidates(setting: Setting, pointing: Pointing | None = None) -> list[CueCandidate]:
    """
    Describe every word of the frame that may announce the quotation.

    Args:
        setting: The quotation in its frame.
        pointing: Where the parser's states point, if they do.

    Returns:
        *Nothing* first, then the words in the order of the sentence.
    """
    odds = None if pointing is None else pointing.cues
    answers: dict[int, list[str]] = {}
    kinds: dict[int, CueKind] = {}
    for rule in CUE_RULES:
        index = rule.find(setting)
        if index is not None:
            answers.setdefault(index, []).append(rule.name)
            kinds.setdefault(index, rule.kind)
    first = next(iter(answers), None)
    near = sorted(_possible_cues(setting), key=lambda cue: abs(cue[0] - setting.first))
    for index, kind in near[:MAX_CANDIDATES]:
        kinds.setdefault(index, kind)
    field = _Field(setting, kinds, tuple(setting.tree.ancestors(setting.anchor)))
    first_rule = next((rules[0] for rules in answers.values()), "none")
    nothing = {**_nothing_features(setting, len(kinds), first_rule), **pointed_features(odds, NOWHERE)}
    found = [CueCandidate(None, nothing)]
    for index in sorted(kinds):
        rules = answers.get(index, ())
        features = {
            **_rule_features(rules, index == first),
            **_word_features(field, index),
            **_place_features(field, index),
            **(_above_features(field, index) if index in field.above else _apart_features(field, index)),
            **_subject_features(field, index),
            **pointed_features(odds, index),
        }
        hit = CueHit(index, rules[0] if rules else BY_RANK, kinds[index])
        found.append(CueCandidate(hit, features))
    return found


def _possible_cues(setting: Setting) -> Iterator[tuple[int, CueKind]]:
    """Every word outside the marks that may be a cue, with its kind."""
    tree, vocabulary = setting.tree, setting.vocabulary
    above = set(tree.ancestors(setting.anchor))
    for index, word in enumerate(tree.words):
        if tree.quotation(index) is not None:
            continue
        if is_according_to(setting, index) or _may_be_according_to(setting, index):
            yield index, "preposition"
        elif is_relation(word.deprel, "aux", "cop"):
            continue
        elif setting.cue_verb(index) is not None or (word.upos == "VERB" and index in above):
            yield index, "verb"
        elif word.upos == "NOUN" and (
            vocabulary.is_cue_noun(word.lemma)
            or vocabulary.is_cue_noun(word.form)
            or fold(word.form) in _POINTS_OF_VIEW
        ):
            yield index, "noun"
        elif _may_be_verb(setting, index):
            yield index, "verb"


_POINTS_OF_VIEW = frozenset(["yeux", "avis", "aveu", "dires"])
"""Folded nouns of *à ses yeux*, *de l’aveu de X*."""


def _may_be_according_to(setting: Setting, index: int) -> bool:
    """*pour* and *selon* before somebody who can speak, wherever they stand."""
    tree = setting.tree
    if fold(tree[index].form) not in ("selon", "pour") or tree[index].upos != "ADP":
        return False
    head = object_of(tree, index)
    return head is not None and can_speak(setting, head)


def _may_be_verb(setting: Setting, index: int) -> bool:
    """The *juge* of *Marc Dalbret juge le retard «honteux»*, taken for a noun: a form of a cue verb where a verb may stand."""
    tree = setting.tree
    word = tree[index]
    if word.upos not in ("NOUN", "ADJ", "PROPN", "ADV") or index == 0 or not word.form[:1].islower():
        return False
    before = tree[index - 1].upos
    is_behind_subject = before in ("PROPN", "PRON", "ADV", "CCONJ", "PUNCT") or before == word.upos == "NOUN"
    return is_behind_subject and setting.vocabulary.cue_verb_of_form(word.form) is not None


def _nothing_features(setting: Setting, others: int, first_rule: str) -> Features:
    """What speaks for a quotation that nothing announces; *others* is how many words may, *first_rule* which rule says so."""
    has_colon = setting.first > 0 and setting.tree[setting.first - 1].form == ":"
    return {
        "none": 1.0,
        f"none_first_{first_rule}": 1.0,
        f"none_of_{min(others, 3)}": 1.0,
        f"none_standing_{setting.standing}": 1.0,
        f"none_standing_{setting.standing}_{first_rule}": 1.0,
        f"none_opens_{setting.first == 0}": 1.0,
        f"none_colon_{has_colon}": 1.0,
        f"none_words_{bucket(len(setting.tree) - len(setting.words))}": 1.0,
    }


def _rule_features(rules: Sequence[str], is_first: bool) -> Features:
    """Which rules answer with the word, and whether the first that answers does."""
    features = {f"rule_{rule}": 1.0 for rule in rules}
    features[f"rules_{'+'.join(rules)}"] = 1.0
    if is_first:
        features["first"] = features[f"first_{rules[0]}"] = 1.0
    return features


def _word_features(field: _Field, index: int) -> Features:
    """What the word is by itself."""
    word, kind = field.setting.tree[index], field.kinds[index]
    features = {f"kind_{kind}": 1.0, f"lemma_{fold(word.lemma)}": 1.0}
    if kind == "verb":
        strength = field.strength(index)
        form = word.feats.get("VerbForm", "none")
        features |= {
            f"strength_{strength}": 1.0,
            f"form_{form}_{word.feats.get('Mood', 'none')}": 1.0,
            f"tense_{_tense_of(field.setting.tree, index)}_{strength}": 1.0,
            f"upos_{word.upos}": 1.0,
            f"deprel_{word.deprel}": 1.0,
            f"deprel_{word.deprel}_{strength}": 1.0,
            "chained": float(chained_governor(field.setting.tree, index) is not None),
        }
    return features


def _tense_of(tree: Tree, index: int) -> str:
    """Mood and tense of the finite form: the auxiliary's if there is one."""
    for word in (*tree.children(index, "aux", "cop"), index):
        feats = tree[word].feats
        if feats.get("VerbForm") == "Fin":
            return f"{feats.get('Mood')}_{feats.get('Tense')}"
    return "none"


def _place_features(field: _Field, index: int) -> Features:
    """Where the word stands, and what stands between it and the marks."""
    setting, tree, kind = field.setting, field.setting.tree, field.kinds[index]
    is_before = index < setting.first
    side = "before" if is_before else "after"
    low, high = (index + 1, setting.first) if is_before else (setting.last + 1, index)
    forms = [tree[place].form for place in range(low, high)]
    others = min(3, sum(low <= other < high for other in field.kinds))
    gap = bucket(high - low + 1)
    incise = opens_incise(tree, index) if kind == "verb" else False
    return {
        f"side_{side}_{kind}": 1.0,
        f"gap_{side}_{gap}": 1.0,
        f"gap_{side}_{gap}_{kind}": 1.0,
        f"between_{side}_{others}": 1.0,
        f"between_{side}_{others}_{field.strength(index)}": 1.0,
        f"commas_{side}_{min(forms.count(','), 3)}": 1.0,
        f"colon_between_{side}": float(":" in forms[:-1] or ";" in forms[:-1]),
        f"quotation_between_{side}": float(any(tree.quotation(place) is not None for place in range(low, high))),
        f"introduced_{_introduction(setting)}_{side}": 1.0,
        f"introduced_{_introduction(setting)}_{side}_{kind}": 1.0,
        f"incise_{side}_{incise}": 1.0,
        f"incise_{side}_{incise}_{setting.standing}": 1.0,
        f"standing_{setting.standing}_{side}_{kind}": 1.0,
    }


_INTRODUCTIONS = frozenset(["que", "qu'", ":", ",", "de", "d'", "un", "une", "a"])
"""Folded words right before the marks that tell how they hang on the sentence."""


def _introduction(setting: Setting) -> str:
    """What stands right before the marks."""
    if setting.first == 0:
        return "start"
    form = fold(setting.tree[setting.first - 1].form)
    return form if form in _INTRODUCTIONS else "other"


def _above_features(field: _Field, index: int) -> Features:
    """How the quotation hangs on a word above it, and what other candidates stand between or further above."""
    tree, depth, strength = field.setting.tree, field.above.index(index), field.strength(index)
    link = tree[field.above[depth - 1] if depth else field.setting.anchor]
    nearer = [word for word in field.above[:depth] if word in field.kinds]
    features = {
        f"above_{min(depth, 4)}": 1.0,
        f"above_{field.kinds[index]}": 1.0,
        f"above_by_{link.deprel}": 1.0,
        f"above_by_{link.deprel}_{strength}": 1.0,
        f"above_nearer_{min(len(nearer), 2)}": 1.0,
    }
    if field.kinds[index] == "verb":
        completing = field.above[depth - 1] if depth else field.setting.anchor
        features[f"completed_{_completion(field.setting, index, completing)}"] = 1.0
    if nearer:
        features[f"above_by_{link.deprel}_over_{field.strength(nearer[-1])}"] = 1.0
        features[f"above_by_{link.deprel}_over_own_{field.own_subject(nearer[-1])}"] = 1.0
    further = next((word for word in field.above[depth + 1 :] if word in field.kinds), None)
    if further is not None:
        relation, governor = tree[index].deprel, field.strength(further)
        features |= {
            f"under_by_{relation}": 1.0,
            f"under_{governor}": 1.0,
            f"under_by_{relation}_{governor}": 1.0,
            f"under_by_{relation}_{governor}_{strength}": 1.0,
            f"under_{governor}_own_{field.own_subject(index)}": 1.0,
        }
    return features


def _completion(setting: Setting, verb: int, completing: int) -> str:
    """Whether what holds the quotation completes the verb as the lexicon says that marked words do."""
    row = setting.cue_verb(verb)
    if row is None:
        return "unknown"
    case = setting.tree.child(completing, "case", "mark")
    if case is not None:
        preposition = fold(setting.tree[case].form)
        link = "de" if preposition == "d'" else preposition
    else:
        relation = setting.tree[completing].deprel
        link = {"obj": "object", "xcomp": "attribute"}.get(relation, relation)
    is_told = link in [fold(complement) for complement in row.complements]
    return f"{is_told}_{'bare' if case is None else 'preposition'}"


def _apart_features(field: _Field, index: int) -> Features:
    """How a word hangs in the tree that is not above the quotation."""
    tree, anchor = field.setting.tree, field.setting.anchor
    up = [index, *tree.ancestors(index)]
    shared = next((step for step, word in enumerate(up) if word == anchor or word in field.above), ROOT)
    return {
        f"apart_{field.kinds[index]}": 1.0,
        f"apart_steps_{min(shared, 5)}": 1.0,
        f"apart_by_{tree[index].deprel}_{field.kinds[index]}": 1.0,
        "below_quotation": float(anchor in up),
    }


def _subject_features(field: _Field, index: int) -> Features:
    """Who would speak."""
    setting, kind = field.setting, field.kinds[index]
    if kind != "verb":
        return {
            f"{kind}_determiner_{_determiner_of(setting.tree, index)}": 1.0,
            f"{kind}_owned": float(setting.tree.child(index, "nmod") is not None),
        }
    own, hit = field.own_subject(index), subject_of(setting, index)
    way = hit.rule if hit is not None else "none"
    borrowed = _kind_of_speaker(setting, hit.index if hit is not None else None)
    return {
        f"own_{own}": 1.0,
        f"own_{own}_{'after' if index > setting.last else 'before'}": 1.0,
        f"subject_{borrowed}": 1.0,
        f"way_{way}": 1.0,
        f"way_{way}_{borrowed}": 1.0,
    }


def _determiner_of(tree: Tree, index: int) -> str:
    determiner = tree.child(index, "det")
    if determiner is None:
        return "none"
    return "possessive" if tree[determiner].feats.get("Poss") else tree[determiner].feats.get("Definite", "other")


def _kind_of_speaker(setting: Setting, index: int | None) -> str:
    """The word itself of a pronoun, whether a noun can speak, else the part of speech."""
    if index is None:
        return "none"
    word = setting.tree[index]
    if word.upos == "NOUN":
        return "speaker" if can_speak(setting, index) else "mute"
    return fold(word.form).rpartition("-")[2] if word.upos == "PRON" else word.upos


def rank_cues(candidates: Sequence[CueCandidate], weights: Mapping[str, float]) -> list[tuple[float, CueCandidate]]:
    """
    Candidates with their probabilities, which sum to 1, the best first.

    Args:
        candidates: As `find_cue_candidates` gives them.
        weights: Feature → weight, in log-odds.
    """
    ranked = rank([candidate.features for candidate in candidates], weights)
    return [(probability, candidates[place]) for probability, place in ranked]


def place_of_cue(ranked: Sequence[tuple[float, CueCandidate]]) -> int | None:
    """
    Where in the ranking the word stands that is taken for the cue, if there is one.

    It is the likeliest; but a word that no rule answers with has to be likelier than *nothing announces it* as well, or a
    quotation on its own would take up any verb of speech near by.
    """
    is_behind_nothing = False
    for place, (_, candidate) in enumerate(ranked):
        if candidate.hit is None:
            is_behind_nothing = True
        elif not is_behind_nothing or candidate.hit.rule != BY_RANK:
            return place
    return None
