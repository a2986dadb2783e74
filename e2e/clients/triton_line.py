"""The stock Triton client against Signalbox serving.

Needs `pip install "tritonclient[http,grpc]"`. SIGNALBOX_SERVING_URL is the address of serving (default
http://127.0.0.1:8080), SERVING_GRPC_PORT its gRPC port on the same host (default 8081), SIGNALBOX_MODEL a model that the production route names, SIGNALBOX_TOKEN a token if serving asks for one. Any model
does: the inputs are made from its metadata. Prints a line a check and ends with `N passed, N failed`.
"""

import os

import numpy as np
import tritonclient.http as http
from tritonclient.utils import InferenceServerException, triton_to_np_dtype

import checks

url = os.environ.get("SIGNALBOX_SERVING_URL", "http://127.0.0.1:8080").split("://")[-1].rstrip("/")
model = os.environ["SIGNALBOX_MODEL"]
token = os.environ.get("SIGNALBOX_TOKEN")
client = http.InferenceServerClient(url)


def own():
    """Headers of one call: the client adds its own to the dictionary that it is given."""
    return {"Authorization": f"Bearer {token}"} if token else {}


def check(name):
    def run(work):
        try:
            work()
        except Exception as error:  # every check is told, whatever went wrong in it
            checks.check(name, False, f"{type(error).__name__}: {error}")
        else:
            checks.check(name, True)

    return run


def expect(condition, said):
    if not condition:
        raise AssertionError(said)


def refused(work):
    try:
        work()
    except InferenceServerException as error:
        return error
    raise AssertionError("it was accepted")


def values(tensor, rows):
    shape = [rows if at == 0 and width < 0 else 1 if width < 0 else width for at, width in enumerate(tensor["shape"])]
    if tensor["datatype"] == "BYTES":
        return np.array([f"h\u00e9 {at}" for at in range(int(np.prod(shape)))], dtype=np.object_).reshape(shape)
    return (np.arange(np.prod(shape)) % 2).astype(triton_to_np_dtype(tensor["datatype"])).reshape(shape)


def inputs(rows, binary):
    made = []
    for tensor in metadata["inputs"]:
        data = values(tensor, rows)
        made.append(http.InferInput(tensor["name"], list(data.shape), tensor["datatype"]))
        made[-1].set_data_from_numpy(data, binary_data=binary)
    return made


def asked(binary):
    return [http.InferRequestedOutput(tensor["name"], binary_data=binary) for tensor in metadata["outputs"]]


def infer(rows=3, binary=True, **more):
    return client.infer(model, inputs(rows, binary), headers=own(), **more)


def same(one, other):
    for tensor in metadata["outputs"]:
        a, b = one.as_numpy(tensor["name"]), other.as_numpy(tensor["name"])
        expect(a.shape == b.shape, f"{tensor['name']}: {a.shape} and {b.shape}")
        if tensor["datatype"] == "BYTES":
            text = lambda array: [item.decode() if isinstance(item, bytes) else item for item in array.flatten()]
            expect(text(a) == text(b), f"{tensor['name']}: {a} and {b}")
        else:
            np.testing.assert_array_equal(a, b)


metadata = {"inputs": [], "outputs": []}


@check("live, ready, model ready")
def _():
    expect(client.is_server_live() and client.is_server_ready(), "the server is not ready")
    expect(client.is_model_ready(model, headers=own()), "the model is not ready")


@check("server metadata")
def _():
    said = client.get_server_metadata()
    expect(said["name"] and "binary_tensor_data" in said["extensions"], said)


@check("model metadata")
def _():
    global metadata
    metadata = client.get_model_metadata(model, headers=own())
    expect(metadata["name"] == model and metadata["versions"] and metadata["inputs"] and metadata["outputs"], metadata)


@check("model config")
def _():
    config = client.get_model_config(model, headers=own())
    expect([tensor["name"] for tensor in config["input"]] == [tensor["name"] for tensor in metadata["inputs"]], config)


@check("repository index")
def _():
    index = client.get_model_repository_index(headers=own())
    expect(any(row["name"] == model and row["state"] == "READY" for row in index), index)


@check("infer: the default binary path, no outputs named")
def _():
    answer = infer()
    for tensor in metadata["outputs"]:
        expect(answer.as_numpy(tensor["name"]) is not None, f"no {tensor['name']}")
        expect("binary_data_size" in answer.get_output(tensor["name"])["parameters"], "it is not binary")


@check("infer: JSON in and out equals binary in and out")
def _():
    same(infer(binary=False, outputs=asked(False)), infer(binary=True, outputs=asked(True)))


@check("infer: JSON in, binary out, and the other way")
def _():
    same(infer(binary=False, outputs=asked(True)), infer(binary=True, outputs=asked(False)))


@check("infer: the request id and the client's own prediction id come back")
def _():
    answer = infer(request_id="q1", parameters={"prediction_id": "mine-1"}).get_response()
    expect(answer["id"] == "q1" and answer["parameters"]["prediction_id"] == "mine-1", answer)


@check("infer: one output of those there are")
def _():
    answer = infer(outputs=asked(True)[:1]).get_response()
    expect([output["name"] for output in answer["outputs"]] == [metadata["outputs"][0]["name"]], answer)


@check("infer: by version")
def _():
    answer = infer(model_version=metadata["versions"][0])
    expect(answer.get_response()["model_version"] == metadata["versions"][0], answer.get_response())


@check("infer: gzip and deflate requests")
def _():
    plain = infer(outputs=asked(True))
    for how in ("gzip", "deflate"):
        same(plain, infer(outputs=asked(True), request_compression_algorithm=how))


@check("infer: an empty batch")
def _():
    answer = infer(rows=0)
    for tensor in metadata["outputs"]:
        expect(answer.as_numpy(tensor["name"]).shape[0] == 0, tensor)


@check("infer: asynchronous")
def _():
    waiting = [client.async_infer(model, inputs(2, True), headers=own()) for _ in range(5)]
    for one in waiting:
        expect(one.get_result().get_response()["model_name"] == model, "another model answered")


@check("infer: NaN in JSON and in binary")
def _():
    floats = [tensor for tensor in metadata["inputs"] if tensor["datatype"].startswith("FP")]
    for binary in (True, False):
        made = inputs(1, binary)
        for tensor, one in zip(metadata["inputs"], made):
            if tensor in floats:
                data = values(tensor, 1)
                data.fill(np.nan)
                one.set_data_from_numpy(data, binary_data=binary)
        try:
            client.infer(model, made, headers=own())
        except InferenceServerException as error:
            expect("out of range" not in error.message() and "JSON" not in error.message(), error.message())


@check("errors: an unknown model is named")
def _():
    error = refused(lambda: client.get_model_metadata("no-such-model", headers=own()))
    expect("no-such-model" in error.message() and error.status() == "404", f"{error.status()} {error.message()}")


@check("errors: an unknown version is named")
def _():
    error = refused(lambda: infer(model_version="999999"))
    expect("999999" in error.message() and error.status() == "404", f"{error.status()} {error.message()}")


@check("errors: a wrong shape says what was wanted")
def _():
    made = inputs(1, True)
    made[0] = http.InferInput(metadata["inputs"][0]["name"], [1, 1, 1, 7], metadata["inputs"][0]["datatype"])
    tensor = metadata["inputs"][0]
    data = np.array([""] * 7, dtype=np.object_) if tensor["datatype"] == "BYTES" else np.zeros(7, dtype=triton_to_np_dtype(tensor["datatype"]))
    made[0].set_data_from_numpy(data.reshape([1, 1, 1, 7]))
    error = refused(lambda: client.infer(model, made, headers=own()))
    expect("wanted" in error.message() and error.status() == "400", f"{error.status()} {error.message()}")


@check("errors: a missing input is named")
def _():
    extra = http.InferInput("no-such-input", [1], "FP32")
    extra.set_data_from_numpy(np.zeros(1, dtype=np.float32))
    error = refused(lambda: client.infer(model, [extra], headers=own()))
    expect("no-such-input" in error.message() and metadata["inputs"][0]["name"] in error.message(), error.message())


@check("errors: shared memory is refused, for inputs and for outputs")
def _():
    made = inputs(1, True)
    made[0].set_shared_memory("region", 8)
    error = refused(lambda: client.infer(model, made, headers=own()))
    expect("shared memory" in error.message() and error.status() == "400", f"{error.status()} {error.message()}")
    wish = asked(True)[:1]
    wish[0].set_shared_memory("region", 8)
    error = refused(lambda: client.infer(model, inputs(1, True), outputs=wish, headers=own()))
    expect("shared memory" in error.message() and error.status() == "400", f"{error.status()} {error.message()}")
    expect(refused(lambda: client.register_system_shared_memory("region", "/region", 8)).status() == "501", "it was registered")


@check("infer: compressed replies")
def _():
    plain = infer(rows=200, outputs=asked(True))
    for how in ("gzip", "deflate"):
        same(plain, infer(rows=200, outputs=asked(True), response_compression_algorithm=how))


@check("statistics count what was asked")
def _():
    before = client.get_inference_statistics(model, headers=own())["model_stats"]
    infer(rows=4)
    after = client.get_inference_statistics(model, headers=own())["model_stats"]
    rows = lambda stats: sum(int(one["inference_count"]) for one in stats)
    expect(rows(after) >= rows(before) + 4, (before, after))


import triton_remote  # noqa: E402,F401 its checks need what is above, the metadata too

client.close()
checks.end()
