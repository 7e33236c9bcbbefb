"""Whether anything has changed since the last build, found out by the standard library alone.

A file is the same if its size, its times and its inode are. One that was changed just before the
last build, within the grain of the clock, may have been changed again since and show nothing of
it: so its bytes are compared.
"""

from __future__ import annotations

import hashlib
import json
import os
import time
from contextlib import suppress
from pathlib import Path
from typing import TYPE_CHECKING, Any

from generator.cache import FOLDER, CacheError, open_cache
from generator.folders import list_roots, list_signs, take_snapshot
from generator.output import MANIFEST

if TYPE_CHECKING:
    from collections.abc import Mapping

    from generator.cache import Cache
    from generator.folders import Snapshot

# Nanoseconds: no clock of a file system is coarser.
GRAIN = 2_000_000_000


class Stamp:
    """What a site's folders looked like when a build began.

    `young` has the digests of files that were changed right before.
    """

    def __init__(self, signs: Snapshot, young: Mapping[str, str]) -> None:
        self.signs, self.young = signs, young

    @classmethod
    def take(cls, source: Path) -> Stamp:
        """Look at the folders now."""
        edge = time.time_ns() - GRAIN
        signs = take_snapshot(list_roots(source))
        young = [path for path, found in signs.items() if found and max(found[:2]) >= edge]
        return cls(signs, {path: digest_file(path) for path in young})

    @classmethod
    def load(cls, data: Any) -> Stamp:
        """A stamp as it was kept."""
        return cls({path: tuple(found) for path, found in data["signs"].items()}, data["young"])

    def dump(self) -> Any:
        """The stamp as plain data."""
        return {"signs": self.signs, "young": self.young}

    def find_same(self, now: Stamp) -> set[str]:
        """The paths of which nothing shows that they differ from what they were."""
        return {
            path
            for path, found in self.signs.items()
            if now.signs.get(path) == found and self.is_same(path, now)
        }

    def is_same(self, path: str, now: Stamp) -> bool:
        """Whether a file has the bytes that it had, if they may be others."""
        old = self.young.get(path)
        return old is None or old == (now.young.get(path) or digest_file(path))


def digest_file(path: str) -> str:
    """A digest of a file's bytes, "" where there is nothing to read."""
    with suppress(OSError), Path(path).open("rb") as file:
        return hashlib.file_digest(file, "blake2b").hexdigest()
    return ""


def keep_stamp(
    cache: Cache, key: str, stamp: Stamp, stats: Mapping[str, Any], told: Mapping[str, Any]
) -> None:
    """Keep what shows that nothing has changed: the sources, what was published, what was told."""
    data = {"stamp": stamp.dump(), "stats": stats, "told": told}
    cache.write("state", f"stamp {key}", json.dumps(data))


def load_stamp(cache: Cache, key: str) -> tuple[Stamp | None, dict[str, Any]]:
    """What was kept: the stamp, and the stats of what was published."""
    text = cache.read("state", f"stamp {key}")
    if text is None:
        return None, {}
    data = json.loads(text)
    return Stamp.load(data["stamp"]), data["stats"]


def find_unchanged(source: Path, output: Path, name: str, key: str) -> dict[str, Any] | None:
    """What the last build told, if another one would give and tell the same; else None."""
    if not (source / FOLDER / f"{name}.sqlite").is_file():
        return None
    cache, reason = open_cache(source, name)
    try:
        text = None if reason else cache.read("state", f"stamp {key}")
        if text is None:
            return None
        data = json.loads(text)
        # Who builds has mostly changed a source.
        is_same = is_unmoved(source, data["stamp"]) and is_untouched(output, data["stats"])
        told: dict[str, Any] = data["told"]
        return told if is_same else None
    except (CacheError, KeyError, TypeError, AttributeError):
        return None
    finally:
        cache.close()


def is_unmoved(source: Path, data: Any) -> bool:
    """Whether the site's folders are as a stamp says."""
    stamp, seen = Stamp.load(data), 0
    # Where something has changed, the rest need not be looked at.
    for path, signs in list_signs(list_roots(source)):
        if stamp.signs.get(path) != signs:
            return False
        seen += 1
    is_all = seen == len(stamp.signs)
    return is_all and all(digest_file(p) == old for p, old in stamp.young.items())


def is_untouched(output: Path, stats: Mapping[str, Any]) -> bool:
    """Whether the published files are as they were left."""
    target = os.path.realpath(output)
    try:
        return MANIFEST in stats and all(
            stat_file(f"{target}/{url}") == found for url, found in stats.items()
        )
    except OSError:
        return False


def stat_file(path: str) -> list[int]:
    """The signs of a published file."""
    found = os.lstat(path)
    return [found.st_size, found.st_mtime_ns, found.st_ctime_ns, found.st_ino]
