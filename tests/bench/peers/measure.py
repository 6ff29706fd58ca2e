"""One measurement of one peer, in a process of its own: a line of JSON.

    python measure.py PEER FILE SIZE read|fit|bootstrap

Medians of five after one warm-up; fewer where five would not fit, down to the
warm-up itself. Ten thousand replicates, and their 2.5 % and 97.5 % quantiles,
where they fit two minutes; fewer where not.
"""

import importlib
import json
import sys
import time


# Seconds that ten thousand replicates may take.
LIMIT = 120
# Seconds for repeating, and for a run of fewer.
ROOM = 60
# Bytes, so that a tool that keeps every draw does not bring the machine down.
MEMORY = 12 << 30
REPLICATES = 10_000


def seconds(run):
    start = time.perf_counter()
    answer = run()
    return time.perf_counter() - start, answer


def median_of_five(first, run):
    """Of as many runs as fit; the warm-up counts only where nothing else does."""
    fits = int(min(5, ROOM // first))
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
    unit = 1e-6 if sys.platform == "darwin" else 1.024e-3
    processes = resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss
    try:
        # What getrusage says of this process includes whoever started it.
        with open("/proc/self/status") as status:
            own = next(int(line.split()[1]) for line in status if line.startswith("VmHWM:"))
    except OSError:
        own = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    return unit * max(own, processes)


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
    """Ten thousand replicates if they fit the limit, or as many as fit the room."""

    def run(replicates):
        samples = peer.bootstrap(data, replicates)
        if not getattr(peer, "INTERVALS", False):
            numpy.quantile(samples, [0.025, 0.975], axis=0)
        return samples

    few = replicates = 2
    once, samples = seconds(lambda: run(few))
    if once < ROOM / 4:
        once, samples = seconds(lambda: run(few))
    first = once
    # Two replicates tell little of ten thousand: feel the way to as many as fit.
    while replicates < REPLICATES:
        each = max((first - once) / max(1, replicates - few), first / replicates / 50)
        all_fit = replicates > 50 and once + each * REPLICATES < LIMIT
        largest = REPLICATES if all_fit else int(replicates * min(ROOM / 2 / first, 10))
        larger = min(REPLICATES, largest)
        if larger < 1.3 * replicates:
            break
        replicates = larger
        first, samples = seconds(lambda: run(replicates))
    result = {"amount": replicates, "unit": "replicates"}
    result |= median_of_five(first, lambda: run(replicates))
    # What is done once, such as starting processes, does not grow with the replicates.
    if getattr(peer, "ONCE", False) and replicates > few:
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
    global numpy
    limit_memory()
    name, path, size, what = sys.argv[1:]
    # After the peer, which says how many threads NumPy may have.
    peer, numpy = importlib.import_module(name), importlib.import_module("numpy")
    line = measure(peer, path, what)
    about = {"on": peer.NAME, "size": size, "what": what, "settings": peer.SETTINGS}
    print(json.dumps(about | line | {"peak_mb": peak_mb()}), flush=True)


if __name__ == "__main__":
    main()
