"""Makes classification-metrics.json; isotonic.json and multiplicity.json come from the same run of random numbers.

    pip install numpy==1.26.4 scipy==1.13.1 scikit-learn==1.5.2 statsmodels==0.14.4
"""
import json, warnings, platform, importlib.metadata as md
import numpy as np
warnings.simplefilter('ignore')
from sklearn.isotonic import IsotonicRegression
from sklearn.metrics import roc_auc_score, f1_score, confusion_matrix, log_loss, accuracy_score, brier_score_loss
from statsmodels.stats.multitest import multipletests
mw = dict(python=platform.python_version(), **{p: md.version(p) for p in ['numpy', 'scipy', 'scikit-learn', 'statsmodels']})
W = lambda n, o: open(n, 'w').write(json.dumps(o, indent=None, separators=(',', ':'), allow_nan=False))
rng = np.random.default_rng(7)
# ---------- D isotonic
cs = []
def iso(name, x, y, q):
    x, y, q = (np.asarray(v, dtype=np.float64) for v in (x, y, q))
    r = IsotonicRegression(increasing=True, out_of_bounds='clip').fit(x, y)
    cs.append(dict(name=name, x=x.tolist(), y=y.tolist(), query=q.tolist(), expected=r.predict(q).tolist(),
                   fitted_at_x=r.predict(x).tolist(), x_thresholds=r.X_thresholds_.tolist(), y_thresholds=r.y_thresholds_.tolist()))
iso('monotone already, no ties', [0.1, 0.2, 0.4, 0.7, 0.9], [0.0, 0.1, 0.3, 0.6, 1.0], [-1, 0.0, 0.1, 0.15, 0.3, 0.55, 0.9, 1.0, 2])
iso('violations and ties in x, binary y', [0.1, 0.1, 0.2, 0.3, 0.3, 0.3, 0.5, 0.6, 0.6, 0.8, 0.9], [0, 1, 0, 1, 0, 0, 1, 0, 1, 1, 1], [0.0, 0.1, 0.15, 0.2, 0.25, 0.3, 0.4, 0.5, 0.55, 0.6, 0.7, 0.8, 0.85, 0.9, 1.0])
iso('unsorted input with ties, real y', [3, 1, 2, 3, 2, 5, 4, 4, 1, 6], [1.5, 0.2, 2.0, 1.0, 0.4, 2.5, 3.5, 2.75, 0.6, 2.25], [0, 1, 1.5, 2, 2.5, 3, 3.5, 4, 4.5, 5, 5.5, 6, 7])
iso('strictly decreasing y: one pool', [1, 2, 3, 4, 5], [5, 4, 3, 2, 1], [0, 1, 2.5, 5, 9])
iso('all x equal', [0.5, 0.5, 0.5, 0.5], [0, 1, 1, 0.25], [0, 0.5, 1])
xs = np.round(rng.beta(0.7, 0.9, 60), 2); ys = (rng.random(60) < xs ** 1.7).astype(float)
iso('60 points on a 0.01 grid (many ties), binary y', xs, ys, np.r_[-0.1, np.round(np.linspace(0, 1, 41), 4), 1.1, xs[:10]])
W('isotonic.json', dict(made_with=mw, estimator="sklearn IsotonicRegression(increasing=True, out_of_bounds='clip'), no weights, float64",
  notes='ties in x: y averaged with weight = count before PAV; prediction = linear interpolation between x_thresholds, clipped outside', cases=cs))
# ---------- E auroc
def ece_top(P, y, classes, bins=10):
    """top-label ECE: confidence = max_k p, correct = (argmax == y); bins are equal-width right-closed ((b/B,(b+1)/B], 0 goes to bin 0);
    sum over non-empty bins of n_b/n * |mean(correct) - mean(confidence)|"""
    conf = P.max(axis=1); ok = (P.argmax(axis=1) == np.array([classes.index(v) for v in y])).astype(float)
    b = np.clip(np.ceil(conf * bins).astype(int) - 1, 0, bins - 1)
    return float(sum((b == k).sum() / len(y) * abs(ok[b == k].mean() - conf[b == k].mean()) for k in range(bins) if (b == k).any()))
def brier(P, y, classes):
    Y = np.array([[1.0 if v == c else 0.0 for c in classes] for v in y]); return float(((P - Y) ** 2).sum(axis=1).mean())
es = []
def case(name, y, P, classes, binary=False):
    """P rows: full rows per class (binary: [1-p, p])"""
    P = np.asarray(P, dtype=float); yp = [classes[i] for i in P.argmax(axis=1)]
    present = [c for c in classes if c in set(y)]
    if binary: auc = roc_auc_score([int(v == classes[1]) for v in y], P[:, 1])
    elif len(present) == len(classes): auc = roc_auc_score(y, P, multi_class='ovr', average='macro', labels=classes)
    else: auc = None
    per = [None if len(set(v == c for v in y)) < 2 else float(roc_auc_score([int(v == c) for v in y], P[:, j])) for j, c in enumerate(classes)]
    rec = dict(name=name, classes=classes, y_true=list(y), proba=P.tolist(), y_pred=yp,
        roc_auc=None if auc is None else float(auc), roc_auc_per_class_ovr=per,
        f1_macro=float(f1_score(y, yp, labels=classes, average='macro', zero_division=0)),
        f1_per_class=f1_score(y, yp, labels=classes, average=None, zero_division=0).tolist(),
        accuracy=float(accuracy_score(y, yp)), confusion_matrix=confusion_matrix(y, yp, labels=classes).tolist(),
        log_loss=float(log_loss(y, P, labels=classes)), brier_multiclass=brier(P, y, classes), ece_top_label_10=ece_top(P, y, classes))
    if binary: rec['brier_binary'] = float(brier_score_loss([int(v == classes[1]) for v in y], P[:, 1]))
    es.append(rec)
p = [0.1, 0.4, 0.4, 0.4, 0.8, 0.8, 0.6, 0.2, 0.2, 0.9]
case('binary, ties across classes', [0, 0, 1, 0, 1, 0, 1, 1, 0, 1], [[1 - v, v] for v in p], [0, 1], True)
case('binary, all scores equal (0.5; argmax takes the first)', [0, 1, 1, 0], [[0.5, 0.5]] * 4, [0, 1], True)
case('binary, perfect and extreme probabilities (0 and 1; log_loss clips to eps)', [0, 0, 1, 1, 1], [[1, 0], [0.9, 0.1], [0.3, 0.7], [0, 1], [1, 0]], [0, 1], True)
def mc(n, t, grid):
    z = rng.normal(size=(n, 3)) * t; e = np.exp(z); P = e / e.sum(1, keepdims=True); P = np.round(P / grid) * grid
    P[:, 2] = 1 - P[:, 0] - P[:, 1]; P = np.round(np.clip(P, 0, 1), 6); P /= P.sum(1, keepdims=True); P = np.round(P, 6); P[:, 2] = np.round(1 - P[:, 0] - P[:, 1], 6)
    y = [int(rng.choice(3, p=np.clip(r, 0, 1) / np.clip(r, 0, 1).sum())) for r in P]; return P, y
P, y = mc(30, 1.3, 1e-6); case('3 classes, no ties', y, P, [0, 1, 2])
P, y = mc(40, 1.5, 0.1); P = np.clip(P, 0, 1); case('3 classes, ties on a 0.1 grid, string labels in code-point order', [['high', 'low', 'medium'][v] for v in y], P, ['high', 'low', 'medium'])
P, y = mc(24, 1.0, 1e-6); y = [v if v != 2 else 1 for v in y]; case('3 classes, class 2 absent from y_true (roc_auc null: sklearn returns NaN or raises)', y, P, [0, 1, 2])
W('classification-metrics.json', dict(made_with=mw, definitions=dict(roc_auc='sklearn roc_auc_score (binary: score of the 2nd class; multi-class: ovr macro)', f1_macro='labels=classes, zero_division=0',
  log_loss='sklearn log_loss, probabilities clipped to float64 eps (2.220446049250313e-16), mean over rows', brier_multiclass='mean over rows of sum over classes (p-y)^2 (range 0..2)',
  brier_binary='mean (p1-y)^2', ece_top_label_10=ece_top.__doc__, confusion_matrix='rows = true, columns = predicted, in the order of classes', y_pred='argmax, first wins on ties'), cases=es))
# ---------- F multiplicity
vecs = dict(ties=[0.01, 0.01, 0.02, 0.2, 0.2, 0.04, 0.04, 0.9], zeros=[0.0, 0.0, 0.001, 0.03, 0.5], ones=[1.0, 1.0, 0.04, 0.2, 1.0, 0.004], single=[0.03],
  thirtysix=[float(f'{v:.6g}') for v in np.r_[rng.random(24), rng.random(12) ** 6 * 0.05]])
ms = []
for n, v in vecs.items():
    for a in (0.05,) if n != 'thirtysix' else (0.05, 0.1):
        r = {}
        for m in ('fdr_bh', 'fdr_by', 'holm', 'bonferroni'):
            rej, adj, _, _ = multipletests(v, alpha=a, method=m); r[m] = dict(adjusted=adj.tolist(), reject=[bool(b) for b in rej])
        ms.append(dict(name=n, alpha=a, p=v, expected=r))
W('multiplicity.json', dict(made_with=mw, function='statsmodels.stats.multitest.multipletests(p, alpha, method)', cases=ms))
for e in es: print(e['name'], e['roc_auc'], e['f1_macro'], e['log_loss'], e['brier_multiclass'], e['ece_top_label_10'], min(map(min, e['proba'])))
for c in cs: print(c['name'], c['expected'][:8])
