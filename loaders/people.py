"""Who may see and do what in a team: `[people]` and `[auth]` of the settings."""

import re
from collections.abc import Collection, Mapping
from dataclasses import dataclass, field, replace
from ipaddress import ip_address
from typing import Final

from loaders.errors import unknown
from loaders.toml import Section
from metrics.metric import N_

ROLES: Final = ("viewer", "analyst", "admin")
"""Each may do all that those before it may."""
ALL: Final = "all"
AUTH: Final = ("redirect_uri", "client_id", "client_secret", "cookie_secret", "server_metadata_url")
LOOPBACK: Final = "127.0.0.1"
SECRET: Final = ("client_secret", "cookie_secret")
NO_SHOP: Final = N_('shop "{name}" is not in [shops].')


@dataclass(frozen=True)
class Member:
    """A person of the team: what they may do, and for which shops (None: all)."""

    email: str
    role: str
    shops: tuple[str, ...] | None


@dataclass(frozen=True)
class Auth:
    """The team's OpenID Connect provider; `${ENV}` in a value stands as written."""

    values: Mapping[str, str] = field(repr=False)


def folded(email: str) -> str:
    """An e-mail address as it is compared: without regard to case."""
    return email.strip().casefold()


def members(top: Section, shops: Collection[str]) -> dict[str, Member]:
    """The tables `[people."E-MAIL"]`, by `folded` e-mail.

    Raises:
        SettingsError: a role or a shop that isn't known, or one person twice.
    """
    found: dict[str, Member] = {}
    for email, section in top.sections("people").items():
        section = replace(section, where=f'[people."{email}"]')
        if not re.fullmatch(r"[^@\s]+@[^@\s]+", email.strip()):
            raise section.error(N_('name the person by e-mail: [people."name@company.example"].'))
        member = _member(email, section, shops)
        if member.email in found:
            raise section.error(N_("this person is there twice (case doesn't count): remove one."))
        found[member.email] = member
    return found


def _member(email: str, section: Section, shops: Collection[str]) -> Member:
    role = section.only("role", "shops").text("role")
    if role not in ROLES:
        raise section.error(*unknown(N_('unknown role "{name}".'), role, ROLES))
    return Member(folded(email), role, _shops(section, role, shops))


def _shops(section: Section, role: str, known: Collection[str]) -> tuple[str, ...] | None:
    said = section.values.get("shops", ALL if role == "admin" else None)
    if said == ALL:
        return None
    if not isinstance(said, list) or not said or not all(isinstance(one, str) for one in said):
        raise section.error(N_('"shops" must be "all", or a list such as ["us-main", "gb-main"].'))
    if role == "admin":
        raise section.error(N_('an admin has all shops: leave "shops" out, or make it an analyst.'))
    for shop in said:
        if shop not in known:
            raise section.error(*unknown(NO_SHOP, shop, [*known]))
    return tuple(sorted(set(said)))


def auth(top: Section) -> Auth | None:
    """The table `[auth]`; None where there is none.

    Raises:
        SettingsError: a key is missing or unknown, or a secret stands in the file itself.
    """
    if "auth" not in top.values:
        return None
    section = top.table("auth").only(*AUTH)
    values = {key: section.text(key) for key in AUTH}
    for key in SECRET:
        if not re.fullmatch(r"\$\{[A-Za-z_][A-Za-z0-9_]*\}", values[key]):
            raise section.error(
                N_(
                    '"{key}" is a secret: write {key} = "{variable}" and set that variable where '
                    "the dashboard starts."
                ),
                key=key, variable=f"${{SHOPPULSE_{key.upper()}}}",
            )  # fmt: skip
    return Auth(values)


def is_loopback(address: str | None) -> bool:
    """Whether only this machine reaches a server that listens on the address; None is all."""
    try:
        return ip_address(address or "0.0.0.0").is_loopback
    except ValueError:
        return address == "localhost"
