"""
Clauses: where the words that somebody is said to have said begin and end, without marks.

Behind a verb they open with *que* (`que_behind`) and go on until the sentence does something else
(`clause_end`). Beside an insertion they are what stands in front, or behind, or both
(`clause_beside`). The tree proposes; what it hangs wrong, commas and conjunctions mend.
"""

from __future__ import annotations

from collections.abc import Sequence

from quotattr.folding import fold
from quotattr.insertions import (
    Insertion,
    ParsedSentence,
    insertion_of_according,
    insertion_of_comme,
    is_finite,
    is_participle,
)
from quotattr.trees import ROOT, Tree, is_relation

MAX_QUE_DISTANCE = 14
"""Words that may stand between the verb and its *que*: *a déclaré*, *jeudi soir à l’AFP, que*."""

NOUNS_WITH_QUE = frozenset(
    """possibilite idee volonte espoir sentiment preuve risque condition hypothese certitude crainte chance impression
    conviction probabilite necessite""".split()
)
"""Folded nouns that take a *que* of their own: *la possibilité que* reports nothing. *Le fait que* may: *insister sur*."""


def que_behind(sentence: ParsedSentence, verb: int) -> int | None:
    """The *que* that opens what the verb says: no relative, no *la possibilité que*, no *à ce que*."""
    tree = sentence.tree
    for place in range(verb + 1, min(verb + MAX_QUE_DISTANCE, len(tree))):
        word = tree[place]
        if tree.quotation(place) is not None or word.form in (":", ";", "."):
            return None
        if fold(word.form) in ("que", "qu'"):
            return place if _is_of_verb(sentence, verb, place) else None
        if word.upos == "VERB" and not (place == verb + 1 and word.feats.get("VerbForm") == "Inf"):
            return None
    return None


def _is_of_verb(sentence: ParsedSentence, verb: int, que: int) -> bool:
    """Whether *que* belongs to the verb at *verb*, whatever the tree hangs it on."""
    tree = sentence.tree
    before = tree[que - 1]
    if que - verb == 1:
        return True
    clause = tree[que].head
    is_mark = is_relation(tree[que].deprel, "mark")
    if fold(before.form) == "ce" or fold(before.lemma) in NOUNS_WITH_QUE:
        return False
    if fold(before.lemma) == "fait":
        return tree[verb].lemma == "insister"
    if is_mark and clause != ROOT and tree[clause].deprel == "ccomp" and tree[clause].head == verb:
        return True
    if fold(before.form) in CONJUNCTIONS_WITH_QUE or _is_behind_comma(tree, verb, que):
        return False
    objects = [
        word for word in tree.children(verb, "obj") if verb < word < que and tree[word].upos in ("NOUN", "PROPN")
    ]
    if objects and not all(_is_told(sentence, word) for word in objects):
        return False
    if objects or not is_mark:
        return _is_filled(tree, clause, que)
    return clause == ROOT or not is_relation(tree[clause].deprel, "acl") or tree[tree[clause].head].head == verb


CONJUNCTIONS_WITH_QUE = frozenset(
    """ce pour sans avant apres plutot bien plus moins ainsi tel telle tels telles alors tandis parce afin depuis des pendant
    autant tant aussi autre autres meme memes sorte lors puis""".split()
)
"""Folded words that make a conjunction or a comparison with the *que* behind them."""


def _is_behind_comma(tree: Tree, verb: int, que: int) -> bool:
    """*Elle trouve un allié en Awa Ndoye, qu’elle soutient*: a lone comma opens a relative, two hold an insertion."""
    commas = sum(tree[place].form == "," for place in range(verb + 1, que))
    return tree[que - 1].form == "," and commas % 2 == 1


def _is_told(sentence: ParsedSentence, word: int) -> bool:
    """Whether the object of a verb is who is told (*prévenir les riverains que*) or when, and not what is said."""
    vocabulary = sentence.vocabulary
    form, lemma = sentence.tree[word].form, sentence.tree[word].lemma
    if vocabulary.is_no_speaker(form) or vocabulary.is_no_speaker(lemma):
        return True
    is_text = vocabulary.lexicons.document(form) is not None or vocabulary.lexicons.document(lemma) is not None
    return vocabulary.can_speak(form, lemma, sentence.tree[word].upos) and not is_text


def _is_filled(tree: Tree, clause: int, que: int) -> bool:
    """Whether a clause that the tree takes for a relative has an object of its own or is passive: it lacks none."""
    if clause == ROOT or not is_relation(tree[que].deprel, "obj", "mark"):
        return False
    return any(child > que for child in tree.children(clause, "obj", "xcomp", "ccomp", "nsubj:pass"))


def clause_end(sentence: ParsedSentence, que: int, verb: int) -> int:
    """
    Index after the last word of the clause that opens at *que*.

    To the end of the sentence, but for what the clause cannot hold: a second verb of the main clause, what
    its speaker does besides (*, ajoutant que*), *selon X*, a second *que* that marked speech carries.
    """
    tree = sentence.tree
    has_verb = False
    for place in range(que + 1, len(tree)):
        has_verb = has_verb or is_finite(tree, place)
        if _is_stop(sentence, place) or (has_verb and _leaves_clause(sentence, que, verb, place)):
            return place
    return len(tree)


def _is_stop(sentence: ParsedSentence, place: int) -> bool:
    """A full stop, a semicolon, or a colon with marked speech behind it."""
    tree = sentence.tree
    form = tree[place].form
    if form in (".", ";", "!", "?") and tree.quotation(place) is None:
        return True
    return form == ":" and place + 1 < len(tree) and tree.quotation(place + 1) is not None


def _leaves_clause(sentence: ParsedSentence, que: int, verb: int, place: int) -> bool:
    """Whether, at the comma or conjunction at *place*, the sentence goes on with something else."""
    tree = sentence.tree
    if tree.quotation(place) is not None:
        return False
    if tree[place].form == ",":
        if place + 1 >= len(tree):
            return False
        return _opens_aside(sentence, place + 1) or _hangs_outside(sentence, que, verb, place + 1)
    if tree[place].upos == "CCONJ":
        return _hangs_outside(sentence, que, verb, place) or _opens_marked_clause(sentence, que, place)
    return False


def _opens_marked_clause(sentence: ParsedSentence, que: int, conjunction: int) -> bool:
    """*que le pont est vieux et que «tout tremble»*: marked speech carries the second clause alone."""
    tree = sentence.tree
    if not _opens_que(tree, conjunction) or any(word in sentence.speech for word in range(que, conjunction)):
        return False
    return any(word in sentence.speech for word in range(conjunction, len(tree)))


def _opens_aside(sentence: ParsedSentence, start: int) -> bool:
    """*ajoutant que*, *tout en précisant*, *selon X*, *comme l’a dit X* at the word *start*."""
    tree = sentence.tree
    form = fold(tree[start].form)
    place = start
    while place + 1 < len(tree) and fold(tree[place].form) in ("tout", "en", "et"):
        place += 1
    if tree.quotation(place) is None and is_participle(tree, place) and sentence.cue_verb(place) is not None:
        return True
    return form in ("selon", "comme") and _is_insertion_word(sentence, start)


def _is_insertion_word(sentence: ParsedSentence, place: int) -> bool:
    """Whether *selon X* or *comme l’a dit X* opens at the word."""
    return insertion_of_according(sentence, place) is not None or insertion_of_comme(sentence, place) is not None


def _hangs_outside(sentence: ParsedSentence, que: int, verb: int, start: int) -> bool:
    """Whether what begins at *start* is coordinated with the main verb."""
    tree = sentence.tree
    if tree[start].upos == "SCONJ" or (start + 1 < len(tree) and tree[start + 1].upos == "SCONJ"):
        return False
    for place in range(start, min(start + MAX_COORDINATION_WORDS, len(tree))):
        head = tree[place].head
        if head == ROOT:
            return True
        if head < que:
            return is_relation(tree[place].deprel, "conj", "parataxis") and not _opens_que(tree, start)
        if head < start:
            return _agrees_with_main(tree, verb, head, place)
    return False


MAX_COORDINATION_WORDS = 12
"""Within this many words behind a comma comes the one that the others hang on."""


def _agrees_with_main(tree: Tree, main: int, clause: int, verb: int) -> bool:
    """*Elle ajoute que les gens attendent et invite*: the number tells that the verb goes on with the main one."""
    if not is_relation(tree[verb].deprel, "conj") or tree.child(verb, "nsubj") is not None:
        return False
    numbers = [_number(tree, word) for word in (main, clause, verb)]
    return None not in numbers and numbers[0] == numbers[2] != numbers[1]


def _number(tree: Tree, verb: int) -> str | None:
    """The number of a verb, or of its auxiliary."""
    words = (*tree.children(verb, "aux", "cop"), verb)
    return next((tree[word].feats.get("Number") for word in words if "Person" in tree[word].feats), None)


def _opens_que(tree: Tree, start: int) -> bool:
    """*et que* goes on with the clause."""
    return start + 1 < len(tree) and any(fold(tree[place].form) in ("que", "qu'") for place in (start, start + 1))


def clause_beside(sentence: ParsedSentence, insertion: Insertion) -> Sequence[int] | None:
    """
    The words of the clause that the insertion belongs to.

    What stands in front, if that is a clause (*Il pleut, dit X*); what follows, if only *mais* or *par
    ailleurs* stands in front; the whole string, if the insertion splits one clause (*La place, dit X, est
    belle*). A relative pronoun in front opens the clause. None if marked speech carries it all.
    """
    tree = sentence.tree
    left = _in_front(tree, insertion)
    if any(place in sentence.speech for place in left) or _opens_bracket(tree, left):
        return None
    is_split = bool(left) and _is_split(sentence, left, insertion)
    if (is_split or insertion.cue.kind == "preposition") and _carries_on(sentence, insertion):
        return None
    end = _right_end(sentence, insertion)
    if left and fold(tree[left[-1]].form) == "qui":
        return range(left[-1], end)
    if all(tree[place].upos in _CONNECTIVE_TAGS for place in left) or tree[left[-1]].upos in ("CCONJ", "SCONJ"):
        return range(_after(tree, insertion), end) if left or insertion.cue.rule != "indirect_incise" else None
    if fold(tree[insertion.cue.index].form) == "pour":
        return None
    if is_split:
        return range(left[0], end) if end > insertion.last + 1 else left
    return _without_main_clause(tree, left, insertion)


def _in_front(tree: Tree, insertion: Insertion) -> list[int]:
    """The words in front of the insertion, back to where their clause begins, without its comma."""
    left = list(range(_sentence_start(tree, insertion.first), insertion.first))
    while left and tree[left[-1]].form in (",", "–", "-"):
        left.pop()
    return left


def _opens_bracket(tree: Tree, left: Sequence[int]) -> bool:
    """Whether the insertion stands in brackets: *(51 400 selon la police)*."""
    forms = [tree[place].form for place in left]
    return forms.count("(") > forms.count(")")


MAX_CARRIED_WORDS = 4
"""Marked speech this near behind the insertion carries the sentence: *Il s’agit, selon le maire, d’un «don»*."""


def _carries_on(sentence: ParsedSentence, insertion: Insertion) -> bool:
    """Whether marked speech goes on right behind the insertion."""
    return any(place in sentence.speech for place in range(insertion.first, insertion.last + MAX_CARRIED_WORDS))


_CONNECTIVE_TAGS = ("CCONJ", "SCONJ", "ADV", "ADP", "PUNCT", "INTJ")
"""Tags of *Mais,*, *Par ailleurs,*, *D’abord,*: nothing that could be part of what is said."""


def _after(tree: Tree, insertion: Insertion) -> int:
    """The first word behind the comma that closes the insertion."""
    place = insertion.last
    while place < len(tree) and tree[place].form != ",":
        place += 1
    if place - insertion.last > MAX_INSERTION_TAIL or place >= len(tree):
        return insertion.last
    return place + 1


MAX_INSERTION_TAIL = 25
"""How far behind *selon X* the comma may stand: *selon un rapport publié lundi par la ville,*."""


def _right_end(sentence: ParsedSentence, insertion: Insertion) -> int:
    """Index after the last word of a clause that goes on behind the insertion."""
    tree = sentence.tree
    for place in range(insertion.last, len(tree)):
        if _is_stop(sentence, place):
            return place
        is_far = insertion.last + MIN_RIGHT_WORDS <= place < len(tree) - 1
        if tree[place].form == "," and is_far and _opens_aside(sentence, place + 1):
            return place
    return len(tree)


MIN_RIGHT_WORDS = 4
"""Behind *selon X,* the clause has at least this many words before *, ajoutant que*."""


def _is_split(sentence: ParsedSentence, left: Sequence[int], insertion: Insertion) -> bool:
    """Whether the insertion stands inside one clause: no finite main verb in front, or only half of it."""
    tree = sentence.tree
    if is_finite(tree, left[-1]) and (tree[left[-1]].upos == "AUX" or _is_before_comma(tree, insertion)):
        return True
    mains = [place for place in left if is_finite(tree, place) and not _is_subordinate(tree, place, left)]
    return not mains


def _is_before_comma(tree: Tree, insertion: Insertion) -> bool:
    """Whether a comma closes the insertion, so that the sentence goes on."""
    return insertion.last < len(tree) and tree[insertion.last].form == ","


def _is_subordinate(tree: Tree, place: int, left: Sequence[int]) -> bool:
    """Whether the finite verb belongs to a relative or adverbial clause, or helps a verb behind the insertion."""
    clause = place
    if is_relation(tree[place].deprel, "aux", "cop") and tree[place].head != ROOT:
        clause = tree[place].head
        if clause > left[-1]:
            return True
    chain = (clause, *tree.ancestors(clause))
    first = next((word for word in chain if not is_relation(tree[word].deprel, "conj")), clause)
    return is_relation(tree[first].deprel, "acl", "advcl", "csubj")


def _without_main_clause(tree: Tree, left: Sequence[int], insertion: Insertion) -> Sequence[int]:
    """The relative alone that an insertion without a comma belongs to: *une foule* *qui grandit* *selon la police*."""
    if tree[insertion.first - 1].form == ",":
        return left
    for place in reversed(left):
        if tree[place].form == ",":
            break
        if fold(tree[place].form) == "qui" and tree[place].upos == "PRON":
            return range(place, insertion.first)
    return left


def _sentence_start(tree: Tree, last: int) -> int:
    """Where the clause that ends at the word *last* begins: after a semicolon, a colon, or at the start."""
    for place in range(last - 1, -1, -1):
        is_dateline = tree[place].form in ("–", "—", "-") and place <= MAX_DATELINE_WORDS
        if tree[place].form in (";", ":") or is_dateline:
            return place + 1
    return 0


MAX_DATELINE_WORDS = 4
"""A dash this near the start ends a dateline: *SÉOUL (Corée du Sud) –*."""
