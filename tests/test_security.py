"""What quotattr must never do: run what a model file holds, ask the network, write where nobody told it to."""

from __future__ import annotations

import shutil
import subprocess
import sys
from pathlib import Path

import pytest
from frozen import ROOT

from quotattr.errors import ModelFileError
from quotattr.parse import load_shipped

ARTICLE = "«Nous irons», a dit Anne Morel. Selon l’AFP, la maire a indiqué que le port rouvrirait."


@pytest.mark.model
def test_a_swapped_file_is_named(copied_model: Path) -> None:
    """A file of the model, but in the place of another."""
    shutil.copy(copied_model / "pos.pt", copied_model / "depparse.pt")
    with pytest.raises(ModelFileError, match=r"depparse\.pt is damaged.*reinstall"):
        load_shipped(copied_model)


class Intruder:
    """What a pickle may hold: a call that is made when it is read."""

    def __init__(self, path: Path):
        self.path = path

    def __reduce__(self) -> tuple[object, ...]:
        return Path.touch, (self.path,)


@pytest.mark.model
@pytest.mark.parametrize("name", ["vectors.pt", "pos.pt", "depparse.pt"])
def test_what_a_model_file_holds_is_not_run(copied_model: Path, tmp_path: Path, name: str) -> None:
    """Not even if its checksum was made to fit."""
    import torch

    from quotattr.model.pack import write_checksums

    sign = tmp_path / "intruded"
    torch.save({"model": Intruder(sign), "vocab": {}, "config": {}}, copied_model / name)
    write_checksums(copied_model)
    with pytest.raises(ModelFileError, match=name.replace(".", r"\.") + " is no file of weights"):
        load_shipped(copied_model)
    assert not sign.exists()
    torch.load(copied_model / name, weights_only=False)
    assert sign.exists(), "the intruder of this test does nothing, which shows nothing"


@pytest.mark.model
def test_a_file_of_other_bytes_is_named(copied_model: Path) -> None:
    from quotattr.model.pack import write_checksums

    (copied_model / "pos.pt").write_bytes(b"no weights")
    write_checksums(copied_model)
    with pytest.raises(ModelFileError, match=r"pos\.pt is no file of weights"):
        load_shipped(copied_model)


AUDITED = """
import os, sys
seen = []

def watch(event, arguments):
    is_own_machine = event == "socket.bind" and arguments[1][0] in ("::1", "127.0.0.1")
    if event.startswith("socket.") and event != "socket.__new__" and not is_own_machine:
        seen.append("network: " + event)
    if event == "open" and isinstance(arguments[0], (str, bytes)) and arguments[2] & (os.O_WRONLY | os.O_RDWR | os.O_CREAT):
        seen.append("written: " + os.path.abspath(os.fsdecode(arguments[0])))
    if event in ("os.mkdir", "os.rename", "os.remove", "os.rmdir", "os.link", "os.symlink", "os.truncate"):
        seen.append("written: " + os.path.abspath(os.fsdecode(arguments[0])))

sys.addaudithook(watch)
from quotattr.__main__ import main
code = main(sys.argv[1:])
print(*[entry for entry in seen if entry != "written: " + os.devnull], sep="\\n", file=sys.stderr)
sys.exit(code)
"""
"""
Runs the command line and tells what it asked of sockets and which files it wrote: nothing in Python escapes an audit hook.

A socket that is only made, or bound to this machine, asks nobody: urllib3, which Stanza imports, so finds out about IPv6.
"""


def run_audited(folder: Path, *arguments: str) -> list[str]:
    """What the command line did that it might not, run in *folder* as in a home of its own."""
    homes = dict.fromkeys(("HOME", "TMPDIR", "XDG_CACHE_HOME", "STANZA_RESOURCES_DIR"), str(folder))
    environment = {"PYTHONPATH": str(ROOT), "PYTHONDONTWRITEBYTECODE": "1", "PATH": "/usr/bin:/bin", **homes}
    command = [sys.executable, "-c", AUDITED, *arguments]
    run = subprocess.run(command, capture_output=True, text=True, cwd=folder, env=environment, check=False)
    assert run.returncode == 0, run.stderr
    return run.stderr.split("\n")


@pytest.mark.model
def test_no_network_and_nothing_written_but_what_was_asked_for(tmp_path: Path) -> None:
    pytest.importorskip("stanza")
    for name in ("in", "out"):
        (tmp_path / name).mkdir()
    (tmp_path / "in" / "article.txt").write_text(ARTICLE, encoding="utf-8")
    done = run_audited(tmp_path, "in", "--format", "jsonl", "-o", "out/found.jsonl")
    assert not [entry for entry in done if entry.startswith("network")]
    written = {Path(entry.removeprefix("written: ")) for entry in done if entry.startswith("written")}
    assert written
    assert {path.parent for path in written} == {tmp_path / "out"}
    assert [path.name for path in (tmp_path / "out").iterdir()] == ["found.jsonl"]
    assert sorted(path.name for path in tmp_path.iterdir()) == ["in", "out"]


@pytest.mark.model
def test_reading_alone_writes_nothing(tmp_path: Path) -> None:
    pytest.importorskip("stanza")
    (tmp_path / "article.txt").write_text(ARTICLE, encoding="utf-8")
    done = run_audited(tmp_path, "article.txt", "--format", "json")
    assert not [entry for entry in done if entry.startswith(("network", "written"))]
    assert [path.name for path in tmp_path.iterdir()] == ["article.txt"]


def test_the_audit_would_see_both(tmp_path: Path) -> None:
    """Else the tests above would show nothing."""
    script = AUDITED.replace("from quotattr.__main__ import main", "").replace(
        "code = main(sys.argv[1:])",
        "import socket; socket.socket(socket.AF_UNIX).connect_ex('nowhere'); open('written', 'w'); code = 0",
    )
    run = subprocess.run([sys.executable, "-c", script], capture_output=True, text=True, cwd=tmp_path, check=True)
    assert "network: socket.connect" in run.stderr
    assert f"written: {tmp_path / 'written'}" in run.stderr
