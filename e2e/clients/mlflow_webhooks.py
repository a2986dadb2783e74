"""Webhooks by the stock MLflow client, heard by a receiver of this machine and verified as MLflow signs.

Environment: MLFLOW_TRACKING_URI, MLFLOW_TRACKING_TOKEN (an administrator's). The console has to have 127.0.0.1 on
SIGNALBOX_EGRESS_ALLOW. Exit code 0 when every check passed.
"""
import json
import os
import threading
import time
import uuid
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

os.environ.setdefault("MLFLOW_HTTP_REQUEST_MAX_RETRIES", "0")
os.environ.setdefault("GIT_PYTHON_REFRESH", "quiet")

from mlflow import MlflowClient
from mlflow.entities.webhook import WebhookAction as Action
from mlflow.entities.webhook import WebhookEntity as Entity
from mlflow.entities.webhook import WebhookEvent as Event
from mlflow.webhooks.constants import WEBHOOK_DELIVERY_ID_HEADER, WEBHOOK_SIGNATURE_HEADER, WEBHOOK_TIMESTAMP_HEADER
from mlflow.webhooks.delivery import _generate_hmac_signature
from mlflow.webhooks.types import get_example_payload_for_event

from checks import check, end, refused

SECRET = "a-secret-of-the-receiver"
heard = []
answers = {}
arrived = threading.Condition()


class Receiver(BaseHTTPRequestHandler):
    """Keeps what came; answers what `answers` holds for its path, then 200."""

    def do_POST(self):
        text = self.rfile.read(int(self.headers["content-length"])).decode()
        queue = answers.get(self.path, [])
        status, headers = queue.pop(0) if queue else (200, {})
        with arrived:
            heard.append({"path": self.path, "headers": self.headers, "text": text, "body": json.loads(text), "at": time.time()})
            arrived.notify_all()
        self.send_response(status)
        for name, value in headers.items():
            self.send_header(name, value)
        self.end_headers()
        self.wfile.write(b"heard")

    def log_message(self, *_):
        pass


server = ThreadingHTTPServer(("127.0.0.1", 0), Receiver)
threading.Thread(target=server.serve_forever, daemon=True).start()
base = f"http://127.0.0.1:{server.server_port}"


def wait_for(path, count, seconds=20):
    """The first `count` deliveries at a path, or as many as came."""
    end = time.time() + seconds
    of = lambda: [one for one in heard if one["path"] == path]
    with arrived:
        while len(of()) < count and time.time() < end:
            arrived.wait(end - time.time())
        return of()


client = MlflowClient()
mark = uuid.uuid4().hex[:8]
ours = []


def hook(path, events, **more):
    made = client.create_webhook(name=f"e2e-{mark}{path.replace('/', '-')}", url=base + path, events=events, **more)
    ours.append(made.webhook_id)
    return made


model = f"hooked-{mark}"
events = [
    Event(Entity.REGISTERED_MODEL, Action.CREATED), Event(Entity.MODEL_VERSION, Action.CREATED), Event(Entity.MODEL_VERSION_TAG, Action.SET), Event(Entity.MODEL_VERSION_TAG, Action.DELETED),
    Event(Entity.MODEL_VERSION_ALIAS, Action.CREATED), Event(Entity.MODEL_VERSION_ALIAS, Action.DELETED),
]
made = hook("/all", events, secret=SECRET, description="Every act")
check("a webhook is as it was made", (made.events, made.description, str(made.status), made.secret) == (events, "Every act", "ACTIVE", None), made)
check("it is read", client.get_webhook(made.webhook_id).url == base + "/all")
check("it is listed", made.webhook_id in [one.webhook_id for one in client.list_webhooks()])

began = time.time()
client.create_registered_model(model, description="Hooked", tags={"t": "v"})
version = client.create_model_version(model, "s3://bucket/model", run_id="1234567890abcdef", tags={"a": "1"}, description="First")
client.set_model_version_tag(model, version.version, "k", "v")
client.delete_model_version_tag(model, version.version, "k")
client.set_registered_model_alias(model, "champion", version.version)
client.delete_registered_model_alias(model, "champion")
got = wait_for("/all", 6)
about = {"name": model, "version": "1"}
print(f"     the first delivery came after {round(1000 * (got[0]['at'] - began)) if got else None} ms")
check("six acts are six deliveries in their order", [(one["body"]["entity"], one["body"]["action"]) for one in got] == [(event.entity.value, event.action.value) for event in events], [one["body"] for one in got])
check("each says what MLflow says", [one["body"]["data"] for one in got] == [
    {"name": model, "tags": {"t": "v"}, "description": "Hooked"},
    {**about, "source": "s3://bucket/model", "run_id": "1234567890abcdef", "tags": {"a": "1"}, "description": "First"},
    {**about, "key": "k", "value": "v"}, {**about, "key": "k"}, {**about, "alias": "champion"}, {"name": model, "alias": "champion"},
], [one["body"]["data"] for one in got])
check("each is signed as MLflow signs", all(
    one["headers"][WEBHOOK_SIGNATURE_HEADER] == _generate_hmac_signature(SECRET, one["headers"][WEBHOOK_DELIVERY_ID_HEADER], one["headers"][WEBHOOK_TIMESTAMP_HEADER], one["text"]) for one in got))
check("no two have one delivery id", len({one["headers"][WEBHOOK_DELIVERY_ID_HEADER] for one in got}) == 6)

for event in events:
    result = client.test_webhook(made.webhook_id, event=event)
    check(f"a test of {event} sends MLflow's example", (result.success, result.response_status, heard[-1]["body"]["data"]) == (True, 200, get_example_payload_for_event(event)), result)

answers["/flaky"] = [(500, {}), (503, {}), (200, {})]
answers["/busy"] = [(429, {"Retry-After": "2"})]
hook("/flaky", [Event(Entity.REGISTERED_MODEL, Action.CREATED)])
hook("/busy", [Event(Entity.REGISTERED_MODEL, Action.CREATED)])
client.create_registered_model(f"{model}-again")
client.create_registered_model(f"{model}-next")
flaky, busy = wait_for("/flaky", 4), wait_for("/busy", 3)
names = [one["body"]["data"]["name"].removeprefix(model) for one in flaky]
check("what fails is sent again, and holds the next back", names == ["-again", "-again", "-again", "-next"], names)
check("again with the same id", len({one["headers"][WEBHOOK_DELIVERY_ID_HEADER] for one in flaky[:3]}) == 1)
check("Retry-After is waited for", len(busy) >= 2 and busy[1]["at"] - busy[0]["at"] >= 1.9, [one["at"] for one in busy])

prompts = hook("/prompts", [Event(Entity.PROMPT, Action.CREATED), Event(Entity.PROMPT_VERSION, Action.CREATED), Event(Entity.PROMPT_ALIAS, Action.CREATED)])
client.register_prompt(f"greet-{mark}", "Hello {{name}}!", commit_message="First", tags={"x": "y"})
client.set_prompt_alias(f"greet-{mark}", "live", 1)
told = wait_for("/prompts", 3)
check("a prompt's acts are a prompt's events", [f"{one['body']['entity']}.{one['body']['action']}" for one in told] == ["prompt.created", "prompt_version.created", "prompt_alias.created"], [one["body"] for one in told])
check("a prompt version says its template", len(told) > 1 and told[1]["body"]["data"]["template"] == "Hello {{name}}!", told[1:2])

changed = client.update_webhook(prompts.webhook_id, name=f"e2e-{mark}-other", status="DISABLED", events=[Event(Entity.PROMPT_TAG, Action.SET)])
check("a webhook is changed", (changed.name, str(changed.status), changed.events, changed.url) == (f"e2e-{mark}-other", "DISABLED", [Event(Entity.PROMPT_TAG, Action.SET)], base + "/prompts"), changed)
refused("an address that is not public", lambda: client.create_webhook("inside", "https://169.254.169.254/latest", events), "INVALID_PARAMETER_VALUE", "must not resolve to a non-public IP address")
refused("plain http to the outside", lambda: client.create_webhook("plain", "http://8.8.8.8/", events), "INVALID_PARAMETER_VALUE", "Invalid webhook URL scheme: 'http'")
refused("a bad name", lambda: client.create_webhook("-bad-", base, events), "INVALID_PARAMETER_VALUE", "is invalid")
for webhook_id in ours:
    client.delete_webhook(webhook_id)
refused("a webhook that is gone", lambda: client.get_webhook(made.webhook_id), "RESOURCE_DOES_NOT_EXIST", "not found")
for name in (model, f"{model}-again", f"{model}-next"):
    client.delete_registered_model(name)
server.shutdown()
end()
