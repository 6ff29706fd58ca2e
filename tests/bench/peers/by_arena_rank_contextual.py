"""arena-rank (LMArena) with covariates: L-BFGS in JAX, over every vote."""

import math
import multiprocessing

import pandas
from arena_rank.models.contextual_bradley_terry import ContextualBradleyTerry
from arena_rank.utils.data_utils import ContextualPairDataset

NAME = "arena-rank 0.1.1, contextual"
SETTINGS = (
    "ContextualBradleyTerry with sandwich intervals, reg=0, reweighted=False, all else at its "
    "defaults; bootstrap as without covariates"
)
# Its processes each load JAX first.
ONCE = True
# They come from the standard deviation over replicates.
INTERVALS = True


def read(path):
    frame = pandas.read_csv(path)
    features = [name for name in frame.columns if name.startswith("x")]
    return ContextualPairDataset.from_pandas(frame, feature_cols=features, reweighted=False)


def model(data):
    return ContextualBradleyTerry(len(data.competitors), data.n_features, reg=0.0)


def fit(data):
    result = model(data).compute_ratings_and_cis(data)
    scale = math.log(10) / 400
    return {name: scale * float(r) for name, r in zip(result["competitors"], result["ratings"])}


def bootstrap(data, replicates):
    import numpy as np

    if multiprocessing.get_start_method(allow_none=True) != "spawn":
        multiprocessing.set_start_method("spawn", force=True)
    result = model(data).compute_ratings_and_cis(
        data, ci_method="bootstrap", num_bootstrap=replicates, n_jobs=2
    )
    # It keeps no samples, only their variance: two points that have it.
    deviation = np.sqrt(np.asarray(result["variances"])) * math.log(10) / 400
    return np.stack([deviation, -deviation])
