"""The garbage collector is out of the way while texts are read, and afterwards as it was before."""

from __future__ import annotations

import gc

import pytest
from stubs import StubParser, stubbed_extractor


class Watch(StubParser):
    """Notes whether the collector runs while frames are parsed; fails on demand."""

    def __init__(self, fails: bool = False):
        super().__init__()
        self.fails = fails
        self.seen: list[bool] = []

    def parse(self, frames):
        self.seen.append(gc.isenabled())
        if self.fails:
            raise MemoryError("out of memory")
        return super().parse(frames)


@pytest.fixture(params=[True, False], ids=["running", "paused by the caller"])
def running(request):
    (gc.enable if request.param else gc.disable)()
    yield request.param
    gc.enable()


@pytest.mark.parametrize("fails", [False, True])
def test_the_collector_waits(running, fails):
    extractor, watch = stubbed_extractor(), Watch(fails)
    extractor._parser = watch
    text = "« Oui », dit Anne Morel."
    if fails:
        with pytest.raises(MemoryError):
            extractor.extract(text)
    else:
        extractor.extract(text)
    extractor.extract_batch([text])
    assert watch.seen == [False, False]
    assert gc.isenabled() == running
