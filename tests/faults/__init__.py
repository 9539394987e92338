"""What breaks, on purpose: killed workers, planners and servers, a broker that leaves, a database that says no.

Real processes on real databases. A promise is judged by one pure function (`judge`), and twins that do the work
naively show that it can say no. Not here: hostile input (the rooms' own tests) and speed (`tests/bench`).
"""

import pytest

pytest.register_assert_rewrite("tests.faults.campaign", "tests.faults.school", "tests.faults.forks")
