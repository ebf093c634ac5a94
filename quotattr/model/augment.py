"""
Makes of gold trees the sentences that news has and the treebanks lack.

Sequoia has no guillemet at all, and hardly an incise with its subject behind the verb
("…, a déclaré le ministre"). Start with `augment`, which passes each sentence through the rules of
`RULES`, each with its own probability; every rule returns a tree that keeps UD's conventions, or None
if the sentence is not of its kind.
"""

from __future__ import annotations

import random
from collections.abc import Callable, Iterable, Sequence
from dataclasses import replace

from .treebanks import Sentence, Word, fine_tag

OPENING = "\N{LEFT-POINTING DOUBLE ANGLE QUOTATION MARK}"
CLOSING = "\N{RIGHT-POINTING DOUBLE ANGLE QUOTATION MARK}"
STRAIGHT = '"'
SENTENCE_END = frozenset((".", "!", "?", "..."))

SPEECH_LEMMAS = frozenset(
    "dire déclarer affirmer souligner expliquer ajouter estimer indiquer préciser annoncer répondre assurer rappeler "
    "conclure écrire raconter penser poursuivre confier juger noter regretter promettre croire soutenir observer "
    "reconnaître insister admettre".split()
)

# ---------------------------------------------------------------- trees as lists


def subtree(words: Sentence, number: int) -> list[int]:
    """Return the numbers (from 1) of the word *number* and all below it, in order."""
    members, grew = {number}, True
    while grew:
        below = {n for n, word in enumerate(words, start=1) if word.head in members and n not in members}
        members |= below
        grew = bool(below)
    return sorted(members)


def is_contiguous(numbers: Sequence[int]) -> bool:
    """Tell whether *numbers* leave no gap."""
    return numbers[-1] - numbers[0] + 1 == len(numbers)


def arrange(words: Sequence[Word], order: Iterable[int]) -> Sentence:
    """
    Return the words *order* names (from 1), in that order, with heads renumbered.

    The heads of what is kept must be kept too, or be 0.
    """
    order = list(order)
    place = {old: new for new, old in enumerate(order, start=1)} | {0: 0}
    return [replace(words[old - 1], head=place[words[old - 1].head]) for old in order]


def is_leaf(words: Sentence, number: int) -> bool:
    """Tell whether nothing hangs from the word *number*."""
    return all(word.head != number for word in words)


def find_root(words: Sentence) -> int:
    """Return the number of the root."""
    return next(number for number, word in enumerate(words, start=1) if word.head == 0)


def _punct(form: str, head: int) -> Word:
    return Word(form, form, "PUNCT", "_", head, "punct", "F----")


def _word(row: str, head: int) -> Word:
    """Make a word of ``form lemma UPOS feats deprel``, for the small trees written out below."""
    form, lemma, upos, feats, deprel = row.split(" ")
    word = Word(form, lemma, upos, feats, head, deprel)
    word.xpos = fine_tag(word)
    return word


def _capitalise(word: Word) -> None:
    word.form = word.form[:1].upper() + word.form[1:]


def _lower(word: Word) -> None:
    if word.upos != "PROPN" and not word.form.isupper():
        word.form = word.form[:1].lower() + word.form[1:]


# ---------------------------------------------------------------- rules


def vary_quotes(words: Sentence, rng: random.Random, bare: float = 1 / 8) -> Sentence | None:
    """
    Drop straight quotes (a share *bare* of them), or turn them into guillemets (five of six of the rest).

    A straight quote is closing if the last one was opening; a lone one is left as it is.
    """
    places = [n for n, word in enumerate(words, start=1) if word.form == STRAIGHT and is_leaf(words, n)]
    if not places or len(places) % 2:
        return None
    chance = rng.random()
    if chance < bare:
        return arrange(words, (n for n in range(1, len(words) + 1) if n not in places))
    if chance < bare + (1 - bare) * 5 / 6:
        changed = [replace(word) for word in words]
        for turn, place in enumerate(places):
            changed[place - 1].form = changed[place - 1].lemma = CLOSING if turn % 2 else OPENING
        return changed
    return None


def _find_report(words: Sentence) -> tuple[int, int, int, list[int]] | None:
    """Find "X a déclaré que P": the numbers of verb, subject and *que*, and the subtree of P without *que*."""
    verb = find_root(words)
    if words[verb - 1].lemma not in SPEECH_LEMMAS or words[-1].form != ".":
        return None
    subjects = [n for n, w in enumerate(words, start=1) if w.head == verb and w.deprel == "nsubj" and n < verb]
    contents = [n for n, w in enumerate(words, start=1) if w.head == verb and w.deprel == "ccomp" and n > verb]
    if len(subjects) != 1 or len(contents) != 1:
        return None
    said = subtree(words, contents[0])
    if not is_contiguous(said) or said[-1] != len(words) - 1 or words[said[0] - 1].lemma != "que":
        return None
    if not is_contiguous(subtree(words, subjects[0])) or words[subjects[0] - 1].upos not in ("NOUN", "PROPN"):
        return None
    return verb, subjects[0], said[0], said[1:]


def report_to_incise(words: Sentence, rng: random.Random) -> Sentence | None:
    """Make of "X a déclaré que P." the sentence "« P », a déclaré X."; or "X a déclaré : « P »."."""
    found = _find_report(words)
    if found is None:
        return None
    verb, subject, que, said = found
    words = [replace(word) for word in words]
    content = next(n for n in said if words[n - 1].head == verb)
    _lower(words[0])
    _capitalise(words[said[0] - 1])
    full_stop = len(words)
    subject_part = subtree(words, subject)
    frame = [n for n in range(1, full_stop) if n not in said and n != que]
    marks = len(words)
    if rng.random() < 1 / 4:
        words += [_punct(":", content), _punct(OPENING, content), _punct(CLOSING, content)]
        order = [*frame, marks + 1, marks + 2, *said, marks + 3, full_stop]
        _capitalise(words[frame[0] - 1])
    else:
        verb_part = [n for n in frame if n not in subject_part and n >= subject_part[-1]]
        front = [n for n in frame if n < subject_part[0] and words[n - 1].deprel != "punct"]
        if front and not all(words[n - 1].upos in ("ADV", "PRON") for n in front):
            return None
        words[content - 1].head, words[content - 1].deprel = 0, "root"
        words[verb - 1].head, words[verb - 1].deprel = content, "parataxis:insert"
        words[full_stop - 1].head = content
        words += [_punct(OPENING, content), _punct(CLOSING, content), _punct(",", content)]
        upto_verb = [n for n in verb_part if n <= verb]
        after_verb = [n for n in verb_part if n > verb]
        order = [marks + 1, *said, marks + 2, marks + 3, *front, *upto_verb, *subject_part, *after_verb, full_stop]
    return arrange(words, order)


VERB_FEATS = "Mood=Ind|Number={}|Person=3|Tense={}|VerbForm=Fin"
PARTICIPLE_FEATS = "Gender=Masc|Number=Sing|Tense=Past|VerbForm=Part"

SPEECH_FORMS = {
    # lemma: present singular, present plural, past participle, past tense singular
    "déclarer": ("déclare", "déclarent", "déclaré", "déclarait"),
    "affirmer": ("affirme", "affirment", "affirmé", "affirmait"),
    "souligner": ("souligne", "soulignent", "souligné", "soulignait"),
    "expliquer": ("explique", "expliquent", "expliqué", "expliquait"),
    "ajouter": ("ajoute", "ajoutent", "ajouté", "ajoutait"),
    "estimer": ("estime", "estiment", "estimé", "estimait"),
    "indiquer": ("indique", "indiquent", "indiqué", "indiquait"),
    "préciser": ("précise", "précisent", "précisé", "précisait"),
    "annoncer": ("annonce", "annoncent", "annoncé", "annonçait"),
    "répondre": ("répond", "répondent", "répondu", "répondit"),
    "dire": ("dit", "disent", "dit", "disait"),
    "assurer": ("assure", "assurent", "assuré", "assurait"),
    "rappeler": ("rappelle", "rappellent", "rappelé", "rappelait"),
    "conclure": ("conclut", "concluent", "conclu", "concluait"),
    "poursuivre": ("poursuit", "poursuivent", "poursuivi", "poursuivait"),
    "insister": ("insiste", "insistent", "insisté", "insistait"),
    "lancer": ("lance", "lancent", "lancé", "lançait"),
    "confier": ("confie", "confient", "confié", "confiait"),
    "regretter": ("regrette", "regrettent", "regretté", "regrettait"),
    "témoigner": ("témoigne", "témoignent", "témoigné", "témoignait"),
    "raconter": ("raconte", "racontent", "raconté", "racontait"),
    "marteler": ("martèle", "martèlent", "martelé", "martelait"),
}

CIRCUMSTANCES = (
    # (deprel, rows with heads inside the group, 0 for its head)
    ("obl:mod", (("mardi mardi NOUN Gender=Masc|Number=Sing _", 0),)),
    (
        "obl:mod",
        (("jeudi jeudi NOUN Gender=Masc|Number=Sing _", 0), ("soir soir NOUN Gender=Masc|Number=Sing nmod", 1)),
    ),
    (
        "obl:mod",
        (
            ("dans dans ADP _ case", 3),
            ("un un DET Definite=Ind|Gender=Masc|Number=Sing|PronType=Art det", 3),
            ("communiqué communiqué NOUN Gender=Masc|Number=Sing _", 0),
        ),
    ),
    (
        "obl:arg",
        (
            ("à à ADP _ case", 3),
            ("la le DET Definite=Def|Gender=Fem|Number=Sing|PronType=Art det", 3),
            ("presse presse NOUN Gender=Fem|Number=Sing _", 0),
        ),
    ),
    ("obl:arg", (("à à ADP _ case", 2), ("AFP AFP PROPN _ _", 0))),
    ("advmod", (("hier hier ADV _ _", 0),)),
)

PRONOUNS = {
    # after a vowel or an auxiliary "a"; after a consonant
    ("-t-il", "-il"): "il PRON Gender=Masc|Number=Sing|Person=3|PronType=Prs nsubj",
    ("-t-elle", "-elle"): "il PRON Gender=Fem|Number=Sing|Person=3|PronType=Prs nsubj",
}


def add_incise(
    words: Sentence, speakers: Sequence[Sentence], rng: random.Random, bare: float = 1 / 8
) -> Sentence | None:
    """
    Quote the whole of a plain sentence P: "« P », a déclaré X.", X being a subject from elsewhere.

    Once in three P is cut down to the stand-in that quotattr parses in place of a quotation: « Oui ».
    """
    body = _plain_body(words)
    if body is None:
        return None
    if rng.random() < 1 / 3:
        body = [_word("Oui oui INTJ _ root", 0)]
    sentence = [_punct(OPENING, 0), *(replace(w, head=w.head + 1 if w.head else 0) for w in body), _punct(CLOSING, 0)]
    sentence.append(_punct(",", 0)) if rng.random() < 0.9 else None
    root = find_root(sentence[1 : len(body) + 1]) + 1
    for word in sentence:
        if word.deprel == "punct" and word.head == 0:
            word.head = root
    style = rng.random()
    _capitalise(sentence[1])
    if style < bare:
        sentence = arrange(sentence, [n for n, w in enumerate(sentence, start=1) if w.form not in (OPENING, CLOSING)])
    elif style < bare + (1 - bare) / 7:
        for word in sentence:
            if word.form in (OPENING, CLOSING):
                word.form = word.lemma = STRAIGHT
    root = find_root(sentence)
    sentence += _incise(speakers, len(sentence), root, rng)
    sentence.append(_punct(".", root))
    return sentence


def _plain_body(words: Sentence) -> Sentence | None:
    """Return *words* without the full stop, if they are a sentence to be quoted: no quotes, no incise, not too long."""
    if not 4 <= len(words) <= 30 or words[-1].form != "." or words[-1].deprel != "punct":
        return None
    if any(w.form in (OPENING, CLOSING, STRAIGHT) or w.deprel.startswith("parataxis") for w in words):
        return None
    return [replace(word) for word in words[:-1]] if is_leaf(words, len(words)) else None


def _incise(speakers: Sequence[Sentence], start: int, root: int, rng: random.Random) -> Sentence:
    """Return the words of an incise whose verb hangs from *root*, numbered after *start*."""
    lemma = rng.choice(list(SPEECH_FORMS))
    present, plural, participle, past = SPEECH_FORMS[lemma]
    speaker = rng.choice(speakers)
    is_plural = "Number=Plur" in speaker[find_root(speaker) - 1].feats
    is_compound = rng.random() < 0.5
    is_pronoun = rng.random() < 0.2
    verb = start + 1
    if is_pronoun:
        (vowel, consonant), row = rng.choice(list(PRONOUNS.items()))
        if is_compound:
            verb = start + 3
            group = [_auxiliary(False, verb), _word(f"{vowel} {row}", verb)]
            return [*group, _word(f"{participle} {lemma} VERB {PARTICIPLE_FEATS} parataxis:insert", root)]
        enclitic = consonant if present[-1] in "td" else vowel
        return [_finite(present, lemma, "Sing", "Pres", root), _word(f"{enclitic} {row}", verb)]
    if is_compound:
        verb = start + 2
        group = [
            _auxiliary(is_plural, verb),
            _word(f"{participle} {lemma} VERB {PARTICIPLE_FEATS} parataxis:insert", root),
        ]
    elif is_plural:
        group = [_finite(plural, lemma, "Plur", "Pres", root)]
    else:
        tense = "Imp" if rng.random() < 0.2 else "Pres"
        group = [_finite(past if tense == "Imp" else present, lemma, "Sing", tense, root)]
    circumstance = _circumstance(verb, rng) if rng.random() < 0.4 else []
    is_before = bool(circumstance) and rng.random() < 0.4
    if is_before:
        group += _shift(circumstance, start + len(group))
    group += _shift(
        [replace(w, head=w.head or -verb, deprel=w.deprel if w.head else "nsubj") for w in speaker], start + len(group)
    )
    if circumstance and not is_before:
        group += _shift(circumstance, start + len(group))
    return group


def _shift(words: Sentence, by: int) -> Sentence:
    """Add *by* to heads inside the group; a head given as negative is a number in the sentence already."""
    return [replace(word, head=word.head + by if word.head > 0 else -word.head) for word in words]


def _auxiliary(is_plural: bool, verb: int) -> Word:
    form, number = ("ont", "Plur") if is_plural else ("a", "Sing")
    return _word(f"{form} avoir AUX {VERB_FEATS.format(number, 'Pres')} aux:tense", verb)


def _finite(form: str, lemma: str, number: str, tense: str, root: int) -> Word:
    return _word(f"{form} {lemma} VERB {VERB_FEATS.format(number, tense)} parataxis:insert", root)


def _circumstance(verb: int, rng: random.Random) -> Sentence:
    deprel, rows = rng.choice(CIRCUMSTANCES)
    words = [_word(row, head or -verb) for row, head in rows]
    return [replace(word, deprel=deprel) if word.head < 0 else word for word in words]


def add_source(words: Sentence, speakers: Sequence[Sentence], rng: random.Random) -> Sentence | None:
    """Put "selon X" in front of a plain sentence or behind it: "Selon X, P." and "P, selon X."."""
    body = _plain_body(words)
    if body is None:
        return None
    root = find_root(body)
    speaker = [replace(word) for word in rng.choice(speakers)]
    size = len(speaker) + 1
    head = find_root(speaker)
    named = [_word("selon selon ADP _ case", head + 1)]
    named += [replace(w, head=w.head + 1 if w.head else 0, deprel=w.deprel if w.head else "obl:mod") for w in speaker]
    if rng.random() < 1 / 2:
        shift = len(body) + 1
        group = [replace(w, head=w.head + shift if w.head else root) for w in named]
        return [*body, _punct(",", shift + head + 1), *group, _punct(".", root)]
    _capitalise(named[0])
    _lower(body[0])
    shift = size + 1
    group = [replace(w, head=w.head if w.head else root + shift) for w in named]
    moved = [replace(w, head=w.head + shift if w.head else 0) for w in body]
    return [*group, _punct(",", head + 1), *moved, _punct(".", root + shift)]


def collect_speakers(sentences: Iterable[Sentence]) -> list[Sentence]:
    """Collect the subjects of up to ten words that can speak: names, or nouns with a name inside or a speech verb above."""
    speakers = []
    for words in sentences:
        for number, word in enumerate(words, start=1):
            if word.deprel != "nsubj" or word.upos not in ("NOUN", "PROPN"):
                continue
            members = subtree(words, number)
            if len(members) > 10 or not is_contiguous(members):
                continue
            has_name = any(words[n - 1].upos == "PROPN" for n in members)
            if has_name or words[word.head - 1].lemma in SPEECH_LEMMAS:
                group = arrange(
                    [replace(w, head=0) if n == number else w for n, w in enumerate(words, start=1)], members
                )
                _lower(group[0])
                speakers.append(group)
    return speakers


Rule = Callable[[Sentence, Sequence[Sentence], random.Random, float], "Sentence | None"]

RULES: tuple[tuple[float, Rule], ...] = (
    # Reports first, for they are few; at most one of these three changes a sentence.
    (0.50, lambda words, speakers, rng, bare: report_to_incise(words, rng)),
    (0.10, add_incise),
    (0.03, lambda words, speakers, rng, bare: add_source(words, speakers, rng)),
)
QUOTES_PROBABILITY = 0.9


def augment(
    sentences: Iterable[Sentence], speakers: Sequence[Sentence], rng: random.Random, bare: float = 1 / 8
) -> list[Sentence]:
    """
    Return *sentences*, each as it was or as one of the rules made it.

    Args:
        sentences: Gold trees, harmonised.
        speakers: What `collect_speakers` found, to stand as X.
        rng: Chooses; the same state gives the same sentences.
        bare: How many quotations lose their marks. quotattr takes marks out of what it parses; the tagger needs them too.
    """
    varied = []
    for words in sentences:
        for probability, rule in RULES:
            made = rule(words, speakers, rng, bare) if rng.random() < probability else None
            if made is not None:
                words = made
                break
        if rng.random() < QUOTES_PROBABILITY:
            words = vary_quotes(words, rng, bare) or words
        varied.append(words)
    return varied
