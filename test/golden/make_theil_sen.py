"""Makes theil-sen.json: slopes and intervals of scipy.stats.theilslopes. Usage: python make_theil_sen.py > theil-sen.json"""

import json

import numpy as np
import scipy
from scipy.stats import theilslopes

rng = np.random.default_rng(7)
cases = {
    "three points": [1.0, 3.0, 2.0],
    "straight": list(np.arange(12) * -1.25 + 40),
    "constant": [2.0] * 9,
    "noisy": list(np.arange(36) * -1.0 + 42 + rng.normal(0, 0.8, 36)),
    "ties": [float(v) for v in rng.integers(0, 4, 20)],
    "one odd": list(np.arange(15) * 0.1 + np.eye(15)[7] * 100),
    "even pairs": list(rng.normal(size=8)),
}
answers = {}
for name, y in cases.items():
    slope, intercept, low, high = theilslopes(y, alpha=0.95)
    answers[name] = {"y": [float(v) for v in y], "slope": slope, "intercept": intercept, "lower": low, "upper": high}
print(json.dumps({"made_with": {"scipy": scipy.__version__, "numpy": np.__version__}, "seed": 7, "tolerance": 1e-12, "cases": answers}, indent=1))
