"""Makes two-sample-categories.json: tests and distances of categories and bins, and what distances come to by chance.

    pip install numpy scipy statsmodels mpmath
    python make_two_sample_categories.py > two-sample-categories.json

Fisher's test and the hypergeometric numbers are summed in 40 digits; the distances expected without drift are averages
over every single split of a few rows, so that no formula is shared with the program.
"""
import itertools
import json
import platform
from importlib.metadata import version

import mpmath
import numpy as np
from scipy import stats
from scipy.spatial.distance import jensenshannon
from statsmodels.stats.proportion import proportions_ztest

mpmath.mp.dps = 40
rng = np.random.default_rng(20261123)


def shares(k, kind):
    weights = np.ones(k) if kind == 'equal' else 1 / np.arange(1, k + 1)
    return weights / weights.sum()


def category_tests():
    for name, k, kind, n, m, tilt in [
        ('three categories', 3, 'equal', 400, 300, 0.3),
        ('ten unequal categories', 10, 'falling', 5000, 800, 0.1),
        ('fifty categories on few rows', 50, 'falling', 300, 20, 0.0),
        ('a million rows, hardly any drift', 6, 'falling', 1_000_000, 1_000_000, 0.003),
        ('a clear drift', 8, 'equal', 20_000, 20_000, 0.3),
        ('p-value near 1', 5, 'equal', 100_000, 100_000, 0.0),
    ]:
        p = shares(k, kind)
        q = p * np.exp(np.linspace(-tilt, tilt, k))
        reference, current = rng.multinomial(n, p), rng.multinomial(m, q / q.sum())
        used = (reference + current) > 0
        table = np.array([reference[used], current[used]])
        chi = stats.chi2_contingency(table, correction=False)
        g = stats.chi2_contingency(table, correction=False, lambda_='log-likelihood')
        with np.errstate(divide='ignore'):
            fit = stats.chisquare(table[1], table[0] * m / n)
        yield dict(
            name=name, reference=reference.tolist(), current=current.tolist(),
            chiSquare=[chi[0], chi[1]], gTest=[g[0], g[1]], goodnessOfFit=[str(x) if np.isinf(x) else x for x in fit],
        )


def fisher(table):
    (a, b), (c, d) = table
    population, marked, draws = a + b + c + d, a + c, a + b
    least, most = max(0, marked + draws - population), min(marked, draws)
    observed = mpmath.binomial(marked, a) * mpmath.binomial(population - marked, draws - a) / mpmath.binomial(population, draws)
    below, ties = mpmath.mpf(0), mpmath.mpf(0)
    for step in (-1, 1):
        hits, chance = a, observed
        if step == -1:
            ties += chance
        while True:
            if step == 1:
                if hits >= most:
                    break
                chance = chance * (marked - hits) * (draws - hits) / ((hits + 1) * (population - marked - draws + hits + 1))
            else:
                if hits <= least:
                    break
                chance = chance * hits * (population - marked - draws + hits) / ((marked - hits + 1) * (draws - hits + 1))
            hits += step
            if abs(chance / observed - 1) < mpmath.mpf(10) ** -25:
                ties += chance
            elif chance < observed:
                below += chance
                if chance < observed * mpmath.mpf(10) ** -30:
                    break
    odds = stats.fisher_exact(table)[0]
    return dict(table=table, oddsRatio=odds if np.isfinite(odds) else str(odds), pValue=float(below + ties), midP=float(below + ties / 2),
                scipy=stats.fisher_exact(table)[1])


def hypergeometric(population, marked, draws, hits):
    def chance(x):
        return mpmath.binomial(marked, x) * mpmath.binomial(population - marked, draws - x) / mpmath.binomial(population, draws)

    mean = mpmath.mpf(draws) * marked / population
    sd = mpmath.sqrt(mean * (population - marked) / population)
    least = max(0, marked + draws - population, int(mean - 20 * sd - 20))
    most = min(marked, draws, int(mean + 20 * sd + 20))
    term, deviation = chance(least), mpmath.mpf(0)
    for x in range(least, most + 1):
        deviation += abs(x - mean) * term
        if x < most:
            term = term * (marked - x) * (draws - x) / ((x + 1) * (population - marked - draws + x + 1))
    return dict(population=population, marked=marked, draws=draws, hits=hits, probability=float(chance(hits)), deviation=float(deviation))


def distances():
    for name, p, q in [
        ('overlapping', [10, 20, 30, 40], [25, 25, 25, 25]),
        ('nearly equal', [100_000, 200_000, 300_001], [100_001, 200_000, 300_000]),
        ('a bin empty on one side', [5, 0, 5], [3, 3, 4]),
        ('bins empty on both sides', [5, 0, 0, 7], [6, 0, 0, 2]),
        ('nothing in common', [1, 2, 0, 0], [0, 0, 3, 1]),
        ('fractions', [0.2, 0.3, 0.5], [0.1, 0.6, 0.3]),
    ]:
        a, b = [[mpmath.mpf(x) / mpmath.fsum(s) for x in s] for s in (p, q)]
        part = lambda x, y: mpmath.mpf(0) if x == 0 else x * mpmath.log(x / y)
        divergence = mpmath.fsum((part(x, (x + y) / 2) + part(y, (x + y) / 2)) / 2 for x, y in zip(a, b))
        kl = 'Infinity' if any(y == 0 < x for x, y in zip(a, b)) else float(mpmath.fsum(part(x, y) for x, y in zip(a, b)))
        psi = 'Infinity' if any((x == 0) != (y == 0) for x, y in zip(a, b)) else float(
            mpmath.fsum((y - x) * mpmath.log(y / x) for x, y in zip(a, b) if x != y))
        scipy_js = float(jensenshannon(p, q))
        assert abs(scipy_js - float(mpmath.sqrt(divergence))) < 1e-8
        yield dict(
            name=name, reference=p, current=q, jensenShannon=float(mpmath.sqrt(divergence)), kullbackLeibler=kl, psi=psi,
            hellinger=float(mpmath.sqrt(mpmath.fsum((mpmath.sqrt(x) - mpmath.sqrt(y)) ** 2 for x, y in zip(a, b)) / 2)),
            totalVariation=float(mpmath.fsum(abs(x - y) for x, y in zip(a, b)) / 2),
        )


def sturges_bins():
    for name, reference, current in [
        ('power of two rows', rng.normal(0, 1, 512), rng.normal(0.2, 1, 512)),
        ('power of two rows, other range', rng.gamma(2, 3, 100), rng.gamma(2, 4, 156)),
        ('values on edges', np.arange(0, 64) / 8, np.arange(8, 72) / 8),
        ('far from zero', rng.normal(1e9, 1, 300), rng.normal(1e9, 2, 200)),
        ('few distinct values', rng.integers(0, 6, 100).astype(float), rng.integers(0, 9, 50).astype(float)),
        ('whole numbers, narrow bins', rng.integers(0, 22, 3000), rng.integers(0, 22, 3_000_000)),
    ]:
        whole = reference.dtype.kind == 'i'
        reference, current = (reference, current) if whole else (np.round(reference, 6), np.round(current, 6))
        if whole:
            # Many rows are needed for bins narrower than 1: counts alone are kept.
            current = np.concatenate([np.repeat(np.arange(22), 200_000 * 2), current[:500]])
        entry = dict(name=name, wholeNumbers=whole, reference=reference.tolist())
        entry['current'] = dict(repeat=400_000, upTo=22, then=current[-500:].tolist()) if whole else current.tolist()
        if len(set(reference.tolist())) > 20:
            edges = np.histogram_bin_edges(np.concatenate([reference, current]), bins='sturges')
            entry['bins'] = [np.histogram(s, edges)[0].tolist() for s in (reference, current)]
        else:
            keys = sorted(set(reference.tolist()) | set(current.tolist()))
            entry['bins'] = [[int((s == key).sum()) for key in keys] for s in (reference, current)]
        keys = np.array(sorted(set(reference.tolist()) | set(current.tolist())))
        edges = np.histogram_bin_edges(keys, bins='sturges')
        entry['hellingerBins'] = [np.histogram(s, edges)[0].tolist() for s in (reference, current)]
        yield entry


def mean_over_splits(values, draws, distance):
    """Average of a distance over all ways to choose the current rows."""
    rows = range(len(values))
    total, splits = 0.0, 0
    for chosen in itertools.combinations(rows, draws):
        inside = set(chosen)
        total += distance([values[i] for i in rows if i not in inside], [values[i] for i in chosen])
        splits += 1
    return total / splits


def expectations():
    for name, reference, current in [
        ('categories', [0, 0, 0, 1, 1, 2, 3], [0, 1, 1, 2, 2]),
        ('uneven sizes', [0, 0, 1, 1, 1, 2, 2, 2, 2], [0, 2, 3]),
        ('nothing in common', [0, 0, 1, 1], [2, 2, 2, 3]),
    ]:
        k = max(reference + current) + 1
        count = lambda sample: np.bincount(sample, minlength=k)
        fractions = lambda sample: count(sample) / len(sample)

        def v_squared(a, b):
            p, q = fractions(a), fractions(b)
            used = p + q > 0
            return float(((p - q)[used] ** 2 / (p + q)[used]).sum() / 2)

        js = lambda a, b: float(jensenshannon(fractions(a), fractions(b)) ** 2)
        tv = lambda a, b: float(abs(fractions(a) - fractions(b)).sum() / 2)
        mean = lambda distance: mean_over_splits(reference + current, len(current), distance)
        yield dict(name=name, reference=count(reference).tolist(), current=count(current).tolist(),
                   jensenShannon=mean(js), totalVariation=mean(tv), cramersV=mean(v_squared))


def wasserstein():
    for name, reference, current in [
        ('numbers', [0.1, 0.5, 0.9, 1.4, 2.2, 3.1, 3.3], [0.4, 1.6, 2.0, 4.5]),
        ('ties', [1, 1, 2, 2, 3, 3, 3], [2, 2, 4, 4, 4]),
        ('an outlier', [0.0, 1.0, 2.0, 3.0, 4.0, 5.0], [1.5, 2.5, 3.5, 1e6]),
    ]:
        q1, q3 = np.percentile(reference, [25, 75])
        scale = (q3 - q1) / (stats.norm.ppf(0.75) * 2)
        clip = lambda sample: np.clip(sample, q1 - 3 * (q3 - q1), q3 + 3 * (q3 - q1))
        distance = lambda a, b: float(stats.wasserstein_distance(clip(a), clip(b)) / scale)
        yield dict(name=name, reference=reference, current=current, scale=scale, observed=distance(reference, current),
                   expected=mean_over_splits(reference + current, len(current), distance))


def proportions():
    for reference, current in [([60, 40], [55, 45]), ([900, 100], [30, 20]), ([500_000, 500_000], [502_000, 498_000])]:
        z, p = proportions_ztest([current[1], reference[1]], [sum(current), sum(reference)])
        yield dict(reference=reference, current=current, z=z, pValue=p)


result = dict(
    made_with=dict(python=platform.python_version(), **{name: version(name) for name in ('numpy', 'scipy', 'statsmodels', 'mpmath')}),
    seed=20261123,
    categoryTests=list(category_tests()),
    fisher=[fisher(t) for t in [
        [[8, 2], [1, 5]], [[3, 1], [1, 3]], [[10, 10], [10, 10]], [[0, 12], [9, 4]], [[5, 0], [7, 0]], [[172, 128], [107, 143]],
        [[1000, 19_000], [80, 920]], [[50_000, 450_000], [50_900, 449_100]], [[600_000, 400_000], [598_000, 402_000]],
        [[850, 150], [150, 850]], [[2, 4998], [3, 17]], [[7, 13], [13, 7]], [[12, 8], [7, 13]], [[2, 3], [3, 2]],
    ]],
    hypergeometric=[hypergeometric(*a) for a in [
        (10, 4, 3, 1), (20, 10, 10, 5), (5020, 110, 20, 3), (20, 20, 7, 7), (1000, 1, 10, 0), (2_000_000, 400_000, 1_000_000, 200_500),
        (2_000_000, 30, 1_000_000, 15), (100_020, 50_000, 20, 13), (7, 0, 3, 0), (2000, 1000, 1000, 600),
    ]],
    proportions=list(proportions()),
    distances=list(distances()),
    sturgesBins=list(sturges_bins()),
    expectedWithoutDrift=list(expectations()),
    wasserstein=list(wasserstein()),
)
print(json.dumps(result, default=float))
