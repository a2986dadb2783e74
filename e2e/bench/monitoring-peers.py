"""Rows a second of whylogs, one row at a time and as frames, and of numpy's searchsorted and bincount over whole columns.
Usage: monitoring-peers.py FOLDER PEER SECONDS; prints {"rowsPerSecond": …, "version": …}, by processor time."""

import json
import sys
import time
from pathlib import Path

folder, peer, seconds = Path(sys.argv[1]), sys.argv[2], float(sys.argv[3])
labels = json.loads((folder / "labels.json").read_text())
count = len(labels[0])


def numbers_of():
    import numpy as np

    return np.fromfile(folder / "numbers.f64").reshape(-1, count)


def rate(turn, rows):
    """The rate of turns until the time is over; the first one warms up."""
    turn()
    started, turns = time.process_time(), 0
    while time.process_time() - started < seconds:
        turn()
        turns += 1
    return rows * turns / (time.process_time() - started)


def numpy_whole():
    import numpy as np

    numbers = numbers_of()
    edges = [np.array(one) for one in json.loads((folder / "edges.json").read_text())]
    codes = [np.unique(one, return_inverse=True)[1] for one in labels]

    def turn():
        for values, cuts in zip(numbers, edges):
            np.bincount(np.searchsorted(cuts, values), minlength=len(cuts) + 1)
        for own in codes:
            np.bincount(own)

    return rate(turn, count), np.__version__


def frame_of(rows):
    import pandas as pd

    numbers = numbers_of()
    columns = {f"number {at}": values[:rows] for at, values in enumerate(numbers)}
    return pd.DataFrame({**columns, **{f"label {at}": values[:rows] for at, values in enumerate(labels)}})


def whylogs_rows():
    import whylogs

    rows = frame_of(2000).to_dict("records")
    profile = whylogs.log(row=rows[0]).profile()

    def turn():
        for row in rows[:200]:
            profile.track(row=row)

    return rate(turn, 200), whylogs.__version__


def whylogs_frame():
    import whylogs

    frame = frame_of(min(count, 20000))
    profile = whylogs.log(pandas=frame.head(1)).profile()
    return rate(lambda: profile.track(pandas=frame), len(frame)), whylogs.__version__


rows_per_second, version = {"numpy": numpy_whole, "whylogs-rows": whylogs_rows, "whylogs-frame": whylogs_frame}[peer]()
print(json.dumps({"rowsPerSecond": rows_per_second, "version": version}))
