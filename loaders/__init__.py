"""Raw rows in, tables out: sources (transport), subjects (meaning), the store."""

import os
from typing import Final

ALLOCATOR: Final = "_RJEM_MALLOC_CONF"
"""What Polars' allocator, which keeps freed memory for a while, is told by the environment."""
LOADING: Final = "dirty_decay_ms:200,muzzy_decay_ms:0"
"""Handing it back soon takes a sixth off the peak of a big load."""
SERVING: Final = "dirty_decay_ms:1000,muzzy_decay_ms:0"
"""A page asks dozens of questions, one after the other: each would fetch its memory anew, for a
seventh of the page's processor time."""

os.environ.setdefault(ALLOCATOR, LOADING)
