"""People, the organisations they belong to, what they agreed to, and the log of who did what.

Not here: how a person signs in (`accounts`), and which permission a role gives (`lms.policy`).
"""
