"""What can be said of votes themselves: golden/trust.json.

The votes are those of groups.json. Bradley-Terry with ties as half-wins by Newton on dense rows; every
judge left out and all others fitted anew; triads counted one by one; side preference by scipy.

Run: python golden_trust.py > ../trust.json  (numpy, scipy)
"""
import itertools
import json
import pathlib
import sys

import numpy as np
from scipy import stats

here = pathlib.Path(__file__).parent
lines = json.loads((here / "../groups.json").read_text())["csv"].strip().split("\n")[1:]
votes = [line.split(",") for line in lines]
names = sorted({name for vote in votes for name in vote[:2]})
judges = sorted({vote[3] for vote in votes})


def fit(votes):
    k = len(names)
    x = np.zeros((len(votes), k))
    for v, (a, b, *_) in enumerate(votes):
        x[v, names.index(a)], x[v, names.index(b)] = 1, -1
    y = np.array([{"model_a": 1.0, "model_b": 0.0, "tie": 0.5}[vote[2]] for vote in votes])
    beta = np.zeros(k)
    for _ in range(100):
        p = 1 / (1 + np.exp(-x @ beta))
        info = x.T @ (x * (p * (1 - p))[:, None]) + np.ones((k, k))
        step = np.linalg.solve(info, x.T @ (y - p))
        beta += step
        if np.abs(step).max() < 1e-13:
            break
    p = 1 / (1 + np.exp(-x @ beta))
    info = x.T @ (x * (p * (1 - p))[:, None])
    inverse = np.linalg.pinv(info, rcond=1e-10)
    sandwich = inverse @ (x.T @ (x * ((y - p) ** 2)[:, None])) @ inverse
    return beta - beta.mean(), inverse, np.sqrt(np.diag(sandwich))


beta, inverse, errors = fit(votes)
all_ties = np.mean([vote[2] == "tie" for vote in votes])
pairs, shares, ahead = [], {}, {}
for i, j in itertools.combinations(range(len(names)), 2):
    score, ties, wins, losses, n = 0.0, 0, 0, 0, 0
    for a, b, outcome, *_ in votes:
        if {a, b} != {names[i], names[j]}:
            continue
        n += 1
        ties += outcome == "tie"
        first = outcome == ("model_a" if a == names[i] else "model_b")
        wins += first
        losses += outcome != "tie" and not first
    if n == 0:
        continue
    shares[i, j] = (ties + 2 * all_ties) / (n + 2)
    ahead[i, j] = np.sign(wins - losses)
    mean = 1 / (1 + np.exp(-(beta[i] - beta[j])))
    tie = min(shares[i, j], 2 * min(mean, 1 - mean))
    win, loss = mean - tie / 2, 1 - mean - tie / 2
    variance = win * (1 - mean) ** 2 + loss * mean ** 2 + tie * (0.5 - mean) ** 2
    x = np.zeros(len(names))
    x[i], x[j] = 1, -1
    kept = 1 - n * mean * (1 - mean) * (x @ inverse @ x)
    rate = (wins + ties / 2) / n
    pairs.append(dict(a=names[i], b=names[j], votes=n, winRate=rate, expected=mean,
                      residual=(rate - mean) * np.sqrt(n / (variance * kept)),
                      square=n * (rate - mean) ** 2 / variance))

decided = circular = 0
for i, j, k in itertools.combinations(range(len(names)), 3):
    if all(ahead.get(pair, 0) != 0 for pair in [(i, j), (j, k), (i, k)]):
        decided += 1
        circular += ahead[i, j] == ahead[j, k] == -ahead[i, k]

rows = []
for judge in judges:
    mine = [vote for vote in votes if vote[3] == judge]
    others, _, _ = fit([vote for vote in votes if vote[3] != judge])
    total = mean = variance = 0.0
    for a, b, outcome, *_ in mine:
        i, j = sorted((names.index(a), names.index(b)))
        p = 1 / (1 + np.exp(-(others[i] - others[j])))
        logs = np.log([p, 1 - p])
        logs = np.append(logs, logs.mean())
        tie = min(shares[i, j], 2 * min(p, 1 - p))
        chances = np.array([p - tie / 2, 1 - p - tie / 2, tie])
        first = outcome == ("model_a" if a == names[i] else "model_b")
        total += logs[2 if outcome == "tie" else 0 if first else 1]
        mean += chances @ logs
        variance += chances @ (logs - chances @ logs) ** 2
    sides = [vote[2] for vote in mine if vote[2] != "tie"]
    first = sides.count("model_a")
    run = max(len(list(group)) for _, group in itertools.groupby(sides))
    change = np.abs(others - beta) / errors
    rows.append(dict(judge=judge, votes=len(mine), agreement=(total - mean) / np.sqrt(variance),
                     first=first / len(sides), binomial=stats.binomtest(first, len(sides)).pvalue, run=run,
                     change=change.max(), model=names[int(change.argmax())],
                     rises=float((others - beta)[int(change.argmax())])))

json.dump(dict(pairs=pairs, statistic=sum(pair["square"] for pair in pairs), triads=int(decided),
               circular=int(circular), judges=rows), sys.stdout, indent=1)
