"""The `shoppulse` command: its words are in `commands`.

Exit status: 0 the answer is complete; 1 some rows, files or sources were refused; 2 nothing was
done. The answer goes to stdout, everything else to stderr.
"""

import atexit
import gc
import os
from pathlib import Path
from typing import Final

import click

from commands.checks import check
from commands.inputs import demo, load, shop, sync
from commands.numbers import kpis, metrics
from commands.saying import Commands, Refused
from commands.targets import target
from loaders.settings import home_path


@click.group(cls=Commands)
@click.option(
    "--home", "folder", metavar="DIR", help="Default: $SHOPPULSE_HOME, else ./shoppulse-home."
)
@click.version_option(package_name="shoppulse")
@click.pass_context
def shoppulse(context: click.Context, folder: str | None) -> None:
    """Numbers of TikTok Shops, with their rules."""
    context.obj = home_path(folder)


GARBAGE: Final = 200_000
"""So many new objects before cycles are looked for: a short command makes many, and no cycles."""


def main() -> None:
    """Entry of the console script."""
    gc.set_threshold(GARBAGE)
    atexit.register(gc.freeze)
    shoppulse(prog_name="shoppulse")


@shoppulse.command()
@click.option("--port", type=click.IntRange(1, 65535), default=8501, show_default=True)
@click.pass_obj
def serve(folder: Path, port: int) -> None:
    """The dashboard, in the browser, for this machine only."""
    import socket

    with socket.socket() as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind(("127.0.0.1", port))
        except OSError as error:
            raise Refused(f"port {port} is in use: choose another with --port.") from error
    from streamlit.web.cli import main as streamlit

    os.environ["SHOPPULSE_HOME"] = str(folder.resolve())
    click.echo(f"Shoppulse: http://127.0.0.1:{port} (Ctrl-C ends it)")
    app = str(Path(__file__).parent / "app.py")
    place = [f"--server.port={port}", "--server.address=127.0.0.1", "--server.headless=true"]
    streamlit(["run", app, *place], prog_name="streamlit")


for command in (shop, demo, load, sync, kpis, target, metrics, check):
    shoppulse.add_command(command)
