"""The tagger and the parser run here: where words lie in a batch, and what is kept of them."""

from __future__ import annotations

import pytest

torch = pytest.importorskip("torch")
pytest.importorskip("stanza")

from quotattr.model.inference import FormTable, Layout  # noqa: E402 (torch may not be there)


def test_words_lie_in_step_order():
    layout = Layout([3, 3, 1])
    assert layout.sizes == [3, 2, 2]
    words = ["a0", "a1", "a2", "b0", "b1", "b2", "c0"]
    assert [words[place] for place in layout.flat] == ["a0", "b0", "c0", "a1", "b1", "a2", "b2"]
    mirrored = [words[layout.flat[place]] for place in layout.mirror]
    assert mirrored == ["a2", "b2", "c0", "a1", "b1", "a0", "b0"]
    assert layout.mirror[layout.mirror].tolist() == list(range(7))
    assert layout.in_reading_order(layout.flat).tolist() == list(range(7))


def test_padding_is_zero():
    layout = Layout([2, 1])
    padded = layout.padded(torch.tensor([[1.0], [2.0], [3.0]]))
    assert padded.squeeze(2).tolist() == [[1.0, 3.0], [2.0, 0.0]]


def test_a_table_keeps_the_words_met_first():
    asked: list[str] = []

    def calculate(words):
        asked.extend(words)
        lengths = torch.tensor([[float(len(word))] for word in words])
        return [lengths, 10 * lengths]

    table = FormTable(calculate, max_forms=2)
    for _ in range(2):
        (once, ten_times), rows = table.look_up(["un", "deux", "un", "trois"])
        assert once[rows].flatten().tolist() == [2.0, 4.0, 2.0, 5.0]
        assert ten_times[rows].flatten().tolist() == [20.0, 40.0, 20.0, 50.0]
    assert asked == ["un", "deux", "trois", "trois"]
    (_, ten_times), rows = table.look_up(["quatre"])  # None of them kept.
    assert ten_times[rows].flatten().tolist() == [60.0]


def test_a_full_table_changes_no_tree(analyser, model_directory, sentences, monkeypatch):
    from quotattr.model import inference
    from quotattr.model.loading import load_pipeline

    expected = analyser.parse_sentences(sentences)
    monkeypatch.setattr(inference, "MAX_KEPT_FORMS", 3)
    monkeypatch.setattr(inference, "MAX_SPELLED_FORMS", 2)
    small = load_pipeline(model_directory)
    assert small.parse_sentences(sentences) == expected
    assert small.parse_sentences(sentences[::-1]) == expected[::-1]


@pytest.mark.parametrize("option", ["share_hid", "use_ufeats"])
def test_networks_of_another_kind_are_refused(analyser, option):
    from types import SimpleNamespace

    from quotattr.model.inference import FastAttacher, FastTagger

    if option == "share_hid":
        with pytest.raises(ValueError, match="share_hid"):
            FastTagger(SimpleNamespace(share_hid=False, args={"num_layers": 1}), None)
    else:
        with pytest.raises(ValueError, match="ufeats"):
            FastAttacher(SimpleNamespace(args={"use_ufeats": True, "linearization": True, "distance": True}), None)
