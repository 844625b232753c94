"""Makes weighted-chi-squared.json: tails of sums of squared standard normal variables with falling weights.

    pip install mpmath
    python make_weighted_chi_squared.py > weighted-chi-squared.json

In the bulk by Imhof's inversion of the characteristic function along the imaginary axis; everywhere by Smirnov's
integrals between the branch points, in 30 digits. The two share nothing and must agree where both are made.
"""
import json
import platform
from importlib.metadata import version

import mpmath as mp

mp.mp.dps = 30


def weights(count, decay):
    return [mp.mpf(i) ** -mp.mpf(decay) for i in range(1, count + 1)]


def imhof(x, ws):
    """1/2 + 1/pi * integral of sin(theta(u)) / (u rho(u)), Imhof (1961), between the zeros of the oscillation."""
    theta = lambda u: sum(mp.atan(w * u) for w in ws) / 2 - x * u / 2
    rho = lambda u: mp.fprod((1 + (w * u) ** 2) ** mp.mpf("0.25") for w in ws)
    whole = mp.quadosc(lambda u: mp.sin(theta(u)) / (u * rho(u)), [0, mp.inf], omega=mp.mpf(x) / 2)
    return mp.mpf(1) / 2 + whole / mp.pi


def smirnov(x, ws):
    poles = [1 / (2 * w) for w in ws]
    total = mp.mpf(0)
    for k in range(0, len(poles), 2):
        start, end = poles[k], poles[k + 1] if k + 1 < len(poles) else mp.inf
        # s = start + v^2 takes the singularity at the start away; the one at the end is left to tanh-sinh quadrature.
        def term(v):
            s = start + v * v
            others = mp.fprod(abs(1 - s / p) for i, p in enumerate(poles) if i != k)
            return 2 * mp.sqrt(start) * mp.exp(-(v * v) * x) / (s * mp.sqrt(others))
        width = 1 / mp.sqrt(x)
        stop = mp.sqrt(end - start)
        knots = [0] + [width * j for j in (1, 2, 4, 8, 14) if width * j < stop] + [stop]
        part = mp.quad(term, knots) * mp.exp(-start * x)
        total += part if k % 4 == 0 else -part
    return total / mp.pi


cases = []
for count, decay in ((1, 2), (2, 2), (3, 1.25), (8, 2), (15, 1.25), (16, 1.25)):
    ws = weights(count, decay)
    for x in (0.2, 1, 2.5, 6, 30, 300, 1360):
        p = smirnov(x, ws)
        if count == 8 and 1 <= x <= 2.5:
            assert abs(imhof(x, ws) / p - 1) < mp.mpf("1e-12"), (count, x)
        case = {"weights": [float(w) for w in ws], "statistic": x, "p": float(mp.nstr(p, 20))}
        cases.append(case)

made_with = {"python": platform.python_version(), "mpmath": version("mpmath")}
print(json.dumps({"made_with": made_with, "tolerance": "1e-10 relative", "cases": cases}, indent=1))
