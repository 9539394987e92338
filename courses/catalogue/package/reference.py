"""The table of keys in `docs/content-package-keys.md`, made from the schema so that the two never differ.

Not here: the rest of that document, which people write.
"""

from typing import Any

from courses.catalogue.package.schema import schema, track_schema

Node = dict[str, Any]


def markdown() -> str:
    """One table for the manifest, and one for each part of it that has keys of its own; then those of a track.

    A track's badge has the keys of any badge; only its conditions differ.
    """
    whole = schema()
    parts = [_table("module.yaml", whole)]
    for name, node in whole["$defs"].items():
        if node.get("type") == "object" and "properties" in node:
            parts.append(_table(name, node))
    track = track_schema()
    conditions = {"conditions": track["$defs"]["track-badge"]["properties"]["conditions"]}
    parts.append(_table("track.yaml", track))
    parts.append(_table("track-badge", {"properties": conditions, "required": ["conditions"]}))
    return "\n".join(parts)


def _table(name: str, node: Node) -> str:
    lines = [f"### {name}", "", "| key | value | | meaning |", "|---|---|---|---|"]
    lines += _rows(node, "")
    return "\n".join(lines) + "\n"


def _rows(node: Node, prefix: str) -> list[str]:
    required = node.get("required", [])
    rows = []
    for key, part in node["properties"].items():
        needed = "needed" if key in required else ""
        described = str(part.get("description") or _target(part).get("description") or "")
        rows.append(f"| `{prefix}{key}` | {_kind(part)} | {needed} | {described.replace('|', chr(92) + '|')} |")
        if part.get("type") == "object" and "properties" in part:
            rows += _rows(part, f"{prefix}{key}.")
        items = part.get("items", {})
        if items.get("type") == "object" and "properties" in items:
            rows += _rows(items, f"{prefix}{key}[].")
    return rows


def _target(part: Node) -> Node:
    """What a reference points at."""
    name = part.get("$ref", "").rpartition("/")[2]
    found: Node = track_schema()["$defs"].get(name, {})
    return found


def _kind(part: Node) -> str:
    """The kind of value in a few words."""
    reference = part.get("$ref", "").rpartition("/")[2]
    if reference in ("line", "text", "markdown", "text-file"):
        return {"line": "short text", "text": "text", "markdown": "Markdown", "text-file": "text file"}[reference]
    node = _target(part) or part
    if reference and node.get("type") == "object":
        return f"[{reference}](#{reference})"
    if node.get("type") == "array":
        return f"list of {_kind(node['items'])}"
    if "enum" in node:
        return ", ".join(f"`{value}`" for value in node["enum"] if value is not None)
    if "const" in node:
        return f"`{node['const']}`"
    if "says" in node:
        return str(node["says"])
    return _plain(node.get("type"))


def _plain(kind: Any) -> str:
    if isinstance(kind, list):
        return " or ".join(_plain(one) for one in kind)
    words = {"string": "text", "integer": "whole number", "number": "number", "boolean": "true or false"}
    return words.get(kind, {"object": "keys", "array": "list", "null": "empty"}.get(kind, str(kind)))
