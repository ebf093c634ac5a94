"""
Insertions: what a clause is interrupted or followed by to say whose it is.

*, a indiqué le maire*; *comme l’a révélé Le Matin*; *selon la police*; *aux yeux des riverains*.
An `Insertion` knows its cue, where it begins and ends, and sometimes who speaks. How far the
clause beside it reaches is asked of `quotattr.clauses`. Start reading at `insertion_of_incise`.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from attrs import frozen

from quotattr.cues import (
    CueHit,
    Setting,
    can_speak,
    chained_governor,
    cue_verb,
    inverted_clitic,
    is_according_to,
    object_of,
)
from quotattr.folding import fold
from quotattr.lexicons import CueVerb
from quotattr.speakers import SpeakerHit, subject_behind
from quotattr.tokenizer import Token
from quotattr.trees import Tree
from quotattr.vocabulary import Vocabulary

SPEECH_STRENGTHS = ("speech", "opinion")
"""Strengths of the verbs that voice something, whatever stands with them."""


@frozen
class ParsedSentence:
    """
    What the ways to a report look at.

    Attributes:
        tree: The sentence.
        tokens: The article's tokens.
        vocabulary: For cue words.
        speech: Words that stand in or for marked speech.
    """

    tree: Tree
    tokens: Sequence[Token]
    vocabulary: Vocabulary
    speech: frozenset[int]

    def setting(self, words: Sequence[int], anchor: int) -> Setting:
        """The words as rules for cues and speakers want them."""
        return Setting(self.tokens, self.tree, tuple(words), anchor, False, self.vocabulary)

    def cue_verb(self, index: int) -> CueVerb | None:
        """The row of a verb that voices something, whoever speaks: no *rappelons-le*, no *je crois*."""
        row = self.row_of(index)
        if row is None or row.strength not in SPEECH_STRENGTHS or self.is_first_person(index):
            return None
        return row

    def row_of(self, index: int) -> CueVerb | None:
        """The lexicon's row for a verb, by its form if the lemmatiser has made up a lemma (*rappellera*)."""
        row = cue_verb(self.tree, index, self.vocabulary)
        if row is None and self.tree[index].upos == "VERB":
            row = self.vocabulary.cue_verb_of_form(self.tree[index].form)
        return row

    def is_first_person(self, index: int) -> bool:
        """Whether *nous* or *je* hides in the form of the verb or its auxiliary."""
        tree = self.tree
        return any(tree[word].feats.get("Person") == "1" for word in (index, *tree.children(index, "aux")))


@frozen
class Insertion:
    """
    Words put into or beside a clause to say whose it is: *, a dit X*; *selon X*; *comme l’a dit X*.

    Attributes:
        first: Its first word.
        last: Index after its last word, before the comma that closes it.
        cue: What announces the clause.
        speaker: Who speaks, if not what the rules for the cue find.
    """

    first: int
    last: int
    cue: CueHit
    speaker: SpeakerHit | None = None


def insertion_of_incise(sentence: ParsedSentence, index: int) -> Insertion | None:
    """*, a indiqué le maire*, *apprend-on auprès du maire*."""
    tree = sentence.tree
    word = tree[index]
    if word.upos != "VERB" or tree.child(index, "aux:pass") is not None:
        return None
    learned = _learned_from(sentence, index)
    if (learned is None and not _announces(sentence, index)) or _has_subject_in_front(tree, index):
        return None
    start = _incise_start(tree, index)
    if start is None:
        return None
    setting = sentence.setting((index,), index)
    if learned is None and inverted_clitic(tree, index) is None:
        behind = subject_behind(setting, index)
        if behind is None or not can_speak(setting, behind.index):
            return None
    return Insertion(start, _group_end(tree, index), CueHit(index, "indirect_incise", "verb"), learned)


def _announces(sentence: ParsedSentence, verb: int) -> bool:
    """Whether the verb announces speech in an incise; *a-t-il poursuivi* does, though *poursuivre* is weak elsewhere."""
    row = sentence.row_of(verb)
    if row is None or sentence.is_first_person(verb):
        return False
    if row.strength in SPEECH_STRENGTHS:
        return True
    is_chained = chained_governor(sentence.tree, verb) is not None
    return row.strength == "weak" and row.frame in ("incise", "both") and not is_chained


def _has_subject_in_front(tree: Tree, verb: int) -> bool:
    """*Le maire, qui a tout vu*, *a dénoncé la préfète*: the main verb of a clause is no incise."""
    return inverted_clitic(tree, verb) is None and any(child < verb for child in tree.children(verb, "nsubj"))


def _incise_start(tree: Tree, verb: int) -> int | None:
    """The first word of the incise whose verb is *verb*: right behind a comma or dash."""
    governor = chained_governor(tree, verb)
    verb = verb if governor is None else governor
    if tree[verb].feats.get("VerbForm") == "Inf":
        return None
    if tree[verb].feats.get("VerbForm") == "Part" and not tree.children(verb, "aux"):
        return None
    start = verb
    first = min([verb, *tree.children(verb, "aux")])
    while start > 0 and (start > first or tree[start - 1].upos in ("AUX", "PRON", "ADV")):
        form = tree[start - 1].form
        if form in (",", "–", "-") and start <= first:
            break
        if fold(form) in ("qui", "que", "qu'", "dont", "ou", "ce", "comme", "il", "elle", "ils", "elles", "on"):
            return None
        start -= 1
    return start if start > 0 and tree[start - 1].form in (",", "–", "-") else None


def _group_end(tree: Tree, verb: int) -> int:
    """Index after the incise: up to the next comma or stop behind its verb and its subject."""
    ends = (place for place in range(verb + 1, len(tree)) if tree[place].form in (",", ".", ";", "–", "!", "?", ":"))
    return next(ends, len(tree))


UNKNOWN_PRONOUNS = frozenset(["on", "-on", "-t-on", "l'on"])
"""Folded forms of *on*: nobody, unless it is said from whom *on* has it."""


def _learned_from(sentence: ParsedSentence, verb: int) -> SpeakerHit | None:
    """The X of *apprend-on auprès de X*, *a-t-on appris de source X*, *indique-t-on chez X*."""
    tree = sentence.tree
    clitic = inverted_clitic(tree, verb)
    is_learned = tree[verb].lemma == "apprendre"
    if not is_learned and (clitic is None or fold(tree[clitic].form) not in UNKNOWN_PRONOUNS):
        return None
    if not is_learned and sentence.cue_verb(verb) is None:
        return None
    wanted = _FROM_WORDS if is_learned else (*_FROM_WORDS, "a", "chez")
    setting = sentence.setting((verb,), verb)
    for place in range(verb + 1, _group_end(tree, verb)):
        is_from = fold(tree[place].form) in wanted and tree[place].upos == "ADP"
        head = object_of(tree, place) if is_from else None
        if head is not None and can_speak(setting, head):
            return SpeakerHit(head, "learned_from")
    return None


_FROM_WORDS = ("aupres", "de", "d'")


def insertion_of_comme(sentence: ParsedSentence, index: int) -> Insertion | None:
    """*comme l’a dit X*, *comme le révèle X*, *comme rapporté par X*."""
    tree = sentence.tree
    if fold(tree[index].form) not in ("comme", "ainsi") or tree[index].upos not in ("SCONJ", "ADP", "ADV", "CCONJ"):
        return None
    for verb in range(index + 1, min(index + MAX_COMME_WORDS, len(tree))):
        if tree[verb].form == "," or tree.quotation(verb) is not None or tree[verb].upos in ("NOUN", "PROPN"):
            return None
        row = sentence.row_of(verb)
        if row is None or row.strength == "thought" or tree[verb].deprel.startswith("aux"):
            continue
        cue = CueHit(verb, "indirect_comme", "verb")
        speaker = _speaker_of_comme(sentence, index, verb)
        return Insertion(index, _group_end(tree, verb), cue, speaker) if speaker is not None else None
    return None


MAX_COMME_WORDS = 8
"""The verb follows *comme* closely: *comme l’a d’ailleurs* *rappelé X*."""


def _speaker_of_comme(sentence: ParsedSentence, comme: int, verb: int) -> SpeakerHit | None:
    """Who speaks in *comme l’a dit X*, *comme rapporté par X*."""
    tree = sentence.tree
    setting = sentence.setting((verb,), verb)
    between = [fold(tree[place].form) for place in range(comme + 1, verb)]
    agent = next((word for word in tree.children(verb, "obl") if has_case(tree, word, ("par",))), None)
    if agent is not None and not any(form in ("en", "y") for form in between):
        return SpeakerHit(agent, "agent")
    if not any(form in ("l'", "le") for form in between):
        return None
    subject = next(
        (word for word in tree.children(verb, "nsubj") if fold(tree[word].form) not in UNKNOWN_PRONOUNS), None
    )
    found = subject_behind(setting, verb) if subject is None else SpeakerHit(subject, "subject")
    if found is None or found.index >= _group_end(tree, verb) or not can_speak(setting, found.index):
        return None
    return found


INFORMATION_NOUNS = frozenset(
    """information indiscretion projection calcul decompte comptage nombre majorite plupart dernier derniere premier
    interesse source element""".split()
)
"""Folded lemmas that stand behind *selon* for whoever has the information: *selon les informations du Figaro*."""

NEVER_ACCORDING = frozenset(["lequel", "laquelle", "lesquels", "lesquelles", "qui", "quoi", "memoire", "exemple"])
"""Folded words that *selon* and *pour* never name a speaker with: *l’idée selon laquelle*, *pour mémoire*."""


def insertion_of_according(sentence: ParsedSentence, index: int) -> Insertion | None:
    """*selon le maire*, *d’après les informations du Figaro*, *pour lui*."""
    tree = sentence.tree
    setting = sentence.setting((index,), index)
    first = _first_of_preposition(tree, index)
    if first is None or (first > 0 and tree[first - 1].form == "("):
        return None
    form = fold(tree[index].form)
    head = object_of(tree, index) if form != "croire" else tree.child(index, "obj", "obl", "nsubj")
    if head is None or {fold(tree[head].form), fold(tree[head].lemma)} & NEVER_ACCORDING or _is_ours(tree, head):
        return None
    if not is_according_to(setting, index) and (form == "pour" or fold(tree[head].lemma) not in INFORMATION_NOUNS):
        return None
    last = max(_according_end(tree, head), index + 1)
    return Insertion(first, last, CueHit(index, "indirect_according_to", "preposition"), SpeakerHit(head, "object"))


def _is_ours(tree: Tree, head: int) -> bool:
    """*selon nos informations*: the paper speaks for itself; *selon nos sources* names who does."""
    ours = any(fold(tree[child].form) in ("nos", "mes", "notre") for child in tree.children(head, "det"))
    return ours and fold(tree[head].lemma) != "source"


def _first_of_preposition(tree: Tree, index: int) -> int | None:
    """The first word of *selon*, *d’après*, *à en croire*, *pour*; None if *index* is no such word."""
    form = fold(tree[index].form)
    if form in ("selon", "pour"):
        return index
    if form == "apres" and index > 0 and fold(tree[index - 1].form) == "d'":
        return index - 1
    if form == "croire" and index > 1 and fold(tree[index - 1].form) == "en":
        return index - 2
    return None


def _according_end(tree: Tree, head: int) -> int:
    """Index after the X of *selon X*: its group up to a comma, and what stands in brackets behind it."""
    place = head + 1
    group = set(tree.subtree(head))
    while place < len(tree) and place in group and tree[place].form not in (",", ".", ";", ":"):
        place += 1
    while place < len(tree) and tree[place].form == "(":
        while place < len(tree) and tree[place].form != ")":
            place += 1
        place += 1
    return min(place, len(tree))


PHRASES: dict[str, tuple[str, ...]] = {
    "yeux": ("a",),
    "avis": ("a", "de"),
    "aveu": ("de",),
    "dires": ("a",),
    "dire": ("a",),
    "sens": ("a",),
}
"""Folded nouns that say, behind one of these prepositions, whose opinion a clause is, and no verb does."""


def insertion_of_phrase(sentence: ParsedSentence, index: int) -> Insertion | None:
    """*aux yeux de X*, *à leurs yeux*, *de l’avis de X*, *de l’aveu même de X*."""
    tree = sentence.tree
    prepositions = PHRASES.get(fold(tree[index].form), ())
    if index < 2 or tree[index].upos != "NOUN" or tree[index - 1].upos != "DET":
        return None
    first = index - 2
    opens = first == 0 or fold(tree[first - 1].form) in (",", "et", "mais")
    owner = next((child for child in tree.children(index, "nmod") if has_case(tree, child, ("de", "d'"))), None)
    if owner is None and tree[index - 1].feats.get("Poss") == "Yes":
        owner = index - 1
    if owner is None or not opens or fold(tree[first].form) not in prepositions:
        return None
    last = max(index + 1, _according_end(tree, owner))
    return Insertion(first, last, CueHit(index, "indirect_according_to", "noun"), SpeakerHit(owner, "complement"))


def has_case(tree: Tree, word: int, forms: Iterable[str]) -> bool:
    """Whether one of these folded prepositions introduces the word."""
    return any(fold(tree[child].form) in forms for child in tree.children(word, "case"))


def is_participle(tree: Tree, place: int) -> bool:
    """*affirmant*: a present participle."""
    word = tree[place]
    return word.form.endswith("ant") and word.feats.get("VerbForm") == "Part"


def is_finite(tree: Tree, place: int) -> bool:
    """Whether the word is a verb that has a person."""
    word = tree[place]
    return word.upos in ("VERB", "AUX") and word.feats.get("VerbForm", "Fin") == "Fin"
