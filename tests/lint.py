"""Checks of `make lint` that no ready-made tool does: translations, generated documentation, lock files.

`python -m tests.lint` prints one line per fault and ends with a non-zero code; `--write` brings the translation files
and the generated documentation up to date. Not here: anything that needs the product to run.
"""

import re
import sys
from collections.abc import Iterator
from pathlib import Path

from babel.messages.catalog import Catalog
from babel.messages.extract import extract_from_dir
from babel.messages.pofile import read_po, write_po

from credentials.reasons import SENTENCES

ROOT = Path(__file__).resolve().parent.parent
TRANSLATIONS = ROOT / "lms" / "translations"
KEYWORDS = {
    "_": None,
    "N_": None,
    "gettext": None,
    "lazy_gettext": None,
    "ngettext": (1, 2),
    "lazy_ngettext": (1, 2),
    "pgettext": ((1, "c"), 2),
}
METHODS = [("templates/**.html", "jinja2"), ("templates/**.txt", "jinja2"), ("**.py", "python")]
COMPLETE = ("nl", "fr")
OTHER_ADDRESS = {
    "nl": re.compile(r"\b(u|uw|uwe|uzelf)\b(?!\+)", re.IGNORECASE),
    "fr": re.compile(r"\b(tu|toi|ton|ta|tes|te|tien|tienne)\b|\bt[’'](?=\w)", re.IGNORECASE),
}
"""How a language does not speak to its reader: Dutch says je, French vous, everywhere."""
PLACEHOLDER = re.compile(r"%\(\w+\)[a-z]")

Message = str | tuple[str, ...]


def used() -> Catalog:
    """Every message that code and templates ask for."""
    catalogue = Catalog()
    for folder in ("lms", "courses", "templates"):
        methods = METHODS if folder != "templates" else [("**.html", "jinja2"), ("**.txt", "jinja2")]
        for found in extract_from_dir(ROOT / folder, methods, keywords=KEYWORDS, comment_tags=()):
            catalogue.add(found[2], None, [(f"{folder}/{found[0]}", found[1])], context=found[4])
    for code, sentence in SENTENCES.items():
        catalogue.add(sentence, None, [(f"credentials/reasons.py {code}", 0)])
    return catalogue


def faults_of(language: str, wanted: Catalog) -> Iterator[str]:
    """What is wrong with one language's file, a line each."""
    path = TRANSLATIONS / language / "LC_MESSAGES" / "messages.po"
    with path.open("rb") as file:
        have = read_po(file, locale=language)
    for message in wanted:
        if not message.id:
            continue
        where = ", ".join(f"{file}:{line}" for file, line in message.locations[:2])
        mine = have.get(message.id, message.context)
        if mine is None or not mine.string or (isinstance(mine.string, tuple) and not all(mine.string)):
            yield f"{language}: not translated: {message.id!r} ({where})"
        elif mine.fuzzy:
            yield f"{language}: fuzzy: {message.id!r} ({where})"
        elif placeholders(message.id) != placeholders(mine.string):
            yield f"{language}: other placeholders than the original: {message.id!r}"
    for message in have:
        if message.id and wanted.get(message.id, message.context) is None:
            yield f"{language}: no longer used: {message.id!r}"
        for text in (message.string,) if isinstance(message.string, str) else message.string or ():
            if message.id and (word := OTHER_ADDRESS[language].search(text)):
                yield f"{language}: speaks to the reader in another way ({word[0]}): {message.id!r}"


def placeholders(text: Message) -> set[str]:
    """The named placeholders of a message; a singular may leave out the number."""
    parts = (text,) if isinstance(text, str) else text
    return set(PLACEHOLDER.findall(parts[-1]))


def prune(language: str, wanted: Catalog) -> None:
    """Drop messages that nothing asks for any more, and sort the file."""
    path = TRANSLATIONS / language / "LC_MESSAGES" / "messages.po"
    with path.open("rb") as file:
        have = read_po(file, locale=language)
    for message in list(have):
        if message.id and wanted.get(message.id, message.context) is None:
            have.delete(message.id, message.context)
    with path.open("wb") as file:
        write_po(file, have, width=110, sort_output=True, no_location=True)


def generated() -> dict[Path, str]:
    """Documentation that is made from code, by path."""
    from lms.settings import markdown  # the one import of the product, kept out of the other checks

    return {ROOT / "docs" / "settings.md": markdown()}


def main() -> int:
    """Check, or with `--write` mend; answers with the exit code."""
    wanted = used()
    if "--write" in sys.argv:
        for language in COMPLETE:
            prune(language, wanted)
        for path, text in generated().items():
            path.write_text(text)
    faults = [fault for language in COMPLETE for fault in faults_of(language, wanted)]
    faults += [
        f"{path.relative_to(ROOT)}: differs from the code; run python -m tests.lint --write"
        for path, text in generated().items()
        if not path.exists() or path.read_text() != text
    ]
    faults += [f"{lock}: holds an address" for lock in ROOT.glob("*.lock") if "://" in lock.read_text()]
    for fault in faults:
        sys.stderr.write(fault + "\n")
    return 1 if faults else 0


if __name__ == "__main__":
    sys.exit(main())
