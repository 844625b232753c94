"""Makes stratified-tables.json: Cochran-Mantel-Haenszel tests of 2 x 2 tables by statsmodels, exact ones by fractions.

    pip install numpy scipy statsmodels
    python make_stratified_tables.py > stratified-tables.json

Tolerances: statistic and p-values 1e-9 relative. The statistic is chi-squared without a correction for continuity, the
square of ours. The exact p-value is the chance that the sum of the current sample's hits, given all margins, is at
least as far from its mean as the observed sum: hypergeometric distributions convolved with whole numbers.
"""
import json
import platform
from fractions import Fraction
from importlib.metadata import version
from math import comb

import numpy as np
from statsmodels.stats.contingency_tables import StratifiedTable


def exact(tables):
    chances = {0: Fraction(1)}
    mean = Fraction(0)
    observed = 0
    for n, e, m, f in tables:
        marked = e + f
        observed += f
        mean += Fraction(m * marked, n + m)
        urn = {
            k: Fraction(comb(marked, k) * comb(n + m - marked, m - k), comb(n + m, m))
            for k in range(max(0, marked - n), min(marked, m) + 1)
        }
        sums = {}
        for a, p in chances.items():
            for k, q in urn.items():
                sums[a + k] = sums.get(a + k, 0) + p * q
        chances = sums
    far = abs(observed - mean)
    return float(sum(p for k, p in chances.items() if abs(k - mean) >= far))


def difference(tables):
    weights = sum(Fraction(n * m, n + m) for n, _, m, _ in tables)
    return float(sum(Fraction(f * n - e * m, n + m) for n, e, m, f in tables) / weights)


def case(name, tables, with_exact):
    # Rows of a table: reference, current; columns: hits, others.
    strata = [np.array([[e, n - e], [f, m - f]]) for n, e, m, f in tables]
    test = StratifiedTable(strata).test_null_odds(correction=False)
    return {
        "name": name,
        "referenceRows": [t[0] for t in tables],
        "referenceHits": [t[1] for t in tables],
        "currentRows": [t[2] for t in tables],
        "currentHits": [t[3] for t in tables],
        "chiSquared": float(test.statistic),
        "normalPValue": float(test.pvalue),
        "exactPValue": exact(tables) if with_exact else None,
        "riskDifference": difference(tables),
    }


def draw(seed, strata, rows, shift):
    rng = np.random.default_rng(seed)
    tables = []
    for _ in range(strata):
        n, m = (int(x) for x in rng.integers(1, rows, 2))
        p = float(rng.uniform(0.02, 0.4))
        tables.append((n, int(rng.binomial(n, p)), m, int(rng.binomial(m, min(1, p + shift)))))
    return tables


cases = [
    case("one stratum", [(30, 4, 25, 9)], True),
    case("few rows", [(5, 1, 4, 3), (3, 0, 6, 2), (2, 2, 2, 1)], True),
    case("no difference", draw(1, 10, 60, 0.0), True),
    case("a small difference", draw(2, 10, 60, 0.1), True),
    case("a large difference", draw(3, 10, 60, 0.4), True),
    case("rare errors", [(100, 1, 400, 3), (80, 0, 300, 5), (60, 2, 250, 6)], True),
    case("many rows", draw(4, 16, 20000, 0.005), False),
    case("many rows, far out", draw(5, 16, 20000, 0.05), False),
]
print(
    json.dumps(
        {
            "source": "make_stratified_tables.py",
            "versions": {
                "python": platform.python_version(),
                "numpy": version("numpy"),
                "scipy": version("scipy"),
                "statsmodels": version("statsmodels"),
            },
            "cases": cases,
        },
        indent=1,
    )
)
