"""
Drafts: what the rules and the rankings say of each quotation, one at a time.

1. `draft_marked` asks the cue and speaker rules about every quotation in every frame;
2. `choose_cues` lets a ranking confirm or replace the cue that the rules found for what is speech;
3. `find_incises_inside` looks for *«Nous irons, a-t-il dit, demain»*;
4. `find_reports` finds indirect speech in the frames;
5. `choose_speakers` lets a ranking confirm or replace the mention that the rules chose.

Start reading at `draft_all`.
"""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Collection, Mapping, Sequence

from attrs import evolve

from quotattr.cue_ranking import BY_RANK, CueCandidate, find_cue_candidates, place_of_cue, rank_cues
from quotattr.cues import CueHit, Setting, find_cue
from quotattr.folding import fold
from quotattr.frames import QuotationTokens, is_standing
from quotattr.incises import find_inner_incise
from quotattr.indirect import Report, find_reports
from quotattr.insertions import SPEECH_STRENGTHS
from quotattr.quote import QuoteKind, SpeakerKind
from quotattr.ranking import NOBODY, Candidate, find_candidates, rank_speakers
from quotattr.reading import Draft, Reading, other_marks, span_of_cue
from quotattr.spans import Span
from quotattr.speakers import SpeakerHit, find_speaker
from quotattr.speech import describe_all, is_speech
from quotattr.trees import ROOT, Tree, is_relation

_CRYING_VERBS = frozenset("scander crier hurler chanter entonner lire".split())
_CRIED_NOUNS = frozenset("slogan cri".split())
"""Folded lemmas of what announces words that stand on their own, though a sentence is woven around them."""


def draft_all(reading: Reading, trees: Sequence[Tree]) -> list[Draft]:
    """What the rules say of every quotation and every indirect report, in no particular order."""
    drafts = draft_marked(reading, trees)
    tell_other_marks(drafts)
    choose_cues(reading, drafts)
    find_incises_inside(reading, drafts)
    speech = _speech_words(drafts)
    for tree in trees:
        if tree.frame.inside is None:
            reports = find_reports(tree, reading.tokens, reading.vocabulary, frozenset(speech.get(id(tree), ())))
            drafts.extend(_draft_of_report(reading, tree, report) for report in reports)
    return drafts


def _speech_words(drafts: Sequence[Draft]) -> dict[int, list[int]]:
    """
    Of each tree, by its id, the words that stand in or for marked speech.

    A reported clause that holds some is no indirect speech.
    """
    words: dict[int, list[int]] = {}
    for draft in drafts:
        if draft.setting is not None and draft.speech:
            words.setdefault(id(draft.setting.tree), []).extend(draft.setting.words)
    return words


def draft_marked(reading: Reading, trees: Sequence[Tree]) -> list[Draft]:
    """
    Ask the cue and speaker rules about every quotation, in its frame.

    Where a rule that a user added finds the cue, that makes it speech: the weights know nothing of such rules.
    """
    drafts = []
    seen = set()
    for tree in trees:
        words = _words_of_quotations(tree)
        for index in tree.frame.quotations:
            if index in seen:
                continue
            seen.add(index)
            drafts.append(_draft_of_quotation(reading, tree, index, tuple(words.get(index, ()))))
    for index in range(len(reading.quotations)):
        if index not in seen:
            drafts.append(_bare_draft(reading, index, "mixed"))
    added = {rule.name for rule in reading.added_rules}
    for draft, features in zip(drafts, describe_all(reading, drafts), strict=True):
        draft.features = features
        draft.speech, draft.speech_probability = is_speech(draft.features, reading.vocabulary)
        draft.speech = draft.speech or draft.rule in added
    return drafts


def tell_other_marks(drafts: Sequence[Draft]) -> None:
    """
    Let every setting know which marks report nothing: whom they name may speak.

    Reports without marks don't ask: *dit «le Phare»* gives a nickname, and its *dit* would be a report's.
    """
    silent = other_marks(drafts)
    for draft in drafts if silent else ():
        if draft.setting is not None:
            draft.setting = evolve(draft.setting, other_marks=silent)


def _bare_draft(reading: Reading, index: int, kind: QuoteKind) -> Draft:
    quotation = reading.quotations[index]
    return Draft(reading.places.outer[index][0], [Span(quotation.start, quotation.end)], kind, index)


def _words_of_quotations(tree: Tree) -> dict[int | None, list[int]]:
    """Of each quotation, the words of *tree* that stand in or for it."""
    words: dict[int | None, list[int]] = {}
    for place in range(len(tree)):
        words.setdefault(tree.quotation(place), []).append(place)
    return words


def _draft_of_quotation(reading: Reading, tree: Tree, index: int, words: tuple[int, ...]) -> Draft:
    frame = tree.frame
    standing = is_standing(
        reading.tokens, reading.places.content[index], reading.places.outer[index], (frame.first, frame.last)
    )
    draft = _bare_draft(reading, index, "direct" if standing or _has_further_sentence(reading, index) else "mixed")
    if not words:
        return draft
    anchor = tree.head_of(words)
    setting = Setting(reading.tokens, tree, words, words[0] if anchor is None else anchor, standing, reading.vocabulary)
    draft.setting = setting
    cue = find_cue(setting, reading.added_rules)
    if cue is None:
        return draft
    _set_cue(draft, setting, cue)
    draft.speaker = find_speaker(setting, cue)
    if _is_cried(setting, cue):
        draft.kind = "direct"
    return draft


def choose_cues(reading: Reading, drafts: Sequence[Draft]) -> None:
    """
    Let the ranking of all possible cues confirm or replace the rules' answer, and note whom each of them makes likely to speak.

    What is no speech keeps the cue that showed that it is none; a rule that a user added is not overruled, nor is the
    verb of a person with a name that another verb tells of: *a promis* of *Y rapporte que Marc Dalbret a promis*.
    """
    added = {rule.name for rule in reading.added_rules}
    names, _ = places_of_names(reading)
    for draft in drafts:
        if draft.setting is None or not draft.speech or draft.rule in added or _tells_of_person(draft, names):
            continue
        ranked = rank_cues(find_cue_candidates(draft.setting, draft.pointing), reading.vocabulary.cue_weights)
        speakers = [find_speaker(draft.setting, candidate.hit) if candidate.hit else None for _, candidate in ranked]
        draft.support = _support_of(ranked, speakers)
        place = place_of_cue(ranked)
        cue = ranked[place][1].hit if place is not None else None
        if place is not None and cue is not None:
            _set_cue(draft, draft.setting, cue)
            draft.speaker = speakers[place]


def _tells_of_person(draft: Draft, names: Mapping[int, SpeakerKind]) -> bool:
    """Whether a verb tells that somebody whose name is given has said it."""
    if draft.setting is None or draft.cue is None or draft.speaker is None or draft.speaker.rule != "subject":
        return False
    is_person = names.get(draft.setting.tree.token(draft.speaker.index)) == "person"
    return is_person and _is_passed_on(draft.setting, draft.cue.index)


def _support_of(
    ranked: Sequence[tuple[float, CueCandidate]], speakers: Sequence[SpeakerHit | None]
) -> dict[int, float]:
    """How likely the cues are, together, that lead to each mention; `NOBODY` for those that lead to none."""
    support: dict[int, float] = {}
    for (probability, _), speaker in zip(ranked, speakers, strict=True):
        index = NOBODY if speaker is None else speaker.index
        support[index] = support.get(index, 0.0) + probability
    return support


def candidates_of(
    reading: Reading, draft: Draft, setting: Setting, names: Mapping[int, SpeakerKind], media: Collection[int]
) -> list[Candidate]:
    """The mentions in reach of a quotation, described for the ranking; *names* and *media* are those of `places_of_names`."""
    said = words_of(reading, draft)
    return find_candidates(setting, draft.cue, draft.speaker, names, media, said, draft.support, draft.pointing)


def _is_cried(setting: Setting, cue: CueHit) -> bool:
    """Whether the words are cried, sung or read off a banner: *scandant «Rendez la plage»*, but not *criant leur «colère»*."""
    lemma = fold(setting.tree[cue.index].lemma)
    if lemma in _CRIED_NOUNS:
        return True
    inside = frozenset(setting.words)
    return (
        lemma in _CRYING_VERBS
        and cue.rule != "que_clause"
        and inside.issuperset(setting.tree.children(setting.anchor, "det", "case", "mark"))
    )


def choose_speakers(reading: Reading, drafts: Sequence[Draft]) -> None:
    """
    Let the ranking of all mentions in reach confirm or replace the rules' answer.

    Of a report it only says how likely the answer is: nothing marks a report but the grammar, so grammar
    knows its speaker better than a model fitted on marked words.
    """
    names, media = places_of_names(reading)
    for draft in drafts:
        if draft.setting is None or _is_certain(draft):
            continue
        candidates = candidates_of(reading, draft, draft.setting, names, media)
        ranked = rank_speakers(candidates, reading.vocabulary.speaker_weights)
        if draft.kind == "indirect":
            draft.speaker_probability = _probability_of(draft.speaker, ranked)
            continue
        draft.mentions = [(probability, candidate.index) for probability, candidate in ranked]
        draft.speaker_probability, best = ranked[0]
        if best.index == NOBODY:
            draft.speaker = None
        elif draft.speaker is None or draft.speaker.index != best.index:
            draft.speaker = SpeakerHit(best.index, "ranked")
            if draft.cue is None:
                _take_cue_of_speaker(draft, draft.setting, best.index)


def words_of(reading: Reading, draft: Draft) -> frozenset[str]:
    """Folded words of a quotation."""
    return frozenset(fold(token.text) for segment in draft.segments for token in reading.tokens_in(segment))


def _probability_of(speaker: SpeakerHit | None, ranked: Sequence[tuple[float, Candidate]]) -> float:
    """How likely the ranking takes the mention to be; 0 for one that it does not know."""
    index = NOBODY if speaker is None else speaker.index
    return next((probability for probability, candidate in ranked if candidate.index == index), 0.0)


def _is_certain(draft: Draft) -> bool:
    """
    Whether grammar leaves no choice: the X of *selon X*, of *les propos de X*, of *jugé par X*, of *Y rapporte que X a promis*.

    It does where no rule took the word for a cue: two in three of the mentions behind such a *pour* do not speak.
    """
    if draft.cue is None or draft.speaker is None or draft.cue.rule == BY_RANK:
        return False
    if draft.cue.kind == "preposition" or draft.speaker.rule in ("complement", "agent"):
        return True
    return (
        draft.speaker.rule == "subject" and draft.setting is not None and _is_passed_on(draft.setting, draft.cue.index)
    )


def _is_passed_on(setting: Setting, verb: int) -> bool:
    """Whether a verb of speech or opinion is itself what another one tells of: *promis* of *Y rapporte que X a promis*."""
    word, row = setting.tree[verb], setting.cue_verb(verb)
    if row is None or row.strength not in SPEECH_STRENGTHS or not is_relation(word.deprel, "ccomp"):
        return False
    above = setting.cue_verb(word.head)
    return above is not None and above.strength == "speech"


def _take_cue_of_speaker(draft: Draft, setting: Setting, speaker: int) -> None:
    """The verb or preposition of a mention that the ranking found where no rule found a cue."""
    head = setting.tree[speaker].head
    case = setting.tree.child(speaker, "case")
    if head != ROOT and setting.tree[speaker].deprel.startswith("nsubj") and setting.cue_verb(head):
        _set_cue(draft, setting, CueHit(head, "speaker_verb", "verb"))
    elif case is not None and fold(setting.tree[case].form) in ("selon", "pour", "d'apres"):
        _set_cue(draft, setting, CueHit(case, "speaker_preposition", "preposition"))


def places_of_names(reading: Reading) -> tuple[dict[int, SpeakerKind], set[int]]:
    """Token index → kind of the named entity that begins there, and where a medium's name begins."""
    names = {name.first: entity.kind for name, entity in reading.entities.all_mentions()}
    return names, {medium.first for medium in reading.media}


def _set_cue(draft: Draft, setting: Setting, cue: CueHit) -> None:
    """Put the cue on the draft, with where it stands."""
    draft.cue, draft.rule = cue, cue.rule
    draft.cue_lemma = setting.tree[cue.index].lemma
    draft.cue_span = span_of_cue(setting, cue)


def _has_further_sentence(reading: Reading, index: int) -> bool:
    """Whether a full sentence follows another inside the marks."""
    first, last = reading.places.content[index]
    following = bisect_right(reading.sentences, first, key=lambda sentence: sentence.first)
    return following < len(reading.sentences) and reading.sentences[following].first < last - 2


def find_incises_inside(reading: Reading, drafts: Sequence[Draft]) -> None:
    """``«Nous irons, a-t-il promis, dès demain»``: an incise inside the marks decides over what is outside."""
    for draft in drafts:
        if draft.quotation is None:
            continue
        content = reading.places.content[draft.quotation]
        found = find_inner_incise(reading.tokens, content, reading.entities, reading.vocabulary)
        if found is None:
            continue
        draft.rule, draft.cue = "incise_inside", CueHit(-1, "incise_inside", "verb")
        draft.cue_lemma = fold(reading.tokens[found.verb].text)
        draft.cue_span = reading.span_of(found.first, found.last + 1)
        draft.speaker, draft.speech, draft.kind = None, True, "direct"
        draft.mention_tokens = found.speaker


def _draft_of_report(reading: Reading, tree: Tree, report: Report) -> Draft:
    """A draft of indirect speech."""
    first, last = _with_whole_quotations(reading.places, report.first, report.last)
    draft = Draft(first, [reading.span_of(first, last)], "indirect", None)
    setting = Setting(reading.tokens, tree, report.words, report.anchor, False, reading.vocabulary)
    draft.setting = setting
    _set_cue(draft, setting, report.cue)
    draft.speaker = report.speaker
    return draft


def _with_whole_quotations(places: QuotationTokens, first: int, last: int) -> tuple[int, int]:
    """The tokens *first* to *last*, widened over marked words that they would hold a part of: spans nest, none crosses another."""
    for index in places.around(first):
        start, end = places.content[index]
        if start < first < end < last:
            first = places.outer[index][0]
            break
    for index in places.around(last - 1):
        start, end = places.content[index]
        if first < start < last < end:
            return first, places.outer[index][1]
    return first, last
