"""The server's own routes and what it refuses to start with."""

import os
import re
from collections.abc import Iterator
from pathlib import Path
from urllib.error import HTTPError
from urllib.request import urlopen

import pytest

from dashboard import serving, telemetry
from loaders.people import AUTH, Auth
from loaders.settings import SettingsError
from tests.dashboard.conftest import ROOT
from tests.dashboard.screenshots import served

VALUES = {key: f"${{{key.upper()}}}" for key in AUTH}
FILLED = {key.upper(): "x" * 32 for key in AUTH} | {
    "REDIRECT_URI": "https://shops.example.com/oauth2callback"
}


@pytest.fixture
def filled(monkeypatch: pytest.MonkeyPatch) -> pytest.MonkeyPatch:
    for name, value in FILLED.items():
        monkeypatch.setenv(name, value)
    return monkeypatch


@pytest.fixture(scope="module")
def broken(demo: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """A server whose store has lost a table after it started."""
    from shutil import copytree, rmtree

    home = copytree(demo, tmp_path_factory.mktemp("broken") / "home")
    with served(home) as address:
        rmtree(home / "demo/store/tables/orders")
        yield address


def test_sign_in_takes_its_values_from_the_environment(filled: pytest.MonkeyPatch) -> None:
    said = serving.secrets(Auth(VALUES))
    assert said["client_secret"] == "x" * 32
    assert serving.host(said) == "shops.example.com"
    assert serving.host(None) is None


@pytest.mark.parametrize(
    ("name", "value", "said"),
    [
        ("COOKIE_SECRET", "too short", "32 characters or more"),
        ("REDIRECT_URI", "https://shops.example.com/", "with /oauth2callback behind it"),
        ("CLIENT_SECRET", "", "[auth] needs ${CLIENT_SECRET}"),
    ],
)
def test_a_value_that_cannot_be_right_is_refused_and_not_printed(
    filled: pytest.MonkeyPatch, name: str, value: str, said: str
) -> None:
    filled.setenv(name, value)
    with pytest.raises(SettingsError) as told:
        serving.secrets(Auth(VALUES))
    assert said in str(told.value)
    assert "too short" not in str(told.value)


def test_health_says_that_the_store_cannot_be_read_but_not_why(broken: str) -> None:
    with pytest.raises(HTTPError) as told:
        urlopen(f"{broken}/healthz")
    assert told.value.code == 503
    assert told.value.read() == b'{"status":"store can\'t be read"}'
    told.value.close()
    with urlopen(f"{broken}/metrics") as answer:
        said = answer.read().decode()
    assert "shoppulse_store_readable 0.0" in said
    assert os.sep + "store" not in said


def test_an_empty_home_is_healthy_and_its_store_has_no_age(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("SHOPPULSE_HOME", str(tmp_path))
    age = serving.store_age()
    assert age is not None
    assert age != age


def test_the_age_of_a_store_is_the_time_since_it_changed(
    small_shop: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("SHOPPULSE_HOME", str(small_shop))
    monkeypatch.setenv("SHOPPULSE_NOW", "2999-01-01T00:00:00Z")
    age = serving.store_age()
    assert age is not None
    assert age > 900 * 365 * 86_400


def test_no_expression_calls_back_into_python() -> None:
    """It would freeze the server: Polars' workers wait for Python's lock, which another session's
    table holds (`to_pandas` doesn't let go of it) while it waits for Polars' workers."""
    packages = ("dashboard", "metrics", "reports", "records", "commands")
    files = [file for name in packages for file in (ROOT / name).rglob("*.py")]
    found = [file.name for file in files if re.search(r"\.map_(elements|batches|groups)\(",
                                                      file.read_text("utf-8"))]  # fmt: skip
    assert len(files) > 100
    assert found == []


def test_bugs_and_told_errors_are_counted_apart() -> None:
    before = telemetry.BUG._value.get()
    serving.count_bug(ValueError("x"))
    assert telemetry.BUG._value.get() == before + 1
