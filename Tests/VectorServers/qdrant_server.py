#!/usr/bin/env python3
"""Qdrant's REST interface, as far as Understudy uses it, answered by the local mode of qdrant-client.

Requests must fit the client's own models, which are made from Qdrant's OpenAPI description. The key is "qdrant-test-key".
Prints the port it listens on, and ends with standard input.
"""

import warnings

from pydantic import TypeAdapter, ValidationError
from qdrant_client import QdrantClient, models
from serving import Refused, parsed, serve

KEY = "qdrant-test-key"
warnings.filterwarnings("ignore")
client = QdrantClient(":memory:")


def refused(status, reason):
    return Refused(status, {"status": {"error": reason}, "time": 0.0})


def read(model, body):
    try:
        return TypeAdapter(model).validate_python(parsed(body))
    except ValidationError as error:
        raise refused(400, f"Format error in JSON body: {error.errors()[0]['msg']}") from None


def size(name):
    return client.get_collection(name).config.params.vectors.size


def check_length(name, vector):
    if len(vector) != size(name):
        raise refused(400, f"Wrong input: Vector dimension error: expected dim: {size(name)}, got {len(vector)}")


def answer(method, parts, _query, headers, body):
    if headers.get("api-key") != KEY:
        raise refused(401, "Must provide an API key or an Authorization bearer token")
    result = route(method, parts, body)
    return 200, {"result": result, "status": "ok", "time": 0.0}


def plain(value):
    return value.model_dump(mode="json", exclude_none=True)


def route(method, parts, body):
    match [method, *parts]:
        case ["GET", "collections"]:
            return plain(client.get_collections())
        case ["PUT", "collections", name]:
            made = read(models.CreateCollection, body)
            if client.collection_exists(name):
                raise refused(409, f"Wrong input: Collection `{name}` already exists!")
            return client.create_collection(name, vectors_config=made.vectors)
        case ["DELETE", "collections", name]:
            return client.delete_collection(name)
    if parts[:1] != ["collections"] or len(parts) < 2 or not client.collection_exists(parts[1]):
        raise refused(404, f"Not found: Collection `{parts[1] if len(parts) > 1 else ''}` doesn't exist!")
    name = parts[1]
    match [method, *parts[2:]]:
        case ["GET"]:
            return plain(client.get_collection(name))
        case ["PUT", "index"]:
            read(models.CreateFieldIndex, body)
            return {"operation_id": 0, "status": "completed"}
        case ["PUT", "points"]:
            points = read(models.PointsList, body).points
            for point in points:
                check_length(name, point.vector)
            return plain(client.upsert(name, points))
        case ["POST", "points"]:
            asked = read(models.PointRequest, body)
            found = client.retrieve(name, asked.ids, with_payload=True, with_vectors=asked.with_vector or False)
            return [plain(point) for point in found]
        case ["POST", "points", "delete"]:
            selector = read(models.PointIdsList | models.FilterSelector, body)
            return plain(client.delete(name, selector))
        case ["POST", "points", "count"]:
            return plain(client.count(name, exact=read(models.CountRequest, body).exact))
        case ["POST", "points", "scroll"]:
            asked = read(models.ScrollRequest, body)
            points, following = client.scroll(
                name, limit=asked.limit or 10, offset=asked.offset, with_payload=True, with_vectors=asked.with_vector or False)
            return {"points": [plain(point) for point in points], "next_page_offset": following}
        case ["POST", "points", "query"]:
            asked = read(models.QueryRequest, body)
            check_length(name, asked.query)
            found = client.query_points(name, query=asked.query, query_filter=asked.filter, limit=asked.limit or 10,
                                        with_payload=False)
            return {"points": [plain(point) for point in found.points]}
    raise refused(404, "Not found")


serve(answer)
