"""A browser's side of Streamlit's protocol, without the browser: what the server alone takes."""

import time
from collections.abc import Generator
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import urlsplit

from streamlit.proto.Alert_pb2 import Alert
from streamlit.proto.BackMsg_pb2 import BackMsg
from streamlit.proto.Element_pb2 import Element
from streamlit.proto.ForwardMsg_pb2 import ForwardMsg
from streamlit.proto.WidgetStates_pb2 import WidgetState
from websockets.sync.client import ClientConnection, connect

LONGEST = 120.0


@dataclass(eq=False)
class Session:
    """One person's session.

    Every call waits for the end of the script, and of what it draws beside the page; it raises
    what the page shows as an error.
    """

    connection: ClientConnection
    page: str
    """The address's path without its stroke; "" for the first page."""
    words: str = ""
    """The address's words, as a query."""
    choices: dict[str, tuple[str, list[str]]] = field(default_factory=dict)
    """Label of a select box → its id, and what can be chosen."""
    states: dict[str, WidgetState] = field(default_factory=dict)
    shown: list[Element] = field(default_factory=list)
    """The elements of the last run, in the order in which they came."""

    def open(self) -> float:
        """Loads the page anew; seconds until its script has ended."""
        return self._run()

    def choose(self, label: str, choice: str) -> float:
        """Chooses in a select box; seconds until the script has ended."""
        widget, options = self.choices[label]
        if choice not in options:
            raise ValueError(f"{choice!r} is none of {options}")
        self.states[widget] = WidgetState(id=widget, string_value=choice)
        return self._run()

    def _run(self) -> float:
        asked = BackMsg()
        asked.rerun_script.page_name = self.page
        asked.rerun_script.query_string = self.words
        asked.rerun_script.widget_states.widgets.extend(self.states.values())
        context = asked.rerun_script.context_info
        context.timezone, context.locale, context.url = "UTC", "en-US", "http://localhost/"
        start = time.perf_counter()
        self.connection.send(asked.SerializeToString())
        self.shown = []
        while True:
            message = ForwardMsg.FromString(_bytes(self.connection.recv(timeout=LONGEST)))
            if message.WhichOneof("type") != "script_finished":
                self._note(message)
            elif message.script_finished != ForwardMsg.FINISHED_EARLY_FOR_RERUN:
                return time.perf_counter() - start

    def _note(self, message: ForwardMsg) -> None:
        kind = message.WhichOneof("type")
        if kind == "page_info_changed":
            self.words = message.page_info_changed.query_string
        if kind != "delta" or message.delta.WhichOneof("type") != "new_element":
            return
        element = message.delta.new_element
        self.shown.append(element)
        if element.WhichOneof("type") == "selectbox":
            self.choices[element.selectbox.label] = (
                element.selectbox.id, [*element.selectbox.options],
            )  # fmt: skip
        if element.WhichOneof("type") == "exception":
            raise RuntimeError(f"{self.page or 'overview'}: {element.exception.message}")
        if element.WhichOneof("type") == "alert" and element.alert.format == Alert.ERROR:
            raise RuntimeError(f"{self.page or 'overview'}: {element.alert.body}")


def _bytes(message: str | bytes) -> bytes:
    return message.encode() if isinstance(message, str) else message


@contextmanager
def session(address: str, page: str = "", words: str = "") -> Generator[Session]:
    """A new session at a page of the server."""
    place = f"ws://{urlsplit(address).netloc}/_stcore/stream"
    protocols: Any = ["streamlit"]
    with connect(place, subprotocols=protocols, origin=None, max_size=None) as connection:
        yield Session(connection, page, words)
