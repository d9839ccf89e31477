"""Who is looking, and what they may do: whoever sits at this machine, all."""

import getpass
from dataclasses import dataclass


class AccessError(Exception):
    """Someone may not see or do this; the message says why, and whom to ask."""


@dataclass(frozen=True)
class Person:
    """Who looks. `email`: None where nobody signs in. `shops`: None for all."""

    email: str | None
    name: str
    role: str
    shops: tuple[str, ...] | None = None

    def may(self, action: str) -> bool:
        """Whether the role allows it."""
        return self.role == "admin" or action == "upload"

    @property
    def author(self) -> str:
        """Who is named beside what they typed or saved."""
        return self.email or self.name


def person() -> Person:
    """Who looks."""
    return Person(None, getpass.getuser(), "admin")


def may(action: str) -> bool:
    """Whether the person may do this: for what is drawn."""
    return person().may(action)


def require(action: str) -> Person:
    """The person, who may do this: for what is done. Raises AccessError: they may not."""
    who = person()
    if not who.may(action):
        raise AccessError("Your role may not do this.")
    return who
