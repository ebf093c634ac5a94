"""
Speech or not: whether marked words are somebody's, or a title, a nickname, a term, irony.

`describe_all` describes each quotation of an article in some dozens of facts, most of them yes
or no: of itself (`speech_features`) and of the marks around it (`quotattr.companions`). `is_speech`
weighs them with the weights of ``lexicon/speech_weights.tsv``, fitted on annotated articles.
"""

from __future__ import annotations

import math
from collections import Counter
from collections.abc import Mapping, Sequence

from attrs import frozen

from quotattr import marks
from quotattr.companions import company_features
from quotattr.cues import Setting
from quotattr.folding import fold, fold_text
from quotattr.meanings import meaning_features, shipped_meanings
from quotattr.pointing import POINTED, bounded
from quotattr.reading import Draft, Reading
from quotattr.surroundings import author_features, surrounding_features
from quotattr.tokenizer import Token
from quotattr.trees import ROOT
from quotattr.vocabulary import Vocabulary

_NAMING = frozenset(
    """dit dite dits dites baptise baptisee baptises surnomme surnommee intitule intitulee intitules nomme nommee appele
    appelee appeles titre titree rebaptise""".split()
)
"""Folded participles in front of a name, a title, a nickname."""

MAX_NAME_TOKENS = 4
"""A nickname is no longer: *dit «le Phare»*."""

_NAMING_NOUNS = frozenset(
    """livre film album roman operation projet programme nom titre mot terme expression label emission collectif
    mouvement association article chanson serie spectacle exposition plan dispositif loi concept formule""".split()
)
"""Folded nouns that a title or a term in marks goes with."""

APPOSED_VALUE = 3.0
"""What *X, dit «Y»,* counts: it is rare and never speech, and a larger fact may have a larger weight under the penalty."""

_NAMED_KINDS = (
    _NAMING
    | _NAMING_NOUNS
    | frozenset(
        """theme thematique piece recueil single morceau tube documentaire metrage revue magazine journal site application
    logiciel marque prix concours festival campagne atelier colloque seminaire conference categorie rubrique chapitre
    tableau clip ouvrage slogan devise mots surnom appellation sobriquet adage proverbe dicton adjectif verbe notion logo
    page groupe ong societe initiative acte episode volet tome numero surnommes denomme denommee qualifie
    etiquete""".split()
    )
)
"""All that, and what is named less often: words near the marks, before or behind, that tell a name from speech."""

NAMED_BEFORE_TOKENS = 6
NAMED_BEHIND_TOKENS = 5
"""How far from the marks such a word may stand."""

MAX_NAMED_BEFORE = 4
MAX_NAMED_BEHIND = 3
"""Further off it makes no difference how far."""

_ENDS_OF_REACH = frozenset([".", ";", "»", "”"])
"""What stands before one of these has to do with something else."""

_FIRST_PERSON = frozenset("je j' nous notre nos mon ma mes moi m' me".split())
_COMMON_VERBS = frozenset("est sont a ont sera etait avait va doit peut faut c' n' ne pas".split())
"""Folded words that hardly stand in a title or a term."""

_INNER_WORDS = frozenset(
    """que qu' qui ce c' se s' ne n' pas plus on il elle ils elles tu vous si mais car donc est sont a ont etre avoir faire
    pour dans avec tres trop tout tous rien jamais faut dont ou comme cette ces y en sans entre sur par au aux""".split()
)
"""Folded words that may tell by standing among the words between the marks."""

_TELLING_FEATS = ("VerbForm", "Tense", "Mood", "Person", "Number")
"""Features of the quoted head that tell whether it is said, or named."""

_BULLETS = frozenset("• - – — * ·".split())
_STOPS = frozenset([".", "!", "?", "…", "...", ";"])

UNASKED = 5.0
"""What the network says on the mean of marks that were annotated, in log-odds: the weights were fitted with it there."""

ENDING_CHARS = 3
"""As many letters of a longer word, a plural *s* left out, tell what it is made with."""

MEANT_BEFORE_TOKENS = 8
"""How far in front of the marks the meaning of words is asked."""

LENGTH_STEP = 3
"""Sentences are told apart by their lengths in threes of tokens."""

_OPENERS = frozenset("le la l' les un une des du au aux ce cette ces son sa ses leur leurs".split())
_TELLING_NEIGHBOURS = _OPENERS | frozenset(": , ( ) de d' que qu' et ou comme a en par . qui".split())


@frozen
class Marked:
    """
    What stands between two marks, read off once.

    Attributes:
        quotation: Its number in the reading.
        outer: Its tokens with the marks: the first, and the one behind the last.
        content: Its tokens without them.
        forms: The content's tokens as they stand.
        words: Those that begin with a letter: punctuation and numbers left out.
        folded: The words, folded.
        length: In which step of lengths the number of words falls.
    """

    quotation: int
    outer: tuple[int, int]
    content: tuple[int, int]
    forms: Sequence[str]
    words: Sequence[str]
    folded: Sequence[str]
    length: str


def read_marked(reading: Reading, quotation: int) -> Marked:
    """What stands between the marks of a quotation, by its number."""
    first, last = reading.places.content[quotation]
    forms = [token.text for token in reading.tokens[first:last]]
    words = [form for form in forms if form[:1].isalpha()]
    folded = [fold(word) for word in words]
    return Marked(quotation, reading.places.outer[quotation], (first, last), forms, words, folded, _bucket(len(words)))


def describe_all(reading: Reading, drafts: Sequence[Draft]) -> list[dict[str, float]]:
    """
    What tells speech from other marks, of each of an article's marked quotations.

    Args:
        reading: The article.
        drafts: All its marked quotations, with their cues.

    Returns:
        Feature name → value for each; absent means 0.
    """
    counts = Counter(fold_text(draft.segments[0].of(reading.text)) for draft in drafts)
    own = [speech_features(reading, draft, counts) for draft in drafts]
    company = company_features(reading, drafts, own)
    author = author_features(reading) if drafts else {}
    return [
        {name: value for name, value in {**alone, **others, **author}.items() if value}
        for alone, others in zip(own, company, strict=True)
    ]


def speech_features(reading: Reading, draft: Draft, counts: Mapping[str, int]) -> dict[str, float]:
    """
    What tells speech from other marks, as named facts of one quotation by itself.

    Args:
        reading: The article.
        draft: The quotation, with its cue.
        counts: How often each folded content is quoted in the article.

    Returns:
        Feature name → value; absent means 0.
    """
    assert draft.quotation is not None
    marked = read_marked(reading, draft.quotation)
    features = {
        "bias": 1.0,
        f"rule_{draft.cue.rule if draft.cue else 'none'}": 1.0,
        f"speaker_{draft.speaker.rule if draft.speaker else 'none'}": 1.0,
        "nested": float(reading.quotations[draft.quotation].parent is not None),
        "straight_mark": float(reading.quotations[draft.quotation].opening == '"'),
        **_content_features(reading, draft, marked, counts),
        **_capital_features(reading, draft, marked),
        **_wording_features(reading, marked),
        **_edge_features(marked),
        **_meaning_features(reading, marked),
        **_name_features(reading, marked),
        **_neighbour_features(reading, marked),
        **_naming_features(reading, marked),
        **_sentence_features(reading, marked),
        **surrounding_features(reading, draft.quotation, len(marked.words)),
        **_tree_features(draft),
        **_pointed_features(draft),
    }
    return {name: value for name, value in features.items() if value}


def _content_features(reading: Reading, draft: Draft, marked: Marked, counts: Mapping[str, int]) -> dict[str, float]:
    """Facts about the words between the marks."""
    forms, words, folded = marked.forms, marked.words, marked.folded
    content = fold_text(draft.segments[0].of(reading.text))
    opener = folded[0] if folded and folded[0] in _OPENERS else "word"
    long_words = [word for word in words if len(word) > 3]
    return {
        f"words_{marked.length}": 1.0,
        "repeated": float(counts.get(content, 0) > 1 and not _fills_paragraph(reading, marked)),
        "all_capitalised": float(bool(words) and all(word[:1].isupper() for word in long_words)),
        "some_capitalised": float(any(word[:1].isupper() for word in long_words[1:])),
        "starts_upper": float(bool(words) and words[0][:1].isupper()),
        "ends_stop": float(bool(forms) and forms[-1] in (".", "!", "?", "…", "...")),
        "has_first_person": float(not _FIRST_PERSON.isdisjoint(folded)),
        "has_verb_like": float(not _COMMON_VERBS.isdisjoint(folded)),
        f"opens_{opener}": 1.0,
        f"opens_{opener}_{marked.length}": 1.0,
    }


def _capital_features(reading: Reading, draft: Draft, marked: Marked) -> dict[str, float]:
    """How it stands in the sentence, with its length and its first letter."""
    manner = "unparsed" if draft.setting is None else "standing" if draft.setting.standing else "woven"
    length = marked.length
    features = {f"{manner}_{length}": 1.0}
    if draft.segments[0].of(reading.text)[:1].isupper():
        features |= {f"upper_{manner}": 1.0, f"upper_{length}": 1.0, f"upper_{manner}_{length}": 1.0}
    return features


def _wording_features(reading: Reading, marked: Marked) -> dict[str, float]:
    """Facts about small words and punctuation between the marks."""
    forms, words, last = marked.forms, marked.folded, marked.content[1]
    is_bare = bool(words) and reading.vocabulary.function_words.isdisjoint(words)
    return {
        "inner_comma": float("," in forms[:-1]),
        "inner_stop": float(not _STOPS.isdisjoint(forms[:-1])),
        f"no_function_word_{marked.length}": float(is_bare),
        f"ends_{_telling_form(reading.tokens[last - 1]) if forms and not forms[-1][:1].isalnum() else 'word'}": 1.0,
        **{f"inside_{word}": 1.0 for word in _INNER_WORDS.intersection(words)},
    }


def _edge_features(marked: Marked) -> dict[str, float]:
    """The word that opens, and how the first and the last word end: *-ment*, *-eur*, *-ique* tell judgements from things and trades."""
    words = marked.folded
    if not words:
        return {}
    features = {f"opens_{words[0]}": 1.0}
    for place, word in (("first", words[0]), ("last", words[-1])):
        if len(word) > ENDING_CHARS:
            features[f"{place}_ends_{word.rstrip('s')[-ENDING_CHARS:]}"] = 1.0
    return features


def _meaning_features(reading: Reading, marked: Marked) -> dict[str, float]:
    """What the words between the marks mean, and those in front, in the same paragraph."""
    first, _ = marked.outer
    paragraph = reading.paragraph_tokens(reading.sentence_at(first).paragraph)
    start = max(paragraph[0] if paragraph is not None else 0, first - MEANT_BEFORE_TOKENS)
    before = (token.text for token in reading.tokens[start:first])
    meanings = shipped_meanings()
    return {
        **meaning_features("words", marked.words, meanings),
        **meaning_features("before", before, meanings),
    }


def _name_features(reading: Reading, marked: Marked) -> dict[str, float]:
    """Whether a name is all that stands between the marks."""
    first, last = marked.content
    named, behind_first = (reading.entities.at(place, place + 1) for place in (first, first + 1))
    is_name = named is not None and named[0].last == last
    return {
        f"name_{named[1].kind if named is not None else 'none'}": float(is_name),
        "name": float(is_name),
        "name_with_article": float(not is_name and behind_first is not None and behind_first[0].last == last),
        "medium_name": float(
            any((medium.first, medium.last) == (first, last) for medium in reading.media_between(first, last))
        ),
    }


def _naming_features(reading: Reading, marked: Marked) -> dict[str, float]:
    """How near a word stands that goes with a title, a term, a nickname."""
    first, last = marked.outer
    before = [fold(token.text) for token in reading.tokens[max(0, first - NAMED_BEFORE_TOKENS) : first]]
    behind = [fold(token.text) for token in reading.tokens[last : last + NAMED_BEHIND_TOKENS]]
    near = next(
        (place for place, form in enumerate(reversed(before), 1) if form in _NAMED_KINDS or form in _ENDS_OF_REACH),
        None,
    )
    far = next((place for place, form in enumerate(behind, 1) if form in _NAMED_KINDS), None)
    return {
        f"named_before_{min(near or 0, MAX_NAMED_BEFORE)}": float(near is not None and before[-near] in _NAMED_KINDS),
        f"named_behind_{min(far or 0, MAX_NAMED_BEHIND)}": float(far is not None),
    }


def _sentence_features(reading: Reading, marked: Marked) -> dict[str, float]:
    """Facts about the sentence: an item of a list, a heading, how far from its beginning the marks open."""
    place = marked.outer[0]
    sentence = reading.sentence_at(place)
    opening, closing = reading.tokens[sentence.first], reading.tokens[sentence.last - 1]
    blank = reading.text[reading.tokens[sentence.first - 1].end : opening.start] if sentence.first else "\n"
    return {
        "sentence_without_stop": float(closing.text not in _STOPS and closing.kind != "mark"),
        "sentence_opens_paragraph": float("\n" in blank),
        "sentence_is_item": float(opening.text in _BULLETS),
        f"sentence_length_{_bucket((sentence.last - sentence.first) // LENGTH_STEP)}": 1.0,
        f"sentence_place_{_bucket(place - sentence.first)}": 1.0,
    }


def _neighbour_features(reading: Reading, marked: Marked) -> dict[str, float]:
    """Facts about the words right beside the marks."""
    first, last = marked.outer
    tokens = reading.tokens
    before = _telling_form(tokens[first - 1]) if first else STOP
    before2 = _telling_form(tokens[first - 2]) if first > 1 else STOP
    after = _telling_form(tokens[last]) if last < len(tokens) else ""
    is_naming = before in _NAMING or before2 in _NAMING
    return {
        "naming_before": float(is_naming),
        "naming_before_short": float(is_naming and len(marked.forms) <= MAX_NAME_TOKENS),
        "naming_apposed": APPOSED_VALUE * (before in _NAMING and before2 == ","),
        "naming_noun_before": float(before in _NAMING_NOUNS or before2 in _NAMING_NOUNS),
        f"before_{before if before in _TELLING_NEIGHBOURS else _shape(before)}": 1.0,
        f"word_before_{before}": 1.0,
        f"word_before_determiner_{before2}": float(before in _OPENERS),
        f"after_{after if after in _TELLING_NEIGHBOURS else _shape(after)}": 1.0,
        "after_name": float(last < len(tokens) and tokens[last].text[:1].isupper()),
        "other_mark_near": float(
            any(token.kind == "mark" for token in (*tokens[max(0, first - 4) : first], *tokens[last : last + 4]))
        ),
    }


STOP = "."
"""What stands in front of the first word of a text: the same as in front of a paragraph."""


def _telling_form(token: Token) -> str:
    """The folded form of a neighbour; of a mark the guillemet that does the same, so that “A” “B” is judged as «A» «B»."""
    if token.text in marks.OPENING_CURLY | marks.OPENING_GUILLEMETS:
        return marks.GUILLEMET_OPENING
    return marks.GUILLEMET_CLOSING if token.text in marks.CLOSING_CURLY | marks.CLOSING_GUILLEMETS else fold(token.text)


def _fills_paragraph(reading: Reading, marked: Marked) -> bool:
    """Whether nothing but the quotation stands in its paragraph: a heading may say again what the text says."""
    first, last = marked.outer
    tokens, text = reading.tokens, reading.text
    opens = first == 0 or "\n" in text[tokens[first - 1].end : tokens[first].start]
    closes = last >= len(tokens) or "\n" in text[tokens[last - 1].end : tokens[last].start]
    return opens and closes


def _tree_features(draft: Draft) -> dict[str, float]:
    """Facts that the parse adds: the cue's strength, what governs the quoted head, who would speak."""
    setting = draft.setting
    if setting is None:
        return {}
    tree = setting.tree
    anchor = tree[setting.anchor]
    features = {"standing": float(setting.standing)}
    if not setting.standing:
        words = len(setting.words)
        relation = anchor.deprel.partition(":")[0]
        features[f"anchor_{anchor.upos}"] = 1.0
        features[f"anchor_{anchor.upos}_{_bucket(words)}"] = 1.0
        features[f"relation_{relation}"] = 1.0
        features[f"relation_{relation}_{_bucket(words)}"] = 1.0
        if anchor.head != ROOT:
            features[f"governor_{tree[anchor.head].upos}_{relation}"] = 1.0
            features[f"governor_{fold(tree[anchor.head].lemma)}"] = 1.0
        features.update(_outer_features(setting))
    if draft.cue is not None and draft.cue.kind == "verb" and draft.cue.index >= 0:
        row = setting.cue_verb(draft.cue.index)
        features[f"strength_{row.strength if row else 'unknown'}"] = 1.0
        features[f"strength_{row.strength if row else 'unknown'}_{draft.cue.rule}"] = 1.0
    if draft.cue is not None and draft.cue.index >= 0:
        features[f"cue_{fold(tree[draft.cue.index].lemma)}"] = 1.0
    features.update(_speaker_features(setting, draft))
    return features


def _pointed_features(draft: Draft) -> dict[str, float]:
    """What the network that reads the parser's states makes of it; where there is none, what it makes of the mean mark."""
    if draft.setting is None:
        return {}
    return {POINTED: UNASKED if draft.pointing is None else bounded(draft.pointing.speech)}


def _outer_features(setting: Setting) -> dict[str, float]:
    """What depends on the quoted head from outside the marks, and what form the head has: *une «ligne rouge» de plus*, *a «menti»*."""
    tree, inside = setting.tree, frozenset(setting.words)
    features = {}
    for child in tree.children(setting.anchor):
        if child not in inside and tree[child].upos != "PUNCT":
            side = "before" if child < setting.anchor else "behind"
            features[f"outer_{tree[child].deprel.partition(':')[0]}_{side}"] = 1.0
    anchor = tree[setting.anchor]
    features |= {
        f"anchor_{anchor.upos}_{feat}_{anchor.feats[feat]}": 1.0 for feat in _TELLING_FEATS if feat in anchor.feats
    }
    return features | {f"holds_{tree[word].upos}": 1.0 for word in inside}


def _speaker_features(setting: Setting, draft: Draft) -> dict[str, float]:
    """What the one is who would speak."""
    if draft.speaker is None:
        return {}
    head = setting.tree[draft.speaker.index]
    features = {f"speaker_upos_{head.upos}": 1.0}
    if head.upos == "NOUN":
        kind = setting.vocabulary.kind_of_noun(head.form, head.feats.get("Number") == "Plur")
        features[f"speaker_noun_{kind}"] = 1.0
    if not setting.vocabulary.can_speak(head.form, head.lemma, head.upos):
        features["speaker_cannot_speak"] = 1.0
    return features


def _bucket(count: int) -> str:
    for limit in (1, 2, 3, 5, 8, 12):
        if count <= limit:
            return f"to_{limit}"
    return "more"


def _shape(form: str) -> str:
    """What is left to say of a neighbour that is no telling word: a word, or an edge."""
    return "word" if form[:1].isalnum() else "edge"


def is_speech(features: Mapping[str, float], vocabulary: Vocabulary) -> tuple[bool, float]:
    """
    Weigh the features.

    Returns:
        Whether the marks report speech, and the probability of that.
    """
    weights = vocabulary.speech_weights
    score = math.fsum(value * weights.get(name, 0.0) for name, value in features.items())
    probability = 1.0 / (1.0 + math.exp(-score))
    return probability >= vocabulary.speech_threshold, probability
