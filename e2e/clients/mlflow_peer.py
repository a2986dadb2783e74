"""Sends the same requests to a stock MLflow server and to Signalbox and compares status, codes, sentences and bodies.

Environment: MLFLOW_TRACKING_URI, MLFLOW_TRACKING_TOKEN of the instance. Needs mlflow 3.17 with its server.
`--record FILE` writes every request with its normalised answer, for the tests that replay them without Python.
Exit code 0 when every answer was the same, or differed as the case says it should.
"""
import argparse
import gzip
import json
import os
import socket
import subprocess
import sys
import tempfile
import time
import uuid
from pathlib import Path

import requests

sys.path.insert(0, str(Path(__file__).parent))
from peer import artifacts, grammars, models, refusals, registry, tracking
from peer.compare import Peer, Server


def free_port():
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        return taken.getsockname()[1]


def start_real(folder):
    port = free_port()
    command = [sys.executable, "-m", "mlflow", "server", "--backend-store-uri", f"sqlite:///{folder}/mlflow.db", "--artifacts-destination", f"{folder}/artifacts",
               "--host", "127.0.0.1", "--port", str(port), "--workers", "1"]
    env = {name: value for name, value in os.environ.items() if not name.startswith("MLFLOW_")}
    server = subprocess.Popen(command, stdout=open(f"{folder}/log", "w"), stderr=subprocess.STDOUT, env={**env, "MLFLOW_SERVER_ENABLE_JOB_EXECUTION": "false"}, start_new_session=True)
    url = f"http://127.0.0.1:{port}"
    for _ in range(240):
        try:
            if requests.get(f"{url}/health", timeout=2).ok:
                return server, url
        except requests.RequestException:
            if server.poll() is not None:
                break
        time.sleep(0.25)
    raise SystemExit("the stock server did not start: " + Path(f"{folder}/log").read_text()[-2000:])


def main():
    options = argparse.ArgumentParser()
    options.add_argument("--record")
    options.add_argument("--real", help="a stock server that runs already")
    options.add_argument("--only", help="one group of cases")
    chosen = options.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        server, url = (None, chosen.real) if chosen.real else start_real(folder)
        try:
            mark = f"p{uuid.uuid4().hex[:12]}"
            names = {"mark": mark}
            peer = Peer(Server(url, names=names), Server(os.environ["MLFLOW_TRACKING_URI"].rstrip("/"), os.environ["MLFLOW_TRACKING_TOKEN"], names))
            for group in (registry, tracking, models, artifacts, grammars, refusals):
                if chosen.only in (None, group.__name__.split(".")[-1]):
                    before = peer.passed, peer.failed
                    group.cases(peer)
                    print(f"     {group.__name__}: {peer.passed - before[0]} the same, {peer.failed - before[1]} not")
            if chosen.record:
                # Long texts prove limits, which have tests of their own.
                texts = ((one, json.dumps(one, separators=(",", ":"), ensure_ascii=False)) for one in peer.calls)
                short = lambda one: json.dumps({**one, "answer": {"status": one["answer"]["status"]}}, separators=(",", ":"), ensure_ascii=False)
                kept = [text if len(text) < 3000 else short(one) for one, text in texts if "save" in one or len(text) < 3000]
                lines = ",\n".join(kept)
                Path(chosen.record).write_bytes(gzip.compress(f"[\n{lines}\n]\n".encode(), mtime=0))
            print(f"{peer.passed} passed, {peer.failed} failed")
            return 0 if peer.failed == 0 else 1
        finally:
            if server:
                os.killpg(server.pid, 15)
                server.wait(timeout=30)


sys.exit(main())
