import Foundation
import LanguageModel

/// What is wrong with a catalogue, in words for its operator.
package struct CatalogueError: Error, Sendable, Hashable, CustomStringConvertible {
    package var description: String

    init(_ description: String) {
        self.description = description
    }
}

extension Catalogue {
    /// Reads the file at `path`: `.csv` with a line of names first, or JSON, a list of items or one under `items`.
    package init(path: String) throws(CatalogueError) {
        guard let data = FileManager.default.contents(atPath: path) else {
            throw CatalogueError("The catalogue \(path) cannot be read.")
        }
        let isTable = path.lowercased().hasSuffix(".csv")
        do throws(CatalogueError) {
            self.init(try isTable ? Self.items(csv: data) : Self.items(json: data))
        } catch {
            throw CatalogueError("The catalogue \(path) cannot be used: \(error)")
        }
    }

    static func items(json data: Data) throws(CatalogueError) -> [CatalogueItem] {
        guard let document = try? JSONDecoder().decode(JSONValue.self, from: data) else { throw CatalogueError("it is not JSON") }
        guard case .array(let values) = document["items"] ?? document else {
            throw CatalogueError("it must be a list of items, or hold one under \"items\"")
        }
        return try items(values) { "item \($0 + 1)" }
    }

    static func items(csv data: Data) throws(CatalogueError) -> [CatalogueItem] {
        guard let text = String(data: data, encoding: .utf8) else { throw CatalogueError("it is not UTF-8") }
        let table = SeparatedValues(text)
        guard let names = table.rows.first?.fields.map({ $0.trimmingCharacters(in: .whitespaces).lowercased() }) else {
            throw CatalogueError("it is empty")
        }
        let rows = table.rows.dropFirst()
        if let row = rows.first(where: { $0.fields.count != names.count }) {
            throw CatalogueError("line \(row.line) has \(row.fields.count) fields where the first has \(names.count)")
        }
        let lines = rows.map(\.line)
        return try items(rows.map { .object(Dictionary(zip(names, $0.fields.map(JSONValue.string))) { first, _ in first }) }) {
            "line \(lines[$0])"
        }
    }

    private static func items(_ values: [JSONValue], place: (Int) -> String) throws(CatalogueError) -> [CatalogueItem] {
        var seen: Set<String> = []
        var items: [CatalogueItem] = []
        for (index, value) in values.enumerated() {
            guard let fields = value.objectValue else { throw CatalogueError("\(place(index)): it must be an object") }
            do throws(CatalogueError) {
                items.append(try CatalogueItem(fields))
            } catch {
                throw CatalogueError("\(place(index)): \(error)")
            }
            guard seen.insert(items[index].id).inserted else {
                throw CatalogueError("\(place(index)): the id \"\(items[index].id)\" is there twice")
            }
        }
        return items
    }
}
