"""The shipped model, loaded once for all tests that need it; they are skipped where its files are not there."""

from __future__ import annotations

import pytest

SENTENCES = [
    "« Oui » , a déclaré mardi le ministre de l' Intérieur , Paul Durand .".split(),
    "Selon la préfecture , deux personnes ont été blessées dans l' accident .".split(),
    "Marie Dupont estime que la réforme des retraites , très contestée , sera votée avant l' été .".split(),
    "« Nous irons jusqu' au bout » , a -t-il ajouté .".split(),
    "Le maire , qui ne s' est pas représenté , dit qu' il regrette « ce climat » et que rien n' a changé depuis dix ans .".split(),
    "Pourquoi ?".split(),
    "Oui".split(),
]
"""Our own, contractions expanded or avoided; of several lengths, for the order of batches."""


@pytest.fixture(scope="session", autouse=True)
def one_thread():
    """Parse on one thread: on a busy machine torch's threads wait for each other, and a short sentence takes a second."""
    torch = pytest.importorskip("torch")
    threads = torch.get_num_threads()
    torch.set_num_threads(1)
    yield
    torch.set_num_threads(threads)


@pytest.fixture(scope="session")
def model_directory():
    from quotattr.model.loading import DEFAULT_DIRECTORY

    if not (DEFAULT_DIRECTORY / "checksums.json").exists():
        pytest.skip(f"no packed model in {DEFAULT_DIRECTORY}")
    return DEFAULT_DIRECTORY


@pytest.fixture(scope="session")
def analyser(model_directory):
    from quotattr.model.loading import load_pipeline

    return load_pipeline(model_directory)


@pytest.fixture
def sentences():
    return [list(sentence) for sentence in SENTENCES]
