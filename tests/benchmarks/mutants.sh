#!/usr/bin/env bash
# Mutation tests of the tokenizer, the quotation finder and the cue rules with mutmut: tests/benchmarks/mutants.sh FOLDER
#
# A copy of the repository is mutated in FOLDER; `mutmut results` there lists what survived, `mutmut show NAME` shows it.
set -euo pipefail
folder=$1
python=$(realpath -s "${PYTHON:-python3}")
mkdir -p "$folder"
git archive HEAD | tar x -C "$folder"
cd "$folder"
cat >> setup.cfg <<'END'

[mutmut]
paths_to_mutate =
    quotattr/tokenizer.py
    quotattr/quotations.py
    quotattr/cues.py
tests_dir =
    tests/test_tokenizer.py
    tests/test_quotations.py
    tests/test_sentences.py
    tests/test_frames.py
    tests/test_cues.py
    tests/test_speakers.py
    tests/test_chains.py
    tests/test_hedges.py
also_copy =
    quotattr
    docs
    README.md
    seeds
pytest_add_cli_args =
    -m
    not model
    -p
    no:cacheprovider
END
# A mutant runs in a fork of a process that has compiled the tokenizer's patterns: they must be made anew.
cat >> tests/conftest.py <<'END'


def pytest_sessionstart(session):
    import quotattr.tokenizer as tokenizer

    for name in vars(tokenizer):
        getattr(getattr(tokenizer, name), "cache_clear", lambda: None)()
END
env -u PYTHONPATH "$python" -m mutmut run --max-children 1
