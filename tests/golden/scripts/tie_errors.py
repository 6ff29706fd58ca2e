#!/usr/bin/env python3
"""Robust errors of the tie models' log parameters on votes_small.csv -> ../tie_errors.json.

Needs numpy and scipy. Scores and information by finite differences of each vote's log-probability,
so that nothing is shared with the formulas under test. `votes`: every vote a cluster, no factor.
`judges`: clustered by judge, times sqrt(G / (G - 1)).
"""
import csv, json, os
from collections import defaultdict
import numpy as np
from scipy.optimize import minimize

HERE = os.path.dirname(os.path.abspath(__file__))
rows = list(csv.DictReader(open(os.path.join(HERE, '..', 'votes_small.csv'), newline='')))
models = sorted({r['model_a'] for r in rows} | {r['model_b'] for r in rows}); n = len(models); at = {m: i for i, m in enumerate(models)}
cells = defaultdict(float); judges = defaultdict(lambda: defaultdict(float))
for r in rows:
    i, j = at[r['model_a']], at[r['model_b']]; k = {'model_a': 0, 'model_b': 1}.get(r['winner'], 2)
    if i > j: i, j, k = j, i, {0: 1, 1: 0, 2: 2}[k]
    cells[i, j, k] += 1; judges[r['judge']][i, j, k] += 1

def davidson(d, t):
    z = np.array([d/2, -d/2, t]); return z-np.logaddexp.reduce(z)
def rao_kupper(d, t):
    win, loss = -np.logaddexp(0, -(d-t)), -np.logaddexp(0, d+t); return np.array([win, loss, 2*t+np.log(-np.expm1(-2*t))+win+loss])
def full(x): return np.concatenate([x[:n-1], [-x[:n-1].sum()], x[n-1:]])
out = {}
for name, log_p in (('davidson', davidson), ('rao_kupper', rao_kupper)):
    of = lambda cell, x: log_p(x[cell[0]]-x[cell[1]], x[n])[cell[2]]
    ll = lambda x: sum(c*of(cell, full(x)) for cell, c in cells.items())
    h = 1e-4; E = np.eye(n)*h
    grad = lambda f, x: np.array([(8*(f(x+e)-f(x-e))-(f(x+2*e)-f(x-2*e)))/(12*h) for e in E])
    hess = lambda x: np.array([(8*(grad(ll, x+e)-grad(ll, x-e))-(grad(ll, x+2*e)-grad(ll, x-2*e)))/(12*h) for e in E])
    x = minimize(lambda x: -ll(x), np.array([0.]*(n-1)+[.3]), method='BFGS', options=dict(gtol=1e-7)).x
    for _ in range(3): x = x-np.linalg.solve(hess(x), grad(ll, x))
    inverse = np.linalg.inv(-hess(x)); score = {cell: grad(lambda y: of(cell, full(y)), x) for cell in cells}
    error = lambda sums: float(np.sqrt((inverse@sum(sums)@inverse)[n-1, n-1]))
    g = len(judges); by_judge = [sum(c*score[cell] for cell, c in J.items()) for J in judges.values()]
    out[name] = dict(log=float(x[n-1]), model_based=float(np.sqrt(inverse[n-1, n-1])), votes=error(c*np.outer(score[cell], score[cell]) for cell, c in cells.items()),
                     judges=error(np.outer(s, s) for s in by_judge)*float(np.sqrt(g/(g-1))))
json.dump(dict(made_by='scripts/tie_errors.py', numpy=np.__version__, **out), open(os.path.join(HERE, '..', 'tie_errors.json'), 'w'), indent=1)
print(json.dumps(out, indent=1))
