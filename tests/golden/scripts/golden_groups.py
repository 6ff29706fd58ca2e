"""Ratings of groups of votes, compared: golden/groups.json.

Everything is written out with dense matrices over votes: a design row per vote, its residual, and
clusters as lists of rows. Nothing is shared with the Rust code but the formulas:

- Bradley-Terry with ties as half-wins by Newton, one model held at 0, ratings shifted to sum zero
- V: the covariance of all groups' ratings together. Votes: HC2, each squared residual over 1 less
  its leverage (within its group). Judges: CR2, residual blocks times (I - H_jj)^(-1/2), H the hat
  matrix of the stacked regression with one block of columns for each group
- T = sum (b_g - t)' W_g (b_g - t), its robust moments tr(RV), tr(RVRV), and F as Rao and Scott have it
- moves: each model in one group against all other votes, errors from the stacked regression

Run: python golden_groups.py > ../groups.json  (numpy, scipy)
"""
import json
import sys

import numpy as np
from scipy import stats

rng = np.random.default_rng(20260101)
MODELS = ["ash", "beech", "cedar", "elm", "fir"]
TRUE = np.array([0.7, 0.3, 0.0, -0.3, -0.7])
GROUPS = ["a", "b", "c"]
SHIFT = {"a": np.zeros(5), "b": np.array([0.0, 0.5, 0.0, -0.5, 0.0]), "c": np.zeros(5)}
PRESENT = {"a": [0, 1, 2, 3, 4], "b": [0, 1, 2, 3], "c": [1, 2, 3, 4]}

rows = []
for judge in range(12):
    taste = 0.4 * rng.normal(size=5)
    for group in GROUPS if judge % 3 else GROUPS[: 1 + judge % 2]:
        for _ in range(25 + 5 * (judge % 4)):
            i, j = rng.choice(PRESENT[group], 2, replace=False)
            d = (TRUE + SHIFT[group] + taste)[[i, j]] @ [1, -1]
            p = np.array([np.exp(d / 2), np.exp(-d / 2), 0.5])
            outcome = rng.choice(3, p=p / p.sum())
            rows.append((int(i), int(j), int(outcome), f"j{judge:02d}", group))


def newton(design, y):
    """Ratings that sum to zero, fitted win probabilities, and the inverse information."""
    k = design.shape[1]
    beta = np.zeros(k)
    for _ in range(100):
        p = 1 / (1 + np.exp(-design @ beta))
        info = design.T @ (design * (p * (1 - p))[:, None])
        step = np.linalg.solve(info + np.ones((k, k)), design.T @ (y - p))
        beta += step
        if np.abs(step).max() < 1e-13:
            break
    p = 1 / (1 + np.exp(-design @ beta))
    info = design.T @ (design * (p * (1 - p))[:, None])
    return beta - beta.mean(), p, np.linalg.pinv(info, rcond=1e-10)


def fitted(selected):
    """One group's fit: models, ratings, and per vote the row, the residual and the weight."""
    models = sorted({m for r in selected for m in r[:2]})
    design = np.zeros((len(selected), len(models)))
    for v, (i, j, *_rest) in enumerate(selected):
        design[v, models.index(i)], design[v, models.index(j)] = 1, -1
    y = np.array([[1.0, 0.0, 0.5][r[2]] for r in selected])
    ratings, p, inverse = newton(design, y)
    return dict(models=models, ratings=ratings, design=design, residual=y - p, weight=p * (1 - p),
                inverse=inverse, judges=[r[3] for r in selected])


def root(matrix, power):
    values, vectors = np.linalg.eigh((matrix + matrix.T) / 2)
    return vectors @ np.diag(np.where(values > 1e-10, np.maximum(values, 1e-300) ** power, 0)) @ vectors.T


def scores(fits, by_judges):
    """Adjusted scores, one row a vote or a judge, over the stacked parameters; and each one's
    expected information over the same."""
    sizes = np.cumsum([0] + [len(f["models"]) for f in fits])
    out, known = {}, {}
    for g, f in enumerate(fits):
        for v in range(len(f["residual"])):
            key = f["judges"][v] if by_judges else (g, v)
            out.setdefault(key, []).append((g, v))
    adjusted = []
    for key, votes in out.items():
        score, information = np.zeros(sizes[-1]), np.zeros((sizes[-1], sizes[-1]))
        for g in sorted({g for g, _ in votes}):
            f = fits[g]
            mine = [v for h, v in votes if h == g]
            x, w, e = f["design"][mine], f["weight"][mine], f["residual"][mine]
            # Rows scaled by the root of their weight, as weighted least squares has them.
            xw = x * np.sqrt(w)[:, None]
            hat = xw @ f["inverse"] @ xw.T
            half = root(np.eye(len(mine)) - hat, -0.5)
            place = slice(sizes[g], sizes[g + 1])
            score[place] = xw.T @ half @ (e / np.sqrt(w))
            information[place, place] = xw.T @ xw
        adjusted.append(score)
        known[key] = information
    return np.array(adjusted), list(known.values()), sizes


def compare(fits, by_judges):
    adjusted, known, sizes = scores(fits, by_judges)
    inverse = np.zeros((sizes[-1],) * 2)
    embed = np.zeros((len(MODELS), sizes[-1]))
    for g, f in enumerate(fits):
        inverse[sizes[g]:sizes[g + 1], sizes[g]:sizes[g + 1]] = f["inverse"]
        for k, m in enumerate(f["models"]):
            embed[m, sizes[g] + k] = 1
    weight = np.linalg.pinv(inverse, rcond=1e-10)
    beta = np.concatenate([f["ratings"] for f in fits])
    pooled = np.linalg.pinv(embed @ weight @ embed.T, rcond=1e-10)
    r = weight - weight @ embed.T @ pooled @ embed @ weight
    theta = pooled @ embed @ weight @ beta
    apart = beta - embed.T @ theta
    deviance = apart @ weight @ apart
    assert abs(deviance - beta @ r @ beta) < 1e-8 * deviance
    moved = adjusted @ inverse
    v = moved.T @ moved
    first, second = np.trace(r @ v), np.trace(r @ v @ r @ v)
    own = np.einsum("ja,ab,jb->j", moved, r, moved)
    expected = np.array([np.trace(r @ inverse @ q @ inverse) for q in known])
    share = np.array([
        max(np.trace(inverse[s, s] @ q[s, s]) / (len(f["models"]) - (1 if by_judges else 0))
            for f, s in ((f, slice(sizes[g], sizes[g + 1])) for g, f in enumerate(fits)))
        if by_judges else np.trace(inverse @ q) for q in known])
    judged = expected.sum() ** 2 / (expected ** 2 * (1 + share)).sum()
    kept = (second - (own ** 2).sum()) / (1 - 1 / judged)
    directions = int(np.linalg.matrix_rank(r, tol=1e-8))
    above = min(max(first ** 2 / kept, 1), directions)
    f = deviance / first
    return dict(deviance=deviance, f=f, df=[above, above * judged], directions=directions,
                p=float(stats.f.sf(f, above, above * judged)), traces=[first, second])


def move(fits, by_judges):
    """Each model of the first fit against the second: differences and their errors."""
    adjusted, known, sizes = scores(fits, by_judges)
    shared = [m for m in fits[0]["models"] if m in fits[1]["models"]]
    found = []
    for m in shared:
        contrast, images = 0.0, np.zeros(sizes[-1])
        for g, (f, sign) in enumerate(zip(fits, (1, -1))):
            weights = np.zeros(len(f["models"]))
            for s in shared:
                weights[f["models"].index(s)] = -1 / len(shared)
            weights[f["models"].index(m)] += 1
            contrast += sign * weights @ f["ratings"]
            images[sizes[g]:sizes[g + 1]] = sign * f["inverse"] @ weights
        # Votes: the plain sandwich (HC0), as everywhere for votes.
        if by_judges:
            variance = ((adjusted @ images) ** 2).sum()
        else:
            variance = sum(((f["residual"] * (f["design"] @ images[sizes[g]:sizes[g + 1]])) ** 2).sum()
                           for g, f in enumerate(fits))
        found.append(dict(model=MODELS[m], difference=contrast, se=float(np.sqrt(variance))))
    return found


parts = [fitted([r for r in rows if r[4] == g]) for g in GROUPS]
rests = [fitted([r for r in rows if r[4] != g]) for g in GROUPS]
result = dict(
    csv="model_a,model_b,winner,judge,group\n" + "".join(
        f"{MODELS[i]},{MODELS[j]},{['model_a', 'model_b', 'tie'][o]},{judge},{g}\n" for i, j, o, judge, g in rows),
    vote=dict(test=compare(parts, False), moves={g: move([p, r], False) for g, p, r in zip(GROUPS, parts, rests)}),
    judge=dict(test=compare(parts, True), moves={g: move([p, r], True) for g, p, r in zip(GROUPS, parts, rests)}),
)
json.dump(result, sys.stdout, indent=1)
