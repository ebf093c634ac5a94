"""
What Sphinx needs to make a site of these pages: ``.ci/site``, or ``sphinx-build -W docs build/site``.

The pages are plain Markdown that reads well without a site. So what only the site needs is added here: the order of the
pages, which is that of the links on index.md (`add_toctree`), and links to files that are no pages (`without_link`).
"""

from __future__ import annotations

import re
from pathlib import Path

from sphinx.application import Sphinx

import quotattr

DOCS = Path(__file__).parent

project = "quotattr"
author = "the quotattr founders"
copyright = f"2026, {author}"
release = version = quotattr.__version__

extensions = ["myst_nb", "sphinx.ext.autodoc", "sphinx.ext.napoleon", "sphinx.ext.viewcode"]
html_theme = "furo"
html_title = f"quotattr {release}"
html_show_sphinx = False
language = "en"

myst_enable_extensions = ["colon_fence"]
myst_heading_anchors = 3
nb_execution_mode = "off"  # Its outputs are kept, and tests/test_notebook.py compares them with those of today.

autodoc_member_order = "bysource"
autodoc_typehints = "signature"
napoleon_use_ivar = True
default_role = "py:obj"
