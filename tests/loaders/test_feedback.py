"""Chats by agent and day, and reviews in a sheet of our own."""

from collections.abc import Callable
from datetime import UTC, date, datetime
from pathlib import Path

import polars as pl

from loaders import feedback
from loaders.settings import Shop
from loaders.sheet import Given, Parsed

ParseFile = Callable[..., tuple[str, Parsed]]
NOW = datetime(2026, 10, 18, tzinfo=UTC)
GIVEN = Given(Shop("us", "Main", "US", "USD", "America/Los_Angeles"), NOW, NOW, b"secret")


def reviews(**columns: list[str]) -> Parsed:
    rows = pl.LazyFrame(columns).with_row_index("source_row", offset=2)
    return feedback.parse_reviews(rows.cast({"source_row": pl.Int64}), GIVEN, ())


def test_indonesian_service_file_gives_a_row_an_agent_and_day(parse_file: ParseFile) -> None:
    kind, parsed = parse_file("service_2023_id.csv", "ID")
    assert kind == "customer_service"
    rows = parsed.tables["conversations"].sort("source_row")
    assert rows.row(0, named=True) == {
        "source_row": 4,
        "agent": "7001",
        "opened_on": date(2023, 10, 1),
        "chats": 40,
        "needing_answer": 30,
        "answered_24h": 27,
        "conversation_id": "7001:2023-10-01",
        "first_response_minutes": 5,
    }
    assert rows["first_response_minutes"].to_list() == [5, None, 0]
    assert rows["needing_answer"].to_list() == [30, None, 8]


def test_names_of_agents_stay_outside(parse_file: ParseFile) -> None:
    _, parsed = parse_file("service_2023_id.csv", "ID")
    assert "Sari" not in str(parsed.tables["conversations"].rows())


def test_review_times_are_the_shops_unless_they_name_a_zone() -> None:
    parsed = reviews(
        review_id=["1", "2", "3"],
        created_at=["2026-10-17 14:05:00", "2026-10-17T14:05:00Z", "2026-10-17"],
        rating=["5", "1", "4"],
        replied_at=["2026-10-18T09:00:00+02:00", "", "2026-10-18 09:00"],
    )
    table = parsed.tables["reviews"]
    assert table["created_at"].to_list() == [
        datetime(2026, 10, 17, 21, 5, tzinfo=UTC),
        datetime(2026, 10, 17, 14, 5, tzinfo=UTC),
        datetime(2026, 10, 17, 7, tzinfo=UTC),
    ]
    assert table["replied_at"].to_list() == [
        datetime(2026, 10, 18, 7, tzinfo=UTC),
        None,
        datetime(2026, 10, 18, 16, tzinfo=UTC),
    ]


def test_a_review_without_stars_or_day_is_refused() -> None:
    parsed = reviews(review_id=["1", "2"], created_at=["2026-10-17", "yesterday"], rating=["", "3"])
    assert parsed.tables["reviews"].is_empty()
    assert dict(parsed.refused.iter_rows()) == {
        2: "rating is missing",
        3: 'created_at: "yesterday" is not a date and time (YYYY-MM-DD HH:MM:SS)',
    }


def test_an_unfilled_review_template_holds_no_reviews(
    parse_file: ParseFile, tmp_path: Path
) -> None:
    file = tmp_path / "reviews.csv"
    file.write_bytes(feedback.review_template() + b"7,2026-10-17 10:00:00,5\n")
    kind, parsed = parse_file(file)
    assert kind == "review_sheet"
    assert parsed.tables["reviews"]["review_id"].to_list() == ["7"]
    assert parsed.refused.is_empty()
