"""The one exception of the build that people meet."""


class BuildError(Exception):
    """The build cannot go on. The message says what is wrong and what to do."""
