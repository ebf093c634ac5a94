"""
What Sphinx needs to make a site of these pages; ``.ci/site`` builds it, with warnings as errors.

The pages are plain Markdown that reads well without a site. So what only a site needs is added here as it reads them:
the menu, which follows the links of index.md (`add_menu`), and links to files that are no pages become plain words
(`drop_links_outside`). The API page is made of the docstrings; no model and no torch is loaded for that.
"""

from __future__ import annotations

import re

from sphinx.application import Sphinx

import quotattr

project = "quotattr"
author = "the quotattr founders"
copyright = f"2026, {author}"
release = quotattr.__version__
language = "en"

extensions = ["myst_nb", "sphinx.ext.autodoc", "sphinx.ext.napoleon"]
html_theme = "furo"
html_title = f"quotattr {release}"

myst_heading_anchors = 3
nb_execution_mode = "off"  # The notebook's outputs are kept in it; tests/test_notebook.py compares them with today's.

autodoc_member_order = "bysource"
default_role = "py:obj"  # `Quote` in a docstring leads to Quote.
napoleon_use_ivar = True

SECTION_RE = re.compile(r"^## (.+?)\n(.*?)(?=^## |\Z)", re.MULTILINE | re.DOTALL)
PAGE_LINK_RE = re.compile(r"\]\(([\w-]+)\.(?:md|ipynb)\)")
OUTSIDE_LINK_RE = re.compile(r"\[([^\]]+)\]\(\.\./[^)]+\)")


def add_menu(app: Sphinx, docname: str, source: list[str]) -> None:
    """Behind index.md, a menu: each of its sections, with the pages that the section links to, in that order."""
    if docname == "index":
        for heading, section in SECTION_RE.findall(source[0]):
            pages = "\n".join(dict.fromkeys(PAGE_LINK_RE.findall(section)))
            source[0] += f"\n\n```{{toctree}}\n:hidden:\n:caption: {heading}\n\n{pages}\n```\n"


def drop_links_outside(app: Sphinx, docname: str, source: list[str]) -> None:
    """Links such as ``../README.md`` hold in the repository alone; their words stay."""
    source[0] = OUTSIDE_LINK_RE.sub(r"\1", source[0])


def setup(app: Sphinx) -> None:
    """Both when a page is read."""
    app.connect("source-read", add_menu)
    app.connect("source-read", drop_links_outside)
