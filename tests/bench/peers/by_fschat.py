"""fschat (LMSYS): the last FastChat on PyPI, as Chatbot Arena's notebooks used it."""

import os

os.environ["OPENBLAS_NUM_THREADS"] = os.environ["OMP_NUM_THREADS"] = "1"

import importlib.util
import math
import sys
import types

import votes

# fastchat.model loads a deep-learning framework, of which the ratings use nothing.
package = types.ModuleType("fastchat.model")
package.__path__ = [f"{importlib.util.find_spec('fastchat').submodule_search_locations[0]}/model"]
sys.modules["fastchat.model"] = package

from fastchat.serve.monitor import elo_analysis

elo_analysis.tqdm = lambda rounds, **_: rounds

NAME = "fschat 0.2.36"
SETTINGS = (
    "elo_analysis: compute_elo_mle_with_tie (scikit-learn's LogisticRegression, L2 penalty 1, on a "
    "row per vote, twice) in get_bootstrap_result, which draws votes; one process, "
    "one BLAS thread; ties half a win"
)


def read(path):
    return votes.frame(path)


def fit(data):
    return (elo_analysis.compute_elo_mle_with_tie(data) * math.log(10) / 400).to_dict()


def bootstrap(data, replicates):
    rows = elo_analysis.get_bootstrap_result(
        data, elo_analysis.compute_elo_mle_with_tie, replicates
    )
    return rows.to_numpy() * math.log(10) / 400
