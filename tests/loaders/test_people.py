"""The people of a team and where they sign in, as shoppulse.toml says it."""

from pathlib import Path

import pytest

from loaders.people import Member, is_loopback
from loaders.settings import SettingsError
from loaders.settings_file import Settings, read_settings

SHOPS = """
[shops.us-main]
name = "Main"
market = "US"
currency = "USD"
time_zone = "America/Los_Angeles"

[shops.gb-main]
name = "Britain"
market = "GB"
currency = "GBP"
time_zone = "Europe/London"

[ads.7001]
shop = "us-main"

[ads.7002]
shop = "gb-main"

[[sources]]
name = "erp"
kind = "files"
shop = "gb-main"
path = "exports"

[[sources]]
name = "both"
kind = "files"
path = "exports"
"""
AUTH = """
[auth]
redirect_uri = "https://shops.example.com/oauth2callback"
client_id = "shoppulse"
client_secret = "${SHOPPULSE_CLIENT_SECRET}"
cookie_secret = "${SHOPPULSE_COOKIE_SECRET}"
server_metadata_url = "https://id.example.com/.well-known/openid-configuration"
"""


def written(folder: Path, text: str) -> Settings:
    (folder / "shoppulse.toml").write_text(text)
    return read_settings(folder)


def person(role: str, shops: str = "", email: str = "jo@team.example") -> str:
    return f'{SHOPS}\n[people."{email}"]\nrole = "{role}"\n{shops}\n'


def test_people_have_a_role_and_shops(tmp_path: Path) -> None:
    settings = written(tmp_path, person("viewer", 'shops = ["us-main", "us-main"]'))
    assert settings.member("jo@team.example") == Member("jo@team.example", "viewer", ("us-main",))
    assert settings.member("JO@Team.Example ") == settings.member("jo@team.example")
    assert settings.member("joe@team.example") is None
    assert settings.auth is None


@pytest.mark.parametrize("email", ["Jo@Team.example", "jo@team.example"])
def test_the_case_of_an_address_in_the_file_does_not_count(tmp_path: Path, email: str) -> None:
    settings = written(tmp_path, person("analyst", 'shops = "all"', email))
    assert settings.member("jo@team.example") == Member("jo@team.example", "analyst", None)


def test_an_admin_has_all_shops(tmp_path: Path) -> None:
    member = written(tmp_path, person("admin")).member("jo@team.example")
    assert member == Member("jo@team.example", "admin", None)


@pytest.mark.parametrize(
    ("text", "said"),
    [
        (person("veiwer", 'shops = "all"'), 'unknown role "veiwer". Did you mean "viewer"?'),
        (person("viewer", 'shops = ["us-mian"]'), 'shop "us-mian" is not in [shops]. Did you mean '
         '"us-main"?'),
        (person("viewer"), '"shops" must be "all", or a list'),
        (person("viewer", "shops = []"), '"shops" must be "all", or a list'),
        (person("viewer", 'shops = "us-main"'), '"shops" must be "all", or a list'),
        (person("viewer", "shops = [1]"), '"shops" must be "all", or a list'),
        (person("admin", 'shops = ["us-main"]'), "an admin has all shops"),
        (person("viewer", 'shop = "us-main"'), 'unknown key "shop". Did you mean "shops"?'),
        (person("viewer", 'shops = "all"', "jo"), "name the person by e-mail"),
        (person("admin") + '[people."JO@team.example"]\nrole = "admin"', "twice"),
    ],
)  # fmt: skip
def test_what_cannot_be_is_refused_with_the_person_and_the_nearest_name(
    tmp_path: Path, text: str, said: str
) -> None:
    with pytest.raises(SettingsError) as told:
        written(tmp_path, text)
    assert said in str(told.value)
    assert "[people." in str(told.value)


def test_where_people_sign_in_is_as_written_and_not_shown(tmp_path: Path) -> None:
    auth = written(tmp_path, AUTH).auth
    assert auth is not None
    assert auth.values["client_id"] == "shoppulse"
    assert auth.values["client_secret"] == "${SHOPPULSE_CLIENT_SECRET}"
    assert "SECRET" not in repr(auth)


@pytest.mark.parametrize(
    ("old", "new", "said"),
    [
        ("${SHOPPULSE_CLIENT_SECRET}", "hunter2", '"client_secret" is a secret'),
        ("${SHOPPULSE_COOKIE_SECRET}", "x${Y}", '"cookie_secret" is a secret'),
        ('client_id = "shoppulse"\n', "", '"client_id" is missing'),
        ("client_id", "client", 'unknown key "client". Did you mean "client_id"?'),
    ],
)
def test_a_secret_in_the_file_and_a_missing_key_are_refused(
    tmp_path: Path, old: str, new: str, said: str
) -> None:
    with pytest.raises(SettingsError) as told:
        written(tmp_path, AUTH.replace(old, new))
    assert said in str(told.value)
    assert "hunter2" not in str(told.value)


def test_settings_of_some_shops_name_no_other(tmp_path: Path) -> None:
    settings = written(tmp_path, SHOPS).of_shops(["us-main"])
    assert [*settings.shops] == ["us-main"]
    assert settings.ads == {"7001": "us-main"}
    assert settings.sources == ()


@pytest.mark.parametrize(
    ("address", "only_here"),
    [("127.0.0.1", True), ("127.9.9.9", True), ("::1", True), ("localhost", True),
     ("0.0.0.0", False), ("::", False), ("192.0.2.1", False), ("shops.example.com", False),
     (None, False), ("", False)],
)  # fmt: skip
def test_only_loopback_is_this_machine_alone(address: str | None, only_here: bool) -> None:
    assert is_loopback(address) is only_here
