"""
Sources: through which news medium a quotation reached the article.

The medium must stand in the same sentence as the words or their cue, in a place that says
the words passed through it (`_is_channel`), or be the speaker itself; else words have the source
of those that they stand in or go on with. Start reading at `find_source`.
"""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Sequence

from quotattr.agencies import MediumMention
from quotattr.folding import fold
from quotattr.frames import Frame
from quotattr.incises import BOUNDARIES
from quotattr.quote import Reporter, Source
from quotattr.reading import Draft, Reading
from quotattr.spans import Span

_CHANNEL_WORDS = frozenset(
    "a au aux selon par sur via aupres chez micro antenne plateau colonnes apres d'apres".split()
)
"""Folded words in front of a medium's name (articles and its description skipped) that make it a channel."""

_INTERVIEW_WORDS = frozenset(
    """micro antenne entretien interview entrevue colonnes plateau edition invite invitee questions site tribune sondage
    barometre enquete apprend appris apprenait""".split()
)
"""
Words near by that make *dans*, *pour*, *de*, *avec* a channel: *dans un entretien au Monde*, *a-t-on appris de
l’agence*.
"""

_TEXTS = frozenset(
    """article articles informations information indiscretions revelations editorial dossier numero reportage chronique
    billet page pages une depeche sources""".split()
)
"""Folded nouns for what a medium publishes: a channel behind *selon*, *dans* …: *selon un article du Parisien*."""

_TEXT_CHANNELS = frozenset("selon apres d'apres dans par sur croit croire".split())

MAX_TEXT_TOKENS = 6
"""How far such a noun may stand from the preposition of the medium."""

_STAFF = frozenset(
    """journaliste journalistes correspondant correspondante correspondants correspondantes chroniqueur chroniqueuse
    editorialiste editorialistes reporter reporters photographe""".split()
)
"""Folded nouns for those who work for a medium."""

_STAFF_CHANNELS = frozenset("à au aux selon pour par après constaté constate constatait constater".split())
"""
What makes them its voice or its ear: *selon un journaliste de l’AFP*, *a constaté un …*, *a dit aux …*; not *a insulté la
journaliste de LCI*. In small letters with their accents, as *a* is another word.
"""

_STAFF_ARTICLES = frozenset("le la les l' un une des deux plusieurs nos ses".split())

_PROGRAMMES = frozenset("jury rendez-vous emission".split())
"""Folded words of a programme that bears the names of its media: *le Grand Jury RTL*."""

_AMONG = "dont"
"""*plusieurs médias, dont l’AFP*: one of those who were told."""

_RELATIVES = frozenset("que qu' dont auquel auxquels auxquelles laquelle".split())
_SEEN = frozenset(
    """consulter consulte consultee consultes consultees obtenu obtenue obtenus obtenues obtenir connaissance copie
    procure procuree procures procurees voir vu vue lire lu lue visionner visionne acces""".split()
)
"""Folded words of *que l’AFP a pu consulter*, *dont Le Monde a obtenu une copie*: a text came to us through the medium."""

MAX_SEEN_TOKENS = 5
"""How far behind the medium such a word may stand."""

_WEAK_CHANNEL_WORDS = frozenset("dans pour de du des avec en".split())

_SKIPPED = frozenset(
    """le la l' les l un une agence agences quotidien journal chaine radio site magazine hebdomadaire television presse
    officielle officiel nos confreres d' etat de information matinale meme""".split()
)
"""Folded words between the channel word and the name: *à l’agence de presse officielle X*."""

PARAGRAPH_BREAK = "\n"
"""Words that go on in the same paragraph have the source of those before; a new story may begin behind it."""

APPOSITION = ","
"""All that stands between a noun for a medium and the name apposed to it."""

MAX_SKIPPED = 7
"""How far from the name the words that describe a medium may begin."""

MAX_ADJECTIVES = 4
"""Most words between the noun for a medium and its name: *la chaîne d’info en continu X*."""

_NO_ADJECTIVES = frozenset("et ou que qui a au aux par selon sur dans pour".split())
"""Folded words that cannot stand there."""

_EMPLOYED = frozenset("journaliste journalistes reporter redacteur redactrice consultant consultante".split())
_SPOKEN_THROUGH = frozenset("selon par aupres micro antenne plateau colonnes".split())
"""*grand reporter à Radio France* works there; *selon* and its like say all the same that the words came that way."""

MAX_HANDED_ON = 50
"""A source is handed on from one of so many quotations before, at most: more stand in no paragraph."""

MAX_INCISE_TOKENS = 16
"""How far a medium may stand behind the verb of an incise inside the marks."""

_READ_KINDS = ("newspaper", "magazine", "site")
"""What one says something *in*."""


def find_source(reading: Reading, draft: Draft, drafts: Sequence[Draft] = ()) -> Source | None:
    """
    The medium that carried the words of *draft*, or None.

    A medium that speaks for itself is its own source. Words with no medium in their sentence have
    that of the quotation they stand in, or of the words that they go on with.

    Args:
        reading: The article's surface.
        draft: Whose speaker is settled.
        drafts: All of the article; those before *draft* have their sources.
    """
    source = _own_medium(reading, draft)
    if source is None and draft.setting is not None:
        source = _channel(reading, draft, draft.setting.tree.frame)
    return source or _inherited(reading, draft, drafts)


def source_of_chain(reading: Reading, draft: Draft) -> Source | None:
    """The medium nearest to the words among those who passed them on, or None."""
    for reporter in reversed(draft.chain):
        near = () if reporter.span is None else _media_beside(reading, reporter.span)
        medium = next((medium for medium in near if _is_meant(reading, medium, reporter)), None)
        if medium is not None:
            return _source(reading, medium)
    return None


def _is_meant(reading: Reading, medium: MediumMention, reporter: Reporter) -> bool:
    """Whether the reporter is the medium, named in the mention or apposed to it: *la chaîne française, TV5 Monde*."""
    if reporter.span is None:
        return False
    span = reading.span_of(medium.first, medium.last)
    if reporter.span.overlaps(span):
        return reporter.name == medium.name or span.start == reporter.span.start
    between = reading.text[reporter.span.end : span.start] if reporter.kind == "organisation" else ""
    return between.strip() == APPOSITION


def _channel(reading: Reading, draft: Draft, frame: Frame) -> Source | None:
    """The medium that the sentence of *draft* says the words came through: the nearest one that is a channel."""
    mention = draft.mention
    candidates = []
    for medium in _media_around(reading, draft, frame):
        if not _is_in_reach(reading, draft, medium, (frame.first, frame.last), frame.inside):
            continue
        if mention is not None and _heads(reading, medium, mention):
            return _source(reading, medium)
        if _is_channel(reading, draft, medium):
            candidates.append(medium)
    if not candidates:
        return None
    return _source(reading, min(candidates, key=lambda medium: _distance(reading, draft, medium)))


def _media_around(reading: Reading, draft: Draft, frame: Frame) -> Sequence[MediumMention]:
    """The media named in the sentence, and in an incise among the words of *draft*."""
    first, last = frame.first, frame.last
    if draft.rule == "incise_inside" and draft.cue_span is not None:
        cue = reading.token_at(draft.cue_span.start)
        first, last = min(first, cue), max(last, cue + MAX_INCISE_TOKENS + 1)
    return reading.media_between(first, last)


def _media_beside(reading: Reading, mention: Span) -> Sequence[MediumMention]:
    """The media named in a mention, and the one apposed to it."""
    return reading.media_between(reading.token_at(mention.start), reading.token_at(mention.end) + 2)


def _distance(reading: Reading, draft: Draft, medium: MediumMention) -> int:
    """How many characters the medium stands from the words or their cue, whichever is nearer."""
    start, end = reading.span_of(medium.first, medium.last).start, reading.span_of(medium.first, medium.last).end
    spans = [*draft.segments, *([draft.cue_span] if draft.cue_span is not None else [])]
    return min(max(span.start - end, start - span.end, 0) for span in spans)


def _inherited(reading: Reading, draft: Draft, drafts: Sequence[Draft]) -> Source | None:
    """The source that other words of the article hand on to *draft*."""
    outer = draft.outer
    if outer is not None and outer.source is not None:
        return outer.source
    if draft.cue is not None or draft.mention is not None:
        return None
    place = bisect_left(drafts, draft.position, key=lambda other: other.position)
    before = drafts[max(0, place - MAX_HANDED_ON) : place][::-1]
    beside = next((other for other in before if _follows_at_once(reading, other, draft)), None)
    if beside is not None:
        return beside.source
    if draft.referent is None:
        return None
    name = draft.referent.name
    last = next((other for other in before if other.referent is not None and other.referent.name == name), None)
    return last.source if last is not None and _goes_on(reading, last, draft) else None


def _follows_at_once(reading: Reading, last: Draft, draft: Draft) -> bool:
    """Whether nothing but the cue of *last* stands between the two, and they are of one paragraph."""
    if last.cue_span is None or last.rule != "incise_after":
        return False
    between = Span(last.segments[-1].end, draft.segments[0].start)
    if PARAGRAPH_BREAK in between.of(reading.text):
        return False
    ends_between = reading.sentences_ended(draft.position) - reading.sentences_ended(last.position)
    return ends_between == 1 and reading.span_of(draft.position, draft.position + 1).start >= last.cue_span.end


def _goes_on(reading: Reading, last: Draft, draft: Draft) -> bool:
    """Whether *draft* stands in the paragraph of the words before it, or opens the next one."""
    *paragraphs, opening = reading.text[last.segments[-1].end : draft.segments[0].start].split(PARAGRAPH_BREAK)
    return not paragraphs or not any(char.isalnum() for char in "".join(paragraphs[1:]) + opening)


def _own_medium(reading: Reading, draft: Draft) -> Source | None:
    """The source of words that a medium says itself: that medium."""
    if draft.referent is None or draft.referent.kind != "organisation":
        return None
    said = reading.media_by_name.get(draft.referent.name)
    if said is None:
        return None
    mention = draft.mention
    if mention is None:
        return Source(said.name, said.kind, None, None)
    near = [m for m in _media_beside(reading, mention) if m.name == said.name and not m.generic]
    spans = [reading.span_of(medium.first, medium.last) for medium in near]
    span = next((span for span in spans if mention.start <= span.start <= mention.end + 1), None)
    span = span or _named_in_sentence(reading, draft, said.name) or mention
    return Source(said.name, said.kind, span.of(reading.text), span)


def _named_in_sentence(reading: Reading, draft: Draft, name: str) -> Span | None:
    """*Tass* of *a-t-on appris de l’agence Tass*, whose mention is *on*: where the sentence of the words names the medium."""
    sentence = reading.sentence_at(draft.position)
    named = (medium for medium in reading.media_between(sentence.first, sentence.last) if not medium.generic)
    return next((reading.span_of(medium.first, medium.last) for medium in named if medium.name == name), None)


def _source(reading: Reading, medium: MediumMention) -> Source:
    span = reading.span_of(medium.first, medium.last)
    return Source(medium.name, medium.kind, span.of(reading.text), span)


def _is_in_reach(
    reading: Reading, draft: Draft, medium: MediumMention, frame: tuple[int, int], inside: int | None
) -> bool:
    """Whether the medium is named in the sentence, outside the words, or in the incise among them."""
    if _is_in_person(reading, medium):
        return False
    if _is_in_incise(reading, draft, medium):
        return True
    return frame[0] <= medium.first < frame[1] and not _is_inside_marks(reading, medium, inside)


def _is_in_person(reading: Reading, medium: MediumMention) -> bool:
    """Whether the name is part of a person's: *Yi Xinhua*."""
    return any(
        entity.kind == "person"
        and name.first <= medium.first
        and medium.last <= name.last
        and name.last - name.first > medium.last - medium.first
        for name, entity in reading.entities.mentions_before(medium.first + 1)
    )


def _is_in_incise(reading: Reading, draft: Draft, medium: MediumMention) -> bool:
    """*«Le pont, a-t-elle confié à Ouest-France, tiendra»*: whether the medium stands there."""
    cue = draft.cue_span
    if draft.rule != "incise_inside" or cue is None or reading.tokens[medium.first].start < cue.start:
        return False
    between = reading.tokens_in(Span(cue.start, reading.tokens[medium.first].start))
    return len(between) <= MAX_INCISE_TOKENS and not any(token.text in BOUNDARIES for token in between)


def _heads(reading: Reading, medium: MediumMention, mention: Span) -> bool:
    """Whether the mention names the medium, and not somebody there: *le quotidien Le Monde*, *une journaliste de RTL*."""
    span = reading.span_of(medium.first, medium.last)
    if not mention.overlaps(span):
        return False
    position = _before_description(reading, medium)
    return position < 0 or reading.tokens[position].end <= mention.start


def _is_inside_marks(reading: Reading, medium: MediumMention, inside: int | None) -> bool:
    """Whether the medium is named within quoted words below the frame's own level, and is not all of them."""
    for index in reading.places.around(medium.first):
        if inside is None or reading.quotations[index].parent == inside:
            return reading.places.content[index] != (medium.first, medium.last)
    return False


def _is_channel(reading: Reading, draft: Draft, medium: MediumMention) -> bool:
    """Whether the words in front of or behind the medium say that speech passed through it."""
    tokens = reading.tokens
    position = _before_description(reading, medium)
    before = fold(tokens[position].text) if position >= 0 else ""
    further = fold(tokens[position - 1].text) if position > 0 else ""
    if before in _CHANNEL_WORDS and further in _EMPLOYED and before not in _SPOKEN_THROUGH:
        return False
    if before in _CHANNEL_WORDS or (before == "pour" and medium.kind == "agency"):
        return True
    if before == "du" and further == "aupres":
        return True
    if before == "dans" and medium.kind in _READ_KINDS:
        return True
    if before in _WEAK_CHANNEL_WORDS or fold(tokens[position + 1].text) in _WEAK_CHANNEL_WORDS:
        return _is_interview(reading, position) or _is_staff(reading, position)
    if any(fold(token.text) in _PROGRAMMES for token in tokens[max(0, position - 1) : position + 1]):
        return True
    if _is_one_of_those_told(reading, medium, position) or _has_seen(reading, medium, before):
        return True
    return _reports(reading, medium) or _has_cue(reading, draft, medium) or _is_credit(reading, draft, medium)


def _is_one_of_those_told(reading: Reading, medium: MediumMention, position: int) -> bool:
    """*a-t-il dit à plusieurs médias dont l’AFP*, *à des journalistes, dont ceux de l’AFP*."""
    near = reading.tokens[max(0, position - MAX_ADJECTIVES) : medium.first]
    forms = [token.text for token in near]
    if _AMONG not in map(fold, forms):
        return False
    told = forms[: [fold(form) for form in forms].index(_AMONG)]
    return any(reading.vocabulary.media_noun(form) is not None or fold(form) in _STAFF for form in told)


def _has_seen(reading: Reading, medium: MediumMention, before: str) -> bool:
    """*selon un document que l’AFP a pu consulter*, *dont Le Monde a obtenu copie*."""
    behind = reading.tokens[medium.last : medium.last + MAX_SEEN_TOKENS]
    return before in _RELATIVES and any(fold(token.text) in _SEEN for token in behind)


def _before_description(reading: Reading, medium: MediumMention) -> int:
    """
    The token before the medium and all that describes it: *sur* of *sur la chaîne d’info en continu BFMTV*; -1 if none.
    """
    tokens = reading.tokens
    position = medium.first - 1
    if position > 0 and tokens[position].kind == "mark":
        position -= 1
    while position >= 0 and medium.first - position <= MAX_SKIPPED:
        noun = _noun_before(reading, position)
        if noun is not None:
            position = noun - 1
        elif _is_description(reading, position):
            position -= 1
        else:
            break
    return position


def _noun_before(reading: Reading, position: int) -> int | None:
    """The noun for a medium that ends there, or has only adjectives and the like behind it up to there."""
    for place in range(position, max(-1, position - MAX_ADJECTIVES - 1), -1):
        form = reading.tokens[place].text
        if reading.vocabulary.media_noun(form) is not None and fold(form) not in _CHANNEL_WORDS:
            return place
        if reading.tokens[place].kind != "word" or form[:1].isupper() or fold(form) in _NO_ADJECTIVES:
            return None
    return None


def _is_description(reading: Reading, position: int) -> bool:
    """Whether the token belongs to the words that describe a medium in front of its name."""
    form = fold(reading.tokens[position].text)
    return form in _SKIPPED or reading.vocabulary.is_nationality(form)


def _is_interview(reading: Reading, position: int) -> bool:
    """*dans un entretien au Monde*, *au micro de RTL*, *les colonnes du Figaro*, *selon un article du Parisien*."""
    around = [fold(token.text) for token in reading.tokens[max(0, position - MAX_TEXT_TOKENS) : position + 2]]
    if any(form in _INTERVIEW_WORDS for form in around):
        return True
    text = next((place for place, form in enumerate(around) if form in _TEXTS), None)
    return text is not None and any(form in _TEXT_CHANNELS for form in around[:text])


def _is_staff(reading: Reading, position: int) -> bool:
    """*selon un journaliste de l’AFP*, *a-t-il dit aux journalistes du Monde*: whether they, or *du*, are at *position*."""
    place = position if fold(reading.tokens[position].text) in _STAFF else position - 1
    if place < 1 or fold(reading.tokens[place].text) not in _STAFF:
        return False
    place -= 1
    if place > 0 and fold(reading.tokens[place].text) in _STAFF_ARTICLES:
        place -= 1
    return reading.tokens[place].text.lower() in _STAFF_CHANNELS


def _is_credit(reading: Reading, draft: Draft, medium: MediumMention) -> bool:
    """*«Nous avons tenu bon.» (Le Matin)*: alone in brackets behind the words, not in a dateline before them."""
    if medium.first <= draft.position or medium.last >= len(reading.tokens):
        return False
    return reading.tokens[medium.first - 1].text == "(" and reading.tokens[medium.last].text == ")"


def _has_cue(reading: Reading, draft: Draft, medium: MediumMention) -> bool:
    """Whether the cue stands right behind the medium, as its verb would: *celui que Libération présente comme «…»*."""
    behind = reading.tokens[medium.last : medium.last + 1]
    return draft.cue_span is not None and any(token.start == draft.cue_span.start for token in behind)


def _reports(reading: Reading, medium: MediumMention) -> bool:
    """*, a rapporté Tass*, *rapporte Le Monde*: a verb of speech right before or behind."""
    near = (*reading.tokens[max(0, medium.first - 3) : medium.first], *reading.tokens[medium.last : medium.last + 3])
    return any(_is_speech_form(reading, token.text) for token in near)


def _is_speech_form(reading: Reading, form: str) -> bool:
    verb = reading.vocabulary.cue_verb_of_form(form)
    return verb is not None and verb.strength == "speech"
