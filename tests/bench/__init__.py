"""Speed as ratios within one run, which say the same on every machine; `make bench` runs every `bench_*.py` here."""
