"""A user's mistakes: mypy must find one in every line that says so, else it knows nothing of quotattr's types."""

from __future__ import annotations

import quotattr


def count(article: quotattr.Article) -> int:
    """Mistakes about what is returned."""
    length: int = article.text  # mistake
    for quote in article:
        print(quote.speaker.name)  # mistake: nobody may be named
        print(quote.speeker)  # mistake
    return length


def call() -> None:
    """Mistakes about what is asked for."""
    quotattr.extract(b"Il pleut.")  # mistake
    quotattr.Extractor(lexicon=["media.tsv"])  # mistake
    quotattr.Extractor(rules=[quotattr.CueRule(lambda setting: "verb", "verb")])  # mistake
    quotattr.Extractor(rules=[quotattr.CueRule(lambda setting: None, "adverb")])  # mistake
    print(quotattr.no_such_name)  # mistake
