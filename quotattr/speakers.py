"""
Speakers: from the cue to the words that name who speaks.

The speaker is the subject of the verb, the agent of a passive, the X of *selon X*, the owner
of *sa conviction*. A participle or an infinitive borrows the subject of what it hangs on; a
relative *qui* gives its antecedent. `find_speaker` says which word heads the mention,
`mention_words` how far the mention reaches.
"""

from __future__ import annotations

import itertools

from attrs import frozen

from quotattr.cues import CueHit, Setting, can_speak, inverted_clitic, object_of
from quotattr.folding import fold
from quotattr.trees import ROOT, Tree, is_relation

_RELATIVE_SUBJECTS = frozenset(["qui", "lequel", "laquelle", "lesquels", "lesquelles"])
_CUT_RELATIONS = (
    "acl",
    "parataxis",
    "advcl",
    "appos",
    "cc",
    "conj",
    "punct",
    "dislocated",
    "ccomp",
    "csubj",
    "discourse",
    "vocative",
    "dep",
    "mark",
)
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
    if cue.kind == "preposition":
        return _object_of_preposition(setting, cue.index)
    if cue.kind == "noun":
        return _owner_of_noun(setting, cue.index)
    return subject_of(setting, cue.index)


def _object_of_preposition(setting: Setting, index: int) -> SpeakerHit | None:
    tree = setting.tree
    if fold(tree[index].form) == "croire":
        head = tree.child(index, "obj", "obl", "nsubj")
        return SpeakerHit(head, "object") if head is not None else None
    is_relative = index + 1 < len(tree) and fold(tree[index + 1].form) in _RELATIVE_SUBJECTS
    head = index + 1 if is_relative else object_of(tree, index)
    if head is not None and fold(tree[head].form) in _RELATIVE_SUBJECTS:
        head = _relative_owner(setting, head, index)
    return SpeakerHit(_through_partitive(tree, head), "object") if head is not None else None


def _relative_owner(setting: Setting, relative: int, preposition: int) -> int | None:
    """
    The X of *X, pour qui «tout est dit»*.

    That is the nearest name or noun in front that can speak and that no preposition governs, as in *le porte-parole des
    pêcheurs, selon qui*; else what the clause hangs on, else the nearest at all.
    """
    tree = setting.tree
    nouns = [word for word in range(preposition - 1, -1, -1) if tree[word].upos in ("NOUN", "PROPN")]
    bare = (
        word
        for word in nouns
        if can_speak(setting, word) and not tree[word].deprel.startswith("flat") and tree.child(word, "case") is None
    )
    above = (tree[word].head for word in (relative, *tree.ancestors(relative)) if tree[word].deprel == "acl:relcl")
    hung_on = (word for word in above if 0 <= word < preposition)
    return next(itertools.chain(bare, hung_on, nouns), None)


def _through_partitive(tree: Tree, head: int) -> int:
    """*selon les mots de X*, *de l’avis de X*: the X, if the head is a noun of speech."""
    if fold(tree[head].form) in (
        "mots",
        "termes",
        "dires",
        "propos",
        "mot",
        "avis",
        "aveu",
        "declarations",
        "expression",
        "formule",
        "paroles",
    ):
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
    owner = _complement_of(setting, index)
    if owner is not None:
        return SpeakerHit(owner, "complement")
    for ancestor in tree.ancestors(index):
        if tree[ancestor].upos == "VERB":
            return subject_of(setting, ancestor)
    return None


def _complement_of(setting: Setting, noun: int) -> int | None:
    """Whose the words are: *la maire* of *les propos de la maire*, *les pêcheurs* of *le cri de ralliement des pêcheurs*."""
    tree = setting.tree
    for child in tree.children(noun, "nmod"):
        if child < noun or tree[child].upos not in ("NOUN", "PROPN", "PRON") or setting.is_quoted(child):
            continue
        if can_speak(setting, child):
            return child
        owner = next((below for below in tree.children(child, "nmod") if can_speak(setting, below)), None)
        if owner is not None and not setting.is_quoted(owner):
            return owner
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
    if opens_incise(tree, verb):
        behind = subject_behind(setting, verb)
        if behind is not None:
            return behind
    index = verb
    seen: set[int] = set()
    for _ in range(_MAX_CLIMB):
        seen.add(index)
        hit = _own_subject(setting, index)
        if hit is None and index != verb and opens_incise(tree, index):
            hit = subject_behind(setting, index)
        if hit is not None:
            return hit
        governor = _lender(tree, index)
        if governor is None or governor in seen:
            break
        if (
            tree[governor].upos in ("NOUN", "PROPN", "PRON")
            and is_relation(tree[index].deprel, "acl", "amod", "appos")
            and can_speak(setting, governor)
        ):
            return SpeakerHit(governor, "governed_noun")
        index = governor
    return None


def _own_subject(setting: Setting, verb: int) -> SpeakerHit | None:
    tree = setting.tree
    is_passive = tree.child(verb, "aux:pass") is not None or tree.child(verb, "nsubj:pass") is not None
    near = tree.subtree(verb) if is_passive and not _is_reflexive(tree, verb) else tree.children(verb)
    agents = [
        word
        for word in near
        if tree[word].deprel == "obl:agent" and not setting.is_quoted(word) and can_speak(setting, word)
    ]
    if agents:
        return SpeakerHit(agents[0], "agent")
    for child in tree.children(verb, "nsubj"):
        if setting.is_quoted(child) and tree[child].upos not in ("PRON",):
            continue
        if is_passive and tree[child].deprel == "nsubj:pass" and not _is_reflexive(tree, verb):
            continue
        if fold(tree[child].form) in _RELATIVE_SUBJECTS:
            antecedent = tree[verb].head
            if antecedent != ROOT and is_relation(tree[verb].deprel, "acl"):
                return SpeakerHit(_antecedent(setting, antecedent, child), "relative")
            continue
        return SpeakerHit(child, "subject")
    return None


def _antecedent(setting: Setting, head: int, relative: int) -> int:
    """What *qui* stands for: the tree's antecedent, or the nearest noun behind it that can speak if it can't."""
    if can_speak(setting, head):
        return head
    tree = setting.tree
    return next(
        (
            word
            for word in range(relative - 1, head, -1)
            if tree[word].upos in ("NOUN", "PROPN") and can_speak(setting, word)
        ),
        head,
    )


def _is_reflexive(tree: Tree, verb: int) -> bool:
    return any(
        tree[child].feats.get("Reflex") == "Yes" or fold(tree[child].form) in ("se", "s'")
        for child in tree.children(verb, "expl", "obj", "iobj")
    )


def _lender(tree: Tree, index: int) -> int | None:
    """The word whose subject a verb without one borrows."""
    head = tree[index].head
    if head == ROOT:
        return None
    if is_relation(
        tree[index].deprel, "conj", "xcomp", "advcl", "acl", "parataxis", "amod", "obl", "nmod", "ccomp", "appos", "dep"
    ):
        return head
    return None


def opens_incise(tree: Tree, verb: int) -> bool:
    """Whether nothing but its own auxiliaries and clitics stands between a comma (or marks) and the verb."""
    form = tree[verb].feats.get("VerbForm")
    if form == "Inf" or (form == "Part" and not tree.children(verb, "aux")):
        return False
    position = verb - 1
    while position >= 0 and verb - position <= _MAX_INCISE_LEAD and tree.quotation(position) is None:
        word = tree[position]
        if word.upos == "PUNCT":
            return word.form in (",", "-", "–", "—", "…", "...", "!", "?")
        if word.upos not in ("AUX", "ADV", "PRON") or word.deprel.startswith("nsubj"):
            return _is_between_commas(tree, position, verb)
        position -= 1
    return position < 0 or tree.quotation(position) is not None


_MAX_INCISE_LEAD = 8
"""Words that may stand between the comma and the verb of an incise: *, a pour sa part aussitôt* *déclaré*."""


def _is_between_commas(tree: Tree, last: int, verb: int) -> bool:
    """*, a pour sa part déclaré X*: a prepositional group between auxiliary and participle."""
    auxiliary = next((child for child in tree.children(verb, "aux") if child < last), None)
    if auxiliary is None:
        return False
    return (auxiliary == 0 or tree[auxiliary - 1].form == "," or tree.quotation(auxiliary - 1) is not None) and any(
        tree[position].upos == "ADP" for position in range(auxiliary + 1, verb)
    )


def subject_behind(setting: Setting, verb: int) -> SpeakerHit | None:
    """The subject of an incise: what the tree says if it stands behind the verb, else the first bare noun group."""
    tree = setting.tree
    for child in tree.children(verb, "nsubj"):
        if child > verb and not setting.is_quoted(child) and not setting.vocabulary.is_no_speaker(tree[child].form):
            return SpeakerHit(child, "subject")
    return _following_noun(setting, verb)


def _following_noun(setting: Setting, verb: int) -> SpeakerHit | None:
    """The first noun behind the verb that no preposition introduces: *explique à l’AFP un responsable*."""
    tree = setting.tree
    position = verb + 1
    while position < len(tree) and position - verb <= _MAX_SUBJECT_DISTANCE and not setting.is_quoted(position):
        word = tree[position]
        if (
            word.form in (".", ":", ";")
            or word.upos == "SCONJ"
            or (word.upos == "VERB" and word.feats.get("VerbForm") == "Fin")
        ):
            return None
        if word.upos in ("NOUN", "PROPN") and not setting.vocabulary.is_no_speaker(word.form):
            head = _group_head(tree, position, verb)
            if tree.child(head, "case") is None and not _follows_preposition(tree, head, verb):
                return SpeakerHit(head, "following_noun")
        position += 1
    return None


_MAX_SUBJECT_DISTANCE = 25
"""How far behind its verb the subject of an incise is looked for."""


def _group_head(tree: Tree, position: int, verb: int) -> int:
    """The head of the noun group that the word at *position* belongs to; a determiner without preposition opens a new one."""
    head = position
    while True:
        above = tree[head].head
        if above == ROOT or not verb < above < head or tree[above].upos not in ("NOUN", "PROPN", "ADJ"):
            return head
        if tree.child(head, "det") is not None and tree.child(head, "case") is None:
            return head
        head = above


def _follows_preposition(tree: Tree, head: int, verb: int) -> bool:
    """Whether a preposition opens the group although the tree hangs it elsewhere."""
    position = head - 1
    while position > verb and tree[position].upos in ("DET", "ADJ", "NUM", "ADV"):
        position -= 1
    return position > verb and tree[position].upos == "ADP"


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
            if child in kept:
                continue
            if is_relation(relation, *_CUT_RELATIONS) and not _carries_name_on(tree, current, child, head):
                continue
            if is_relation(relation, "case") and current == head:
                continue
            kept.add(child)
            stack.append(child)
    return _contiguous(tree, sorted(kept), head)


def _carries_name_on(tree: Tree, current: int, child: int, head: int) -> bool:
    """
    Whether a coordination goes on inside the name: *la fédération du commerce et de la distribution*.

    Behind the head it does if *de* opens it; within the complement also if it is a bare noun or an adjective:
    *le Collège des médecins et pharmaciens*.
    """
    if is_relation(tree[child].deprel, "cc"):
        return current != head and tree[tree[child].head].deprel.startswith("conj")
    if not is_relation(tree[child].deprel, "conj"):
        return False
    case = tree.child(child, "case")
    if case is not None:
        return fold(tree[case].form) in ("de", "d'")
    return current != head and tree[child].upos in ("NOUN", "ADJ") and tree.child(child, "det", "nsubj", "cop") is None


_MENTION_ENDS = frozenset([",", "selon", "(", ":", ";", "d'après", "«", "»", '"'])


def _contiguous(tree: Tree, words: list[int], head: int) -> list[int]:
    """The unbroken run of *words* around *head*: a comma or a foreign word ends the mention."""
    quoted = tree.quotation(head)
    inside = {word for word in words if tree.quotation(word) == quoted}
    first = last = head
    while first - 1 in inside and tree[first - 1].form != ",":
        first -= 1
    while last + 1 in inside and tree[last + 1].form not in _MENTION_ENDS:
        last += 1
    while last > head and tree[last].upos in ("ADP", "DET", "CCONJ", "PUNCT"):
        last -= 1
    return list(range(first, last + 1))


def named_head(tree: Tree, head: int) -> int:
    """The proper name apposed to a role without a comma: of *le ministre Jean Martin*, *Jean*."""
    if tree[head].upos == "PROPN":
        return head
    for child in tree.children(head, "flat", "appos", "nmod"):
        if (
            tree[child].upos == "PROPN"
            and child > head
            and tree[child - 1].upos in ("NOUN", "ADJ", "PROPN")
            and tree.child(child, "case") is None
        ):
            return child
    return head
