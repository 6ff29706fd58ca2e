"""Vote files, as every peer reads them: pandas, three columns."""

import pandas


def frame(path):
    return pandas.read_csv(path, usecols=["model_a", "model_b", "winner"])


def cells(frame):
    """Names, and per pair of models the counts of wins, ties and losses of the first."""
    import numpy as np

    names = sorted(set(frame.model_a.unique()) | set(frame.model_b.unique()))
    number = {name: m for m, name in enumerate(names)}
    a = frame.model_a.map(number).to_numpy(np.int64)
    b = frame.model_b.map(number).to_numpy(np.int64)
    half_points = frame.winner.map({"model_a": 2, "model_b": 0}).fillna(1).to_numpy(np.int64)
    half_points = np.where(a < b, half_points, 2 - half_points)
    pair = np.minimum(a, b) * len(names) + np.maximum(a, b)
    counts = np.bincount(3 * pair + 2 - half_points, minlength=3 * len(names) ** 2).reshape(-1, 3)
    met = np.flatnonzero(counts.sum(1))
    return names, met // len(names), met % len(names), counts[met]
