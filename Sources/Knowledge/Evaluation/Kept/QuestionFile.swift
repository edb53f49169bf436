import Foundation
import LanguageModel

/// Questions as somebody hands them in, with what they call the documents that answer each.
package struct QuestionFile: Sendable, Hashable {
    package struct Problem: Sendable, Hashable, Codable {
        /// Of the file, from 1; of a list without lines the entry.
        package var line: Int
        package var reason: String
    }

    struct Entry: Sendable, Hashable {
        /// Where its first row stands.
        var line: Int
        var question: String
        var expected: [Expected]

        struct Expected: Sendable, Hashable {
            var line: Int
            var name: String
        }
    }

    private(set) var entries: [Entry] = []
    private(set) var problems: [Problem] = []
    private var places: [String: Int] = [:]
    /// What is expected of each entry.
    private var names: [Set<String>] = []

    /// Characters of a question.
    private static let longest = 2000

    package init() {}

    /// Reads a table with the columns `question` and `expected`, in which several documents have `|` between them, or an object
    /// a line with `question` and `expected`, a list of names. A question may stand on several rows, which then count as one.
    /// - Throws: ``CatalogueError`` when it is neither.
    package init(_ bytes: some Sequence<UInt8>, format: CatalogueFormat) throws(CatalogueError) {
        var reader: ItemReader =
            switch format {
            case .csv: .csv(SeparatedValuesReader(required: ["question", "expected"]))
            case .json: .json(JSONItemsReader())
            }
        for row in try reader.take(bytes, isLast: true) {
            switch row.fields {
            case .failure(let error): problems.append(Problem(line: row.line, reason: error.description))
            case .success(let fields):
                guard let question = fields["question"]?.stringValue else {
                    problems.append(Problem(line: row.line, reason: "it has no question"))
                    continue
                }
                switch fields["expected"] {
                case .string(let names)?:
                    let separated = format == .csv ? names.split(separator: "|").map(String.init) : [names]
                    add(question, expected: separated, line: row.line)
                case .array(let values)?:
                    let names = values.compactMap(\.stringValue)
                    guard names.count == values.count else {
                        problems.append(Problem(line: row.line, reason: "expected must be a list of names"))
                        continue
                    }
                    add(question, expected: names, line: row.line)
                default: problems.append(Problem(line: row.line, reason: "it has no expected documents"))
                }
            }
        }
    }

    /// Adds a question, or to the documents of one that is there already.
    package mutating func add(_ question: String, expected names: [String], line: Int) {
        let question = question.trimmingCharacters(in: .whitespacesAndNewlines)
        let names = names.map { $0.trimmingCharacters(in: .whitespacesAndNewlines) }.filter { !$0.isEmpty }
        let reason: String? =
            if question.isEmpty {
                "it has no question"
            } else if question.count > Self.longest || question.unicodeScalars.contains("\0") {
                "its question is longer than \(Self.longest) characters, or no text"
            } else if names.isEmpty {
                "it has no expected documents"
            } else if places[question] == nil && entries.count >= EvaluationSet.mostQuestions {
                "a set has \(EvaluationSet.mostQuestions) questions at most"
            } else {
                nil
            }
        if let reason { return problems.append(Problem(line: line, reason: reason)) }
        let place = places[question] ?? entries.count
        if place == entries.count {
            places[question] = place
            entries.append(Entry(line: line, question: question, expected: []))
            self.names.append([])
        }
        for name in names where self.names[place].insert(name).inserted {
            entries[place].expected.append(.init(line: line, name: name))
        }
    }

    /// The questions with the documents that are meant.
    /// - Throws: ``EvaluationError/unusable(problems:count:)`` when a line cannot be used, or there are none.
    func questions(in documents: DocumentNames) throws(EvaluationError) -> [EvaluationQuestion] {
        var problems = problems
        var questions: [EvaluationQuestion] = []
        for entry in entries {
            var expected: [EvaluationQuestion.Expected] = []
            for named in entry.expected {
                switch documents.find(named.name) {
                case .one(let id): expected.append(.init(name: named.name, document: id))
                case .none:
                    problems.append(Problem(line: named.line, reason: "there is no document \"\(named.name)\""))
                case .several(let count):
                    problems.append(
                        Problem(line: named.line, reason: "\(count) documents are called \"\(named.name)\"; name one by its id"))
                }
            }
            questions.append(EvaluationQuestion(ordinal: questions.count, text: entry.question, expected: expected))
        }
        if questions.isEmpty, problems.isEmpty { problems = [Problem(line: 1, reason: "there are no questions")] }
        guard problems.isEmpty else {
            let first = problems.sorted { $0.line < $1.line }.prefix(Self.namedProblems)
            throw .unusable(problems: Array(first), count: problems.count)
        }
        return questions
    }

    private static let namedProblems = 100
}

/// What documents may be called: their ids, their files' names or addresses, their titles, in this order.
struct DocumentNames: Sendable {
    enum Found: Sendable, Hashable {
        case none
        case one(String)
        case several(Int)
    }

    private var byID: Set<String> = []
    private var byFile: [String: Set<String>] = [:]
    private var byTitle: [String: Set<String>] = [:]

    mutating func add(id: String, files: [String], title: String) {
        byID.insert(id)
        for file in files { byFile[Self.key(file), default: []].insert(id) }
        byTitle[Self.key(title), default: []].insert(id)
    }

    func find(_ name: String) -> Found {
        if byID.contains(name) { return .one(name) }
        guard let ids = byFile[Self.key(name)] ?? byTitle[Self.key(name)], let first = ids.first else { return .none }
        return ids.count == 1 ? .one(first) : .several(ids.count)
    }

    /// The document that is expected: where it was deleted and came again, by the name that it was given then.
    func find(_ expected: EvaluationQuestion.Expected) -> String {
        guard !byID.contains(expected.document), case .one(let id) = find(expected.name) else { return expected.document }
        return id
    }

    /// Whatever its letters' case and form are.
    private static func key(_ name: String) -> String {
        name.trimmingCharacters(in: .whitespacesAndNewlines).precomposedStringWithCompatibilityMapping.lowercased()
    }
}
