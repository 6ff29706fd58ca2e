#!/usr/bin/env python3
"""Principal components of the paper's Table 1 by scikit-learn -> ../table1_pca.json.

Columns standardised with divisor n, the word error rate turned round, the chance row left out.
"""
import csv, json, os
import numpy as np, sklearn
from sklearn.decomposition import PCA

here = os.path.dirname(os.path.abspath(__file__))
rows = list(csv.reader(open(f"{here}/../table1.csv")))
names, models = rows[0][2:], [row for row in rows[1:] if row[1] != "chance"]
table = np.array([[float(x) for x in row[2:]] for row in models])
table[:, names.index("ASR")] *= -1
z = (table - table.mean(0)) / table.std(0)
pca = PCA(svd_solver="full").fit(z)
scores = pca.transform(z)
json.dump(dict(
    made_by="scripts/table1_pca.py", versions=dict(numpy=np.__version__, sklearn=sklearn.__version__),
    models=[row[0] for row in models], benchmarks=names,
    explained_variance_ratio=pca.explained_variance_ratio_.tolist(),
    components=pca.components_[:8].tolist(), scores=scores[:, :8].tolist(),
), open(f"{here}/../table1_pca.json", "w"), indent=1)
