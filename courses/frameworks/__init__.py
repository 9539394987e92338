"""Competence and qualification frameworks (DigCompEdu, eindtermen, ...), with versions and validity.

Not here: what is aligned with an item (`catalogue.Alignment`, and the frozen copy on a badge version).
"""
