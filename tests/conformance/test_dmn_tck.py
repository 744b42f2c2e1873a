"""The DMN test kit as a test, and tests of the runner itself, which must be able to fail."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from engine.errors import NotFound
from tests.conformance import dmn_tck

KIT = Path(os.environ.get("DMN_TCK") or Path(__file__).resolve().parents[3] / "shared" / "dmn-tck")
HEAD = (
    '<testCases xmlns="http://www.omg.org/spec/DMN/20160719/testcase" '
    'xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance"><modelName>m.dmn</modelName>'
)
MODEL = """<definitions xmlns="https://www.omg.org/spec/DMN/20230324/MODEL/" name="m" namespace="m">
  <inputData id="x" name="x"/>
  <decision id="double" name="double">
    <informationRequirement><requiredInput href="#x"/></informationRequirement>
    <literalExpression><text>x * 2</text></literalExpression></decision>
  <decision id="java" name="java"><functionDefinition kind="Java"><context/></functionDefinition></decision>
</definitions>"""


@pytest.mark.skipif(not KIT.is_dir(), reason="no DMN test kit here (DMN_TCK)")
@pytest.mark.parametrize(("level", "share"), [("compliance-level-2", 1.0), ("compliance-level-3", 0.98)])
def test_the_kit_passes(level, share):
    """Level 2 wholly, level 3 at least 98 of 100, external Java functions aside."""
    verdicts = [one for one in dmn_tck.run(KIT / level) if one.status != "IGNORED"]
    failed = [one for one in verdicts if one.status == "ERROR"]

    assert len(verdicts) > 40
    assert len(failed) <= (1 - share) * len(verdicts), failed[:20]


def case(name: str, x: str, expected: str, kind: str = "decimal") -> str:
    return (
        f'<testCase id="{name}-{x}"><inputNode name="x"><value xsi:type="xsd:decimal">{x}</value></inputNode>'
        f'<resultNode name="{name}"><expected><value xsi:type="xsd:{kind}">{expected}</value></expected>'
        "</resultNode></testCase>"
    )


@pytest.fixture
def kit(tmp_path: Path) -> Path:
    """A kit of one folder: one case right, two wrong, one in Java."""
    folder = tmp_path / "compliance-level-2" / "0000-own"
    folder.mkdir(parents=True)
    (folder / "m.dmn").write_text(MODEL, encoding="utf-8")
    cases = case("double", "2", "4") + case("double", "3", "7") + case("double", "4", "8", "string")
    tests = f"{HEAD}{cases}{case('java', '1', '1')}</testCases>"
    (folder / "0000-own-test-01.xml").write_text(tests, encoding="utf-8")
    return tmp_path


def test_the_runner_counts_and_prints_what_failed(kit, capsys):
    """The last line is the sum; each failure says what was expected and what came."""
    status = dmn_tck.main([str(kit)])

    *failures, total = capsys.readouterr().out.splitlines()
    assert status == 1
    assert total == "1 passed, 2 failed, 1 skipped"
    assert "expected 7, got 6" in failures[0]


def test_the_runner_writes_the_kits_own_result_rows(kit, tmp_path):
    """Folder, test file, case, status and detail, all in quotation marks."""
    dmn_tck.main([str(kit), "--csv", str(tmp_path / "out.csv")])

    first, second, _, last = (tmp_path / "out.csv").read_text(encoding="utf-8").splitlines()
    assert first == '"compliance-level-2/0000-own","0000-own-test-01","double-2","SUCCESS",""'
    assert second.startswith('"compliance-level-2/0000-own","0000-own-test-01","double-3","ERROR","')
    assert '"IGNORED"' in last


def test_a_model_that_cannot_be_read_fails_its_cases(kit):
    """A broken file is an error of each case, not the end of the run."""
    (kit / "compliance-level-2" / "0000-own" / "m.dmn").write_text("<oops/>", encoding="utf-8")

    assert {verdict.status for verdict in dmn_tck.run(kit)} == {"ERROR"}


def test_tests_that_cannot_be_read_are_one_error(kit):
    """A broken test file is a row of the result, and the other files are run."""
    folder = kit / "compliance-level-2" / "0000-own"
    (folder / "0000-own-test-00.xml").write_text("<testCases", encoding="utf-8")
    (folder / "notes.xml").write_text("<notes/>", encoding="utf-8")

    first, *others = dmn_tck.run(kit)
    assert (first.test, first.case, first.status) == ("0000-own-test-00", "", "ERROR")
    assert [one.status for one in others] == ["SUCCESS", "ERROR", "ERROR", "IGNORED"]


def test_what_nobody_has_thought_of_is_an_error_of_its_case(kit):
    """A value that is no number does not end the run."""
    file = kit / "compliance-level-2" / "0000-own" / "0000-own-test-01.xml"
    file.write_text(file.read_text(encoding="utf-8").replace(">4<", ">four<", 1), encoding="utf-8")

    assert [one.status for one in dmn_tck.run(kit)] == ["ERROR", "ERROR", "ERROR", "IGNORED"]


def test_the_layout_of_folders_does_not_matter(kit):
    """Tests lie anywhere; a model with another name than the tests say is taken when it is the only one."""
    folder = kit / "compliance-level-2" / "0000-own"
    (folder / "m.dmn").rename(folder / "other.dmn")

    assert [one.status for one in dmn_tck.run(folder)] == [one.status for one in dmn_tck.run(kit)]
    assert next(dmn_tck.run(folder)).status == "SUCCESS"


def test_a_folder_that_is_not_there_is_a_wrong_usage(tmp_path):
    """Nothing was run, so nothing has passed."""
    with pytest.raises(SystemExit) as left:
        dmn_tck.main([str(tmp_path / "nowhere")])

    assert left.value.code == 2


def test_null_is_expected_only_as_null():
    """A wrong name of a decision is no null, and a null is no zero."""
    assert dmn_tck._same(None, None)
    assert not dmn_tck._same(None, NotFound("decisions.unknown_decision", name="x", file="y"))
    assert not dmn_tck._same(None, 0)
