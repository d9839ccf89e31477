"""Raw rows in, tables out: sources (transport), subjects (meaning), the store."""
