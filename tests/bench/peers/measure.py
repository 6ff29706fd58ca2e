"""One measurement of one peer, in a process of its own: a line of JSON.

    python measure.py PEER FILE SIZE read|fit|bootstrap

Medians of five after one warm-up; fewer where five would not fit, down to the
warm-up itself.
"""

import importlib
import json
import sys
import time

# Seconds for everything: whoever started this stops it at 120.
ROOM = 60
# Bytes, so that a tool that keeps every draw does not bring the machine down.
MEMORY = 12 << 30
STARTED = time.perf_counter()
REPLICATES = 10_000


def seconds(run):
    start = time.perf_counter()
    answer = run()
    return time.perf_counter() - start, answer


def median_of_five(first, run):
    """Of as many runs as fit; the warm-up counts only where nothing else does."""
    left = ROOM - (time.perf_counter() - STARTED)
    fits = int(min(5, max(0, left) // first))
    taken = sorted(seconds(run)[0] for _ in range(fits)) or [first]
    return {
        "seconds": taken[len(taken) // 2],
        "spread": taken[-1] - taken[0],
        "runs": len(taken),
    }


def peak_mb():
    try:
        import resource
    except ImportError:
        return None
    unit = 1e6 if sys.platform == "darwin" else 1e3
    whose = (resource.RUSAGE_SELF, resource.RUSAGE_CHILDREN)
    return max(resource.getrusage(who).ru_maxrss for who in whose) / unit


def measure(peer, path, what):
    if what == "read":
        first, _ = seconds(lambda: peer.read(path))
        return median_of_five(first, lambda: peer.read(path)) | {"amount": 1, "unit": "files"}
    data = peer.read(path)
    if what == "fit":
        first, ratings = seconds(lambda: peer.fit(data))
        mean = sum(ratings.values()) / len(ratings)
        centred = {name: float(rating - mean) for name, rating in ratings.items()}
        taken = median_of_five(first, lambda: peer.fit(data))
        return taken | {"amount": 1, "unit": "fits", "ratings": centred}
    return bootstrap(peer, data)


def bootstrap(peer, data):
    """As many replicates as let five runs fit, 10,000 at most."""
    few = replicates = 2
    first, samples = seconds(lambda: peer.bootstrap(data, few))
    if first < ROOM / 4:
        first, samples = seconds(lambda: peer.bootstrap(data, few))
    has_once = getattr(peer, "ONCE", False)
    # What is done once hides what a replicate costs: fewer runs, more replicates.
    room, once = ROOM / (4 if has_once else 8), first
    # Two replicates tell little of ten thousand: feel the way to as many as fit.
    while replicates < REPLICATES:
        larger = min(REPLICATES, int(replicates * min(room / first, 10)))
        if larger < 1.3 * replicates:
            break
        replicates = larger
        first, samples = seconds(lambda: peer.bootstrap(data, replicates))
    result = {"amount": replicates, "unit": "replicates"}
    result |= median_of_five(first, lambda: peer.bootstrap(data, replicates))
    if has_once and replicates > few:
        each = (result["seconds"] - once) / (replicates - few)
        result["once"] = max(0.0, result["seconds"] - replicates * each)
    return result | {"deviation": float((samples.var(0).mean()) ** 0.5)}


def limit_memory():
    try:
        import resource
    except ImportError:
        return
    resource.setrlimit(resource.RLIMIT_DATA, (MEMORY, MEMORY))


def main():
    limit_memory()
    name, path, size, what = sys.argv[1:]
    peer = importlib.import_module(name)
    line = measure(peer, path, what)
    about = {"on": peer.NAME, "size": size, "what": what, "settings": peer.SETTINGS}
    print(json.dumps(about | line | {"peak_mb": peak_mb()}), flush=True)


if __name__ == "__main__":
    main()
