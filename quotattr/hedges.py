"""
Hedges: how far the article stands behind *X a dit*.

*Le maire aurait dit*, *n’a pas dit*, *nie avoir dit*, *a-t-il dit ?* and *a dit, paraît-il* all
name a cue, a speaker and words, and none of them says that the maire said it. Only the verbs of
the cue itself are asked, with what hangs on them, never what is inside the quotation: *Il a dit
que rien ne serait fait* is no hedge. Start reading at `find_hedges`.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence

from quotattr.cues import CueHit, Setting, cue_words, inverted_clitic
from quotattr.folding import fold
from quotattr.lexicons import CueVerb
from quotattr.quote import Hedge
from quotattr.speakers import SpeakerHit, find_speaker
from quotattr.trees import ROOT, Tree, is_relation
from quotattr.vocabulary import Vocabulary

HedgeRule = Callable[[Setting, CueHit], bool]


def find_hedges(setting: Setting, cue: CueHit) -> tuple[Hedge, ...]:
    """
    What keeps the article from saying plainly that the speaker said this, in the order of `HEDGE_RULES`.

    Returns:
        Nearly always nothing: news is mostly *a dit*. Several may hold at once: *n’aurait pas dit*.
    """
    return tuple(hedge for hedge, rule in HEDGE_RULES if rule(setting, cue))


def find_hedges_of_form(forms: Sequence[str], vocabulary: Vocabulary) -> tuple[Hedge, ...]:
    """
    The hedges of an incise inside the marks, which is never parsed: a conditional, seen by its form.

        >>> from quotattr.vocabulary import load_vocabulary
        >>> find_hedges_of_form(["aurait", "-t-il", "promis"], load_vocabulary())
        ('conditional',)
        >>> find_hedges_of_form(["assurait", "-t-il"], load_vocabulary())
        ()
    """
    return ("conditional",) if any(_is_conditional_form(form, vocabulary) for form in forms) else ()


CONDITIONAL_HELPERS = frozenset(
    "aurait auraient serait seraient devrait devraient pourrait pourraient voudrait voudraient".split()
)
"""Conditionals of verbs that help others, which no infinitive shows."""


def _is_conditional_form(form: str, vocabulary: Vocabulary) -> bool:
    """*aurait*, or the conditional of a verb that announces speech."""
    verb = vocabulary.cue_verb_of_form(form)
    return _is_conditional_of(form, verb.lemma if verb is not None else form)


def _is_conditional_of(form: str, lemma: str) -> bool:
    """*aurait*, or the infinitive with an ending of the conditional, *dirait*: the tagger misses the rare mood at times."""
    stem = fold(lemma).removesuffix("e")
    return fold(form) in (stem + "ait", stem + "aient", *CONDITIONAL_HELPERS)


# --- the verbs of a cue


def carrying_verbs(tree: Tree, index: int) -> list[int]:
    """
    The verb at *index* and those that carry it: *dire* of *aurait refusé de dire* gives *dire*, *refusé*.

    A participle without auxiliary shares that of the one it is joined to: *aurait reçu X et promis*.
    """
    group: list[int] = []
    place: int | None = index
    while place is not None and place not in group:
        group.append(place)
        place = _carrier(tree, place)
    return group


_CARRYING_RELATIONS = ("xcomp", "ccomp", "obj", "obl:arg")
"""Relations of an infinitive to the verb it completes; an infinitive by itself (*sans dire*) is ``advcl``."""


def _carrier(tree: Tree, index: int) -> int | None:
    """The verb whose tense and negation hold for the one at *index* too."""
    word = tree[index]
    if word.head == ROOT or tree[word.head].upos not in ("VERB", "AUX"):
        return None
    if is_infinitive(tree, index):
        return word.head if is_relation(word.deprel, *_CARRYING_RELATIONS) else None
    if word.feats.get("VerbForm") == "Part" and is_relation(word.deprel, "conj") and tree.child(index, "aux") is None:
        return word.head if "mais" not in _forms(tree, tree.children(index, "cc")) else None
    return None


def is_infinitive(tree: Tree, index: int) -> bool:
    """*dire*, *avoir dit*."""
    return any(tree[word].feats.get("VerbForm") == "Inf" for word in (index, *tree.children(index, "aux")))


def _forms(tree: Tree, words: Iterable[int]) -> list[str]:
    """Folded forms."""
    return [fold(tree[word].form) for word in words]


def _dependents(tree: Tree, verbs: Sequence[int], *relations: str) -> list[int]:
    """What hangs on any of *verbs*."""
    return [child for verb in verbs for child in tree.children(verb, *relations)]


def _verbs(setting: Setting, cue: CueHit) -> list[int]:
    """The verbs of a cue; none of a noun (*la «colère» des élus*) or of *selon*, which no tense hedges."""
    return carrying_verbs(setting.tree, cue.index) if cue.kind == "verb" else []


def _announcing_rows(setting: Setting, verb: int) -> list[CueVerb]:
    """What the lexicon says of the verb of a cue, and of the *dire* of *refuse de dire* below it."""
    rows = (setting.cue_verb(place) for place in (verb, *_infinitives_below(setting.tree, verb)))
    return [row for row in rows if row is not None]


def _infinitives_below(tree: Tree, verb: int) -> list[int]:
    """The *dire* of *refuse de dire*, where the tree hangs the words on *refuse*."""
    return [child for child in tree.children(verb, *_CARRYING_RELATIONS) if is_infinitive(tree, child)]


def announces_speech(setting: Setting, cue: CueHit) -> bool:
    """Whether to negate or question the cue is to say that nothing was said; not so of *n’aime pas cette «folie»*."""
    rows = _announcing_rows(setting, cue.index) if cue.kind == "verb" else []
    if cue.rule == "colon":
        return any(row.strength == "speech" and row.takes_que for row in rows)
    return any(row.is_speech for row in rows)


def _has_role(setting: Setting, index: int, *roles: str) -> bool:
    """Whether the word at *index* has one of these roles in ``hedges.tsv``, by its form or its lemma."""
    word = setting.tree[index]
    return any(setting.vocabulary.hedge_role(form) in roles for form in (word.form, word.lemma))


# --- the rules


def is_conditional(setting: Setting, cue: CueHit) -> bool:
    """
    ``Le maire aurait promis «une prime»`` — the conditional of what the journalist has from others.

    Not that of a wish, which is voiced all the same (*Il aimerait «une trêve»*), that of a verb that
    announces nothing (*La loi créerait une «usine à gaz»*), nor that of a future told in the past
    (*Il a précisé qu’il annoncerait «une prime»*).
    """
    tree, verbs = setting.tree, _verbs(setting, cue)
    if not any(_announcing_rows(setting, verb) for verb in verbs):
        return False
    if any(_has_role(setting, verb, "wish") for verb in verbs):
        return False
    helpers = _auxiliaries(setting, cue, verbs)
    if is_relation(tree[verbs[-1]].deprel, "ccomp"):
        helpers, verbs = [word for word in helpers if tree[word].deprel == "aux:tense"], []
    return any(_has_conditional_ending(tree, word) for word in (*verbs, *helpers))


def _has_conditional_ending(tree: Tree, index: int) -> bool:
    word = tree[index]
    return word.feats.get("Mood") == "Cnd" or _is_conditional_of(word.form, word.lemma)


def _auxiliaries(setting: Setting, cue: CueHit, verbs: Sequence[int]) -> list[int]:
    """What helps the verbs of a cue: by the tree, and by its place where the tree hangs it elsewhere."""
    tree = setting.tree
    beside = [word for word in cue_words(setting, cue) if tree[word].upos == "AUX"]
    return [*_dependents(tree, verbs, "aux", "cop"), *beside, *_auxiliary_before_commas(tree, cue.index)]


def _auxiliary_before_commas(tree: Tree, index: int) -> list[int]:
    """The *aurait* of *aurait, selon ses proches, promis*, which the tree hangs elsewhere, as a list of one or none."""
    if tree[index].feats.get("VerbForm") != "Part" or index < 1 or tree[index - 1].form != ",":
        return []
    comma = next((place for place in range(index - 2, 0, -1) if tree[place].form == ","), None)
    return [comma - 1] if comma is not None and fold(tree[comma - 1].form) in CONDITIONAL_HELPERS else []


def is_negated(setting: Setting, cue: CueHit) -> bool:
    """
    ``Le maire n’a pas dit que``, ``sans dire que``, ``refuse de dire que`` — it was not said.

    *N’a pas hésité à dire*, *n’a pas refusé de dire* and *n’a-t-il pas dit … ?* say that it was, and so
    do the marks behind *n’a pas commenté:* and *ne dit pas autre chose:*.
    """
    tree, verbs = setting.tree, _verbs(setting, cue)
    if not (announces_speech(setting, cue) or (verbs and _has_role(setting, cue.index, "denial"))):
        return False
    if cue.rule == "colon" and any(word < setting.first for word in tree.children(cue.index, "obj")):
        return False
    if _stands_apart(setting, cue.index):
        return False
    if any(_has_role(setting, verb, "litotes") or inverted_clitic(tree, verb) is not None for verb in verbs):
        return False
    is_refused = any(_is_refusal(setting, verb) for verb in verbs)
    is_without = "sans" in _forms(tree, _dependents(tree, verbs, "mark", "case"))
    return (_has_negation(setting, verbs) + is_refused + is_without) % 2 == 1


_CLAUSES_APART = ("advcl", "acl", "parataxis")


def _stands_apart(setting: Setting, verb: int) -> bool:
    """*n’a pas répondu, alors que tout est «perdu»*: whether the words stand in a clause that is not what is negated."""
    tree = setting.tree
    way = [setting.anchor, *tree.ancestors(setting.anchor)]
    between = way[: way.index(verb)] if verb in way else []
    return any(
        _opens_with_phrase(tree, word) or (is_relation(tree[word].deprel, *_CLAUSES_APART) and not has_que(tree, word))
        for word in between
    )


def _opens_with_phrase(tree: Tree, verb: int) -> bool:
    """*alors que*, *parce que*: a conjunction of several words, whatever the tree makes of the clause."""
    return any(tree.child(mark, "fixed") is not None for mark in tree.children(verb, "mark"))


def has_que(tree: Tree, verb: int) -> bool:
    """Whether *que*, and no longer conjunction, opens the clause of the verb."""
    return any(fold(tree[mark].form) in ("que", "qu'") for mark in tree.children(verb, "mark"))


def _is_refusal(setting: Setting, verb: int) -> bool:
    """*refuse de dire*, *s’est abstenu de dire*: a refusal that an infinitive completes."""
    return _has_role(setting, verb, "refusal") and bool(_infinitives_below(setting.tree, verb))


def _has_negation(setting: Setting, verbs: Sequence[int]) -> bool:
    """*ne … pas*, *personne ne*; *n’a pas seulement dit* is none, and the *ne* of *dit ne pas savoir* comes too late."""
    tree = setting.tree
    if not any(fold(tree[word].form) in ("ne", "n'") for verb in verbs for word in tree.children(verb) if word < verb):
        return False
    below = _dependents(tree, verbs)
    return any(_negates(setting, word) for word in below) or _is_emptied(setting, verbs)


def _negates(setting: Setting, index: int) -> bool:
    """*pas*, *jamais*, outside the quotation; not the *pas* of *pas seulement*."""
    tree = setting.tree
    if index in setting.words or tree[index].upos not in ("ADV", "CCONJ"):
        return False
    is_restricted = index + 1 < len(tree) and _has_role(setting, index + 1, "restriction")
    return _has_role(setting, index, "negator") and not is_restricted


def _is_emptied(setting: Setting, verbs: Sequence[int]) -> bool:
    """*Personne n’a dit*, *aucun élu n’a dit*, *n’a rien dit*."""
    tree = setting.tree
    subjects = _dependents(tree, verbs, "nsubj")
    objects = [word for word in _dependents(tree, verbs, "obj", "advmod") if word not in setting.words]
    asked = (*subjects, *objects, *_dependents(tree, subjects, "det"))
    return any(_has_role(setting, word, "nobody") for word in asked)


def is_denied(setting: Setting, cue: CueHit) -> bool:
    """
    ``Le maire nie que``, ``nie avoir dit que`` — the speaker rejects the words, or having said them.

    *«C’est faux», dément le maire* and *Il dément des accusations «absurdes»* are his own words, so
    what is marked must itself be what is denied.
    """
    if cue.kind != "verb":
        return False
    verbs = carrying_verbs(setting.tree, cue.index)
    if is_infinitive(setting.tree, cue.index) and any(_has_role(setting, verb, "denial") for verb in verbs[1:]):
        return True
    return _has_role(setting, cue.index, "denial") and _is_completed_by_words(setting, cue.index)


def _is_completed_by_words(setting: Setting, verb: int) -> bool:
    """Whether the quotation, or the *que* clause that it stands in, is the object of the verb."""
    tree = setting.tree
    below = _step_below(tree, verb, setting.anchor)
    if setting.standing or below is None or below < verb:
        return False
    if is_relation(tree[below].deprel, "obj"):
        return below == setting.anchor
    return is_relation(tree[below].deprel, "ccomp", "xcomp") or has_que(tree, below)


def _step_below(tree: Tree, top: int, bottom: int) -> int | None:
    """The child of *top* on the way down to *bottom*; None if there is no such way."""
    way = [bottom, *tree.ancestors(bottom)]
    return way[way.index(top) - 1] if top in way[1:] else None


def is_questioned(setting: Setting, cue: CueHit) -> bool:
    """
    ``Le maire a-t-il dit que … ?``, ``On ignore si le maire a dit que``, ``Il se demande si`` — asked, not said.

    *Pourquoi a-t-il dit que … ?* takes for granted that he did, and the *si* of a condition
    (*S’il a dit que …, il n’a rien promis*) mostly does so too.
    """
    if cue.index > setting.first or not announces_speech(setting, cue):
        return False
    verbs = carrying_verbs(setting.tree, cue.index)
    return _is_asked(setting, verbs) or _is_whether(setting, verbs[-1]) or _asks_whether(setting, cue.index)


def _is_asked(setting: Setting, verbs: Sequence[int]) -> bool:
    """*Le maire a-t-il dit … ?*, *Est-ce que le maire a dit … ?*, the question mark outside the quotation."""
    tree = setting.tree
    stops = [place for place in range(len(tree)) if tree[place].form == "?" and tree.quotation(place) is None]
    if not stops or stops[-1] < setting.last or tree[verbs[-1]].head != ROOT:
        return False
    is_inverted = any(inverted_clitic(tree, verb) is not None for verb in verbs)
    asking = _dependents(tree, verbs, "advmod", "nsubj", "obj", "iobj", "obl", "ccomp", "xcomp")
    within = (*asking, *_dependents(tree, asking, "det", "case"))
    presupposes = any(_has_role(setting, word, "presupposing") for word in within if word < setting.first)
    return (is_inverted or _forms(tree, range(2)) == ["est", "-ce"]) and not presupposes


def _is_whether(setting: Setting, verb: int) -> bool:
    """*On ignore si le maire a dit*: an indirect question, no condition."""
    tree = setting.tree
    return is_relation(tree[verb].deprel, "ccomp", "obj") and _has_si(setting, verb)


def _asks_whether(setting: Setting, verb: int) -> bool:
    """*Il se demande si la digue est «sûre»*: the words stand in the question that the cue asks."""
    below = _step_below(setting.tree, verb, setting.anchor)
    return below is not None and _is_whether(setting, below)


def _has_si(setting: Setting, verb: int) -> bool:
    """
    *si* between the verb that asks and the clause at *verb*, in the journalist's words.

    Behind *que* (*a dit que si …, …*) it is a condition, behind *même* a concession.
    """
    tree = setting.tree
    return any(
        fold(tree[mark].form) in ("si", "s'") and fold(tree[mark - 1].form) not in ("que", "qu'", "meme")
        for mark in tree.children(verb, "mark")
        if mark > tree[verb].head and mark not in setting.words
    )


def is_hearsay(setting: Setting, cue: CueHit) -> bool:
    """``Le pont est «hanté», dit-on``, ``selon certains``, ``Il a dit, paraît-il, que`` — nobody in particular has it."""
    speaker = find_speaker(setting, cue)
    if speaker is not None and speaker.index in setting.words:
        speaker = None
    if speaker is not None and _plain_form(setting.tree, speaker.index) == "on":
        return names_anybody(setting, cue, speaker)
    is_anybody = speaker is not None and names_anybody(setting, cue, speaker)
    return is_anybody or _has_inserted_hearsay(setting, _verbs(setting, cue))


def names_anybody(setting: Setting, cue: CueHit, speaker: SpeakerHit) -> bool:
    """*dit-on*, *la rumeur*, *certains* behind *selon*; not the *on* of *peut-on lire*, *dit-on au ministère*."""
    form = _plain_form(setting.tree, speaker.index)
    if form == "on":
        is_told = _has_role(setting, cue.index, "telling") and not is_infinitive(setting.tree, cue.index)
        return is_told and not _names_institution(setting, cue.index)
    is_selon = cue.kind == "preposition" and fold(setting.tree[cue.index].form) != "pour"
    roles = ("anyone", "some") if is_selon else ("anyone",)
    return setting.vocabulary.hedge_role(form) in roles


def _plain_form(tree: Tree, index: int) -> str:
    """The folded form, of an inverted pronoun (*-t-on*) the pronoun."""
    form = fold(tree[index].form)
    return form.rpartition("-")[2] if form.startswith("-") else form


_HEARERS = frozenset("nous vous me m' te t' se s' lui leur".split())
"""Pronouns for whoever is told."""


def _names_institution(setting: Setting, verb: int) -> bool:
    """*dit-on de source policière*, *raconte-t-on au Medef*, *nous dit-on*: somebody, though not named; *se dit-on*: oneself."""
    tree, vocabulary = setting.tree, setting.vocabulary
    is_told_to = any(form in _HEARERS for form in _forms(tree, tree.children(verb)))
    return is_told_to or any(
        vocabulary.is_place_of_power(tree[word].form) or vocabulary.can_speak(tree[word].form, tree[word].lemma, "NOUN")
        for word in tree.children(verb, "obl")
    )


MAX_INSERTED_WORDS = 5
"""The longest phrase of hearsay that is inserted: *à ce qu’on dit*, *à ce qu’il paraît*."""


MAX_INSERTED_GAP = 2
"""Such a phrase, its comma counted, stands right beside its verb, whatever the tree makes of it."""


def _has_inserted_hearsay(setting: Setting, verbs: Sequence[int]) -> bool:
    """*paraît-il*, *dit-on*, inserted in the clause of one of *verbs*."""
    tree = setting.tree
    outside = [word for word in range(len(tree)) if word not in setting.words]
    for place, opener in enumerate(outside):
        if fold(tree[opener].form) not in setting.vocabulary.inserted_openers:
            continue
        for length in range(1, MAX_INSERTED_WORDS + 1):
            words = outside[place : place + length]
            if setting.vocabulary.hedge_role(_written(tree, words)) == "inserted":
                head = tree.head_of(words)
                near = range(words[0] - MAX_INSERTED_GAP, words[-1] + MAX_INSERTED_GAP + 1)
                if (head is not None and tree[head].head in verbs) or any(verb in near for verb in verbs):
                    return True
    return False


def _written(tree: Tree, words: Sequence[int]) -> str:
    """The words as print joins them: no blank in front of a hyphen or behind an apostrophe."""
    return " ".join(_forms(tree, words)).replace(" -", "-").replace("' ", "'")


HEDGE_RULES: tuple[tuple[Hedge, HedgeRule], ...] = (
    ("conditional", is_conditional),
    ("negated", is_negated),
    ("denied", is_denied),
    ("question", is_questioned),
    ("hearsay", is_hearsay),
)
"""Each is asked on its own; the order is only that of `Quote.hedges`."""
