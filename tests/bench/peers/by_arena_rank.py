"""arena-rank (LMArena): L-BFGS in JAX."""

import math
import multiprocessing

import votes
from arena_rank.models.bradley_terry import BradleyTerry
from arena_rank.utils.data_utils import PairDataset

NAME = "arena-rank 0.1.1"
SETTINGS = (
    "BradleyTerry at its defaults with sandwich intervals; ci_method='bootstrap', n_jobs=2, its "
    "processes spawned: as installed it forks after JAX has started threads, and hangs"
)
# Its processes each load JAX first.
ONCE = True
# They come from the standard deviation over replicates.
INTERVALS = True


def read(path):
    return PairDataset.from_pandas(votes.frame(path))


def fit(data):
    result = BradleyTerry(data.n_competitors).compute_ratings_and_cis(data)
    scale = math.log(10) / 400
    return {name: scale * float(r) for name, r in zip(result["competitors"], result["ratings"])}


def bootstrap(data, replicates):
    import numpy as np

    if multiprocessing.get_start_method(allow_none=True) != "spawn":
        multiprocessing.set_start_method("spawn", force=True)
    result = BradleyTerry(data.n_competitors).compute_ratings_and_cis(
        data, ci_method="bootstrap", num_bootstrap=replicates, n_jobs=2
    )
    # It keeps no samples, only their variance: two points that have it.
    deviation = np.sqrt(np.asarray(result["variances"])) * math.log(10) / 400
    return np.stack([deviation, -deviation])
