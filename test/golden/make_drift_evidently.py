"""Makes drift-evidently.json: what Evidently says of columns of real files and of made ones, by its default test and by
each of its tests by name.

    pip install evidently==0.7.23 'pandas<3' numpy==2.4.6 scipy==1.17.1
    python make_drift_evidently.py > drift-evidently.json      (in test/golden)

Made columns are recipes, so that other programs make the same numbers. Park and Miller's generator
(48271 x mod 2^31 - 1) gives u in (0, 1). Numbers: `sum` is the sum of four, less 2, `ratio` u / (1 - u), `constant` 1;
then `value * scale + shift`, rounded down to a multiple of `grain` where that is not 0. Categories: number
`offset + floor(u^power * count)`, spelled by `names`. Then, where it is not 0, the values at the places divisible by
`missing_every` are missing, and those one further than a place divisible by `infinite_every` are infinite.
"""
import contextlib
import io
import json
import math
import os
import platform
import warnings
from importlib.metadata import version

warnings.filterwarnings('ignore')
import numpy as np
import pandas as pd
from evidently import DataDefinition, Dataset, Report
from evidently.legacy.calculations.data_drift import get_one_column_drift
from evidently.legacy.core import ColumnType
from evidently.legacy.metric_results import DatasetColumns, DatasetUtilityColumns
from evidently.legacy.options.data_drift import DataDriftOptions
from evidently.presets import DataDriftPreset

np.seterr(all='ignore')
TYPES = {'number': ColumnType.Numerical, 'category': ColumnType.Categorical}
SHORT = {
    'K-S p_value': 'ks', 'Wasserstein distance (normed)': 'wasserstein', 'Jensen-Shannon distance': 'jensenshannon',
    'chi-square p_value': 'chisquare', 'Z-test p_value': 'z',
}
NUMBER_TESTS = ['ks', 'wasserstein', 'jensenshannon', 'psi', 'kl_div', 'hellinger', 'anderson', 'cramer_von_mises', 'es', 'ed', 't_test']
CATEGORY_TESTS = ['jensenshannon', 'psi', 'kl_div', 'hellinger', 'chisquare', 'z', 'g_test', 'fisher_exact']
BY_CHANCE = {'number': ['empirical_mmd'], 'category': ['TVD']}


def uniforms(seed):
    while True:
        seed = seed * 48271 % 2147483647
        yield seed / 2147483647


def numbers(shape, rows, seed, scale=1.0, shift=0.0, grain=0.0, missing_every=0, infinite_every=0):
    u = uniforms(seed)
    values = []
    for _ in range(rows):
        if shape == 'constant':
            value = 1.0
        elif shape == 'sum':
            value = next(u) + next(u) + next(u) + next(u) - 2
        elif shape == 'ratio':
            x = next(u)
            value = x / (1 - x)
        else:
            value = next(u)
        value = value * scale + shift
        values.append(math.floor(value / grain) * grain if grain else value)
    spoil(values, missing_every, infinite_every, math.nan)
    series = pd.Series(values, dtype='float64')
    # As read_csv does: a column of whole numbers without gaps is one of integers.
    whole = np.isfinite(series).all() and (series == np.floor(series)).all() and (series.abs() < 1e15).all()
    return series.astype('int64') if whole else series


def spoil(values, missing_every, infinite_every, missing):
    for place in range(len(values)):
        if missing_every and place % missing_every == 0:
            values[place] = missing
        elif infinite_every and place % infinite_every == 1:
            values[place] = math.inf


NAMES = {
    'letters': lambda i: f'c{i}',
    'codes': lambda i: i,
    'long': lambda i: 'a long text that is the same for all, ' * 8 + str(i),
    'unicode': lambda i: f'größe 🚗 {i}',
    'boolean': lambda i: i > 0,
}


def categories(names, rows, seed, count, offset=0, power=1, missing_every=0):
    u = uniforms(seed)
    values = []
    for _ in range(rows):
        x = next(u)
        values.append(NAMES[names](offset + math.floor((x * x if power == 2 else x) * count)))
    spoil(values, missing_every, 0, None)
    return pd.Series(values)


def clean(x):
    x = float(x)
    return x if math.isfinite(x) else str(x)


def drift(reference, current, kind, method=None):
    column_type = TYPES[kind]
    utility = DatasetUtilityColumns(date=None, id=None, target=None, prediction=None)
    columns = DatasetColumns(
        utility_columns=utility, target_type=None, task=None, target_names=None, text_feature_names=[], datetime_feature_names=[],
        num_feature_names=['x'] if kind == 'number' else [], cat_feature_names=['x'] if kind == 'category' else [])
    try:
        return get_one_column_drift(
            current_data=pd.DataFrame({'x': current}), reference_data=pd.DataFrame({'x': reference}), column_name='x',
            options=DataDriftOptions(all_features_stattest=method), dataset_columns=columns, column_type=column_type, agg_data=True)
    except Exception as error:
        return f'{type(error).__name__}: {error}'[:120]


def by_default(reference, current, kind):
    found = drift(reference, current, kind)
    if isinstance(found, str):
        return dict(raises=found)
    return dict(test=SHORT[found.stattest_name], score=clean(found.drift_score), threshold=found.stattest_threshold, drifted=bool(found.drift_detected))


def by_name(reference, current, kind):
    entry = {}
    for name in (NUMBER_TESTS if kind == 'number' else CATEGORY_TESTS) + (BY_CHANCE[kind] if len(reference) + len(current) <= 3000 else []):
        with contextlib.redirect_stdout(io.StringIO()):
            np.random.seed(1)
            found = drift(reference, current, kind, name)
        entry[name] = dict(raises=found) if isinstance(found, str) else [clean(found.drift_score), bool(found.drift_detected)]
    return entry


# Numbers. (name, reference, current, by name too?)
def n(shape, rows, seed, **rest):
    return dict(shape=shape, rows=rows, seed=seed, **rest)


NUMBERS = [
    ('1,000 rows: a test', n('sum', 1000, 1), n('sum', 1000, 2), True),
    ('1,001 rows: a distance', n('sum', 1001, 3), n('sum', 1001, 4), True),
    ('1,001 rows of which two are missing', n('sum', 1001, 5, missing_every=501), n('sum', 1300, 6), False),
    ('1,002 rows of which one is missing', n('sum', 1002, 7, missing_every=1002), n('sum', 1300, 8), False),
    ('1,002 rows of which two are infinite', n('sum', 1002, 9, infinite_every=501), n('sum', 1300, 10), False),
    ('999 against 5,000', n('sum', 999, 11), n('sum', 5000, 12, shift=0.05), False),
    ('1,000 against 10,000: exact', n('sum', 1000, 13), n('sum', 10000, 14, shift=0.1), False),
    ('1,000 against 10,001: asymptotic', n('sum', 1000, 15), n('sum', 10001, 16, shift=0.1), False),
    ('1,000 against 30,000 far away', n('sum', 1000, 17), n('sum', 30000, 18, shift=9.0), False),
    ('10 against 30,000', n('sum', 10, 19), n('sum', 30000, 20, shift=0.4), False),
    ('one row against 12,000 far away', n('sum', 1, 17), n('sum', 12000, 18, shift=9.0), False),
    ('one row of reference', n('sum', 1, 21), n('sum', 50, 22), False),
    ('one row of current', n('sum', 50, 23), n('sum', 1, 24), False),
    ('one row each', n('sum', 1, 25), n('sum', 1, 26), False),
    ('three rows each', n('sum', 3, 27), n('sum', 3, 28), True),
    ('six rows each, apart', n('sum', 6, 29), n('sum', 6, 30, shift=5.0), True),
    ('a clear shift', n('sum', 400, 31), n('sum', 300, 32, shift=0.5), True),
    ('wider', n('sum', 500, 33), n('sum', 500, 34, scale=1.4), True),
    ('heavy tails', n('ratio', 800, 35), n('ratio', 700, 36, scale=1.3), True),
    ('heavy tails, many rows', n('ratio', 3000, 37), n('ratio', 500, 38), True),
    ('many rows, hardly shifted', n('sum', 20000, 39), n('sum', 15000, 40, shift=0.01), True),
    ('few rows beside many', n('sum', 20000, 41), n('sum', 20, 42), True),
    ('the same rows', n('sum', 700, 43), n('sum', 700, 43), True),
    ('the same many rows', n('sum', 1700, 43), n('sum', 1700, 43), True),
    ('two whole numbers', n('uniform', 300, 44, scale=2.0, grain=1.0), n('uniform', 200, 45, scale=2.0, grain=1.0), True),
    ('three whole numbers', n('uniform', 300, 46, scale=3.0, grain=1.0), n('uniform', 200, 47, scale=3.2, grain=1.0), True),
    ('five whole numbers', n('uniform', 300, 48, scale=5.0, grain=1.0), n('uniform', 200, 49, scale=5.0, grain=1.0), True),
    ('six whole numbers', n('uniform', 300, 50, scale=6.0, grain=1.0), n('uniform', 200, 51, scale=6.0, grain=1.0), True),
    ('five against six', n('uniform', 300, 52, scale=5.0, grain=1.0), n('uniform', 200, 53, scale=6.0, grain=1.0), False),
    ('five whole numbers, many rows', n('uniform', 1300, 54, scale=5.0, grain=1.0), n('uniform', 1200, 55, scale=5.0, grain=1.0), True),
    ('six whole numbers, many rows', n('uniform', 1300, 56, scale=6.0, grain=1.0), n('uniform', 1200, 57, scale=6.0, grain=1.0), True),
    ('two whole numbers, many rows', n('uniform', 1300, 58, scale=2.0, grain=1.0), n('uniform', 1200, 59, scale=2.0, grain=1.0), True),
    ('two values with gaps', n('uniform', 300, 60, scale=2.0, grain=1.0, missing_every=7), n('uniform', 200, 61, scale=2.0, grain=1.0, missing_every=5), True),
    ('values that vanish', n('uniform', 400, 62, scale=5.0, grain=1.0), n('uniform', 400, 63, scale=3.0, grain=1.0), True),
    ('values that are new', n('uniform', 400, 64, scale=3.0, grain=1.0), n('uniform', 400, 65, scale=5.0, grain=1.0), True),
    ('30 whole numbers', n('uniform', 900, 66, scale=30.0, grain=1.0), n('uniform', 800, 67, scale=31.0, grain=1.0), True),
    ('30 whole numbers, many rows', n('uniform', 5000, 68, scale=30.0, grain=1.0), n('uniform', 4000, 69, scale=31.0, grain=1.0), True),
    ('20 distinct values', n('uniform', 900, 70, scale=10.0, grain=0.5), n('uniform', 800, 71, scale=10.5, grain=0.5), True),
    ('21 distinct values', n('uniform', 900, 72, scale=10.5, grain=0.5), n('uniform', 800, 73, scale=11.0, grain=0.5), True),
    ('a constant', n('constant', 60, 1), n('constant', 40, 1), True),
    ('a constant, many rows', n('constant', 2000, 1), n('constant', 1500, 1), True),
    ('a constant that moves', n('constant', 60, 1), n('constant', 40, 1, shift=1.0), True),
    ('a constant that moves, many rows', n('constant', 2000, 1), n('constant', 1500, 1, shift=1.0), True),
    ('a constant that starts to vary', n('constant', 60, 1), n('sum', 40, 74, shift=1.0), True),
    ('a constant that starts to vary, many rows', n('constant', 2000, 1), n('sum', 1500, 75, shift=1.0), True),
    ('infinite values', n('sum', 500, 76, infinite_every=9), n('sum', 400, 77, infinite_every=4), True),
    ('missing and infinite values', n('sum', 1500, 78, missing_every=6, infinite_every=9), n('sum', 1400, 79, missing_every=11), True),
    ('all missing in current', n('sum', 50, 80), n('sum', 50, 81, missing_every=1), False),
    ('all missing in the reference', n('sum', 50, 80, missing_every=1), n('sum', 50, 81), False),
    ('all missing or infinite', n('sum', 50, 82), n('sum', 50, 83, missing_every=2, infinite_every=2), False),
    ('no rows', n('sum', 50, 84), n('sum', 0, 85), False),
    ('far from zero', n('sum', 500, 86, shift=1e9), n('sum', 500, 87, shift=1e9), True),
    ('far from zero, many rows', n('sum', 1500, 88, shift=1e9), n('sum', 1500, 89, shift=1e9), True),
    ('tiny numbers', n('sum', 1500, 90, scale=1e-9), n('sum', 1500, 91, scale=1e-9), True),
    ('huge numbers', n('ratio', 1500, 92, scale=1e200), n('ratio', 1500, 93, scale=1e200), False),
    ('512 and 512 rows: a power of two', n('sum', 512, 94), n('sum', 512, 95), True),
    ('large whole numbers', n('sum', 1500, 96, scale=1e6, grain=1.0), n('sum', 1500, 97, scale=1.05e6, grain=1.0), True),
    ('one outlier', n('ratio', 1500, 98), n('ratio', 1500, 2147480000, scale=100.0), True),
]


def c(names, rows, seed, count, **rest):
    return dict(names=names, rows=rows, seed=seed, count=count, **rest)


CATEGORIES = [
    ('two categories, 1,000 rows', c('letters', 1000, 1, 2), c('letters', 900, 2, 2), True),
    ('two categories, 1,001 rows', c('letters', 1001, 3, 2), c('letters', 900, 4, 2), True),
    ('two categories that shift', c('letters', 500, 5, 2), c('letters', 400, 6, 2, power=2), True),
    ('two categories that shift far', c('letters', 900, 7, 2), c('letters', 9000, 8, 2, power=2), True),
    ('two categories, equal sizes', c('letters', 400, 9, 2), c('letters', 400, 10, 2, power=2), True),
    ('three categories', c('letters', 400, 11, 3), c('letters', 300, 12, 3), True),
    ('three categories, equal sizes', c('letters', 500, 13, 3), c('letters', 500, 14, 3, power=2), True),
    ('three categories, many rows', c('letters', 3000, 15, 3), c('letters', 2500, 16, 3), True),
    ('many rows, hardly shifted', c('letters', 30000, 17, 4), c('letters', 30000, 18, 4), True),
    ('50 categories', c('letters', 900, 19, 50), c('letters', 700, 20, 50), True),
    ('50 skewed categories, many rows', c('letters', 3000, 21, 50, power=2), c('letters', 500, 22, 50, power=2), True),
    ('a category that is new', c('letters', 500, 23, 3), c('letters', 400, 24, 4), True),
    ('a category that is new, many rows', c('letters', 1500, 25, 3), c('letters', 1400, 26, 4), True),
    ('a category that vanishes', c('letters', 500, 27, 4), c('letters', 400, 28, 3), True),
    ('a category that vanishes, many rows', c('letters', 1500, 29, 4), c('letters', 1400, 30, 3), True),
    ('nothing in common', c('letters', 300, 31, 2), c('letters', 200, 32, 2, offset=2), True),
    ('nothing in common, many rows', c('letters', 1300, 33, 3), c('letters', 1200, 34, 3, offset=3), True),
    ('codes from 0 to 11: 10 is no text after 1', c('codes', 800, 35, 12), c('codes', 700, 36, 12), True),
    ('codes from 8 to 10, one base for z', c('codes', 800, 37, 3, offset=8), c('codes', 700, 38, 3, offset=8, power=2), True),
    ('codes with gaps', c('codes', 800, 39, 3, missing_every=9), c('codes', 700, 40, 3, missing_every=4), False),
    ('truth values', c('boolean', 700, 41, 2), c('boolean', 600, 42, 2, power=2), True),
    ('truth values, many rows', c('boolean', 1700, 43, 2), c('boolean', 1600, 44, 2), True),
    ('long texts', c('long', 700, 45, 5), c('long', 600, 46, 5, power=2), False),
    ('words beyond the first plane', c('unicode', 1700, 47, 6), c('unicode', 600, 48, 6), False),
    ('missing values', c('letters', 700, 49, 3, missing_every=6), c('letters', 600, 50, 3, missing_every=3), True),
    ('1,001 rows of which two are missing', c('letters', 1001, 51, 3, missing_every=501), c('letters', 600, 52, 3), False),
    ('all missing in current', c('letters', 100, 53, 3), c('letters', 100, 54, 3, missing_every=1), False),
    ('all missing in the reference', c('letters', 100, 53, 3, missing_every=1), c('letters', 100, 54, 3), False),
    ('no rows', c('letters', 100, 55, 3), c('letters', 0, 56, 3), False),
    ('one category', c('letters', 100, 57, 1), c('letters', 90, 58, 1), True),
    ('one category, many rows', c('letters', 1100, 59, 1), c('letters', 1090, 60, 1), True),
    ('one category becomes another', c('letters', 100, 61, 1), c('letters', 90, 62, 1, offset=1), True),
    ('one category becomes another, many rows', c('letters', 1100, 63, 1), c('letters', 1090, 64, 1, offset=1), True),
    ('one row each', c('letters', 1, 65, 3), c('letters', 1, 66, 3), False),
    ('the same rows', c('letters', 400, 67, 4), c('letters', 400, 67, 4), True),
    ('a different text in each row', c('letters', 400, 68, 100000), c('letters', 400, 69, 100000), False),
]

# Many small ones, so that no branch is tested by a single case.
SHAPES = [dict(shape='sum'), dict(shape='ratio'), dict(shape='uniform', scale=9.0, grain=1.0), dict(shape='uniform', scale=4.0, grain=1.0)]
for i, (rows, other) in enumerate([(30, 40), (100, 1000), (400, 30), (999, 1001), (1000, 70), (1001, 80), (1500, 1500), (5000, 200)]):
    for j, shape in enumerate(SHAPES):
        for k, shift in enumerate([0.0, 0.15, 0.6]):
            seed = 1000 + 100 * i + 10 * j + k
            NUMBERS.append((f'{rows} against {other}, shape {j}, shift {k}', n(rows=rows, seed=seed, **shape), n(rows=other, seed=seed + 5000, **dict(shape, shift=shift)), (i + j + k) % 3 == 0))


def made():
    for kind, cases, make in (('number', NUMBERS, numbers), ('category', CATEGORIES, categories)):
        for name, reference, current, named in cases:
            a, b = make(**reference), make(**current)
            entry = dict(name=name, kind=kind, reference=reference, current=current, default=by_default(a, b, kind))
            if named:
                entry['named'] = by_name(a, b, kind)
            yield entry


def compare_files(reference_path, current_path, separator, pick=None):
    here = os.path.dirname(os.path.abspath(__file__))
    a, b = [pd.read_csv(os.path.join(here, '..', '..', path), sep=separator) for path in (reference_path, current_path)]
    if pick is not None:
        a, b = pick(a), pick(b, 1)
    entry = dict(reference=reference_path, current=current_path, separator=separator, columns=[])
    for column in a.columns:
        for kind in TYPES:
            if kind == 'number' and not pd.api.types.is_numeric_dtype(a[column]):
                continue
            entry['columns'].append(dict(column=column, kind=kind, default=by_default(a[column], b[column], kind)))
    # Without a data definition Evidently decides on the types itself.
    with contextlib.redirect_stdout(io.StringIO()):
        current, reference = Dataset.from_pandas(b), Dataset.from_pandas(a)
        definition = current.data_definition
        result = Report([DataDriftPreset()]).run(current, reference).dict()
    inferred = {name: 'number' for name in definition.get_numerical_columns()} | {name: 'category' for name in definition.get_categorical_columns()}
    share = next(m['value'] for m in result['metrics'] if m['metric_name'].startswith('DriftedColumnsCount'))
    scores = {m['config']['column']: clean(m['value']) for m in result['metrics'] if m['metric_name'].startswith('ValueDrift')}
    entry['inferred'] = dict(kinds=inferred, scores=scores, drifted=int(share['count']), share=share['share'])
    return entry


def files():
    for month in (1, 12, 24, 36):
        yield compare_files('data/reference.csv', f'data/month-{month}.csv', ';')
    penguins = 'docs/examples/penguins.csv'
    yield dict(compare_files(penguins, penguins, ',', lambda table, half=0: table[:172] if half == 0 else table[172:]), rows='first 172 against the others')
    yield dict(compare_files(penguins, penguins, ',', lambda table, half=0: table[half::2]), rows='every second against the others')


print(json.dumps(dict(
    made_with=dict(python=platform.python_version(), **{name: version(name) for name in ['evidently', 'numpy', 'scipy', 'pandas']}),
    tolerance='1e-9 relative; cramer_von_mises, which Evidently takes from 1, 1e-14 absolute',
    files=list(files()), cases=list(made())), ensure_ascii=False, separators=(',', ':')))
