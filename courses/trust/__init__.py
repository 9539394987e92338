"""Which issuers of other people's badges we know, and documents fetched while verifying them.

Not here: fetching (`lms.fetching`) and deciding what a document proves (`credentials.verifying`).
"""
