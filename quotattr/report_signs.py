"""
Report signs: what on the surface of a sentence says that it may hold indirect speech.

A sentence without marks is parsed only for the speech it may report, and parsing is most of the time that a text
takes. A cue word alone is no reason: *demande*, *annonce* and *propose* are in one sentence of three, mostly as
something else. What reports has besides a *que* behind its verb, a comma right in front of it, or one of a few
prepositions. Of 305 reports in 250 articles all but three false ones stand in such a sentence, on half of the words
that cue words alone would have parsed. Start reading at `may_report`.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence

from quotattr.cues import CHAINED_VERBS
from quotattr.folding import fold_all
from quotattr.insertions import PHRASES
from quotattr.tokenizer import Token
from quotattr.vocabulary import Vocabulary

ACCORDING = frozenset(["selon", "suivant", "dixit"])
"""Folded words that name a voice wherever they stand."""

LEARNING_FORMS = frozenset(["apprend", "apprenait", "appris"])
"""Folded forms of *apprendre* in *apprend-on auprès de X*, *a appris l’AFP de X*."""

INCISE_OPENERS = frozenset([",", "-", "\N{EN DASH}", "\N{EM DASH}", ")"])
"""What stands in front of *a dit X* where that is put behind a clause or into it."""

MAX_INCISE_WORDS = 4
"""Words between the opener of an incise and its verb: *, a-t-il notamment encore précisé*."""

MAX_PHRASE_WORDS = 3
"""Words between the preposition and the noun of *à leurs propres yeux*."""


def may_report(words: Sequence[Token], vocabulary: Vocabulary) -> bool:
    """
    Whether a sentence may hold indirect speech and is worth parsing.

        >>> from quotattr import tokenizer, vocabulary
        >>> words = vocabulary.load_vocabulary()
        >>> for text in (
        ...     "Le maire dit que le pont tient.",
        ...     "Le pont tient, dit le maire.",
        ...     "La mairie propose un pont.",
        ... ):
        ...     print(may_report(tokenizer.tokenize(text), words))
        True
        True
        False

    Args:
        words: The tokens of the sentence.
        vocabulary: For the forms of the cue verbs.
    """
    forms = fold_all(word.text for word in words)
    return any(sign(forms, words, vocabulary) for sign in _SIGNS)


def _has_preposition(forms: Sequence[str], words: Sequence[Token], vocabulary: Vocabulary) -> bool:
    """*selon X*, *d’après X*, *à en croire X*, and *pour X* where it opens the sentence or a clause."""
    for place, form in enumerate(forms):
        before = forms[place - 1] if place else ""
        if (
            form in ACCORDING
            or (form == "apres" and before == "d'")
            or (form == "croire" and before == "en")
            or words[place].text == "Pour"
        ):
            return True
    return False


def _has_phrase(forms: Sequence[str], words: Sequence[Token], vocabulary: Vocabulary) -> bool:
    """*aux yeux de X*, *de l’avis de X*."""
    return any(
        form in PHRASES and any(near in _PHRASE_OPENERS for near in forms[max(0, place - MAX_PHRASE_WORDS) : place])
        for place, form in enumerate(forms)
    )


_PHRASE_OPENERS = frozenset(["a", "au", "aux", "de", "du", "d'"])


def _has_reporting_verb(forms: Sequence[str], words: Sequence[Token], vocabulary: Vocabulary) -> bool:
    """A verb that voices something with *que* behind it, or in the place of an incise, or behind *comme*."""
    for place, form in enumerate(forms):
        if _is_reporting_form(form, vocabulary) and (
            any(_is_que(later) for later in forms[place + 1 :])
            or not INCISE_OPENERS.isdisjoint(forms[max(0, place - MAX_INCISE_WORDS - 1) : place])
            or "comme" in forms[:place]
        ):
            return True
    return False


def _is_reporting_form(form: str, vocabulary: Vocabulary) -> bool:
    """A form of a verb that takes *que* or an incise, or the infinitive of a pair like *faire savoir*."""
    verb = vocabulary.cue_verb_of_form(form)
    if form in LEARNING_FORMS or (verb is not None and verb.is_speech and verb.frame != "fragment"):
        return True
    pairs = (vocabulary.cue_pair(governor, form) for governor in CHAINED_VERBS)
    return any(pair is not None and pair.frame != "fragment" for pair in pairs)


def _is_que(form: str) -> bool:
    return form == "que" or form == "qu'"


_SIGNS: tuple[Callable[[Sequence[str], Sequence[Token], Vocabulary], bool], ...] = (
    _has_preposition,
    _has_phrase,
    _has_reporting_verb,
)
