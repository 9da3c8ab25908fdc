"""What a job says of a file."""

from typing import Any

Answer = tuple[dict[str, Any], list[bytes]]
"""Facts, to be told as JSON, and the files that were drawn."""


class Refused(Exception):
    """Why a file is not drawn, in a word that the caller knows."""
