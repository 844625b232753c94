"""Makes paired-comparison.json: McNemar's test, Tango's interval, Wilson's interval, binomial tails.

    pip install numpy scipy statsmodels mpmath
    python make_paired_comparison.py > paired-comparison.json

The interval is made the long way round: the likelihood of the three cells is maximised numerically under a fixed
difference, and the score statistic is inverted by root search. No closed form is shared with the program.
"""
import json
import platform
from importlib.metadata import version

import mpmath
import numpy as np
from scipy.optimize import brentq, minimize_scalar
from scipy.stats import norm
from statsmodels.stats.contingency_tables import mcnemar
from statsmodels.stats.proportion import proportion_confint

mpmath.mp.dps = 40
Z = norm.ppf(0.975)


def tail(k, n):
    """P(X <= k) of Binomial(n, 1/2) in 40 digits: exact binomials as integers."""
    term = mpmath.binomial(n, k)
    total = mpmath.mpf(0)
    i = k
    while i >= 0:
        total += term
        if term < total * mpmath.mpf(10) ** -35:
            break
        term = term * i / (n - i + 1)
        i -= 1
    return total / mpmath.mpf(2) ** n


def restricted_share(first, second, n, difference):
    """Most likely share of rows only the first gets right, given the difference second - first."""
    lowest = max(0.0, -difference)
    highest = (1 - difference) / 2

    def loss(share):
        cells = [(first, share), (second, share + difference), (n - first - second, 1 - 2 * share - difference)]
        total = 0.0
        for count, probability in cells:
            if count > 0:
                if probability <= 0:
                    return 1e300
                total -= count * np.log(probability)
        return total

    found = minimize_scalar(loss, bounds=(lowest, highest), method='bounded', options=dict(xatol=1e-14))
    return min([lowest, highest, found.x], key=loss)


def score(first, second, n, difference):
    share = restricted_share(first, second, n, difference)
    return (second - first - n * difference) / np.sqrt(n * (2 * share + difference * (1 - difference)))


def tango(first, second, n):
    estimate = (second - first) / n
    upper = 1.0 if estimate == 1 else brentq(lambda d: score(first, second, n, d) + Z, estimate + 1e-12, 1 - 1e-12, xtol=1e-14)
    lower = -1.0 if estimate == -1 else brentq(lambda d: score(first, second, n, d) - Z, -1 + 1e-12, estimate - 1e-12, xtol=1e-14)
    return lower, upper


def compare(first, second, n):
    exact = mcnemar([[0, first], [second, 0]], exact=True).pvalue
    disagreements, fewer = first + second, min(first, second)
    pmf = mpmath.binomial(disagreements, fewer) / mpmath.mpf(2) ** disagreements
    mid = float(2 * tail(fewer, disagreements) - pmf) if first != second else 1.0
    lower, upper = tango(first, second, n)
    return dict(rows=n, onlyFirstRight=first, onlySecondRight=second, difference=(second - first) / n,
                exactP=float(min(1, 2 * tail(fewer, disagreements))), exactPStatsmodels=float(exact), midP=mid,
                lower=lower, upper=upper)


counts = [(0, 0, 50), (0, 1, 20), (1, 0, 20), (0, 5, 5), (5, 0, 5), (0, 6, 30), (3, 9, 40), (9, 3, 40), (10, 10, 100),
          (25, 41, 300), (38, 61, 1500), (112, 187, 1500), (61, 38, 1500), (7, 260, 1500), (1, 1499, 1500),
          (480, 520, 100_000), (49_000, 50_000, 1_000_000), (40_000, 44_000, 1_000_000)]

binomial = []
for n, p, ks in [(1, '0.5', [0]), (10, '0.3', [0, 2, 3, 4, 9]), (300, '0.85', [200, 240, 255, 270, 299]),
                 (1500, '0.5', [600, 700, 749, 750, 751, 900]), (1_000_000, '0.5', [480_000, 499_000, 500_000, 501_000, 520_000]),
                 (1_000_000, '0.001', [700, 999, 1000, 1300]), (1_000_000, '0.999', [998_500, 999_000, 999_300])]:
    q = mpmath.mpf(float(p))
    for k in ks:
        def pmf(i):
            return mpmath.binomial(n, i) * q ** i * (1 - q) ** (n - i)

        def add(start, step):
            total, i = mpmath.mpf(0), start
            while 0 <= i <= n:
                term = pmf(i) if i == start else term * ratio(i, step)
                total += term
                if term < total * mpmath.mpf(10) ** -35 and abs(i - n * q) > abs(start - n * q):
                    break
                i += step
            return total

        def ratio(i, step):
            # pmf(i) from its neighbour i - step
            return (n - i + 1) * q / (i * (1 - q)) if step == 1 else (i + 1) * (1 - q) / ((n - i) * q)

        below = add(k, -1) if k <= n * q else 1 - add(k + 1, 1)
        above = add(k + 1, 1) if k >= n * q else 1 - add(k, -1)
        binomial.append(dict(k=k, n=n, p=float(p), probability=float(pmf(k)), cumulative=float(below), survival=float(above)))

wilson = []
for k, n in [(0, 1), (1, 1), (0, 300), (300, 300), (1, 10), (255, 300), (261, 300), (1208, 1500), (1310, 1500), (870_000, 1_000_000)]:
    lower, upper = proportion_confint(k, n, alpha=0.05, method='wilson')
    wilson.append(dict(successes=k, trials=n, lower=float(lower), upper=float(upper)))

print(json.dumps(dict(
    made_with=dict(python=platform.python_version(), **{name: version(name) for name in ['numpy', 'scipy', 'statsmodels', 'mpmath']}),
    definitions=dict(
        exactP='2 P(X <= min(b, c)), X ~ Binomial(b + c, 1/2), at most 1, in 40 digits; exactPStatsmodels from statsmodels mcnemar(exact=True)',
        midP='the same without half of the probability of each of the two outermost counts: 2 P(X <= m) - P(X = m)',
        lower='Tango (1998) 95 % score interval of (second - first) / rows, by constrained maximum likelihood and root search',
        wilson="statsmodels proportion_confint(method='wilson', alpha=0.05)",
        binomial='40-digit sums of exact terms; p is the double nearest to the given one'),
    tolerance=dict(p='1e-12 relative', interval='1e-8 absolute: the numeric optimiser that made it', wilson='1e-12 absolute', binomial='1e-12 relative'),
    comparisons=[compare(*each) for each in counts], wilson=wilson, binomial=binomial), indent=1))
