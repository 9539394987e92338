"""How far a participation is, and the one function that says what is still missing.

Not here: planning the award that follows (`flows.plan_award`).
"""
