"""Reading a content package: a folder or ZIP made by authors becomes a checked value, or a list of faults.

Nothing of a package with a fault gets in. `tree` goes through a folder or a ZIP safely, `folder` takes its files,
`strict_yaml` keeps line numbers,
`schema` and `crosschecks` find what is wrong, `texts` looks at the Markdown, and `build` makes the value.
The format is described in `docs/content-package.md`, and in full by `package.schema.json`.
Not here: rows and storage, which `courses.flows.import_package` writes.
"""

from courses.catalogue.package.faults import Fault, PackageRefused, Severity
from courses.catalogue.package.model import Package
from courses.catalogue.package.reading import check_package, read_package
from courses.catalogue.package.tree import tree_at

__all__ = ["Fault", "Package", "PackageRefused", "Severity", "check_package", "read_package", "tree_at"]
