"""
Who said what in French news, and which medium carried it.

    import quotattr

    article = quotattr.extract(text)
    for quote in article:
        print(quote.speaker, quote.source, quote.text, quote.span)

Importing is instant: the model, and Stanza with it, is loaded when the first text needs it.
"""

from quotattr.errors import LexiconError, ModelFileError, QuotattrError, TextTypeError, UnknownModelError
from quotattr.extractor import Extractor, extract
from quotattr.quote import Article, Cue, Quote, Segment, Source, Speaker
from quotattr.spans import Span
from quotattr.version import __version__

__all__ = [
    "Article",
    "Cue",
    "Extractor",
    "LexiconError",
    "ModelFileError",
    "QuotattrError",
    "Quote",
    "Segment",
    "Source",
    "Span",
    "Speaker",
    "TextTypeError",
    "UnknownModelError",
    "__version__",
    "extract",
]
