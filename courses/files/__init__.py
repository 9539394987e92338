"""Uploaded files: who owns them, what they really are and how long they are kept.

Not here: the bytes (`lms.storage` holds them under `storage_key`) and what a file is evidence of.
"""
