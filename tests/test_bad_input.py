"""Bad input: what must not raise, what must warn, and what must say how to mend it."""

from __future__ import annotations

import json
import sys
from pathlib import Path

import pytest

import quotattr
from quotattr import Extractor, ModelFileError, QuotattrError, TextTypeError, UnknownModelError
from quotattr.frames import Frame, FrameWord
from quotattr.parse import load_downloaded, load_shipped

EXTRACTOR = Extractor()


@pytest.mark.parametrize(
    "text", ["", " ", "\n\n\t", "\N{NO-BREAK SPACE}", "\ufeff", "Le vent tombe.", "...", "-", "12", "\x00", "«»", "« »"]
)
def test_nothing_to_find(text: str) -> None:
    """No frame, hence no model: this runs without torch."""
    article = EXTRACTOR.extract(text)
    assert list(article) == []
    assert len(article) == 0
    assert article.others == ()
    assert article.text == text


def test_an_empty_article_is_still_an_answer() -> None:
    assert EXTRACTOR.extract("")
    assert EXTRACTOR.extract("").to_dict() == {"id": None, "text": "", "quotes": [], "warnings": []}


@pytest.mark.parametrize("data", [b"Oui", bytearray(b"Oui")])
def test_bytes_must_be_decoded(data: bytes) -> None:
    with pytest.raises(TextTypeError, match="decode") as raised:
        EXTRACTOR.extract(data)  # type: ignore[arg-type]
    assert isinstance(raised.value, TypeError)
    assert isinstance(raised.value, QuotattrError)


@pytest.mark.parametrize(
    ("thing", "name"), [(None, "NoneType"), (7, "int"), (["Oui"], "list"), (Path("a.txt"), "Path")]
)
def test_other_types_are_named(thing: object, name: str) -> None:
    with pytest.raises(TextTypeError, match=rf"str.*{name}"):
        EXTRACTOR.extract(thing)  # type: ignore[arg-type]


def test_extract_says_the_same() -> None:
    with pytest.raises(TextTypeError, match="decode"):
        quotattr.extract(b"Oui")  # type: ignore[arg-type]


@pytest.mark.parametrize("name", ["fr", "", "FR-NEWS", "stanza:en", "fr_news"])
def test_an_unknown_model_lists_those_that_exist(name: str) -> None:
    with pytest.raises(UnknownModelError) as raised:
        Extractor(model=name)
    message = str(raised.value)
    assert repr(name) in message
    assert "fr-news" in message
    assert "stanza:fr" in message
    assert isinstance(raised.value, ValueError)


@pytest.mark.parametrize(
    ("text", "start", "words"),
    [
        ("Le vent tombe. «La nuit vient", 15, "clos"),
        ("Le vent tombe» et la nuit vient.", 13, "»"),
        ("Bonjour. <p>Le vent tombe.</p>", 9, "HTML"),
        ("Le vent &laquo; tombe &raquo;.", 8, "HTML"),
        ("Le vent \ud83d tombe.", 8, "surrogate"),
        (
            "Le vent tombe. " + "The rain in the north was heavy and the people of the town stayed at home. " * 9,
            None,
            "French",
        ),
    ],
    ids=["unclosed", "stray", "tags", "entities", "surrogate", "English"],
)
def test_warning_with_its_offset(monkeypatch: pytest.MonkeyPatch, text: str, start: int | None, words: str) -> None:
    extractor = Extractor()
    monkeypatch.setattr(extractor, "_parser", SilentParser(extractor))
    warnings = extractor.extract(text).warnings
    [warning] = [warning for warning in warnings if words in warning.message]
    assert 0 <= warning.start < warning.end <= len(text)
    assert start in (None, warning.start)


class SilentParser:
    """Parses nothing: the warnings of a text need no tree."""

    def __init__(self, extractor: Extractor):
        self.expand = extractor._parser.expand

    def parse(self, frames: object) -> list[object]:
        """No tree for any frame."""
        return []


def test_a_good_text_has_no_warning() -> None:
    assert EXTRACTOR.extract("Le vent tombe et la nuit vient.").warnings == ()


@pytest.mark.model
@pytest.mark.parametrize(
    "text",
    [
        "«Nous irons\x00», a dit Anne\x00 Morel.",
        "«Nous \ud83d irons», a dit \udc00 Anne Morel.",
        "«««Nous irons»», a dit Anne Morel»",
        "»Nous irons«, a dit Anne Morel.",
        "“Nous irons», a dit Anne Morel”",
        '"Nous irons, a dit Anne Morel',
        "« « « « dit-il",
        "dit-il: «",
        ", a dit",
        "a-t-il dit",
        "Selon",
        "Selon «»",
        "Pour «X»",
        "D’après",
        "«X» selon",
        "«Oui» «Non» «Oui» dit-il dit-elle dit-on",
        "<p>«Nous irons», a dit <b>Anne</b> Morel.</p>",
        "« We will go », said Anne Morel, who had come from the port with her brother.",
        "«Nous irons», a dit Анна Морель. 「はい」",
        "«\n\n\n»\n\n«dit-il",
        "«" * 500,
        "»" * 500,
        "«a" * 40 + "»" * 40,
        "dit-il, " * 200,
    ],
    ids=lambda text: repr(text[:24]),
)
def test_odd_texts_do_not_raise(extractor: Extractor, text: str) -> None:
    article = extractor.extract(text)
    assert article.text == text
    assert all(text[s.start : s.end] == s.text for quote in article.quotes for s in quote.segments)
    json.dumps(article.to_dict())


@pytest.mark.model
def test_a_megabyte_does_not_raise(extractor: Extractor) -> None:
    text = ("Le vent tombe sur la digue et la nuit vient. " * 40 + "\n") * 560 + "«Nous irons», a dit Anne Morel."
    assert len(text.encode()) > 1_000_000
    [quote] = extractor.extract(text)
    assert quote.text == "Nous irons"
    assert quote.speaker is not None
    assert quote.speaker.name == "Anne Morel"


@pytest.mark.model
@pytest.mark.parametrize("name", ["depparse.pt", "pos.pt", "lemma.json.gz", "vectors.pt"])
def test_a_damaged_file_is_named(copied_model: Path, name: str) -> None:
    data = (copied_model / name).read_bytes()
    (copied_model / name).write_bytes(data[: len(data) // 2])
    with pytest.raises(ModelFileError, match=name.replace(".", r"\.")) as raised:
        load_shipped(copied_model)
    assert "reinstall" in str(raised.value)
    assert isinstance(raised.value, OSError)


@pytest.mark.model
@pytest.mark.parametrize(
    "name", ["depparse.pt", "pos.pt", "lemma.json.gz", "vectors.pt", "pointer.pt", "checksums.json"]
)
def test_a_missing_file_is_named(copied_model: Path, name: str) -> None:
    (copied_model / name).unlink()
    with pytest.raises(ModelFileError, match=name.replace(".", r"\.")) as raised:
        load_shipped(copied_model)
    assert "reinstall" in str(raised.value)


@pytest.mark.model
def test_a_damaged_list_of_sums_is_named(copied_model: Path) -> None:
    (copied_model / "checksums.json").write_text("{", encoding="utf-8")
    with pytest.raises(ModelFileError, match=r"checksums\.json"):
        load_shipped(copied_model)


@pytest.mark.model
def test_the_error_comes_with_the_first_text(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    """Making an extractor reads nothing, so the error comes when the model is needed."""
    pytest.importorskip("torch")
    monkeypatch.setattr("quotattr.parse.SHIPPED_DIR", tmp_path / "nowhere")
    extractor = Extractor()
    assert list(extractor.extract("Le vent tombe.")) == []
    with pytest.raises(ModelFileError, match="nowhere"):
        extractor.extract("«Nous irons», dit-il.")


@pytest.mark.model
@pytest.mark.parametrize("inside", [[], ["resources.json"], ["fr/"]], ids=["an empty folder", "no French", "no list"])
def test_stanza_not_downloaded_says_what_to_run(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path, inside: list[str]
) -> None:
    pytest.importorskip("stanza")
    for name in inside:
        if name.endswith("/"):
            (tmp_path / name).mkdir()
        else:
            (tmp_path / name).write_text("{}", encoding="utf-8")
    monkeypatch.setenv("STANZA_RESOURCES_DIR", str(tmp_path))
    with pytest.raises(ModelFileError) as raised:
        load_downloaded()
    message = str(raised.value)
    assert str(tmp_path) in message
    assert "stanza.download('fr')" in message
    assert "STANZA_RESOURCES_DIR" in message


@pytest.mark.model
def test_a_folder_like_a_download_is_read(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    """Stanza's own pipeline is asked, with the folder of the variable and no network."""
    stanza = pytest.importorskip("stanza")
    (tmp_path / "fr").mkdir()
    (tmp_path / "resources.json").write_text("{}", encoding="utf-8")
    monkeypatch.setenv("STANZA_RESOURCES_DIR", str(tmp_path))
    asked: dict[str, object] = {}

    class Sentence:
        def __init__(self, forms: list[str]):
            self.words = [StanzaWord(form, place) for place, form in enumerate(forms)]

    class StanzaWord:
        def __init__(self, text: str, head: int):
            self.text, self.head = text, head
            self.lemma, self.upos, self.feats, self.deprel = None, "X", "Number=Sing", "root" if head == 0 else "dep"

    class Document:
        def __init__(self, sentences: list[list[str]]):
            self.sentences = [Sentence(forms) for forms in sentences]

    def pipeline(lang: str, **options: object) -> type[Document]:
        asked.update(options, lang=lang)
        return Document

    monkeypatch.setattr(stanza, "Pipeline", pipeline)
    frame = Frame((FrameWord("Oui", 0, None), FrameWord("dit", 1, None)), 0, 2, None, (), 0)
    [tree] = load_downloaded()([frame])
    first, second = tree.words
    assert tree.frame is frame
    assert tree.pointings == {}
    assert (first.form, first.lemma, first.head, first.feats) == ("Oui", "Oui", -1, {"Number": "Sing"})
    assert second.head == 0
    assert asked["lang"] == "fr"
    assert asked["dir"] == str(tmp_path)
    assert asked["tokenize_pretokenized"] is True
    assert asked["download_method"] is None


@pytest.mark.model
def test_a_broken_download_is_one_of_our_errors(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    pytest.importorskip("stanza")
    (tmp_path / "fr").mkdir()
    (tmp_path / "resources.json").write_text("{}", encoding="utf-8")
    monkeypatch.setenv("STANZA_RESOURCES_DIR", str(tmp_path))
    with pytest.raises(ModelFileError, match=r"can't be loaded.*stanza\.download"):
        load_downloaded()


def test_importing_loads_no_model() -> None:
    """In a process of its own: this one may have torch already."""
    import subprocess

    script = "import sys, quotattr; quotattr.Extractor(); sys.exit(any(name in sys.modules for name in ('torch', 'stanza', 'numpy')))"
    assert subprocess.run([sys.executable, "-c", script], cwd=Path(__file__).parent.parent, check=False).returncode == 0
