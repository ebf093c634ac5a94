"""
Jobs: documents to articles, in their order, in one process or several; none that fails costs another.

`Extractor.pipe` does the work; here it is told where each document comes from. Start reading at `extract_documents`.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from attrs import evolve

from quotattr.command_line.failures import Failures, message_of
from quotattr.command_line.records import Document
from quotattr.extractor import Extractor
from quotattr.quote import Article


def extract_documents(
    extractor: Extractor, documents: Iterable[Document], jobs: int, failures: Failures
) -> Iterator[Article]:
    """
    An article for each document, under its id.

    Args:
        extractor: What finds the quotations.
        documents: Any number of them; they are read as they are needed.
        jobs: Processes that work side by side.
        failures: Told of each document that could not be done, and why.

    Raises:
        ModelFileError: A file of the model is missing or damaged, for which no document is to blame.
    """

    def report(error: Exception, _: str, document: Document) -> None:
        failures.report(document.origin, message_of(error))

    pairs = ((document.text, document) for document in documents)
    for article, document in extractor.pipe(pairs, n_process=jobs, as_tuples=True, on_error=report):
        yield evolve(article, id=document.id)
