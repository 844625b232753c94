"""Drift of one CSV file against another by Evidently's DataDriftPreset, as a whole program: read, compare, say or write.

usage: evidently_drift.py REFERENCE_CSV CURRENT_CSV [PAGE_HTML]     prints one JSON line
"""
import json
import os
import sys
import time

started = time.perf_counter()
import pandas as pd
from evidently import DataDefinition, Dataset, Report, __version__
from evidently.presets import DataDriftPreset

imported = time.perf_counter()
reference_path, current_path, *page = sys.argv[1:]
categories = ['training', 'emergency_braking']
numbers = ['age', 'braking_distance', 'power', 'miles']
reference, current = (pd.read_csv(path, sep=';')[categories + numbers] for path in (reference_path, current_path))

loaded = time.perf_counter()
definition = DataDefinition(numerical_columns=numbers, categorical_columns=categories)
snapshot = Report([DataDriftPreset()]).run(
    Dataset.from_pandas(current, data_definition=definition), Dataset.from_pandas(reference, data_definition=definition))
metrics = snapshot.dict()['metrics']

compared = time.perf_counter()
if page:
    snapshot.save_html(page[0])

print(json.dumps({
    'version': __version__,
    'rows': len(reference),
    'import_seconds': imported - started,
    'read_seconds': loaded - imported,
    'engine_seconds': compared - loaded,
    'page_seconds': time.perf_counter() - compared,
    'page_bytes': os.path.getsize(page[0]) if page else 0,
    'drifted': next(int(m['value']['count']) for m in metrics if m['metric_name'].startswith('DriftedColumnsCount')),
    'scores': {m['config']['column']: float(m['value']) for m in metrics if m['metric_name'].startswith('ValueDrift')},
}))
