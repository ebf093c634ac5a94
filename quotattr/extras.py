"""
Libraries that only an extra of quotattr brings, imported when they are used.

The core needs regex, attrs and Stanza; data frames, pages and clusters need more, which nobody should have to
install who doesn't use them. The extras are listed in setup.cfg; start reading at `import_extra`.
"""

from __future__ import annotations

from importlib import import_module
from types import ModuleType

from quotattr.errors import MissingExtraError


def import_extra(module: str, extra: str) -> ModuleType:
    """
    Import *module*, which the extra called *extra* brings.

        >>> import_extra("no_such_module", "frames")
        Traceback (most recent call last):
        quotattr.errors.MissingExtraError: this needs no_such_module: pip install "quotattr[frames]"

    Raises:
        MissingExtraError: It is not installed; the message says what to install.
    """
    try:
        return import_module(module)
    except ModuleNotFoundError as error:
        if error.name is None or not module.startswith(error.name.partition(".")[0]):
            raise  # The library is there, and something of its own is not: its message says more than ours.
        raise MissingExtraError(f'this needs {module}: pip install "quotattr[{extra}]"') from error
