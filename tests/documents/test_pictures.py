"""Each kind of paper has its small picture in the handbook, drawn by the real layout."""

from __future__ import annotations

import io
from pathlib import Path

import pytest
from PIL import Image

from egret.config.reference import FOLDER, PICTURES
from egret.documents import pictures
from egret.documents.greys import sixteen_greys
from egret.documents.kinds import all_kinds
from tests.documents.test_kinds import needs_font

KEPT = FOLDER / PICTURES


def test_every_kind_has_its_picture_and_none_is_out_of_date() -> None:
    assert not pictures.stale(KEPT), "run ./egret reference"
    page = (FOLDER / "documents.md").read_text("utf-8")
    assert page.count(f"]({PICTURES}/") == len(all_kinds())


def test_pictures_are_light() -> None:
    sizes = {path.name: path.stat().st_size for path in KEPT.glob("*.png")}
    assert max(sizes.values()) <= 15_000, max(sizes, key=lambda name: sizes[name])
    assert sum(sizes.values()) < 3_000_000


@needs_font
def test_what_is_missing_or_old_is_drawn_anew_and_what_is_gone_taken_away(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    two = {name: all_kinds()[name] for name in ("拘留证", "受案回执")}
    monkeypatch.setattr(pictures, "all_kinds", lambda: two)
    assert set(pictures.draw(tmp_path)) == {"拘留证.png", "受案回执.png"}
    first = (tmp_path / "拘留证.png").read_bytes()
    with Image.open(io.BytesIO(first)) as shown:
        assert shown.mode in ("L", "1", "I;4") or shown.convert("L")
        assert min(shown.convert("L").tobytes()) < 100, "there is ink on it"
    assert list(pictures.draw(tmp_path)) == []
    (tmp_path / "拘留证.png").unlink()
    (tmp_path / "旧文书.png").write_bytes(first)
    assert set(pictures.draw(tmp_path)) == {"拘留证.png", "旧文书.png"}
    assert (tmp_path / "拘留证.png").read_bytes() == first, "the same bytes each time"
    monkeypatch.setattr(pictures, "DPI", 41)
    assert set(pictures.stale(tmp_path)) == {"拘留证.png", "受案回执.png"}


@pytest.mark.parametrize("mode", ["RGB", "RGBA"])
@pytest.mark.parametrize("width", [7, 8])
def test_greys_are_those_of_the_picture(mode: str, width: int) -> None:
    drawn = Image.new("L", (width, 5))
    drawn.putdata([(at * 37) % 256 for at in range(width * 5)])
    packed = io.BytesIO()
    drawn.convert(mode).save(packed, "PNG")
    with Image.open(io.BytesIO(sixteen_greys(packed.getvalue()))) as read:
        found = list(read.convert("L").tobytes())
    assert [one // 17 for one in found] == [one >> 4 for one in drawn.tobytes()]
