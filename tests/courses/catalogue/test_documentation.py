"""The document says what the schema says, and its example is a package that comes in."""

import re
from pathlib import Path

from courses.catalogue.package import check_package
from courses.catalogue.package.reference import markdown
from courses.catalogue.package.schema import SAYS, schema
from lms.markup import parse
from tests.packages import png

DOCUMENT = Path("docs/content-package.md")
KEYS = Path("docs/content-package-keys.md")


def test_the_table_of_keys_is_that_of_the_schema() -> None:
    """To renew it: put what `markdown()` gives behind the mark."""
    _text, mark, table = KEYS.read_text(encoding="utf-8").partition("<!-- keys -->\n\n")
    assert mark
    assert table == markdown()


def test_every_key_is_described() -> None:
    undescribed = [line for line in markdown().splitlines() if line.startswith("| `") and line.endswith("|  |")]
    assert undescribed == []


def test_the_schema_names_itself_and_refuses_unknown_keys_everywhere() -> None:
    """Strict from top to bottom: an object with known keys always refuses others."""

    def objects(node: object) -> list[dict[str, object]]:
        if isinstance(node, list):
            return [found for part in node for found in objects(part)]
        if not isinstance(node, dict):
            return []
        own = [node] if node.get("type") == "object" else []
        return own + [found for part in node.values() for found in objects(part)]

    assert schema()["title"] == "leerspoor-module/1"
    for node in objects(schema()):
        assert node["additionalProperties"] is False or "propertyNames" in node


def test_what_the_schema_says_can_be_translated() -> None:
    def said(node: object) -> set[str]:
        if isinstance(node, list):
            return {words for part in node for words in said(part)}
        if not isinstance(node, dict):
            return set()
        own = {node["says"]} if isinstance(node.get("says"), str) else set()
        return own.union(*(said(part) for part in node.values()))

    assert said(schema()) == set(SAYS)


def test_the_example_comes_in(tmp_path: Path) -> None:
    example = re.search(r"```yaml\n(format: .*?)```", DOCUMENT.read_text(encoding="utf-8"), re.DOTALL)
    assert example is not None
    (tmp_path / "units").mkdir()
    (tmp_path / "images").mkdir()
    (tmp_path / "module.yaml").write_text(example.group(1), encoding="utf-8")
    (tmp_path / "units" / "01-marge.md").write_text("Een marge is wat er naast mag zitten.\n", encoding="utf-8")
    (tmp_path / "images" / "meter.png").write_bytes(png())
    package, faults = check_package(tmp_path, parse=parse)
    assert [str(fault) for fault in faults] == []
    assert package is not None
