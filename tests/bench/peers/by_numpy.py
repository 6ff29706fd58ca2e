"""What anybody could write: thirty lines of NumPy."""

import os

os.environ["OPENBLAS_NUM_THREADS"] = os.environ["OMP_NUM_THREADS"] = "1"

import numpy as np
import votes

NAME = "NumPy, thirty lines"
SETTINGS = (
    "multinomial counts per cell, full Newton from the estimate to 1e-8, batched over replicates, "
    "one process, one BLAS thread; ties half a win"
)


def read(path):
    return votes.cells(votes.frame(path))


def newton(models, i, j, counts, start):
    """Ratings of each row of counts (replicates × pairs × 3), from one start."""
    won, met = counts[..., 0] + counts[..., 1] / 2, counts.sum(-1)
    ratings = np.tile(start, (len(counts), 1))
    residual, hessian = np.zeros((2, len(counts), models, models))
    diagonal = np.arange(models)
    for _ in range(25):
        share = 1 / (1 + np.exp(ratings[:, j] - ratings[:, i]))
        residual[:, i, j] = won - met * share
        weight = met * share * (1 - share)
        # 1/models everywhere holds the sum of the ratings at zero.
        hessian[:] = 1 / models
        hessian[:, i, j] -= weight
        hessian[:, j, i] -= weight
        hessian[:, diagonal, diagonal] += 1 - hessian.sum(2)
        gradient = residual.sum(2) - residual.sum(1)
        step = np.linalg.solve(hessian, gradient[..., None])[..., 0]
        ratings += step
        if np.abs(step).max() < 1e-8:
            break
    return ratings


def ratings(data):
    names, i, j, counts = data
    return newton(len(names), i, j, counts[None].astype(float), np.zeros(len(names)))[0]


def fit(data):
    return dict(zip(data[0], ratings(data)))


def bootstrap(data, replicates):
    names, i, j, counts = data
    start, generator, samples = ratings(data), np.random.default_rng(1), []
    batch = max(1, 20_000 // len(i))
    for first in range(0, replicates, batch):
        size = min(batch, replicates - first)
        drawn = generator.multinomial(counts.sum(), counts.ravel() / counts.sum(), size)
        drawn = drawn.reshape(size, -1, 3).astype(float)
        samples.append(newton(len(names), i, j, drawn, start))
    return np.concatenate(samples)
