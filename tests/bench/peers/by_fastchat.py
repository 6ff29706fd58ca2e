"""FastChat's later rating_systems, which is on no registry: its method, written anew."""

import os

os.environ["OPENBLAS_NUM_THREADS"] = os.environ["OMP_NUM_THREADS"] = "1"

import multiprocessing
from functools import partial

import numpy as np
import votes
from scipy.optimize import minimize
from scipy.special import expit

NAME = "FastChat's later method"
SETTINGS = (
    "multinomial counts over distinct rows, scipy's L-BFGS-B from zero (gtol 1e-6, 100 iterations "
    "at most, base 10), two processes of one BLAS thread; ties half a win"
)
BASE = np.log(10)


def read(path):
    frame = votes.frame(path)
    names = sorted(set(frame.model_a.unique()) | set(frame.model_b.unique()))
    number = {name: m for m, name in enumerate(names)}
    points = frame.winner.map({"model_a": 2, "model_b": 0}).fillna(1)
    columns = [frame.model_a.map(number), frame.model_b.map(number), points]
    rows, counts = np.unique(np.column_stack(columns).astype(np.int32), axis=0, return_counts=True)
    return names, rows[:, :2].copy(), rows[:, 2] / 2, counts


def loss(ratings, shown, points, counts):
    """The negative log-likelihood and its gradient."""
    chance = expit(BASE * (ratings[shown[:, 0]] - ratings[shown[:, 1]]))
    value = -counts @ (points * np.log(chance) + (1 - points) * np.log(1 - chance))
    slope, gradient = BASE * (chance - points) * counts, np.zeros_like(ratings)
    np.add.at(gradient, shown, slope[:, None] * [1, -1])
    return value, gradient


def climb(models, shown, points, counts):
    options = {"maxiter": 100, "gtol": 1e-6}
    arguments = (shown, points, counts)
    start = np.zeros(models)
    return BASE * minimize(loss, start, arguments, "L-BFGS-B", jac=True, options=options).x


def fit(data):
    names, shown, points, counts = data
    return dict(zip(names, climb(len(names), shown, points, counts.astype(float))))


def bootstrap(data, replicates):
    names, shown, points, counts = data
    votes = counts.sum()
    drawn = np.random.default_rng(1).multinomial(votes, counts / votes, replicates) / votes
    with multiprocessing.Pool(2) as pool:
        return np.array(list(pool.imap_unordered(partial(climb, len(names), shown, points), drawn)))
