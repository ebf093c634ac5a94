"""
The errors quotattr raises: few, named, each a child of the builtin a caller would guess.

An error message says what was wrong, what was given, and what would do. A `str` never
raises, whatever it holds: what is odd about a text becomes a warning on its `Article`.
"""

from __future__ import annotations


class QuotattrError(Exception):
    """Whatever quotattr raises on purpose derives from this."""


class TextTypeError(QuotattrError, TypeError):
    """Something other than a `str` was given as a text: bytes, None, a path."""


class UnknownModelError(QuotattrError, ValueError):
    """No model goes by that name; the message lists those that exist."""


class ModelFileError(QuotattrError, OSError):
    """A model file is missing or damaged; the message says which, and what to do."""


class LexiconError(QuotattrError, ValueError):
    """A lexicon file or a row of one is not what it should be; the message names file and line."""


class MissingExtraError(QuotattrError, ImportError):
    """A library that only an extra brings is not installed; the message says which extra to install."""


class WorkerError(QuotattrError, RuntimeError):
    """A process that read texts for `Extractor.pipe` died of one, or could not send what went wrong; the others go on."""


class RuleError(QuotattrError, RuntimeError):
    """A rule that a user added can't be used, raised, or returned what is no word; the message names the rule."""
