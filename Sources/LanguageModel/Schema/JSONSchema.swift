/// A JSON Schema, compiled once: the part of draft 2020-12 that providers' structured modes share.
///
/// `type`, `properties`, `required`, `additionalProperties`, `items`, `enum`, `const`, `anyOf`, `$defs` with local `$ref`,
/// `minLength`/`maxLength`, `minItems`/`maxItems`, `minimum`/`maximum` and their exclusive forms, `pattern`, and the formats
/// `date` and `date-time`. Other formats and words that only describe are let pass; a keyword that would decide and is not known
/// here is an error, so that nothing passes for checked that is not.
package struct JSONSchema: Sendable, Hashable {
    /// What it was made from.
    package let source: JSONValue
    let nodes: [Node]

    /// - Parameter ignoresUnsupported: whether keywords that decide and are not known here are let pass. For schemas that
    ///   somebody else will check values against.
    /// - Throws: ``JSONSchemaError`` with the place and the reason.
    package init(_ source: JSONValue, ignoresUnsupported: Bool = false) throws(JSONSchemaError) {
        var compiler = JSONSchemaCompiler(source: source, ignoresUnsupported: ignoresUnsupported)
        self.source = source
        nodes = try compiler.compile()
    }

    /// One schema of the whole; children are places in ``JSONSchema/nodes``.
    struct Node: Sendable, Hashable {
        /// What becomes of members that `properties` does not name.
        enum Additional: Sendable, Hashable {
            case allowed
            case forbidden
            case matching(Int)
        }

        /// `false` as a schema: nothing fits.
        var refusesAll = false
        var types: [JSONType]?
        var properties: [String: Int] = [:]
        var required: [String] = []
        var additional = Additional.allowed
        var items: Int?
        var choices: [JSONValue]?
        var anyOf: [Int] = []
        var reference: Int?
        var length: ClosedRange<Int>?
        var count: ClosedRange<Int>?
        var least: Limit?
        var most: Limit?
        var pattern: String?
        var format: Format?
    }

    struct Limit: Sendable, Hashable {
        var value: Double
        var isExclusive: Bool
    }

    enum Format: String, Sendable, Hashable {
        case date
        case dateTime = "date-time"
    }

    /// Bounds on a schema, on the value that is checked, and on the work that one check may be.
    enum Bounds {
        static let schemaDepth = 32
        static let schemaNodes = 2000
        static let valueDepth = 64
        static let steps = 200_000
        static let pattern = 256
        /// Characters of a text that a pattern is tried on.
        static let matched = 4096
        static let problems = 20
    }
}

/// The types of a JSON value, as schemas name them.
package enum JSONType: String, Sendable, Hashable, CaseIterable {
    case array, boolean, integer, null, number, object, string

    /// With its article, for people and models.
    var phrase: String {
        switch self {
        case .array: "an array"
        case .boolean: "true or false"
        case .integer: "a whole number"
        case .null: "null"
        case .number: "a number"
        case .object: "an object"
        case .string: "a string"
        }
    }

    init(of value: JSONValue) {
        switch value {
        case .null: self = .null
        case .bool: self = .boolean
        case .integer: self = .integer
        case .number(let number): self = number == number.rounded() && number.isFinite ? .integer : .number
        case .string: self = .string
        case .array: self = .array
        case .object: self = .object
        }
    }

    func takes(_ other: JSONType) -> Bool { self == other || self == .number && other == .integer }
}

/// What is wrong with a schema itself.
package struct JSONSchemaError: Error, Sendable, Hashable, CustomStringConvertible {
    /// A JSON Pointer into the schema; empty for all of it.
    package var pointer: String
    package var reason: String

    package var description: String { "\(pointer.isEmpty ? "the schema" : pointer): \(reason)" }
}

/// One way in which a value does not fit its schema.
package struct JSONProblem: Error, Sendable, Hashable, CustomStringConvertible {
    /// A JSON Pointer into the value; empty for all of it.
    package var pointer: String
    package var reason: String
    /// Whether the only thing wrong is that this member is there.
    package var isExtraMember: Bool

    package init(pointer: String, reason: String, isExtraMember: Bool = false) {
        self.pointer = pointer
        self.reason = reason
        self.isExtraMember = isExtraMember
    }

    package var description: String { "\(pointer.isEmpty ? "the whole" : pointer): \(reason)" }
}

/// A step of a JSON Pointer, escaped.
func pointerStep(_ name: String) -> String {
    "/" + name.replacing("~", with: "~0").replacing("/", with: "~1")
}
