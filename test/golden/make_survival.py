"""Makes survival.json: tails of the distributions that the two-sample tests rest on.

    pip install numpy scipy mpmath
    python make_survival.py > survival.json

Smooth functions in 50 digits of mpmath (Cramer-von Mises in 420, as its tail is 1 less the usual series); exact
distributions by counting paths or arrangements with whole numbers; kstwo is SciPy's.
"""
import json
import platform
from fractions import Fraction
from importlib.metadata import version
from math import comb, gcd

import mpmath as mp
from scipy import stats
from scipy.stats._hypotests import _pval_cvm_2samp_exact

mp.mp.dps = 50


def number(x):
    return float(mp.nstr(x, 20))


def normal(z):
    return number(mp.erfc(mp.mpf(z) / mp.sqrt(2)) / 2)


def chi_squared(x, df):
    with mp.workdps(380):
        # 1 less the lower series, in enough digits for 1e-300.
        a, x = mp.mpf(df) / 2, mp.mpf(x) / 2
        term, total, k = 1 / a, 1 / a, 0
        while term > total * mp.mpf(10) ** -370:
            k += 1
            term *= x / (a + k)
            total += term
        return number(1 - total * mp.exp(a * mp.log(x) - x - mp.loggamma(a)))


def beta_tail(a, b, x):
    """I_x(a, b), by the fast hypergeometric series for x below the mean."""
    a, b, x = mp.mpf(a), mp.mpf(b), mp.mpf(x)
    if x > (a + 1) / (a + b + 2):
        return 1 - beta_tail(b, a, 1 - x)
    term, total, k = mp.mpf(1), mp.mpf(1), 0
    while abs(term) > total * mp.mpf(10) ** -45:
        term *= (a + b + k) / (a + 1 + k) * x
        total += term
        k += 1
    return mp.exp(a * mp.log(x) + b * mp.log1p(-x) + mp.loggamma(a + b) - mp.loggamma(a) - mp.loggamma(b)) / a * total


def beta_fraction(n, t):
    """I_x(n / 2, 1 / 2) at x = n / (n + t^2), below or above the mean."""
    a, b, x, y = n / 2, mp.mpf(1) / 2, n / (n + t * t), t * t / (n + t * t)
    swapped = x > (a + 1) / (a + b + 2)
    if swapped:
        a, b, x, y = b, a, y, x
    c, d = mp.mpf(1), 1 / (1 - (a + b) * x / (a + 1))
    result, m = d, 0
    while m == 0 or abs(c * d - 1) > mp.mpf(10) ** -45:
        m += 1
        even = m * (b - m) * x / ((a + 2 * m - 1) * (a + 2 * m))
        d = 1 / (1 + even * d)
        c = 1 + even / c
        result *= c * d
        odd = -(a + m) * (a + b + m) * x / ((a + 2 * m) * (a + 2 * m + 1))
        d = 1 / (1 + odd * d)
        c = 1 + odd / c
        result *= c * d
    value = mp.exp(a * mp.log(x) + b * mp.log(y) + mp.loggamma(a + b) - mp.loggamma(a) - mp.loggamma(b)) / a * result
    return 1 - value if swapped else value


def student_t(t, df):
    if df > 1000:
        # The series would need millions of terms: Gauss' fraction, in 50 digits.
        tail = beta_fraction(n := mp.mpf(df), mp.mpf(t)) / 2
        return number(tail if t > 0 else 1 - tail)
    t, df = mp.mpf(t), mp.mpf(df)
    tail = beta_tail(df / 2, mp.mpf(1) / 2, df / (df + t * t)) / 2
    return number(tail if t > 0 else 1 - tail)


def f_tail(f, above, below):
    f, above, below = mp.mpf(f), mp.mpf(above), mp.mpf(below)
    return number(beta_tail(below / 2, above / 2, below / (below + above * f)))


def kolmogorov(x):
    x = mp.mpf(x)
    if x < 0.3:
        return number(1 - mp.sqrt(2 * mp.pi) / x * mp.nsum(lambda k: mp.exp(-(2 * k - 1) ** 2 * mp.pi ** 2 / (8 * x * x)), [1, 20]))
    return number(2 * sum((-1) ** (k - 1) * mp.exp(-2 * k * k * x * x) for k in range(1, 60)))


def cramer_von_mises(x):
    with mp.workdps(420):
        x = mp.mpf(x)
        total, k = mp.mpf(0), 0
        while True:
            y = mp.mpf(4 * k + 1)
            q = y * y / (16 * x)
            term = mp.gamma(k + mp.mpf(1) / 2) / mp.gamma(k + 1) / (mp.pi ** 1.5 * mp.sqrt(x)) * mp.sqrt(y) * mp.exp(-q) * mp.besselk(mp.mpf(1) / 4, q)
            total += term
            k += 1
            if term < mp.mpf(10) ** -410:
                return number(1 - total)


def smirnov(d, n):
    """One-sided, one-sample."""
    d = mp.mpf(d)
    return number(d * sum(mp.binomial(n, v) * (d + mp.mpf(v) / n) ** (v - 1) * (1 - d - mp.mpf(v) / n) ** (n - v)
                          for v in range(int(mp.floor(n * (1 - d))) + 1)))


def two_sample_smirnov(steps, m, n):
    """1 - share of the paths inside the band, in whole numbers."""
    g = gcd(m, n)
    a, b = n // g, m // g
    row = []
    for x in range(m + 1):
        new = []
        for y in range(n + 1):
            if abs(a * x - b * y) >= steps:
                new.append(0)
            elif x == y == 0:
                new.append(1)
            else:
                new.append((row[y] if x else 0) + (new[y - 1] if y else 0))
        row = new
    share = Fraction(comb(m + n, n) - row[n], comb(m + n, n))
    return number(mp.mpf(share.numerator) / share.denominator)


def mann_whitney(u, m, n):
    """Chance of at most u, by whole numbers of the two-term recurrence."""
    size = u + 1
    table = [[1] + [0] * u for _ in range(n + 1)]
    for i in range(1, m + 1):
        new = [[1] + [0] * u]
        for j in range(1, n + 1):
            new.append([(table[j][s - j] if s >= j else 0) + new[j - 1][s] for s in range(size)])
        table = new
    share = Fraction(sum(table[n]), comb(m + n, n))
    return number(mp.mpf(share.numerator) / share.denominator)


def cramer_von_mises_exact(m, n, quantile):
    """SciPy's statistic u near a quantile of its distribution (midpoints of what it can be), and p."""
    pooled = list(range(1, m + n + 1))
    x = sorted(pooled[i] for i in quantile)
    y = [v for v in pooled if v not in x]
    u = m * sum((r - i) ** 2 for i, r in enumerate(x, 1)) + n * sum((r - i) ** 2 for i, r in enumerate(y, 1))
    lcm = m * n // gcd(m, n)
    bound = lcm ** 2 * (m + n) * (6 * u - m * n * (4 * m * n - 1)) // (6 * (m * n) ** 2)
    return dict(sizes=[m, n], bound=bound, p=float(_pval_cvm_2samp_exact(u, m, n)))


n_values = [-40, -8, -3, -1, -1e-3, 0, 1e-8, 0.1, 0.5, 1, 1.3, 1.7, 1.96, 2.1, 3, 5, 8.3, 12, 20, 30, 36.5, 37]
chi_values = [(1e-6, 1), (0.5, 1), (3.84, 1), (10, 1), (100, 1), (1370, 1), (0.1, 2), (1380, 2), (1.5, 3), (30, 4), (1390, 4), (5, 7),
              (900, 7), (40, 49), (66.3, 49), (300, 49), (1500, 49), (900, 1000), (1000, 1000), (1100, 1000), (3500, 1000),
              (1e6, 1_000_000), (1.01e6, 1_000_000), (1.05e6, 1_000_000), (0.98e6, 1_000_000)]
t_values = [(t, df) for df in [1, 2, 3.7, 10, 58, 398.4, 2998, 40_000, 1_999_998] for t in [-3, -0.2, 0.5, 1.7, 4.2, 12, 36]] + \
           [(1e4, 10), (1e20, 12), (300, 58), (1e140, 2), (100, 398.4)]
f_values = [(0.5, 1, 1), (3, 1, 10), (1.1, 5, 100), (8, 5, 100), (40, 3, 500), (2, 50, 50), (100, 50, 50), (1.3, 1000, 2000), (3, 1000, 2000),
            (1.02, 100_000, 100_000), (1.2, 100_000, 100_000), (1000, 2, 1000)]
k_values = [0.05, 0.1, 0.2, 0.3, 0.5, 0.7, 0.8, 0.82, 0.83, 1, 1.36, 1.63, 2, 3, 5, 10, 18.5]
c_values = [0.003, 0.01, 0.02, 0.03, 0.05, 0.1, 0.2, 0.347, 0.461, 0.743, 1, 1.168, 2, 4, 8, 20, 60, 139]
s_values = [(0.1, 10), (0.5, 10), (0.9, 10), (0.2, 60), (0.3, 60), (0.05, 500), (0.2, 500), (0.7, 500), (0.02, 5000), (0.1, 5000), (0.25, 5000)]
ks_values = [(s, m, n) for m, n, ss in [(1, 1, [1]), (2, 3, [2, 4, 6]), (5, 5, [1, 2, 3, 5]), (6, 8, [6, 12, 18, 24]), (20, 20, [4, 9, 15, 20]), (20, 33, [100, 200, 400, 660]),
                                        (97, 100, [500, 1500, 3000, 9000]), (200, 300, [30, 90, 250, 550, 600]), (400, 400, [20, 60, 200, 380, 400])] for s in ss]
mw_values = [(0, 1, 1), (0, 1, 20), (7, 1, 20), (3, 2, 3), (10, 5, 5), (12, 5, 5), (0, 8, 8), (20, 8, 8), (32, 8, 8), (30, 8, 40), (160, 8, 40), (3, 6, 200), (600, 6, 200), (400, 3, 300)]
cvm_values = [(m, n, q) for m, n in [(2, 2), (2, 5), (3, 4), (6, 8), (7, 7), (10, 10), (11, 13), (20, 20), (20, 6)]
              for q in ([*range(0, min(m, n))], [*range(0, 2 * min(m, n), 2)], [0, *range(2, min(m, n) + 1)])]
cvm_values = [(min(m, n), max(m, n), q) for m, n, q in cvm_values if max(q) < m + n]
kstwo_values = [(0.6, 1), (0.3, 5), (0.5, 5), (0.9, 5), (0.05, 60), (0.1, 60), (0.2, 60), (0.3, 60), (0.03, 140), (0.12, 140), (0.03, 141), (0.05, 200), (0.06, 200), (0.1, 200), (0.2, 200),
                (0.005, 5000), (0.008, 5000), (0.012, 5000), (0.0195, 5000), (0.0215, 5000), (0.03, 5000), (0.2, 5000), (0.0009, 50_000), (0.003, 50_000), (0.0066, 50_000), (0.0067, 50_000),
                (0.05, 50_000), (0.0007, 500_000), (0.0015, 500_000), (0.0021, 500_000), (0.0022, 500_000), (0.02, 500_000), (0.001, 2_000_000), (0.01, 2_000_000)]

print(json.dumps(dict(
    made_with=dict(python=platform.python_version(), **{name: version(name) for name in ['numpy', 'scipy', 'mpmath']}),
    tolerance=dict(smooth='1e-12 relative', exact='1e-12 relative', kstwo='1e-9 relative: 1 less a cumulative probability on both sides'),
    normal=[dict(z=z, p=normal(z)) for z in n_values],
    chiSquared=[dict(statistic=x, df=df, p=chi_squared(x, df)) for x, df in chi_values],
    studentT=[dict(statistic=t, df=df, p=student_t(t, df)) for t, df in t_values],
    f=[dict(statistic=f, above=a, below=b, p=f_tail(f, a, b)) for f, a, b in f_values],
    kolmogorov=[dict(statistic=x, p=kolmogorov(x)) for x in k_values],
    cramerVonMises=[dict(statistic=x, p=cramer_von_mises(x)) for x in c_values],
    smirnov=[dict(distance=d, rows=n, p=smirnov(d, n)) for d, n in s_values],
    twoSampleSmirnov=[dict(steps=s, sizes=[m, n], p=two_sample_smirnov(s, m, n)) for s, m, n in ks_values],
    mannWhitney=[dict(u=u, sizes=[m, n], p=mann_whitney(u, m, n)) for u, m, n in mw_values],
    twoSampleCramerVonMises=[cramer_von_mises_exact(*each) for each in cvm_values],
    kstwo=[dict(distance=d, rows=n, p=float(stats.kstwo.sf(d, n))) for d, n in kstwo_values]), indent=1))
