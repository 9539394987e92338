"""Making the value of a manifest that has been checked.

Not here: checks; everything below relies on them and says nothing to authors.
"""

import hashlib
import json
from datetime import date
from decimal import Decimal
from typing import Any

from courses.base import Translations
from courses.catalogue.models import Form, UnitKind
from courses.catalogue.package.elements import elements_of
from courses.catalogue.package.faults import Fault
from courses.catalogue.package.folder import PackageFile
from courses.catalogue.package.model import (
    Goal,
    Package,
    PackageAssignment,
    PackageBadge,
    PackageCriterion,
    PackageLevel,
    PackageRubric,
    PackageUnit,
    Quality,
)

Manifest = dict[str, Any]
Files = dict[str, PackageFile]

#: Where the manifest's keys hold text to read, inside the part of a kind.
TEXT_KEYS = frozenset(
    {"text", "prompt", "image_alt", "feedback", "right", "wrong", "title", "bring", "question", "substitute"}
)
#: Kinds whose part of the manifest goes along as the unit's settings.
WITH_SETTINGS = frozenset({UnitKind.QUIZ, UnitKind.VIDEO, UnitKind.SESSION, UnitKind.RETURN_MOMENT})
DEFAULT_TYPES = ("pdf", "docx", "odt", "jpg", "png", "webp", "heic", "txt")


class Builder:
    """Knows the package's language and files while its parts are made."""

    def __init__(self, manifest: Manifest, files: Files) -> None:
        self.manifest = manifest
        self.files = files
        self.language: str = manifest["language"]

    def text(self, value: Any) -> Translations:
        """A text of the manifest as `{language: text}`, without spaces around it."""
        texts = {self.language: value} if isinstance(value, str) else value
        return {language: text.strip() for language, text in texts.items()}

    def maybe(self, value: Any) -> Translations | None:
        return None if value is None else self.text(value)

    def body(self, value: Any) -> Translations | None:
        """The Markdown in the files that `value` names."""
        if value is None:
            return None
        paths = {self.language: value} if isinstance(value, str) else value
        return {language: self.files[path].text for language, path in paths.items()}

    def normalised(self, value: Any) -> Any:
        """A part of the manifest with every text as `{language: text}`."""
        if isinstance(value, list):
            return [self.normalised(part) for part in value]
        if not isinstance(value, dict):
            return value
        return {key: self._part(key, part) for key, part in value.items()}

    def _part(self, key: str, part: Any) -> Any:
        if key == "feedback" and isinstance(part, dict) and set(part) <= {"right", "wrong"}:
            return self.normalised(part)
        if key in TEXT_KEYS and isinstance(part, str | dict):
            return self.text(part)
        return self.normalised(part)

    def unit(self, raw: Manifest) -> PackageUnit:
        kind = UnitKind(raw["kind"])
        settings: dict[str, Any] = {}
        hours = 0
        if kind in WITH_SETTINGS:
            part = self.normalised(raw[kind.value])
            if "transcript" in part:
                part["transcript"] = self.body(raw[kind.value]["transcript"])
            settings = {kind.value: part}
            hours = part.get("hours", 0)
        if "opens" in raw:
            settings["opens"] = {"days_before": 0, **raw["opens"]}
        return PackageUnit(
            slug=raw["slug"],
            kind=kind,
            title=self.text(raw["title"]),
            summary=self.maybe(raw.get("summary")),
            minutes=int(raw.get("minutes") or round(hours * 60)),
            required=raw.get("required", True),
            body=self.body(raw.get("text")),
            settings=settings,
            assignment=self.assignment(raw["assignment"]) if kind is UnitKind.ASSIGNMENT else None,
        )

    def assignment(self, raw: Manifest) -> PackageAssignment:
        accepts = raw.get("accepts", {})
        return PackageAssignment(
            rubric=raw["rubric"],
            accepts_text=accepts.get("text", True),
            accepts_link=accepts.get("link", True),
            accepts_files=accepts.get("files", True),
            min_words=int(raw.get("min_words", 0)),
            max_files=int(raw.get("max_files", 6)),
            max_file_bytes=int(raw.get("max_mb", 500)) * 1_000_000,
            file_types=tuple(raw.get("types", DEFAULT_TYPES)),
            evidence_note=self.maybe(raw.get("evidence_note")),
            assessors=int(raw.get("assessors", 1)),
            blind=raw.get("blind", False),
        )

    def rubric(self, raw: Manifest) -> PackageRubric:
        names = {int(level["value"]): self.text(level["name"]) for level in raw["levels"]}
        return PackageRubric(
            slug=raw["slug"],
            title=self.text(raw["title"]),
            criteria=tuple(self._criterion(criterion, names) for criterion in raw["criteria"]),
        )

    def _criterion(self, raw: Manifest, names: dict[int, Translations]) -> PackageCriterion:
        said = raw["descriptions"]
        comments = (self.text(comment) for comment in raw.get("comments", []))
        return PackageCriterion(
            slug=raw["slug"],
            title=self.text(raw["title"]),
            required_level=int(raw["required_level"]),
            levels=tuple(PackageLevel(value, name, self.maybe(said.get(str(value)))) for value, name in names.items()),
            comments=tuple(comment[self.language] for comment in comments),
        )

    def badge(self, raw: Manifest) -> PackageBadge:
        return PackageBadge(
            slug=raw["slug"],
            name=self.text(raw["name"]),
            achievement_type=raw["achievement_type"],
            description=self.text(raw["description"]),
            outcomes=tuple(self.text(outcome) for outcome in raw.get("outcomes", [])),
            criteria=self.text(raw["criteria"]),
            hours=_decimal(raw.get("hours")),
            assessment_type=raw.get("assessment_type"),
            participation=raw.get("participation"),
            supervision=self.maybe(raw.get("supervision")),
            valid_years=raw.get("valid_years"),
            art={"theme": raw["art"]["theme"], "level": raw["art"].get("level")},
            alignments=tuple(_goal(goal) for goal in raw.get("alignments", [])),
            conditions=dict(raw["conditions"]),
            elements=elements_of(raw, self.manifest.get("quality"), self.text),
            renewal=self.normalised(raw.get("renewal", {})),
        )

    def package(self, warnings: list[Fault]) -> Package:
        raw = self.manifest
        price = raw.get("price", {"amount": "0.00"})
        return Package(
            slug=raw["slug"],
            label=raw["version"],
            language=self.language,
            title=self.text(raw["title"]),
            summary=self.text(raw["summary"]),
            description=self.text(raw["description"]),
            pupils=self.text(raw["pupils"]),
            theme=raw["theme"],
            study_fields=tuple(raw["study_fields"]),
            grades=tuple(raw.get("grades", [])),
            finalities=tuple(raw.get("finality", [])),
            entry_level=raw.get("entry_level"),
            exit_level=raw.get("exit_level"),
            form=Form(raw["form"]),
            hours=Decimal(str(raw["hours"])),
            weeks=raw.get("weeks"),
            price_cents=int(Decimal(price["amount"]) * 100),
            price_currency=price.get("currency", "EUR"),
            price_note=self.maybe(price.get("note")),
            prior_knowledge=self.maybe(raw.get("prior_knowledge")),
            equipment=self.maybe(raw.get("materials")),
            follow_up=self.maybe(raw.get("follow_up")),
            labour_market=self.maybe(raw.get("labour_market")),
            contact_name=raw["contact"]["name"],
            contact_email=raw["contact"]["email"],
            quality=self._quality(raw["quality"]) if raw.get("quality") else None,
            licence=raw.get("licence"),
            authors=tuple(raw.get("authors", [])),
            goals=tuple(_goal(goal) for goal in raw["goals"]),
            units=tuple(self.unit(unit) for unit in raw["units"]),
            rubrics=tuple(self.rubric(rubric) for rubric in raw.get("rubrics", [])),
            badges=tuple(self.badge(badge) for badge in raw.get("badges", [])),
            materials=tuple(file for path, file in sorted(self.files.items()) if _is_material(path)),
            sources={path: file.text for path, file in sorted(self.files.items()) if not _is_material(path)},
            content_sha256=content_hash(raw, self.files),
            warnings=tuple(warnings),
        )

    def _quality(self, raw: Manifest) -> Quality:
        reviewed_on = date.fromisoformat(raw["reviewed_on"])
        return Quality(raw["reviewed_by"], reviewed_on, self.maybe(raw.get("statement")))


def content_hash(manifest: Manifest, files: Files) -> str:
    """SHA-256 over the meaning of a package: its values and the bytes of its files, not its comments."""
    parts = {path: file.sha256 for path, file in files.items() if "/" in path}
    meaning = json.dumps([manifest, parts], sort_keys=True, ensure_ascii=False, separators=(",", ":"))
    return hashlib.sha256(meaning.encode("utf-8")).hexdigest()


def _is_material(path: str) -> bool:
    return path.startswith(("images/", "files/"))


def _decimal(value: Any) -> Decimal | None:
    return None if value is None else Decimal(str(value))


def _goal(raw: Manifest) -> Goal:
    return Goal(raw["framework"], raw["code"], raw.get("level"))
