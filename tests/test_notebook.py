"""
The notebook of the docs runs, and the outputs that are kept in it are those of today.

In the full checks alone (`.ci/site`): nbclient and a kernel come with the extra ``docs``.
``PYTHONPATH=. python tests/test_notebook.py`` writes the outputs anew.
"""

from __future__ import annotations

import os
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

nbformat = pytest.importorskip("nbformat", reason="the extra docs is not installed")
nbclient = pytest.importorskip("nbclient", reason="the extra docs is not installed")
pytest.importorskip("ipykernel", reason="the extra docs is not installed")

ROOT = Path(__file__).parent.parent
NOTEBOOK = ROOT / "docs" / "notebook.ipynb"
MAX_SECONDS = 300
"""Of one cell: the first loads the model. A hang must fail, not wait."""


def read_notebook() -> Any:
    """The notebook as it is kept."""
    return nbformat.read(NOTEBOOK, as_version=4)


def run_notebook() -> Any:
    """The notebook with the outputs of a run in its own folder, as a reader would run it; an error in a cell is raised."""
    notebook = read_notebook()
    client = nbclient.NotebookClient(
        notebook, timeout=MAX_SECONDS, record_timing=False, resources={"metadata": {"path": str(NOTEBOOK.parent)}}
    )
    client.execute(env={**os.environ, "PYTHONPATH": str(ROOT)})
    for cell in notebook.cells:
        if cell.cell_type == "code":  # Libraries may warn of this machine; that is nobody else's concern.
            cell.outputs = [output for output in cell.outputs if output.get("name") != "stderr"]
    return notebook


def shown(notebook: Any) -> Iterator[tuple[str, str]]:
    """
    (cell, what it shows) of every output in words.

    An output that is a page as well is left out: its plain text is for terminals, and tests/ has others of pages.
    """
    for cell in notebook.cells:
        for output in cell.get("outputs", ()):
            data = output.get("data", {"text/plain": output.get("text", "")})
            if "text/html" not in data:
                yield cell["id"], data["text/plain"]


@pytest.mark.model
def test_the_kept_outputs_are_those_of_today():
    kept = list(shown(read_notebook()))
    assert kept
    assert kept == list(shown(run_notebook()))


if __name__ == "__main__":
    nbformat.write(run_notebook(), NOTEBOOK)
