"""Pure decisions about people. No database."""

import unicodedata

MAX_ADDRESS = 254


def normalise_address(address: str) -> str:
    """An e-mail address as it is kept and compared: NFC, trimmed, lower case, host in ASCII (IDNA)."""
    text = unicodedata.normalize("NFC", address).strip().lower()
    local, at, host = text.rpartition("@")
    if not at:
        return text
    try:
        return f"{local}@{host.encode('idna').decode('ascii')}"
    except UnicodeError:
        return text


def one_line(name: str) -> str:
    """A name without line ends, control characters and double spaces: it goes into mail headers and documents."""
    kept = "".join(" " if unicodedata.category(letter) in ("Cc", "Zl", "Zp") else letter for letter in name)
    return " ".join(kept.split())


def initials(name: str) -> str:
    """One or two letters that stand for `name` beside its picture."""
    parts = [part for part in name.split() if part[0].isalnum()]
    if not parts:
        return "?"
    return (parts[0][0] + (parts[-1][0] if len(parts) > 1 else "")).upper()
