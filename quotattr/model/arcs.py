"""
Trees that lead from a quotation's cue to its speaker, for the small parser to learn from.

Treebanks hold few sentences that announce a quotation, so that the parser mistakes *LCI X* for a name in *«Oui», a déclaré sur
LCI X*. Annotated articles say which words announce a quotation and which mention its speaker, but not which tree leads from the
ones to the others. Where the large parser's tree leads elsewhere, the likeliest tree that does lead there is looked for, one arc being
forced (`bend`); where it is not much less likely, `quotattr.model.fit_pointer` teaches it in place of what the large parser says.
Start with `bend_all`.
"""

from __future__ import annotations

import math
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace
from typing import Any

import numpy as np
import torch
import torch.nn.functional as F
from attrs import evolve, frozen

from quotattr.cue_ranking import find_cue_candidates
from quotattr.cues import CueHit, Setting
from quotattr.drafts import draft_all
from quotattr.reading import Reading, span_of_cue
from quotattr.speakers import SpeakerHit, find_speaker
from quotattr.trees import Tree

from .distil import BATCH_WORDS, Batch, Large, ParserDistiller, WordTable, make_parser_batch, read_states
from .fast_parser import NEVER, find_heads
from .forms import normalise_form
from .gold import Annotation, Read, gold_of, is_cue, overlapped
from .inference import ROOT, FastAttacher
from .loading import batch_by_length, build_parser
from .relabel import parse
from .treebanks import Sentence

MAX_LOSS = 3.0
"""How much less likely than the best tree, as a logarithm, a bent one may be: of thirty such trees, all but two or three were right."""

MAX_LOSS_OF_SUBJECT = 8.0
"""The same where the mention itself becomes the subject of the cue in front of it, whatever it was taken for but an apposition."""

MIN_ARC, MIN_LABEL = math.log(1e-5), math.log(1e-3)
"""Arcs and relations that are less likely are not tried."""

BENT_WEIGHT = 2.0
"""How much an arc of a bent tree that is otherwise than in the best one counts, beside what the large parser says of a word."""


@frozen
class Passage:
    """
    A quotation whose cue and speaker's mention are annotated, in its frame.

    Attributes:
        article: Number of the article.
        reading: The article.
        setting: The quotation in its frame, as parsed by the model in use.
        cue: What announces it.
        mention: Words of the frame that mention its speaker.
    """

    article: int
    reading: Reading
    setting: Setting
    cue: CueHit
    mention: frozenset[int]

    def follow(self, tree: Tree) -> SpeakerHit | None:
        """Whom the library's rules find from the cue in *tree*, which is of the same frame."""
        anchor = tree.head_of(self.setting.words)
        setting = evolve(self.setting, tree=tree, anchor=self.setting.words[0] if anchor is None else anchor)
        return find_speaker(setting, self.cue)

    def is_mentioned(self, hit: SpeakerHit | None) -> bool:
        """Whether *hit* is of the mention, or of a role that the mention is apposed to."""
        if hit is None or hit.index in self.mention:
            return hit is not None
        tree = self.setting.tree
        name = self.reading.entities.named_by_role.get(tree.token(hit.index))
        return name is not None and any(name.first <= tree.token(word) < name.last for word in self.mention)


@frozen
class Attachment:
    """A tree, as numbers: of each word its head, counted from 1 with 0 for the root, and its relation."""

    heads: np.ndarray
    labels: np.ndarray


@frozen
class Scores:
    """
    What a parser says of a frame, as logarithms of probabilities.

    Attributes:
        arcs: (words + 1)²: of each word, and before all of the root, every head.
        labels: words × (words + 1) × relations: of each word its relations to every head.
    """

    arcs: np.ndarray
    labels: np.ndarray

    def best(self, word: int | None = None, head: int | None = None) -> Attachment:
        """The likeliest tree, or the likeliest in which *word* hangs from *head*."""
        arcs = self.arcs.copy()
        if word is not None and head is not None:
            arcs[word + 1] = NEVER
            arcs[word + 1, head] = self.arcs[word + 1, head]
        heads = find_heads(arcs)
        return Attachment(heads, self.labels[np.arange(len(heads)), heads].argmax(1))

    def likelihood(self, tree: Attachment) -> float:
        """How likely *tree* is."""
        words = np.arange(len(tree.heads))
        return float(self.arcs[words + 1, tree.heads].sum() + self.labels[words, tree.heads, tree.labels].sum())


@frozen(eq=False)
class Bent:
    """
    A bent tree.

    Attributes:
        article: Number of the article it is from.
        words: The words with their tags, heads and relations.
        changed: Those of which the large parser said otherwise.
        cue: The word that announces the quotation.
    """

    article: int
    words: Sentence
    changed: frozenset[int]
    cue: int


class Teacher:
    """
    The large parser, with the tags of the tagger in use.

    Args:
        model: The large model.
        tagger: A Stanza tagger.
    """

    def __init__(self, model: Large, tagger: Any):
        self.parser = build_parser(model.parser, model.pretrain)
        self._analyser = model.analyser(tagger=tagger, parser=self.parser)
        self._attacher = FastAttacher(self.parser, model.pretrain.vocab)
        vocabulary = self.parser.vocab["deprel"]
        self.relations: list[str] = vocabulary.unmap(
            range(len(vocabulary) - self.parser.num_relations, len(vocabulary))
        )

    def read(self, trees: Sequence[Tree]) -> list[Sentence]:
        """The frames of *trees*, tagged and parsed anew."""
        return parse([[normalise_form(word.form) for word in tree.words] for tree in trees], self._analyser)

    def score(self, words: Sentence) -> Scores:
        """What it says of every arc between *words*."""
        steps = [ROOT, *((word.form, word.upos, word.xpos, word.lemma) for word in words)]
        is_word = torch.ones(1, len(words), dtype=torch.bool)
        with torch.inference_mode():
            states = read_states(self.parser, ParserDistiller.lstm, self._attacher.embed(steps)[None], [len(steps)])
            arcs = F.log_softmax(self.parser.score_arcs(states)[0][0], 1)
            heads = (torch.full((1, len(words)), head) for head in range(len(steps)))
            labels = [F.log_softmax(self.parser.score_labels(states, head, is_word), 1) for head in heads]
        return Scores(arcs.numpy(), torch.stack(labels, 1).numpy())


def find_passages(articles: Iterable[Read]) -> Iterator[Passage]:
    """Every quotation of annotated *articles* of which cue and mention are annotated and stand in its frame."""
    for number, article in enumerate(articles):
        for draft in draft_all(article.reading, article.trees):
            gold = gold_of(draft, article.annotations)
            is_marked = draft.quotation is not None and draft.rule != "incise_inside"
            if is_marked and draft.setting is not None and gold is not None and gold.is_speech:
                yield from _passage_of(number, article.reading, draft.setting, gold)


def _passage_of(number: int, reading: Reading, setting: Setting, gold: Annotation) -> Iterator[Passage]:
    tree = setting.tree
    mention = frozenset(
        word
        for word in range(len(tree))
        if not setting.is_quoted(word) and overlapped(reading.tokens[tree.token(word)].span, gold.mentions)
    )
    hits = (candidate.hit for candidate in find_cue_candidates(setting))
    cue = next((hit for hit in hits if hit is not None and is_cue(span_of_cue(setting, hit), gold.cue)), None)
    if cue is not None and mention:
        yield Passage(number, reading, setting, cue, mention)


def bend_all(passages: Iterable[Passage], teacher: Teacher) -> list[Bent]:
    """The bent trees of those frames of *passages* in which the large parser's tree leads elsewhere; a frame is bent at most once."""
    by_frame: dict[int, list[Passage]] = {}
    for passage in passages:
        by_frame.setdefault(id(passage.setting.tree), []).append(passage)
    frames = teacher.read([passages[0].setting.tree for passages in by_frame.values()])
    bent = (_bend_frame(of_one, words, teacher) for of_one, words in zip(by_frame.values(), frames, strict=True))
    return [one for one in bent if one is not None]


def _bend_frame(passages: Iterable[Passage], words: Sentence, teacher: Teacher) -> Bent | None:
    """The bent tree of the first of the frame's *passages* that needs one and has one."""
    for passage in passages:
        if passage.is_mentioned(passage.follow(_tree_of(passage, words))):
            continue
        said = bend(passage, words, teacher.score(words), teacher.relations)
        if said is not None:
            changed = frozenset(place for place, word in enumerate(words) if said[place] != word)
            return Bent(passage.article, said, changed, passage.cue.index)
    return None


def _tree_of(passage: Passage, words: Sentence) -> Tree:
    """The frame of *passage* with the heads and relations of *words*."""
    tree = passage.setting.tree
    arcs = zip(tree.words, words, strict=True)
    return Tree(tree.frame, [evolve(old, head=new.head - 1, deprel=new.deprel) for old, new in arcs])


def _hung(words: Sentence, tree: Attachment, relations: Sequence[str]) -> Sentence:
    """*words* with the heads and relations of *tree*."""
    arcs = zip(words, tree.heads.tolist(), tree.labels.tolist(), strict=True)
    return [replace(word, head=head, deprel=relations[label]) for word, head, label in arcs]


def bend(passage: Passage, words: Sentence, scores: Scores, relations: Sequence[str]) -> Sentence | None:
    """
    The likeliest tree that leads from cue to mention, among those that differ from the best by one arc and what follows from it.

    Args:
        passage: The quotation.
        words: The words of its frame.
        scores: What the large parser says of them.
        relations: Names of the relations.

    Returns:
        The words, so hung; None if no such tree leads there, or it is so unlikely that it may not be what the sentence means.
    """
    best = scores.best()
    old = _hung(words, best, relations)
    likelihood = scores.likelihood(best)
    others = _others(scores, best, _suspects(passage, _tree_of(passage, old)))
    tried = ((likelihood - scores.likelihood(other), word, other) for word, other in others)
    likely = [one for one in tried if one[0] < MAX_LOSS_OF_SUBJECT]
    for loss, word, other in sorted(likely, key=lambda one: one[0]):
        new = _hung(words, other, relations)
        if passage.is_mentioned(passage.follow(_tree_of(passage, new))):
            return new if loss < MAX_LOSS or _becomes_subject(passage, word, old, new) else None
    return None


def _suspects(passage: Passage, tree: Tree) -> set[int]:
    """The words whose arcs may be wrong: the mention, the cue with what hangs on it, whom the rules find, and what is above these."""
    hit = passage.follow(tree)
    ends = [passage.cue.index] if hit is None else [passage.cue.index, hit.index]
    suspects = {*passage.mention, *ends, *tree.children(passage.cue.index)}
    for end in ends:
        suspects.update(tree.ancestors(end))
    return suspects


def _others(scores: Scores, best: Attachment, suspects: Iterable[int]) -> Iterator[tuple[int, Attachment]]:
    """Yield trees in which one of *suspects* hangs elsewhere, or otherwise, than in *best*, and the word."""
    for word in suspects:
        for head in np.flatnonzero(scores.arcs[word + 1] > MIN_ARC).tolist():
            tree = best if head == best.heads[word] else scores.best(word, head)
            for label in np.flatnonzero(scores.labels[word, head] > MIN_LABEL).tolist():
                if (head, label) != (best.heads[word], best.labels[word]):
                    labels = tree.labels.copy()
                    labels[word] = label
                    yield word, Attachment(tree.heads, labels)


def _becomes_subject(passage: Passage, word: int, old: Sentence, new: Sentence) -> bool:
    """Whether the mention itself, no apposition before, is now the subject or the agent of the verb in front of it."""
    cue = passage.cue
    is_behind = word in passage.mention and cue.kind == "verb" and new[word].head - 1 == cue.index < word
    return is_behind and new[word].deprel in ("nsubj", "obl:agent") and not old[word].deprel.startswith("appos")


def make_bent_batches(bent: Sequence[Bent], table: WordTable, relations: Any) -> list[Batch]:
    """Batches of bent trees; *relations* is the parser's vocabulary of them."""
    batches = []
    for places in batch_by_length([one.words for one in bent], BATCH_WORDS):
        shares, heeded = [], []
        for one in (bent[place] for place in places):
            taught = one.changed | {one.cue}
            shares.append([BENT_WEIGHT * (word in taught) for word in range(len(one.words))])
            heeded.append([float(word not in one.changed) for word in range(len(one.words))])
        batches.append(make_parser_batch([bent[place].words for place in places], table, relations, shares, heeded))
    return batches
