"""A bound on the work one document may cause, counted in steps so that it is the same on every machine.

RDFC-1.0 (section 7.1, "Dataset Poisoning") expects implementations to give up on inputs made to be costly.
One budget is shared by everything one verification does. A step is about a microsecond of Python.
"""

from credentials.errors import CanonicalisationError

DEFAULT_STEPS = 1_500_000
MAX_N_DEGREE_CALLS = 200


class WorkBudget:
    """Steps and Hash N-Degree Quads calls left; spending more than there is raises CanonicalisationError."""

    def __init__(
        self,
        steps: int = DEFAULT_STEPS,
        n_degree_calls: int = MAX_N_DEGREE_CALLS,
        whole: "WorkBudget | None" = None,
    ) -> None:
        self.steps = steps
        self.n_degree_calls = n_degree_calls
        self._whole = whole

    def part(self, parts: int) -> "WorkBudget":
        """One of `parts` equal shares of what is left; what is spent of it is spent of the whole too."""
        return WorkBudget(self.steps // parts, self.n_degree_calls // parts, self)

    def spend(self, steps: int) -> None:
        """Counts `steps`; of a share never more than the share held."""
        if self._whole is not None:
            self._whole.spend(min(steps, max(self.steps, 0)))
        self.steps -= steps
        if self.steps < 0:
            raise CanonicalisationError("context.too_complex")

    def spend_n_degree(self) -> None:
        """Counts one call of Hash N-Degree Quads, the part that grows without bound on poison graphs."""
        if self._whole is not None and self.n_degree_calls > 0:
            self._whole.spend_n_degree()
        self.n_degree_calls -= 1
        if self.n_degree_calls < 0:
            raise CanonicalisationError("context.too_complex")
