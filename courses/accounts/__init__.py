"""How a person signs in: by password or by a mailed link.

Not here: the browser session (`lms.signin`), hashing (`lms.signin` gives it), roles (`people`).
"""
