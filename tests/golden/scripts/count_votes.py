#!/usr/bin/env python3
"""Count vote files per pair, and one by judge: the fixtures counts_*.csv[.gz] and judges_medium.txt.gz.

python count_votes.py NAME FILE [OUT_DIR]

FILE has columns model_a, model_b, winner (model_a, model_b, anything else is a tie), or left, right,
winner (left, right, tie), and perhaps count. Models are numbered by name, in code point order.
"""
import gzip, io, sys
import pandas as pd

name, file = sys.argv[1:3]
out = sys.argv[3] if len(sys.argv) > 3 else '.'
votes = pd.read_csv(file, dtype=str, keep_default_na=False)
if 'left' in votes:
    votes = votes.rename(columns={'left': 'model_a', 'right': 'model_b'})
outcome = votes.winner.map({'model_a': 0, 'left': 0, 'model_b': 1, 'right': 1}).fillna(2).astype(int)
names = sorted(set(votes.model_a) | set(votes.model_b))
index = {n: k for k, n in enumerate(names)}
a, b = votes.model_a.map(index), votes.model_b.map(index)
swapped = a > b
outcome = outcome.where(~swapped | (outcome == 2), 1 - outcome)
table = pd.DataFrame(dict(i=a.where(~swapped, b), j=b.where(~swapped, a), outcome=outcome,
                          n=votes['count'].astype(int) if 'count' in votes else 1))
cells = table.groupby(['i', 'j', 'outcome']).n.sum().unstack(fill_value=0).reindex(columns=[0, 1, 2], fill_value=0)

def write(path, text):
    data = text.encode()
    if path.endswith('.gz'):
        data = gzip.compress(data, 9, mtime=0)
    open(f'{out}/{path}', 'wb').write(data)

rows = ['model_a,model_b,wins,losses,ties']
rows += [f'{names[i]},{names[j]},{w},{l},{t}' for (i, j), (w, l, t) in zip(cells.index, cells.to_numpy())]
write(f'counts_{name}.csv' + ('.gz' if len(rows) > 5000 else ''), '\n'.join(rows) + '\n')

if name == 'medium':
    # A line is one judge: the cells (3 * pair + outcome) of its votes, ascending, repeated as cast.
    pair = {p: k for k, p in enumerate(cells.index)}
    table['cell'] = [3 * pair[i, j] + k for i, j, k in zip(table.i, table.j, table.outcome)]
    table['judge'] = votes.judge
    lines = [' '.join(map(str, sorted(c))) for _, c in table.groupby('judge').cell]
    write('judges_medium.txt.gz', '\n'.join(lines) + '\n')
