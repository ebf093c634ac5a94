"""
Indirect speech: *X a affirmé que …*, *Selon X, …*, *…, a indiqué X*.

Nothing marks it but the grammar, so only trees with a cue are looked at. What is reported
must be a finite clause; thoughts, infinitives and nouns are no indirect speech (GUIDE). Start
reading at `find_reports`.
"""

from __future__ import annotations

from collections.abc import Sequence

from attrs import frozen

from quotattr.cues import CueHit, Setting, is_according_to, is_inverted, object_of
from quotattr.folding import fold
from quotattr.speakers import SpeakerHit, find_speaker, subject_behind
from quotattr.tokenizer import Token
from quotattr.trees import Tree
from quotattr.vocabulary import Vocabulary

MIN_CLAUSE_WORDS = 3
"""A reported clause has at least a subject, a verb and one more word."""

SPEECH_STRENGTHS = ("speech", "opinion")


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
        speaker: Who is said to speak.
    """

    first: int
    last: int
    words: tuple[int, ...]
    anchor: int
    cue: CueHit
    speaker: SpeakerHit


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
        que …* the report is Y's.
    """
    found: list[Report] = []
    for way in (_que_report, _incise_report, _according_report):
        for index in range(len(tree)):
            report = way(tree, tokens, vocabulary, index, speech) if tree.quotation(index) is None else None
            if report is not None and not any(_overlap(report, other) for other in found):
                found.append(report)
    return sorted(found, key=lambda report: report.first)


def _overlap(left: Report, right: Report) -> bool:
    return left.first < right.last and right.first < left.last


def _report(
    tree: Tree,
    tokens: Sequence[Token],
    vocabulary: Vocabulary,
    words: Sequence[int],
    anchor: int,
    cue: CueHit,
    speech: frozenset[int],
) -> Report | None:
    """A report over *words*, if they are enough, hold no marked speech, and have a speaker."""
    kept = _trimmed(tree, tokens, list(words))
    if len(kept) < MIN_CLAUSE_WORDS or any(word in speech for word in range(kept[0], kept[-1] + 1)):
        return None
    setting = Setting(tokens, tree, tuple(kept), anchor, False, vocabulary)
    speaker = find_speaker(setting, cue)
    if speaker is None or speaker.index in kept:
        return None
    form = fold(tree[speaker.index].form)
    if form in ("on", "-on", "je", "j'", "nous", "vous", "-je", "-nous", "-vous", "-t-on", "tu") or (
        form in ("ce", "c'", "ca", "cela", "rien", "tout", "personne")
    ):
        return None
    return Report(tree.token(kept[0]), tree.token(kept[-1]) + 1, tuple(kept), anchor, cue, speaker)


def _trimmed(tree: Tree, tokens: Sequence[Token], words: list[int]) -> list[int]:
    """Without *que*, commas and the final stop at the edges."""
    while words and (tree[words[0]].upos == "PUNCT" or fold(tree[words[0]].form) in ("que", "qu'", "et", "ou", "mais")):
        words = words[1:]
    while words and tree[words[-1]].upos == "PUNCT":
        words = words[:-1]
    return words


def _que_report(
    tree: Tree, tokens: Sequence[Token], vocabulary: Vocabulary, index: int, speech: frozenset[int]
) -> Report | None:
    """``Le maire a affirmé que la place serait rendue aux piétons``."""
    word = tree[index]
    if word.upos not in ("VERB", "AUX", "ADJ", "NOUN"):
        return None
    row = vocabulary.cue_verb_of(word.form, word.lemma)
    if (
        row is None
        or row.strength not in SPEECH_STRENGTHS
        or (word.upos in ("ADJ", "NOUN") and word.feats.get("VerbForm") != "Part")
    ):
        return None
    for child in tree.children(index, "ccomp", "advcl", "acl", "obj"):
        if child < index:
            continue
        subtree = tree.subtree(child)
        subtree = [place for place in subtree if place > index]
        opener = next((place for place in subtree if tree[place].upos != "PUNCT"), None)
        if opener is None or fold(tree[opener].form) not in ("que", "qu'"):
            continue
        if tree[opener].upos == "PRON" or not _is_reported_clause(tree, index, opener):
            continue
        return _report(tree, tokens, vocabulary, subtree, child, CueHit(index, "indirect_que", "verb"), speech)
    return None


NOUNS_WITH_QUE = frozenset(
    """possibilite fait idee volonte espoir sentiment preuve risque condition hypothese certitude crainte chance impression
    conviction probabilite necessite""".split()
)
"""Folded nouns that take a *que* of their own: *la possibilité que* reports nothing."""


def _is_reported_clause(tree: Tree, verb: int, que: int) -> bool:
    """Whether *que* belongs to the verb: no relative behind a comma, no *la possibilité que*."""
    before = tree[que - 1]
    commas = sum(tree[place].form == "," for place in range(verb + 1, que))
    if before.form == "," and commas % 2:
        return False
    return fold(before.lemma) not in NOUNS_WITH_QUE


def _incise_report(
    tree: Tree, tokens: Sequence[Token], vocabulary: Vocabulary, index: int, speech: frozenset[int]
) -> Report | None:
    """``La place sera rendue aux piétons, a indiqué le maire.``"""
    word = tree[index]
    if word.upos != "VERB" or word.feats.get("VerbForm") == "Inf":
        return None
    row = vocabulary.cue_verb_of(word.form, word.lemma)
    if row is None or row.strength not in SPEECH_STRENGTHS:
        return None
    if (
        not is_inverted(tree, index)
        and subject_behind(Setting(tokens, tree, (index,), index, True, vocabulary), index) is None
    ):
        return None
    start = index
    while start > 0 and tree[start - 1].upos in ("AUX", "PRON", "ADV") and tree[start - 1].form != ",":
        start -= 1
    if start == 0 or tree[start - 1].form not in (",", "–", "-"):
        return None
    first = _sentence_start(tree, start - 1)
    words = list(range(first, start - 1))
    if not any(
        tree[place].upos in ("VERB", "AUX") and tree[place].feats.get("VerbForm", "Fin") == "Fin" for place in words
    ):
        return None
    anchor = tree.head_of(words)
    return _report(
        tree,
        tokens,
        vocabulary,
        words,
        index if anchor is None else anchor,
        CueHit(index, "indirect_incise", "verb"),
        speech,
    )


def _sentence_start(tree: Tree, last: int) -> int:
    """Where the clause that ends at the word *last* begins: after a semicolon, a colon, or at the start."""
    for place in range(last - 1, -1, -1):
        is_dateline = tree[place].form in ("–", "—", "-") and place <= MAX_DATELINE_WORDS
        if tree[place].form in (";", ":") or is_dateline:
            return place + 1
    return 0


MAX_DATELINE_WORDS = 4
"""A dash this near the start ends a dateline: *SÉOUL (Corée du Sud) –*."""


def _according_report(
    tree: Tree, tokens: Sequence[Token], vocabulary: Vocabulary, index: int, speech: frozenset[int]
) -> Report | None:
    """``Selon le maire, la place sera rendue aux piétons`` and ``La place …, selon le maire``."""
    setting = Setting(tokens, tree, (index,), index, False, vocabulary)
    if not is_according_to(setting, index):
        return None
    head = object_of(tree, index)
    if head is None:
        return None
    group = tree.subtree(head)
    while len(group) > 1 and tree[group[-1]].upos == "PUNCT":
        group.pop()
    after = group[-1] + 1
    last_of_sentence = len(tree)
    if index <= 2 or tree[index - 1].form in (";", ":"):
        while after < last_of_sentence and tree[after].form != ",":
            after += 1
        words = list(range(after + 1, last_of_sentence))
    else:
        first = _sentence_start(tree, index)
        words = list(range(first, index))
        if words and fold(tree[words[-1]].form) in ("et", "d'", "toujours"):
            words = words[:-1]
    if not any(
        tree[place].upos in ("VERB", "AUX") and tree[place].feats.get("VerbForm", "Fin") == "Fin" for place in words
    ):
        return None
    anchor = tree.head_of(words)
    if anchor is None:
        return None
    return _report(
        tree, tokens, vocabulary, words, anchor, CueHit(index, "indirect_according_to", "preposition"), speech
    )
