"""The offer: modules, their frozen versions, units, materials, and what they are aligned with.

Not here: when a module is given (`delivery`), rubrics (`practice`), badges (`recognition`).
"""
