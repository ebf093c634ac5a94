"""
Indirect speech: *X a affirmé que …*, *Selon X, …*, *…, a indiqué X*, *…, comme l’a dit X*.

Nothing marks it but the grammar, so only trees with a cue are looked at. What is reported
must be a finite clause; thoughts, infinitives and nouns are no indirect speech (GUIDE). A report
either opens with *que* behind its cue, or stands beside an insertion that says whose words they
are (`quotattr.insertions`); how far it reaches is asked of `quotattr.clauses`. Start reading at
`find_reports`.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence

from attrs import evolve, frozen

from quotattr.clauses import clause_beside, clause_end, que_behind
from quotattr.cues import CueHit, Setting, can_speak
from quotattr.folding import fold
from quotattr.insertions import (
    INFORMATION_NOUNS,
    Insertion,
    ParsedSentence,
    has_case,
    insertion_of_according,
    insertion_of_comme,
    insertion_of_incise,
    insertion_of_phrase,
    is_finite,
    is_participle,
)
from quotattr.speakers import SpeakerHit, find_speaker
from quotattr.tokenizer import Token
from quotattr.trees import ROOT, Tree, is_relation
from quotattr.vocabulary import Vocabulary

MIN_CLAUSE_WORDS = 3
"""A reported clause has at least a subject, a verb and one more word."""


@frozen
class Report:
    """
    An indirect quotation in a tree.

    Attributes:
        first: Index of the first token of the reported clause.
        last: Index after its last token.
        words: Its words in the tree.
        anchor: The word its others hang on.
        cue: What announces it.
        speaker: Who is said to speak; None if the sentence leaves it to the one before (*Et d’ajouter que …*).
    """

    first: int
    last: int
    words: tuple[int, ...]
    anchor: int
    cue: CueHit
    speaker: SpeakerHit | None


def find_reports(tree: Tree, tokens: Sequence[Token], vocabulary: Vocabulary, speech: frozenset[int]) -> list[Report]:
    """
    Find the indirect speech of one sentence.

    Args:
        tree: The sentence.
        tokens: The article's tokens.
        vocabulary: For cue words.
        speech: Words that stand in or for marked speech; a clause that holds one is carried by it.

    Returns:
        Reports that do not overlap, in order. The agent nearest to the words counts: of *Selon X, Y a dit
        que …* the report is Y's. A clause that marked speech carries is claimed as well, so that of *X a
        promis, selon l’AFP, que «…»* nothing is left for the AFP.
    """
    sentence = ParsedSentence(tree, tokens, vocabulary, speech)
    outside = [index for index in range(len(tree)) if tree.quotation(index) is None]
    claimed: list[Report] = []
    for way in _WAYS:
        for index in outside:
            report = way(sentence, index)
            if report is not None and not any(_excludes(other, report, speech) for other in claimed):
                claimed.append(_with_speaker_outside(report, claimed))
    free = [report for report in claimed if not any(_holds(report, word) for word in speech)]
    return sorted(free, key=lambda report: report.first)


def _with_speaker_outside(report: Report, claimed: Sequence[Report]) -> Report:
    """*en rappelant que X dort et en soulignant que*: who rappelle, not X, whom the tree makes to souligner."""
    speaker = report.speaker
    if speaker is None or report.cue.rule != "indirect_que":
        return report
    for other in claimed:
        if _holds(other, speaker.index) and not _holds(other, report.cue.index):
            return evolve(report, speaker=other.speaker)
    return report


def _excludes(claimed: Report, report: Report, speech: frozenset[int]) -> bool:
    """Whether they overlap; a *que* within what marked speech carries is a report of its own."""
    if report.cue.rule == "indirect_que" and any(_holds(claimed, word) for word in speech):
        return False
    return claimed.first < report.last and report.first < claimed.last


def _holds(report: Report, word: int) -> bool:
    """Whether the word lies between the first and the last of the report."""
    return report.words[0] <= word <= report.words[-1]


def _que_report(sentence: ParsedSentence, index: int) -> Report | None:
    """``Le maire a affirmé que la place serait rendue aux piétons``."""
    row = sentence.cue_verb(index)
    if row is None or row.frame not in ("que", "both") or sentence.tree[index].deprel.startswith("aux"):
        return None
    que = que_behind(sentence, index)
    if que is None:
        return None
    words = range(que + 1, clause_end(sentence, que, index))
    return _report(sentence, words, CueHit(index, "indirect_que", "verb"))


def _incise_report(sentence: ParsedSentence, index: int) -> Report | None:
    """``La place sera rendue aux piétons, a indiqué le maire.``"""
    insertion = insertion_of_incise(sentence, index)
    return None if insertion is None else _beside(sentence, insertion)


def _comme_report(sentence: ParsedSentence, index: int) -> Report | None:
    """``La place sera rendue aux piétons, comme l’a indiqué le maire.``"""
    insertion = insertion_of_comme(sentence, index)
    return None if insertion is None else _beside(sentence, insertion)


def _according_report(sentence: ParsedSentence, index: int) -> Report | None:
    """``Selon le maire, la place sera rendue aux piétons`` and ``La place …, selon le maire``."""
    insertion = insertion_of_according(sentence, index)
    return None if insertion is None else _beside(sentence, insertion)


def _phrase_report(sentence: ParsedSentence, index: int) -> Report | None:
    """``Aux yeux du maire, la place est trop petite``, ``La place est trop petite, de l’avis du maire``."""
    insertion = insertion_of_phrase(sentence, index)
    return None if insertion is None else _beside(sentence, insertion)


def _beside(sentence: ParsedSentence, insertion: Insertion) -> Report | None:
    """The report over the clause that an insertion belongs to."""
    words = clause_beside(sentence, insertion)
    return None if words is None else _report(sentence, words, insertion.cue, insertion)


REFUSED_SPEAKERS = frozenset(
    """on -on -t-on l'on je j' -je nous -nous vous -vous tu ce c' ca cela rien tout personne chacun force fait lieu""".split()
)
"""Folded forms whose words are no report: nobody, everybody, or who writes."""

VERBS_OF_THINGS = frozenset(["montrer", "démontrer", "révéler", "confirmer", "prouver", "suggérer"])
"""Lemmas of what things do as well as people: *les chiffres confirment que* reports nothing unless the noun can speak."""


def _report(
    sentence: ParsedSentence, clause: Sequence[int], cue: CueHit, insertion: Insertion | None = None
) -> Report | None:
    """A report over the clause, if it is long enough, finite, and somebody can be meant."""
    tree = sentence.tree
    words = _trimmed(tree, list(clause))
    if len(words) < MIN_CLAUSE_WORDS or not any(is_finite(tree, place) for place in words):
        return None
    anchor = tree.head_of(words)
    setting = sentence.setting(words, cue.index if anchor is None else anchor)
    speaker = None
    if not _is_narrative(tree, cue.index):
        speaker = _speaker(sentence, setting, cue, insertion)
        if speaker is None or not _may_report(setting, cue, speaker):
            return None
        speaker = _author(sentence, setting, speaker)
    return Report(tree.token(words[0]), tree.token(words[-1]) + 1, tuple(words), setting.anchor, cue, speaker)


def _may_report(setting: Setting, cue: CueHit, speaker: SpeakerHit) -> bool:
    """Whether the words of such a speaker are a report."""
    if fold(setting.tree[speaker.index].form) in REFUSED_SPEAKERS:
        return False
    return setting.tree[cue.index].lemma not in VERBS_OF_THINGS or can_speak(setting, speaker.index)


def _is_narrative(tree: Tree, verb: int) -> bool:
    """*Et d’ajouter que*: an infinitive at the head of the sentence goes on with who spoke before."""
    if verb == 0 or tree[verb].feats.get("VerbForm") != "Inf" or fold(tree[verb - 1].form) not in ("d'", "de"):
        return False
    return all(tree[place].upos in ("CCONJ", "ADV", "PUNCT") for place in range(verb - 1))


def _speaker(sentence: ParsedSentence, setting: Setting, cue: CueHit, insertion: Insertion | None) -> SpeakerHit | None:
    """Who speaks: what the insertion says, else the cue's subject, though it be in marks that are no speech."""
    if insertion is not None and insertion.speaker is not None:
        return insertion.speaker
    found = find_speaker(setting, cue)
    if found is not None and found.rule == "subject":
        found = _nearest_subject(setting, cue.index, found)
    if found is not None and (insertion is not None or found.index not in setting.words):
        return None if _is_impersonal(setting.tree, cue.index, found) else found
    if is_participle(setting.tree, cue.index):
        return _voice_before(sentence, cue.index)
    return _other_subject(sentence, cue.index)


def _voice_before(sentence: ParsedSentence, participle: int) -> SpeakerHit | None:
    """Who speaks last before *, ajoutant que*, where the tree hangs it on something else."""
    for place in range(participle - 1, -1, -1):
        if sentence.row_of(place) is not None and not is_participle(sentence.tree, place):
            found = find_speaker(sentence.setting((participle,), participle), CueHit(place, "indirect_que", "verb"))
            if found is not None and found.index < participle:
                return found
        insertion = insertion_of_according(sentence, place)
        if insertion is not None:
            return insertion.speaker
    return None


def _is_impersonal(tree: Tree, verb: int, speaker: SpeakerHit) -> bool:
    """*il est à noter que*, *il convient de rappeler que*, *il s’est trouvé que*: nobody speaks."""
    if tree[verb].lemma in ("trouver", "montrer") and tree.children(verb, "expl"):
        return True
    head = tree[verb].head
    if (
        fold(tree[speaker.index].form) not in ("il", "lieu")
        or tree[verb].feats.get("VerbForm") != "Inf"
        or head == ROOT
    ):
        return False
    governors = {tree[head].lemma, *(tree[child].lemma for child in tree.children(verb, "cop", "aux"))}
    return bool(governors & IMPERSONAL_VERBS)


IMPERSONAL_VERBS = frozenset(["falloir", "convenir", "importer", "suffire", "lieu", "être"])
"""Lemmas that an infinitive hangs on whose *il* is empty."""


def _other_subject(sentence: ParsedSentence, verb: int) -> SpeakerHit | None:
    """A subject in marks that are no speech, an *il* taken for empty, or that of *a été contraint de préciser que*."""
    tree = sentence.tree
    marked = tree.child(verb, "nsubj")
    if marked is not None and tree.quotation(marked) is not None and marked not in sentence.speech:
        return SpeakerHit(marked, "subject")
    is_reflexive = bool(tree.children(verb, "expl:pv", "expl:comp", "expl:pass"))
    if tree[verb].feats.get("VerbForm") != "Inf" and tree.child(verb, "aux:pass") is None and not is_reflexive:
        empty = next((word for word in tree.children(verb, "expl") if fold(tree[word].form) in ("il", "elle")), None)
        if empty is not None:
            return SpeakerHit(empty, "subject")
    governor = tree[verb].head
    if tree[verb].feats.get("VerbForm") == "Inf" and governor != ROOT:
        passive = tree.child(governor, "nsubj:pass")
        return SpeakerHit(passive, "subject") if passive is not None else None
    return None


def _nearest_subject(setting: Setting, verb: int, found: SpeakerHit) -> SpeakerHit:
    """The last of several subjects in front of the verb: what stands before it is an address, or hangs wrong."""
    tree = setting.tree
    rivals = [
        child
        for child in tree.children(verb, "nsubj")
        if found.index < child < verb and tree[child].upos in ("NOUN", "PROPN", "PRON") and can_speak(setting, child)
    ]
    return SpeakerHit(rivals[-1], "subject") if rivals else found


def _author(sentence: ParsedSentence, setting: Setting, speaker: SpeakerHit) -> SpeakerHit:
    """Who is behind a document or an information: the Figaro of *les informations du Figaro*, *un rapport publié par X*."""
    tree = sentence.tree
    if tree[speaker.index].upos != "NOUN" or not _is_text(sentence, speaker.index):
        return speaker
    for child in tree.children(speaker.index, "nmod", "acl"):
        owner: int | None = child if has_case(tree, child, ("de", "d'")) else None
        if is_relation(tree[child].deprel, "acl"):
            owner = next((word for word in tree.children(child, "obl") if has_case(tree, word, ("par",))), None)
        if owner is not None and _is_author(sentence, setting, _name_of(tree, owner)):
            return SpeakerHit(_name_of(tree, owner), "author")
    return speaker


def _is_author(sentence: ParsedSentence, setting: Setting, index: int) -> bool:
    """Whether a word names who may have written something: a name, or a noun for somebody."""
    word = setting.tree[index]
    if word.upos == "PROPN" or word.form[:1].isupper():
        return True
    return word.upos == "NOUN" and can_speak(setting, index) and not _is_text(sentence, index)


def _name_of(tree: Tree, noun: int) -> int:
    """The name that stands behind the noun without a preposition, else the noun: *le site d’information* *Le Large*."""
    names = [
        child
        for child in tree.children(noun, "nmod", "appos", "flat")
        if child > noun and tree[child].upos == "PROPN" and tree.child(child, "case") is None
    ]
    return names[0] if names else noun


def _is_text(sentence: ParsedSentence, index: int) -> bool:
    """Whether the noun stands for a document or an information, which has an author."""
    word = sentence.tree[index]
    return fold(word.lemma) in INFORMATION_NOUNS - {"source"} or any(
        sentence.vocabulary.lexicons.document(form) is not None for form in (word.form, word.lemma)
    )


def _trimmed(tree: Tree, words: list[int]) -> list[int]:
    """Without *que*, commas and the final stop at the edges."""
    while words and (tree[words[0]].upos == "PUNCT" or fold(tree[words[0]].form) in ("que", "qu'", "et", "ou", "mais")):
        words = words[1:]
    while (
        words and (tree[words[-1]].upos == "PUNCT" or tree[words[-1]].upos == "CCONJ") and tree[words[-1]].form != ")"
    ):
        words = words[:-1]
    return words


_WAYS: tuple[Callable[[ParsedSentence, int], Report | None], ...] = (
    _que_report,
    _comme_report,
    _incise_report,
    _phrase_report,
    _according_report,
)
"""In this order, from the words nearest to what is said: *que* is surer of its clause than an insertion."""
