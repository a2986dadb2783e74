"""Sends one request to two servers and compares what they answer, once ids, times and addresses have names."""
import json
import re
from concurrent.futures import ThreadPoolExecutor

import requests

TIMES = {
    "creation_timestamp", "last_updated_timestamp", "creation_time", "last_update_time",
    "creation_timestamp_ms", "last_updated_timestamp_ms",
}
# Rows of these lists have no order of their own.
UNORDERED = {"tags", "params", "aliases", "model_inputs", "model_outputs", "dataset_inputs"}
SHOWN_HEADERS = ("content-type", "content-range", "x-content-type-options", "accept-ranges")
RANDOM_NAME = re.compile(r"[a-z]+-[a-z]+-\d{1,4}")
PLACEHOLDER = re.compile(r"\$\{(\w+)\}")


def filled(value, names):
    """`${name}` becomes what `name` stands for on this server."""
    if isinstance(value, str):
        return PLACEHOLDER.sub(lambda found: names[found.group(1)], value)
    if isinstance(value, list):
        return [filled(one, names) for one in value]
    if isinstance(value, dict):
        return {filled(key, names): filled(one, names) for key, one in value.items()}
    return value


def picked(body, path):
    """Reads `a.b.0.c` out of a body; "" when there is no such thing."""
    for part in path.split("."):
        if isinstance(body, list) and part.isdigit() and int(part) < len(body):
            body = body[int(part)]
        elif isinstance(body, dict):
            body = body.get(part)
        else:
            return ""
    return str(body) if body is not None else ""


def _text(value, names):
    for name, given in sorted(names.items(), key=lambda one: -len(one[1])):
        if len(given) < 6 and not given.isdigit():
            continue
        if given.isdigit():
            value = f"<{name}>" if value == given else re.sub(rf"(?<![\w.-]){given}(?=/)|(?<=id=){given}\b|(?<=experiment ){given}\b|(?<=with id ){given}\b|(?<=artifacts:/){given}$", f"<{name}>", value)
        else:
            value = value.replace(given, f"<{name}>")
    value = re.sub(r"(?<![0-9a-f])[0-9a-f]{32}(?![0-9a-f])", "<hex>", value)
    # Python prints a set in any order.
    return re.sub(r"[{(\[]('[^'{}()\[\]]*'(, )?)+[})\]]", lambda found: found.group(0)[0] + ", ".join(sorted(found.group(0)[1:-1].split(", "))) + found.group(0)[-1], value)


def normal(value, names, key="", parent=""):
    """The answer without what differs from server to server."""
    if key in TIMES:
        return "<time>"
    if isinstance(value, str):
        if RANDOM_NAME.fullmatch(value):
            return "<random>"
        if key == "experiment_id" and value.isdigit() and value != "0" and value not in names.values():
            return "<another>"
        if key == "message":
            # The database's own words; the statement that it failed at is no part of the wire.
            value = re.split(r" Error: \(", value)[0]
        # A decimal text stands for an experiment's id only where one can be.
        some = names if key in ("experiment_id", "artifact_location", "artifact_uri", "root_uri", "message", "source", "filter") else {name: one for name, one in names.items() if not one.isdigit()}
        return "<token>" if key == "next_page_token" else _text(value, some)
    if isinstance(value, list):
        items = [normal(one, names, "") for one in value]
        return sorted(items, key=lambda one: json.dumps(one, sort_keys=True)) if key in UNORDERED or (key, parent) == ("metrics", "data") else items
    if isinstance(value, dict):
        return {name: normal(one, names, name, key) for name, one in sorted(value.items())}
    return value


def leaves(value, path=""):
    """Every leaf with its path, for a report that shows where two answers part."""
    if isinstance(value, dict):
        return {at: leaf for key, one in value.items() for at, leaf in leaves(one, f"{path}.{key}").items()} or {path: {}}
    if isinstance(value, list):
        return {at: leaf for index, one in enumerate(value) for at, leaf in leaves(one, f"{path}[{index}]").items()} or {path: []}
    return {path: value}


def apart(want, got):
    left, right = leaves(want), leaves(got)
    return "; ".join(f"{path} {json.dumps(left.get(path))[:200]} → {json.dumps(right.get(path))[:200]}" for path in sorted({*left, *right}) if left.get(path) != right.get(path))[:1500]


class Server:
    def __init__(self, url, token=None, names=None):
        self.url = url
        self.names = dict(names or {})
        self.session = requests.Session()
        if token:
            self.session.headers["Authorization"] = f"Bearer {token}"

    def send(self, step):
        path = filled(step["path"], self.names)
        url = self.url + (path if path.startswith("/") else f"/api/2.0/mlflow/{path}")
        headers = dict(step.get("headers") or {})
        more = {}
        if "text" in step:
            more["data"] = filled(step["text"], self.names).encode()
        elif step["method"] == "GET":
            more["params"] = filled(step.get("values") or {}, self.names)
        else:
            more["data"] = json.dumps(filled(step.get("values") or {}, self.names))
            headers.setdefault("Content-Type", "application/json")
        return self.session.request(step["method"], url, headers=headers, timeout=60, allow_redirects=False, **more)

    def keep(self, step, response):
        for name, path in (step.get("save") or {}).items():
            try:
                self.names[name] = picked(response.json(), path)
            except ValueError:
                self.names[name] = ""

    def answer(self, response):
        kind = response.headers.get("content-type", "").split(";")[0]
        if kind == "application/json" and "content-disposition" not in response.headers:
            return {"status": response.status_code, "body": normal(response.json(), self.names)}
        if response.status_code >= 400 and kind == "text/html":
            return {"status": response.status_code, "html": True}
        shown = {name: response.headers[name].split(";")[0] for name in SHOWN_HEADERS if name in response.headers and "content-disposition" in response.headers}
        return {"status": response.status_code, "text": _text(response.text, self.names), **({"headers": shown} if shown else {})}


class Peer:
    """Both servers. `calls` holds every request with the answer that is right for us."""

    def __init__(self, real, ours):
        self.real, self.ours = real, ours
        self.calls, self.passed, self.failed = [], 0, 0
        # False: a refusal may name the fault in other words, where the stock server prints the tokens of its parser.
        self.words = True
        self.pool = ThreadPoolExecutor(2)

    def call(self, method, path, values=None, *, save=None, instead=None, loose=False, **more):
        """`instead`: (status, error_code, why) where our answer differs on purpose. `loose`: a field of a wrong type that
        the stock server skips, together with whatever follows it, may be refused; one that makes it fail may be fine."""
        step = {"method": method, "path": path, **({"values": values} if values is not None else {}), **({"save": save} if save else {}), **more}
        futures = [self.pool.submit(server.send, step) for server in (self.real, self.ours)]
        theirs, mine = (one.result() for one in futures)
        self.real.keep(step, theirs)
        self.ours.keep(step, mine)
        want, got = self.real.answer(theirs), self.ours.answer(mine)
        problem = self._judge(want, got, instead, loose, self.words)
        name = f"{method} {path} {json.dumps(values if values is not None else more.get('text', ''))[:160]}"
        if problem is None:
            self.passed += 1
        else:
            self.failed += 1
            print(f"FAIL {name}\n     {problem}: {apart(want, got)}")
        code = (got.get("body") or {}).get("error_code") if isinstance(got.get("body"), dict) else None
        differs = want != got
        self.calls.append({**step, "answer": {"status": got["status"], "code": code} if differs else want})

    @staticmethod
    def _judge(want, got, instead, loose, words):
        if instead is not None:
            status, code, _why = instead
            right = got["status"] == status and (code is None or (got.get("body") or {}).get("error_code") == code)
            return None if right else f"expected {status} {code}"
        if want["status"] == got["status"] == 416:
            return None
        if got["status"] >= 400 and not ("error_code" in (got.get("body") or {})):
            return "an error without MLflow's shape"
        if loose and want["status"] in (200, 500) and got["status"] in (200, 400):
            return None
        if want["status"] >= 500 and want["status"] != 501:
            return None if 400 <= got["status"] < 500 or got["status"] == 501 else "a refusal was due"
        if re.match(r"\(raised as a result|\((sqlite3|psycopg)", (want.get("body") or {}).get("message", "") if isinstance(want.get("body"), dict) else ""):
            return None if got["status"] == want["status"] else "another status"
        if want.get("html"):
            return None if got["status"] == want["status"] else "another status"
        if want == got or (not words and want["status"] == got["status"] == 400 and want["body"].get("error_code") == got["body"].get("error_code")):
            return None
        return "another answer"

    def post(self, path, values=None, **more):
        self.call("POST", path, values, **more)

    def get(self, path, values=None, **more):
        self.call("GET", path, values, **more)

    def patch(self, path, values=None, **more):
        self.call("PATCH", path, values, **more)

    def delete(self, path, values=None, **more):
        self.call("DELETE", path, values, **more)
