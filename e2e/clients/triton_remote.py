"""The part of triton_line.py that speaks gRPC and asynchronous HTTP; it is run by that one."""

import asyncio
import os
import queue

import tritonclient.grpc as grpc
import tritonclient.http.aio as aio
from __main__ import asked, check, expect, infer, inputs, metadata, model, own, refused, same, token, url, values

remote = grpc.InferenceServerClient(f"{url.rsplit(':', 1)[0]}:{os.environ.get('SERVING_GRPC_PORT', '8081')}")


@check("http.aio: infer, compressed too")
def _():
    async def ask():
        async with aio.InferenceServerClient(url) as asynchronous:
            expect(await asynchronous.is_server_ready(), "the server is not ready")
            plain = await asynchronous.infer(model, inputs(200, True), headers=own())
            same(plain, await asynchronous.infer(model, inputs(200, True), headers=own(), request_compression_algorithm="gzip", response_compression_algorithm="gzip"))
            same(plain, await asynchronous.infer(model, inputs(200, False), outputs=asked(False), headers=own()))

    asyncio.run(ask())


def remote_inputs(rows):
    made = []
    for tensor in metadata["inputs"]:
        data = values(tensor, rows)
        made.append(grpc.InferInput(tensor["name"], list(data.shape), tensor["datatype"]))
        made[-1].set_data_from_numpy(data)
    return made


def remote_own():
    return {"authorization": f"Bearer {token}"} if token else None


@check("grpc: live, ready, metadata, config, index, statistics")
def _():
    expect(remote.is_server_live() and remote.is_server_ready() and remote.is_model_ready(model, headers=remote_own()), "it is not ready")
    expect("statistics" in remote.get_server_metadata().extensions, "no extensions")
    said = remote.get_model_metadata(model, headers=remote_own())
    expect([list(tensor.shape) for tensor in said.inputs] == [tensor["shape"] for tensor in metadata["inputs"]], said)
    expect(remote.get_model_config(model, headers=remote_own()).config.input[0].dims, "no dims")
    expect(any(row.name == model and row.state == "READY" for row in remote.get_model_repository_index(headers=remote_own()).models), "not in the index")
    expect(remote.get_inference_statistics(model, headers=remote_own()).model_stats[0].inference_count >= 0, "no statistics")


@check("grpc: infer equals HTTP's, compressed too")
def _():
    plain = infer(rows=3, outputs=asked(True))
    same(plain, remote.infer(model, remote_inputs(3), headers=remote_own()))
    answer = remote.infer(model, remote_inputs(3), headers=remote_own(), request_id="q2", compression_algorithm="gzip", parameters={"prediction_id": "mine-2"})
    same(plain, answer)
    expect(answer.get_response().id == "q2" and answer.get_response().parameters["prediction_id"].string_param == "mine-2", answer.get_response())


@check("grpc: shared memory is refused, for inputs and for outputs")
def _():
    made = remote_inputs(1)
    for tensor in made:
        tensor.set_shared_memory("region", 8)
    wish = grpc.InferRequestedOutput(metadata["outputs"][0]["name"])
    wish.set_shared_memory("region", 8)
    for work in (lambda: remote.infer(model, made, headers=remote_own()), lambda: remote.infer(model, remote_inputs(1), outputs=[wish], headers=remote_own())):
        error = refused(work)
        expect("shared memory" in error.message() and "INVALID_ARGUMENT" in str(error.status()), f"{error.status()} {error.message()}")


@check("grpc: asynchronous")
def _():
    answers = queue.Queue()
    remote.async_infer(model, remote_inputs(2), lambda result, error: answers.put((result, error)), headers=remote_own())
    result, error = answers.get(timeout=30)
    expect(error is None and result.get_response().model_name == model, error)


@check("grpc: errors have their status")
def _():
    for name, version, status in (("no-such-model", "", "NOT_FOUND"), (model, "999999", "NOT_FOUND")):
        error = refused(lambda: remote.infer(name, remote_inputs(1), model_version=version, headers=remote_own()))
        expect(status in str(error.status()), f"{error.status()} {error.message()}")
    error = refused(lambda: remote.infer(model, remote_inputs(1), outputs=[grpc.InferRequestedOutput("no-such-output")], headers=remote_own()))
    expect("INVALID_ARGUMENT" in str(error.status()) and "no-such-output" in error.message(), f"{error.status()} {error.message()}")


@check("grpc: a stream goes on after a bad request")
def _():
    answers = queue.Queue()
    remote.start_stream(lambda result, error: answers.put((result, error)), headers=remote_own())
    for name in (model, "no-such-model", model):
        remote.async_stream_infer(name, remote_inputs(2))
    seen = [answers.get(timeout=30) for _ in range(3)]
    remote.stop_stream()
    expect([error is None for _, error in seen] == [True, False, True] and "no-such-model" in str(seen[1][1]), seen)


remote.close()
