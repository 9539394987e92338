"""Speed as ratios within one run, which say the same on every machine: `make bench`.

`subject.py` is the badge that everybody signs and verifies, `peers.py` and `node.py` are the others, `contests.py` says
who meets whom and what each side checks, `rounds.py` measures them in turn.
`pages.py` are pages of a group of 500 people, against a page with nothing on it.
"""
