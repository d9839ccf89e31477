"""shoppulse.toml, the home and the clock: what they give, and what they refuse in which words."""

import stat
from datetime import UTC, date, datetime
from pathlib import Path

import pytest

from loaders.settings import (
    Home,
    Settings,
    SettingsError,
    Shop,
    add_shop,
    customer_secret,
    home_path,
    now,
    open_home,
    real_home,
)
from loaders.settings_file import read_settings
from loaders.storing import manifest
from loaders.storing.manifest import Manifest
from metrics.calendar import ISO, Calendar

SHOP = """
[shops.us-main]
name = "Main shop"
market = "US"
currency = "USD"
time_zone = "America/Los_Angeles"
"""
DATABASE = """
[[sources]]
name = "erp"
kind = "database"
shop = "us-main"
url = "postgresql+psycopg://${ERP_USER}:${ERP_PASSWORD}@${ERP_HOST}/erp"
[sources.tables]
orders = "select 1"
"""


@pytest.fixture(autouse=True)
def plain_environment(monkeypatch: pytest.MonkeyPatch) -> None:
    for name in ("SHOPPULSE_NOW", "SHOPPULSE_HOME", "SHOPPULSE_CUSTOMER_SECRET"):
        monkeypatch.delenv(name, raising=False)


def written(folder: Path, text: str) -> Settings:
    (folder / "shoppulse.toml").write_text(text)
    return read_settings(folder)


def test_shops_sources_and_accounts_come_out_as_written(tmp_path: Path) -> None:
    files = '[[sources]]\nname = "drop"\nkind = "files"\nshop = "us-main"\npath = "exports/"\n'
    account = '[ads.7123]\nshop = "us-main"\n'
    settings = written(
        tmp_path, 'review_time_zone = "Asia/Shanghai"\n' + SHOP + DATABASE + files + account
    )
    assert settings.shop("us-main") == Shop(
        "us-main", "Main shop", "US", "USD", "America/Los_Angeles"
    )
    assert [(source.name, source.kind) for source in settings.sources] == [
        ("erp", "database"),
        ("drop", "files"),
    ]
    assert settings.source("erp").tables == {"orders": "select 1"}
    assert settings.source("drop").opened() == "exports/"
    assert settings.ads == {"7123": "us-main"}
    assert settings.review_time_zone == "Asia/Shanghai"


def test_calendar_is_as_written_and_iso_by_default(tmp_path: Path) -> None:
    text = '[calendar]\nweek_starts_on = "Sunday"\nmonth_starts_on = 26\nyear_starts_in = 4\n'
    assert written(tmp_path, text).calendar == Calendar(6, 26, 4)
    assert written(tmp_path, "[calendar]\nyear_starts_in = 2\n").calendar == Calendar(0, 1, 2)
    assert written(tmp_path, SHOP).calendar == ISO


def test_home_without_settings_has_no_shops(tmp_path: Path) -> None:
    assert read_settings(tmp_path / "nowhere") == Settings()


@pytest.mark.parametrize(
    ("text", "message"),
    [
        (SHOP + 'timezone = "Asia/Bangkok"', r'us-main.*"timezone".*mean "time_zone"'),
        ('reviewtimezone = "UTC"', r'"reviewtimezone".*mean "review_time_zone"'),
        ("[shop.us]", r'unknown key "shop".*mean "shops"'),
        (SHOP.replace('"USD"', '"USX"'), r'us-main.*currency "USX"'),
        (SHOP.replace('"US"', '"UK"'), r'us-main.*market "UK"'),
        (SHOP.replace("Los_Angeles", "Los Angeles"), r'us-main.*"America/Los Angeles".*unknown'),
        (SHOP.replace('name = "Main shop"', ""), r'us-main.*"name" is missing'),
        (SHOP.replace('"Main shop"', "7"), r'us-main.*"name" must be a text'),
        (SHOP.replace("us-main", '"us/main"'), r'shop id "us/main"'),
        ("shops = 3", r'"shops" must be tables'),
        (DATABASE, r'source "erp".*shop "us-main" is not in \[shops\]'),
        (SHOP + DATABASE + DATABASE, r'two sources are named "erp"'),
        (SHOP + DATABASE.replace("url", "path"), r'unknown key "path"'),
        (SHOP + DATABASE.replace('"database"', '"databse"'), r'mean "database"'),
        (SHOP + DATABASE.split("[sources.tables]")[0], r"\[sources.tables\] is missing"),
        ('[ads.7]\nshop = "x"\n' + SHOP, r"\[ads.7\].*not in \[shops\]"),
        ('review_time_zone = "Mars"', r'review_time_zone.*"Mars"'),
        ('demo_until = "2026-11-21"', r'"demo_until" must be a date'),
        ("[shops", r"not valid TOML"),
        ("calendar = 1", r'"calendar" must be a table'),
        ("[calendar]\nmonth_start = 26", r"\[calendar\].*mean \"month_starts_on\""),
        ("[calendar]\nmonth_starts_on = 29", r"\[calendar\].*whole number from 1 to 28"),
        ("[calendar]\nmonth_starts_on = 0", r"\[calendar\].*whole number from 1 to 28"),
        ('[calendar]\nyear_starts_in = "April"', r"\[calendar\].*whole number from 1 to 12"),
        ("[calendar]\nyear_starts_in = true", r"\[calendar\].*whole number from 1 to 12"),
        ('[calendar]\nweek_starts_on = "sonday"', r'\[calendar\].*"sonday".*mean "sunday"'),
        ("[calendar]\nweek_starts_on = 7", r"\[calendar\].*must be a text"),
    ],
)
def test_wrong_settings_are_refused_by_name(tmp_path: Path, text: str, message: str) -> None:
    with pytest.raises(SettingsError, match=message) as caught:
        written(tmp_path, text)
    assert "shoppulse.toml" in str(caught.value)


def test_error_in_a_source_never_shows_its_password(tmp_path: Path) -> None:
    text = SHOP + DATABASE.replace("${ERP_PASSWORD}", "hunter2").replace('"us-main"', '"other"')
    with pytest.raises(SettingsError) as caught:
        written(tmp_path, text)
    assert "hunter2" not in str(caught.value)
    source = written(tmp_path, SHOP + DATABASE.replace("${ERP_PASSWORD}", "hunter2")).sources[0]
    assert "hunter2" not in repr(source)


def test_missing_environment_is_named_when_the_source_is_used(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("ERP_USER", "reader")
    monkeypatch.setenv("ERP_HOST", "127.0.0.1:5433")
    monkeypatch.delenv("ERP_PASSWORD", raising=False)
    source = written(tmp_path, SHOP + DATABASE).source("erp")
    with pytest.raises(SettingsError, match=r"erp.*\$\{ERP_PASSWORD\}") as caught:
        source.opened()
    assert "reader" not in str(caught.value)


def test_password_with_url_characters_reaches_the_database_whole(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("ERP_USER", "reader")
    monkeypatch.setenv("ERP_PASSWORD", "p@ss/w:rd%")
    monkeypatch.setenv("ERP_HOST", "127.0.0.1:5433")
    url = written(tmp_path, SHOP + DATABASE).source("erp").opened()
    assert url == "postgresql+psycopg://reader:p%40ss%2Fw%3Ard%25@127.0.0.1:5433/erp"


def test_a_whole_url_may_come_from_the_environment(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("ERP_URL", "mysql+pymysql://a:b@127.0.0.1/erp")
    text = DATABASE.replace("postgresql+psycopg://${ERP_USER}:${ERP_PASSWORD}@${ERP_HOST}/erp",
                            "${ERP_URL}")  # fmt: skip
    assert written(tmp_path, SHOP + text).source("erp").opened().startswith("mysql+pymysql://a:b@")


def test_unknown_shop_or_source_is_answered_with_the_nearest(tmp_path: Path) -> None:
    settings = written(tmp_path, SHOP + DATABASE)
    with pytest.raises(SettingsError, match='mean "us-main"'):
        settings.shop("us-mian")
    with pytest.raises(SettingsError, match=r"Known: erp\."):
        settings.source("warehouse")


def test_added_shop_is_read_back_and_the_rest_of_the_file_stays(tmp_path: Path) -> None:
    written(tmp_path, "# ours\n" + SHOP + DATABASE)
    shop = Shop("vn", 'Cửa hàng "Số 1" \\ 店', "VN", "VND", "Asia/Ho_Chi_Minh")
    add_shop(tmp_path, shop)
    settings = read_settings(tmp_path)
    assert settings.shops["vn"] == shop
    assert [*settings.shops] == ["us-main", "vn"]
    assert (tmp_path / "shoppulse.toml").read_text().startswith("# ours\n")


def test_adding_a_shop_makes_the_home(tmp_path: Path) -> None:
    add_shop(tmp_path / "a/home", Shop("us", "US", "US", "USD", "America/New_York"))
    assert [*read_settings(tmp_path / "a/home").shops] == ["us"]


def test_adding_a_shop_twice_is_refused_and_changes_nothing(tmp_path: Path) -> None:
    written(tmp_path, SHOP)
    with pytest.raises(SettingsError, match=r"us-main.*already"):
        add_shop(tmp_path, Shop("us-main", "Other", "US", "USD", "America/New_York"))
    assert (tmp_path / "shoppulse.toml").read_text() == SHOP


@pytest.mark.parametrize("shop_id", ["", "a,b", "../x", "a b", "店"])
def test_shop_id_that_could_not_be_typed_or_stored_is_refused(shop_id: str) -> None:
    with pytest.raises(SettingsError, match="shop id"):
        Shop(shop_id, "Name", "US", "USD", "America/New_York")


def test_clock_is_replaced_by_the_environment(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("SHOPPULSE_NOW", "2026-11-22T08:00:00+08:00")
    assert now() == datetime(2026, 11, 22, tzinfo=UTC)
    monkeypatch.setenv("SHOPPULSE_NOW", "2026-11-22T08:00:00")
    assert now() == datetime(2026, 11, 22, 8, tzinfo=UTC)
    monkeypatch.setenv("SHOPPULSE_NOW", "tomorrow")
    with pytest.raises(SettingsError, match="SHOPPULSE_NOW"):
        now()


def test_today_is_the_day_in_the_review_time_zone(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("SHOPPULSE_NOW", "2026-11-22T23:30:00Z")
    assert Home(Path(), Settings(review_time_zone="Asia/Shanghai")).today() == date(2026, 11, 23)
    zone = "America/Los_Angeles"
    assert Home(Path(), Settings(review_time_zone=zone)).today() == date(2026, 11, 22)


def demo_in(home: Path) -> None:
    (home / "demo").mkdir(parents=True)
    written(home / "demo", "demo_until = 2026-11-21\n" + SHOP)


def test_demo_shows_only_while_the_home_holds_no_real_row(tmp_path: Path) -> None:
    demo_in(tmp_path)
    home = open_home(tmp_path)
    assert (home.is_demo, home.store) == (True, tmp_path / "demo/store")
    days = {"orders": {"us-main": (date(2026, 1, 1), date(2026, 1, 2))}}
    manifest.write(tmp_path / "store/manifests", Manifest(1, tables={"orders": 0}, days=days))
    home = open_home(tmp_path)
    assert (home.is_demo, home.store) == (False, tmp_path / "store")


def test_demo_is_shown_in_the_weeks_and_months_of_the_home(tmp_path: Path) -> None:
    demo_in(tmp_path)
    written(tmp_path, "[calendar]\nmonth_starts_on = 26\n")
    assert open_home(tmp_path).settings.calendar == Calendar(month_start=26)


def test_what_is_loaded_goes_to_the_real_home_though_the_demo_shows(tmp_path: Path) -> None:
    demo_in(tmp_path)
    assert real_home(tmp_path) == Home(tmp_path, Settings())


def test_clock_of_a_demo_stands_at_noon_after_its_last_day(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    demo_in(tmp_path)
    assert open_home(tmp_path).now() == datetime(2026, 11, 22, 12, tzinfo=UTC)
    monkeypatch.setenv("SHOPPULSE_NOW", "2026-12-01T00:00:00Z")
    assert open_home(tmp_path).now() == datetime(2026, 12, 1, tzinfo=UTC)


def test_home_is_as_given_else_from_the_environment_else_here(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert home_path() == Path("shoppulse-home")
    monkeypatch.setenv("SHOPPULSE_HOME", str(tmp_path))
    assert home_path() == tmp_path
    assert home_path("given") == Path("given")
    (tmp_path / "file").touch()
    with pytest.raises(SettingsError, match="is a file"):
        home_path(str(tmp_path / "file"))


def test_customer_secret_is_made_once_and_only_its_owner_reads_it(tmp_path: Path) -> None:
    secret = customer_secret(tmp_path / "home")
    file = tmp_path / "home/customer.key"
    assert len(secret) == 64
    assert customer_secret(tmp_path / "home") == secret
    assert stat.S_IMODE(file.stat().st_mode) == 0o600
    assert [path.name for path in file.parent.iterdir()] == ["customer.key"]


def test_customer_secret_of_a_team_comes_from_the_environment(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("SHOPPULSE_CUSTOMER_SECRET", "shared")
    assert customer_secret(tmp_path) == b"shared"
    assert not (tmp_path / "customer.key").exists()
