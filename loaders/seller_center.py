"""Export files as people have them: single, in folders, by pattern, in archives.

Transport only: what a sheet means is said by its kind (`loaders.kinds`).
"""

import glob
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Final

from loaders.errors import UNREADABLE_FILE, UNUSABLE_FILE, LoadError
from loaders.kinds import known_headers
from loaders.opening import archive, stamps, workbook
from loaders.opening.archive import DATA_SUFFIXES
from loaders.opening.delimited import open_text
from loaders.sheet import Sheet
from metrics.metric import N_

_WORKBOOKS: Final = (b"PK\x03\x04", b"\xd0\xcf\x11\xe0")


@dataclass(frozen=True, eq=False)
class File:
    """A file to load: what it is called in messages, where its bytes are, and what is known of it.

    `made_at`: the time of its archive's entry (wall time), else None. `problem`: why it can't be
    opened, where that is known already. `folder` keeps an unpacked file from being removed.
    """

    name: str
    path: Path
    made_at: datetime | None = None
    problem: str = ""
    folder: archive.Folder | None = None


def files(paths: Sequence[str]) -> list[File]:
    """The data files at `paths` (files, folders, patterns, archives), sorted by name, each once.

    Raises:
        LoadError: a path that doesn't exist, a pattern or a folder without data files. An archive
            that can't be used is a `File` with a `problem`.
    """
    expanded = [path for given in paths for path in _expanded(given)]
    each_once = {path.resolve(): path for path in reversed(expanded)}
    found = [file for path in each_once.values() for file in _opened(path)]
    return sorted(found, key=lambda file: file.name)


def sheets(file: File) -> list[Sheet]:
    """The filled sheets of `file`; a text file is one. Rows of text files are read when collected.

    The first row of `preamble` is the file's name, for what only that says. `made_at` without a
    zone is wall time (the shop's).

    Raises:
        LoadError: the file can't be opened; names it, the reason and what to do.
    """
    if file.problem:
        raise LoadError(UNUSABLE_FILE, file=file.name, problem=file.problem)
    known = known_headers()
    properties = None
    try:
        with file.path.open("rb") as opened:
            is_workbook = opened.read(4) in _WORKBOOKS
        if is_workbook:
            grids = workbook.open_workbook(file.path, known)
            properties = workbook.made_at(file.path)
        else:
            grids = [open_text(file.path, known)]
    except LoadError as error:
        raise LoadError(UNUSABLE_FILE, file=file.name, problem=error.reason) from error
    except OSError as error:
        raise LoadError(UNREADABLE_FILE, file=file.name, error=error.strerror) from error
    base = Path(file.name).name
    made_at = stamps.made_at(base) or properties or file.made_at
    return [
        Sheet(
            file=f"{file.name} [{grid.sheet}]" if len(grids) > 1 else file.name,
            rows=grid.rows,
            headers=grid.headers,
            preamble=((base,), *grid.preamble),
            made_at=made_at,
        )
        for grid in grids
    ]


def _expanded(given: str) -> list[Path]:
    path = Path(given).expanduser()
    if path.is_dir():
        suffixes = DATA_SUFFIXES | {".zip"}
        inside = [part for part in path.rglob("*") if part.suffix.lower() in suffixes]
        data = [part for part in inside if part.is_file() and not part.name.startswith((".", "~$"))]
        if not data:
            raise LoadError(
                N_("{path} holds no CSV, XLSX or ZIP file: name the exports' folder."), path=given
            )
        return sorted(data)
    if path.exists():
        return [path]
    matches = sorted(Path(match) for match in glob.iglob(str(path), recursive=True))  # noqa: PTH207
    if not matches:
        raise LoadError(N_("{path} does not exist: check the path."), path=given)
    return [part for match in matches for part in (_expanded(str(match)))]


def _opened(path: Path) -> Iterator[File]:
    if path.suffix.lower() != ".zip":
        yield File(str(path), path)
        return
    try:
        members = archive.unpack(path)
    except LoadError as error:
        yield File(str(path), path, problem=error.reason)
        return
    for member in members:
        name = f"{path}/{member.name}"
        yield File(name, member.path, made_at=member.made_at, folder=member.folder)
