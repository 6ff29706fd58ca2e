"""evalica (Dmitry Ustalov): Newman's iteration in Rust, scipy's bootstrap around it."""

import evalica
import votes

NAME = "evalica 0.4.2"
SETTINGS = (
    "bradley_terry(solver='pyo3') and bootstrap(bootstrap_method='percentile'), other defaults: "
    "tolerance 1e-6, 100 iterations at most; one thread; ties half a win"
)
# Its bootstrap indexes and fits the votes first: measured apart, so that few replicates tell of many.
ONCE = True


def read(path):
    frame = votes.frame(path)
    winners = {"model_a": evalica.Winner.X, "model_b": evalica.Winner.Y}
    outcomes = [winners.get(winner, evalica.Winner.Draw) for winner in frame.winner]
    return frame.model_a, frame.model_b, outcomes


def fit(data):
    import numpy as np

    return np.log(evalica.bradley_terry(*data).scores).to_dict()


def bootstrap(data, replicates):
    import numpy as np

    result = evalica.bootstrap(
        evalica.bradley_terry,
        *data,
        n_resamples=replicates,
        bootstrap_method="percentile",
        random_state=1,
    )
    return np.log(result.distribution.to_numpy())
