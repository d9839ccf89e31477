"""The encoding that a text file was saved in."""

import codecs
from collections.abc import Iterator
from pathlib import Path
from typing import Final

from loaders.errors import LoadError
from metrics.metric import N_

_HEAD: Final = 2**16


def encoding_of(path: Path) -> str:
    """utf-8, utf-16, utf-16-le or gb18030: the one in which the whole file can be read.

    Raises:
        LoadError: empty, or no text in any of them. The message doesn't name the file.
    """
    with path.open("rb") as file:
        head = file.read(_HEAD)
    if not head:
        raise LoadError(N_("is empty (0 bytes): export it again."))
    if head.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)):
        return _checked(path, "utf-16")
    if head.count(0):
        if head[1::2].count(0) > len(head) // 4:
            return _checked(path, "utf-16-le")
        raise LoadError(
            N_("is not text, whatever its name says: load the file as it was downloaded.")
        )
    for encoding in ("utf-8", "gb18030"):
        try:
            _decode(path, encoding)
        except UnicodeDecodeError:
            continue
        return encoding
    raise LoadError(N_("is neither UTF-8, UTF-16 nor GB18030 text: save it as CSV UTF-8."))


def _checked(path: Path, encoding: str) -> str:
    try:
        _decode(path, encoding)
    except UnicodeDecodeError as error:
        raise LoadError(N_("is cut off or not text: export it again.")) from error
    return encoding


def _decode(path: Path, encoding: str) -> None:
    decoder = codecs.getincrementaldecoder(encoding)()
    for part in _parts(path):
        decoder.decode(part)
    decoder.decode(b"", final=True)


def _parts(path: Path) -> Iterator[bytes]:
    with path.open("rb") as file:
        while part := file.read(2**20):
            yield part
