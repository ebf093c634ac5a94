"""
Who said what in French news, and which medium carried it.

    import quotattr

    article = quotattr.extract(text)
    for quote in article:
        print(quote.speaker, quote.source, quote.text, quote.span)

Importing is instant: each public name is imported from its module when it is first asked for, and the
model, with Stanza, when the first text needs it.
"""

from importlib import import_module
from typing import TYPE_CHECKING

from quotattr.version import __version__

if TYPE_CHECKING:
    from quotattr.cues import CueRule, Setting
    from quotattr.errors import (
        LexiconError,
        MissingExtraError,
        ModelFileError,
        QuotattrError,
        RuleError,
        TextTypeError,
        UnknownModelError,
        WorkerError,
    )
    from quotattr.extractor import Extractor, extract
    from quotattr.quotations import TextWarning
    from quotattr.quote import Article, Cue, Quote, Reporter, Segment, Source, Speaker
    from quotattr.spans import Span
    from quotattr.trees import Tree, Word

__all__ = [
    "Article",
    "Cue",
    "CueRule",
    "Extractor",
    "LexiconError",
    "MissingExtraError",
    "ModelFileError",
    "QuotattrError",
    "Quote",
    "Reporter",
    "RuleError",
    "Segment",
    "Setting",
    "Source",
    "Span",
    "Speaker",
    "TextTypeError",
    "TextWarning",
    "Tree",
    "UnknownModelError",
    "Word",
    "WorkerError",
    "__version__",
    "extract",
]

_MODULE_TO_NAMES = {
    "quotattr.cues": ("CueRule", "Setting"),
    "quotattr.errors": (
        "LexiconError",
        "MissingExtraError",
        "ModelFileError",
        "QuotattrError",
        "RuleError",
        "TextTypeError",
        "UnknownModelError",
        "WorkerError",
    ),
    "quotattr.extractor": ("Extractor", "extract"),
    "quotattr.quotations": ("TextWarning",),
    "quotattr.quote": ("Article", "Cue", "Quote", "Reporter", "Segment", "Source", "Speaker"),
    "quotattr.spans": ("Span",),
    "quotattr.trees": ("Tree", "Word"),
}


if not TYPE_CHECKING:  # A type checker that saw it would take any name for a public one.

    def __getattr__(name: str) -> object:
        """A public name, imported from its module at the first use (PEP 562)."""
        for module, names in _MODULE_TO_NAMES.items():
            if name in names:
                value: object = getattr(import_module(module), name)
                globals()[name] = value
                return value
        raise AttributeError(f"module 'quotattr' has no attribute {name!r}")


def __dir__() -> list[str]:
    """The public names, imported or not."""
    return sorted({*globals(), *__all__})
