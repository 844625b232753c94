"""The example's recipe in Keras, as a whole program: read the CSV, split, standardise, train, evaluate.

usage: keras_train.py CSV EPOCHS SEED [SEED ...]     prints one JSON line a seed
"""
import json
import sys
import time

started = time.perf_counter()
import numpy as np
import pandas as pd
import tensorflow as tf

path, epochs, *seeds = sys.argv[1:]
features = ['training', 'age', 'emergency_braking', 'braking_distance', 'power', 'miles']
data = pd.read_csv(path, sep=';')
x, y = data[features].to_numpy('float32'), data['group'].to_numpy()

for seed in map(int, seeds):
    tf.keras.utils.set_random_seed(seed)
    random = np.random.default_rng(seed)
    test = np.concatenate([random.permutation(np.flatnonzero(y == c))[: round(np.sum(y == c) * 0.2)] for c in np.unique(y)])
    train = np.setdiff1d(np.arange(len(y)), test)
    mean, deviation = x[train].mean(0), x[train].std(0)
    inputs = (x - mean) / deviation
    layers = [tf.keras.Input((len(features),))]
    for _ in range(3):
        layers += [tf.keras.layers.Dense(100, activation='relu'), tf.keras.layers.BatchNormalization(), tf.keras.layers.Dropout(0.7)]
    model = tf.keras.Sequential(layers + [tf.keras.layers.Dense(3, activation='softmax')])
    model.compile('adam', 'sparse_categorical_crossentropy', ['accuracy'])
    fit_started = time.perf_counter()
    model.fit(inputs[train], y[train], epochs=int(epochs), batch_size=32, validation_data=(inputs[test], y[test]), verbose=0)
    fit_seconds = time.perf_counter() - fit_started
    print(json.dumps({
        'seed': seed,
        'fit_seconds': fit_seconds,
        'train_accuracy': model.evaluate(inputs[train], y[train], verbose=0)[1],
        'test_accuracy': model.evaluate(inputs[test], y[test], verbose=0)[1],
        'version': tf.__version__,
    }), flush=True)
