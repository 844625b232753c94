"""Makes domain-classifier.json: areas under ROC curves and logistic calibrations by scikit-learn.

    pip install numpy scikit-learn
    python make_domain_classifier.py > domain-classifier.json

Tolerances: AUC 1e-12, probabilities 1e-6. Calibrations are LogisticRegression without a penalty, Platt's targets as
weighted rows, each side weighing one half.
"""
import json
import platform
from importlib.metadata import version

import numpy as np
from sklearn.linear_model import LogisticRegression
from sklearn.metrics import roc_auc_score

rng = np.random.default_rng(7)


def auc(name, reference, current):
    y = [0] * len(reference) + [1] * len(current)
    return {
        "name": name,
        "reference": list(map(float, reference)),
        "current": list(map(float, current)),
        "auc": float(roc_auc_score(y, list(reference) + list(current))),
    }


def calibration(name, reference, current):
    scores = np.concatenate([reference, current])
    y = np.r_[np.zeros(len(reference)), np.ones(len(current))]
    n, m = len(reference), len(current)
    target = np.where(y == 1, (m + 1) / (m + 2), 1 / (n + 2))
    weight = np.where(y == 1, 0.5 / m, 0.5 / n)
    # A row with target t is a row of 1 with weight t and one of 0 with weight 1 - t.
    fit = LogisticRegression(C=np.inf, tol=1e-12, max_iter=10000, solver="newton-cholesky").fit(
        np.r_[scores, scores][:, None], np.r_[np.ones(n + m), np.zeros(n + m)], np.r_[weight * target, weight * (1 - target)]
    )
    return {
        "name": name,
        "reference": reference.tolist(),
        "current": current.tolist(),
        "probabilities": fit.predict_proba(scores[:, None])[:, 1].tolist(),
    }


print(
    json.dumps(
        {
            "source": "make_domain_classifier.py",
            "versions": {
                "python": platform.python_version(),
                "numpy": version("numpy"),
                "scikit-learn": version("scikit-learn"),
            },
            "auc": [
                auc("apart", rng.normal(size=20), rng.normal(1, 1, 15)),
                auc("ties", rng.integers(0, 4, 30), rng.integers(0, 5, 20)),
                auc("all equal", [1, 1, 1], [1, 1]),
                auc("wrong way round", [3, 4, 5], [0, 1, 2]),
            ],
            "calibration": [
                calibration("overlapping", rng.normal(size=60), rng.normal(1, 1, 30)),
                calibration("far apart", rng.normal(size=40), rng.normal(4, 1, 50)),
            ],
        },
        indent=1,
    )
)
