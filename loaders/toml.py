"""Tables of a TOML file, read with errors that name the table and the key."""

import tomllib
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from pathlib import Path

from loaders.errors import SettingsError, unknown, within
from metrics.errors import Reason
from metrics.metric import N_


@dataclass(frozen=True)
class Section:
    """One table of the file. Values may hold passwords, so they are never shown."""

    values: Mapping[str, object] = field(repr=False)
    where: str

    def only(self, *known: str) -> "Section":
        """Itself; refuses any key but `known`."""
        for key in self.values:
            if key not in known:
                raise self.error(*unknown(N_('unknown key "{name}".'), key, known))
        return self

    def text(self, key: str) -> str:
        value = self.optional(key)
        if value is None:
            raise self.error(N_('"{key}" is missing.'), key=key)
        return value

    def optional(self, key: str) -> str | None:
        value = self.values.get(key)
        if value is None:
            return None
        if not isinstance(value, str) or not value.strip():
            raise self.error(N_('"{key}" must be a text in quotes.'), key=key)
        return value

    def day(self, key: str) -> date | None:
        value = self.values.get(key)
        if value is None or (isinstance(value, date) and not isinstance(value, datetime)):
            return value
        raise self.error(N_('"{key}" must be a date such as 2026-11-21, without quotes.'), key=key)

    def whole_number(self, key: str, least: int, most: int) -> int | None:
        value = self.values.get(key)
        is_whole = isinstance(value, int) and not isinstance(value, bool)
        if value is None or (is_whole and least <= value <= most):
            return value
        raise self.error(
            N_('"{key}" must be a whole number from {least} to {most}.'),
            key=key, least=least, most=most,
        )  # fmt: skip

    def table(self, key: str) -> "Section":
        """The table `[key]`; empty where there is none."""
        value = self.values.get(key, {})
        if not isinstance(value, dict):
            raise self.error(N_('"{key}" must be a table: [{key}] with its keys below.'), key=key)
        return Section(value, f"[{key}]")

    def sections(self, key: str) -> dict[str, "Section"]:
        """The tables `[key.NAME]`, by name."""
        value = self.values.get(key, {})
        if not isinstance(value, dict) or not all(isinstance(one, dict) for one in value.values()):
            raise self.error(
                N_('"{key}" must be tables: [{key}.NAME] with its keys below.'), key=key
            )
        return {name: Section(one, f"[{key}.{name}]") for name, one in value.items()}

    def listed(self, key: str) -> list["Section"]:
        """The tables `[[key]]`, in their order."""
        value = self.values.get(key, [])
        if not isinstance(value, list) or not all(isinstance(one, dict) for one in value):
            raise self.error(N_('"{key}" must be a list of tables: [[{key}]] above each.'), key=key)
        return [
            Section(one, Reason(N_("[[{key}]] number {n}"), {"key": key, "n": n}))
            for n, one in enumerate(value, 1)
        ]

    def texts(self, key: str) -> dict[str, str]:
        """The table `[key]` of this one, whose values are all texts."""
        value = self.values.get(key, {})
        if not isinstance(value, dict):
            raise self.error(N_('"{key}" must be a table.'), key=key)
        inner = Section(value, Reason("{where} {key}", {"where": self.where, "key": key}))
        return {name: inner.text(name) for name in value}

    def error(self, *sentences: str, **about: object) -> SettingsError:
        """As SettingsError itself, behind the place of this table."""
        error = SettingsError(*sentences, **about)
        return SettingsError(within(self.where, error)) if self.where else error


def parse(text: str, file: Path) -> Section:
    """The whole file as one section."""
    try:
        return Section(tomllib.loads(text), "")
    except tomllib.TOMLDecodeError as error:
        raise SettingsError(
            N_("{file} is not valid TOML: {error}."), file=file, error=error
        ) from error
