"""Raw rows in, tables out: sources (transport), subjects (meaning), the store."""

import os

# Polars' allocator keeps freed memory; handing it back takes a sixth off the peak of a big load.
os.environ.setdefault("_RJEM_MALLOC_CONF", "dirty_decay_ms:200,muzzy_decay_ms:0")
