"""Quantiles of Student's t distribution, in decimals: every process reckons the same digits.

The two-sided tail is the regularised incomplete beta function I_x(v/2, 1/2) at x = v / (v + t * t)
(M. Abramowitz and I. A. Stegun, "Handbook of Mathematical Functions", 1964, 26.5.27 and 26.7.1),
reckoned by its continued fraction (26.5.8) and, for the constant before it, by the asymptotic
series of the quotient of two gamma functions half a step apart. A quantile is found by halving.
"""

from __future__ import annotations

from decimal import Decimal, localcontext
from functools import lru_cache

_DIGITS = 34
_ONE = Decimal(1)
_HALF = Decimal("0.5")
_PI = Decimal("3.141592653589793238462643383279502884")
_FINE = Decimal("1e-22")
_NEAR = Decimal("1e-12")
_SHOWN = Decimal("1e-10")
_FAR = 200
"""From here on the series below is good to more than 16 digits."""


@lru_cache(maxsize=1024)
def t_quantile(degrees: Decimal, *, tail: Decimal = Decimal("0.05")) -> Decimal:
    """The t that is passed, on both sides together, with the probability `tail`.

    Args:
        degrees: degrees of freedom, 1 or more; they need not be whole.
        tail: the share outside; 0.05 for an interval of 95 %.

    Returns:
        The quantile, to ten places.

    Raises:
        ValueError: there is less than one degree of freedom.
    """
    if degrees < 1:
        raise ValueError("A t quantile needs at least one degree of freedom.")
    with localcontext() as context:
        context.prec = _DIGITS
        low, high = Decimal(0), _ONE
        while tail_beyond(high, degrees) > tail:
            low, high = high, high * 2
        while high - low > _NEAR:
            middle = (low + high) / 2
            if tail_beyond(middle, degrees) > tail:
                low = middle
            else:
                high = middle
    return ((low + high) / 2).quantize(_SHOWN)


def tail_beyond(t: Decimal, degrees: Decimal) -> Decimal:
    """The probability that a t value lies farther from 0 than `t`, on either side."""
    with localcontext() as context:
        context.prec = _DIGITS
        square = t * t
        a, x = degrees / 2, degrees / (degrees + square)
        if square > 3:
            return +_beta_share(x, a, _HALF, front=_front(x, a))
        return _ONE - _beta_share(_ONE - x, _HALF, a, front=_front(x, a))


def _front(x: Decimal, a: Decimal) -> Decimal:
    """x^a (1-x)^(1/2) / B(a, 1/2)."""
    if x == 1:
        return Decimal(0)
    return (a * x.ln()).exp() * (_ONE - x).sqrt() * _gamma_quotient(a) / _PI.sqrt()


def _gamma_quotient(a: Decimal) -> Decimal:
    """Gamma(a + 1/2) / Gamma(a)."""
    factor = _ONE
    while a < _FAR:
        factor *= a / (a + _HALF)
        a += 1
    series = (
        _ONE
        - _ONE / (8 * a)
        + _ONE / (128 * a**2)
        + Decimal(5) / (1024 * a**3)
        - Decimal(21) / (32768 * a**4)
        - Decimal(399) / (262144 * a**5)
        + Decimal(869) / (4194304 * a**6)
    )
    return factor * a.sqrt() * series


def _beta_share(x: Decimal, a: Decimal, b: Decimal, *, front: Decimal) -> Decimal:
    """I_x(a, b), by the continued fraction as W. J. Lentz's method reckons it."""
    above, below = _ONE, _ONE / (_ONE - (a + b) * x / (a + 1))
    total = below
    for n in range(1, 2000):
        even = n * (b - n) * x / ((a + 2 * n - 1) * (a + 2 * n))
        below, above = _ONE / (_ONE + even * below), _ONE + even / above
        total *= below * above
        odd = -(a + n) * (a + b + n) * x / ((a + 2 * n) * (a + 2 * n + 1))
        below, above = _ONE / (_ONE + odd * below), _ONE + odd / above
        total *= below * above
        if abs(below * above - _ONE) < _FINE:
            break
    return front * total / a
