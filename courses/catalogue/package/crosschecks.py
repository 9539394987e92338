"""What the schema cannot say: that names are unique, that what is referred to exists, that a quiz can be won.

Runs only on a manifest that fits the schema. Not here: Markdown (`texts`), and which framework codes an
installation knows (`courses.flows.import_package` warns about those).
"""

from collections.abc import Callable, Iterable
from typing import Any

from courses.catalogue.package.elements import is_day, lacking, unknown_levels
from courses.catalogue.package.faults import Fault, Severity
from courses.catalogue.package.folder import MANIFEST
from courses.catalogue.package.quiz_checks import check_quiz
from courses.catalogue.package.strict_yaml import Document, Path
from courses.errors import N_
from credentials.reasons import SENTENCES

Manifest = dict[str, Any]
LEVELS = ("A1", "A2", "B1", "B2", "C1", "C2")
LONG_MINUTES = 60
VIDEO_IDS = {"youtube": 11}


class Checker:
    """Collects faults at paths of one manifest."""

    def __init__(self, document: Document, name: str = MANIFEST) -> None:
        self.document = document
        self.name = name
        self.manifest: Manifest = document.value
        self.faults: list[Fault] = []

    def fault(self, path: Path, message: str, severity: Severity = Severity.FAULT, **values: object) -> None:
        self.faults.append(Fault(self.name, self.document.line(path), message, values, severity))

    def unique(self, path: Path, names: Iterable[str], key: str = "slug") -> None:
        seen: set[str] = set()
        for at, name in enumerate(names):
            if name in seen:
                self.fault((*path, at, key), N_("The name '%(name)s' is used twice."), name=name)
            seen.add(name)


def crosscheck(document: Document) -> list[Fault]:
    """Every fault and warning that needs more than one place of the manifest to see."""
    checker = Checker(document)
    for check in CHECKS:
        check(checker)
    return checker.faults


def crosscheck_track(document: Document, name: str) -> list[Fault]:
    """The same of a track: every language, modules and goals named once, and all that a microcredential asks."""
    checker = Checker(document, name)
    _languages(checker)
    checker.unique(("parts",), (part["module"] for part in checker.manifest["parts"]), "module")
    if "quality" in checker.manifest and not is_day(checker.manifest["quality"]["reviewed_on"]):
        checker.fault(("quality", "reviewed_on"), N_("This day does not exist."))
    if "badge" in checker.manifest:
        badge = checker.manifest["badge"]
        _goals(checker, ("badge", "alignments"), badge.get("alignments", []))
        _microcredential(checker, ("badge",), badge)
    return checker.faults


def _languages(checker: Checker) -> None:
    """Every text has the package's own language, so that there is always something to show."""
    language = checker.manifest["language"]

    def walk(value: Any, path: Path) -> None:
        if isinstance(value, list):
            for at, part in enumerate(value):
                walk(part, (*path, at))
        elif isinstance(value, dict):
            for key, part in value.items():
                walk(part, (*path, key))
            if value and path and all(_is_language(key) for key in value) and language not in value:
                checker.fault(path, N_("The text in '%(language)s' is missing."), language=language)

    walk(checker.manifest, ())


def _is_language(key: str) -> bool:
    head, _, tail = key.partition("-")
    return len(head) == 2 and head.islower() and (not tail or (len(tail) == 2 and tail.isupper()))


def _head(checker: Checker) -> None:
    manifest = checker.manifest
    entry, reached = manifest.get("entry_level"), manifest.get("exit_level")
    if entry and reached and LEVELS.index(reached) < LEVELS.index(entry):
        checker.fault(("exit_level",), N_("The exit level is lower than the entry level."))
    if "alle" in manifest["study_fields"] and len(manifest["study_fields"]) > 1:
        checker.fault(("study_fields",), N_("'alle' stands alone: it means every study field."))
    if "quality" in manifest and not is_day(manifest["quality"]["reviewed_on"]):
        checker.fault(("quality", "reviewed_on"), N_("This day does not exist."))
    _goals(checker, ("goals",), manifest["goals"])


def _goals(checker: Checker, path: Path, goals: list[Manifest]) -> None:
    seen: set[tuple[str, str]] = set()
    for at, goal in enumerate(goals):
        name = (goal["framework"], goal["code"])
        if name in seen:
            checker.fault((*path, at), N_("The goal '%(code)s' stands here twice."), code=goal["code"])
        seen.add(name)


def _units(checker: Checker) -> None:
    units = checker.manifest["units"]
    rubrics = {rubric["slug"] for rubric in checker.manifest.get("rubrics", [])}
    assignments = {unit["slug"] for unit in units if unit["kind"] == "assignment"}
    checker.unique(("units",), (unit["slug"] for unit in units))
    for at, unit in enumerate(units):
        path: Path = ("units", at)
        if unit["kind"] in ("text", "video", "quiz") and unit["minutes"] > LONG_MINUTES:
            checker.fault(
                (*path, "minutes"),
                N_("This unit takes %(minutes)s minutes; consider making it shorter."),
                Severity.WARNING,
                minutes=unit["minutes"],
            )
        _opens(checker, (*path, "opens"), unit, units)
        if unit["kind"] == "quiz":
            check_quiz(checker.fault, (*path, "quiz"), unit["quiz"])
        elif unit["kind"] == "video":
            _video(checker, (*path, "video"), unit["video"])
        elif unit["kind"] == "assignment":
            _assignment(checker, (*path, "assignment"), unit["assignment"], rubrics)
        elif unit["kind"] == "return_moment":
            _return_moment(checker, (*path, "return_moment"), unit["return_moment"], assignments)
    if not any(unit.get("required", True) for unit in units):
        checker.fault(("units",), N_("At least one unit must be required."))


def _opens(checker: Checker, path: Path, unit: Manifest, units: list[Manifest]) -> None:
    if "opens" not in unit:
        return
    if unit["kind"] not in ("text", "video", "quiz"):
        checker.fault(path, N_("Only a text, a video or a quiz can open before a session."))
    sessions = {one["slug"] for one in units if one["kind"] in ("session", "return_moment")}
    if unit["opens"]["session"] not in sessions:
        checker.fault((*path, "session"), N_("There is no session '%(name)s'."), name=unit["opens"]["session"])


def _video(checker: Checker, path: Path, video: Manifest) -> None:
    provider, name = video["provider"], str(video["id"])
    plain = name.replace("-", "").replace("_", "")
    fits = {
        "youtube": len(name) == VIDEO_IDS["youtube"] and plain.isascii() and plain.isalnum(),
        "vimeo": name.isascii() and name.isdigit(),
        "file": name.startswith("files/") and name.endswith(".mp4"),
    }
    if not fits[provider]:
        checker.fault((*path, "id"), N_("This is not an id of a video at %(provider)s."), provider=provider)
    if "transcript" not in video:
        checker.fault(path, N_("This video has no transcript."), Severity.WARNING)
    if provider == "file" and "captions" not in video:
        checker.fault(path, N_("This video has no captions."), Severity.WARNING)
    if provider != "file" and "captions" in video:
        checker.fault((*path, "captions"), N_("Captions belong to a video of the package itself."))


def _assignment(checker: Checker, path: Path, assignment: Manifest, rubrics: set[str]) -> None:
    if assignment["rubric"] not in rubrics:
        checker.fault((*path, "rubric"), N_("There is no rubric '%(name)s'."), name=assignment["rubric"])
    accepts = assignment.get("accepts", {})
    if not any(accepts.get(form, True) for form in ("text", "link", "files")):
        checker.fault((*path, "accepts"), N_("This assignment accepts nothing."))
    if assignment.get("min_words") and not accepts.get("text", True):
        checker.fault((*path, "min_words"), N_("Words are asked, but a text is not accepted."))


def _return_moment(checker: Checker, path: Path, moment: Manifest, assignments: set[str]) -> None:
    if "assignment" in moment and moment["assignment"] not in assignments:
        checker.fault((*path, "assignment"), N_("There is no assignment unit '%(name)s'."), name=moment["assignment"])


def _rubrics(checker: Checker) -> None:
    rubrics = checker.manifest.get("rubrics", [])
    used = {unit["assignment"]["rubric"] for unit in checker.manifest["units"] if unit["kind"] == "assignment"}
    checker.unique(("rubrics",), (rubric["slug"] for rubric in rubrics))
    for at, rubric in enumerate(rubrics):
        path: Path = ("rubrics", at)
        if rubric["slug"] not in used:
            checker.fault((*path, "slug"), N_("No assignment uses the rubric '%(name)s'."), name=rubric["slug"])
        values = [level["value"] for level in rubric["levels"]]
        if values != sorted(set(values)):
            checker.fault((*path, "levels"), N_("Levels stand lowest first, each number once."))
        checker.unique((*path, "criteria"), (criterion["slug"] for criterion in rubric["criteria"]))
        for number, criterion in enumerate(rubric["criteria"]):
            _criterion(checker, (*path, "criteria", number), criterion, values)


def _criterion(checker: Checker, path: Path, criterion: Manifest, values: list[int]) -> None:
    if criterion["required_level"] not in values:
        checker.fault((*path, "required_level"), N_("There is no level %(value)s."), value=criterion["required_level"])
    described = {int(key) for key in criterion["descriptions"]}
    for value in values:
        if value not in described:
            checker.fault((*path, "descriptions"), N_("The level %(value)s has no description."), value=value)
    for value in sorted(described - set(values)):
        checker.fault((*path, "descriptions", str(value)), N_("There is no level %(value)s."), value=value)


def _badges(checker: Checker) -> None:
    badges = checker.manifest.get("badges", [])
    units = {unit["slug"]: unit for unit in checker.manifest["units"]}
    checker.unique(("badges",), (badge["slug"] for badge in badges))
    for at, badge in enumerate(badges):
        path: Path = ("badges", at)
        _goals(checker, (*path, "alignments"), badge.get("alignments", []))
        _conditions(checker, (*path, "conditions"), badge["conditions"], units)
        _microcredential(checker, path, badge)
        if "renewal" in badge:
            _renewal(checker, path, badge)


def _renewal(checker: Checker, path: Path, badge: Manifest) -> None:
    if not badge.get("valid_years"):
        checker.fault((*path, "renewal"), N_("This badge never ends, so there is nothing to renew."))
    check_quiz(checker.fault, (*path, "renewal", "quiz"), badge["renewal"]["quiz"])


def _microcredential(checker: Checker, path: Path, badge: Manifest) -> None:
    """A badge of that name says every element; each one that it lacks is named."""
    for at, level in unknown_levels(badge):
        message = N_("There is no level %(code)s in %(scheme)s.")
        checker.fault((*path, "levels", at, "code"), message, code=level["code"], scheme=level["scheme"])
    for at, level in enumerate(badge.get("levels", [])):
        if not is_day(level["set_on"]):
            checker.fault((*path, "levels", at, "set_on"), N_("This day does not exist."))
    for key, lacks in lacking(badge, checker.manifest.get("quality")):
        place: Path = ("quality",) if key == "quality" and "quality" in checker.manifest else (*path, key)
        checker.fault(place, SENTENCES[lacks.code], Severity.FAULT, **lacks.params)


def _conditions(checker: Checker, path: Path, conditions: Manifest, units: dict[str, Manifest]) -> None:
    if isinstance(conditions["units"], list):
        for at, slug in enumerate(conditions["units"]):
            if slug not in units:
                checker.fault((*path, "units", at), N_("There is no unit '%(name)s'."), name=slug)
    rubric = conditions.get("rubric")
    if rubric and rubric not in {u["assignment"]["rubric"] for u in units.values() if u["kind"] == "assignment"}:
        checker.fault((*path, "rubric"), N_("There is no assignment with the rubric '%(name)s'."), name=rubric)
    if conditions.get("second_assessor") and not rubric:
        checker.fault((*path, "second_assessor"), N_("A second assessor needs a rubric to agree about."))
    moments = [unit for unit in units.values() if unit["kind"] == "return_moment"]
    wanted = conditions.get("return_moment")
    if wanted and not moments:
        checker.fault((*path, "return_moment"), N_("This module has no return moment."))
    elif wanted == "attended_or_substitute" and not any("substitute" in u["return_moment"] for u in moments):
        checker.fault((*path, "return_moment"), N_("No return moment has a substitute task."))


CHECKS: tuple[Callable[[Checker], None], ...] = (_languages, _head, _units, _rubrics, _badges)
