"""A network that is made smaller says nearly what it said, and can be taught to say more of it."""

from __future__ import annotations

import pytest

torch = pytest.importorskip("torch")
pytest.importorskip("stanza")

from quotattr.model import distil, prune  # noqa: E402 (torch may not be there)
from quotattr.model.relabel import parse  # noqa: E402
from quotattr.model.treebanks import Word  # noqa: E402


@pytest.fixture
def units():
    """Five units of which the last two say what the first two say."""
    first = torch.randn(400, 3, generator=torch.Generator().manual_seed(1))
    return torch.cat([first, 2 * first[:, :1] + 1, -first[:, 1:2]], dim=1)


def test_units_that_tell_of_others_are_kept(units):
    readers = torch.eye(5)
    kept = prune.choose_units(prune.measure(units), readers, [3])
    assert 2 in kept
    assert len({0, 3}.intersection(kept.tolist())) == len({1, 4}.intersection(kept.tolist())) == 1


def test_units_that_nobody_reads_are_dropped(units):
    readers = torch.tensor([[1.0, 0, 0, 0, 0], [0, 1.0, 0, 0, 0]])
    assert 2 not in prune.choose_units(prune.measure(units), readers, [2])


def test_as_many_are_kept_of_each_direction(units):
    kept = prune.choose_units(prune.measure(units[:, :4]), torch.tensor([[5.0, 5.0, 1.0, 0.1]]), [1, 1])
    assert kept[0] < 2 <= kept[1]


def test_what_is_dropped_is_guessed_from_what_is_kept(units):
    kept = torch.tensor([0, 1, 2])
    found = prune.restore(prune.measure(units), kept)
    assert torch.allclose(units[:, kept] @ found.share.t() + found.rest, units, atol=0.02)
    with_one = torch.cat([units[:, kept], torch.ones(len(units), 1)], dim=1)
    assert torch.allclose(with_one @ found.with_constant().t(), torch.cat([units, with_one[:, -1:]], dim=1), atol=0.02)


def test_batches_are_of_like_length(monkeypatch):
    monkeypatch.setattr(distil, "BATCH_WORDS", 6)
    sentences = [[Word("a", "a", "X", "_", 0, "root")] * length for length in (1, 4, 2, 3)]
    assert [[len(words) for words in batch] for batch in distil.cut_into_batches(sentences)] == [[4], [3, 2, 1]]


def test_what_cannot_be_costs_nothing():
    never = -float("inf")
    found, wanted = torch.tensor([[-0.5, -1.0, never]], requires_grad=True), torch.tensor([[0.0, never, never]])
    loss = distil.cross_entropy(found, wanted)
    loss.backward()
    assert loss.item() == 0.5
    assert found.grad.tolist() == [[-1.0, 0.0, 0.0]]


@pytest.fixture(scope="module")
def model(model_directory):
    return distil.Large.read(model_directory)


@pytest.fixture
def trees(model, sentences):
    return parse(sentences, model.analyser())


def test_a_parser_pruned_to_its_own_size_is_itself(model, trees):
    teacher = distil.build_parser(model.parser, model.pretrain)
    own = distil.Size(teacher.args["hidden_dim"], teacher.args["deep_biaff_hidden_dim"], [])
    words = distil.WordTable()
    batches = distil.make_parser_batches(trees, words, teacher.vocab["deprel"], is_gold=False)
    table = words.embed(distil.FastAttacher(teacher, model.pretrain.vocab))
    weights = distil.shrink(distil.ParserDistiller, teacher, model.parser, batches, table, own)["model"]
    expected = prune.read_weights(teacher)
    assert weights.keys() == expected.keys()
    assert all(torch.allclose(weights[name], expected[name], atol=1e-2) for name in expected)


SMALL = distil.Size(24, 16, [distil.Round(6, 3e-3, every=3), distil.Round(4, 1e-3, dropout=0, every=2)])


@pytest.mark.parametrize("network", ["tagger", "parser"])
def test_a_small_network_is_made_that_loads(model, trees, sentences, tmp_path, network):
    from quotattr.model import pack
    from quotattr.model.loading import build_parser, build_tagger

    out = tmp_path / "packed.pt"
    if network == "tagger":
        score = distil.distil_tagger(model, trees, trees, out, SMALL)
        small = model.analyser(tagger=build_tagger(pack.read_checkpoint(out), model.pretrain))
    else:
        score = distil.distil_parser(model, trees, trees, trees, out, SMALL)
        small = model.analyser(parser=build_parser(pack.read_checkpoint(out), model.pretrain))
    assert out.stat().st_size < 6_000_000
    assert score > 40
    assert [len(words) for words in small.parse_sentences(sentences)] == [len(words) for words in sentences]


def test_teaching_brings_nearer(model, trees):
    teacher, words = distil.build_parser(model.parser, model.pretrain), distil.WordTable()
    batches = distil.make_parser_batches(trees, words, teacher.vocab["deprel"], is_gold=True)
    table = words.embed(distil.FastAttacher(teacher, model.pretrain.vocab))
    state = distil.shrink(distil.ParserDistiller, teacher, model.parser, batches, table, SMALL)
    student = distil.build_parser(state, model.pretrain)
    distiller = distil.ParserDistiller(teacher, student, table)
    distiller.begin(distil.Round(10, 1e-3))
    losses = [sum(distiller.update(batch) for batch in batches) for _ in range(10)]
    assert losses[-1] < losses[0]
    assert not student.word_emb.weight.requires_grad
