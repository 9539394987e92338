"""Other people's files are what we say they are and come with their licence; nothing else lies among them."""

import hashlib
import re
import tomllib
from pathlib import Path

from lms.assets import STATIC, content_hash

ROOT = Path(__file__).resolve().parents[2]
VENDOR = STATIC / "vendor"
CSS = sorted((STATIC / "css").glob("*.css"))
TEMPLATES = [path for path in sorted((ROOT / "templates").rglob("*.html")) if path.parent.name != "mail"]


def _packages() -> list[dict[str, object]]:
    return list(tomllib.loads((VENDOR / "VENDOR.toml").read_text(encoding="utf-8"))["package"])


def _recorded() -> dict[str, str]:
    return {name: digest for package in _packages() for name, digest in dict(package["sha256"]).items()}  # type: ignore[call-overload]


def test_every_vendored_file_has_the_hash_we_recorded() -> None:
    for name, digest in _recorded().items():
        assert hashlib.sha256((VENDOR / name).read_bytes()).hexdigest() == digest, name


def test_nothing_lies_there_that_is_not_recorded() -> None:
    there = {path.relative_to(VENDOR).as_posix() for path in VENDOR.rglob("*") if path.is_file()}
    assert there - {"VENDOR.toml"} == set(_recorded())


def test_every_package_has_a_version_a_licence_and_its_text() -> None:
    for package in _packages():
        assert re.fullmatch(r"\d+\.\d+\.\d+", str(package["version"]))
        assert package["licence"] in ("OFL-1.1", "ISC")
        words = (VENDOR / str(package["licence_text"])).read_text(encoding="utf-8").lower()
        assert "license" in words


def test_every_file_a_stylesheet_asks_for_is_ours() -> None:
    """No request leaves for a third party, and none leads to nothing."""
    for sheet in CSS:
        text = sheet.read_text(encoding="utf-8")
        assert "@import" not in text, sheet.name
        for address in re.findall(r'url\("([^"]+)"\)', text):
            name, _mark, hash_of_it = address.partition("?v=")
            if not address.startswith("data:image/svg+xml,"):
                file = (sheet.parent / name).resolve().relative_to(STATIC).as_posix()
                assert hash_of_it == content_hash(file), address


def test_every_icon_a_template_names_is_in_the_sprite() -> None:
    sprite = (VENDOR / "lucide" / "sprite.svg").read_text(encoding="utf-8")
    known = set(re.findall(r'<symbol id="i-([\w-]+)"', sprite))
    used: dict[str, str] = {}
    for path in TEMPLATES:
        text = path.read_text(encoding="utf-8")
        for name in re.findall(r'(?:\bicon\(|icon_name=|icon_after=|"icon": )"([\w-]+)"', text):
            used[name] = path.name
    assert used, "no template uses an icon: the pattern of this test is wrong"
    assert set(used) <= known, {name: where for name, where in used.items() if name not in known}


def test_the_sprite_holds_no_icon_that_nobody_names() -> None:
    """Every page loads it. A name may come from a template, from code or from a script."""
    sprite = (VENDOR / "lucide" / "sprite.svg").read_text(encoding="utf-8")
    sources = [path for end in ("*.py", "*.js") for path in sorted((ROOT / "lms").rglob(end))]
    text = "\n".join(path.read_text(encoding="utf-8") for path in [*TEMPLATES, *sources])
    named = set(re.findall(r"""["']([\w-]+)["']""", text))
    assert set(re.findall(r'<symbol id="i-([\w-]+)"', sprite)) <= named


def test_templates_and_drawings_hold_no_inline_style_or_script() -> None:
    """The Content-Security-Policy would refuse them."""
    for path in TEMPLATES:
        text = path.read_text(encoding="utf-8")
        assert not re.search(r"<[^>]+\sstyle\s*=", text), path
        assert not re.search(r"<style", text), path
        assert not re.search(r"<[a-z][^>]*\son[a-z]+\s*=", text), path
        for attributes in re.findall(r"<script([^>]*)>", text):
            assert "src=" in attributes, path


def test_no_stylesheet_but_the_tokens_names_a_colour() -> None:
    """So that the dark, paper and contrast change in one place; white behind an author's picture excepted."""
    for sheet in CSS:
        if sheet.name in ("tokens.css", "print.css"):
            continue
        found = set(re.findall(r"#[0-9a-fA-F]{3,8}\b(?![^;{]*\{)", sheet.read_text(encoding="utf-8")))
        assert found <= {"#fff", "#000", "#0007"}, (sheet.name, found)
