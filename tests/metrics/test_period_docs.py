"""What docs/periods.md says is what the words mean."""

import re
from collections.abc import Iterator
from datetime import date
from pathlib import Path

import pytest

from loaders.settings_file import settings_of
from metrics import period_words
from metrics.calendar import ISO, Calendar
from metrics.events import events
from metrics.period import COMPARISONS, comparison, resolve

ROOT = Path(__file__).parents[2]
DOC = (ROOT / "docs/periods.md").read_text("utf-8")
TODAY = date(2026, 11, 22)

Example = tuple[str, str | None, str, Calendar]


def examples() -> Iterator[Example]:
    """Period, comparison, days, and the calendar of the settings above them."""
    calendar = ISO
    for part in re.split(r"^```(?=toml)|^```$", DOC, flags=re.MULTILINE):
        if part.startswith("toml"):
            calendar = settings_of(part.removeprefix("toml"), Path("shoppulse.toml")).calendar
        for row in re.findall(r"^\| `([^`]+)` \|(?: `([^`]+)` \|)? (.+ to .+) \|$", part, re.M):
            if re.match(r"\d{4}-", row[2]):
                yield row[0], row[1] or None, row[2], calendar


@pytest.mark.parametrize(("text", "name", "days", "calendar"), list(examples()), ids=str)
def test_example_means_the_days_beside_it(
    text: str, name: str | None, days: str, calendar: Calendar
) -> None:
    span = resolve(text, TODAY, calendar)
    assert str(comparison(span, name, TODAY) if name else span) == days


def test_examples_are_of_the_day_that_the_page_names() -> None:
    assert f"Sunday, {TODAY:%-d %B %Y}" in DOC
    assert TODAY.weekday() == 6


def test_every_word_and_comparison_has_an_example() -> None:
    said = list(examples())
    assert {text for text, *_ in said} >= set(period_words.WORDS)
    assert {name for _, name, *_ in said} >= set(COMPARISONS)
    assert len({calendar for *_, calendar in said}) == 2


def test_every_event_stands_with_its_markets() -> None:
    rows = re.findall(r"^\| `([^`]+)` \| [^|`]+ \| ([A-Z ]+|all) \|$", DOC, re.M)
    told = {name: None if which == "all" else frozenset(which.split()) for name, which in rows}
    assert told == {name: event.markets for name, event in events().items()}


def test_readme_names_every_comparison() -> None:
    readme = (ROOT / "README.md").read_text("utf-8")
    assert [name for name in COMPARISONS if f"`{name}`" not in readme] == []
