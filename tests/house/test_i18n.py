"""Promise: Chinese first, English complete beside it."""

from __future__ import annotations

import re
from pathlib import Path

import polib
import pytest
from django.utils import translation

from egret.ui import translations
from tests.house import texts

OWN_NAMES = {"中文"}
"""A language is offered in its own name."""


def parts() -> list[Path]:
    return sorted(translations.PARTS.glob("*.po"))


def test_every_marked_text_has_its_english() -> None:
    english = {(entry.msgctxt or "", entry.msgid): entry for entry in translations.merge()}
    missing = {}
    for text in texts.marked():
        entry = english.get(text.key)
        if entry is None or not (entry.msgstr or any((entry.msgstr_plural or {}).values())):
            missing.setdefault(text.words, text.where)
    told = "\n".join(f"{where}: {words}" for words, where in sorted(missing.items(), key=lambda pair: pair[1]))
    assert not missing, f"{len(missing)} texts without English in src/egret/locale/parts/<room>.po:\n{told}"


@pytest.mark.parametrize("path", parts(), ids=lambda path: path.stem)
def test_no_part_keeps_what_is_no_longer_said(path: Path) -> None:
    said = {text.key for text in texts.marked()}
    stale = [entry.msgid for entry in polib.pofile(str(path)) if (entry.msgctxt or "", entry.msgid) not in said]
    assert not stale, f"{path.name} translates what nobody says: {stale}"


@pytest.mark.parametrize("path", parts(), ids=lambda path: path.stem)
def test_english_is_english_and_keeps_the_places_of_names(path: Path) -> None:
    for entry in polib.pofile(str(path)):
        for english in (entry.msgstr, *(entry.msgstr_plural or {}).values()):
            assert not texts.CHINESE.search(english) or "《" in entry.msgid, f"{entry.msgid}: {english}"
        names = set(re.findall(r"%\((\w+)\)", entry.msgid))
        if entry.msgstr:
            assert names == set(re.findall(r"%\((\w+)\)", entry.msgstr)), entry.msgid


@pytest.mark.parametrize("path", texts.templates(), ids=texts._named)
def test_no_chinese_stands_outside_translation(path: Path) -> None:
    left = [line for line in texts.forgotten(path.read_text("utf-8")) if re.sub(r"<.*?>", "", line) not in OWN_NAMES]
    left = [
        line
        for line in left
        if not any(f">{name}<" in line and len(re.findall(texts.CHINESE, line)) == len(name) for name in OWN_NAMES)
    ]
    assert not left, f"{texts._named(path)}: mark with translate, blocktranslate or _(): {left}"


def test_scanner_finds_what_was_forgotten() -> None:
    assert texts.forgotten("<p>期限</p>{% card '期限' %}{% card _('期限') %}{% translate '期限' %}") == [
        "{% card '期限' %}",
        "<p>期限</p>",
    ]
    assert texts.forgotten("{% blocktranslate %}期限{% endblocktranslate %}{# 期限 #}") == []


def test_clash_is_refused(tmp_path: Path) -> None:
    (tmp_path / "a.po").write_text('msgid "期限"\nmsgstr "Time limit"\n', "utf-8")
    (tmp_path / "b.po").write_text('msgid "期限"\nmsgstr "Deadline"\n', "utf-8")
    with pytest.raises(translations.Clash, match=r"期限.*a\.po.*b\.po"):
        translations.compile_catalogue(tmp_path, tmp_path / "django.mo")


def test_catalogue_speaks(tmp_path: Path) -> None:
    translations.compile_catalogue()
    before = translations.CATALOGUE.stat().st_mtime_ns
    translations.compile_catalogue()
    assert translations.CATALOGUE.stat().st_mtime_ns == before
    with translation.override("en"):
        assert translation.gettext("跳到正文") == "Skip to the text"
    with translation.override("zh-hans"):
        assert translation.gettext("跳到正文") == "跳到正文"
