#!/usr/bin/env python3
"""Pinecone's REST interface of version 2026-04, as far as Understudy uses it, for one serverless index of cosine.

Every request must fit pinecone_schema.json, written after the published description, and the published limits. Like the service it is
eventually consistent: what is written shows after the next few reads. The key is "pinecone-test-key", the index "passages".
Prints the port it listens on, and ends with standard input.

Usage: pinecone_server.py [DIMENSION]
"""

import json
import math
import sys
from pathlib import Path

import jsonschema
from serving import Refused, parsed, serve

KEY, VERSION, INDEX = "pinecone-test-key", "2026-04", "passages"
# Reads that still see what was before a write.
LAG = 2
DIMENSION = int(sys.argv[1]) if len(sys.argv) > 1 else 8
SCHEMA = json.loads((Path(__file__).parent / "pinecone_schema.json").read_text(encoding="utf-8"))

namespaces = {}
# [reads left, what to do]
waiting = []


def refused(status, code, message):
    return Refused(status, {"code": code, "message": message, "details": []})


def read(name, body):
    if len(body) > 2_000_000:
        raise refused(400, 11, f"Error, message length too large: found {len(body)} bytes, the limit is: 2000000 bytes")
    document = parsed(body)
    try:
        jsonschema.validate(document, {"$ref": f"#/$defs/{name}", "$defs": SCHEMA["$defs"]})
    except jsonschema.ValidationError as error:
        raise refused(400, 3, f"{error.json_path}: {error.message[:200]}") from None
    return document


def later(change):
    waiting.append([LAG, change])


def look():
    """A read: what has waited long enough shows from now on."""
    for entry in waiting:
        entry[0] -= 1
    for entry in [entry for entry in waiting if entry[0] < 0]:
        waiting.remove(entry)
        entry[1]()


def matches(vector, condition):
    return all((vector.get("metadata") or {}).get(key) in said["$in"] for key, said in (condition or {}).items())


def cosine(one, other):
    return sum(a * b for a, b in zip(one, other)) / (math.hypot(*one) * math.hypot(*other))


def check_length(vector):
    if len(vector) != DIMENSION:
        raise refused(400, 3, f"Vector dimension {len(vector)} does not match the dimension of the index {DIMENSION}")


def answer(method, parts, query, headers, body):
    if headers.get("api-key") != KEY:
        raise Refused(401, {"error": {"code": "UNAUTHENTICATED", "message": "Invalid API Key"}, "status": 401})
    if headers.get("x-pinecone-api-version") != VERSION:
        raise refused(400, 3, "X-Pinecone-Api-Version must be " + VERSION)
    return 200, route(method, parts, {key: values for key, values in query.items()}, body, headers)


def described(name):
    if name not in namespaces:
        raise refused(404, 5, f"Namespace {name} not found")
    return {"name": name, "record_count": str(len(namespaces[name]))}


def page(items, query, limit):
    start = int(query.get("paginationToken", ["0"])[0])
    count = int(query.get("limit", [str(limit)])[0])
    if not 1 <= count <= 100:
        raise refused(400, 3, "limit must be 1 to 100")
    following = {"pagination": {"next": str(start + count)}} if start + count < len(items) else {}
    return items[start:start + count], following


def route(method, parts, query, body, headers):
    match [method, *parts]:
        case ["GET", "indexes", name]:
            if name != INDEX:
                raise Refused(404, {"error": {"code": "NOT_FOUND", "message": f"Resource {name} not found"}, "status": 404})
            return {"name": INDEX, "dimension": DIMENSION, "metric": "cosine", "host": f"http://{headers['host']}",
                    "spec": {"serverless": {"cloud": "aws", "region": "us-east-1"}}, "vector_type": "dense",
                    "status": {"ready": True, "state": "Ready"}}
        case ["POST", "describe_index_stats"]:
            read("DescribeIndexStatsRequest", body)
            return {"dimension": DIMENSION, "metric": "cosine", "vectorType": "dense",
                    "namespaces": {name: {"vectorCount": len(held)} for name, held in namespaces.items()}}
        case ["GET", "namespaces"]:
            names, following = page(sorted(namespaces), query, 100)
            return {"namespaces": [described(name) for name in names]} | following
        case ["POST", "namespaces"]:
            name = read("CreateNamespaceRequest", body)["name"]
            if name in namespaces:
                raise refused(409, 6, f"Namespace {name} already exists")
            namespaces[name] = {}
            return described(name)
        case ["GET", "namespaces", name]:
            look()
            return described(name)
        case ["DELETE", "namespaces", name]:
            described(name)
            del namespaces[name]
            return {}
        case ["POST", "vectors", "upsert"]:
            request = read("UpsertRequest", body)
            for vector in request["vectors"]:
                check_length(vector["values"])
            name = request.get("namespace", "")
            later(lambda: namespaces.setdefault(name, {}).update({one["id"]: one for one in request["vectors"]}))
            return {"upsertedCount": len(request["vectors"])}
        case ["POST", "vectors", "delete"]:
            request = read("DeleteRequest", body)
            described(request.get("namespace", ""))
            later(lambda: delete(request))
            return {}
        case ["POST", "query"]:
            request = read("QueryRequest", body)
            check_length(request["vector"])
            look()
            held = namespaces.get(request.get("namespace", ""), {}).values()
            scored = [{"id": one["id"], "score": cosine(request["vector"], one["values"])}
                      for one in held if matches(one, request.get("filter"))]
            return {"matches": sorted(scored, key=lambda one: -one["score"])[:request["topK"]],
                    "namespace": request.get("namespace", ""), "usage": {"readUnits": 1}}
        case ["GET", "vectors", "fetch"]:
            look()
            held = namespaces.get(query.get("namespace", [""])[0], {})
            return {"vectors": {one: held[one] for one in query.get("ids", []) if one in held}, "usage": {"readUnits": 1}}
        case ["GET", "vectors", "list"]:
            look()
            ids, following = page(sorted(namespaces.get(query.get("namespace", [""])[0], {})), query, 100)
            return {"vectors": [{"id": one} for one in ids]} | following
    raise refused(404, 5, "Not Found")


def delete(request):
    held = namespaces.get(request.get("namespace", ""), {})
    for one in [one for one in held.values() if one["id"] in request.get("ids", [])
                or ("filter" in request and matches(one, request["filter"]))]:
        del held[one["id"]]


serve(answer)
