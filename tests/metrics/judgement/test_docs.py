"""The pages of docs/judgement say what the functions answer."""

import doctest
from pathlib import Path

import pytest

PAGES = sorted(Path(__file__).parents[3].joinpath("docs/judgement").glob("[a-z]*.md"))


@pytest.mark.parametrize("doc", PAGES, ids=lambda doc: doc.stem)
def test_worked_examples_come_out(doc: Path) -> None:
    told = doctest.testfile(str(doc), module_relative=False)
    assert told.attempted
    assert not told.failed
