"""
Speakers: from the cue to the words that name who speaks.

The speaker is the subject of the verb, the agent of a passive, the X of *selon X*, the owner
of *sa conviction*. A participle or an infinitive borrows the subject of what it hangs on; a
relative *qui* gives its antecedent. `find_speaker` says which word heads the mention,
`mention_words` how far the mention reaches.
"""

from __future__ import annotations

from attrs import frozen

from quotattr.cues import CueHit, Setting, inverted_clitic
from quotattr.folding import fold
from quotattr.trees import ROOT, Tree, is_relation

_RELATIVE_SUBJECTS = frozenset(["qui", "lequel", "laquelle", "lesquels", "lesquelles"])
_CUT_RELATIONS = ("acl", "parataxis", "advcl", "appos", "cc", "conj", "punct", "dislocated", "ccomp", "csubj", "discourse", "vocative", "dep", "mark")
_MAX_CLIMB = 6
"""How many governors a subject may be borrowed over: longer chains are wrong attachments."""


@frozen
class SpeakerHit:
    """
    Whom a rule found to speak.

    Attributes:
        index: Word that heads the mention.
        rule: Name of the way it was found.
    """

    index: int
    rule: str


def find_speaker(setting: Setting, cue: CueHit) -> SpeakerHit | None:
    """
    Find the word that heads the mention of who speaks.

    Returns:
        The word and how it was found; None if the sentence does not name a speaker.
    """
    tree = setting.tree
    if cue.kind == "preposition":
        return _object_of_preposition(tree, cue.index)
    if cue.kind == "noun":
        return _owner_of_noun(setting, cue.index)
    return subject_of(setting, cue.index)


def _object_of_preposition(tree: Tree, index: int) -> SpeakerHit | None:
    if fold(tree[index].form) == "croire":
        head = tree.child(index, "obj", "obl", "nsubj")
        return SpeakerHit(head, "object") if head is not None else None
    head = tree[index].head
    if head != ROOT and head > index and tree[head].upos in ("NOUN", "PROPN", "PRON", "NUM", "ADJ", "X"):
        return SpeakerHit(_through_partitive(tree, head), "object")
    for position in range(index + 1, min(index + 8, len(tree))):
        if tree[position].upos in ("NOUN", "PROPN", "PRON"):
            return SpeakerHit(position, "object")
    return None


def _through_partitive(tree: Tree, head: int) -> int:
    """*selon les mots de X*, *de l’avis de X*: the X, if the head is a noun of speech."""
    if fold(tree[head].form) in ("mots", "termes", "dires", "propos", "mot", "avis", "aveu", "declarations", "expression", "formule", "paroles"):
        owner = tree.child(head, "nmod")
        if owner is not None:
            return owner
    return head


def _owner_of_noun(setting: Setting, index: int) -> SpeakerHit | None:
    """Who holds the *conviction*: the subject of its verb if possessive, else its complement in *de*."""
    tree = setting.tree
    possessive = next((child for child in tree.children(index, "det") if _is_possessive(tree, child)), None)
    if possessive is not None:
        for ancestor in tree.ancestors(index):
            if tree[ancestor].upos == "VERB":
                subject = subject_of(setting, ancestor)
                if subject is not None and subject.index < index:
                    return SpeakerHit(subject.index, "possessor_subject")
                break
        return SpeakerHit(possessive, "possessive")
    for child in tree.children(index, "nmod"):
        if child > index and tree[child].upos in ("NOUN", "PROPN", "PRON") and tree.quotation(child) is None:
            return SpeakerHit(child, "complement")
    for ancestor in tree.ancestors(index):
        if tree[ancestor].upos == "VERB":
            return subject_of(setting, ancestor)
    return None


def _is_possessive(tree: Tree, index: int) -> bool:
    return tree[index].feats.get("Poss") == "Yes" or fold(tree[index].form) in ("sa", "son", "ses", "leur", "leurs")


def subject_of(setting: Setting, verb: int) -> SpeakerHit | None:
    """
    Who does what the verb says, through passives, relatives, participles and coordination.

    ``qualifié par X`` gives X, ``X, jugeant`` gives X, ``X, qui a dit`` gives X, ``X a reçu Y
    et a déclaré`` gives X.
    """
    tree = setting.tree
    clitic = inverted_clitic(tree, verb)
    if clitic is not None:
        return SpeakerHit(clitic, "inverted_pronoun")
    index = verb
    seen: set[int] = set()
    for _ in range(_MAX_CLIMB):
        seen.add(index)
        hit = _own_subject(setting, index)
        if hit is not None:
            return hit
        governor = _lender(tree, index)
        if governor is None or governor in seen:
            break
        if tree[governor].upos in ("NOUN", "PROPN", "PRON") and is_relation(tree[index].deprel, "acl", "amod", "appos"):
            return SpeakerHit(governor, "governed_noun")
        index = governor
    return _following_noun(setting, verb)


def _own_subject(setting: Setting, verb: int) -> SpeakerHit | None:
    tree = setting.tree
    agent = tree.child(verb, "obl:agent")
    if agent is not None and tree.quotation(agent) is None:
        return SpeakerHit(agent, "agent")
    is_passive = tree.child(verb, "aux:pass") is not None or tree.child(verb, "nsubj:pass") is not None
    for child in tree.children(verb, "nsubj"):
        if tree.quotation(child) is not None and tree[child].upos not in ("PRON",):
            continue
        if is_passive and tree[child].deprel == "nsubj:pass" and not _is_reflexive(tree, verb):
            continue
        if fold(tree[child].form) in _RELATIVE_SUBJECTS:
            antecedent = tree[verb].head
            if antecedent != ROOT and is_relation(tree[verb].deprel, "acl"):
                return SpeakerHit(antecedent, "relative")
            continue
        return SpeakerHit(child, "subject")
    return None


def _is_reflexive(tree: Tree, verb: int) -> bool:
    return any(tree[child].feats.get("Reflex") == "Yes" or fold(tree[child].form) in ("se", "s'") for child in tree.children(verb, "expl", "obj", "iobj"))


def _lender(tree: Tree, index: int) -> int | None:
    """The word whose subject a verb without one borrows."""
    head = tree[index].head
    if head == ROOT:
        return None
    if is_relation(tree[index].deprel, "conj", "xcomp", "advcl", "acl", "parataxis", "amod", "obl", "nmod", "ccomp", "appos", "dep"):
        return head
    return None


def _following_noun(setting: Setting, verb: int) -> SpeakerHit | None:
    """The noun right behind an incise verb that the parse left without a subject."""
    tree = setting.tree
    if verb <= setting.last or not setting.standing:
        return None
    for position in range(verb + 1, min(verb + 6, len(tree))):
        word = tree[position]
        if word.upos in ("PUNCT", "VERB", "SCONJ"):
            return None
        if word.upos in ("NOUN", "PROPN") and not setting.lexicons.is_no_speaker(word.form):
            head = position
            while tree[head].head != ROOT and verb < tree[head].head < head:
                head = tree[head].head
            return SpeakerHit(head, "following_noun")
    return None


def mention_words(tree: Tree, head: int) -> list[int]:
    """
    The words of the mention that *head* heads: its noun group, no clause, no apposition.

    Of *le dirigeant nord-coréen Kim Jong-un* the name alone is the mention; `named_head`
    finds it first.
    """
    if tree[head].upos == "PRON" or tree[head].upos == "DET":
        return [head]
    kept = {head}
    stack = [head]
    while stack:
        current = stack.pop()
        for child in tree.children(current):
            relation = tree[child].deprel
            if is_relation(relation, *_CUT_RELATIONS) and not (is_relation(relation, "conj") and _is_name_pair(tree, current, child)):
                continue
            if is_relation(relation, "case") and current == head:
                continue
            kept.add(child)
            stack.append(child)
    return _contiguous(tree, sorted(kept), head)


def _is_name_pair(tree: Tree, left: int, right: int) -> bool:
    """Whether two coordinated heads make one speaker: *X et Y*."""
    return tree[left].upos == "PROPN" and tree[right].upos == "PROPN" and right - left <= 4 and False


def _contiguous(tree: Tree, words: list[int], head: int) -> list[int]:
    """The unbroken run of *words* around *head*: a comma or a foreign word ends the mention."""
    inside = set(words)
    first = last = head
    while first - 1 in inside and tree[first - 1].form != ",":
        first -= 1
    while last + 1 in inside and tree[last + 1].form != ",":
        last += 1
    return list(range(first, last + 1))


def named_head(tree: Tree, head: int) -> int:
    """The proper name apposed to a role: of *le ministre Jean Martin*, *Jean*."""
    if tree[head].upos == "PROPN":
        return head
    for child in tree.children(head, "flat", "appos", "nmod"):
        if tree[child].upos == "PROPN" and child > head and tree.child(child, "case") is None:
            return child
    return head
