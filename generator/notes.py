"""What a build notes of itself: that it waited, and how it came by what earlier ones found out."""

from __future__ import annotations

from typing import TYPE_CHECKING

from generator.cache import FOLDER
from generator.problems import Problem

if TYPE_CHECKING:
    from generator.cache import Cache

# How the stage begins that is no work, and is told to whoever does not watch, too.
WAITING = "waiting"


def say_waiting(holder: int | None) -> str:
    """The stage of a build that waits for another one; its process is known, or not."""
    whose = f" (process {holder})" if holder is not None else ""
    return f"{WAITING} for another build into the same folder{whose}"


def note_cache(cache: Cache, reason: str) -> list[Problem]:
    """Why the cache of earlier builds was not used or was begun anew, if it was.

    `reason` is that of `open_cache`. It is no fault of the content, and what is published is the
    same; but the build took longer.
    """
    if not reason:
        return []
    code, fix = "cache-unused", "make the folder writable, or delete it"
    if "locked" in reason:
        message, fix = "another build is using the cache; this one did without", ""
    elif cache.path is None:
        message = f"the cache cannot be used: {reason}"
    else:
        code, message, fix = "cache-anew", f"the cache was begun anew: {reason}", ""
    return [Problem("info", code, FOLDER, 0, 0, message, fix)]


def note_damage(reason: str) -> list[Problem]:
    """That the cache was found to be damaged while it was read; the next build begins it anew."""
    message = f"the cache is damaged and was removed: {reason}"
    return [Problem("info", "cache-damaged", FOLDER, 0, 0, message)]
