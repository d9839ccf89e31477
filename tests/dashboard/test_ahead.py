"""Pages are imported while the browser loads its files, and no session begins before that."""

import asyncio
import subprocess
import sys
from pathlib import Path
from threading import Event, Thread

import pytest
from starlette.types import Receive, Scope, Send

from dashboard import ahead, data
from loaders.store import Store
from metrics import daily
from tests.dashboard.conftest import ROOT

NOT_NEEDED = ("sqlalchemy", "dataframely", "deltalake", "loaders.load", "loaders.check")
"""What only writes, or reads databases."""


async def asked_for(kind: str, thread: Thread) -> bool:
    """Whether a request of this kind comes through within a moment."""
    came = asyncio.Event()

    async def app(_scope: Scope, _receive: Receive, _send: Send) -> None:
        came.set()

    guarded = ahead.SessionsAfter(app, thread)
    task = asyncio.ensure_future(guarded({"type": kind}, None, None))  # ty: ignore
    await asyncio.wait([task], timeout=0.2)
    return came.is_set()


def test_sessions_wait_for_the_imports_and_files_do_not() -> None:
    over = Event()
    thread = Thread(target=over.wait, daemon=True)
    thread.start()

    async def both() -> tuple[bool, bool]:
        found = await asked_for("http", thread), await asked_for("websocket", thread)
        over.set()
        return found

    assert asyncio.run(both()) == (True, False)
    assert asyncio.run(asked_for("websocket", thread))


def test_the_last_months_are_worked_out_for_pages_that_ask(
    demo: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("SHOPPULSE_HOME", str(demo))
    ahead.work_out_months()
    at = data.whole()
    last = at.store.coverage["order_lines"]
    newest = max(days[1] for days in last.values()).replace(day=1)
    held = data.facts(at).remembered
    assert held
    assert all(held.has((view, newest)) for view in ("profit_lines", "priced_lines"))


def test_a_store_that_other_rules_summed_up_is_summed_up_at_the_start(
    small_shop: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("SHOPPULSE_HOME", str(small_shop))
    ahead.sum_up()
    monkeypatch.setattr(daily, "definition", lambda: "newer")
    store = Store(data.whole().home.store)
    assert not store.is_summed_up(store.manifest())
    version = store.manifest()
    ahead.sum_up()
    assert store.is_summed_up(version)
    assert store.manifest() == version


def test_there_is_nothing_to_work_out_of_an_empty_home(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("SHOPPULSE_HOME", str(tmp_path / "home"))
    ahead.sum_up()
    ahead.work_out_months()
    assert data.whole().is_empty
    assert not (tmp_path / "home").exists()


def test_imports_begin_with_the_server_and_bring_what_the_first_page_needs() -> None:
    thread = ahead.importing()

    async def life() -> None:
        assert not thread.ident
        async with ahead.started_with(thread)(None):
            await asyncio.to_thread(thread.join)

    asyncio.run(life())
    assert sys.modules.keys() >= {*ahead.NEEDED}


@pytest.mark.filterwarnings("ignore::pytest.PytestUnhandledThreadExceptionWarning")
def test_what_cannot_be_imported_is_left_to_the_page_that_needs_it() -> None:
    thread = ahead.importing(["dashboard.pages.none_such"])
    thread.start()
    thread.join()
    assert asyncio.run(asked_for("websocket", thread))


def test_the_first_page_imports_nothing_that_only_writes() -> None:
    names = ", ".join(ahead.NEEDED)
    program = f"import sys, {names}; print(*({{*{NOT_NEEDED}}} & sys.modules.keys()))"
    done = subprocess.run(
        [sys.executable, "-c", program], cwd=ROOT, capture_output=True, text=True, check=True
    )
    assert done.stdout.strip() == ""
