"""
Quotations over time: dates → columns of a chart, each a day, a month or a year wide.

Start reading at `columns_of`. A chart is drawn from rectangles that are worked out here; the template only writes them.
A charting library would bring styles and scripts of its own, which neither dark mode nor the page's policy would let pass.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from datetime import date, datetime, timedelta
from itertools import pairwise

from attrs import frozen

from quotattr.quote import QuoteKind
from quotattr.report.counting import PlacedQuote, Tally, count_quotes

MAX_COLUMNS = 40
"""More can't be told apart on a laptop's screen; so days become months, and months years."""

WIDTH, HEIGHT = 1000, 220
"""Units of the drawing, which is scaled to the page."""

LEFT, BOTTOM, TOP = 44, 26, 10
"""Units kept free for the scale, for the labels of the columns, and above the highest."""

MAX_COLUMN_WIDTH = 56
"""Units; two or three columns should not fill the page."""

COLUMN_SHARE = 0.72
"""How much of its place a column takes; the rest keeps it apart from the next."""

LABEL_WIDTH = 64
"""Units that ``2024-05-12`` takes: where columns are narrower, not each is labelled."""

MAX_TICKS = 4
"""Lines of the scale above zero."""


@frozen
class Box:
    """A rectangle of the drawing, in its units, from the upper left."""

    kind: QuoteKind
    x: float
    y: float
    width: float
    height: float


@frozen
class Column:
    """
    The quotations of one day, month or year.

    Attributes:
        name: The day, month or year, as ISO 8601 has it.
        tally: What is counted.
        middle: Where it stands, in units from the left.
        is_labelled: Whether there is room for its name.
        boxes: One a kind of speech that occurs, from the bottom up.
    """

    name: str
    tally: Tally
    middle: float
    is_labelled: bool
    boxes: tuple[Box, ...]


@frozen
class Tick:
    """A line of the scale."""

    value: int
    y: float


@frozen
class Chart:
    """Columns, and the scale to read them by."""

    columns: tuple[Column, ...]
    ticks: tuple[Tick, ...]
    width: int = WIDTH
    height: int = HEIGHT
    left: int = LEFT
    baseline: int = HEIGHT - BOTTOM


def read_date(value: object) -> date | None:
    """
    The day that *value* names: a `date`, or text that begins as ISO 8601 has it.

        >>> read_date("2024-05-12T06:00:00Z"), read_date("12/05/2024")
        (datetime.date(2024, 5, 12), None)

    Returns:
        None if it is no such day: one odd cell of a column must not cost the report.
    """
    try:
        return datetime.strptime(str(value).strip()[: len("2024-05-12")], "%Y-%m-%d").date()
    except ValueError:
        return None


def columns_of(quotes: Sequence[PlacedQuote], days: Mapping[int, date]) -> Chart:
    """
    Draw *quotes* over time.

    Args:
        quotes: Those of articles without a date are left out.
        days: Number of an article → its day; not empty.

    Returns:
        Columns from the first day to the last, as narrow as `MAX_COLUMNS` lets them be. What lies between without any quotation is
        there, empty; years alone may be left out.
    """
    name, names = _unit(min(days.values()), max(days.values()), days)
    groups: dict[str, list[PlacedQuote]] = {each: [] for each in names}
    for each in quotes:
        if each.article in days:
            groups[name(days[each.article])].append(each)
    return draw({each: count_quotes(placed) for each, placed in groups.items()})


def _unit(first: date, last: date, days: Mapping[int, date]) -> tuple[Callable[[date], str], list[str]]:
    """What names the column of a day, and the names of all columns in order."""
    between = [first + timedelta(step) for step in range((last - first).days + 1)] if _is_near(first, last) else []
    for name in (_day, _month):
        names = list(dict.fromkeys(map(name, between)))
        if 0 < len(names) <= MAX_COLUMNS:
            return name, names
    return _year, sorted({_year(day) for day in days.values()})


def _is_near(first: date, last: date) -> bool:
    """Whether months may be narrow enough, so that no list of days is made for a date of the year 1."""
    return last.year - first.year <= MAX_COLUMNS


def _day(day: date) -> str:
    return day.isoformat()


def _month(day: date) -> str:
    return day.isoformat()[: len("2024-05")]


def _year(day: date) -> str:
    return day.isoformat()[: len("2024")]


def draw(tallies: Mapping[str, Tally]) -> Chart:
    """
    A chart with one column a tally, in their order.

        >>> chart = draw({"2024": Tally(direct=3), "2025": Tally(direct=1, indirect=4)})
        >>> [(tick.value, tick.y) for tick in chart.ticks]
        [(0, 194.0), (2, 120.4), (4, 46.8)]
    """
    highest = max((counted.quotations for counted in tallies.values()), default=0)
    scale = (HEIGHT - BOTTOM - TOP) / max(highest, 1)
    place = (WIDTH - LEFT) / max(len(tallies), 1)
    every = max(1, -(-LABEL_WIDTH // int(place))) if place >= 1 else LABEL_WIDTH
    columns = tuple(
        _column(name, counted, LEFT + (number + 0.5) * place, place, scale, number % every == 0)
        for number, (name, counted) in enumerate(tallies.items())
    )
    return Chart(columns, tuple(_ticks(highest, scale)))


def _column(name: str, counted: Tally, middle: float, place: float, scale: float, is_labelled: bool) -> Column:
    width = min(place * COLUMN_SHARE, MAX_COLUMN_WIDTH)
    tops = [0]
    for _, count in counted.kinds:
        tops.append(tops[-1] + count)
    boxes = (
        Box(
            kind,
            round(middle - width / 2, 1),
            round(HEIGHT - BOTTOM - top * scale, 1),
            round(width, 1),
            round((top - bottom) * scale, 1),
        )
        for (kind, _), (bottom, top) in zip(counted.kinds, pairwise(tops), strict=True)
        if top > bottom
    )
    return Column(name, counted, round(middle, 1), is_labelled, tuple(boxes))


def _ticks(highest: int, scale: float) -> Iterator[Tick]:
    """Lines at 0 and at multiples of 1, 2 or 5 times a power of ten: as many as `MAX_TICKS` lets there be."""
    step = next(step for step in _round_numbers() if highest / step <= MAX_TICKS)
    for value in range(0, highest + 1, step):
        yield Tick(value, round(HEIGHT - BOTTOM - value * scale, 1))


def _round_numbers() -> Iterator[int]:
    power = 1
    while True:
        yield from (power, 2 * power, 5 * power)
        power *= 10
