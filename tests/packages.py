"""A small content package that has everything, written to a folder; a test breaks one thing of it."""

import struct
import zlib
from pathlib import Path

MANIFEST = """\
format: leerspoor-module/1
slug: kleine-module
version: "1.0"
language: nl
title: {nl: Een kleine module, en: A small module}
summary: Je leerlingen meten met een kleine computer.
description: |
  Je leert **meten**. Lees [de uitleg](https://voorbeeld.example/uitleg).
pupils: Ze leren aflezen.
theme: vak
study_fields: [auto, hout]
grades: ["2"]
finality: [dubbel]
entry_level: A2
exit_level: B1
form: blended
hours: 4.5
weeks: 3
price: {amount: "12.50", currency: EUR, note: Met materiaal.}
prior_knowledge: Niets.
materials: Een bord.
follow_up: Een andere module.
labour_market: In elke garage.
contact: {name: Ilse Maes, email: ilse@leerspoor.example}
quality: {reviewed_by: Tom Peeters, reviewed_on: 2026-09-01, statement: Goed.}
licence: CC-BY-4.0
authors: [Ilse Maes]
goals:
  - {framework: digcompedu, code: "3.1", level: B1}
  - {framework: vl-et-2g-2021, code: "4.4"}
units:
  - slug: lezen
    kind: text
    title: Lezen
    minutes: 15
    text: units/01-lezen.md
  - slug: kijken
    kind: video
    title: Kijken
    minutes: 5
    required: false
    text: units/02-kijken.md
    video: {provider: youtube, id: abcdefghijk, title: Een film, poster: images/kring.png,
      transcript: units/02-uitgeschreven.md}
  - slug: vragen
    kind: quiz
    title: Vragen
    minutes: 10
    quiz:
      pass: {at_least: 3}
      advice:
        - {below: 3, text: Lees nog eens.}
        - {from: 3, text: Goed zo.}
      questions:
        - slug: keuze
          type: choice
          prompt: Welke poort?
          image: images/kring.png
          image_alt: Een kring met een lampje
          options:
            - {slug: a, text: A0, right: true, feedback: Ja.}
            - {slug: b, text: D2, feedback: Nee.}
        - slug: meer
          type: multiple
          prompt: Welke twee?
          options:
            - {slug: a, text: Een, right: true}
            - {slug: b, text: Twee, right: true}
            - {slug: c, text: Drie}
          feedback: {right: Ja., wrong: Nee.}
        - slug: getal
          type: number
          prompt: Hoeveel volt?
          answer: {value: 4.7, tolerance: 0.3, unit: V}
          feedback: {right: Ja., wrong: Nee.}
        - slug: woord
          type: short
          prompt: Welk woord?
          accepts: ["pinMode", "pinMode()"]
          feedback: {right: Ja., wrong: Nee.}
        - slug: volgorde
          type: order
          prompt: In welke volgorde?
          options:
            - {slug: eerst, text: Meten}
            - {slug: dan, text: Kiezen}
          feedback: {right: Ja., wrong: Nee.}
  - slug: samen
    kind: session
    title: Samen
    session: {mode: onsite, hours: 3, seats: 12, bring: Een laptop.}
  - slug: opdracht
    kind: assignment
    title: Opdracht
    minutes: 120
    text: units/03-opdracht.md
    assignment:
      rubric: r-les
      accepts: {text: true, link: false, files: true}
      min_words: 100
      types: [pdf, txt]
      evidence_note: Geen leerlingen in beeld.
  - slug: terug
    kind: return_moment
    title: Terugkommoment
    return_moment: {mode: both, hours: 1.5, weeks_after_last_session: 5, assignment: opdracht,
      question: "Welke vraag?", substitute: Schrijf een brief.}
rubrics:
  - slug: r-les
    title: Een les
    levels:
      - {value: 0, name: nog niet}
      - {value: 1, name: voldoet}
    criteria:
      - {slug: doel, title: Doel, required_level: 1, descriptions: {0: Geen doel., 1: Een doel.}, comments: [Mooi.]}
      - {slug: bewijs, title: Bewijs, required_level: 1, descriptions: {0: Geen bewijs., 1: Bewijs.}}
badges:
  - slug: kleine-badge
    name: Kleine badge
    achievement_type: Competency
    description: Gaf een les.
    outcomes: [geeft een les]
    criteria: Alles gedaan.
    hours: 4.5
    assessment_type: project work
    participation: Blended
    supervision: Niemand.
    valid_years: null
    art: {theme: vak, level: B1}
    alignments:
      - {framework: digcompedu, code: "3.1", level: B1}
      - {framework: onbekend, code: "9"}
    conditions: {units: all, rubric: r-les, return_moment: attended_or_substitute}
"""
TEXTS = {
    "units/01-lezen.md": "## Meten\n\nKijk naar de kring:\n\n![Een kring met een lampje](images/kring.png)\n\n"
    "Neem het [werkblad](files/werkblad.txt) erbij.\n",
    "units/02-kijken.md": "Kijk naar de film.\n",
    "units/02-uitgeschreven.md": "Iemand zegt: goeiedag.\n",
    "units/03-opdracht.md": "Geef een les.\n",
    "files/werkblad.txt": "Vul in.\n",
}


def png() -> bytes:
    """One grey pixel."""

    def chunk(kind: bytes, data: bytes) -> bytes:
        return struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data))

    head = struct.pack(">IIBBBBB", 1, 1, 8, 0, 0, 0, 0)
    return b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", head) + chunk(b"IDAT", zlib.compress(b"\0\x80")) + chunk(b"IEND", b"")


def write_package(folder: Path, manifest: str = MANIFEST, **texts: str) -> Path:
    """The package in `folder`; `texts` replace files, `units_01_lezen="..."` that of `units/01-lezen.md`."""
    for name in ("units", "images", "files"):
        (folder / name).mkdir(parents=True, exist_ok=True)
    (folder / "module.yaml").write_text(manifest, encoding="utf-8")
    (folder / "images" / "kring.png").write_bytes(png())
    for path, text in TEXTS.items():
        key = path.rpartition(".")[0].replace("/", "_").replace("-", "_")
        (folder / path).write_text(texts.get(key, text), encoding="utf-8")
    return folder


def replaced(old: str, new: str, manifest: str = MANIFEST) -> str:
    """The manifest with one thing changed; a test that changes nothing is a mistake."""
    assert manifest.count(old) >= 1, f"not in the manifest: {old}"
    return manifest.replace(old, new, 1)


def line_of(text: str, manifest: str = MANIFEST) -> int:
    """The line (from 1) on which `text` first stands."""
    before, found, _after = manifest.partition(text)
    assert found, f"not in the manifest: {text}"
    return before.count("\n") + 1
