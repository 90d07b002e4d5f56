"""Stays that a fitted model of repeat visits expects. Pure; needs no estimator library, only its four parameters.

The model (BG/NBD: Fader, Hardie and Lee 2005, doi 10.1287/mksc.1040.0098). While a guest is one, he comes back at
a rate λ of his own; after each return he stays away for ever with a probability p of his own. λ is spread over
the guests as Gamma(r, α), p as Beta(a, b). The modified model (MBG/NBD: Batislam, Denizel and Filiztekin 2007,
doi 10.1016/j.ijresmar.2006.12.005) lets him leave after his first visit too: one chance to leave more.

A guest is (x, tx, T): returns since his first stay, time from the first stay to the last, time from the first stay
to today. Time is in weeks; arrays broadcast.
"""

from dataclasses import dataclass

import numpy as np

DAYS_PER_WEEK = 7
#: The expectation divides by a − 1; beside it the parameter is moved by so much (error below a millionth).
NEAR_ONE = 1e-6


@dataclass(frozen=True)
class StayModel:
    """Parameters of a fitted model; `leaves_at_once`: the modified one."""

    r: float
    alpha: float
    a: float
    b: float
    leaves_at_once: bool = False

    def chances(self, x):
        """How often he could have left so far."""
        return x + 1 if self.leaves_at_once else x

    def still_guest(self, x, tx, age):
        """Probability that he has not left for ever. Always 1 without a return, unless guests may leave at once."""
        chances = np.asarray(self.chances(x), dtype=float)
        with np.errstate(over="ignore"):
            silence = ((self.alpha + age) / (self.alpha + tx)) ** (self.r + np.asarray(x, dtype=float))
            left = self.a / np.where(chances >= 1, self.b + chances - 1, 1) * silence
        return 1 / (1 + np.where(chances >= 1, left, 0))

    def while_guest(self, x, age, ahead):
        """Returns within `ahead` weeks of somebody who is still a guest.

        (a+b+c−1)/(a−1) · [1 − z^A · ₂F₁(A, b+c; a+b+c−1; 1−z)] with A = r+x, z = (α+T)/(α+T+t) and c chances to
        leave. Euler's transformation takes the large A out of the function: z^A · ₂F₁ = z^(a−1) · ₂F₁(a+b+c−1−A,
        a−1; a+b+c−1; 1−z), which neither overflows nor cancels for faithful guests.
        """
        from scipy.special import hyp2f1  # loaded where a model is applied, not by every page

        a = self.a if abs(self.a - 1) > NEAR_ONE else 1 + NEAR_ONE
        x, age = np.asarray(x, dtype=float), np.asarray(age, dtype=float)
        whole = a + self.b + self.chances(x) - 1
        z = (self.alpha + age) / (self.alpha + age + ahead)
        return whole / (a - 1) * (1 - z ** (a - 1) * hyp2f1(whole - self.r - x, a - 1, whole, 1 - z))

    def expected(self, x, tx, age, ahead):
        """Returns within `ahead` weeks from today."""
        return self.while_guest(x, age, ahead) * self.still_guest(x, tx, age)
