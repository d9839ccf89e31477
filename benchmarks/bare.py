"""A bare Streamlit page: elements of one of ours with constant data, and nothing worked out.

`$BARE` names a folder with a file for each choice: the elements as `recorded` wrote them.
"""

import json
import os
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import polars as pl
import streamlit as st
from streamlit.proto.Element_pb2 import Element


def recorded(shown: Sequence[Element], folder: Path, choice: str) -> None:
    """Writes what a page of ours showed for a choice, to be shown by the bare page."""
    said: list[dict[str, Any]] = []
    for number, element in enumerate(shown):
        kind = str(element.WhichOneof("type"))
        one: dict[str, Any] = {"kind": kind}
        if kind == "plotly_chart":
            one["figure"] = element.plotly_chart.spec
        if kind == "metric":
            metric = element.metric
            one |= {"label": metric.label, "value": metric.body, "delta": metric.delta,
                    "course": [*metric.chart_data]}  # fmt: skip
        if kind == "dataframe" and (content := element.dataframe.arrow_data.data):
            one["rows"] = f"{choice}-{number}.arrow"
            (folder / one["rows"]).write_bytes(content)
        said.append(one)
    (folder / f"{choice}.json").write_text(json.dumps(said))


@st.cache_resource
def constants(folder: str, choice: str) -> list[dict[str, Any]]:
    """The elements of a choice, read once."""
    said = json.loads(Path(folder, f"{choice}.json").read_text())
    for one in said:
        if "figure" in one:
            one["figure"] = json.loads(one["figure"])
        if "rows" in one:
            one["rows"] = pl.read_ipc_stream(Path(folder, one["rows"]))
    return said


def show() -> None:
    """The page."""
    st.set_page_config(layout="wide")
    folder = os.environ["BARE"]
    choices = sorted(path.stem for path in Path(folder).glob("*.json"))
    choice = st.sidebar.selectbox("Period", choices)
    for number, one in enumerate(constants(folder, choice)):
        kind = one["kind"]
        if kind == "plotly_chart":
            st.plotly_chart(one["figure"], key=f"drawing {number}")
        elif kind == "metric":
            st.metric(one["label"], one["value"], one["delta"] or None, chart_data=one["course"])
        elif "rows" in one:
            st.dataframe(one["rows"])
        else:
            st.markdown(f"{kind} {number} {choice}")


if __name__ == "__main__":
    show()
