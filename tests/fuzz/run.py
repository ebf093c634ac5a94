"""
Runs one target under atheris, which looks for inputs that reach new lines of quotattr:

    python tests/fuzz/run.py extractor build/fuzz/extractor -runs=100000 -max_len=48

The first argument is a key of `targets.TARGETS`, the rest is libFuzzer's: a folder to keep what it finds in, ``-runs``,
``-max_total_time``, ``-seed``. A finding stops it and is written to ``crash-…``: mend what it found and make it a row of
``tests/cases/fuzz_findings.tsv``. atheris is no requirement of quotattr: ``pip install atheris``.
"""

from __future__ import annotations

import sys
from pathlib import Path

SECONDS_OF_ONE_INPUT = 20
"""libFuzzer stops and keeps an input that takes longer: nothing as short may be that slow."""


def main() -> None:
    """Run the target that the command line names until libFuzzer is told to stop."""
    import atheris

    sys.path.insert(0, str(Path(__file__).parent.parent))
    with atheris.instrument_imports(include=["quotattr"]):
        from fuzz.targets import TARGETS
    name = sys.argv.pop(1) if len(sys.argv) > 1 else ""
    if name not in TARGETS:
        sys.exit(f"run.py: say what to fuzz, one of: {', '.join(TARGETS)} (got {name!r})")
    for folder in sys.argv[1:]:
        if not folder.startswith("-"):
            Path(folder).mkdir(parents=True, exist_ok=True)
    atheris.Setup([sys.argv[0], f"-timeout={SECONDS_OF_ONE_INPUT}", *sys.argv[1:]], TARGETS[name])
    atheris.Fuzz()


if __name__ == "__main__":
    main()
