import Foundation

/// What goes to Pinecone and comes back, in its own names.
enum PineconeWire {
    /// The version of the interface that is spoken; each is supported for a year at least.
    static let version = "2026-04"

    struct Metadata: Codable {
        var document: String
    }

    struct Vector: Codable {
        var id: String
        var values: [Float]
        var metadata: Metadata?

        init(_ point: VectorPoint) {
            id = String(point.id)
            values = point.vector
            metadata = Metadata(document: point.document)
        }

        /// nil for what somebody else has put there.
        func point(in collection: String) -> VectorPoint? {
            guard let id = Int64(id), let metadata else { return nil }
            return VectorPoint(id: id, collection: collection, document: metadata.document, vector: values)
        }
    }

    struct Filter: Encodable {
        struct Condition: Encodable {
            var any: [String]

            enum CodingKeys: String, CodingKey {
                case any = "$in"
            }
        }

        var document: Condition

        init(documents: [String]) {
            document = Condition(any: documents)
        }
    }

    struct Deletion: Encodable {
        var ids: [String]?
        var filter: Filter?
        var namespace: String
    }

    struct Query: Encodable {
        var vector: [Float]
        var topK: Int
        var namespace: String
        var filter: Filter?
        var includeValues = false
        var includeMetadata = false
    }

    struct Found: Decodable {
        struct Match: Decodable {
            var id: String
            var score: Float?
        }

        var matches: [Match]?
    }

    struct Fetched: Decodable {
        var vectors: [String: Vector]?
    }

    struct Listed: Decodable {
        struct Item: Decodable {
            var id: String
        }

        var vectors: [Item]?
        var pagination: Pagination?
    }

    struct Pagination: Decodable {
        var next: String?
    }

    struct Namespace: Codable {
        var name: String
        /// As the service says it: a whole number, or one in quotes.
        var recordCount: Count?

        enum CodingKeys: String, CodingKey {
            case name
            case recordCount = "record_count"
        }
    }

    /// A 64-bit number, which some encoders of protocol buffers write in quotes.
    struct Count: Codable {
        var value: Int

        init(from decoder: any Decoder) throws {
            let container = try decoder.singleValueContainer()
            if let number = try? container.decode(Int.self) {
                value = number
            } else {
                value = Int(try container.decode(String.self)) ?? 0
            }
        }

        func encode(to encoder: any Encoder) throws {
            var container = encoder.singleValueContainer()
            try container.encode(value)
        }
    }

    struct Namespaces: Decodable {
        var namespaces: [Namespace]?
        var pagination: Pagination?
    }

    struct IndexDescription: Decodable {
        var dimension: Int?
        var metric: String?
    }

    /// What the control plane says of an index.
    struct Index: Decodable {
        var host: String
    }

    struct Nothing: Codable {}
}
