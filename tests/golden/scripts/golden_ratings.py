"""Ratings in place of votes: what scipy and statsmodels say, and formulas written out.

    python golden_ratings.py > ../stats_ratings.json

Correlations are scipy's; p-values look at all permutations. Least squares are statsmodels'. The
meta-regression with errors maximises the restricted likelihood with an intercept, as metafor writes it
(Viechtbauer 2010), by scipy's bounded search; Knapp and Hartung's errors, Viechtbauer's (2007) interval.
"""

import itertools
import json
import sys

import numpy as np
import scipy
import statsmodels
import statsmodels.api as sm
from scipy import optimize, stats


def projected(scores):
    """Each model's mean normalised difference from all."""
    s, t = np.meshgrid(scores, scores, indexing="ij")
    size = np.abs(s) + np.abs(t)
    return np.where(size > 0, (s - t) / np.where(size > 0, size, 1), 0).mean(axis=1)


def r2(x, y):
    return sm.OLS(y, sm.add_constant(x)).fit().rsquared


def fast_r2(x, y):
    q, _ = np.linalg.qr(x - x.mean(axis=0))
    y = y - y.mean()
    return np.sum((q.T @ y) ** 2) / np.sum(y**2)


def over_orders(statistic, y, slack=1e-9):
    """All orders of the ratings: the value, its share of orders as large, the median."""
    values = np.array([statistic(y[list(order)]) for order in itertools.permutations(range(len(y)))])
    return {
        "value": values[0],
        "atLeast": int(np.sum(values >= values[0] * (1 - slack))),
        "median": float(np.median(values)),
    }


def correlations(x, y):
    found = {}
    for name, of in [("kendall", stats.kendalltau), ("spearman", stats.spearmanr), ("pearson", stats.pearsonr)]:
        values = np.array([of(x, y[list(order)])[0] for order in itertools.permutations(range(len(y)))])
        p = np.mean(np.abs(values) >= abs(values[0]) - 1e-10)
        found[name] = {"value": values[0], "p": p}
    return found


def least_squares(x, y):
    fit = sm.OLS(y, sm.add_constant(x)).fit()
    ends = fit.conf_int(0.05)
    return {
        "estimate": fit.params[1:].tolist(),
        "se": fit.bse[1:].tolist(),
        "t": fit.tvalues[1:].tolist(),
        "p": fit.pvalues[1:].tolist(),
        "interval": ends[1:].tolist(),
        "f": fit.fvalue,
        "pF": fit.f_pvalue,
        "tau2": fit.scale,
    }


def meta(x, y, se):
    x = sm.add_constant(x)
    n, k = x.shape

    def parts(tau2):
        w = 1 / (tau2 + se**2)
        information = (x.T * w) @ x
        beta = np.linalg.solve(information, (x.T * w) @ y)
        rest = y - x @ beta
        return w, information, beta, rest

    def deviance(tau2):
        w, information, _, rest = parts(tau2)
        return -np.sum(np.log(w)) + np.linalg.slogdet(information)[1] + np.sum(w * rest**2)

    scale = np.var(y)
    grid = np.concatenate([[0], np.geomspace(1e-9, 1e2, 4000) * scale])
    at = int(np.argmin([deviance(t) for t in grid]))
    tau2 = 0.0
    if at > 0:
        def slope(t):
            w, information, _, rest = parts(t)
            inverse = np.linalg.inv(information)
            p = np.diag(w) - (x * w[:, None]) @ inverse @ (x.T * w)
            return np.trace(p) - y @ p @ p @ y
        tau2 = optimize.brentq(slope, grid[at - 1], grid[min(at + 1, len(grid) - 1)], xtol=1e-14 * scale, rtol=1e-14)
    w, information, beta, rest = parts(tau2)
    df = n - k
    covariance = np.linalg.inv(information) * np.sum(w * rest**2) / df
    errors = np.sqrt(np.diag(covariance))[1:]
    t = beta[1:] / errors
    half = stats.t.ppf(0.975, df)

    def squares(tau2):
        w, _, _, rest = parts(tau2)
        return np.sum(w * rest**2)

    def end(q):
        if squares(0.0) <= q:
            return 0.0
        return optimize.brentq(lambda tau2: squares(tau2) - q, 0, 1e4 * scale, xtol=1e-13 * scale, rtol=1e-14)

    f = beta[1:] @ np.linalg.inv(covariance[1:, 1:]) @ beta[1:] / (k - 1)
    return {
        "estimate": beta[1:].tolist(),
        "se": errors.tolist(),
        "t": t.tolist(),
        "p": (2 * stats.t.sf(np.abs(t), df)).tolist(),
        "interval": [[b - half * s, b + half * s] for b, s in zip(beta[1:], errors)],
        "tau2": tau2,
        "tau2Interval": [end(stats.chi2.ppf(0.975, df)), end(stats.chi2.ppf(0.025, df))],
        "f": f,
        "pF": stats.f.sf(f, k - 1, df),
    }


def case(n, benchmarks, seed, lower, noise):
    rng = np.random.default_rng(seed)
    skill = np.sort(rng.normal(size=n))[::-1]
    scores = np.column_stack([50 + 12 * (0.6 * skill + 0.8 * rng.normal(size=n)) for _ in range(benchmarks)]).round(1)
    if lower:
        scores[:, -1] = (100 - scores[:, -1]).round(1)
    ratings = (1150 + 90 * skill).round(0)
    errors = (noise * rng.uniform(3, 12, size=n)).round(1)
    columns = np.column_stack([projected(scores[:, k]) * (-1 if lower and k == benchmarks - 1 else 1) for k in range(benchmarks)])
    found = {
        "models": [f"m{k}" for k in range(n)],
        "benchmarks": [f"b{k}" for k in range(benchmarks)] if not lower else [f"b{k}" for k in range(benchmarks - 1)] + ["WER"],
        "scores": scores.tolist(),
        "ratings": ratings.tolist(),
        "errors": errors.tolist(),
        "leastSquares": least_squares(columns, ratings),
        "meta": meta(columns, ratings, errors),
        "r2": r2(columns, ratings),
    }
    if n <= 7:
        sign = [-1 if lower and k == benchmarks - 1 else 1 for k in range(benchmarks)]
        found["correlations"] = [correlations(sign[k] * scores[:, k], ratings) for k in range(benchmarks)]
        found["permutation"] = over_orders(lambda y: fast_r2(columns, y), ratings)
        unit = (columns - columns.mean(axis=0)) / np.linalg.norm(columns - columns.mean(axis=0), axis=0)
        def q(y):
            y = y - y.mean()
            return np.sum((unit.T @ y) ** 2) / np.sum(y**2)
        found["q"] = over_orders(q, ratings)
        found["alone"] = [over_orders(lambda y, k=k: fast_r2(columns[:, [k]], y), ratings) for k in range(benchmarks)]
    return found


json.dump(
    {
        "made": {"numpy": np.__version__, "scipy": scipy.__version__, "statsmodels": statsmodels.__version__},
        "cases": {
            "seven": case(7, 3, 11, True, 1.0),
            "noisy": case(7, 2, 5, False, 12.0),
            "twelve": case(12, 4, 3, True, 1.0),
        },
    },
    sys.stdout,
    indent=1,
)
print()
