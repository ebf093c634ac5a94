"""
Agencies: the news media that an article names.

A medium is found on the surface by its names in the lexicon (*Tass*, *Le Monde*), as a generic
noun that says whose it is (*l’agence russe*, *les médias officiels de Pyongyang*), or as a noun
that takes up a medium named before (*selon le quotidien*). Whether it carried somebody's words is
decided later, by `quotattr.sources`. Start reading at `find_media`.
"""

from __future__ import annotations

from collections.abc import Sequence
from collections.abc import Set as AbstractSet
from itertools import islice

from attrs import evolve, frozen

from quotattr.folding import fold
from quotattr.function_words import ARTICLES
from quotattr.lexicons import MediaNoun, Medium, MediumName
from quotattr.tokenizer import Token
from quotattr.vocabulary import Vocabulary

CONTRACTED_ARTICLES = {"au": "le", "aux": "les", "du": "le"}
"""
*au Monde*, *du Figaro* have lost the article of the medium's name to the contraction. Not *des*: most
*des* are no article of a name (le ministère des Affaires étrangères).
"""

PLURAL_ARTICLE = {"des": "les"}
"""Behind a noun for what a medium has, *des* is: *l’éditorialiste des Échos*."""

SOURCE_SLOTS = frozenset("a au aux selon par sur dans pour apres d'apres du de l' la le".split())
"""Folded words in front of a name that needs a source slot to be trusted."""

_CARRIERS = frozenset(
    "a au aux selon par sur dans via apres d'apres aupres chez micro antenne plateau colonnes avec pour".split()
)
"""Folded words in front of a name or its article that say it is a medium: *par l’Équipe*, *dans le Parisien*."""

_CARRYING_PREPOSITIONS = frozenset("du de d'".split())
"""They say so only behind a noun for what a medium has: *les colonnes du quotidien*."""

_HELD_NOUNS = frozenset(
    """colonnes micro antenne plateau edition site une journaliste journalistes correspondant correspondante ondes
    confrere confreres lecteurs questions page pages editorialiste editorialistes chroniqueur chroniqueuse""".split()
)
"""Folded nouns for what a medium has."""

_QUALIFIERS = frozenset(
    """officiel officielle officiels officielles public publique publics publiques local locale locaux locales
    national nationale nationaux nationales privee privees international internationale internationaux internationales
    etranger etrangere etrangers etrangeres occidental occidentale occidentaux occidentales""".split()
)
_OWNERS = frozenset(["etat", "presse", "information", "informations"])
_INFORMATION = frozenset(["information", "informations", "info", "infos"])
_COLLECTIVE_KINDS = ("press", "television", "radio")
"""Kinds of medium that *d’État*, *publique* or a nationality identifies well enough to be a source."""

_DEFINITE = frozenset("le la l' du au ce cet cette".split())
"""Folded words in front of a noun that takes up a medium named before: *selon le quotidien*, *au journal*."""

_MASS_NOUNS = frozenset(["presse", "television", "tele", "audiovisuel public"])
"""Folded nouns for all media of a kind: *la presse* is no newspaper named before."""

_TELLINGS = frozenset("entretien interview declaration tribune confidence confidences".split())

MAX_TELLING_TOKENS = 4
"""*a-t-il confié mardi soir au quotidien*: how far the verb may stand from *au*."""

MAX_COMME_TOKENS = 4
"""*comme l’avait révélé le Parisien*: how far *comme* stands from the name or its article."""

_KIN = {
    "newspaper": frozenset(["newspaper", "magazine"]),
    "magazine": frozenset(["magazine", "newspaper"]),
    "radio": frozenset(["radio", "broadcaster"]),
    "television": frozenset(["television", "broadcaster"]),
    "broadcaster": frozenset(["television", "radio", "broadcaster"]),
    "site": frozenset(["site", "newspaper", "magazine"]),
    "agency": frozenset(["agency"]),
    "press": frozenset(["newspaper", "magazine", "radio", "television", "broadcaster", "site", "agency", "press"]),
}
"""Kind of a noun → kinds of the media that it may take up."""

MAX_MEDIA_BACK = 200
"""A noun takes up one of so many media named before it, at most: all of an ordinary article's."""

_CALL_KINDS = {"TV": "television", "Télévision": "television", "FM": "radio", "Radio": "radio"}
"""Last words of a station's name, with the kind they tell."""

MAX_CALL_TOKENS = 4
"""Longest name that such a word ends."""

MAX_GENERIC_TOKENS = 6
"""A generic mention has at most this many tokens: *l’agence de presse officielle chinoise*."""


@frozen
class MediumMention:
    """
    A medium on the surface.

    Attributes:
        first: Index of its first token.
        last: Index after its last one.
        name: Canonical name.
        kind: agency, newspaper, television …
        generic: Whether it is named only by what it is (*l’agence russe*).
    """

    first: int
    last: int
    name: str
    kind: str
    generic: bool = False


def find_media(text: str, tokens: Sequence[Token], vocabulary: Vocabulary) -> list[MediumMention]:
    """
    Find the media named in an article, longest name first at each place, in reading order.

    Names that are common words as well (*Le Monde*, *La Croix*, *AP*) count only with the
    capitals of the lexicon, and some only in a place where a source would stand.
    """
    forms = {token.text for token in tokens}
    nouns = {form for form in forms if vocabulary.media_noun(form) is not None}
    openers = {form for form in forms if vocabulary.longest_medium_from(form)} | nouns
    found: list[MediumMention] = []
    position = 0
    while position < len(tokens):
        mention = None
        if tokens[position].text in openers:
            mention = _named_at(tokens, position, vocabulary) or _generic_at(text, tokens, position, vocabulary)
        if mention is None and tokens[position].text[:1].isupper():
            mention = _told_by_form(text, tokens, position)
        if mention is None:
            position += 1
        else:
            found.append(mention)
            position = mention.last
    return _take_up(tokens, found, nouns, vocabulary)


def _named_at(tokens: Sequence[Token], first: int, vocabulary: Vocabulary) -> MediumMention | None:
    """The medium whose name begins at the token *first*, its contracted or small article restored."""
    if tokens[first].kind not in ("word", "number", "url"):
        return None
    reach = min(first + vocabulary.longest_medium_from(tokens[first].text), len(tokens))
    telling = next((place for place in range(first, reach) if _is_telling(tokens[place].text)), reach)
    for last in range(reach, telling, -1):
        forms = [token.text for token in tokens[first:last]]
        name = vocabulary.medium_of_words(forms)
        if name is not None and _begins_with_noun(tokens, first, last, vocabulary):
            continue
        if name is not None and _is_trusted(tokens, first, last, name, vocabulary):
            return MediumMention(first, last, name.medium.name, name.medium.kind)
        name = _with_article(tokens, first, last, vocabulary)
        if name is not None:
            return MediumMention(first, last, name.medium.name, name.medium.kind)
    return None


def _is_telling(form: str) -> bool:
    """Whether the word makes a name of those around it: it has a capital or is a number."""
    return form[:1].isupper() or form[:1].isdigit()


def _begins_with_noun(tokens: Sequence[Token], first: int, last: int, vocabulary: Vocabulary) -> bool:
    """Whether the first word is a noun for a medium, and a name that goes further follows: *la radio France Info*."""
    if first + 1 >= last or tokens[first].text[:1].isupper() or vocabulary.media_noun(tokens[first].text) is None:
        return False
    following = _named_at(tokens, first + 1, vocabulary)
    return following is not None and following.last > last


def _with_article(tokens: Sequence[Token], first: int, last: int, vocabulary: Vocabulary) -> MediumName | None:
    """
    The name that the tokens have together with the article in front, contracted or small: *au Monde*, *l’Équipe*.

    Not a name that needs a source slot even with its own capitals: *au Sahel* is a place.
    """
    place = _before(tokens, first, last)
    written = fold(tokens[place].text) if place >= 0 else ""
    is_held = place > 0 and fold(tokens[place - 1].text) in _HELD_NOUNS
    contracted = {**CONTRACTED_ARTICLES, **PLURAL_ARTICLE} if is_held else CONTRACTED_ARTICLES
    article = contracted.get(written) or (written if written in ARTICLES else None)
    if article is None or not tokens[first].text[:1].isupper():
        return None
    name = vocabulary.medium_of_words([article.capitalize(), *(token.text for token in tokens[first:last])])
    if name is None or name.needs_source_slot or _is_title(tokens, last, vocabulary):
        return None
    if written in contracted:
        return name
    goes_on = last < len(tokens) and tokens[last].text[:1].isupper()
    return name if not goes_on and _is_source_place(tokens, place, last, vocabulary) else None


def _before(tokens: Sequence[Token], first: int, last: int) -> int:
    """The token before *first*; the mark is skipped of a name that is all there is between marks: *au « Monde »*."""
    place = first - 1
    is_marked = place > 0 and tokens[place].kind == "mark" and last < len(tokens) and tokens[last].kind == "mark"
    return place - 1 if is_marked else place


def _is_source_place(tokens: Sequence[Token], first: int, last: int, vocabulary: Vocabulary) -> bool:
    """Whether a source would stand between *first* (its article) and *last*: *selon …*, *… révèle*, *», écrit …*."""
    before = fold(tokens[first - 1].text) if first else ""
    if before in _CARRIERS or vocabulary.media_noun(before) is not None:
        return True
    if before in _CARRYING_PREPOSITIONS:
        return first > 1 and fold(tokens[first - 2].text) in _HELD_NOUNS
    return _speaks(tokens, last, vocabulary) or _is_said_by(tokens, first, vocabulary)


def _is_title(tokens: Sequence[Token], position: int, vocabulary: Vocabulary) -> bool:
    """Whether the token goes on with a longer name: *Première ministre*, *l’Équipe française*."""
    if position >= len(tokens) or tokens[position].kind != "word":
        return False
    if tokens[position].start > tokens[position - 1].end + 1:
        return False
    form = tokens[position].text
    return vocabulary.role_of(form) is not None or vocabulary.is_nationality(form)


def _is_trusted(tokens: Sequence[Token], first: int, last: int, name: MediumName, vocabulary: Vocabulary) -> bool:
    """Whether the place allows a name that is also a common word."""
    if not name.needs_source_slot:
        return True
    if _is_title(tokens, last, vocabulary):
        return False
    place = _before(tokens, first, last)
    before = fold(tokens[place].text) if place >= 0 else ""
    in_brackets = before == "(" and last < len(tokens) and tokens[last].text == ")"
    if in_brackets or _follows_noun(tokens, place, vocabulary):
        return True
    if not any(token.text[:1].isupper() for token in tokens[first:last]):
        return False
    if before in SOURCE_SLOTS:
        return True
    is_pronoun = last - first == 1 and fold(tokens[first].text) in vocabulary.function_words
    return not is_pronoun and (_speaks(tokens, last, vocabulary) or _is_said_by(tokens, first, vocabulary))


def _follows_noun(tokens: Sequence[Token], place: int, vocabulary: Vocabulary) -> bool:
    """Whether a noun for a medium ends there, perhaps with an adjective: *l’hebdomadaire protestant …*."""
    if place >= 0 and vocabulary.media_noun(tokens[place].text) is not None:
        return True
    if place < 1 or tokens[place].kind != "word" or fold(tokens[place].text) in vocabulary.function_words:
        return False
    noun = vocabulary.media_noun(tokens[place - 1].text)
    return noun is not None and noun.is_strong and tokens[place].text.islower()


def _is_said_by(tokens: Sequence[Token], position: int, vocabulary: Vocabulary) -> bool:
    """Whether the name is the subject of an incise: *», tranche Libération*, *comme l’a révélé Libération*."""
    verb = vocabulary.cue_verb_of_form(tokens[position - 1].text) if position > 1 else None
    if verb is None:
        return False
    if tokens[position - 2].text == "," or tokens[position - 2].kind == "mark":
        return True
    opening = tokens[max(0, position - MAX_COMME_TOKENS) : position - 1]
    return verb.strength == "speech" and any(fold(token.text) == "comme" for token in opening)


def _speaks(tokens: Sequence[Token], position: int, vocabulary: Vocabulary) -> bool:
    """Whether the token is a verb that is nearly always speech: *Libération dénonce*."""
    verb = vocabulary.cue_verb_of_form(tokens[position].text) if position < len(tokens) else None
    return verb is not None and verb.strength == "speech"


def _told_by_form(text: str, tokens: Sequence[Token], first: int) -> MediumMention | None:
    """*à Brizay TV*, *sur Marée FM*: a name that no lexicon knows, but whose last word says what it is."""
    if not first or fold(tokens[first - 1].text) not in _CARRIERS:
        return None
    last = first
    while last < len(tokens) and last - first < MAX_CALL_TOKENS and tokens[last].text[:1].isupper():
        last += 1
        kind = _CALL_KINDS.get(tokens[last - 1].text)
        if kind is not None and last - first > 1:
            return MediumMention(first, last, text[tokens[first].start : tokens[last - 1].end], kind)
    return None


def _generic_at(text: str, tokens: Sequence[Token], first: int, vocabulary: Vocabulary) -> MediumMention | None:
    """*l’agence russe*, *la télévision d’État*, *les médias officiels de Pyongyang*."""
    noun = vocabulary.media_noun(tokens[first].text)
    if noun is None:
        return None
    last, agency = _generic_end(tokens, first, vocabulary)
    apposed = last + 1 if last < len(tokens) and tokens[last].text == "," else last
    if apposed < len(tokens) and _named_at(tokens, apposed, vocabulary) is not None:
        return None
    if agency is not None and noun.kind == "agency":
        return MediumMention(first, last, agency.name, agency.kind, generic=True)
    if last > first + 1 and (noun.is_plural or noun.kind in _COLLECTIVE_KINDS):
        return MediumMention(first, last, text[tokens[first].start : tokens[last - 1].end], noun.kind, generic=True)
    return None


def _generic_end(tokens: Sequence[Token], first: int, vocabulary: Vocabulary) -> tuple[int, Medium | None]:
    """Where the words that say whose medium it is end, and the agency that its adjective means."""
    last, agency = first + 1, None
    while last < len(tokens) and last - first < MAX_GENERIC_TOKENS and tokens[last].kind == "word":
        form = fold(tokens[last].text)
        following = tokens[last + 1].text if last + 1 < len(tokens) else ""
        meant = vocabulary.default_agency(form)
        if meant is not None or vocabulary.is_nationality(form) or form in _QUALIFIERS:
            agency = agency or meant
            last += 1
        elif form in ("d'", "de") and (fold(following) in _OWNERS or _is_owner_place(tokens, last + 1, vocabulary)):
            last += 2
        else:
            break
    return last, agency


def _is_owner_place(tokens: Sequence[Token], position: int, vocabulary: Vocabulary) -> bool:
    """*médias officiels de Pyongyang*; not *l’antenne de France Inter*."""
    if position >= len(tokens) or _named_at(tokens, position, vocabulary) is not None:
        return False
    return vocabulary.is_place_of_power(tokens[position].text)


def _take_up(
    tokens: Sequence[Token], named: Sequence[MediumMention], nouns: AbstractSet[str], vocabulary: Vocabulary
) -> list[MediumMention]:
    """
    *named* with those of the *nouns* that take up one of them: *Le Monde l’a révélé. Selon le quotidien, …*.

    The last medium of a fitting kind that was named before is meant.
    """
    taken = {position: mention for mention in named for position in range(mention.first, mention.last)}
    found: list[MediumMention] = []
    for position in range(len(tokens)):
        mention = taken.get(position)
        if mention is not None and mention.first == position:
            found.append(_meant_by(tokens, mention, found, vocabulary) or mention)
        elif mention is None and tokens[position].text in nouns:
            meant = _meant_by(tokens, MediumMention(position, position + 1, "", "press", True), found, vocabulary)
            found.extend([meant] if meant is not None else [])
    return found


def _meant_by(
    tokens: Sequence[Token], noun: MediumMention, before: Sequence[MediumMention], vocabulary: Vocabulary
) -> MediumMention | None:
    """The medium among those named *before* that a bare noun takes up, where a source would stand."""
    lexical = vocabulary.media_noun(tokens[noun.first].text)
    if lexical is None or not noun.generic or noun.kind != "press" or not _is_bare(tokens, noun, lexical, vocabulary):
        return None
    kin = _KIN.get(lexical.kind, frozenset())
    lately = islice(reversed(before), MAX_MEDIA_BACK)
    meant = next((medium for medium in lately if not medium.generic and medium.kind in kin), None)
    if meant is None:
        return None
    return evolve(meant, first=noun.first, last=noun.last)


def _is_bare(tokens: Sequence[Token], noun: MediumMention, lexical: MediaNoun, vocabulary: Vocabulary) -> bool:
    """Whether the noun is definite, says nothing more of the medium, and stands where a source would."""
    article = fold(tokens[noun.first - 1].text) if noun.first else ""
    if lexical.is_plural or not lexical.is_strong or fold(lexical.noun) in _MASS_NOUNS or article not in _DEFINITE:
        return False
    last = noun.last
    if last < len(tokens) and _is_plain_adjective(tokens[last].text, vocabulary):
        last += 1
    elif last + 1 < len(tokens) and fold(tokens[last].text) == "d'" and fold(tokens[last + 1].text) in _INFORMATION:
        last += 2
    if not _ends_group(tokens, last, vocabulary):
        return False
    if article == "au":
        return _is_told(tokens, noun.first - 1, vocabulary)
    if article == "du":
        return noun.first > 1 and fold(tokens[noun.first - 2].text) in _HELD_NOUNS
    return _is_source_place(tokens, noun.first - 1, noun.last, vocabulary)


def _is_plain_adjective(form: str, vocabulary: Vocabulary) -> bool:
    return vocabulary.is_nationality(form) or fold(form) in ("regional", "regionale")


def _ends_group(tokens: Sequence[Token], position: int, vocabulary: Vocabulary) -> bool:
    """Whether no name and no complement follows, as in *le journal de vingt heures*, *le site Ulule*."""
    if position >= len(tokens):
        return True
    form = fold(tokens[position].text)
    is_named = any(_named_at(tokens, place, vocabulary) for place in range(position, min(position + 2, len(tokens))))
    if tokens[position].kind != "word" or is_named:
        return tokens[position].kind == "punct" and not is_named
    if form in ("de", "d'", "du", "des", "en") or tokens[position].text[:1].isupper():
        return False
    return form in vocabulary.function_words or vocabulary.cue_verb_of_form(form) is not None


def _is_told(tokens: Sequence[Token], position: int, vocabulary: Vocabulary) -> bool:
    """Whether something is said *au journal*: *au quotidien* also means every day."""
    near = tokens[max(0, position - MAX_TELLING_TOKENS) : position]
    return any(
        _speaks(near, place, vocabulary) or fold(token.text) in _TELLINGS or vocabulary.ends_cue_pair(token.text)
        for place, token in enumerate(near)
    )
