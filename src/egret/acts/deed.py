"""The act that is under way in this thread, and the rows it has written."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar

from django.db import models
from django.utils import translation

from egret.acts.images import Image, images_of, owner_of


class Deed:
    """Collects the image of every journalled row an act writes; the last image of a row wins."""

    def __init__(self, act: str) -> None:
        self.act = act
        self._images: dict[tuple[str, int], Image] = {}
        self._owners: dict[tuple[str, int], int | None] = {}

    def wrote(self, row: models.Model) -> None:
        for image in images_of(row):
            self._images[(image[0], image[1])] = image
            self._owners[(image[0], image[1])] = owner_of(row)

    def erased(self, row: models.Model) -> None:
        for table, pk, _ in images_of(row):
            self._images[(table, pk)] = [table, pk, None]
            self._owners[(table, pk)] = owner_of(row)

    def take_by_owner(self) -> dict[int | None, list[Image]]:
        """The images so far, grouped by the key of the subject each row belongs to, and emptied."""
        groups: dict[int | None, list[Image]] = {}
        for key, image in self._images.items():
            groups.setdefault(self._owners[key], []).append(image)
        self._images, self._owners = {}, {}
        return groups


_deed: ContextVar[Deed | None] = ContextVar("deed", default=None)


def deed_under_way() -> Deed | None:
    return _deed.get()


@contextmanager
def under(deed: Deed) -> Iterator[Deed]:
    """What is written and issued is Chinese, whatever the language of the page: papers and digests must not vary."""
    token = _deed.set(deed)
    try:
        with translation.override("zh-hans"):
            yield deed
    finally:
        _deed.reset(token)
