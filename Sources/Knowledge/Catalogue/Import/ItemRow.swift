import LanguageModel

/// A row of a file on its way to become an item.
struct ItemRow: Sendable {
    /// The line it begins on, from 1.
    var line: Int
    /// Its fields, or why it has none.
    var fields: Result<[String: JSONValue], CatalogueError>
}

/// How a file of items is written.
package enum CatalogueFormat: String, Sendable, Hashable, CaseIterable {
    /// A line of names, then a line an item; see ``SeparatedValuesReader``.
    case csv
    /// A list of items, one under `items`, or an item a line; see ``JSONItemsReader``.
    case json

    /// By the name of a file: everything but `.csv` and `.tsv` is taken for JSON.
    package init(path: String) {
        let name = path.lowercased()
        self = name.hasSuffix(".csv") || name.hasSuffix(".tsv") ? .csv : .json
    }
}

/// Reads a file piece by piece, whatever is wrong with single rows of it.
enum ItemReader: Sendable {
    case csv(SeparatedValuesReader)
    case json(JSONItemsReader)

    init(_ format: CatalogueFormat) {
        switch format {
        case .csv: self = .csv(SeparatedValuesReader())
        case .json: self = .json(JSONItemsReader())
        }
    }

    /// Takes a piece in and hands out the rows that are whole then.
    /// - Throws: when the file as a whole cannot be read.
    mutating func take(_ bytes: some Sequence<UInt8>, isLast: Bool) throws(CatalogueError) -> [ItemRow] {
        switch self {
        case .csv(var reader):
            // Taken out, so that its bytes are not copied.
            self = .json(JSONItemsReader())
            defer { self = .csv(reader) }
            return try reader.take(bytes, isLast: isLast)
        case .json(var reader):
            self = .csv(SeparatedValuesReader())
            defer { self = .json(reader) }
            return try reader.take(bytes, isLast: isLast)
        }
    }
}
