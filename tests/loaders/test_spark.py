"""The store on a server that speaks Spark: read at one version, and clear words when it fails."""

import json
from collections.abc import Callable
from datetime import UTC, date, datetime
from pathlib import Path

import polars as pl
import pytest
from click.testing import CliRunner, Result

from cli import shoppulse
from loaders.facts import facts_of
from loaders.settings import Home, Shop, add_shop, real_home
from loaders.sheet import Given, Parsed
from loaders.store import Store
from loaders.storing.ingest import ingest
from metrics.catalog import find
from metrics.compute import compute
from metrics.errors import EngineError
from metrics.period import Span
from tests.conftest import start_sail

US = Shop("us", "Main shop", "US", "USD", "America/Los_Angeles")
OCTOBER = Span(date(2026, 10, 1), date(2026, 10, 31), "2026-10")


def store_orders(path: Path, *ids: str) -> None:
    """One order of one line of 10.00 for each id."""
    made = datetime(2026, 11, 1, tzinfo=UTC)
    rows = [{"source_row": n, "order_id": one} for n, one in enumerate(ids, 2)]
    placed = datetime(2026, 10, 5, 20, tzinfo=UTC)
    orders = pl.DataFrame(rows).with_columns(
        created_at=placed, paid_at=placed, status=pl.lit("completed"), is_cod=False
    )
    lines = pl.DataFrame(rows).with_columns(
        line_id=pl.lit("A"), sku_id=pl.lit("A"), quantity=1, item_amount_e4=100_000
    )
    parsed = Parsed({"orders": orders, "order_lines": lines}, "order_lines")
    ingest(Store(path / "store"), parsed, Given(US, made, made, b"secret"), "o.csv", {"us": US})


@pytest.fixture
def home(tmp_path: Path) -> Home:
    add_shop(tmp_path, US)
    store_orders(tmp_path, "1", "2")
    return real_home(tmp_path)


def kpis(home: Home, *words: str) -> Result:
    asked = ["--home", str(home.path), "kpis", "2026-10", "--format", "json", *words]
    return CliRunner().invoke(shoppulse, asked)


def test_the_command_answers_the_same_on_a_server(home: Home, sail: Callable[[str], str]) -> None:
    ours, theirs = kpis(home), kpis(home, "--engine", sail("local"))
    assert theirs.exit_code == 0, theirs.stderr
    assert json.loads(ours.stdout) == json.loads(theirs.stdout)
    assert "20.0" in theirs.stdout


def test_a_server_reads_the_version_that_is_asked_for(
    home: Home, sail: Callable[[str], str]
) -> None:
    at = Store(home.store).manifest()
    store_orders(home.path, "3")
    for version, orders in ((at, 2), (None, 3)):
        facts = facts_of(home, sail("local"), version)
        assert compute(find(["orders"]), facts, OCTOBER)["value"].to_list() == [orders]


def test_the_settings_choose_the_engine(home: Home, sail: Callable[[str], str]) -> None:
    settings = home.path / "shoppulse.toml"
    text = settings.read_text("utf-8")
    settings.write_text(f'engine = "{sail("local")}"\n{text}', "utf-8")
    assert facts_of(real_home(home.path)).engine.counts_apart
    assert kpis(home, "--engine", "polars").exit_code == 0


def test_an_engine_that_is_down_ends_with_2_and_no_answer(home: Home) -> None:
    result = kpis(home, "--engine", "sc://127.0.0.1:1/;token=s3cret")
    assert (result.exit_code, result.stdout) == (2, "")
    assert "sc://127.0.0.1:1 doesn't answer" in result.stderr
    assert "s3cret" not in result.stderr


@pytest.mark.filterwarnings("ignore:.RETRIES_EXCEEDED")
def test_an_engine_that_dies_in_the_middle_answers_nothing_until_it_is_back(home: Home) -> None:
    process, address = start_sail("local")
    facts = facts_of(home, address)
    assert compute(find(["orders"]), facts, OCTOBER)["value"].to_list() == [2]
    process.kill()
    process.wait(30)
    with pytest.raises(EngineError, match=f"{address} was lost"):
        compute(find(["orders"]), facts, OCTOBER)
    with pytest.raises(EngineError, match=f"{address} doesn't answer"):
        compute(find(["orders"]), facts, OCTOBER)
    again, _ = start_sail("local", int(address.rpartition(":")[2]))
    try:
        assert compute(find(["orders"]), facts, OCTOBER)["value"].to_list() == [2]
    finally:
        again.kill()
        again.wait(30)


def test_a_server_that_does_not_see_the_store_says_where_it_looked(
    home: Home, sail: Callable[[str], str]
) -> None:
    settings = home.path / "shoppulse.toml"
    text = settings.read_text("utf-8")
    settings.write_text(f'engine_store = "{home.path}/elsewhere"\n{text}', "utf-8")
    with pytest.raises(EngineError, match=r"elsewhere/tables/.*engine_store"):
        facts_of(real_home(home.path), sail("local"))


@pytest.mark.parametrize("engine", ["duck", "sc://", "http://127.0.0.1", "sc://user:pass@x:y"])
def test_what_is_no_engine_is_refused(home: Home, engine: str) -> None:
    result = kpis(home, "--engine", engine)
    assert result.exit_code == 2
    assert "sc://HOST:PORT" in result.stderr
    assert "pass" not in result.stderr
