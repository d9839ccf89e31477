"""Runs, targets and views in the database: kept whole, in UTC, and safe with two writers."""

from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, date, datetime, timedelta, timezone
from pathlib import Path

import pytest
from alembic.autogenerate import compare_metadata
from alembic.migration import MigrationContext
from sqlalchemy import text

from records.database import upgrade, writing_engine
from records.models import Base
from records.records import Records

START = datetime(2026, 11, 22, 8, tzinfo=UTC)
COUNTS = {"read": 10, "inserted": 6, "updated": 1, "unchanged": 2, "refused": 1}


class Clock:
    """A minute passes with every look at it."""

    def __init__(self) -> None:
        self.at = START

    def __call__(self) -> datetime:
        self.at += timedelta(minutes=1)
        return self.at


@pytest.fixture
def url(tmp_path: Path) -> str:
    return f"sqlite:///{tmp_path / 'records.db'}"


@pytest.fixture
def records(url: str) -> Iterator[Records]:
    opened = Records(url, Clock())
    yield opened
    opened.close()


def test_a_run_is_kept_with_its_counts_and_instants(records: Records) -> None:
    since = datetime(2026, 11, 21, 8, tzinfo=timezone(timedelta(hours=8)))
    run_id = records.start_run("erp", since)
    records.finish_run(run_id, COUNTS, None)
    run = records.runs()[0]
    assert (run.source, run.since) == ("erp", datetime(2026, 11, 21, tzinfo=UTC))
    assert run.started_at == START + timedelta(minutes=1)
    assert run.finished_at == START + timedelta(minutes=2)
    assert {name: getattr(run, name) for name in COUNTS} == COUNTS
    assert run.error is None


def test_source_that_never_ran_has_no_last_success(records: Records) -> None:
    assert records.last_success("erp") is None


def test_last_success_is_when_the_newest_good_run_began(records: Records) -> None:
    good = records.start_run("erp", None)
    records.finish_run(good, COUNTS, None)
    records.finish_run(records.start_run("erp", None), {}, "the database did not answer")
    records.start_run("erp", None)  # killed
    records.finish_run(records.start_run("files", None), COUNTS, None)
    assert records.last_success("erp") == START + timedelta(minutes=1)


def test_runs_come_newest_first_up_to_the_limit(records: Records) -> None:
    ids = [records.start_run(f"source {n}", None) for n in range(3)]
    assert [run.id for run in records.runs(limit=2)] == ids[:0:-1]
    assert [run.id for run in records.runs(source="source 0")] == ids[:1]


def test_instant_without_a_zone_is_refused(records: Records) -> None:
    with pytest.raises(Exception, match="has no time zone"):
        records.start_run("erp", datetime(2026, 11, 22))  # noqa: DTZ001 - what is refused


def test_finishing_a_run_that_never_started_is_an_error(records: Records) -> None:
    with pytest.raises(Exception, match="No row was found"):
        records.finish_run(99, COUNTS, None)


def test_what_went_wrong_is_kept_with_its_parts(records: Records) -> None:
    told = {"text": "{file} is empty", "about": {"file": "a.csv"}}
    records.finish_run(records.start_run("files", None), {}, "a.csv is empty", told)
    records.finish_run(records.start_run("files", None), {}, None)
    good, bad = records.runs()
    assert (bad.error, bad.error_told) == ("a.csv is empty", told)
    assert (good.error, good.error_told) == (None, None)


def test_runs_from_before_parts_were_kept_stay(url: str) -> None:
    engine = writing_engine(url)
    upgrade(engine, "0003")
    with engine.begin() as connection:
        connection.execute(
            text(
                "insert into sync_runs (source, started_at, read, inserted, updated, unchanged, "
                "refused, error) values ('erp', '2026-10-01 00:00:00', 0, 0, 0, 0, 0, 'no answer')"
            )
        )
    engine.dispose()
    records = Records(url, Clock())
    (run,) = records.runs()
    assert (run.error, run.error_told) == ("no answer", None)
    records.close()


def test_opening_again_keeps_what_is_there(records: Records, url: str) -> None:
    records.start_run("erp", None)
    again = Records(url, Clock())
    assert len(again.runs()) == 1
    again.close()


def test_several_openers_at_once_make_the_tables_once(url: str) -> None:
    def opened(_: int) -> int:
        records = Records(url, Clock())
        run_id = records.start_run("erp", None)
        records.close()
        return run_id

    with ThreadPoolExecutor(4) as pool:
        assert sorted(pool.map(opened, range(4))) == [1, 2, 3, 4]


NOVEMBER = ("2026-11", date(2026, 11, 1), date(2026, 11, 30))


def set_gmv(records: Records, value: str, shop: str | None = "us") -> None:
    records.set_target("gmv", shop, *NOVEMBER, value, "USD", "a person")


def held(records: Records, *, replaced: bool = False) -> list[tuple[str | None, str]]:
    return [(one.shop_id, one.value) for one in records.targets(replaced=replaced)]


def test_a_target_keeps_its_value_to_the_last_digit(records: Records) -> None:
    set_gmv(records, "123456789012345.6789")
    [one] = records.targets()
    assert (one.metric, one.shop_id, one.label, one.first, one.last) == ("gmv", "us", *NOVEMBER)
    assert (one.value, one.currency, one.author) == ("123456789012345.6789", "USD", "a person")
    assert (one.set_at, one.replaced_at) == (START + timedelta(minutes=1), None)


def test_setting_again_replaces_and_keeps_what_was_before(records: Records) -> None:
    set_gmv(records, "1")
    set_gmv(records, "2", None)
    set_gmv(records, "3")
    assert held(records) == [(None, "2"), ("us", "3")]
    [old] = records.targets(replaced=True)
    assert (old.value, old.replaced_at) == ("1", START + timedelta(minutes=3))


def test_a_target_that_is_removed_stays_as_history(records: Records) -> None:
    set_gmv(records, "1")
    set_gmv(records, "2", None)
    assert not records.remove_target("gmv", "gb", *NOVEMBER[1:])
    assert records.remove_target("gmv", "us", *NOVEMBER[1:])
    assert held(records) == [(None, "2")]
    assert held(records, replaced=True) == [("us", "1")]
    assert not records.remove_target("gmv", "us", *NOVEMBER[1:])
    assert records.remove_target("gmv", None, *NOVEMBER[1:])


def test_a_view_is_its_author_s_and_saving_it_again_replaces_it(records: Records) -> None:
    records.save_view("ann", "Monday", "sales", "period=last-week")
    records.save_view("bob", "Monday", "overview", "")
    records.save_view("ann", "Again", "data", "shop=us&shop=uk")
    records.save_view("ann", "Monday", "sales", "period=this-week")
    assert [(one.name, one.page, one.query) for one in records.views("ann")] == [
        ("Again", "data", "shop=us&shop=uk"),
        ("Monday", "sales", "period=this-week"),
    ]
    assert records.views("ann")[1].saved_at == START + timedelta(minutes=4)
    records.remove_view("ann", "Monday")
    records.remove_view("ann", "never was")
    assert [one.name for one in records.views("ann")] == ["Again"]
    assert [one.name for one in records.views("bob")] == ["Monday"]


def test_records_are_the_same_on_postgresql(postgres: str) -> None:
    records, again = Records(postgres, Clock()), Records(postgres, Clock())
    since = datetime(2026, 11, 21, 8, tzinfo=timezone(timedelta(hours=8)))
    records.finish_run(records.start_run("erp", since), COUNTS, None)
    assert again.last_success("erp") == START + timedelta(minutes=1)
    assert again.runs()[0].since == datetime(2026, 11, 21, tzinfo=UTC)
    set_gmv(records, "1.50", None)
    set_gmv(again, "2.50", None)
    assert (held(records), held(records, replaced=True)) == ([(None, "2.50")], [(None, "1.50")])
    records.save_view("ann", "店铺", "sales", "shop=us")
    again.save_view("ann", "店铺", "sales", "shop=uk")
    assert [(one.name, one.query) for one in records.views("ann")] == [("店铺", "shop=uk")]
    records.close()
    again.close()


def test_migrations_lead_to_the_tables_of_the_models(records: Records, url: str) -> None:
    engine = writing_engine(url)
    with engine.begin() as connection:
        assert compare_metadata(MigrationContext.configure(connection), Base.metadata) == []
    engine.dispose()


def test_readers_of_the_file_need_not_wait_for_a_writer(records: Records, url: str) -> None:
    run_id = records.start_run("erp", None)
    writer = writing_engine(url)
    with writer.begin():
        assert [run.id for run in records.runs()] == [run_id]
    writer.dispose()
