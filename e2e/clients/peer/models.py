"""Logged models: made, finished, tagged, searched, tied to runs."""
L = "logged-models"


def cases(p):
    making(p)
    changing(p)
    tying(p)
    searching(p)
    ending(p)


def making(p):
    p.post("experiments/create", {"name": "${mark}-lm"}, save={"expl": "experiment_id"})
    p.post("experiments/create", {"name": "${mark}-lm-scrap"}, save={"expx": "experiment_id"})
    p.post(L, {"experiment_id": "${expx}"}, save={"lmx": "model.info.model_id"})
    p.post("runs/create", {"experiment_id": "${expl}", "start_time": 1, "run_name": "maker"}, save={"lrun": "run.info.run_id"})
    e = {"experiment_id": "${expl}"}
    p.post(L, {**e, "name": "one", "model_type": "Agent", "source_run_id": "${lrun}", "params": [{"key": "a", "value": "1"}], "tags": [{"key": "t", "value": "x"}]}, save={"lm1": "model.info.model_id"})
    p.post(L, {**e, "name": "two"}, save={"lm2": "model.info.model_id"})
    p.post(L, {**e, "name": "three"}, save={"lm3": "model.info.model_id"})
    p.get(f"{L}/${{lm1}}", {})
    p.get(f"{L}/m-0123456789abcdef0123456789abcdef", {})
    p.get(f"{L}/nothing", {})
    for name in ("a/b", "a:b", "a.b", "a%b", "a\"b", "a'b", "x" * 501):
        p.post(L, {**e, "name": name})
    p.post(L, {"experiment_id": "999999999", "name": "x"})
    p.post(L, {"experiment_id": "abc", "name": "x"})
    p.post(L, {"name": "x"})
    p.post(L, {**e, "name": "p", "params": [{"key": "x" * 251, "value": "1"}]})
    p.post(L, {**e, "name": "p", "params": [{"key": "a", "value": "v" * 6001}]})
    p.post(L, {**e, "name": "p", "params": "x"})
    p.post(L, {**e, "name": "p", "tags": [{"key": "a$b", "value": "1"}]})


def changing(p):
    one = f"{L}/${{lm1}}"
    unknown = f"{L}/m-0123456789abcdef0123456789abcdef"
    for values in ({"model_id": "${lm1}", "status": "LOGGED_MODEL_READY"}, {"model_id": "${lm1}", "status": "LOGGED_MODEL_UPLOAD_FAILED"}, {"model_id": "${lm1}", "status": "LOGGED_MODEL_PENDING"}, {"status": "LOGGED_MODEL_READY"}, {"model_id": "${lm1}"}, {"model_id": "${lm1}", "status": 2},
                   {"model_id": "${lm1}", "status": "LOGGED_MODEL_READY"}):
        p.patch(one, values)
    p.patch(f"{L}/${{lmx}}", {"model_id": "${lmx}", "status": "READY"}, instead=(400, "INVALID_PARAMETER_VALUE", "an unknown status is said to be one"))
    p.patch(unknown, {"model_id": "m-0123456789abcdef0123456789abcdef", "status": "LOGGED_MODEL_READY"})
    for tags in ([{"key": "t", "value": "y"}, {"key": "u", "value": "1"}], [], [{"key": "a$b", "value": "x"}], "x", [{"key": "d", "value": "1"}, {"key": "d", "value": "2"}], [{"key": "long", "value": "v" * 9000}]):
        p.patch(f"{one}/tags", {"tags": tags})
    p.patch(f"{one}/tags", {})
    p.patch(f"{unknown}/tags", {"tags": [{"key": "t", "value": "y"}]})
    for key in ("u", "u", "a%2Fb"):
        p.delete(f"{one}/tags/{key}", {})
    p.delete(f"{unknown}/tags/u", {})
    for values in ({"model_id": "${lm1}", "params": [{"key": "b", "value": "2"}]}, {"model_id": "${lm1}", "params": [{"key": "b", "value": "2"}]}, {"model_id": "${lm1}", "params": [{"key": "b", "value": "3"}]}, {"params": [{"key": "c", "value": "3"}]}, {"model_id": "${lm1}", "params": []}, {"model_id": "${lm1}"}, {"model_id": "${lm1}", "params": [{"key": "a$b", "value": "3"}]}):
        p.post(f"{one}/params", values)
    p.post(f"{unknown}/params", {"model_id": "m-0123456789abcdef0123456789abcdef", "params": [{"key": "b", "value": "2"}]})
    p.get(one, {})


def tying(p):
    r = {"run_id": "${lrun}"}
    p.post("runs/outputs", {**r, "models": [{"model_id": "${lm1}", "step": 3}, {"model_id": "${lm2}", "step": 0}]})
    p.post("runs/outputs", {**r, "models": []})
    p.post("runs/outputs", r)
    p.post("runs/outputs", {**r, "models": "x"})
    p.post("runs/outputs", {"run_id": "0123456789abcdef0123456789abcdef", "models": [{"model_id": "${lm1}", "step": 0}]})
    p.post("runs/log-inputs", {**r, "models": [{"model_id": "${lm3}"}]})
    p.get("runs/get", r)
    metric = {"timestamp": 10, "step": 1, "model_id": "${lm1}"}
    p.post("runs/log-batch", {**r, "metrics": [{"key": "acc", "value": 0.5, **metric}, {"key": "acc", "value": 0.9, **metric, "step": 2, "timestamp": 20}, {"key": "acc", "value": 0.7, **metric, "timestamp": 11, "dataset_name": "train", "dataset_digest": "1"}, {"key": "f1", "value": 0.1, **metric, "model_id": "${lm2}", "dataset_name": "test", "dataset_digest": "2"}]})
    p.post("runs/log-metric", {**r, "key": "acc", "value": 0.8, **metric, "model_id": "${lm2}", "dataset_name": "train", "dataset_digest": "1"})
    p.post("runs/log-metric", {**r, "key": "acc", "value": 0.8, "timestamp": 1, "model_id": "m-0123456789abcdef0123456789abcdef"}, instead=(404, "RESOURCE_DOES_NOT_EXIST", "the stock server shows its database's refusal"))
    p.get(f"{L}/${{lm1}}", {})
    p.get(f"{L}/${{lm2}}", {})
    p.get("runs/get", r)


def searching(p):
    p.words = False
    s = {"experiment_ids": ["${expl}"], "order_by": [{"field_name": "name"}]}
    p.post(f"{L}/search", s)
    p.post(f"{L}/search", {**s, "filter": "status = 'LOGGED_MODEL_READY'"}, instead=(200, None, "a status is found by its name; the stock server compares it with a number"))
    for text in ("name = 'one'", "name != 'one'", "name LIKE 'o%'", "name ILIKE 'O%'", "name IN ('one', 'two')", "name NOT IN ('one')", "attributes.name = 'one'", "model_type = 'Agent'", "status = 'READY'", "source_run_id = '${lrun}'", "model_id = '${lm1}'",
                 "creation_timestamp > 0", "creation_timestamp < 5", "last_updated_timestamp >= 0", "creation_timestamp = 'x'", "metrics.acc > 0.6", "metrics.acc < 0.6", "metrics.none > 0", "metrics.acc = 'x'", "params.a = '1'", "params.b = '2'", "params.a = 1", "params.a LIKE '%'", "tags.t = 'y'", "tags.t != 'y'", "tags.`t` = 'y'",
                 "tags.t = 'y' AND metrics.acc > 0.1", "name = 'one' OR name = 'two'", "(name = 'one')", "bogus = 'x'", "attributes.bogus = 'x'", "bogus.x = 'y'", "name > 'a'", "name = one", "name", "name =", "name = 'one' name = 'two'", "", "tags.t IN ('y')", "name IN ()", "tags.t > 'a'", "params.a > '0'"):
        p.post(f"{L}/search", {**s, "filter": text})
    for order in ([{"field_name": "name", "ascending": False}], [{"field_name": "creation_timestamp", "ascending": True}], [{"field_name": "metrics.acc", "ascending": True}, {"field_name": "name"}], [{"field_name": "metrics.acc", "ascending": False}, {"field_name": "name"}], [{"field_name": "metrics.acc", "dataset_name": "train", "ascending": True}, {"field_name": "name"}],
                  [{"field_name": "metrics.acc", "dataset_name": "train", "dataset_digest": "1", "ascending": False}, {"field_name": "name"}], [{"field_name": "metrics.f1", "dataset_name": "none"}, {"field_name": "name"}], [{"field_name": "bogus"}], [{"field_name": "params.a"}], [{"field_name": "tags.t"}], [{"ascending": True}], "x", ["name"], [{"field_name": "model_type"}, {"field_name": "name"}]):
        p.post(f"{L}/search", {**s, "order_by": order})
    for data in ([{"dataset_name": "train"}], [{"dataset_name": "train", "dataset_digest": "1"}], [{"dataset_name": "train", "dataset_digest": "9"}], [{"dataset_name": "train", "dataset_digest": "1"}, {"dataset_name": "test", "dataset_digest": "2"}], [{"dataset_digest": "1"}], "x", [{"dataset_name": "none", "dataset_digest": "1"}]):
        p.post(f"{L}/search", {**s, "datasets": data})
        p.post(f"{L}/search", {**s, "datasets": data, "filter": "metrics.acc > 0.75"})
    p.post(f"{L}/search", {**s, "max_results": 1}, save={"lpage": "next_page_token"})
    p.post(f"{L}/search", {**s, "max_results": 1, "page_token": "${lpage}"})
    for more in ({"max_results": 0}, {"max_results": 51}, {"max_results": "x"}, {"page_token": "!!"}, {"experiment_ids": []}, {"experiment_ids": ["999999999"]}, {"experiment_ids": ["abc"]}, {"experiment_ids": [5]}, {"experiment_ids": "x"}):
        p.post(f"{L}/search", {**s, **more})
    p.post(f"{L}/search", {})
    p.words = True


def ending(p):
    p.delete(f"{L}/${{lm3}}", {})
    p.delete(f"{L}/${{lm3}}", {})
    p.get(f"{L}/${{lm3}}", {})
    p.delete(f"{L}/m-0123456789abcdef0123456789abcdef", {})
    p.post(f"{L}/search", {"experiment_ids": ["${expl}"], "order_by": [{"field_name": "name"}], "filter": "name NOT IN ('one', 'two')"})
