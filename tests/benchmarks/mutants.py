"""
Mutation tests: what the tests of a module would not notice.

    PYTHONPATH=. python tests/benchmarks/mutants.py MODULE [--match PATTERN] [--tests FILE…] [--max-alive N]

Each mutant is a function of ``quotattr.MODULE`` in which one thing is changed, by the operators of mutmut. Those that no test
fails on are shown with the line that was changed. Begin with `Run`.

mutmut's own runner isn't used: it starts pytest for each mutant, seconds of which are lost before the first test, and leaves
out decorated functions. Here tests are collected once, and a mutant is a fork that gets the changed code, forgets what the module
had cached (patterns compiled before would hide the mutant) and runs the tests that call the function, until one fails.
"""

from __future__ import annotations

import argparse
import gc
import importlib
import inspect
import os
import re
import resource
import sys
import time
from collections import Counter
from collections.abc import Iterator, Sequence
from pathlib import Path
from types import CodeType, FunctionType, MappingProxyType, ModuleType
from typing import Final

import libcst as cst
import pytest
from _pytest.doctest import DoctestItem
from _pytest.runner import runtestprotocol
from attrs import define, field, frozen
from libcst.metadata import MetadataWrapper
from mutmut.mutation.file_mutation import MutationVisitor, deep_replace
from mutmut.mutation.mutators import mutation_operators
from mutmut.mutation.pragma_handling import IgnoredCode

from quotattr import parse
from quotattr.frames import Frame
from quotattr.trees import Tree

TESTS: Final = MappingProxyType(
    {
        "tokenizer": ("tokenizer", "quotations", "sentences", "frames", "cues", "speakers", "chains", "hedges"),
        "quotations": ("quotations", "sentences", "frames", "cues", "speakers", "chains", "hedges"),
        "cues": ("cues", "according", "speakers", "chains", "hedges", "sources", "indirect"),
    }
)
"""Module → the files of tests that are asked, beside its doctests; of another module, those named after it and `test_attribution.py`."""

MAX_SECONDS = 30
"""Of the processor, for the tests of one mutant; all need 2, with `test_attribution.py` 6. A mutant may loop for ever."""

MAX_MORE_BYTES = 2 << 30
"""Of memory, beyond what the run has: a loop that never ends may also fill it."""

ALIVE = "alive"


@frozen
class Mutant:
    """
    A function of the module with one thing changed.

    Attributes:
        name: Function or ``Class.method``, and which of its mutants, from 1.
        source: The whole function, without decorators, at the left edge.
        change: The lines that differ, with ``-`` and ``+``.
    """

    name: str
    source: str
    change: str

    @property
    def function(self) -> str:
        """The function that is changed."""
        return self.name.partition(":")[0]


class _Visitor(MutationVisitor):
    """Mutates decorated functions too, which mutmut can't: here only their code is exchanged."""

    def _skip_node_and_children(self, node: cst.CSTNode) -> bool:
        return not isinstance(node, cst.FunctionDef) and super()._skip_node_and_children(node)


def make_mutants(code: str) -> Iterator[Mutant]:
    """Every mutant of the functions of a module, in the order of its text."""
    visitor = _Visitor(mutation_operators, IgnoredCode(set(), set(), set()))
    module = MetadataWrapper(cst.parse_module(code)).visit(visitor)
    names = dict(_functions(module.body, ""))
    numbers: Counter[str] = Counter()
    for mutation in visitor.mutations:
        function = mutation.contained_by_top_level_function
        if function not in names:
            continue
        numbers[names[function]] += 1
        mutated = deep_replace(function, mutation.original_node, mutation.mutated_node)
        original_source, source = (
            module.code_for_node(node.with_changes(decorators=(), leading_lines=())) for node in (function, mutated)
        )
        change = _changed_lines(original_source, source)
        yield Mutant(f"{names[function]}:{numbers[names[function]]}", inspect.cleandoc("\n" + source), change)


def _functions(body: Sequence[cst.CSTNode], prefix: str) -> Iterator[tuple[cst.FunctionDef, str]]:
    for node in body:
        if isinstance(node, cst.FunctionDef):
            yield node, prefix + node.name.value
        elif isinstance(node, cst.ClassDef) and isinstance(node.body, cst.IndentedBlock):
            yield from _functions(node.body.body, f"{node.name.value}.")


def _changed_lines(original: str, mutated: str) -> str:
    """The first lines that differ: an operator changes only one place."""
    before, after = original.split("\n"), mutated.split("\n")
    start = next((place for place, pair in enumerate(zip(before, after, strict=False)) if pair[0] != pair[1]), 0)
    return f"    - {before[start].strip()}\n    + {after[start].strip()}"


def find_function(module: ModuleType, name: str) -> FunctionType:
    """The function of a name, below its decorators."""
    owner, _, last = name.rpartition(".")
    found = vars(getattr(module, owner) if owner else module)[last]
    found = getattr(found, "fget", None) or getattr(found, "__func__", found)
    while not isinstance(found, FunctionType):
        found = found.__wrapped__
    return found


def put_in_place(module: ModuleType, mutant: Mutant) -> None:
    """Give the function the mutant's code, wherever it was imported to, and forget what the module has cached."""
    names: dict[str, FunctionType] = {}
    # The module's own globals: names must be looked up there, as before.
    exec(compile(f"from __future__ import annotations\n{mutant.source}", mutant.name, "exec"), vars(module), names)
    mutated, function = names[mutant.function.rpartition(".")[2]], find_function(module, mutant.function)
    function.__code__ = mutated.__code__
    function.__defaults__, function.__kwdefaults__ = mutated.__defaults__, mutated.__kwdefaults__
    for value in vars(module).values():
        getattr(value, "cache_clear", lambda: None)()


@define
class Run:
    """
    A pytest plugin that asks the tests about each mutant, in place of running them once.

    Attributes:
        module: What is mutated.
        match: Only mutants whose name has this pattern.
        survivors: Mutants that no test failed on.
        killed: How many a test failed on.
        stopped: How many died in the tests: of time, of memory, of a stack without end.
        callers: Tests → the functions of the module that they call.
        seconds: How long each test takes.
    """

    module: ModuleType
    match: str
    survivors: list[Mutant] = field(factory=list)
    killed: int = 0
    stopped: int = 0
    callers: dict[pytest.Item, set[str]] = field(factory=dict)
    seconds: dict[pytest.Item, float] = field(factory=dict)
    _killers: dict[str, list[pytest.Item]] = field(factory=dict)

    def pytest_runtestloop(self, session: pytest.Session) -> bool:
        """All tests once, on what is not mutated, then the mutants."""
        mutants = [
            mutant
            for mutant in make_mutants(Path(str(self.module.__file__)).read_text(encoding="utf-8"))
            if re.search(self.match, mutant.name)
        ]
        self._watch_tests(session.items, {mutant.function for mutant in mutants})
        gc.freeze()  # Else a collection in the fork copies the whole memory.
        assert self._ask(None) == ALIVE, "tests fail in a fork in which nothing is changed"
        for mutant in mutants:
            answer = self._ask(mutant)
            if answer == ALIVE:
                self.survivors.append(mutant)
                print(f"{mutant.name}\n{mutant.change}", flush=True)
            elif answer:
                self.killed += 1
            else:
                self.stopped += 1
        return True

    def _watch_tests(self, items: Sequence[pytest.Item], functions: set[str]) -> None:
        """Run each test, and note which functions it calls."""
        name_of: dict[CodeType, str] = {find_function(self.module, name).__code__: name for name in functions}
        for item in items:
            called = self.callers[item] = set()
            start = time.process_time()
            sys.setprofile(lambda frame, *_, called=called: called.add(name_of.get(frame.f_code, "")))
            failed = _has_failed(item)
            sys.setprofile(None)
            self.seconds[item] = time.process_time() - start
            assert not failed, f"{item.nodeid} fails on what is not mutated"

    def _ask(self, mutant: Mutant | None) -> str:
        """In a fork: the number of the test that fails on it, `ALIVE` if none does, nothing if the fork dies."""
        tests = self._tests_of(mutant.function) if mutant else list(self.callers)
        reading, writing = os.pipe()
        child = os.fork()
        if not child:
            try:
                _limit_process()
                if mutant:
                    put_in_place(self.module, mutant)
                killer = next((number for number, item in enumerate(tests) if _has_failed(item)), None)
                os.write(writing, (ALIVE if killer is None else str(killer)).encode())
            finally:
                os._exit(0)  # Whatever happened: only one process may go on with the run.
        os.close(writing)
        with os.fdopen(reading) as answers:
            answer = answers.read()
        os.waitpid(child, 0)
        if mutant and answer.isdigit():
            self._killers.setdefault(mutant.function, []).insert(0, tests[int(answer)])
        return answer

    def _tests_of(self, function: str) -> list[pytest.Item]:
        """
        The tests that call a function: those that killed a mutant of it first, then the quickest.

        What is called but once, for what it returns is cached, matters to every test that calls anything of the module.
        """
        tests = [item for item, called in self.callers.items() if function in called]
        if len(tests) <= 1:
            tests = [item for item, called in self.callers.items() if called - {""}]
        killers = list(dict.fromkeys(self._killers.get(function, [])))
        return killers + sorted(set(tests) - set(killers), key=self.seconds.__getitem__)


def _limit_process() -> None:
    """Let this process die rather than run for ever."""
    pages = int(Path("/proc/self/statm").read_text().split()[0])
    most = pages * resource.getpagesize() + MAX_MORE_BYTES
    resource.setrlimit(resource.RLIMIT_CPU, (MAX_SECONDS, MAX_SECONDS))
    resource.setrlimit(resource.RLIMIT_AS, (most, most))


def remember_parses() -> None:
    """Let the shipped model be loaded once, and parse no sentence twice: a mutant has the trees of the run before."""
    load = parse.load_shipped
    trees: dict[Frame, Tree] = {}
    parsers: list[parse.ParseFrames] = []

    def load_once(directory: Path) -> parse.ParseFrames:
        if not parsers:
            parsers.append(load(directory))

        def parse_new(frames: Sequence[Frame]) -> list[Tree]:
            new = [frame for frame in dict.fromkeys(frames) if frame not in trees]
            if new:
                trees.update(zip(new, parsers[0](new), strict=True))
            return [Tree(frame, trees[frame].words, trees[frame].pointings) for frame in frames]

        return parse_new

    parse.load_shipped = load_once


def _has_failed(item: pytest.Item) -> bool:
    """Run a test; it can be run again afterwards."""
    item._initrequest()  # type: ignore[attr-defined]
    names = item.dtest.globs if isinstance(item, DoctestItem) and item.dtest else {}
    kept = dict(names)  # A doctest that has run has lost them.
    failed = any(report.failed for report in runtestprotocol(item, log=False, nextitem=None))
    names.update(kept)
    return failed


def main(arguments: Sequence[str] | None = None) -> int:
    """Mutate a module; the exit code says whether more mutants live than may."""
    parser = argparse.ArgumentParser(description="What the tests of a module would not notice.")
    parser.add_argument("module", help="a module of quotattr: cues")
    parser.add_argument("--match", default="", help="only mutants whose name has this pattern: ^_trim:")
    parser.add_argument("--tests", nargs="+", help="what follows test_ in the names of the files")
    parser.add_argument("--max-alive", type=int, default=0, help="how many may live: those that change no answer")
    options = parser.parse_args(arguments)
    remember_parses()
    run = Run(importlib.import_module(f"quotattr.{options.module}"), options.match)
    tests = options.tests or TESTS.get(options.module, (options.module, "attribution"))
    files = [f"quotattr/{options.module}.py", *(f"tests/test_{name}.py" for name in tests)]
    # No failure is shown, so nothing is spent on telling what failed and how.
    quick = ["-q", "-p", "no:cacheprovider", "--capture=no", "--assert=plain", "--tb=native"]
    pytest.main([*quick, "-m", "not slow", *files], [run])
    alive = len(run.survivors)
    total = run.killed + run.stopped + alive
    print(f"{options.module}: {total} mutants, {run.killed} killed, {run.stopped} died, {alive} alive")
    return int(not total or alive > options.max_alive)


if __name__ == "__main__":
    sys.exit(main())
