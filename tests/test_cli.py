"""The command: what goes to stdout, what to stderr, and how it ends."""

import csv
import io
import json
import os
import shutil
import socket
import sqlite3
import subprocess
import sys
from contextlib import closing
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import polars as pl
import pytest
from click.testing import CliRunner, Result

import cli
from cli import shoppulse
from dashboard import serving
from loaders import ALLOCATOR, LOADING, SERVING
from loaders.settings import Shop, add_shop
from loaders.settings_file import read_settings
from loaders.sheet import Given, Parsed
from loaders.store import Store
from loaders.storing.ingest import ingest

US = Shop("us", "Main shop", "US", "USD", "America/Los_Angeles")
GB = Shop("gb", "London", "GB", "GBP", "Europe/London")
MADE = datetime(2026, 11, 1, tzinfo=UTC)


def run(home: Path, *words: str) -> Result:
    return CliRunner().invoke(shoppulse, ["--home", str(home), *words])


def rows(result: Result) -> list[dict[str, Any]]:
    assert result.exit_code == 0, result.output
    return json.loads(result.stdout)["rows"]


def store_orders(home: Path, shop: Shop, amounts: dict[str, list[float]]) -> None:
    """One order of one line for each amount, at noon UTC of its day."""
    flat = [(f"{day}-{n}", day, a) for day, many in amounts.items() for n, a in enumerate(many)]
    placed = [datetime.fromisoformat(f"{day}T20:00:00+00:00") for _, day, _ in flat]
    ids = [order_id for order_id, _, _ in flat]
    e4 = [round(amount * 10_000) for _, _, amount in flat]
    at = list(range(2, len(flat) + 2))
    orders = pl.DataFrame({"source_row": at, "order_id": ids, "created_at": placed}).with_columns(
        paid_at="created_at", status=pl.lit("completed"), is_cod=False
    )
    lines = pl.DataFrame({"source_row": at, "order_id": ids, "item_amount_e4": e4}).with_columns(
        line_id=pl.lit("A"), sku_id=pl.lit("A"), quantity=1
    )
    parsed = Parsed({"orders": orders, "order_lines": lines}, "order_lines")
    given = Given(shop, MADE, MADE, b"secret")
    ingest(Store(home / "store"), parsed, given, "orders.csv", {"us": US, "gb": GB})


@pytest.fixture(scope="module")
def home(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("home")
    add_shop(folder, US)
    add_shop(folder, GB)
    settings = folder / "shoppulse.toml"
    settings.write_text('review_time_zone = "UTC"\n' + settings.read_text())
    store_orders(folder, US, {"2026-09-30": [10], "2026-10-01": [19.99, 20], "2026-10-02": [0.01]})
    store_orders(folder, GB, {"2026-10-02": [7]})
    return folder


@pytest.fixture(autouse=True)
def clock(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("SHOPPULSE_NOW", "2026-11-01T12:00:00Z")
    monkeypatch.delenv("SHOPPULSE_HOME", raising=False)


def test_kpis_json_is_the_documented_value(home: Path) -> None:
    result = run(
        home, *"kpis 2026-10 --compare previous --metric gmv --shop us --format json".split()
    )
    told = json.loads(result.stdout)
    assert told["period"] == {"from": "2026-10-01", "to": "2026-10-31", "label": "2026-10"}
    assert told["compare"] == {"from": "2026-09-01", "to": "2026-09-30", "label": "previous"}
    assert told["currency"] == "USD"
    assert told["as_of"].endswith("Z")
    gmv = told["rows"][0]
    assert (gmv["metric"], gmv["by"]) == ("gmv", {})
    assert (gmv["value"], gmv["previous"], gmv["change"]) == (40, 10, 30)
    assert gmv["change_ratio"] == 3


def test_kpis_without_a_comparison_has_none(home: Path) -> None:
    told = json.loads(run(home, "kpis", "2026-10", "--format", "json").stdout)
    assert told["compare"] is None


def test_options_repeat_or_take_commas(home: Path) -> None:
    commas = run(home, *"kpis 2026-10 --metric orders,gmv --by shop,day --format json".split())
    again = run(
        home,
        *"kpis 2026-10 --metric orders --metric gmv --by shop --by day --format json".split(),
    )
    assert commas.stdout == again.stdout
    assert rows(commas)[0]["metric"] == "orders"
    assert {*rows(commas)[0]["by"]} == {"shop", "day"}


def test_same_dimension_twice_is_or(home: Path) -> None:
    words = "kpis 2026-10 --metric orders --format json --where shop=us --where shop=gb".split()
    assert rows(run(home, *words))[0]["value"] == 4
    assert rows(run(home, *words[:-2]))[0]["value"] == 3


def test_nothing_after_the_equals_sign_is_unknown(home: Path) -> None:
    result = run(home, *"kpis 2026-10 --metric orders --where region= --format json".split())
    assert rows(result)[0]["value"] == 4


def test_money_of_two_currencies_is_never_added_up(home: Path) -> None:
    result = run(home, *"kpis 2026-10 --metric gmv --format json".split())
    assert json.loads(result.stdout)["currency"] is None
    assert {row["by"]["currency"]: row["value"] for row in rows(result)} == {"USD": 40, "GBP": 7}


def test_kpis_csv_has_the_documented_columns(home: Path) -> None:
    result = run(home, *"kpis 2026-10 --metric gmv --shop us --by day --format csv".split())
    table = list(csv.reader(io.StringIO(result.stdout)))
    assert table[0] == ["metric", "day", "value", "previous", "change", "change_ratio"]
    assert table[1] == ["gmv", "2026-10-01", "39.99", "", "", ""]


def test_kpis_table_says_the_days_and_marks_what_is_unfinished(home: Path) -> None:
    result = run(home, *"kpis this-month --compare previous --metric gmv --shop us".split())
    assert "this-month: 2026-11-01 to 2026-11-01 (unfinished)" in result.stdout
    assert "compared with previous: 2026-10-01 to 2026-10-01" in result.stdout
    assert "$39.99" in result.stdout


def test_csv_says_both_spans_beside_the_table(home: Path) -> None:
    words = "kpis 2026-10 --compare previous --metric gmv --shop us --format csv"
    assert run(home, *words.split()).stderr.splitlines()[-2:] == [
        "2026-10: 2026-10-01 to 2026-10-31",
        "compared with previous: 2026-09-01 to 2026-09-30",
    ]


def test_an_unfinished_day_ends_at_each_shop_by_its_own_clock(home: Path) -> None:
    """Noon UTC is noon in London and, on the day that has 25 hours, 4 in Los Angeles."""
    result = run(home, *"kpis today --metric orders --format csv".split())
    assert "today: 2026-11-01 to 2026-11-01 (unfinished)" in result.stderr
    assert "gb: 2026-11-01 ends in 12 h." in result.stderr
    assert "us: 2026-11-01 ends in 20 h." in result.stderr
    only_gb = run(home, *"kpis mtd --metric orders --shop gb".split())
    assert "us:" not in only_gb.stderr


def test_a_day_that_is_over_for_the_reader_but_not_at_a_shop_is_unfinished(
    home: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("SHOPPULSE_NOW", "2026-10-03T00:30:00Z")
    result = run(home, *"kpis yesterday --metric orders --by shop --format json".split())
    assert "us: 2026-10-02 ends in 7 h." in result.stderr
    assert "gb:" not in result.stderr
    known = {row["by"]["shop"]: row.get("complete", True) for row in rows(result)}
    assert known == {"us": False, "gb": True}


def test_months_of_the_settings_are_those_of_the_answer(home: Path, tmp_path: Path) -> None:
    shutil.copytree(home, tmp_path / "home")
    with (tmp_path / "home/shoppulse.toml").open("a") as settings:
        settings.write("[calendar]\nmonth_starts_on = 2\nyear_starts_in = 10\n")
    words = "kpis 2026-10-01..2026-10-02 --metric orders --shop us --by month,quarter"
    told = rows(run(tmp_path / "home", *words.split(), "--format", "json"))
    assert [(row["by"], row["value"]) for row in told] == [
        ({"month": "2026-10", "quarter": "2026-Q1"}, 2),
        ({"month": "2026-11", "quarter": "2026-Q1"}, 1),
    ]
    result = run(tmp_path / "home", *"kpis 2026-10 --compare previous --metric orders".split())
    assert "2026-10: 2026-09-02 to 2026-10-01" in result.stdout
    assert "compared with previous: 2026-08-02 to 2026-09-01" in result.stdout


def test_an_event_is_compared_with_the_same_event_before(
    home: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("SHOPPULSE_NOW", "2026-11-20T12:00:00Z")
    words = "kpis 2026-11-08..2026-11-14 --metric gmv --shop us --format json --compare"
    for name in ("event", "11.11"):
        told = json.loads(run(home, *words.split(), name).stdout)
        assert told["compare"] == {
            "from": "2025-11-08",
            "to": "2025-11-14",
            "label": "11.11 (2025-11-11 for 2026-11-11)",
        }
    both = run(home, *"kpis 2026-11-27 --metric orders --compare black-friday".split())
    assert both.exit_code == 2
    assert "future" in both.stderr


def test_an_event_that_only_some_markets_have_is_said(home: Path, tmp_path: Path) -> None:
    shutil.copytree(home, tmp_path / "home")
    add_shop(tmp_path / "home", Shop("th", "Bangkok", "TH", "THB", "Asia/Bangkok"))
    words = "kpis 2026-04-10..2026-04-16 --metric orders --compare event".split()
    result = run(tmp_path / "home", *words)
    assert "songkran (2025-04-13 for 2026-04-13)" in result.stdout
    assert "No songkran in GB, US" in result.stderr
    alone = run(tmp_path / "home", *words, "--where", "market=TH")
    assert "No songkran" not in alone.stderr
    other = run(tmp_path / "home", *words[:-1], "songkran", "--shop", "us,gb")
    assert (other.exit_code, other.stdout) == (2, "")
    assert "no songkran in GB or US, but 6.6" in other.stderr


def test_a_comparison_before_any_data_is_unknown_and_said(home: Path) -> None:
    result = run(home, *"kpis 2026-10 --metric gmv,orders --compare 2019 --format json".split())
    assert [(row["previous"], row["change"]) for row in rows(result)] == [(None, None)] * 3
    assert "Nothing is known of 2019: 2019-01-01 to 2019-12-31." in result.stderr


@pytest.mark.parametrize("suffix", ["csv", "json"])
def test_kpis_out_writes_the_file_by_its_suffix(home: Path, tmp_path: Path, suffix: str) -> None:
    words = "kpis 2026-10 --metric gmv --shop us".split()
    file = tmp_path / f"gmv.{suffix}"
    result = run(home, *words, "--out", str(file))
    assert (result.exit_code, result.stdout) == (0, "")
    assert file.read_text() == run(home, *words, "--format", suffix).stdout


@pytest.mark.parametrize(
    ("words", "message"),
    [
        ("kpis 2026-13", "not in the calendar"),
        ("kpis 2027", "in the future"),
        ("kpis 2026-10-17..2026-10-01", "ends before it starts"),
        ("kpis last-mont", "Did you mean last-month"),
        ("kpis 2026-10 --compare 2027", "in the future"),
        ("kpis 2026-10 --compare previous-yaer", "Did you mean previous-year"),
        ("kpis 2026-10-08..2026-10-12 --compare 10.01", "10.10"),
        ("kpis 2026-08-01..2026-08-07 --compare event", "No event"),
        ("kpis 2026-02-10..2026-02-16 --compare tet", "no tet in GB or US"),
        ("kpis 2026-10 --compare before", "previous-year-weekday"),
        ("kpis 2026-10 --metric gvm", "gmv"),
        ("kpis 2026-10 --by shp", "shop"),
        ("kpis 2026-10 --metric orders --by campaign", "campaign"),
        ("kpis 2026-10 --where shop", "DIM=VALUE"),
        ("kpis 2026-10 --shop uss", 'mean "us"'),
        ("kpis 2026-10 --currency XXX", "XXX"),
        ("kpis 2026-10 --clock paid --metric gmv", "paid"),
        ("kpis 2026-10 --engine duck", "duck"),
        ("kpis 2026-10 --out numbers.txt", "numbers.txt"),
        ("kpis 2026-10 --out nowhere/numbers.csv", "can't be written"),
        ("kpis", "PERIOD"),
        ("metrics gvm", "gmv"),
        ("load no-such-file.csv --shop us", "no-such-file.csv"),
        ("load x.csv", "--shop"),
        ("sync erp", "[[sources]]"),
        ("sync --every soon", "15m"),
        ("shop add us --name x --market US --currency USD --time-zone UTC", "already"),
        ("shop add v --name x --market VN --currency VNX --time-zone UTC", "VNX"),
        ("demo", "holds real data"),
    ],
)
def test_what_cannot_be_done_ends_with_2_and_one_message(
    home: Path, words: str, message: str
) -> None:
    result = run(home, *words.split())
    assert (result.exit_code, result.stdout) == (2, "")
    assert message in result.stderr
    assert "Traceback" not in result.stderr


def test_wrong_settings_end_with_2(tmp_path: Path) -> None:
    (tmp_path / "shoppulse.toml").write_text("[shop.us]")
    result = run(tmp_path, "kpis", "today")
    assert result.exit_code == 2
    assert 'mean "shops"' in result.stderr


def test_missing_secrets_of_a_source_do_not_stop_the_numbers(tmp_path: Path) -> None:
    add_shop(tmp_path, US)
    with (tmp_path / "shoppulse.toml").open("a") as settings:
        settings.write(
            '[[sources]]\nname = "erp"\nkind = "database"\nshop = "us"\n'
            'url = "postgresql://${NO_SUCH_USER}@127.0.0.1/erp"\n'
            '[sources.tables]\norders = "select 1"\n'
        )
    assert run(tmp_path, "kpis", "2026-10").exit_code == 0
    result = run(tmp_path, "sync")
    assert result.exit_code == 2
    assert "NO_SUCH_USER" in result.stderr


def test_an_empty_home_has_no_time_as_of_which_it_answers(tmp_path: Path) -> None:
    asked = ["--home", str(tmp_path), "kpis", "2026-10", "--metric", "gmv", "--format", "json"]
    result = CliRunner().invoke(shoppulse, asked)
    assert result.exit_code == 0
    assert json.loads(result.stdout)["as_of"] is None


def test_empty_home_answers_unknown_and_says_what_to_do(tmp_path: Path) -> None:
    result = run(tmp_path / "new", "kpis", "2026-10", "--metric", "gmv", "--format", "json")
    assert rows(result)[0]["value"] is None
    assert "load" in result.stderr


def test_what_was_never_loaded_is_named(home: Path) -> None:
    result = run(home, *"kpis 2026-10 --metric refund_rate --format json".split())
    assert rows(result)[0]["value"] is None
    assert "returns" in result.stderr


def test_shop_add_writes_the_settings(tmp_path: Path) -> None:
    words = "shop add vn --name Cửa-hàng --market vn --currency vnd --time-zone Asia/Ho_Chi_Minh"
    result = run(tmp_path, *words.split())
    assert (result.exit_code, result.stdout) == (0, "")
    assert read_settings(tmp_path).shops["vn"].currency == "VND"


def test_load_without_any_shop_tells_how_to_add_one(tmp_path: Path) -> None:
    (tmp_path / "x.csv").write_text("a,b\n1,2\n")
    result = run(tmp_path, "load", str(tmp_path / "x.csv"))
    assert result.exit_code == 2
    assert "shoppulse shop add" in result.stderr


ORDER_FILE = """\
Order ID,Order Status,Quantity,SKU ID,SKU Subtotal After Discount,Created Time,Paid Time
577000000000000001,Completed,2,1729,19.99,10/05/2026 09:00:00 AM,10/05/2026 09:01:00 AM
577000000000000002,Completed,-1,1729,5.00,10/05/2026 10:00:00 AM,10/05/2026 10:01:00 AM
"""


def test_load_reports_each_file_and_ends_with_1_where_rows_were_refused(tmp_path: Path) -> None:
    add_shop(tmp_path / "home", US)
    file = tmp_path / "All order.csv"
    file.write_text(ORDER_FILE)
    result = run(tmp_path / "home", "load", str(file), "--format", "json")
    assert result.exit_code == 1
    (report,) = json.loads(result.stdout)
    counts = {name: report[name] for name in "read inserted updated unchanged refused".split()}
    assert counts == {"read": 2, "inserted": 1, "updated": 0, "unchanged": 0, "refused": 1}
    assert (report["kind"], report["shop"]) == ("orders", "us")
    assert Path(report["refused_file"]).exists()
    assert list(report) == (
        "file kind shop read inserted updated unchanged refused refused_file".split()
    )
    assert "All order.csv: 1 of 2 rows refused: row 3: quantity is negative" in result.stderr
    assert report["refused_file"] in result.stderr
    told = run(tmp_path / "home", *"kpis 2026-10-05 --metric gmv --format json".split())
    assert rows(told)[0]["value"] == 19.99


def test_a_file_that_is_loaded_beside_an_unknown_one_ends_with_1(tmp_path: Path) -> None:
    add_shop(tmp_path / "home", US)
    good, bad = tmp_path / "good.csv", tmp_path / "bad.csv"
    good.write_text("\n".join(ORDER_FILE.splitlines()[:2]))
    bad.write_text("a,b\n1,2\n")
    result = run(tmp_path / "home", "load", str(good), str(bad))
    assert result.exit_code == 1
    assert "good.csv" in result.stdout
    assert "bad.csv" in result.stderr
    assert run(tmp_path / "home", "load", str(bad)).exit_code == 2


def test_demo_is_shown_as_such_until_something_real_is_loaded(tmp_path: Path) -> None:
    home = tmp_path / "home"
    assert run(home, *"demo --orders 300 --until 2026-10-31".split()).exit_code == 0
    result = run(home, *"kpis last-month --metric orders --format json".split())
    assert rows(result)[0]["value"] > 0
    assert "made-up" in result.stderr
    add_shop(home, US)
    file = tmp_path / "orders.csv"
    file.write_text("\n".join(ORDER_FILE.splitlines()[:2]))
    assert run(home, "load", str(file)).exit_code == 0
    result = run(home, *"kpis 2026-10 --metric orders --format json".split())
    assert rows(result)[0]["value"] == 1
    assert "made-up" not in result.stderr
    assert run(home, "demo").exit_code == 2


def test_sync_ends_with_1_where_one_of_two_sources_failed_and_2_where_all_did(
    tmp_path: Path,
) -> None:
    add_shop(tmp_path, US)
    with closing(sqlite3.connect(tmp_path / "erp.db")) as erp:
        erp.execute("create table o as select '1' as id, '2026-10-05T12:00:00Z' as at")
        erp.commit()
    source = (
        '[[sources]]\nname = "{0}"\nkind = "database"\nshop = "us"\nurl = "sqlite:///{1}"\n'
        '[sources.tables]\norders = "select id as order_id, at as created_at from o"\n'
    )
    with (tmp_path / "shoppulse.toml").open("a") as settings:
        settings.write(source.format("erp", tmp_path / "erp.db"))
        settings.write(source.format("gone", tmp_path / "nowhere/gone.db"))
    result = run(tmp_path, *"sync erp --format json".split())
    assert result.exit_code == 0, result.output
    assert json.loads(result.stdout)[0]["inserted"] == 1
    both = run(tmp_path, "sync")
    assert (both.exit_code, run(tmp_path, "sync", "gone").exit_code) == (1, 2)
    assert "gone" in both.stderr


def test_home_comes_from_the_environment(home: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("SHOPPULSE_HOME", str(home))
    result = CliRunner().invoke(shoppulse, "kpis 2026-10 --metric orders --format json".split())
    assert rows(result)[0]["value"] == 4


def test_metric_book_as_json_has_one_entry_an_id(home: Path) -> None:
    book = json.loads(run(home, "metrics", "--format", "json").stdout)
    keys = {"metric", "label", "meaning", "unit", "better", "tables", "clock"}
    assert all(keys <= entry.keys() for entry in book)
    names = [entry["metric"] for entry in book]
    assert len(names) == len(set(names))
    assert "gmv" in names


def test_metric_book_of_one_metric_says_its_rule(home: Path) -> None:
    result = run(home, "metrics", "gmv")
    assert result.exit_code == 0
    assert "meaning" in result.stdout


def test_check_says_what_the_data_covers(home: Path) -> None:
    told = json.loads(run(home, "check", "--format", "json").stdout)
    covered = {(row["shop"], row["table"]): (row["from"], row["to"]) for row in told["coverage"]}
    assert covered["us", "orders"] == ("2026-09-30", "2026-10-02")
    assert "2026-09-30" in run(home, "check").stdout


def test_check_of_an_empty_home_says_what_to_do(tmp_path: Path) -> None:
    result = run(tmp_path, "check")
    assert result.exit_code == 0
    assert "shoppulse shop add" in result.stderr


def test_serve_refuses_a_port_in_use(home: Path) -> None:
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        result = run(home, "serve", "--port", str(taken.getsockname()[1]))
    assert result.exit_code == 2
    assert "--port" in result.stderr


@pytest.mark.parametrize("address", ["0.0.0.0", "::", "shops.example.com"])
def test_serve_listens_beyond_this_machine_only_with_sign_in(home: Path, address: str) -> None:
    result = run(home, "serve", "--address", address)
    assert result.exit_code == 2
    assert "set up sign-in first" in result.stderr
    assert "docs/team.md" in result.stderr


@pytest.mark.parametrize(
    ("said", "told"),
    [(LOADING, SERVING), (f"thp:never,{LOADING}", f"thp:never,{SERVING}"), ("thp:always",) * 2],
)
def test_serve_lets_freed_memory_stay_for_longer_unless_it_is_told_otherwise(
    home: Path, said: str, told: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv(ALLOCATOR, said)
    monkeypatch.setattr(cli, "_refuse_taken", lambda *_: None)
    monkeypatch.setattr(serving, "serve", lambda *_, **__: None)
    assert run(home, "serve").exit_code == 0
    assert os.environ[ALLOCATOR] == told


def test_the_command_reads_its_words_before_polars_reads_how_to_keep_memory() -> None:
    program = "import sys, cli; print('polars' in sys.modules)"
    done = subprocess.run(
        [sys.executable, "-c", program], cwd=Path(__file__).parents[1], capture_output=True,
        text=True, check=True,
    )  # fmt: skip
    assert done.stdout == "False\n"


def test_serve_with_sign_in_says_which_variable_is_missing(home: Path) -> None:
    keys = {"redirect_uri": "https://x.example/oauth2callback", "client_id": "x",
            "server_metadata_url": "https://x.example/", "client_secret": "${NOT_SET_HERE}",
            "cookie_secret": "${NOT_SET_HERE}"}  # fmt: skip
    with (home / "shoppulse.toml").open("a") as file:
        file.write("\n".join(["\n[auth]", *(f'{key} = "{said}"' for key, said in keys.items())]))
    result = run(home, "serve", "--address", "0.0.0.0")
    assert result.exit_code == 2
    assert "[auth] needs ${NOT_SET_HERE}" in result.stderr


def test_kpis_imports_nothing_heavy(home: Path) -> None:
    code = (
        "import sys\nfrom cli import shoppulse\n"
        f"shoppulse(['--home', {str(home)!r}, 'kpis', '2026-10'], standalone_mode=False)\n"
        "heavy = {'dataframely', 'sqlalchemy', 'streamlit', 'pandas', 'plotly', 'rich'}\n"
        "assert not heavy & set(sys.modules), heavy & set(sys.modules)\n"
    )
    now = (MADE + timedelta(hours=12)).isoformat()
    done = subprocess.run(
        [sys.executable, "-c", code],
        cwd=Path(__file__).parents[1],
        env=os.environ | {"SHOPPULSE_NOW": now},
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stderr


def test_the_demo_can_be_left_alone_where_there_is_data(tmp_path: Path) -> None:
    made = run(tmp_path, "demo", "--orders", "50", "--if-empty")
    assert made.exit_code == 0, made.stderr
    again = run(tmp_path, "demo", "--orders", "50", "--if-empty")
    assert (again.exit_code, again.stderr) == (0, "")


def test_a_folder_around_the_home_is_loaded_without_the_homes_own_files(tmp_path: Path) -> None:
    home = tmp_path / "home"
    (home / "quarantine").mkdir(parents=True)
    (home / "quarantine" / "refused.csv").write_text("a,b\n1,2\n")
    shop = "shop add us --name M --market US --currency USD --time-zone America/Los_Angeles"
    assert run(home, *shop.split()).exit_code == 0
    alone = run(home, "load", str(tmp_path))
    assert (alone.exit_code, "nothing to load" in alone.stderr) == (2, True)
    (tmp_path / "export.csv").write_text("a,b\n1,2\n")
    both = run(home, "load", str(tmp_path))
    assert "refused.csv" not in both.stderr
    assert both.stderr.count("export.csv") == 1


@pytest.mark.parametrize(
    ("words", "hint"),
    [
        ("--currency uds", "Did you mean USD"),
        ("--shop uss", 'Did you mean "us"?'),
        ("--where shop=uss", 'Did you mean "us"?'),
        ("--metric gvm", "Did you mean gmv?"),
        ("--by prodct", "Did you mean product?"),
        ("--metric gmv --clock deliverd", "Did you mean delivered"),
    ],
)
def test_an_unknown_name_is_refused_with_the_nearest(home: Path, words: str, hint: str) -> None:
    result = run(home, "kpis", "2026-10", "--format", "json", *words.split())
    assert result.exit_code == 2
    assert hint in result.stderr
    assert not result.stdout


def test_a_filter_that_matches_nothing_is_said(home: Path) -> None:
    result = run(home, *"kpis 2026-10 --metric orders --where region=XX --format json".split())
    assert rows(result)[0]["value"] == 0
    assert "Nothing was found where region=XX" in result.stderr
    assert "Nothing was found" not in run(home, *"kpis 2026-10 --where region=".split()).stderr


def test_constant_rates_need_a_currency_and_a_comparison(home: Path) -> None:
    for words, missing in (
        ("kpis 2026-10 --currency USD --constant", "--compare"),
        ("kpis 2026-10 --compare previous --constant", "--currency"),
    ):
        result = run(home, *words.split())
        assert result.exit_code == 2
        assert missing in result.stderr
        assert not result.stdout


def test_constant_rates_are_told_in_every_format(home: Path) -> None:
    words = "kpis 2026-10 --compare previous --metric gmv,orders --shop us --currency USD".split()
    gmv, orders = rows(run(home, *words, "--constant", "--format", "json"))
    assert (gmv["constant"], gmv["growth"], gmv["exchange"]) == (40, 30, 0)
    assert "constant" not in orders
    told = run(home, *words, "--constant").stdout
    assert [line.split() for line in told.splitlines()[-3:]] == [
        ["metric", "value", "previous", "change", "constant", "growth", "exchange"],
        ["gmv", "$40.00", "$10.00", "+300.0%", "$40.00", "+300.0%", "0.0%"],
        ["orders", "3", "1", "+200.0%"],
    ]
    header = run(home, *words, "--constant", "--format", "csv").stdout.splitlines()[0]
    assert header.endswith(",change_ratio,constant,growth,exchange")
    assert run(home, *words, "--format", "csv").stdout.splitlines()[0].endswith(",change_ratio")


def test_the_central_banks_file_converts_money_over_the_weekend(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("SHOPPULSE_CUSTOMER_SECRET", "secret")
    for shop in (US, GB):
        add_shop(tmp_path, shop)
    loaded = run(tmp_path, "load", "tests/data/fx_ecb.csv", "--shop", "us")
    assert loaded.exit_code == 0, loaded.output
    store_orders(tmp_path, US, {"2026-10-16": [11.654], "2026-10-18": [11.654]})
    words = "--metric gmv --currency EUR --by day --format json"
    found = rows(run(tmp_path, "kpis", "2026-10-16..2026-10-18", *words.split()))
    assert [row["value"] for row in found] == [10, 0, 10]
    store_orders(tmp_path, US, {"2026-10-30": [1]})
    late = run(tmp_path, "kpis", "2026-10-30", *words.split())
    assert [row["value"] for row in rows(late)] == [None]
    assert "no exchange rate for USD from 2026-10-30" in late.stderr


def test_check_names_the_gmv_that_ties(tmp_path: Path) -> None:
    made = run(tmp_path, "demo", "--orders", "2000", "--until", "2026-10-20")
    assert made.exit_code == 0, made.output
    told = json.loads(run(tmp_path, "check", "--format", "json").stdout)
    assert told["ties"]
    for row in told["ties"]:
        assert row["variant"] == "gmv"
        assert row["days"] > 100
        assert row["median_gap"] <= 0.01
        assert row["says"].startswith("GMV (goods) ties")


def test_a_target_is_set_listed_compared_and_removed(home: Path) -> None:
    for words in ("gmv 2026-10 50 --shop us", "gmv 2026-10 20.5 --shop us", "orders 2026-10 8"):
        done = run(home, *f"target set {words} --author me".split())
        assert done.exit_code == 0, done.stderr
    assert "gmv 2026-10-01 to 2026-10-31: 20.5 USD (us)" in run(
        home, *"target set gmv 2026-10 20.5 --shop us".split()
    ).stderr  # fmt: skip
    listed = json.loads(run(home, *"target list --format json".split()).stdout)
    assert [(row["metric"], row["shop"], row["value"], row["currency"]) for row in listed] == [
        ("gmv", "us", 20.5, "USD"), ("orders", None, 8, None),
    ]  # fmt: skip
    assert listed[0]["set_at"] == "2026-11-01T12:00:00Z"
    told = rows(
        run(home, *"kpis 2026-10 --compare target --metric gmv --shop us --format json".split())
    )
    assert (told[0]["value"], told[0]["previous"], told[0]["change"]) == (40, 20.5, 19.5)
    history = json.loads(run(home, *"target list --history --format json".split()).stdout)
    assert [row["value"] for row in history] == [50, 20.5]
    for words in ("gmv 2026-10 --shop us", "orders 2026-10"):
        assert run(home, *f"target remove {words}".split()).exit_code == 0
    assert run(home, *"target list".split()).stdout.count("\n") == 1
    nothing = run(home, *"kpis 2026-10 --compare target --metric gmv --shop us".split())
    assert (nothing.exit_code, "No target is set for 2026-10-01" in nothing.stderr) == (0, True)


@pytest.mark.parametrize(
    ("words", "message"),
    [
        ("set gmvv 2026-10 1 --shop us", "Did you mean gmv?"),
        ("set gmv 2026-10 1 --shop use", 'Did you mean "us"?'),
        ("set gmv 2026-1o 1 --shop us", "is not a period"),
        ("set gmv 2026-10 1 --shop us --currency USS", "Did you mean"),
        ("set gmv 2026-10 1", "In which currency is gmv?"),
        ("remove gmv 2026-10 --shop gb", "There is no target of gmv for 2026-10-01"),
    ],
)
def test_a_target_of_something_unknown_is_refused(home: Path, words: str, message: str) -> None:
    result = run(home, "target", *words.split())
    assert (result.exit_code, result.stdout) == (2, "")
    assert message in result.stderr


def test_a_database_that_is_down_is_said_without_its_password(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("RECORDS", "postgresql+psycopg://me:s3cret@127.0.0.1:1/none")
    add_shop(tmp_path, US)
    settings = tmp_path / "shoppulse.toml"
    settings.write_text('records_url = "${RECORDS}"\n' + settings.read_text())
    result = run(tmp_path, *"target set gmv 2026-10 1 --shop us".split())
    assert (result.exit_code, result.stdout) == (2, "")
    assert "can't be used" in result.stderr
    assert "s3cret" not in result.stderr


def test_comparing_with_targets_makes_no_home(tmp_path: Path) -> None:
    result = run(tmp_path / "none", *"kpis 2026-10 --compare target --metric gmv".split())
    assert (result.exit_code, (tmp_path / "none").exists()) == (0, False)
