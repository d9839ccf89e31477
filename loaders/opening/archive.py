"""Zip archives: their data files, unpacked to a temporary folder that lives as long as they do.

An archive inside an archive is opened, one level deep. Members are written under numbers, never
under their own paths; an archive with a path that climbs out is refused as a whole.
"""

import shutil
import tempfile
import weakref
import zipfile
import zlib
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path, PurePosixPath, PureWindowsPath
from typing import Final

from loaders.errors import LoadError
from metrics.metric import N_

DATA_SUFFIXES: Final = frozenset([".csv", ".tsv", ".txt", ".xlsx", ".xlsm", ".xls"])
MAX_BYTES: Final = 16 * 2**30
MAX_RATIO: Final = 200
"""A file beyond `SMALL` bytes that was packed better than this is a bomb; exports reach 30."""
SMALL: Final = 2**30


class Folder:
    """A temporary folder, removed when nothing refers to it any more."""

    def __init__(self) -> None:
        self.path = Path(tempfile.mkdtemp(prefix="shoppulse-"))
        self._removal = weakref.finalize(self, shutil.rmtree, self.path, ignore_errors=True)


@dataclass(frozen=True)
class Member:
    """A data file of an archive: its path inside, where it was unpacked, and its entry's time."""

    name: str
    path: Path
    made_at: datetime | None
    folder: Folder


def unpack(path: Path) -> list[Member]:
    """The data files in the archive at `path`, sorted by name.

    Raises:
        LoadError: the archive is damaged, encrypted, too large, holds no data file or a path that
            leads out of it. The message doesn't name the archive.
    """
    members = sorted(_members(path, Folder(), ""), key=lambda member: member.name)
    if not members:
        raise LoadError(N_("holds no CSV or XLSX file: zip the exports themselves."))
    return members


def _members(path: Path, folder: Folder, above: str) -> Iterator[Member]:
    try:
        with zipfile.ZipFile(path) as archive:
            _check(archive.infolist(), folder)
            for entry in filter(_is_data, archive.infolist()):
                yield from _unpacked(archive, entry, folder, above)
    except (zipfile.BadZipFile, zlib.error, EOFError, NotImplementedError) as error:
        raise LoadError(
            N_("is damaged, cut off or no zip archive: download or copy it again.")
        ) from error
    except RuntimeError as error:
        raise LoadError(N_("is protected by a password: unpack it and load the files.")) from error


def _unpacked(
    archive: zipfile.ZipFile, entry: zipfile.ZipInfo, folder: Folder, above: str
) -> Iterator[Member]:
    suffix = PurePosixPath(entry.filename).suffix.lower()
    if suffix == ".zip" and above:
        raise LoadError(
            N_('holds "{inside}", with an archive inside that: unpack it first.'), inside=above
        )
    target = folder.path / f"{len(list(folder.path.iterdir()))}{suffix}"
    with archive.open(entry) as packed, target.open("wb") as file:
        shutil.copyfileobj(packed, file, 2**20)
    if suffix == ".zip":
        yield from _members(target, folder, entry.filename)
    else:
        name = f"{above}/{entry.filename}" if above else entry.filename
        yield Member(name, target, _time(entry), folder)


def _is_data(entry: zipfile.ZipInfo) -> bool:
    path = PurePosixPath(entry.filename)
    hidden = any(part.startswith(("__MACOSX", "~$")) for part in path.parts)
    hidden = hidden or path.name.startswith(".")
    return not hidden and path.suffix.lower() in DATA_SUFFIXES | {".zip"}


def check_sizes(entries: Sequence[zipfile.ZipInfo]) -> None:
    """Raises LoadError for what would fill disk or memory when it is unpacked."""
    for entry in entries:
        if entry.file_size > SMALL and entry.file_size > MAX_RATIO * entry.compress_size:
            raise LoadError(
                N_(
                    'holds "{inside}", which unpacks to {size} MB, more than {most} times its '
                    "size: nothing of it was read. Export it again."
                ),
                inside=entry.filename, size=f"{entry.file_size // 2**20:,}", most=MAX_RATIO,
            )  # fmt: skip


def _check(entries: Sequence[zipfile.ZipInfo], folder: Folder) -> None:
    for entry in entries:
        paths = PurePosixPath(entry.filename), PureWindowsPath(entry.filename)
        if any(path.anchor or ".." in path.parts for path in paths):
            raise LoadError(
                N_(
                    'holds "{inside}", a path that leads out of the archive: nothing of it was '
                    "read. Make the archive again from the exported files."
                ),
                inside=entry.filename,
            )
    check_sizes(entries)
    unpacked = sum(path.stat().st_size for path in folder.path.iterdir())
    if unpacked + sum(entry.file_size for entry in entries) > MAX_BYTES:
        raise LoadError(
            N_("unpacks to more than {most} GB: load it in parts."), most=MAX_BYTES // 2**30
        )


def _time(entry: zipfile.ZipInfo) -> datetime | None:
    """The entry's wall time; zip counts in steps of two seconds. 1980 stands for unknown."""
    try:
        time = datetime(*entry.date_time)  # noqa: DTZ001
    except ValueError:
        return None
    return time + timedelta(seconds=2) if time.year > 1980 else None
