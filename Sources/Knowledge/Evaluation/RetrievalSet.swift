import Foundation
import LanguageModel

/// Questions with the documents that are known to answer them, in BEIR's layout: `corpus.jsonl`, `queries.jsonl` and
/// `qrels/test.tsv`.
package struct RetrievalSet: Sendable {
    package struct Document: Sendable, Hashable {
        package var id: String
        package var title: String
        package var text: String
    }

    package struct Query: Sendable, Hashable {
        package var id: String
        package var text: String
        /// How well documents answer it, by their ids; above 0, never empty.
        package var judgements: [String: Int]
    }

    /// A line that was left out.
    package struct Problem: Sendable, Hashable, Codable {
        package var file: String
        package var line: Int
        package var reason: String
    }

    /// Why a set cannot be measured with at all.
    package struct Unusable: Error, Hashable, CustomStringConvertible {
        package var description: String
    }

    package private(set) var name: String
    package private(set) var documents: [Document] = []
    /// Only those with judgements.
    package private(set) var queries: [Query] = []
    /// The first of them; `problemCount` counts all.
    package private(set) var problems: [Problem] = []
    package private(set) var problemCount = 0

    private static let keptProblems = 20
    private static let files = ["corpus.jsonl", "queries.jsonl", "qrels/test.tsv"]

    /// Reads the folder at `path`. Lines that are broken are left out, and named.
    /// - Throws: ``Unusable`` when a file is missing, or holds nothing that can be used.
    package init(folder path: String) throws {
        let folder = URL(fileURLWithPath: path, isDirectory: true)
        name = folder.standardizedFileURL.lastPathComponent
        let missing = Self.files.filter { !FileManager.default.fileExists(atPath: folder.appendingPathComponent($0).path) }
        guard missing.isEmpty else {
            throw Unusable(description: "\(path) is no retrieval set: \(missing.joined(separator: ", ")) missing")
        }
        let texts = try Self.files.map { file in
            do {
                return try Data(contentsOf: folder.appendingPathComponent(file), options: .mappedIfSafe)
            } catch {
                throw Unusable(description: "\(path)/\(file) cannot be read: \(error.localizedDescription)")
            }
        }
        documents = entries(of: texts[0], in: Self.files[0]).map { Document(id: $0.id, title: $0.title ?? "", text: $0.text) }
        let questions = entries(of: texts[1], in: Self.files[1])
        let judgements = judgements(
            of: texts[2], documents: Set(documents.map(\.id)), queries: Set(questions.map(\.id)))
        queries = questions.compactMap { question in
            judgements[question.id].map { Query(id: question.id, text: question.text, judgements: $0) }
        }
        guard !documents.isEmpty, !queries.isEmpty else {
            let first = problems.first.map { "; the first problem is \($0.file) line \($0.line): \($0.reason)" } ?? ""
            let lack = documents.isEmpty ? "no document" : "no query with a judgement"
            throw Unusable(description: "\(path) holds \(lack) that can be used\(first)")
        }
    }

    private struct Entry {
        var id: String
        var title: String?
        var text: String
    }

    private mutating func entries(of data: Data, in file: String) -> [Entry] {
        var entries: [Entry] = []
        var lines: [String: Int] = [:]
        for (line, bytes) in Self.lines(of: data) {
            guard let object = (try? JSONDecoder().decode(JSONValue.self, from: bytes)) else {
                report(file, line, "it is no JSON")
                continue
            }
            guard let id = object["_id"]?.name, !id.isEmpty else {
                report(file, line, "it has no \"_id\"")
                continue
            }
            guard case .string(let text)? = object["text"] else {
                report(file, line, "it has no \"text\"")
                continue
            }
            if let first = lines.updateValue(line, forKey: id) {
                lines[id] = first
                report(file, line, "the id \"\(id.prefix(80))\" is there twice, first on line \(first)")
                continue
            }
            var title: String?
            if case .string(let text)? = object["title"] { title = text }
            entries.append(Entry(id: id, title: title, text: text))
        }
        return entries
    }

    private mutating func judgements(of data: Data, documents: Set<String>, queries: Set<String>) -> [String: [String: Int]] {
        let file = Self.files[2]
        var judgements: [String: [String: Int]] = [:]
        for (line, bytes) in Self.lines(of: data) {
            let fields = String(decoding: bytes, as: UTF8.self).split(separator: "\t", omittingEmptySubsequences: false)
                .map { $0.trimmingCharacters(in: .whitespaces) }
            guard fields.count == 3, let score = Int(fields[2]) else {
                if line > 1 { report(file, line, "it is not a query, a document and a whole number, with tabs between them") }
                continue
            }
            if !queries.contains(fields[0]) {
                report(file, line, "there is no query \"\(fields[0].prefix(80))\"")
            } else if !documents.contains(fields[1]) {
                report(file, line, "there is no document \"\(fields[1].prefix(80))\"")
            } else if score > 0 {
                judgements[fields[0], default: [:]][fields[1]] = score
            }
        }
        return judgements
    }

    private mutating func report(_ file: String, _ line: Int, _ reason: String) {
        problemCount += 1
        if problems.count < Self.keptProblems { problems.append(Problem(file: file, line: line, reason: reason)) }
    }

    /// The lines that hold anything, by number from 1.
    private static func lines(of data: Data) -> [(number: Int, bytes: Data)] {
        data.split(separator: 0x0A, omittingEmptySubsequences: false).enumerated().compactMap { number, line in
            line.allSatisfy { $0 == 0x20 || $0 == 0x0D || $0 == 0x09 } ? nil : (number + 1, Data(line))
        }
    }
}

extension JSONValue {
    /// An id, which some sets write as a number.
    fileprivate var name: String? {
        switch self {
        case .string(let text): text
        case .integer(let number): String(number)
        default: nil
        }
    }
}
