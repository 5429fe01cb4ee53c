"""The index of articles: weights as BM25 says, swapped whole, as of a day, following the acts that change the texts."""

from __future__ import annotations

import math
from collections import Counter
from datetime import UTC, date, datetime
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from egret.acts.done import By
from egret.acts.ports import ports
from egret.jobs.models import Job
from egret.jobs.worker import run_due
from egret.law import importing, indexing, queries
from egret.law.acts import confirm_effective_date
from egret.law.models import Version
from egret.law.ranking import arrays, index, lay_words
from egret.law.ranking.postings import K1, B, Occurrences, term_id
from egret.law.words import pairs
from egret.org.system import SystemActor


class AllPowers:
    def refusal(self, *_: object) -> None:
        return None


AT = datetime(2026, 11, 1, 8, 0, tzinfo=UTC)
ON = date(2026, 11, 1)
END = "<!-- INFO END -->"


def write(folder: Path, name: str, body: str, history: str = "2020年1月1日 某会通过") -> None:
    (folder / f"{name}.md").write_text(f"# {name.split('(')[0]}\n\n{history}\n\n{END}\n\n{body}\n", "utf-8")


@pytest.fixture
def laws(tmp_path: Path, db: None) -> Path:
    write(
        tmp_path, "鸟类安宁法(2020-01-01)",
        "## 第一章 安宁\n\n第一条 产生社会生活噪声，干扰他人正常生活的，处警告。\n\n第二条 殴打他人的，处拘留。\n\n"
        "第三条 盗窃鸟蛋的，处罚款。",
    )  # fmt: skip
    write(
        tmp_path, "鸟类安宁法实施办法(2021-01-01)",
        "第一条 依照《鸟类安宁法》制定本办法。\n\n第二条 殴打他人的，由林区处理。", "2021年1月1日 某会通过",
    )  # fmt: skip
    write(tmp_path, "旧巢法(2012-10-26)", "第一条 旧巢一律拆除。", "2012年10月26日 通过")
    write(
        tmp_path, "旧巢法(2025-06-27)", "第一条 旧巢一律保留。\n\n第二条 自2026年1月1日起施行。", "2025年6月27日 修订"
    )
    importing.import_folder(tmp_path, at=AT)
    return tmp_path


texts = st.lists(st.lists(st.sampled_from("甲乙丙丁戊己庚"), min_size=1, max_size=12), min_size=1, max_size=8)


@given(texts, st.lists(st.sampled_from("甲乙丙丁戊己庚辛"), min_size=1, max_size=6))
@settings(max_examples=60, deadline=None)
def test_scores_are_those_of_bm25(documents: list[list[str]], query: list[str]) -> None:
    found = Occurrences.collect(documents).postings(size=len(documents))
    scores = found.scores({term_id(term): 1.0 for term in query})
    mean = sum(map(len, documents)) / len(documents)
    for place, document in enumerate(documents):
        counts = Counter(document)
        expected = 0.0
        for term in set(query) & set(document):
            frequency = sum(term in other for other in documents)
            rarity = math.log1p((len(documents) - frequency + 0.5) / (frequency + 0.5))
            often = counts[term]
            expected += rarity * often * (K1 + 1) / (often + K1 * (1 - B + B * len(document) / max(mean, 1)))
        assert scores[place] == pytest.approx(expected, rel=5e-3, abs=1e-6)


def test_a_file_of_arrays_is_read_back_and_a_broken_one_refused(tmp_path: Path) -> None:
    file = tmp_path / "some.arrays"
    kept = {"a": np.arange(7, dtype=np.int32), "b": np.zeros((2, 3), np.float16), "none": np.zeros(0, np.int64)}
    arrays.write(file, kept, {"who": "白鹭"})
    found, notes = arrays.read(file)
    assert notes == {"who": "白鹭"}
    assert all(np.array_equal(found[name], kept[name]) and found[name].dtype == kept[name].dtype for name in kept)
    assert list(tmp_path.iterdir()) == [file]
    file.write_bytes(file.read_bytes()[:-65])
    with pytest.raises(arrays.ArraysBroken, match="cut short"):
        arrays.read(file)
    file.write_bytes(b"something else, long enough")
    with pytest.raises(arrays.ArraysBroken):
        arrays.read(file)


def test_a_reader_keeps_the_old_file_while_a_new_one_takes_its_place(tmp_path: Path) -> None:
    file = tmp_path / "some.arrays"
    arrays.write(file, {"a": np.full(1000, 1)}, {})
    old, _ = arrays.read(file)
    arrays.write(file, {"a": np.full(1000, 2)}, {})
    new, _ = arrays.read(file)
    assert (int(old["a"].sum()), int(new["a"].sum())) == (1000, 2000)


def labels(query: str, on: date = ON, **more: bool) -> list[str]:
    return [f"{hit.version.law.key}{hit.article.label}" for hit in queries.search(query, on=on, **more).hits]


def test_lay_words_find_the_law_once_the_job_has_run(laws: Path) -> None:
    assert index.current() is None
    assert labels("邻居半夜放音乐") == []
    assert Job.objects.filter(name=indexing.JOB, state="waiting").count() == 1
    run_due("test", lambda: AT, limit=20)
    assert index.is_fresh()
    assert labels("邻居半夜放音乐")[0] == "鸟类安宁法第一条"
    assert labels("鄰居半夜放音樂") == labels("邻居半夜放音乐")
    assert queries.search("有人打架", on=ON).hits[0].why == "meaning"
    assert queries.search("殴打他人", on=ON).hits[0].why == "words"


def test_the_law_others_refer_to_comes_first(laws: Path) -> None:
    index.rebuild()
    assert labels("殴打他人")[:2] == ["鸟类安宁法第二条", "鸟类安宁法实施办法第二条"]


def test_a_law_that_is_named_comes_first_and_others_stay(laws: Path) -> None:
    index.rebuild()
    found = labels("鸟类安宁法实施办法 殴打他人")
    assert found[0] == "鸟类安宁法实施办法第二条"
    assert "鸟类安宁法第二条" in found


def test_the_day_chooses_among_versions(laws: Path) -> None:
    index.rebuild()
    assert {hit.version.label for hit in queries.search("旧巢一律", on=ON).hits} == {"2025-06-27"}
    assert [hit.version.label for hit in queries.search("旧巢一律", on=date(2020, 1, 1)).hits] == ["2012-10-26"]
    assert len({hit.version.label for hit in queries.search("旧巢一律", on=ON, older=True).hits}) == 2


def test_an_index_of_other_texts_is_not_used(laws: Path) -> None:
    index.rebuild()
    write(laws, "新羽法(2022-01-01)", "第一条 羽毛应当上交。", "2022年1月1日 某会通过")
    importing.import_folder(laws, at=AT)
    assert index.current() is None
    assert labels("羽毛应当上交") == ["新羽法第一条"]
    run_due("test", lambda: AT, limit=20)
    assert index.current() is not None
    assert labels("羽毛应当上交")[0] == "新羽法第一条"


def test_a_confirmed_date_is_asked_of_the_rows_and_rebuilds_the_index(
    laws: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    index.rebuild()
    version = Version.objects.get(law__key="旧巢法", label="2025-06-27")
    by = By(SystemActor("s:test"), AT)
    monkeypatch.setattr(ports, "powers", AllPowers())
    given = {"version": version.label, "day": date(2026, 12, 1), "source": "公报"}
    confirm_effective_date(importing.NOWHERE, by, law="旧巢法", **given)
    assert not index.is_fresh()
    assert "2025-06-27" not in [hit.version.label for hit in queries.search("旧巢一律", on=ON).hits]
    run_due("test", lambda: AT, limit=20)
    assert [hit.version.label for hit in queries.search("旧巢一律", on=ON).hits] == ["2012-10-26"]


def test_the_lexicon_is_whole() -> None:
    lexicon = lay_words.lexicon()
    assert len(lexicon.entries) > 800
    assert all(any(pairs(word)) for _, legal in lexicon.entries.values() for word in legal)
    widened = lexicon.widen("邻居半夜放音乐")
    assert widened["邻居"] == 1.0
    assert 0 < widened["噪声"] < 1


def test_an_entry_without_words_is_refused(tmp_path: Path) -> None:
    broken = tmp_path / "lay.yaml"
    broken.write_text("words:\n  打人:\nquestions: {}\n", "utf-8")
    with pytest.raises(lay_words.LexiconBroken, match="打人"):
        lay_words.read(broken)
