"""Sixty and more broken packages: each is refused whole, with file, line and a sentence that says why (INH-07)."""

from dataclasses import dataclass
from pathlib import Path

import pytest

from courses.catalogue.package import PackageRefused, Severity, check_package, read_package
from lms.markup import parse
from tests.packages import MANIFEST, line_of, replaced, write_package


@dataclass(frozen=True)
class Broken:
    """Replace `old` by `new`; the fault stands on the line of `at` and says `sentence`."""

    old: str
    new: str
    at: str
    sentence: str


OPENS = [
    Broken(
        "    kind: text\n",
        "    kind: text\n    opens: {session: nergens, days_before: 3}\n",
        "opens:",
        "There is no session 'nergens'.",
    ),
    Broken(
        "    kind: assignment\n",
        "    kind: assignment\n    opens: {session: samen}\n",
        "opens:",
        "Only a text, a video or a quiz can open before a session.",
    ),
]
KEYS = [
    Broken("title: {nl", "titel: {nl", "titel", "Unknown key 'titel'. Is it 'title'?"),
    Broken("theme: vak\n", "theme: vak\nprijs: 3\n", "prijs", "Unknown key 'prijs'."),
    Broken("    kind: text\n", "    kind: text\n    kleur: rood\n", "kleur", "Unknown key 'kleur'."),
    Broken("seats: 12, ", "seats: 12, stoelen: 3, ", "stoelen", "Unknown key 'stoelen'."),
    Broken("{slug: b, text: D2", "{slug: b, juist: true, text: D2", "juist", "Unknown key 'juist'."),
    Broken(
        "summary: Je leerlingen meten met een kleine computer.\n", "", "format:", "'summary' is missing in module.yaml."
    ),
    Broken("contact: {name: Ilse Maes, email", "contact: {email", "contact:", "'name' is missing in contact."),
    Broken("    minutes: 15\n", "", "- slug: lezen", "'minutes' is missing in units[1]."),
    Broken("          type: choice\n", "", "- slug: keuze", "'type' is missing in questions[1]."),
    Broken(
        "          image_alt: Een kring met een lampje\n",
        "",
        "- slug: keuze",
        "'image_alt' is missing in questions[1].",
    ),
    Broken("    art: {theme: vak, level: B1}\n", "", "- slug: kleine-badge", "'art' is missing in badges[1]."),
    Broken(
        "format: leerspoor-module/1",
        "format: leerspoor-module/9",
        "format",
        "'format' must be one of: leerspoor-module/1.",
    ),
]
VALUES = [
    Broken('version: "1.0"', "version: 1.0", "version", "'version' must be text; put it between quotes."),
    Broken('grades: ["2"]', "grades: [2]", "grades", "'grades[1]' must be text; put it between quotes."),
    Broken(
        "slug: kleine-module",
        "slug: Kleine Module",
        "slug:",
        "'slug' must be small letters, digits and single hyphens.",
    ),
    Broken(
        "slug: kleine-module",
        'slug: "kleine-module\\n"',
        "slug:",
        "'slug' must be small letters, digits and single hyphens.",
    ),
    Broken("language: nl", "language: Nederlands", "language", "'language' must be a language such as nl or nl-BE."),
    Broken("theme: vak\n", "theme: blauw\n", "theme", "'theme' must be one of: vak, toets, denk, coach, stapel."),
    Broken("form: blended", "form: gemengd", "form: ", "'form' must be one of: online, onsite, blended."),
    Broken(
        "study_fields: [auto, hout]",
        "study_fields: [auto, vliegen]",
        "study_fields",
        "'study_fields[2]' must be one of: alle, auto,",
    ),
    Broken(
        "study_fields: [auto, hout]",
        "study_fields: [auto, auto]",
        "study_fields",
        "'study_fields' names something twice.",
    ),
    Broken(
        "study_fields: [auto, hout]",
        "study_fields: [alle, hout]",
        "study_fields",
        "'alle' stands alone: it means every study field.",
    ),
    Broken(
        "study_fields: [auto, hout]", "study_fields: []", "study_fields", "'study_fields' needs at least 1 entries."
    ),
    Broken("hours: 4.5\nweeks", "hours: 0\nweeks", "hours: 0", "'hours' must be more than 0."),
    Broken("hours: 4.5\nweeks", "hours: veel\nweeks", "hours: veel", "'hours' must be a number."),
    Broken("weeks: 3", "weeks: 2.5", "weeks", "'weeks' must be a whole number."),
    Broken("weeks: 3", "weeks: 12345678901234567890", "weeks", "This number is too long; text goes between quotes."),
    Broken(
        'amount: "12.50"', 'amount: "12,50"', "amount", "'amount' must be an amount between quotes such as \"0.00\"."
    ),
    Broken("email: ilse@leerspoor.example", "email: ilse", "email", "'email' must be an e-mail address."),
    Broken(
        "reviewed_on: 2026-09-01",
        "reviewed_on: 1 september",
        "reviewed_on",
        "'reviewed_on' must be a date such as 2026-09-01.",
    ),
    Broken("reviewed_on: 2026-09-01", "reviewed_on: 2026-02-30", "reviewed_on", "This day does not exist."),
    Broken("title: Lezen", 'title: " "', 'title: " "', "'title' must be some text."),
    Broken(
        "title: {nl: Een kleine module, en: A small module}",
        "title: {en: A small module}",
        "title",
        "The text in 'nl' is missing.",
    ),
    Broken(
        "title: {nl: Een kleine module, en",
        "title: {Nederlands: Een, en",
        "title",
        "The key 'Nederlands' must be a language such as nl or nl-BE.",
    ),
    Broken("exit_level: B1", "exit_level: A1", "exit_level", "The exit level is lower than the entry level."),
    Broken(
        "licence: CC-BY-4.0",
        "licence: vrij te gebruiken",
        "licence",
        "'licence' must be an SPDX licence such as CC-BY-4.0.",
    ),
    Broken(
        'code: "3.1", level: B1}\n  - {framework: vl',
        "code: 3.1, level: B1}\n  - {framework: vl",
        "code: 3.1",
        "'code' must be text; put it between quotes.",
    ),
    Broken(
        'code: "4.4"}',
        'code: "3.1"}\n  - {framework: digcompedu, code: "3.1"}',
        '- {framework: digcompedu, code: "3.1"}\nunits',
        "The goal '3.1' stands here twice.",
    ),
    Broken("types: [pdf, txt]", "types: [pdf, svg]", "types", "'types[2]' must be one of: pdf,"),
]
CROSS = [
    Broken("- slug: kijken", "- slug: lezen", "- slug: lezen\n    kind: video", "The name 'lezen' is used twice."),
    Broken(
        "    kind: text\n",
        "    kind: text\n    session: {mode: onsite, hours: 1}\n",
        "session: {mode: onsite, hours: 1}",
        "'session' does not belong to this kind.",
    ),
    Broken(
        "          type: number\n",
        "          type: number\n          accepts: [vier]\n",
        "accepts: [vier]",
        "'accepts' does not belong to this kind.",
    ),
    Broken("right: true, feedback: Ja.", "feedback: Ja.", "options:", "No answer is marked right."),
    Broken(
        "{slug: eerst, text: Meten}",
        "{slug: eerst, text: Meten, right: true}",
        "options:\n            - {slug: eerst",
        "For order the options stand in the right order; leave out 'right'.",
    ),
    Broken(
        "{slug: b, text: Twee, right: true}",
        "{slug: a, text: Twee, right: true}",
        "{slug: a, text: Twee",
        "The name 'a' is used twice.",
    ),
    Broken(
        "- slug: meer\n",
        "- slug: keuze\n",
        "- slug: keuze\n          type: multiple",
        "The name 'keuze' is used twice.",
    ),
    Broken("at_least: 3", "at_least: 6", "at_least", "There are only 5 questions."),
    Broken("{from: 3, text", "{from: 4, text", "advice:", "There is no advice for 3 right answers."),
    Broken("{from: 3, text", "{from: 6, text", "{from: 6", "No score gets this advice."),
    Broken("id: abcdefghijk", "id: abc", "video: {", "This is not an id of a video at youtube."),
    Broken("rubric: r-les\n", "rubric: r-geen\n", "rubric: r-geen", "There is no rubric 'r-geen'."),
    Broken(
        "accepts: {text: true, link: false, files: true}",
        "accepts: {text: false, link: false, files: false}",
        "accepts: {",
        "This assignment accepts nothing.",
    ),
    Broken(
        "accepts: {text: true, link",
        "accepts: {text: false, link",
        "min_words",
        "Words are asked, but a text is not accepted.",
    ),
    Broken("assignment: opdracht,", "assignment: lezen,", "return_moment: {", "There is no assignment unit 'lezen'."),
    Broken(
        "{value: 1, name: voldoet}",
        "{value: 0, name: voldoet}",
        "levels:",
        "Levels stand lowest first, each number once.",
    ),
    Broken("title: Doel, required_level: 1", "title: Doel, required_level: 3", "slug: doel", "There is no level 3."),
    Broken("{0: Geen doel., 1: Een doel.}", "{0: Geen doel.}", "slug: doel", "The level 1 has no description."),
    Broken(
        "{0: Geen doel., 1: Een doel.}", "{0: Geen doel., 1: Een doel., 4: Veel.}", "slug: doel", "There is no level 4."
    ),
    Broken("slug: bewijs,", "slug: doel,", "slug: doel, title: Bewijs", "The name 'doel' is used twice."),
    Broken("units: all, rubric", "units: [lezen, zwemmen], rubric", "conditions", "There is no unit 'zwemmen'."),
    Broken("units: all, rubric", "units: alles, rubric", "conditions", "'units' must be one of: all."),
    Broken(
        "units: all, rubric: r-les",
        "units: all, rubric: r-geen",
        "conditions",
        "There is no assignment with the rubric 'r-geen'.",
    ),
    Broken(", substitute: Schrijf een brief.", "", "conditions", "No return moment has a substitute task."),
    Broken(
        "achievement_type: Competency",
        "achievement_type: Diploma",
        "achievement_type",
        "'achievement_type' must be one of: CertificateOfCompletion, Competency, MicroCredential.",
    ),
]
YAML = [
    Broken("theme: vak\n", "theme: vak\ntheme: toets\n", "theme: toets", "The key 'theme' stands here twice."),
    Broken("theme: vak\n", "theme: &kleur vak\n", "theme", "Anchors (&name) are not read; write the text out."),
    Broken("theme: vak\n", "theme: *kleur\n", "theme", "Aliases (*name) are not read; write the text out."),
    Broken("theme: vak\n", "theme: !!python/name:os.system vak\n", "theme", "Tags (!name) are not read."),
    Broken("theme: vak\n", "? [a, b]\n: vak\n", "? [a, b]", "A key must be a plain word."),
    Broken("theme: vak\n", "theme: 'vak\n", "theme", "This is not YAML that can be read:"),
    Broken("theme: vak\n", "theme: vak\n---\nslug: ander\n", "---", "This is not YAML that can be read:"),
    Broken("theme: vak\n", "theme: " + "[" * 30 + "]" * 30 + "\n", "theme", "This is nested too deeply."),
]
FILES = [
    Broken(
        "text: units/01-lezen.md",
        "text: units/99-weg.md",
        "units/99-weg.md",
        "The file units/99-weg.md does not exist.",
    ),
    Broken(
        "text: units/01-lezen.md",
        "text: ../../etc/passwd",
        "../../etc",
        "'text' must be the path of a file such as units/01.md.",
    ),
    Broken(
        "text: units/01-lezen.md",
        "text: /etc/passwd",
        "/etc/passwd",
        "'text' must be the path of a file such as units/01.md.",
    ),
    Broken(
        "text: units/01-lezen.md",
        "text: units/../module.yaml",
        "units/../",
        "'text' must be the path of a file such as units/01.md.",
    ),
    Broken(
        "poster: images/kring.png",
        "poster: https://ver.example/x.png",
        "poster",
        "'poster' must be the path of an image such as images/kring.png.",
    ),
    Broken(
        "image: images/kring.png",
        "image: images/vierkant.png",
        "images/vierkant.png",
        "The file images/vierkant.png does not exist.",
    ),
]
INLINE = [
    Broken("pupils: Ze leren aflezen.", "pupils: Ze leren <b>aflezen</b>.", "pupils", "HTML is not shown: <b>."),
    Broken(
        "prompt: Welke poort?",
        "prompt: Welke poort? ![](images/kring.png)",
        "prompt: Welke poort",
        "The image images/kring.png has no text for who cannot see it.",
    ),
    Broken(
        "substitute: Schrijf een brief.",
        "substitute: 'Zie [daar](javascript:alert(1)).'",
        "substitute: 'Zie",
        "The link javascript:alert(1) goes nowhere;",
    ),
]
CASES = [*OPENS, *KEYS, *VALUES, *CROSS, *YAML, *FILES, *INLINE]


@pytest.mark.parametrize("broken", CASES, ids=[f"{n:02}-{case.sentence[:40]}" for n, case in enumerate(CASES)])
def test_names_file_line_and_reason(tmp_path: Path, broken: Broken) -> None:
    manifest = replaced(broken.old, broken.new)
    write_package(tmp_path, manifest)
    package, faults = check_package(tmp_path, parse=parse)
    assert package is None
    said = [(fault.path, fault.line) for fault in faults if fault.sentence.startswith(broken.sentence)]
    assert ("module.yaml", line_of(broken.at, manifest)) in said, [str(fault) for fault in faults]


TEXTS = [
    ("Een alinea.\n\n<script>alert(1)</script>\n", 3, "HTML is not shown: <script>alert(1)</script>."),
    ("Een alinea\nmet <img src=x onerror=alert(1)> erin.\n", 2, "HTML is not shown: <img src=x onerror=alert(1)>."),
    ("Een\n\n\n[link](files/geen.txt)\n", 4, "The file files/geen.txt does not exist."),
    ("![kring](images/geen.png)\n", 1, "The file images/geen.png does not exist."),
    ("![kring](https://ver.example/x.png)\n", 1, "The image https://ver.example/x.png is not in images/;"),
    ("![kring](data:image/png;base64,AAAA)\n", 1, "The image data:image/png;base64,AAAA is not in images/;"),
    ("Zie [dit](JaVaScript:alert(1)).\n", 1, "The link JaVaScript:alert(1) goes nowhere;"),
    ("Zie [dit](/etc/passwd).\n", 1, "The link /etc/passwd goes nowhere;"),
    ("Zie [dit](https://).\n", 1, "The link https:// is not an address."),
    (
        "Zie [dit](https://ilse:geheim@ver.example/).\n",
        1,
        "The link https://ilse:geheim@ver.example/ has a user name in it.",
    ),
    ("a\n\n- b\n- [](https://ver.example/)\n", 4, "A link has no text."),
]


@pytest.mark.parametrize(("text", "line", "sentence"), TEXTS, ids=[case[2][:40] for case in TEXTS])
def test_names_the_line_in_a_text(tmp_path: Path, text: str, line: int, sentence: str) -> None:
    write_package(tmp_path, units_03_opdracht=text)
    package, faults = check_package(tmp_path, parse=parse)
    assert package is None
    said = [(fault.path, fault.line) for fault in faults if fault.sentence.startswith(sentence)]
    assert ("units/03-opdracht.md", line) in said, [str(fault) for fault in faults]


def test_the_corpus_is_large_enough() -> None:
    assert len(CASES) + len(TEXTS) >= 60


def test_code_in_backticks_is_no_html(tmp_path: Path) -> None:
    write_package(tmp_path, units_03_opdracht="Schrijf `#include <Servo>` en:\n\n```\n<b>\n```\n")
    assert check_package(tmp_path, parse=parse)[0] is not None


def test_every_fault_is_said_at_once_and_in_order(tmp_path: Path) -> None:
    """An author mends everything in one go."""
    manifest = replaced("theme: vak\n", "theme: blauw\n", replaced("weeks: 3", "weeks: drie"))
    write_package(tmp_path, manifest)
    with pytest.raises(PackageRefused) as caught:
        read_package(tmp_path, parse=parse)
    assert [(fault.path, fault.line) for fault in caught.value.faults] == [
        ("module.yaml", line_of("theme", manifest)),
        ("module.yaml", line_of("weeks", manifest)),
    ]


WARNINGS = [
    ("minutes: 10\n", "minutes: 70\n", "This unit takes 70 minutes; consider making it shorter."),
    (",\n      transcript: units/02-uitgeschreven.md", "", "This video has no transcript."),
    (
        "          feedback: {right: Ja., wrong: Nee.}\n        - slug: volgorde",
        "        - slug: volgorde",
        "This question does not say why an answer is right or wrong.",
    ),
]


@pytest.mark.parametrize(("old", "new", "sentence"), WARNINGS, ids=[case[2][:30] for case in WARNINGS])
def test_a_warning_does_not_refuse(tmp_path: Path, old: str, new: str, sentence: str) -> None:
    """AAN-01: a long unit is allowed, and its author is told."""
    write_package(tmp_path, replaced(old, new))
    if "transcript" in old:
        (tmp_path / "units" / "02-uitgeschreven.md").unlink()
    package, faults = check_package(tmp_path, parse=parse)
    assert package is not None
    assert [fault.sentence for fault in faults] == [sentence]
    assert {fault.severity for fault in faults} == {Severity.WARNING}


def test_the_whole_package_has_no_fault(tmp_path: Path) -> None:
    package, faults = check_package(write_package(tmp_path), parse=parse)
    assert package is not None
    assert faults == ()
    assert MANIFEST.count("slug:") > 20
