"""Days out of the ordinary: outside what weekday and trend of the eight weeks before let expect.

Values are looked at by their square roots: there the chance of a count is as wide for a small one
as for a great one. Event days are neither judged nor learnt from. Small shops and groups stay
quiet, and the more days and groups are looked at, the further off a day has to be.
"""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta
from math import sqrt
from statistics import NormalDist, median
from typing import Final

from metrics.judgement.series import Days, each_day

WEEKS: Final = 8
WINDOW: Final = timedelta(days=7 * WEEKS)
LEAST_WEEKS: Final = 6
"""Of so many weeks every weekday has to be known."""
LEAST_ROWS: Final = 20.0
"""Days that are expected to hold fewer rows are not judged."""
FALSE_ALARMS: Final = 0.01
"""How often chance alone may raise one in all that is looked at."""
LEAST_WIDTH: Final = 3.5
TO_DEVIATION: Final = 1.4826
OF_COUNTS: Final = 0.5
"""Standard deviation of the square root of a count, by chance alone (Poisson)."""
LEAST_SPREAD: Final = 0.025
"""Of the square root: a value's spread is at least a twentieth of it."""

LEARNT: Final = 1.15
"""What is expected is itself known from eight weeks only: the spread of both together."""


@dataclass(frozen=True)
class Anomaly:
    """A day outside its range. `size`: by how many standard deviations, negative below."""

    day: date
    value: float
    expected: float
    low: float
    high: float
    size: float
    group: str | int | None = None


@dataclass(frozen=True)
class Expected:
    """What a day should be, by its square root, and the spread of that."""

    root: float
    spread: float

    def range(self, width: float) -> tuple[float, float]:
        """The values within so many spreads."""
        low, high = self.root - width * self.spread, self.root + width * self.spread
        return max(0.0, low) ** 2, high**2


def width_for(looks: int) -> float:
    """How many standard deviations off a day has to be when so many are looked at.

    >>> round(width_for(1), 2), round(width_for(3000), 2)
    (3.5, 4.65)
    """
    far = NormalDist().inv_cdf(1 - FALSE_ALARMS / 2 / max(1, looks))
    return max(LEAST_WIDTH, far)


def expected(before: Sequence[float | None], *, is_count: bool = True) -> Expected | None:
    """What a day should be; None where too little of the weeks before is known.

    `before`: the square roots of the 56 days before it, oldest first; unknown ones null. The median
    of its weekday, moved along the trend (the median slope between the weeks' levels); spread: how
    far days were off that, but no less than chance allows.
    """
    known = [[root for root in before[n::7] if root is not None] for n in range(7)]
    if min(map(len, known)) < LEAST_WEEKS:
        return None
    typical = [median(roots) for roots in known]
    weeks = {
        WEEKS - n: [
            root - usual
            for root, usual in zip(before[7 * n : 7 * n + 7], typical, strict=True)
            if root is not None
        ]
        for n in range(WEEKS)
    }
    start, slope = _trend({ago: median(off) for ago, off in weeks.items() if off})
    rest = [abs(one - start - slope * ago) for ago, off in weeks.items() for one in off]
    root = max(0.0, typical[0] + start)
    chance = OF_COUNTS if is_count else 0.0
    spread = max(median(rest) * TO_DEVIATION, chance, LEAST_SPREAD * root)
    return Expected(root, spread * LEARNT) if spread else None


def anomalies(
    days: Days,
    judged: Sequence[date],
    events: Collection[date] = (),
    *,
    rows: Days | None = None,
    is_count: bool = True,
    looks: int | None = None,
) -> list[Anomaly]:
    """Those of the `judged` days that are out of the ordinary, the strongest first.

    `judged`: in their order. `days`: the history too. `rows`: how many rows each day's value is
    made of; by default the value. `looks`: how many days of all groups are looked at; by default
    these days.
    """
    if not judged:
        return []
    width, found = width_for(looks or len(judged)), []
    span = each_day(judged[0] - WINDOW, judged[-1])
    roots = [sqrt(max(0.0, days[d])) if d in days and d not in events else None for d in span]
    volume = days if rows is None else rows
    counts = [volume.get(day) for day in span]
    for day in judged:
        end = (day - span[0]).days
        begin, root = end - 7 * WEEKS, roots[end]
        if root is None or _usual(counts[begin:end]) < LEAST_ROWS:
            continue
        known = expected(roots[begin:end], is_count=is_count)
        if known is None:
            continue
        size = (root - known.root) / known.spread
        if abs(size) > width:
            low, high = known.range(width)
            found.append(Anomaly(day, days[day], known.root**2, low, high, size))
    return sorted(found, key=lambda one: -abs(one.size))


def by_group(
    groups: Mapping[str | int | None, Days],
    judged: Sequence[date],
    events: Collection[date] = (),
    *,
    rows: Mapping[str | int | None, Days] | None = None,
    is_count: bool = True,
) -> list[Anomaly]:
    """The days and groups that are out of the ordinary, the strongest first.

    Only groups that had a day of enough rows are looked at.
    """
    volumes = groups if rows is None else rows
    great = [name for name in groups if max(volumes[name].values(), default=0) >= LEAST_ROWS]
    looks = len(great) * len(judged)
    found = []
    for group in great:
        days, mine = groups[group], volumes[group]
        told = anomalies(days, judged, events, rows=mine, is_count=is_count, looks=looks)
        found += [replace(one, group=group) for one in told]
    return sorted(found, key=lambda one: -abs(one.size))


def _usual(before: Sequence[float | None]) -> float:
    """Rows of an ordinary day in the weeks before."""
    known = [count for count in before if count is not None]
    return median(known) if known else 0.0


def _trend(levels: Mapping[int, float]) -> tuple[float, float]:
    """Where the line through the weeks' levels is on the day, and its slope a week (Theil-Sen).

    `levels`: weeks ago → distance from the ordinary weekdays.
    """
    points = list(levels.items())
    slope = median(
        (y2 - y1) / (x2 - x1) for n, (x1, y1) in enumerate(points) for x2, y2 in points[n + 1 :]
    )
    return median(level - slope * ago for ago, level in points), slope
