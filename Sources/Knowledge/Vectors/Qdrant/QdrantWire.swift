/// What goes to Qdrant and comes back, in its own names.
enum QdrantWire {
    struct Answer<Result: Decodable>: Decodable {
        var result: Result
    }

    struct Collection: Encodable {
        struct Vectors: Codable {
            var size: Int
            var distance: String
        }

        var vectors: Vectors
    }

    struct PayloadIndex: Encodable {
        var fieldName: String
        var fieldSchema: String

        enum CodingKeys: String, CodingKey {
            case fieldName = "field_name"
            case fieldSchema = "field_schema"
        }
    }

    struct CollectionList: Decodable {
        struct Entry: Decodable {
            var name: String
        }

        var collections: [Entry]
    }

    struct CollectionInfo: Decodable {
        struct Config: Decodable {
            struct Parameters: Decodable {
                var vectors: Collection.Vectors
            }

            var params: Parameters
        }

        var config: Config
    }

    struct Count: Encodable {
        var exact = true
    }

    struct Counted: Decodable {
        var count: Int
    }

    struct Payload: Codable {
        var document: String
    }

    struct Point: Encodable {
        var id: Int64
        var vector: [Float]
        var payload: Payload

        init(_ point: VectorPoint) {
            id = point.id
            vector = point.vector
            payload = Payload(document: point.document)
        }
    }

    struct Points: Encodable {
        var points: [Point]
    }

    struct Filter: Encodable {
        struct Condition: Encodable {
            struct Match: Encodable {
                var any: [String]
            }

            var key: String
            var match: Match
        }

        var must: [Condition]

        static func documents(_ documents: [String]) -> Filter {
            Filter(must: [Condition(key: "document", match: .init(any: documents))])
        }
    }

    struct Selection: Encodable {
        var points: [Int64]?
        var filter: Filter?
    }

    struct Query: Encodable {
        struct Parameters: Encodable {
            var exact = true
        }

        var query: [Float]
        var limit: Int
        var filter: Filter?
        var params = Parameters()
    }

    struct Found: Decodable {
        struct Hit: Decodable {
            var id: Int64
            var score: Float
        }

        var points: [Hit]
    }

    struct Retrieval: Encodable {
        var ids: [Int64]
        var withVector = true

        enum CodingKeys: String, CodingKey {
            case ids
            case withVector = "with_vector"
        }
    }

    struct Scroll: Encodable {
        var limit: Int
        var offset: Int64?
        var withVector = true

        enum CodingKeys: String, CodingKey {
            case limit, offset
            case withVector = "with_vector"
        }
    }

    /// A point as it comes back.
    struct Kept: Decodable {
        var id: Int64
        var vector: [Float]
        var payload: Payload

        func point(in collection: String) -> VectorPoint {
            VectorPoint(id: id, collection: collection, document: payload.document, vector: vector)
        }
    }

    struct Page: Decodable {
        var points: [Kept]
        var nextPageOffset: Int64?

        enum CodingKeys: String, CodingKey {
            case points
            case nextPageOffset = "next_page_offset"
        }
    }
}
