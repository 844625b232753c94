"""Makes scipy-two-sample-tests.json: samples by recipe (20,000 numbers need no page), SciPy's statistics and p-values.

    pip install numpy scipy mpmath
    python make_scipy_two_sample_tests.py > scipy-two-sample-tests.json

A recipe: Park and Miller's generator (48271 x mod 2^31 - 1) gives u in (0, 1); `sum` takes the sum of four, less 2,
`ratio` u / (1 - u); then `value * scale + shift`, rounded down to a multiple of `grain` where that is not 0. Every step
is exact or correctly rounded in IEEE 754, so other programs make the same numbers.
"""
import json
import math
import platform
import warnings
from importlib.metadata import version

import mpmath as mp
import numpy as np
from scipy import stats

warnings.filterwarnings('ignore')


def sample(shape, rows, seed, scale=1.0, shift=0.0, grain=0.0):
    state = seed

    def uniform():
        nonlocal state
        state = state * 48271 % 2147483647
        return state / 2147483647

    values = []
    for _ in range(rows):
        if shape == 'constant':
            value = 1.0
        elif shape == 'sum':
            value = uniform() + uniform() + uniform() + uniform() - 2
        elif shape == 'ratio':
            u = uniform()
            value = u / (1 - u)
        else:
            value = uniform()
        value = value * scale + shift
        values.append(math.floor(value / grain) * grain if grain else value)
    return np.array(values)


def recipe(shape, rows, seed, **rest):
    return dict(dict(shape=shape, rows=rows, seed=seed, scale=1.0, shift=0.0, grain=0.0), **rest)


PAIRS = {
    'one row against one': (recipe('sum', 1, 1), recipe('sum', 1, 2)),
    'one row against many': (recipe('sum', 20, 3), recipe('sum', 1, 4)),
    'one row against very many': (recipe('sum', 20000, 3), recipe('sum', 1, 4)),
    'two rows against two': (recipe('sum', 2, 5), recipe('sum', 2, 6)),
    'two rows against five': (recipe('sum', 2, 7), recipe('sum', 5, 8)),
    'five rows each': (recipe('sum', 5, 9), recipe('sum', 5, 10, shift=0.5)),
    'five against 1000': (recipe('sum', 1000, 11), recipe('sum', 5, 12, shift=0.5)),
    '20 rows each': (recipe('sum', 20, 13), recipe('sum', 20, 14, shift=0.5)),
    '19 against 20': (recipe('ratio', 19, 15), recipe('ratio', 20, 16, scale=2.0)),
    '20 rows each with ties': (recipe('uniform', 20, 17, scale=6.0, grain=1.0), recipe('uniform', 20, 18, scale=7.0, grain=1.0)),
    '8 against 300 without ties': (recipe('sum', 300, 19), recipe('sum', 8, 20, shift=0.3)),
    '21 rows each': (recipe('sum', 21, 21), recipe('sum', 21, 22, scale=2.0)),
    '1000 rows each, equal': (recipe('sum', 1000, 23), recipe('sum', 1000, 24)),
    '1000 rows each, shifted': (recipe('sum', 1000, 25), recipe('sum', 1000, 26, shift=0.1)),
    '1000 rows each, wider': (recipe('sum', 1000, 27), recipe('sum', 1000, 28, scale=1.3)),
    '1000 rows each, extreme shift': (recipe('sum', 1000, 29), recipe('sum', 1000, 30, shift=1.1)),
    '1000 against 999, heavy tails': (recipe('ratio', 1000, 31), recipe('ratio', 999, 32, scale=1.1)),
    '1000 against 50': (recipe('ratio', 1000, 33), recipe('ratio', 50, 34)),
    '1000 against 700, ten values': (recipe('uniform', 1000, 35, scale=10.0, grain=1.0), recipe('uniform', 700, 36, scale=10.6, grain=1.0)),
    '1000 against 700, five values': (recipe('uniform', 1000, 37, scale=5.0, grain=1.0), recipe('uniform', 700, 38, scale=5.0, grain=1.0)),
    'far from zero': (recipe('sum', 500, 39, shift=1e6), recipe('sum', 500, 40, shift=1e6)),
    'tiny numbers': (recipe('sum', 500, 41, scale=1e-12), recipe('sum', 500, 42, scale=1.2e-12)),
    '20000 rows each, equal': (recipe('sum', 20000, 43), recipe('sum', 20000, 44)),
    '20000 rows each, shifted a little': (recipe('sum', 20000, 45), recipe('sum', 20000, 46, shift=0.02)),
    '20000 rows each, extreme shift': (recipe('sum', 20000, 47), recipe('sum', 20000, 48, shift=0.23)),
    '20000 against 1000, heavy tails': (recipe('ratio', 20000, 49), recipe('ratio', 1000, 50, scale=1.2)),
    '20000 against 30': (recipe('ratio', 20000, 51), recipe('ratio', 30, 52, scale=1.5)),
    '20000 against 15000, whole numbers': (recipe('sum', 20000, 53, scale=20.0, grain=1.0), recipe('sum', 15000, 54, scale=20.5, grain=1.0)),
    '10000 against 9999': (recipe('sum', 10000, 55), recipe('sum', 9999, 56, shift=0.02)),
    '10001 rows each: half a row of 5000.5': (recipe('sum', 10001, 58), recipe('sum', 10001, 59, shift=0.01)),
    'a constant against numbers': (recipe('constant', 60, 1), recipe('sum', 40, 57, shift=1.0)),
}


def pair(function, *arguments, **named):
    """[statistic, p], or null where SciPy refuses or says NaN."""
    try:
        result = function(*arguments, **named)
    except Exception:
        return None
    values = [float(result.statistic), float(result.pvalue)]
    return values if all(map(math.isfinite, values)) else None


def t_test(x, y, equal_variances):
    """In 50 digits, as SciPy's own means lose half of theirs far from zero; p from SciPy's distribution."""
    n, m = len(x), len(y)
    if (n + m < 3) if equal_variances else min(n, m) < 2:
        return None
    with mp.workdps(50):
        means = [mp.fsum(map(mp.mpf, s.tolist())) / len(s) for s in (x, y)]
        a, b = [mp.fsum((mp.mpf(v) - mean) ** 2 for v in s.tolist()) for s, mean in zip((x, y), means)]
        if equal_variances:
            df, square = n + m - 2, (a + b) / (n + m - 2) * (mp.mpf(1) / n + mp.mpf(1) / m)
        else:
            a, b = a / (n - 1) / n, b / (m - 1) / m
            df, square = (a + b) ** 2 / (a * a / (n - 1) + b * b / (m - 1)), a + b
        t = (means[0] - means[1]) / mp.sqrt(square)
    return [float(t), float(2 * stats.t.sf(abs(float(t)), float(df)))]


def smirnov_or_null(x, y):
    """The asymptotic form calls a distance of 1 impossible: p = 0."""
    result = pair(stats.ks_2samp, x, y)
    return None if result[0] == 1 and max(len(x), len(y)) > 10000 else result


cases = []
for name, (reference, current) in PAIRS.items():
    x, y = sample(**reference), sample(**current)
    cases.append(dict(
        name=name, reference=reference, current=current, sums=[math.fsum(x), math.fsum(y)],
        kolmogorovSmirnov=smirnov_or_null(x, y),
        wasserstein=float(stats.wasserstein_distance(x, y)),
        wassersteinNormalised=float(stats.wasserstein_distance(x, y) / max(np.std(x), 0.001)),
        energy=float(stats.energy_distance(x, y)),
        mannWhitney=pair(stats.mannwhitneyu, x, y),
        studentT=t_test(x, y, True),
        welchT=t_test(x, y, False),
        cramerVonMises=pair(stats.cramervonmises_2samp, x, y),
        andersonDarling=pair(stats.anderson_ksamp, [x, y], variant='midrank'),
        eppsSingleton=pair(stats.epps_singleton_2samp, x, y),
        brunnerMunzel=pair(stats.brunnermunzel, x, y)))

print(json.dumps(dict(
    made_with=dict(python=platform.python_version(), **{name: version(name) for name in ['numpy', 'scipy', 'mpmath']}),
    tolerance=dict(statistic='1e-12 relative; 1e-10 Cramer-von Mises and 1e-9 Epps-Singleton, whose large terms cancel on both sides',
                   p='1e-9 relative; Cramer-von Mises beyond 20 rows 1e-7 absolute, as SciPy cuts its series there'),
    cases=cases), indent=1))
