"""Tables of a TOML file, read with errors that name the table and the key."""

import tomllib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from pathlib import Path


class SettingsError(Exception):
    """Settings that can't be used; the message says where, what and what to do."""


@dataclass(frozen=True)
class Section:
    """One table of the file. Values may hold passwords, so they are never shown."""

    values: Mapping[str, object] = field(repr=False)
    where: str

    def only(self, *known: str) -> "Section":
        """Itself; refuses any key but `known`."""
        for key in self.values:
            if key not in known:
                raise self.error(f'unknown key "{key}".{did_you_mean(key, known)}')
        return self

    def text(self, key: str) -> str:
        value = self.optional(key)
        if value is None:
            raise self.error(f'"{key}" is missing.')
        return value

    def optional(self, key: str) -> str | None:
        value = self.values.get(key)
        if value is None:
            return None
        if not isinstance(value, str) or not value.strip():
            raise self.error(f'"{key}" must be a text in quotes.')
        return value

    def day(self, key: str) -> date | None:
        value = self.values.get(key)
        if value is None or (isinstance(value, date) and not isinstance(value, datetime)):
            return value
        raise self.error(f'"{key}" must be a date such as 2026-11-21, without quotes.')

    def whole_number(self, key: str, least: int, most: int) -> int | None:
        value = self.values.get(key)
        is_whole = isinstance(value, int) and not isinstance(value, bool)
        if value is None or (is_whole and least <= value <= most):
            return value
        raise self.error(f'"{key}" must be a whole number from {least} to {most}.')

    def table(self, key: str) -> "Section":
        """The table `[key]`; empty where there is none."""
        value = self.values.get(key, {})
        if not isinstance(value, dict):
            raise self.error(f'"{key}" must be a table: [{key}] with its keys below.')
        return Section(value, f"[{key}]")

    def sections(self, key: str) -> dict[str, "Section"]:
        """The tables `[key.NAME]`, by name."""
        value = self.values.get(key, {})
        if not isinstance(value, dict) or not all(isinstance(one, dict) for one in value.values()):
            raise self.error(f'"{key}" must be tables: [{key}.NAME] with its keys below.')
        return {name: Section(one, f"[{key}.{name}]") for name, one in value.items()}

    def listed(self, key: str) -> list["Section"]:
        """The tables `[[key]]`, in their order."""
        value = self.values.get(key, [])
        if not isinstance(value, list) or not all(isinstance(one, dict) for one in value):
            raise self.error(f'"{key}" must be a list of tables: [[{key}]] above each.')
        return [Section(one, f"[[{key}]] number {n}") for n, one in enumerate(value, 1)]

    def texts(self, key: str) -> dict[str, str]:
        """The table `[key]` of this one, whose values are all texts."""
        value = self.values.get(key, {})
        if not isinstance(value, dict):
            raise self.error(f'"{key}" must be a table.')
        inner = Section(value, f"{self.where} {key}")
        return {name: inner.text(name) for name in value}

    def error(self, message: str) -> SettingsError:
        return SettingsError(f"{self.where}: {message}" if self.where else message)


def did_you_mean(word: str, known: Sequence[str]) -> str:
    """A sentence that names the nearest of `known`, or all of them."""
    from difflib import get_close_matches

    near = get_close_matches(word, known, 1)
    if near:
        return f' Did you mean "{near[0]}"?'
    return f" Known: {', '.join(known)}." if known else ""


def parse(text: str, file: Path) -> Section:
    """The whole file as one section."""
    try:
        return Section(tomllib.loads(text), "")
    except tomllib.TOMLDecodeError as error:
        raise SettingsError(f"{file} is not valid TOML: {error}.") from error
