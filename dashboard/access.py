"""Who is looking, and what they may see and do.

On a laptop there is no sign-in: whoever sits at it may do all. For a team (`[auth]`) it is who
signed in with a verified e-mail that `[people]` names. Nothing is remembered: settings and token
are asked in every run, so that a role that is taken away is gone with the next click.
"""

import getpass
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from functools import cache
from typing import Any, Final

import streamlit as st
from streamlit import config

from dashboard.text import _
from loaders.people import ROLES, Member, is_loopback
from loaders.settings import Settings, SettingsError, home_path, real_home
from metrics.metric import N_

LEAST: Final[Mapping[str, str]] = {
    "upload": "analyst",
    "type_figures": "analyst",
    "save_views": "analyst",
    "add_shops": "admin",
    "run_sources": "admin",
}
"""What can be done → the least role that may. Everybody may see and download."""


ROLE_LABELS: Final[Mapping[str, str]] = {
    "viewer": N_("Viewer"),
    "analyst": N_("Analyst"),
    "admin": N_("Admin"),
}


class AccessError(Exception):
    """Someone may not see or do this; the message says why, and whom to ask."""


class NotSignedInError(AccessError):
    """Nobody is signed in, or was for too long."""


@dataclass(frozen=True)
class Person:
    """Who looks. `email`: None on a laptop. `shops`: those that they may see, None for all."""

    email: str | None
    name: str
    role: str
    shops: tuple[str, ...] | None = None

    def may(self, action: str) -> bool:
        """Whether the role allows it; one of `LEAST`."""
        return ROLES.index(self.role) >= ROLES.index(LEAST[action])

    @property
    def author(self) -> str:
        """Who is named beside what they typed or saved."""
        return self.email or self.name


def person() -> Person:
    """Who looks.

    Raises:
        AccessError: nobody that the settings know, or sign-in was asked for and isn't there.
    """
    if not signs_in():
        settings = real_home(home_path()).settings
        _refuse_unguarded(asked_for=settings.auth is not None)
        return Person(None, _user_of_this_machine(), "admin")
    user = st.user.to_dict()
    email = _verified(user)
    member = _settings_unseen().member(email)
    if member is None:
        raise AccessError(
            _(
                "{email} has no access to this dashboard yet. Ask whoever runs it to add you to "
                "the people in shoppulse.toml."
            ).format(email=email)
        )
    return _of(member, user)


def may(action: str) -> bool:
    """Whether the person may do this (one of `LEAST`): for what is drawn."""
    return person().may(action)


def require(action: str) -> Person:
    """The person, who may do this: for what is done. Raises AccessError: they may not."""
    who = person()
    if not who.may(action):
        raise AccessError(
            _("Your role, {role}, doesn't allow this. Ask an admin.").format(
                role=_(ROLE_LABELS[who.role])
            )
        )
    return who


def is_still(who: Person) -> bool:
    """Whether it is still this person who looks, with the same role and shops."""
    try:
        return person() == who
    except AccessError:
        return False


def signs_in() -> bool:
    """Whether people sign in here: `st.user` says so where Streamlit has an `[auth]`."""
    return "is_logged_in" in st.user.to_dict()


def _settings_unseen() -> Settings:
    """The settings; what is wrong with them is no business of people who aren't let in yet."""
    try:
        return real_home(home_path()).settings
    except SettingsError as error:
        raise AccessError(
            _(
                "There is a mistake in the settings of this dashboard, so nobody can be let in. "
                "Whoever runs it is told what it is by “shoppulse check”."
            )
        ) from error


@cache
def _user_of_this_machine() -> str:
    try:
        return getpass.getuser()
    except (KeyError, OSError):  # a number without a name, as in containers
        return "local"


def _refuse_unguarded(*, asked_for: bool) -> None:
    """Without sign-in, other machines are not answered, however the server was started.

    Streamlit's own test (AppTest) listens nowhere, in whatever folder it is started.
    """
    if asked_for:
        raise AccessError(
            _("shoppulse.toml asks people to sign in: start the dashboard with “shoppulse serve”.")
        )
    address = st.get_option("server.address")
    if not address and config.get_option("global.appTest"):  # not told to `st.get_option`
        return
    if not is_loopback(address):
        raise AccessError(
            _(
                "The dashboard listens on {address} without sign-in, so it shows nothing. Set up "
                "[auth] in shoppulse.toml (docs/team.md), or listen on 127.0.0.1."
            ).format(address=address or "0.0.0.0")
        )


def _verified(user: Mapping[str, Any]) -> str:
    """The e-mail of who is signed in. Raises AccessError: none, too long ago, or not verified."""
    if user.get("is_logged_in") is not True:
        raise NotSignedInError(_("Sign in to see the numbers of your shops."))
    until = user.get("exp")
    if not isinstance(until, int | float) or until <= datetime.now(UTC).timestamp():
        raise NotSignedInError(_("Your sign-in has run out. Sign in again."))
    email = user.get("email")
    if not isinstance(email, str) or not email.strip():
        raise AccessError(
            _("Your account came without an e-mail address. Sign in with another account.")
        )
    if str(user.get("email_verified")).lower() != "true":
        raise AccessError(
            _(
                "The e-mail address {email} isn't verified by your sign-in service. Verify it "
                "there and sign in again, or sign in with another account."
            ).format(email=email)
        )
    return email


def _of(member: Member, user: Mapping[str, Any]) -> Person:
    name = user.get("name")
    return Person(
        member.email, name if isinstance(name, str) and name else member.email, member.role,
        member.shops,
    )  # fmt: skip
