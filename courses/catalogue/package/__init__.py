"""Reading a content package: a folder written by authors becomes a checked value, or a list of faults.

Nothing of a package with a fault gets in. `folder` reads the disk safely, `strict_yaml` keeps line numbers,
`schema` and `crosschecks` find what is wrong, `texts` looks at the Markdown, and `build` makes the value.
The format is described in `docs/content-package.md`, and in full by `package.schema.json`.
Not here: rows and storage, which `courses.flows.import_package` writes.
"""

from courses.catalogue.package.faults import Fault, PackageRefused, Severity
from courses.catalogue.package.model import Package
from courses.catalogue.package.reading import check_package, read_package

__all__ = ["Fault", "Package", "PackageRefused", "Severity", "check_package", "read_package"]
