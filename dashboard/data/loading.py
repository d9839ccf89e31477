"""What a person adds to the home: files and shops."""

from collections.abc import Generator, Mapping, Sequence
from contextlib import contextmanager
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import TYPE_CHECKING, Protocol

from dashboard import access, telemetry
from dashboard.data.situation import names_of, seen_by
from loaders.settings import Home, home_path, real_home
from loaders.settings import add_shop as add_shop_to
from loaders.settings_file import Shop
from loaders.store import Store

if TYPE_CHECKING:
    from loaders.load import FileReport as FileReport
    from loaders.load import Progress


class Upload(Protocol):
    """A file as the browser sends it."""

    name: str

    def getbuffer(self) -> memoryview: ...


def real_shop_names() -> Mapping[str, str]:
    """The shops that the person can load files for (never those of the demo), by id."""
    return names_of(_seen(access.person()).settings.shops)


def home_to_write(action: str) -> Home:
    """The home that the person may change, with the shops that they see.

    Raises AccessError: their role may not do this.
    """
    return _seen(access.require(action))


def _seen(who: access.Person) -> Home:
    home = real_home(home_path())
    return home if who.shops is None else seen_by(home, who.shops)


def is_being_written() -> bool:
    """Whether another load is under way."""
    return Store(real_home(home_path()).store).is_being_written()


def load(
    uploads: Sequence[Upload], shop: str | None, progress: "Progress", kind: str | None = None
) -> "list[FileReport]":
    """Loads files from the browser into the home, called as on the reader's machine.

    `kind`: what the files have to be; by default, what their columns say. Raises AccessError;
    LoadError: nothing of them was loaded.
    """
    from loaders.load import load_paths

    home = home_to_write("upload")
    with TemporaryDirectory(prefix="shoppulse-") as folder:

        def called(path: str) -> str:
            return "/".join(Path(path).relative_to(folder).parts[1:])

        paths = [Path(folder, str(n), Path(up.name).name) for n, up in enumerate(uploads)]
        for path, upload in zip(paths, uploads, strict=True):
            path.parent.mkdir()
            path.write_bytes(upload.getbuffer())
        with counted():
            return load_paths(
                home, [str(path) for path in paths], shop=shop, kind=kind, progress=progress,
                called=called,
            )  # fmt: skip


@contextmanager
def counted() -> Generator[None]:
    """Counts a load for operators: one that was stored, or one that failed."""
    try:
        yield
    except BaseException:
        telemetry.FAILED.inc()
        raise
    telemetry.STORED.inc()


def templates() -> Mapping[str, bytes]:
    """Files of our own to fill in, by the kind of file that they make."""
    from loaders import costs, feedback

    return {"cost_sheet": costs.template(), "review_sheet": feedback.review_template()}


def add_shop(shop: Shop) -> None:
    """Adds a shop to the home's settings. Raises AccessError, SettingsError."""
    access.require("add_shops")
    add_shop_to(home_path(), shop)
