"""Errors that a person can act on; the command and the pages show their text as it is."""


class LoadError(Exception):
    """Nothing of the input could be loaded; the message says what, where and what to do."""
