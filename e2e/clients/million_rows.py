"""A million rows through serving: what monitoring says of them is held against plain arithmetic on the raw rows.

Half come as binary tensors to the model, half as events of batches, from four senders at once, all dated in one hour.
Too long for every change: `node e2e/clients/run.ts million_rows.py`.
"""

import json
import os
import struct
import tempfile
import time
import urllib.error
import urllib.request
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import mlflow
import numpy as np
import onnx
import pandas as pd
from mlflow.models import ModelSignature
from mlflow.types import ColSpec, Schema
from onnx import TensorProto, helper
from scipy import stats
from scipy.spatial.distance import jensenshannon

from checks import check, run, until

CONSOLE, SERVING = os.environ["SIGNALBOX_URL"], os.environ["SIGNALBOX_SERVING_URL"]
SCIENTIST, APPROVER = os.environ["MLFLOW_TRACKING_TOKEN"], os.environ["SIGNALBOX_APPROVER_TOKEN"]
NAME = f"million-{int(time.time())}"
NUMERIC = ["delay", "distance", "tiny"]
ROWS, BATCH = int(os.environ.get("SIGNALBOX_ROWS", "1000000")), 5000


def ask(method, url, token, data=None, headers=None):
    request = urllib.request.Request(url, data, method=method, headers={"Authorization": f"Bearer {token}", "Content-Type": "application/json", **(headers or {})})
    try:
        with urllib.request.urlopen(request, timeout=60) as answer:
            return answer.status, json.loads(answer.read() or b"null") if "json" in answer.headers["Content-Type"] else None
    except urllib.error.HTTPError as error:
        return error.code, json.loads(error.read() or b"null")


def api(path, token=SCIENTIST, body=None):
    return ask("GET" if body is None else "POST", f"{CONSOLE}/api/v1/{path}", token, None if body is None else json.dumps(body).encode())


def drawn(generator, n, shift):
    """Atoms, ties, heavy tails, a column of tiny numbers, and labels of which some are new; missing and infinite ones among them."""
    delay = np.where(generator.random(n) < 0.4 - shift, 0, generator.lognormal(2 + shift, 1, n)).astype(np.float32)
    distance = np.round(generator.gamma(2, 300, n) * (1 + shift)).astype(np.float32)
    tiny = (generator.standard_cauchy(n) * 1e-20).astype(np.float32)
    port = generator.choice(["ORD", "ATL", "LAX", "DFW", "ZRH", "NEW"], n, p=[0.3 + shift, 0.3 - shift, 0.2, 0.1, 0.1 - shift / 2, shift / 2])
    if shift:
        delay[generator.random(n) < 0.03] = np.nan
        distance[generator.random(n) < 0.01] = np.inf
    return pd.DataFrame({"delay": delay, "distance": distance, "tiny": tiny, "port": port})


def register(baseline):
    mlflow.set_experiment(NAME)
    numbers = [helper.make_tensor_value_info(name, TensorProto.FLOAT, ["n", 1]) for name in NUMERIC]
    port = helper.make_tensor_value_info("port", TensorProto.STRING, ["n", 1])
    outputs = [helper.make_tensor_value_info("late", TensorProto.FLOAT, ["n", 1]), helper.make_tensor_value_info("port_out", TensorProto.STRING, ["n", 1])]
    graph = helper.make_graph([helper.make_node("Sigmoid", ["distance"], ["late"]), helper.make_node("Identity", ["port"], ["port_out"])], "million", [*numbers, port], outputs)
    model = helper.make_model(graph, opset_imports=[helper.make_opsetid("", 17)], ir_version=9)
    signature = ModelSignature(inputs=Schema([*(ColSpec("float", name) for name in NUMERIC), ColSpec("string", "port")]), outputs=Schema([ColSpec("float", "late"), ColSpec("string", "port_out")]))
    with mlflow.start_run(), tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "baseline.parquet"
        baseline.to_parquet(path)
        mlflow.onnx.log_model(model, name="model", registered_model_name=NAME, signature=signature)
        mlflow.log_artifact(str(path))
    ready = until(lambda: api(f"models/{NAME}/versions/1")[1].get("baseline", {}).get("state") == "ready", 120)
    _, release = api("releases", body={"model": NAME, "version": 1, "environment": "production"})
    api(f"releases/{release['id']}/decision", APPROVER, {"decision": "approve", "evidenceDigest": release["evidenceDigest"]})
    return ready and until(lambda: ask("GET", f"{SERVING}/v2/models/{NAME}/ready", SCIENTIST)[0] == 200, 60)


def infer(rows, at):
    """Binary tensors, both ways."""
    parts = [rows[name].to_numpy().tobytes() for name in NUMERIC]
    parts.append(b"".join(struct.pack("<I", len(text)) + text for text in (label.encode() for label in rows["port"])))
    inputs = [{"name": name, "datatype": "BYTES" if name == "port" else "FP32", "shape": [len(rows), 1], "parameters": {"binary_data_size": len(part)}} for name, part in zip([*NUMERIC, "port"], parts)]
    header = json.dumps({"inputs": inputs, "parameters": {"timestamp": at, "binary_data_output": True}}).encode()
    headers = {"Inference-Header-Content-Length": str(len(header)), "Content-Type": "application/octet-stream"}
    # Four senders at once can fill the queue: a 503 ran nothing, and is sent again.
    return until(lambda: ask("POST", f"{SERVING}/v2/models/{NAME}/infer", SCIENTIST, header + b"".join(parts), headers)[0] == 200, 30)


def tell(rows, at):
    """Python writes Infinity as a bare word: it is taken as what it is."""
    columns = {name: [None if np.isnan(x) else float(x) for x in rows[name]] for name in NUMERIC}
    lines = []
    for start in range(0, len(rows), 1000):
        part = {name: values[start:start + 1000] for name, values in columns.items()} | {"port": rows["port"].tolist()[start:start + 1000]}
        lines.append(json.dumps({"model": NAME, "version": "1", "timestamp": at, "prediction_id": f"{at}-{start}", "inputs": part, "outputs": {}}))
    status, answer = ask("POST", f"{SERVING}/v1/events", SCIENTIST, "\n".join(lines).encode())
    return status == 200 and answer["accepted"] == len(lines)


def fill(share):
    smallest = share[share > 0].min()
    return np.where(share == 0, smallest / 1e6 if smallest <= 1e-4 else 1e-4, share)


def psi(reference, current):
    r, c = fill(reference / reference.sum()), fill(current / current.sum())
    return float(np.sum((r - c) * np.log(r / c)))


def close(got, wanted):
    return got is not None and abs(got - wanted) <= max(1e-9 * abs(wanted), 1e-12)


def holds(interval, truth):
    rounding = 1e-9 * abs(truth)
    return interval is not None and interval["lo"] - rounding <= truth <= interval["hi"] + rounding


def bins_of(base, live):
    ordered = np.sort(base)
    edges = np.array([edge for edge in sorted({ordered[int(np.ceil(k / 10 * len(ordered))) - 1] for k in range(1, 10)}) if edge != ordered[-1]])
    return [np.bincount(np.searchsorted(edges, values, side="left"), minlength=len(edges) + 1).astype(float) for values in (base, live)]


def compare(base, live, found, point, name):
    b, raw = base[name].to_numpy(np.float64), live[name].to_numpy(np.float64)
    values = raw[np.isfinite(raw)]
    reference, current = bins_of(b, values)
    check(f"{name}: every bin's rows", [one["live"] for one in found["bins"]] == current.tolist() and [one["baseline"] for one in found["bins"]] == reference.tolist(), found["bins"])
    check(f"{name}: missing rows", found["missing"]["live"] == int(np.isnan(raw).sum()), found["missing"])
    check(f"{name}: PSI, JS", close(point["psi"], psi(reference, current)) and close(point["js"], float(jensenshannon(reference, current, base=2))), (point, psi(reference, current)))
    ks, moved = stats.ks_2samp(b, values, method="asymp").statistic, stats.wasserstein_distance(b, values)
    check(f"{name}: KS and Wasserstein lie in their intervals", holds(point["ks"], ks) and holds(point["wasserstein"], moved), (point["ks"], ks, point["wasserstein"], moved))
    return values


def main():
    generator = np.random.default_rng(20261124)
    base, live = drawn(generator, 50_000, 0), drawn(generator, ROWS, 0.1)
    check("a model with a baseline of 50,000 rows serves", register(base.assign(late=np.float32(0.5), port_out=base["port"])))
    hour = (int(time.time()) // 3600 - 1) * 3600
    work = [(infer if at % 2 else tell, live.iloc[start:start + BATCH], stamp(hour + (at * 17) % 3600)) for at, start in enumerate(range(0, ROWS, BATCH))]
    began = time.time()
    with ThreadPoolExecutor(4) as senders:
        sent = list(senders.map(lambda one: one[0](*one[1:]), work))
    check(f"{ROWS:,} rows are taken", all(sent), f"{sum(sent)} of {len(sent)} batches")
    print(f"     {ROWS / (time.time() - began):,.0f} rows a second from this script")
    span = f"from={stamp(hour)}&to={stamp(hour + 3600)}"

    def counted():
        points = api(f"monitoring/{NAME}/traffic?{span}&windowSeconds=3600")[1].get("points", [])
        return sum(point["rows"] for point in points) >= ROWS and points

    points = until(counted, 120)
    check("every row is counted, once", points and sum(point["rows"] for point in points) == ROWS, points or api(f"monitoring/{NAME}/traffic?{span}&windowSeconds=3600"))
    for name in NUMERIC:
        found = api(f"monitoring/{NAME}/distribution?feature={name}&{span}")[1]
        point = api(f"monitoring/{NAME}/drift?feature={name}&metrics=psi,js,ks,wasserstein&{span}&windowSeconds=3600")[1]["series"][0]["points"][0]
        values = compare(base, live, found, point, name)
        summary(name, values, found)
    labels = sorted(set(base["port"]) | set(live["port"]))
    counts = [np.array([np.sum(rows["port"].to_numpy() == label) for label in labels], float) for rows in (base, live)]
    found = {one["value"]: one["live"] for one in api(f"monitoring/{NAME}/distribution?feature=port&{span}")[1]["bins"]}
    check("port: every label's rows", all(found.get(label, 0) == count for label, count in zip(labels, counts[1])), found)
    point = api(f"monitoring/{NAME}/drift?feature=port&metrics=psi,js,chi2&{span}&windowSeconds=3600")[1]["series"][0]["points"][0]
    check("port: PSI, JS", close(point["psi"], psi(*counts)) and close(point["js"], float(jensenshannon(*counts, base=2))), (point, psi(*counts)))


def summary(name, values, found):
    """Quantiles lie in their intervals, the mean within a thousandth of the deviation, distinct values within four standard errors."""
    told = found["numbers"]["live"]
    apart = {one["q"]: one for one in told["quantiles"] if not one["lo"] <= np.quantile(values, one["q"], method="inverted_cdf") <= one["hi"]}
    check(f"{name}: quantiles lie in their intervals", not apart, apart)
    exact = [float(values.min()), float(values.max())]
    check(f"{name}: extremes, mean", [told["minimum"], told["maximum"]] == exact and abs(told["mean"] - values.mean()) <= 1e-3 * values.std(), (told, exact, values.mean()))
    distinct = len(np.unique(values))
    check(f"{name}: distinct values", abs(told["distinct"] - distinct) <= 4 * 0.033 * distinct, (told["distinct"], distinct))


def stamp(seconds):
    return time.strftime("%Y-%m-%dT%H:%M:%SZ", time.gmtime(seconds))


run(main)
