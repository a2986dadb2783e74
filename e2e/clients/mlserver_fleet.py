"""A real MLServer as a backend: a version runs there, is monitored like any other, and its server goes away and comes back.

Needs SIGNALBOX_MLSERVER, the address of a Python with mlserver installed, beside what drift_line.py needs. Ends with `N passed, N failed`.
"""
import json
import os
import shutil
import signal
import socket
import subprocess
import sys
import tempfile
import time
import urllib.request
from pathlib import Path

import mlflow
import numpy as np
import pandas as pd
import requests
import tritonclient.http as http
from mlflow.models import ModelSignature
from mlflow.types import ColSpec, Schema

from checks import check, end

CONSOLE, SERVING = os.environ["SIGNALBOX_URL"], os.environ["SIGNALBOX_SERVING_URL"]
SCIENTIST, APPROVER, ADMIN = os.environ["MLFLOW_TRACKING_TOKEN"], os.environ["SIGNALBOX_APPROVER_TOKEN"], os.environ["SIGNALBOX_ADMIN_TOKEN"]
MARK = int(time.time())
NAME, FLEET = f"fleet-line-{MARK}", f"fleet-{MARK}"
COLUMNS = ["a", "b", "c"]


class Plain(mlflow.pyfunc.PythonModel):
    """A flavour that nothing here can run: the backend does."""

    def predict(self, context, model_input, params=None):
        raise NotImplementedError


def call(method, path, token=SCIENTIST, body=None):
    answer = requests.request(method, f"{CONSOLE}/api/v1/{path}", json=body, headers={"Authorization": f"Bearer {token}"}, timeout=30)
    return answer.status_code, answer.json() if answer.content else None


def until(ready, seconds=60):
    ends = time.monotonic() + seconds
    while time.monotonic() < ends:
        found = ready()
        if found:
            return found
        time.sleep(0.1)
    return None


def free_port():
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


class Fleet:
    """MLServer with one model, on ports of its own."""

    def __init__(self, folder):
        self.folder, self.port, self.process = folder, free_port(), None
        shutil.copy(Path(__file__).parent / "mlserver" / "sums.py", folder / "sums.py")
        (folder / "settings.json").write_text(json.dumps({"host": "127.0.0.1", "http_port": self.port, "grpc_port": free_port(), "metrics_port": free_port(), "parallel_workers": 0, "debug": False}))
        (folder / "model-settings.json").write_text(json.dumps({
            "name": "sums", "implementation": "sums.Sums",
            "inputs": [{"name": "rows", "datatype": "FP32", "shape": [-1, 3]}], "outputs": [{"name": "score", "datatype": "FP32", "shape": [-1, 1]}],
        }))

    def start(self):
        self.process = subprocess.Popen(
            [os.environ["SIGNALBOX_MLSERVER"], "-c", "from mlserver.cli import main; main()", "start", "."], cwd=self.folder, start_new_session=True,
            stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL, env={"PATH": os.environ["PATH"], "HOME": str(self.folder), "PYTHONPATH": str(self.folder)},
        )
        return until(self.ready, 120)

    def ready(self):
        try:
            return urllib.request.urlopen(f"http://127.0.0.1:{self.port}/v2/models/sums/ready", timeout=2).status == 200
        except OSError:
            return False

    def stop(self, how=signal.SIGKILL):
        if self.process is not None and self.process.poll() is None:
            os.killpg(self.process.pid, how)
            self.process.wait(30)


def register(folder, baseline):
    mlflow.set_experiment(NAME)
    signature = ModelSignature(inputs=Schema([ColSpec("float", name) for name in COLUMNS]), outputs=Schema([ColSpec("float", "score")]))
    with mlflow.start_run():
        mlflow.pyfunc.log_model(name="model", python_model=Plain(), registered_model_name=NAME, signature=signature, pip_requirements=[])
        path = folder / "baseline.parquet"
        baseline.to_parquet(path)
        mlflow.log_artifact(str(path))
    client = mlflow.MlflowClient()
    for key, value in (("signalbox.backend", FLEET), ("signalbox.backend_model", "sums"), ("signalbox.drift_window_seconds", "60")):
        client.set_model_version_tag(NAME, "1", key, value)


def infer(rows, timeout=30):
    body = {"inputs": [{"name": "rows", "datatype": "FP32", "shape": list(rows.shape), "data": rows.flatten().tolist()}]}
    began = time.monotonic()
    answer = requests.post(f"{SERVING}/v2/models/{NAME}/infer", json=body, timeout=timeout)
    return answer.status_code, answer.json(), time.monotonic() - began


def health():
    return next((backend["health"] for backend in call("GET", "backends")[1]["items"] if backend["name"] == FLEET), None)


def main(fleet, folder):
    generator = np.random.default_rng(11)
    base = pd.DataFrame(generator.normal(size=(3000, 3)).astype(np.float32), columns=COLUMNS)
    base["score"] = (1 / (1 + np.exp(-base[COLUMNS].sum(axis=1)))).astype(np.float32)
    address = f"http://127.0.0.1:{fleet.port}"
    status, refused = call("POST", "backends", SCIENTIST, {"name": FLEET, "url": address})
    check("a backend is an administrator's to make", status == 403, refused)
    status, made = call("POST", "backends", ADMIN, {"name": FLEET, "url": address, "timeoutMs": 2500})
    check("an administrator makes it", status == 201 and made["url"] == address, made)
    check("MLServer starts", fleet.start())
    check("its health follows within 15 s", until(lambda: health() == "ready", 15), health())
    register(folder, base)
    check("the baseline is profiled from the signature", until(lambda: call("GET", f"models/{NAME}/versions/1")[1]["baseline"]["state"] == "ready"), call("GET", f"models/{NAME}/versions/1"))
    status, release = call("POST", "releases", body={"model": NAME, "version": 1, "environment": "production"})
    check("a version that no file of its own serves is servable", status == 201, release)
    status, answer = call("POST", f"releases/{release['id']}/decision", APPROVER, {"decision": "approve", "evidenceDigest": release["evidenceDigest"]})
    check("its release is approved", status == 200, answer)
    rows = generator.normal(0.5, 1, size=(400, 3)).astype(np.float32)
    check("it answers through Signalbox", until(lambda: infer(rows[:1])[0] == 200, 30), infer(rows[:1]))

    status, answer, _ = infer(rows[:200])
    wanted = 1 / (1 + np.exp(-rows[:200].sum(axis=1)))
    check("with MLServer's numbers", status == 200 and np.allclose(answer["outputs"][0]["data"], wanted, atol=1e-6), answer)
    client = http.InferenceServerClient(SERVING.split("://")[-1])
    given = http.InferInput("rows", [200, 3], "FP32")
    given.set_data_from_numpy(rows[200:])
    found = client.infer(NAME, [given]).as_numpy("score")
    check("tritonclient's binary tensors reach it too", np.allclose(found.flatten(), 1 / (1 + np.exp(-rows[200:].sum(axis=1))), atol=1e-6), found)
    status, answer, _ = infer(rows[:1, :2])
    check("a wrong shape is the caller's", status == 400 and "error" in answer, answer)

    def counted():
        status, view = call("GET", f"monitoring/{NAME}/distribution?feature=b")
        return view if status == 200 and view["count"]["live"] >= 401 else None

    view = until(counted, 20)
    check("drift is counted on the signature's columns", view and view["count"]["baseline"] == 3000, call("GET", f"monitoring/{NAME}/distribution?feature=b"))
    status, drift = call("GET", f"monitoring/{NAME}/drift?windowSeconds=600")
    check("PSI of inputs and score is there", status == 200 and {series["feature"] for series in drift["series"]} == {*COLUMNS, "score"} and any(point["psi"] for point in drift["series"][0]["points"]), drift)
    status, refused = call("DELETE", f"backends/{FLEET}", ADMIN)
    check("a backend that serves cannot be removed", status == 409 and NAME in refused["detail"], refused)

    for how, name in ((signal.SIGKILL, "killed"), (signal.SIGSTOP, "hanging")):
        if how == signal.SIGSTOP:
            os.killpg(fleet.process.pid, how)
        else:
            fleet.stop()
        answers = [infer(rows[:1]) for _ in range(8)]
        check(f"{name}: every answer is 502 to 504 within 3 s and says which", all(status in (502, 503, 504) and seconds < 3 and FLEET in body["error"] for status, body, seconds in answers), answers)
        check(f"{name}: its health follows within 15 s", until(lambda: health() == "unavailable", 15), health())
        if how == signal.SIGSTOP:
            os.killpg(fleet.process.pid, signal.SIGCONT)
        else:
            check("it starts again", fleet.start())
        check(f"{name}: it answers again within 30 s", until(lambda: infer(rows[:1])[0] == 200, 30), infer(rows[:1]))
    check("its health follows", until(lambda: health() == "ready", 15), health())


if __name__ == "__main__":
    with tempfile.TemporaryDirectory() as place:
        running = Fleet(Path(place))
        try:
            main(running, Path(place))
        except Exception as error:  # a suite that breaks off is a failed one
            check("the script runs to its end", False, repr(error))
        finally:
            running.stop()
    end()
