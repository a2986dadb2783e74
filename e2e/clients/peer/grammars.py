"""The four filter languages and orders, with what they refuse."""
QUOTES = ("name = '${mark}-g1'", "name = \"${mark}-g1\"", "name = `${mark}-g1`", "name = ${mark}-g1")
SHAPES = ("name LIKE '${mark}-g%' AND", "name LIKE '${mark}-g%' OR name = 'x'", "(name = '${mark}-g1')", "name", "name =", "= 'x'", "NOT name = 'x'", "name = 'x' AND AND name = 'y'", "name LIKE '${mark}-g%' and NAME = '${mark}-g1'",
          "name like '${mark}-g%'", "name iLike '${mark}-G%'", "name LIKE '${mark}-g_'", "name LIKE '${mark}\\_g1'", "name LIKE '${mark}-g%' AND name LIKE '%1'", "name != '${mark}-g1' AND name LIKE '${mark}-g%'", "'x' = name", "name == '${mark}-g1'", "name <> '${mark}-g1' AND name LIKE '${mark}-g%'", "name='${mark}-g1'", "  name   =   '${mark}-g1'  ", "name = '${mark}-g1';", "name = 'it''s'", "name = \"it's\"", "name = ''", "name LIKE '${mark}-g%' AND  AND name = '${mark}-g1'")


LENIENT = (200, None, "keywords in any case")


def cases(p):
    prepare(p)
    p.words = False
    models(p)
    versions(p)
    experiments(p)
    runs(p)
    pages(p)
    p.words = True


def prepare(p):
    for index in (1, 2, 3):
        tags = [{"key": "n", "value": str(index)}] + ([{"key": "team", "value": "Ops"}, {"key": "odd key/1", "value": "x"}] if index < 3 else [])
        p.post("registered-models/create", {"name": f"${{mark}}-g{index}", "tags": tags})
        p.post("model-versions/create", {"name": f"${{mark}}-g{index}", "source": f"s3://bucket/g{index}", "run_id": f"{index}" * 32, "tags": tags})
        p.post("model-versions/create", {"name": f"${{mark}}-g{index}", "source": f"s3://bucket/h{index}"})
        p.post("experiments/create", {"name": f"${{mark}}-g{index}", "tags": tags}, save={f"expg{index}": "experiment_id"})
    for index in (1, 2, 3):
        tags = [{"key": "n", "value": str(index)}, {"key": "mark", "value": "g"}] + ([{"key": "team", "value": "Ops"}, {"key": "odd key/1", "value": "x"}] if index < 3 else [])
        p.post("runs/create", {"experiment_id": "${expg1}", "start_time": index * 1000, "run_name": f"run {index}", "user_id": "me", "tags": tags}, save={f"rg{index}": "run.info.run_id"})
        p.post("runs/log-batch", {"run_id": f"${{rg{index}}}", "metrics": [{"key": "loss", "value": index / 2, "timestamp": 1, "step": 1}] + ([{"key": "odd/m", "value": 1, "timestamp": 1, "step": 0}] if index < 3 else [{"key": "loss", "value": "NaN", "timestamp": 2, "step": 2}]),
                                 "params": [{"key": "lr", "value": f"0.{index}"}] + ([{"key": "odd p", "value": "v"}] if index < 3 else [])})
    p.post("runs/update", {"run_id": "${rg1}", "status": "FINISHED", "end_time": 1500})
    p.post("runs/update", {"run_id": "${rg2}", "status": "FAILED", "end_time": 2500})


def models(p):
    path = "registered-models/search"
    own = "name LIKE '${mark}-g%' AND "
    for text in QUOTES + SHAPES:
        p.get(path, {"filter": text})
    for text in ("name IN ('${mark}-g1', '${mark}-g2')", "name IN ('${mark}-g1')", "name IN ()", "name IN ('a', 5)", "name IN 'a'", "name NOT IN ('${mark}-g1') AND name LIKE '${mark}-g%'", "name > 'a'", "name IS NULL", "attribute.name = '${mark}-g1'", "attributes.name = 'x'", "attr.name = 'x'", "bogus = 'x'", "aliases = 'x'", "description = 'x'", "bogus.x = 'y'", "name = 5",
                 own + "tag.team = 'Ops'", own + "tags.team = 'ops'", own + "tags.team ILIKE 'ops'", own + "tags.team LIKE 'O%'", own + "tags.team != 'Ops'", own + "tags.n != '1'", own + "tags.`odd key/1` = 'x'", own + "tags.\"odd key/1\" = 'x'", own + "tags.team = 'Ops' AND tags.n = '1'", own + "tags.none = 'x'",
                 own + "tags.n > '1'", own + "tags.n IN ('1')", own + "tags.n IS NULL", own + "tags.n = 1", own + "tags.n = x", own + "tags.mlflow.x = 'y'", own + "tag.`mlflow.prompt.is_prompt` != 'true'", own + "tag.`mlflow.prompt.is_prompt` = 'true'", own + "tags.`mlflow.prompt.is_prompt` = 'false'", "tags. = 'x'", "tags = 'x'", "metrics.x = 1", "params.x = 'y'",
                 "name LIKE '${mark}%' AND tag.`mlflow.prompt.is_prompt` = 'true'"):
        p.get(path, {"filter": text})
    own = "name LIKE '${mark}-g%'"
    for order in (["name"], ["name DESC"], ["name desc"], ["name ASC"], ["name UP"], ["bogus"], ["timestamp", "name"], ["last_updated_timestamp", "name"], ["last_updated_timestamp DESC", "name"], ["tags.n"], ["name", "name DESC"], ["name ASC DESC"], [""], ["`name`"], ["attribute.name DESC"], ["creation_timestamp"]):
        p.get(path, {"filter": own, "order_by": order})


def versions(p):
    path = "model-versions/search"
    own = "name LIKE '${mark}-g%' AND "
    for text in QUOTES + SHAPES:
        p.get(path, {"filter": text, "order_by": ["name", "version_number"]})
    for text in ("name IN ('${mark}-g1', '${mark}-g2')", own + "version_number = 1", own + "version_number > 1", own + "version_number >= 2", own + "version_number < 2", own + "version_number <= 1", own + "version_number != 1", own + "version_number = '1'", own + "version_number = x", own + "version_number = 1.5", own + "version_number LIKE '1'", own + "version_number IN (1)", own + "version_number = -1",
                 own + "run_id = '" + "1" * 32 + "'", own + "run_id IN ('" + "1" * 32 + "', '" + "2" * 32 + "')", own + "run_id IN ()", own + "run_id = ''", own + "run_id != ''", own + "run_id LIKE '1%'", own + "source_path = 's3://bucket/g1'", own + "source_path LIKE 's3%h%'", own + "source = 'x'", own + "attribute.version_number = 1", own + "attributes.version_number = 1", own + "stage = 'None'", own + "status = 'READY'", own + "creation_timestamp > 0", own + "user_id = 'x'",
                 own + "tags.n = '1'", own + "tag.team != 'Ops'", own + "tags.team ILIKE 'ops'", own + "tags.n > '1'", own + "tags.n IN ('1')", own + "tags.`odd key/1` = 'x'", own + "tags.n = '1' AND version_number = 1", own + "name > 'x'", own + "run_id NOT IN ('x')", own + "tag.`mlflow.prompt.is_prompt` = 'true'"):
        p.get(path, {"filter": text, "order_by": ["name", "version_number"]})
    own = "name LIKE '${mark}-g%'"
    for order in (["name", "version_number"], ["version_number DESC", "name DESC"], ["creation_timestamp", "name", "version_number"], ["last_updated_timestamp DESC", "name", "version_number"], ["bogus"], ["name UP"], ["version_number", "version_number"], ["tags.n"], ["run_id"], ["name,version_number"], ["version"]):
        p.get(path, {"filter": own, "order_by": order})


def experiments(p):
    path = "experiments/search"
    own = "name LIKE '${mark}-g%' AND "
    for text in QUOTES + SHAPES:
        p.post(path, {"filter": text, "max_results": 50, "order_by": ["name"]}, instead=LENIENT if " like " in text or " iLike " in text else None)
    for text in ("name IN ('${mark}-g1')", "name > 'a'", "attribute.name = '${mark}-g1'", "attributes.name = '${mark}-g1'", "attr.name = '${mark}-g1'", own + "creation_time > 0", own + "creation_time < 5", own + "last_update_time >= 0", own + "creation_time = 'x'", own + "creation_time LIKE '1'", "experiment_id = '${expg1}'", "experiment_id = ${expg1}", "experiment_id IN ('${expg1}', '${expg2}')", own + "experiment_id != '0'", "lifecycle_stage = 'active'",
                 own + "tags.n = '1'", own + "tag.team != 'Ops'", own + "tags.team ILIKE 'ops'", own + "tags.n > '1'", own + "tags.`odd key/1` = 'x'", own + "tags.n IS NULL", own + "tags.team IS NULL", own + "tags.team IS NOT NULL", "metrics.x > 1", "bogus = 'x'", "name = 5"):
        p.post(path, {"filter": text, "max_results": 50, "order_by": ["name"]})
    own = "name LIKE '${mark}-g%'"
    for order in (["name DESC"], ["experiment_id"], ["experiment_id DESC"], ["creation_time DESC", "name"], ["last_update_time", "name"], ["bogus"], ["name UP"], ["tags.n"], ["name", "name"], ["attribute.name DESC"]):
        p.post(path, {"filter": own, "max_results": 50, "order_by": order})
    for more in ({}, {"max_results": 0}, {"max_results": -1}, {"max_results": 50001}, {"max_results": "x"}, {"max_results": "2"}, {"max_results": 5, "view_type": "ALL"}, {"max_results": 5, "view_type": "DELETED_ONLY"}, {"max_results": 5, "view_type": "NOWHERE"}, {"max_results": 5, "page_token": "!!"}):
        p.post(path, {"filter": own, "order_by": ["name"], **more})
        p.get(path, {"filter": own, "order_by": ["name"], **more})


def runs(p):
    path = "runs/search"
    s = {"experiment_ids": ["${expg1}"], "order_by": ["start_time ASC"]}
    for text in ("metrics.loss < 1", "metrics.loss >= 1", "metrics.loss = 0.5", "metrics.loss != 0.5", "metrics.loss = 'abc'", "metrics.loss = abc", "metrics.loss LIKE '1'", "metrics.loss > -1", "metrics.loss > 1e-3", "metric.loss < 1", "metrics.`odd/m` = 1", "metrics.\"odd/m\" = 1", "metrics.none > 0", "metrics.loss IS NULL", "metrics.loss IN (1)",
                 "params.lr = '0.1'", "params.lr = \"0.1\"", "params.lr = 0.1", "params.lr != '0.1'", "params.lr LIKE '0%'", "params.lr ILIKE '0.1'", "param.lr = '0.1'", "parameter.lr = '0.1'", "parameters.lr = '0.1'", "params.`odd p` = 'v'", "params.lr > '0.1'", "params.`odd p` IS NULL", "params.`odd p` IS NOT NULL", "params.lr IN ('0.1')",
                 "tags.team = 'Ops'", "tags.team != 'Ops'", "tags.team IS NULL", "tags.team IS NOT NULL", "tags.team ILIKE 'ops'", "tags.team LIKE 'ops'", "tag.n = '1'", "tags.n != '1'", "tags.n > '1'", "tags.`odd key/1` = 'x'", "tags.mlflow.runName = 'run 1'", "tags.`mlflow.runName` LIKE 'run%'", "tags.n = 1", "tags.n IN ('1')",
                 "attributes.status = 'FINISHED'", "attribute.status = 'FAILED'", "attr.status = 'FAILED'", "run.status = 'FAILED'", "status = 'FINISHED'", "status != 'FINISHED'", "status = FINISHED", "status LIKE 'F%'", "run_name = 'run 1'", "attributes.run_name ILIKE 'RUN%'", "attributes.`run name` = 'run 1'", "attributes.`Run name` = 'run 1'", "user_id = 'me'", "user_id = 'you'", "artifact_uri LIKE '%artifacts'", "run_id = '${rg1}'", "attributes.run_id IN ('${rg1}', '${rg2}')", "run_id NOT IN ('${rg1}')", "run_id IN ()", "run_id IN ('a', 1)", "run_id IN ('a'", "run_name IN ('run 1')", "run_id LIKE '%'",
                 "start_time > 1000", "attributes.start_time <= 2000", "end_time < 2000", "start_time = 'x'", "start_time LIKE '1'", "attributes.created > 5", "attributes.`end time` > 1", "experiment_id = '1'", "lifecycle_stage = 'active'", "bogus = 'x'", "attributes.bogus = 'x'", "bogus.x = 'y'",
                 "metrics.loss < 2 AND params.lr = '0.2'", "metrics.loss < 2 and tags.n = '1' AND status = 'FINISHED'", "metrics.loss < 2 OR params.lr = '0.2'", "(metrics.loss < 2)", "metrics.loss < 2 AND", "AND", "metrics.loss", "metrics.loss <", "NOT metrics.loss < 2", "", " ", "status = \"FINISHED", "tags.n = 'it''s'", "status = 'FINISHED';", "metrics. > 1", "tags.'n' = '1'"):
        p.post(path, {**s, "filter": text})
    for order in (["metrics.loss ASC"], ["metrics.loss DESC"], ["metrics.loss"], ["params.lr DESC"], ["params.`odd p`"], ["tags.team", "start_time"], ["tag.n DESC"], ["status", "start_time"], ["attributes.start_time DESC"], ["start_time DESC"], ["end_time"], ["end_time DESC"], ["run_name DESC"], ["user_id", "start_time"], ["bogus"], ["attributes.bogus"], ["start_time UP"], ["metrics.`odd/m` DESC", "start_time"], ["Start Time"], ["attributes.`Start Time`"], ["metrics.none"], [""], ["start_time", "start_time"], ["params.lr ASC", "metrics.loss DESC"], ["metric.loss"], ["created"], ["Created DESC"], ["dataset.name"], ["experiment_id"]):
        p.post(path, {**s, "order_by": order})
    p.post(path, {"experiment_ids": ["${expg1}"]})
    for more in ({"experiment_ids": []}, {"experiment_ids": ["999999999"]}, {"experiment_ids": ["abc"]}, {"experiment_ids": "x"}, {"max_results": 0}, {"max_results": -1}, {"max_results": 50001}, {"max_results": "x"}, {"page_token": "!!"}, {"run_view_type": "DELETED_ONLY"}, {"order_by": "x"}, {"filter": 5}):
        p.post(path, {**s, **more})
    p.post(path, {})


def pages(p):
    for path, values, method in (("registered-models/search", {"filter": "name LIKE '${mark}-g%'"}, p.get), ("model-versions/search", {"filter": "name LIKE '${mark}-g%'", "order_by": ["name", "version_number"]}, p.get), ("runs/search", {"experiment_ids": ["${expg1}"]}, p.post), ("experiments/search", {"filter": "name LIKE '${mark}-g%'", "order_by": ["name"]}, p.post)):
        method(path, {**values, "max_results": 2}, save={"next": "next_page_token"})
        method(path, {**values, "max_results": 2, "page_token": "${next}"})
        method(path, {**values, "max_results": 3})
    for path, most in (("registered-models/search", 1000), ("model-versions/search", 200_000)):
        for amount in (0, -1, most, most + 1, "x", "1.5", ""):
            p.get(path, {"filter": "name LIKE '${mark}-g%'", "order_by": ["name"], "max_results": amount}, instead=(400, "INVALID_PARAMETER_VALUE", "no page has so few rows") if amount == -1 else None)
        p.get(path, {"page_token": "!!"})
        p.post(path, {})
