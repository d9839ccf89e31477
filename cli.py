"""The `shoppulse` command: its words are in `commands`.

Exit status: 0 the answer is complete; 1 some rows, files or sources were refused; 2 nothing was
done. The answer goes to stdout, everything else to stderr.
"""

import atexit
import errno
import gc
import os
from pathlib import Path
from typing import Final

import click

from commands.checks import check
from commands.inputs import demo, load, shop, sync
from commands.numbers import kpis, metrics
from commands.rows import rows
from commands.saying import Commands, Refused
from commands.targets import target
from loaders import ALLOCATOR, LOADING, SERVING
from loaders.people import LOOPBACK, is_loopback
from loaders.settings import home_path, real_home
from loaders.settings_file import FILE


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
@click.option(
    "--address", default=LOOPBACK, show_default=True, metavar="IP",
    help="Where to listen: another than this machine's own needs sign-in (docs/team.md).",
)  # fmt: skip
@click.pass_obj
def serve(folder: Path, port: int, address: str) -> None:
    """The dashboard, in the browser: for this machine, or with [auth] for a team."""
    auth = real_home(folder).settings.auth
    only_here = is_loopback(address)
    if not only_here and auth is None:
        raise Refused(
            f"on {address} everybody in the network would see the shops: set up sign-in first"
            f" ([auth] in {folder / FILE}, docs/team.md), or leave out --address."
        )
    _refuse_taken(address, port)
    os.environ["SHOPPULSE_HOME"] = str(folder.resolve())
    os.environ[ALLOCATOR] = os.environ[ALLOCATOR].replace(LOADING, SERVING)
    from dashboard import serving

    click.echo(f"Shoppulse: http://{address}:{port} (Ctrl-C ends it)")
    serving.serve(address, port, auth, zipped=not only_here)


def _refuse_taken(address: str, port: int) -> None:
    import socket

    try:
        family = socket.getaddrinfo(address, port, type=socket.SOCK_STREAM)[0][0]
        with socket.socket(family) as probe:
            probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
            probe.bind((address, port))
    except socket.gaierror as error:
        raise Refused(f"{address} is no address of this machine.") from error
    except OSError as error:
        if error.errno == errno.EADDRINUSE:
            said = f"port {port} is in use: choose another with --port."
        else:
            said = f"{address}:{port} can't be listened on ({error.strerror})."
        raise Refused(said) from error


for command in (shop, demo, load, sync, kpis, rows, target, metrics, check):
    shoppulse.add_command(command)

if __name__ == "__main__":
    main()
