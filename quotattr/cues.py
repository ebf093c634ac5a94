"""
Cues: the words that announce speech — *a déclaré*, *jugeant*, *selon*, *sa conviction*.

A quotation hangs somewhere in a tree. `find_cue` asks an ordered table of small rules where
its cue is; the first that answers wins, and its name goes on the `Quote`. The order is from
what is nearly always right (an inverted verb right behind the marks) to what is a last resort
(whatever verb governs the words).
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Literal, NamedTuple, get_args

from attrs import evolve, frozen

from quotattr.folding import fold
from quotattr.lexicons import CueVerb
from quotattr.tokenizer import Token
from quotattr.trees import ROOT, Tree, is_relation
from quotattr.vocabulary import CHAINED_VERBS, Vocabulary

CueKind = Literal["verb", "preposition", "noun"]
CUE_KINDS: tuple[CueKind, ...] = get_args(CueKind)

MAX_INCISE_WORDS = 9
"""The verb of an incise comes within this many words of the comma: *, a-t-il ensuite*  *déclaré*."""


@frozen
class Setting:
    """
    A quotation in its frame: everything that a rule may look at (docs/extending.md has a rule that runs).

    Attributes:
        tokens: The article's tokens.
        tree: The parsed frame.
        words: Indices in the tree of the words that stand in or for the quotation.
        anchor: The one of them that the others hang on.
        standing: Whether it stands on its own.
        vocabulary: The words that rules know.
        other_marks: Indices of the quotations that report nothing, as far as that is settled: *les «gilets jaunes» réclament*.
    """

    tokens: Sequence[Token]
    tree: Tree
    words: tuple[int, ...]
    anchor: int
    standing: bool
    vocabulary: Vocabulary
    other_marks: frozenset[int] = frozenset()

    @property
    def first(self) -> int:
        """Index of the quotation's first word."""
        return self.words[0]

    @property
    def last(self) -> int:
        """Index of the quotation's last word."""
        return self.words[-1]

    def is_quoted(self, index: int) -> bool:
        """Whether the word stands in, or for, what somebody may have said; marks that report nothing are like none."""
        quotation = self.tree.quotation(index)
        return quotation is not None and quotation not in self.other_marks

    def cue_verb(self, index: int) -> CueVerb | None:
        """The lexicon's row for the verb at *index*, None if it announces no speech."""
        return cue_verb(self.tree, index, self.vocabulary)

    def cue_phrase(self, index: int) -> tuple[CueVerb, int] | None:
        """The row of *mettre en garde* for the verb of *met également en garde*, and the last word of the phrase."""
        return _cue_phrase(self.tree, index, self.vocabulary)


def cue_verb(tree: Tree, index: int, vocabulary: Vocabulary) -> CueVerb | None:
    """The lexicon's row for the verb at *index*, with those that make one cue with it; None if it announces no speech."""
    return tree.once(_find_cue_verb, index, id(vocabulary.lexicons), vocabulary)


def _find_cue_verb(tree: Tree, index: int, vocabulary: Vocabulary) -> CueVerb | None:
    word = tree[index]
    if word.upos not in ("VERB", "AUX", "ADJ", "NOUN"):
        return None
    if word.upos in ("ADJ", "NOUN") and word.feats.get("VerbForm") != "Part":
        return None
    governor = chained_governor(tree, index)
    pair = vocabulary.cue_pair(tree[governor].lemma, word.lemma) if governor is not None else None
    phrase = _cue_phrase(tree, index, vocabulary)
    return pair or (phrase[0] if phrase else None) or vocabulary.cue_verb_of(word.form, word.lemma)


def _cue_phrase(tree: Tree, index: int, vocabulary: Vocabulary) -> tuple[CueVerb, int] | None:
    phrases = vocabulary.cue_phrases_from(tree[index].lemma)
    if not phrases:
        return None
    places = [
        place
        for place in range(index + 1, min(index + 1 + MAX_PHRASE_WORDS, len(tree)))
        if tree[place].upos != "ADV" and tree.quotation(place) is None
    ]
    said = [{fold(tree[place].lemma), fold(tree[place].form)} for place in places]
    for lemmas, verb in phrases:
        if len(lemmas) <= len(said) and all(lemma in forms for lemma, forms in zip(lemmas, said, strict=False)):
            return verb, places[len(lemmas) - 1]
    return None


MAX_PHRASE_WORDS = 6
"""How far behind its verb a cue of several words may end, adverbs between them included."""

MAX_CHAIN_WORDS = 4


def chained_governor(tree: Tree, index: int) -> int | None:
    """
    The *faire* of *faire savoir*: the verb in front that makes one cue with the infinitive at *index*.

    Nothing stands between the two but clitics and adverbs, so that the word right in front is one wherever the tree hangs it.
    """
    if tree[index].feats.get("VerbForm") != "Inf":
        return None
    near = (*tree.children(index, "aux"), tree[index].head, index - 1)
    return next(
        (
            word
            for word in near
            if word >= 0 and 0 < index - word <= MAX_CHAIN_WORDS and tree[word].lemma in CHAINED_VERBS
        ),
        None,
    )


@frozen
class CueHit:
    """
    A cue that a rule found.

    Attributes:
        index: Word that carries it.
        rule: Name of the rule.
        kind: verb, preposition or noun: which way leads from it to the speaker.
    """

    index: int
    rule: str
    kind: CueKind


class CueRule(NamedTuple):
    """
    A rule that finds what announces a quotation.

        >>> def no_cue(setting: Setting) -> int | None:
        ...     return None
        >>> CueRule(no_cue, "verb").name
        'no_cue'

    Attributes:
        find: Given a quotation in its sentence, the index in its tree of the word that announces it, None if there
            is none. Its name is the rule's, its docstring begins with a sentence that it is for.
        kind: What that word is, and so how its speaker hangs on it: the subject of a ``verb``, whom a
            ``preposition`` introduces, whose a ``noun`` is.
    """

    find: Callable[[Setting], int | None]
    kind: CueKind

    @property
    def name(self) -> str:
        """What `Quote.rule` says where it answers."""
        return self.find.__name__


def incise_after(setting: Setting) -> int | None:
    """``«Nous irons», a déclaré la ministre.`` — a verb right behind the marks, its subject behind it."""
    found = _incise_from(setting, setting.last + 1)
    if found is not None and not setting.standing and _is_governed_already(setting, found):
        return None
    return found


def _is_governed_already(setting: Setting, rival: int) -> bool:
    """``Il a jugé la loi «inutile», rapporte Le Figaro`` — the agent nearest to the words has its own subject."""
    tree = setting.tree
    governor = _governor(setting, strengths=("speech", "opinion"))
    if governor is None or governor == rival or governor > setting.first:
        return False
    subject = tree.child(governor, "nsubj")
    return subject is not None and subject < governor


def incise_before(setting: Setting) -> int | None:
    """``Le permis est utile car, a-t-il justifié, «les loyers montent»`` — an incise that ends on the marks."""
    tree = setting.tree
    last = setting.first - 1
    if last < 0 or tree[last].form != ",":
        return None
    for start in range(last - 1, max(-1, last - MAX_BESIDE_WORDS), -1):
        if tree.quotation(start) is not None or tree[start].form in (":", ";"):
            return None
        if tree[start].form == ",":
            found = _incise_from(setting, start)
            return found if found is not None and found < last else None
    return None


MAX_BESIDE_WORDS = 14
"""How long an incise, or *selon X*, in front of the marks may be."""


def according_to_beside(setting: Setting) -> int | None:
    """``La ville va mal car, selon lui, «tout manque»`` — *selon X* right before or behind the marks."""
    tree = setting.tree
    behind = setting.last + 1
    while behind < len(tree) and behind <= setting.last + 2:
        if tree.quotation(behind) is None and is_according_to(setting, behind):
            return None if _is_governed_already(setting, behind) else behind
        if tree[behind].form not in (",", "d'"):
            break
        behind += 1
    if setting.first < 1 or tree[setting.first - 1].form != ",":
        return None
    for index in range(setting.first - 2, max(-1, setting.first - MAX_BESIDE_WORDS), -1):
        if (
            tree.quotation(index) is not None
            or tree[index].form in (",", ":", ";")
            or tree[index].upos in ("VERB", "AUX")
        ):
            return None
        if is_according_to(setting, index):
            return index
    return None


def incise_later(setting: Setting) -> int | None:
    """``Le projet est «mort», a tranché le maire.`` — an incise further on in the same sentence."""
    tree = setting.tree
    for index in range(setting.last + 1, len(tree)):
        if tree[index].form == "," and tree.quotation(index) is None:
            found = _incise_from(setting, index)
            if found is not None:
                return found
    return None


def _incise_from(setting: Setting, start: int) -> int | None:
    """The cue verb of an incise that opens at the word *start*: (, aux clitic … verb) before its subject."""
    tree = setting.tree
    position = start
    while (
        position < len(tree) and tree[position].upos == "PUNCT" and tree[position].form in (",", "-", "–", "—", "...")
    ):
        position += 1
    for index in range(position, min(position + MAX_INCISE_WORDS, len(tree))):
        word = tree[index]
        if tree.quotation(index) is not None:
            return None
        if word.upos == "VERB" or (word.upos == "AUX" and setting.cue_verb(index) and not tree.children(index, "aux")):
            if word.deprel.startswith("aux") or word.deprel == "cop" or _is_split_auxiliary(tree, index):
                continue
            behind = (*tree.children(index, "xcomp"), min(index + 1, len(tree) - 1))
            chained = next((child for child in behind if _ends_chain(setting, child, index)), None)
            if chained is not None:
                return chained
            return index if _is_incise_verb(setting, index, position) else None
        if index == position and _is_mistagged_verb(setting, index):
            return index
        if _is_inserted(tree, position, index):
            continue
        if word.upos not in ("AUX", "PRON", "ADV", "PART") and not word.form.startswith("-"):
            return None
        if word.upos == "PRON" and not (
            word.form.startswith("-") or fold(word.form) in ("s'", "se", "l'", "m'", "me", "lui", "leur", "nous")
        ):
            return None
    return None


def _is_incise_verb(setting: Setting, index: int, start: int) -> bool:
    """Whether the verb can be an incise's: known to announce speech, or followed by its inverted subject."""
    tree = setting.tree
    governor = chained_governor(tree, index)
    if governor is not None and governor >= start and _ends_chain(setting, index, governor):
        return True
    if tree[index].feats.get("VerbForm") == "Inf" or (
        tree[index].feats.get("VerbForm") == "Part" and not _has_auxiliary(tree, index, start)
    ):
        return False
    if is_inverted(tree, index):
        return True
    subjects = tree.children(index, "nsubj")
    # Not the first alone: that may be the pronoun of *leur lance la maire*, mistagged.
    if any(subject > index for subject in subjects):
        return True
    return setting.cue_verb(index) is not None and not subjects


def _ends_chain(setting: Setting, index: int, governor: int) -> bool:
    """*remarquer* of *a fait remarquer X*, *expliquer* of *tenait à expliquer X*."""
    return chained_governor(setting.tree, index) == governor and setting.cue_verb(index) is not None


def _is_inserted(tree: Tree, start: int, index: int) -> bool:
    """*pour sa part*, *de son côté*, between the auxiliary and the participle of an incise."""
    if not _has_auxiliary(tree, index, start):
        return False
    return tree[index].upos in ("ADP", "DET", "NOUN") or tree[index].form == ","


def _is_mistagged_verb(setting: Setting, index: int) -> bool:
    """*pointe Jean Martin*, *complète-t-elle*, taken for a noun: the form of a cue verb before who says it."""
    tree = setting.tree
    if tree[index].upos not in ("NOUN", "ADJ", "PROPN") or index + 1 >= len(tree):
        return False
    if not tree[index].form[:1].islower() or setting.vocabulary.cue_verb_of_form(tree[index].form) is None:
        return False
    behind = tree[index + 1]
    return behind.upos in ("PROPN", "DET") or behind.form[:1].isupper() or _is_inverted_clitic(behind.form)


def _has_auxiliary(tree: Tree, index: int, start: int) -> bool:
    return any(tree[position].upos == "AUX" or _is_split_auxiliary(tree, position) for position in range(start, index))


def _is_split_auxiliary(tree: Tree, index: int) -> bool:
    """The *a* of *a de son côté lancé*, taken for a verb of its own because of what stands between."""
    return (
        tree[index].upos == "VERB"
        and tree[index].lemma in ("avoir", "être")
        and index + 1 < len(tree)
        and tree[index + 1].upos in ("ADP", "ADV", "PUNCT")
    )


def is_inverted(tree: Tree, index: int) -> bool:
    """Whether a clitic subject hangs on the verb or its auxiliary: *a-t-il dit*, *dit-elle*."""
    return inverted_clitic(tree, index) is not None


def inverted_clitic(tree: Tree, index: int) -> int | None:
    """Index of the inverted clitic subject of the verb at *index*."""
    return tree.once(_find_inverted_clitic, index, None)


def _find_inverted_clitic(tree: Tree, index: int) -> int | None:
    for position in range(max(0, index - 4), min(index + 2, len(tree))):
        if _is_inverted_clitic(tree[position].form):
            between = range(position + 1, index)
            if all(tree[word].upos in ("ADV", "AUX", "PRON") for word in between):
                return position
    return None


def _is_inverted_clitic(form: str) -> bool:
    """*-t-elle*, *-il*."""
    return form.startswith("-") and fold(form).rpartition("-")[2] in CLITIC_SUBJECTS


CLITIC_SUBJECTS = frozenset(["il", "elle", "ils", "elles", "on", "je", "nous", "vous", "tu"])


def colon(setting: Setting) -> int | None:
    """``Le maire s’emporte: «Assez !»`` — the last cue verb of the clause before the colon."""
    tree = setting.tree
    before = setting.first - 1
    if before < 0 or tree[before].form != ":":
        return None
    verbs = [
        index
        for index in range(before)
        if setting.cue_verb(index)
        and not _is_auxiliary(tree, index)
        and tree.quotation(index) is None
        and not _is_namely(tree, index)
    ]
    verbs = [index for index in verbs if not _other_quotation_between(setting, index)] or verbs
    saying = [index for index in verbs if _has_strength(setting, index, ("speech", "opinion"))]
    return (saying or verbs)[-1] if verbs else None


def _has_strength(setting: Setting, index: int, strengths: tuple[str, ...]) -> bool:
    row = setting.cue_verb(index)
    return row is not None and row.strength in strengths


def _is_namely(tree: Tree, index: int) -> bool:
    """The *savoir* of *à savoir*, which says nothing."""
    return tree[index].form == "savoir" and index > 0 and fold(tree[index - 1].form) == "a"


def _other_quotation_between(setting: Setting, index: int) -> bool:
    tree = setting.tree
    return any(
        tree.quotation(word) not in (None, tree.quotation(setting.first)) for word in range(index, setting.first)
    )


def que_clause(setting: Setting) -> int | None:
    """``Il a dit que «tout ira bien»`` — the verb whose *que* opens just before the marks."""
    tree = setting.tree
    before = setting.first - 1
    if before < 0 or fold(tree[before].form) not in ("que", "qu'"):
        return None
    if before and setting.cue_verb(before - 1) and not _is_auxiliary(tree, before - 1):
        return before - 1
    head = tree[before].head
    ancestors = [head, *tree.ancestors(head)] if head != ROOT else []
    for ancestor in ancestors:
        if ancestor < before and setting.cue_verb(ancestor) and not _is_auxiliary(tree, ancestor):
            return ancestor
    for index in range(before - 1, max(-1, before - 8), -1):
        if setting.cue_verb(index) and not _is_auxiliary(tree, index):
            return index
    return None


def governing_verb(setting: Setting) -> int | None:
    """``Il a jugé la loi «inutile»`` — the nearest verb above the words that announces speech."""
    governor = _governor(setting, strengths=("speech", "opinion"))
    return governor if governor is None else _saying_above(setting, _agent_above(setting, governor))


def _agent_above(setting: Setting, index: int) -> int:
    """*estime* of *La maire estime que le retard confirme un «échec»*: a verb whose subject can speak."""
    tree = setting.tree
    subject = tree.child(index, "nsubj")
    if subject is None or not _is_mute(setting, subject) or not is_relation(tree[index].deprel, "ccomp"):
        return index
    above = next(
        (
            word
            for word in tree.ancestors(index)
            if _has_strength(setting, word, ("speech", "opinion")) and not _is_auxiliary(tree, word)
        ),
        None,
    )
    return index if above is None or above > index or tree.quotation(above) is not None else above


def _is_mute(setting: Setting, index: int) -> bool:
    """Whether the noun stands for nothing that can speak."""
    word = setting.tree[index]
    return word.upos == "NOUN" and not setting.vocabulary.can_speak(word.form, word.lemma, word.upos)


def _saying_above(setting: Setting, index: int) -> int:
    """*déclarent* of *déclarent dénoncer une loi «inutile»*: the verb that says what the infinitive would do."""
    tree = setting.tree
    above = tree[index].head
    if (
        tree[index].feats.get("VerbForm") != "Inf"
        or above == ROOT
        or not is_relation(tree[index].deprel, *_COMPLEMENTS)
    ):
        return index
    is_said = _has_strength(setting, above, ("speech",)) and above < index and tree.quotation(above) is None
    return above if is_said and chained_governor(tree, index) is None else index


_COMPLEMENTS = ("xcomp", "ccomp")
"""How an infinitive hangs on the verb it completes."""


def according_to(setting: Setting) -> int | None:
    """``Selon le maire, c’est «trop tard»`` — *selon*, *d’après*, *pour*, *à en croire* in the same sentence."""
    tree = setting.tree
    best: tuple[int, int] | None = None
    for index in range(len(tree)):
        if tree.quotation(index) is None and is_according_to(setting, index):
            distance = min(abs(index - setting.first), abs(index - setting.last))
            if best is None or distance < best[0]:
                best = (distance, index)
    return best[1] if best else None


def is_according_to(setting: Setting, index: int) -> bool:
    """Whether *selon*, *d’après*, *pour* … at *index* names who says the clause."""
    tree = setting.tree
    form = fold(tree[index].form)
    if form in ("selon", "dixit", "suivant"):
        return _has_speaking_object(setting, index)
    if form == "apres":
        return index > 0 and fold(tree[index - 1].form) == "d'" and _has_speaking_object(setting, index)
    if form == "pour" and tree[index].upos == "ADP":
        return _is_relative(tree, index) or _is_opinion_pour(setting, index)
    if form == "croire":
        return index > 1 and fold(tree[index - 1].form) == "en" and fold(tree[index - 2].form) == "a"
    return False


def object_of(tree: Tree, index: int) -> int | None:
    """The word that the preposition at *index* introduces; of a fixed one (*d’après*), what its first word does."""
    head = tree[index].head
    if head != ROOT and head < index and tree[index].deprel == "fixed":
        head = tree[head].head
    if head != ROOT and head > index:
        return head
    nouns = ("NOUN", "PROPN", "PRON")
    return next((place for place in range(index + 1, min(index + 8, len(tree))) if tree[place].upos in nouns), None)


def is_latter(tree: Tree, index: int) -> bool:
    """Whether the word is the *dernier* of *ce dernier* or the *même* of *le même*: somebody, though it is tagged as an adjective."""
    return (
        tree[index].upos == "ADJ"
        and index > 0
        and (fold(tree[index - 1].form), fold(tree[index].form)) in _STAND_FOR_SOMEBODY
        and (index + 1 == len(tree) or tree[index + 1].upos not in ("NOUN", "PROPN"))
    )


LATTER = {
    ("ce", "dernier"): "celui-ci",
    ("cette", "derniere"): "celle-ci",
    ("ces", "derniers"): "ceux-ci",
    ("ces", "dernieres"): "celles-ci",
}
"""Folded words for who was mentioned last, and the pronoun that means the same."""

SAME = {("le", "meme"): "celui-ci", ("la", "meme"): "celle-ci", ("les", "memes"): "ceux-ci"}
"""The same of words that mean it only where no noun follows: *Le même ajoute*."""

_STAND_FOR_SOMEBODY = LATTER.keys() | SAME.keys()


def latter_pronoun(forms: Sequence[str]) -> str | None:
    """
    The pronoun that means the same as a noun group of these folded words; None if they say more.

        >>> latter_pronoun(["ce", "dernier"]), latter_pronoun(["la", "meme", "source"])
        ('celui-ci', None)
    """
    if tuple(forms) in SAME:
        return SAME[forms[0], forms[1]]
    return next((LATTER[forms[0], form] for form in forms[1:] if (forms[0], form) in LATTER), None)


def can_speak(setting: Setting, index: int) -> bool:
    """Whether the word at *index* can head the mention of a speaker."""
    word = setting.tree[index]
    return setting.vocabulary.can_speak(word.form, word.lemma, word.upos) or is_latter(setting.tree, index)


def _has_speaking_object(setting: Setting, index: int) -> bool:
    """*selon le maire*, *selon lui*, *selon ses mots*; not *selon le revenu*."""
    head = object_of(setting.tree, index)
    if head is None:
        return False
    word, vocabulary = setting.tree[head], setting.vocabulary
    return (
        word.upos in ("NUM", "X")
        or can_speak(setting, head)
        or vocabulary.is_cue_noun(word.lemma)
        or vocabulary.is_voice(word.lemma)
        or fold(word.form) in ("mots", "termes", "dires")
    )


def _is_relative(tree: Tree, index: int) -> bool:
    """*la maire, pour qui «tout est dit»*: whoever stands before the relative pronoun."""
    return 0 < index < len(tree) - 1 and fold(tree[index + 1].form) == "qui" and tree[index - 1].form == ","


def _is_opinion_pour(setting: Setting, index: int) -> bool:
    """*Pour X,* at the head of a clause, closed by a comma or the marks, with somebody who can speak."""
    tree = setting.tree
    if (
        index
        and tree[index - 1].form not in (",", ":", ";", "–", "-", ".")
        and fold(tree[index - 1].form) not in ("et", "mais", "que", "car")
    ):
        return False
    head = tree[index].head
    if head == ROOT or head < index or tree[head].upos not in ("PROPN", "NOUN", "PRON"):
        return False
    if fold(tree[index + 1].form) in ("sa", "son", "leur", "ca", "cela", "rappel", "autant", "l'instant", "l'heure"):
        return False
    after = next(
        (place for place in range(head + 1, len(tree)) if tree[place].form == "," or tree.quotation(place) is not None),
        None,
    )
    if after is None or after - head > MAX_ACCORDING_WORDS:
        return False
    return setting.vocabulary.can_speak(tree[head].form, tree[head].lemma, tree[head].upos)


MAX_ACCORDING_WORDS = 18
"""How long the X of *Pour X,* may go on before its comma."""


def speech_noun(setting: Setting) -> int | None:
    """``sa «ferme conviction»``, ``les propos «inacceptables» du ministre`` — a noun of speech with its owner."""
    tree = setting.tree
    for index in (setting.anchor, *tree.ancestors(setting.anchor)):
        if tree.quotation(index) is not None:
            continue
        if tree[index].upos != "NOUN":
            if tree[index].upos in ("VERB", "AUX"):
                return None
            continue
        if setting.vocabulary.is_cue_noun(tree[index].lemma) or setting.vocabulary.is_cue_noun(tree[index].form):
            return index
    return None


def weak_verb(setting: Setting) -> int | None:
    """``Il a lancé un «appel au calme»`` — a verb that may announce speech, or a thought in marks."""
    return _governor(setting, strengths=("weak", "thought"))


def any_verb(setting: Setting) -> int | None:
    """``Le syndicat rejette une loi «inutile»`` — no word known to announce speech: the verb that governs the words."""
    tree = setting.tree
    for index in (setting.anchor, *tree.ancestors(setting.anchor)):
        if tree.quotation(index) is None and tree[index].upos == "VERB":
            return index
    return None


def _governor(setting: Setting, strengths: tuple[str, ...]) -> int | None:
    tree = setting.tree
    for index in tree.ancestors(setting.anchor):
        row = setting.cue_verb(index)
        if (
            row is not None
            and row.strength in strengths
            and not _is_auxiliary(tree, index)
            and tree.quotation(index) is None
        ):
            return index
    return None


def _is_auxiliary(tree: Tree, index: int) -> bool:
    return tree[index].deprel.partition(":")[0] in ("aux", "cop")


CUE_RULES: tuple[CueRule, ...] = (
    CueRule(incise_after, "verb"),
    CueRule(colon, "verb"),
    CueRule(incise_before, "verb"),
    CueRule(according_to_beside, "preposition"),
    CueRule(que_clause, "verb"),
    CueRule(governing_verb, "verb"),
    CueRule(incise_later, "verb"),
    CueRule(according_to, "preposition"),
    CueRule(speech_noun, "noun"),
    CueRule(weak_verb, "verb"),
    CueRule(any_verb, "verb"),
)
"""First answer wins: from an inverted verb beside the marks to whatever verb governs the words."""

NO_SPEECH = "no_speech"
"""What `quotattr.Quote.rule` says of marks that report no speech: there is nothing to announce."""


def find_cue(setting: Setting, added: Sequence[CueRule] = ()) -> CueHit | None:
    """
    Find what announces the quotation, by the first rule that answers: those *added*, then `CUE_RULES`.

    Returns:
        The cue and the rule that found it; None if nothing in the frame announces speech.
    """
    for rule in (*added, *CUE_RULES):
        index = rule.find(setting)
        if index is not None:
            return CueHit(index, rule.name, rule.kind)
    return None


def cue_words(setting: Setting, hit: CueHit) -> list[int]:
    """The words of a cue: a verb with its auxiliaries and reflexive, *d’après* whole."""
    tree, index = setting.tree, hit.index
    if hit.kind == "preposition":
        first = {"apres": index - 1, "croire": index - 2}.get(fold(tree[index].form), index)
        return list(range(max(0, first), index + 1))
    if hit.kind == "noun":
        return [index]
    governor = chained_governor(tree, index)
    if governor is not None:
        inner = cue_words(setting, evolve(hit, index=governor))
        return [*inner, *range(inner[-1] + 1, index + 1)]
    helpers = [
        child
        for child in tree.children(index, "aux", "cop", "expl", "obj", "iobj")
        if (tree[child].upos != "PRON" or fold(tree[child].form) in ("se", "s'"))
        and tree[child].upos in ("AUX", "PRON", "VERB")
        if child < index and index - child <= MAX_INCISE_WORDS and tree.quotation(child) is None
    ]
    first = min(helpers or _auxiliary_in_front(tree, index), default=index)
    phrase = setting.cue_phrase(index)
    last = phrase[1] if phrase else _chained_infinitive(tree, index) or index
    clitic = inverted_clitic(tree, index)
    if clitic is not None:
        first, last = min(first, clitic - 1 if clitic < index else first), max(last, clitic)
    return [word for word in range(max(0, first), last + 1) if word == index or tree.quotation(word) is None]


def _auxiliary_in_front(tree: Tree, index: int) -> list[int]:
    """The *a* of *a pour sa part assuré* that the tree hangs elsewhere or takes for a verb, as a list of one or none."""
    if tree[index].feats.get("VerbForm") != "Part":
        return []
    for place in range(index - 1, max(-1, index - MAX_INCISE_WORDS), -1):
        if _is_split_auxiliary(tree, place):
            return [place]
        if tree.quotation(place) is not None or tree[place].upos in ("PUNCT", "VERB", "SCONJ"):
            return []
        if tree[place].upos == "AUX":
            return [place]
    return []


def _chained_infinitive(tree: Tree, index: int) -> int | None:
    """The *savoir* of *fait savoir*, where the tree takes *faire* for the cue."""
    if tree[index].lemma not in CHAINED_VERBS:
        return None
    return next((child for child in tree.children(index, "xcomp") if chained_governor(tree, child) == index), None)
