"""Sentences made of gold trees are trees themselves, and have the incise where it should be."""

from __future__ import annotations

import random

from quotattr.model.augment import (
    add_incise,
    add_source,
    collect_speakers,
    find_root,
    report_to_incise,
    subtree,
    vary_quotes,
)
from quotattr.model.treebanks import Word, fine_tag, harmonise


def make_sentence(*rows: str) -> list[Word]:
    words = []
    for row in rows:
        form, lemma, upos, head, deprel = row.split()
        words.append(Word(form, lemma, upos, "_", int(head), deprel))
    for word in words:
        word.xpos = fine_tag(word)
    return words


REPORT = make_sentence(
    "Le le DET 2 det", "ministre ministre NOUN 4 nsubj", "a avoir AUX 4 aux:tense", "déclaré déclarer VERB 0 root", "que que SCONJ 9 mark",
    "la le DET 7 det", "loi loi NOUN 9 nsubj", "est être AUX 9 cop", "prête prêt ADJ 4 ccomp", ". . PUNCT 4 punct",
)  # fmt: skip
PLAIN = make_sentence(
    "La le DET 2 det", "loi loi NOUN 4 nsubj", "est être AUX 4 cop", "prête prêt ADJ 0 root", ". . PUNCT 4 punct"
)
PUD_INCISE = make_sentence(
    "Il il PRON 2 nsubj",
    "pleut pleuvoir VERB 4 parataxis",
    ", , PUNCT 4 punct",
    "dit dire VERB 0 root",
    "Paul Paul PROPN 4 nsubj",
    ". . PUNCT 4 punct",
)


def is_tree(words):
    roots = [word for word in words if word.head == 0]
    return len(roots) == 1 and len(subtree(words, find_root(words))) == len(words)


def text(words):
    return " ".join(word.form for word in words)


def test_report_becomes_incise():
    made = {text(report_to_incise(REPORT, random.Random(seed))) for seed in range(20)}
    assert made == {"« La loi est prête » , a déclaré le ministre .", "Le ministre a déclaré : « La loi est prête » ."}
    assert all(is_tree(report_to_incise(REPORT, random.Random(seed))) for seed in range(20))


def test_incise_hangs_from_what_is_said():
    made = next(m for m in (report_to_incise(REPORT, random.Random(s)) for s in range(20)) if m[0].form == "«")
    verb = next(word for word in made if word.form == "déclaré")
    assert (made[verb.head - 1].form, verb.deprel) == ("prête", "parataxis:insert")


def test_made_sentences_are_trees():
    speakers = collect_speakers([REPORT])
    assert [text(speaker) for speaker in speakers] == ["le ministre"]
    for seed in range(200):
        rng = random.Random(seed)
        for made in (add_incise(PLAIN, speakers, rng), add_source(PLAIN, speakers, rng)):
            assert is_tree(made), text(made)


def test_quotes_are_varied():
    quoted = make_sentence('" " PUNCT 2 punct', "Oui oui INTJ 0 root", '" " PUNCT 2 punct')
    made = {text(vary_quotes(quoted, random.Random(seed)) or quoted) for seed in range(60)}
    assert made == {'" Oui "', "« Oui »", "Oui"}


def test_incise_of_pud_is_turned():
    words = harmonise(PUD_INCISE)
    assert [(word.head, word.deprel) for word in words] == [
        (2, "nsubj"), (0, "root"), (2, "punct"), (2, "parataxis:insert"), (4, "nsubj"), (2, "punct"),
    ]  # fmt: skip
