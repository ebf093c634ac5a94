"""
Chains: who passed the words on before the article did.

*Selon KCNA, Kim a déclaré que Lavrov avait promis «une aide»*: Lavrov is the speaker, but the
article has it from Kim, and that from KCNA. Each such reporter is found by its grammar: a verb
above the cue's clause, *selon X* or an incise beside it, *cité par X* behind the speaker, or the
speaker of the quotation that this one stands in. Start reading at `add_chains`.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from attrs import frozen

from quotattr.coreference import Resolver
from quotattr.cues import CueHit, Setting, is_according_to, is_inverted, object_of
from quotattr.folding import fold
from quotattr.hedges import announces_speech, find_hedges, find_hedges_of_form, has_que, names_anybody
from quotattr.quote import Cue, Hedge, Reporter
from quotattr.reading import Draft, Reading, span_of_cue
from quotattr.speakers import SpeakerHit, find_speaker
from quotattr.trees import ROOT, Tree, is_relation


@frozen
class Relay:
    """
    A reporter in a tree.

    Attributes:
        cue: What says that the words are passed on.
        speaker: Head of the mention of who does it.
    """

    cue: CueHit
    speaker: SpeakerHit


def add_chains(reading: Reading, drafts: Sequence[Draft], resolver: Resolver) -> None:
    """
    Put on each draft the hedges of its cue, and the reporters beyond its speaker.

    Done when all speakers are settled, in reading order, so that an outer quotation has its chain
    before those inside it. Who passes words on is no candidate for the next *il*: nothing here
    changes who speaks.
    """
    for draft in drafts:
        if draft.speech:
            _trace(reading, draft, resolver)
            _add_outer(reading, draft)
            draft.chain = _without_repeats(draft)


def _trace(reading: Reading, draft: Draft, resolver: Resolver) -> None:
    """What the sentence of *draft* tells of hedges and reporters."""
    if draft.rule == "incise_inside" and draft.cue_span is not None:
        forms = [token.text for token in reading.tokens_in(draft.cue_span)]
        draft.hedges = find_hedges_of_form(forms, reading.vocabulary)
        return
    if draft.cue is None or draft.setting is None:
        return
    relays = find_relays(draft.setting, draft.cue, draft.speaker)
    draft.hedges = hedges_of(draft.setting, draft.cue, relays)
    reporters = (_reporter(reading, draft.setting, relay, resolver) for relay in relays)
    draft.chain = tuple(reporter for reporter in reporters if reporter is not None)


def hedges_of(setting: Setting, cue: CueHit, relays: Sequence[Relay]) -> tuple[Hedge, ...]:
    """The hedges of the cue; what *on raconte* is hearsay, whoever is said to have said it."""
    hedges = find_hedges(setting, cue)
    is_rumour = any(names_anybody(setting, relay.cue, relay.speaker) for relay in relays)
    return (*hedges, "hearsay") if is_rumour and "hearsay" not in hedges else hedges


def _reporter(reading: Reading, setting: Setting, relay: Relay, resolver: Resolver) -> Reporter | None:
    """The public form of a relay; None if it names nobody (*on*)."""
    if names_anybody(setting, relay.cue, relay.speaker):
        return None
    found = resolver.resolve(setting.tree, relay.speaker.index)
    if found is None:
        return None
    referent, (first, last) = found
    mention, span = reading.mention_span(first, last), span_of_cue(setting, relay.cue)
    cue = Cue(span.of(reading.text), setting.tree[relay.cue.index].lemma, span)
    hedges = find_hedges(setting, relay.cue)
    return Reporter(referent.name, referent.kind, mention.of(reading.text), mention, cue, relay.cue.rule, hedges)


def _add_outer(reading: Reading, draft: Draft) -> None:
    """The speaker of the quotation that *draft* stands in, and whoever passed that on, are links of its chain."""
    outer = draft.outer
    if outer is None or not outer.speech:
        return
    if draft.rule == "nested":
        draft.hedges, draft.chain = outer.hedges, outer.chain
        return
    own = draft.chain
    draft.chain = (*outer.chain, *own)
    if outer.referent is not None:
        mention, span = outer.mention, outer.cue_span
        cue = Cue(span.of(reading.text), outer.cue_lemma, span) if span else None
        text = mention.of(reading.text) if mention else None
        name, kind = outer.referent.name, outer.referent.kind
        draft.chain = (*outer.chain, Reporter(name, kind, text, mention, cue, OUTER_RULE, outer.hedges), *own)


OUTER_RULE = "reporter_outer"


def _without_repeats(draft: Draft) -> tuple[Reporter, ...]:
    """The chain without those who report themselves: *Elle a dit qu’elle avait promis «une aide»*."""
    speaker = draft.referent.name if draft.referent is not None else None
    following = [*(reporter.name for reporter in draft.chain[1:]), speaker]
    return tuple(reporter for reporter, name in zip(draft.chain, following, strict=False) if reporter.name != name)


# --- reporters in a tree


def find_relays(setting: Setting, cue: CueHit, speaker: SpeakerHit | None) -> list[Relay]:
    """
    Who passes on what *cue* announces, outermost first.

    Args:
        setting: The quotation in its tree.
        cue: What announces it.
        speaker: Who is taken to speak; no relay himself.
    """
    seen = {cue.index}
    relays: list[Relay] = []
    for hit in _relay_cues(setting, cue, speaker):
        who = find_speaker(setting, hit) if hit.index not in seen else None
        seen.add(hit.index)
        if who is not None and who.index not in setting.words and (speaker is None or who.index != speaker.index):
            relays.append(Relay(hit, who))
    return relays[::-1]


def _relay_cues(setting: Setting, cue: CueHit, speaker: SpeakerHit | None) -> Iterator[CueHit]:
    """From the cue up: what stands beside each clause, and the verb that reports it."""
    tree = setting.tree
    if cue.kind == "verb" and not announces_speech(setting, cue):
        return
    yield from _citing(setting, [cue.index] if speaker is None else [cue.index, speaker.index])
    place = _clause_of(tree, cue)
    yield from (hit for hit in _beside(setting, place) if _is_outside(setting, cue, hit))
    for above in tree.ancestors(place):
        if _begins_anew(tree, place):
            return
        if _is_reported_by(setting, place, above):
            yield CueHit(above, "reporter_que", "verb")
        yield from _beside(setting, above)
        place = above


def _clause_of(tree: Tree, cue: CueHit) -> int:
    """The word that *selon X* belongs to; a verb or a noun is the head of its own clause or group."""
    if cue.kind != "preposition":
        return cue.index
    head = _carrier_of_preposition(tree, cue.index)
    return cue.index if head is None else head


def _carrier_of_preposition(tree: Tree, index: int) -> int | None:
    """The word that the group of the preposition hangs on; of *à en croire X* the one above *croire*."""
    inner = index if fold(tree[index].form) == "croire" else object_of(tree, index)
    return tree[inner].head if inner is not None and tree[inner].head != ROOT else None


def _is_outside(setting: Setting, cue: CueHit, beside: CueHit) -> bool:
    """
    Whether what stands beside the cue's own clause reports that clause.

    Not the *selon X* of *a affirmé que, selon X, …*, nor one of two in *dix selon X, cent selon Y*.
    """
    if cue.kind == "preposition" and beside.kind == "preposition":
        return False
    between = range(cue.index, beside.index) if beside.index < setting.first else ()
    return not any(fold(setting.tree[place].form) in ("que", "qu'") for place in between)


def _begins_anew(tree: Tree, place: int) -> bool:
    """*Selon X il pleut, et le maire a promis*: a coordinated clause with a subject and no *que* of its own."""
    if not is_relation(tree[place].deprel, "conj"):
        return False
    return tree.child(place, "nsubj") is not None and not has_que(tree, place)


def _is_reported_by(setting: Setting, clause: int, verb: int) -> bool:
    """*Kim a déclaré que Lavrov avait promis*; not *a demandé que Lavrov promette*, which is a wish."""
    tree = setting.tree
    row = setting.cue_verb(verb)
    if row is None or not (row.is_speech and row.takes_que) or tree.quotation(verb) is not None:
        return False
    if not (is_relation(tree[clause].deprel, "ccomp") or has_que(tree, clause)):
        return False
    return setting.vocabulary.hedge_role(tree[verb].lemma) not in ("directive", "wish")


def _beside(setting: Setting, place: int) -> Iterator[CueHit]:
    """*selon X* and the incises (*, rapporte X*) that hang on the word *place*, outside the quotation."""
    tree, inside = setting.tree, frozenset(setting.words)
    for index in range(len(tree)):
        if index in inside or tree.quotation(index) is not None:
            continue
        if _is_according_to_somebody(setting, index) and _carrier_of_preposition(tree, index) == place:
            yield CueHit(index, "reporter_according_to", "preposition")
        if tree[index].head == place and _is_incise(setting, index):
            yield CueHit(index, "reporter_incise", "verb")


def _is_according_to_somebody(setting: Setting, index: int) -> bool:
    """*selon*, *d’après*; *pour X* holds an opinion and reports nothing."""
    return fold(setting.tree[index].form) != "pour" and is_according_to(setting, index)


def _is_incise(setting: Setting, index: int) -> bool:
    """*rapporte Le Monde*, *a-t-il raconté*: an inserted verb of speech with its subject behind it."""
    tree = setting.tree
    row = setting.cue_verb(index)
    if row is None or not (row.is_speech and row.takes_incise) or not is_relation(tree[index].deprel, "parataxis"):
        return False
    return is_inverted(tree, index) or any(child > index for child in tree.children(index, "nsubj"))


def _citing(setting: Setting, heads: Sequence[int]) -> Iterator[CueHit]:
    """*cité par X*, on the speaker, the cue, or what hangs on them: *dans un communiqué relayé par X*."""
    tree = setting.tree
    for index in range(len(tree)):
        word = tree[index]
        if word.feats.get("VerbForm") != "Part" or setting.vocabulary.hedge_role(word.lemma) != "relay":
            continue
        if index in setting.words or tree.child(index, "obl:agent") is None or tree.child(index, "aux"):
            continue
        if word.head in heads or (word.head != ROOT and tree[word.head].head in heads):
            yield CueHit(index, "reporter_cited", "verb")
