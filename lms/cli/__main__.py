"""`python -m lms.cli`, for where the console script is not on the path."""

from lms.cli import main

main()
