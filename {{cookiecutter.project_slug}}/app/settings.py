"""What a developer may want to set."""

import os
from datetime import timedelta
from pathlib import Path

NAME = "field-survey"
"""Says in each backup which application it is of: a backup with another name is refused."""

DATA_DIR = Path(os.environ.get("DATA_DIR", "data"))
"""The folder for other files than the database. Each of them goes into a backup."""

AUTOMATIC_COPIES = 5
"""How many automatic copies of the database are kept on the device; 0 for none."""
AUTOMATIC_COPY_AGE = timedelta(hours=24)
"""How old the last one must be before the app makes another: at its start, or after a change."""

FIELD_LIMIT = 64 * 1024**2
"""Bytes that one field of a form may have, as it is sent; a larger one is not read."""

RESTORE_LIMIT = 2 * 1024**3
"""Bytes that a backup may have when it is unpacked; a larger one is refused."""
