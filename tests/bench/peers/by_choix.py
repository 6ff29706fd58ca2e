"""choix (Lucas Maystre): iterative Luce spectral ranking; its user writes the bootstrap."""

import os

os.environ["OPENBLAS_NUM_THREADS"] = os.environ["OMP_NUM_THREADS"] = "1"

import choix
import numpy as np
import votes

NAME = "choix 0.4.1"
SETTINGS = (
    "ilsr_pairwise_dense at its defaults on multinomial counts per cell, each replicate from the "
    "estimate, one process, one BLAS thread; ties half a win"
)


def read(path):
    return votes.cells(votes.frame(path))


def ratings(data, counts, start=None):
    names, i, j, _ = data
    wins = np.zeros((len(names), len(names)))
    wins[i, j] = counts[:, 0] + counts[:, 1] / 2
    wins[j, i] = counts[:, 2] + counts[:, 1] / 2
    return choix.ilsr_pairwise_dense(wins, initial_params=start)


def fit(data):
    return dict(zip(data[0], ratings(data, data[3])))


def bootstrap(data, replicates):
    counts, generator = data[3], np.random.default_rng(1)
    start, shares = ratings(data, counts), counts.ravel() / counts.sum()
    drawn = (generator.multinomial(counts.sum(), shares) for _ in range(replicates))
    return np.array([ratings(data, cells.reshape(-1, 3), start) for cells in drawn])
