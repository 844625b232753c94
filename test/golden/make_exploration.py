"""Expected numbers for the statistics of an exploration. Run: python make_exploration.py > exploration.json
Needs numpy, scipy, pandas, scikit-learn and dython; their versions are written into the file."""

import importlib.metadata as metadata
import json
import platform
import sys

import numpy as np
import pandas as pd
from dython import nominal
from scipy import special, stats
from sklearn.tree import DecisionTreeClassifier

rng = np.random.default_rng(20)


def rounded(values, digits=4):
    return [float(value) for value in np.round(values, digits)]


samples = {
    "one number": [3.5],
    "two numbers": [1.0, 2.0],
    "equal numbers": [0.1] * 7,
    "small integers with ties": [float(v) for v in rng.integers(0, 6, 60)],
    "normal": rounded(rng.normal(40, 5, 301)),
    "lognormal, skewed": rounded(rng.lognormal(2, 1, 400)),
    "large mean, small spread": rounded(1e9 + rng.normal(0, 1e-2, 200), 6),
    "negative, with one outlier": rounded(np.r_[rng.normal(-3, 1, 120), 1e6]),
}
probabilities = [0, 0.005, 0.05, 0.25, 0.3333, 0.5, 0.75, 0.9, 0.995, 1]


def number_or_none(value):
    return None if not np.isfinite(value) else float(value)


def describe(name, values):
    series = pd.Series(values)
    low, high = min(values), max(values)
    edges = np.linspace(low, high if high > low else low + 1, 8)
    return {
        "name": name,
        "values": values,
        "quantiles": [float(np.quantile(values, p)) for p in probabilities],
        "mean": float(series.mean()),
        "standardDeviation": number_or_none(series.std()),
        "skewness": number_or_none(series.skew()),
        "ranks": [float(r) for r in stats.rankdata(values)],
        "edges": [float(e) for e in edges],
        "histogram": [int(c) for c in np.histogram(values, edges)[0]],
    }


def pair(name, x, y):
    return {
        "name": name, "x": x, "y": y,
        "pearson": float(stats.pearsonr(x, y).statistic),
        "spearman": float(stats.spearmanr(x, y).statistic),
    }


x = rng.normal(0, 1, 150)
pairs = [
    pair("linear with noise", rounded(x), rounded(2 * x + rng.normal(0, 1, 150))),
    pair("falling curve", rounded(x), rounded(-np.exp(x))),
    pair("unrelated, with ties", [float(v) for v in rng.integers(0, 4, 150)], [float(v) for v in rng.integers(0, 3, 150)]),
]


def groups(name, values, codes):
    by_group = [[v for v, c in zip(values, codes) if c == code] for code in sorted(set(codes))]
    f = stats.f_oneway(*by_group).statistic
    between, within = len(by_group) - 1, len(values) - len(by_group)
    return {
        "name": name, "values": values, "groups": codes,
        "etaSquared": float(nominal.correlation_ratio(codes, values) ** 2),
        # Epsilon squared from the F statistic: another road than the sums of squares.
        "epsilonSquared": max(0.0, float(between * (f - 1) / (between * f + within))),
        "kruskalWallis": float(stats.kruskal(*by_group).statistic),
    }


codes = [int(c) for c in rng.integers(0, 3, 120)]
grouped = [
    groups("three groups apart", rounded(np.array(codes) * 1.5 + rng.normal(0, 1, 120)), codes),
    groups("three groups alike", rounded(rng.normal(0, 1, 120)), codes),
    groups("integers with ties", [float(v) for v in np.array(codes) + rng.integers(0, 4, 120)], codes),
]


def contingency(name, row_codes, column_codes):
    table = pd.crosstab(pd.Series(row_codes, name="row"), pd.Series(column_codes, name="column"))
    chi = stats.chi2_contingency(table, correction=False)
    return {
        "name": name, "rowCodes": row_codes, "columnCodes": column_codes,
        "statistic": float(chi.statistic), "degreesOfFreedom": int(chi.dof), "pValue": float(chi.pvalue),
        "cramersV": float(nominal.cramers_v(row_codes, column_codes, bias_correction=True)),
        "uncertaintyCoefficient": float(nominal.theils_u(column_codes, row_codes)),
    }


def codes_of(size, rows):
    return [int(c) for c in rng.integers(0, size, rows)]


base = codes_of(3, 200)
contingencies = [
    contingency("unrelated, 2 by 3", codes_of(2, 200), base),
    contingency("unrelated, 12 by 3, few rows", codes_of(12, 60), base[:60]),
    contingency("related, 5 by 3", [(c + (2 if rng.random() < 0.3 else 0)) for c in base], base),
    contingency("strongly related, 3 by 3", [c if rng.random() < 0.95 else 0 for c in base], base),
    contingency("one determines the other", [c * 2 + int(rng.integers(0, 2)) for c in base], base),
]

gamma = [
    {"a": a, "x": q * a, "q": float(special.gammaincc(a, q * a))}
    for a in [0.5, 1, 1.5, 3, 9, 19.5, 20, 49.5, 500, 50000]
    for q in [0.01, 0.5, 0.9, 0.99, 1, 1.01, 1.1, 2, 5, 20]
    if special.gammaincc(a, q * a) > 1e-300
]
chi_squared = [
    {"statistic": s, "degreesOfFreedom": df, "p": float(stats.chi2.sf(s, df))}
    for s, df in [(0.001, 1), (3.841458820694124, 1), (50, 1), (1000, 1), (18.3, 18), (40.2, 18), (700, 18), (1000, 999)]
]


def rule(name, values, labels, depth, folds=5):
    """Cross-validated accuracy of a decision tree on one column; a row's fold is its position in its class modulo 5."""
    seen, fold = {}, []
    for label in labels:
        fold.append(seen.get(label, 0) % folds)
        seen[label] = seen.get(label, 0) + 1
    values, labels_array, fold = np.array(values)[:, None], np.array(labels), np.array(fold)
    right = 0
    for k in range(folds):
        tree = DecisionTreeClassifier(max_depth=depth).fit(values[fold != k], labels_array[fold != k])
        right += int((tree.predict(values[fold == k]) == labels_array[fold == k]).sum())
    return {"name": name, "values": values[:, 0].tolist(), "labels": labels, "depth": depth, "right": right}


def exact(values):
    """Numbers that single precision holds, which is what scikit-learn's trees compute in."""
    return [float(np.float32(v)) for v in np.round(np.asarray(values) * 1024) / 1024]


risk = rng.normal(2.4, 1.6, 400)
labels3 = [int(v) for v in np.where(risk > 3.42, 0, np.where(risk < 1.39, 2, 1))]
rules = [
    rule("thresholds of the value itself", exact(risk), labels3, 4),
    rule("the value with noise", exact(risk + rng.normal(0, 1, 400)), labels3, 4),
    rule("unrelated", exact(rng.normal(0, 1, 400)), labels3, 4),
    rule("binary, from a hump", exact(risk), [int(abs(v - 2.4) < 0.8) for v in risk], 3),
    rule("few distinct values", [float(v) for v in rng.integers(0, 5, 400)], labels3, 4),
]

json.dump(
    {
        "made_with": {
            "python": platform.python_version(),
            **{name: metadata.version(name) for name in ["numpy", "scipy", "pandas", "scikit-learn", "dython"]},
        },
        "tolerance": "relative 1e-9 unless a test names another",
        "seed": 20,
        "probabilities": probabilities,
        "samples": [describe(name, values) for name, values in samples.items()],
        "pairs": pairs,
        "grouped": grouped,
        "contingencies": contingencies,
        "gamma": gamma,
        "chiSquared": chi_squared,
        "rules": rules,
    },
    sys.stdout,
    allow_nan=False,
    separators=(",", ":"),
)
