"""The pages of docs/judgement say what the functions answer."""

import doctest
from pathlib import Path

import pytest

TABLES = ("bridge", "ties", "constant-rates")
"""Pages whose example is a table: `test_money_docs` and `test_constant` read them."""
DOCS = sorted(Path(__file__).parents[3].joinpath("docs/judgement").glob("[a-z]*.md"))
PAGES = [doc for doc in DOCS if doc.stem not in TABLES]


@pytest.mark.parametrize("doc", PAGES, ids=lambda doc: doc.stem)
def test_worked_examples_come_out(doc: Path) -> None:
    told = doctest.testfile(str(doc), module_relative=False)
    assert told.attempted
    assert not told.failed
