"""What is public is documented, and what is documented is public: docs/api.md, and the docstrings that it shows."""

from __future__ import annotations

import inspect
import re
from collections.abc import Callable, Iterator

import attrs
import pytest
from blocks import ROOT

import quotattr

CLASSES = [value for name in quotattr.__all__ if inspect.isclass(value := getattr(quotattr, name))]
RESULTS = [cls for cls in CLASSES if attrs.has(cls)]
"""The classes of what is found: their fields are part of what is public."""

SELF_EVIDENT = {"indent", "index"}
"""Parameters that mean what they mean to `json.dumps` and to a list."""


def methods(owner: type) -> Iterator[tuple[str, object]]:
    """The public methods and properties that a class defines itself."""
    yield from ((name, value) for name, value in vars(owner).items() if name[0] != "_" and not is_field(value))


def is_field(value: object) -> bool:
    """Whether it is the slot that attrs makes of a field, or a constant."""
    return inspect.ismemberdescriptor(value) or not (callable(value) or hasattr(value, "__get__"))


def functions() -> Iterator[tuple[str, Callable[..., object]]]:
    """Every public function, method and constructor."""
    for name in quotattr.__all__:
        value = getattr(quotattr, name)
        if inspect.isfunction(value) or (inspect.isclass(value) and not issubclass(value, Exception)):
            yield name, value
    for owner in CLASSES:
        for name, value in methods(owner):
            function = getattr(value, "__func__", value)  # Of a class method.
            if inspect.isfunction(function):
                yield f"{owner.__name__}.{name}", function


def told_fields(owner: type) -> set[str]:
    """The names under ``Attributes:`` in a class's docstring."""
    section = re.search(r"^Attributes:\n(.*?)(?=^\S|\Z)", inspect.getdoc(owner) or "", re.MULTILINE | re.DOTALL)
    return set(re.findall(r"^    (\w+):", section[1], re.MULTILINE)) if section else set()


def test_the_page_has_every_public_name_and_no_other():
    page = (ROOT / "docs" / "api.md").read_text(encoding="utf-8")
    told = re.findall(r"^\.\. auto\w+:: quotattr\.(\w+)$", page, re.MULTILINE)
    assert sorted(told) == quotattr.__all__


@pytest.mark.parametrize("owner", CLASSES, ids=lambda owner: owner.__name__)
def test_public_classes_and_their_methods_have_docstrings(owner):
    assert vars(owner).get("__doc__")
    assert [name for name, value in methods(owner) if not inspect.getdoc(value)] == []


@pytest.mark.parametrize("owner", RESULTS, ids=lambda owner: owner.__name__)
def test_fields_are_told_and_no_others(owner):
    fields = {field.name for field in attrs.fields(owner) if not field.name.startswith("_")}
    assert told_fields(owner) == fields


@pytest.mark.parametrize("function", [pytest.param(function, id=name) for name, function in functions()])
def test_parameters_are_told(function):
    """Each by its name; those of a class of results are its fields. `extract` has those of `Extractor.extract`."""
    telling = quotattr.Extractor.extract if function is quotattr.extract else function
    parameters = set(inspect.signature(function).parameters) - {"self", "cls"} - SELF_EVIDENT
    assert [name for name in parameters if name not in (inspect.getdoc(telling) or "")] == []
