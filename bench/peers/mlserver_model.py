"""Trains the example's network with scikit-learn and writes a folder that MLServer serves.

usage: mlserver_model.py CSV FOLDER HTTP_PORT GRPC_PORT METRICS_PORT     prints the version of MLServer
"""
import json
import os
import sys

import joblib
import mlserver
import numpy
from sklearn.neural_network import MLPClassifier
from sklearn.pipeline import make_pipeline
from sklearn.preprocessing import StandardScaler

csv, folder, *ports = sys.argv[1:]
features = ['training', 'age', 'emergency_braking', 'braking_distance', 'power', 'miles']
with open(csv) as file:
    header = file.readline().strip().split(';')
data = numpy.genfromtxt(csv, delimiter=';', skip_header=1)
rows = data[:, [header.index(name) for name in features]]
classes = data[:, header.index('group')].astype(int)

model = make_pipeline(StandardScaler(), MLPClassifier((100, 100, 100), max_iter=50, random_state=42))
model.fit(rows, classes)
joblib.dump(model, os.path.join(folder, 'model.joblib'))


def write(name, settings):
    with open(os.path.join(folder, name), 'w') as file:
        json.dump(settings, file)


http_port, grpc_port, metrics_port = map(int, ports)
# No process between the server and the model: on one core that is its fastest way.
write('settings.json', {
    'host': '127.0.0.1', 'http_port': http_port, 'grpc_port': grpc_port, 'metrics_port': metrics_port,
    'parallel_workers': 0, 'debug': False,
})
write('model-settings.json', {
    'name': 'risk', 'implementation': 'mlserver_sklearn.SKLearnModel', 'parameters': {'uri': './model.joblib'},
})
print(mlserver.__version__)
