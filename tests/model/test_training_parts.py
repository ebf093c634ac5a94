"""What makes training fast on a CPU changes nothing else."""

from __future__ import annotations

import pytest

torch = pytest.importorskip("torch")
pytest.importorskip("stanza")


@pytest.mark.parametrize("bidirectional", [True, False])
def test_padded_lstm_is_an_lstm(bidirectional):
    from torch import nn
    from torch.nn.utils.rnn import pack_padded_sequence

    from quotattr.model.padded_lstm import PaddedLSTM

    torch.manual_seed(1)
    lstm = nn.LSTM(6, 5, batch_first=True, bidirectional=bidirectional)
    lengths = [7, 4, 4, 1]
    values = torch.randn(4, 7, 6, requires_grad=True)
    state = tuple(torch.randn(2 if bidirectional else 1, 4, 5) for _ in range(2))
    found = []
    for kind in (nn.LSTM, PaddedLSTM):
        lstm.__class__ = kind
        values.grad = None
        output, _ = lstm(pack_padded_sequence(values, lengths, batch_first=True), state)
        output.data.pow(2).sum().backward()
        found.append((output.data.detach(), output.batch_sizes, values.grad))
    for expected, got in zip(*found, strict=True):
        assert torch.allclose(expected, got, atol=1e-5)


def test_fast_dropout_drops_and_rescales():
    from torch import nn

    from quotattr.model.fast_dropout import use_fast_dropout

    model = nn.Sequential(nn.Dropout(0.25))
    use_fast_dropout(model, seed=1)
    dropped = model(torch.ones(200, 200))
    assert dropped.unique().tolist() == pytest.approx([0, 4 / 3])
    assert dropped.mean().item() == pytest.approx(1, abs=0.02)
    model.eval()
    assert model(torch.ones(3)).tolist() == [1, 1, 1]


def test_average_follows_the_weights():
    from torch import nn

    from quotattr.model.training import Average

    model = nn.Linear(1, 1, bias=False)
    model.weight.data.fill_(0)
    average = Average(model)
    model.weight.data.fill_(1)
    for _ in range(20):
        average.update(model)
    average.swap(model)
    assert 0.9 < model.weight.item() <= 1
    average.swap(model)
    assert model.weight.item() == 1


def test_agreement_keeps_what_two_parsers_say():
    from quotattr.model.relabel import agree
    from quotattr.model.treebanks import Word

    one = [
        [Word("a", "a", "X", "_", 0, "root")],
        [Word("b", "b", "X", "_", 0, "root"), Word("c", "c", "X", "_", 1, "dep")],
    ]
    other = [
        [Word("a", "a", "X", "_", 0, "root")],
        [Word("b", "b", "X", "_", 2, "dep"), Word("c", "c", "X", "_", 0, "root")],
    ]
    assert agree(one, other, 0.9) == one[:1]
    assert agree(one, other, 0.0) == one
