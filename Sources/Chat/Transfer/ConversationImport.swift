import Foundation
import LanguageModel
import Storage

/// Why one conversation of a file cannot be taken in.
package struct ImportProblem: Error, Sendable, Hashable {
    /// In words for whoever brought the file.
    package var reason: String
    /// 1 for the file's first.
    package var number = 0
    package var title: String?

    init(_ reason: String) { self.reason = reason }
}

/// What became of a file.
package struct ImportReport: Sendable, Hashable {
    /// The new conversations' identifiers, in the file's order.
    package var imported: [String] = []
    package var problems: [ImportProblem] = []
}

/// A conversation that is ready to be put in.
struct ImportedConversation {
    var conversation: Conversation
    var messages: [ChatMessage]
    /// What its answers stand on, and what its questions were asked about, by message.
    var groundings: [String: Grounding] = [:]
    var selections: [String: Selection] = [:]
}

/// Reads a file of conversations: our own export, or ChatGPT's.
struct ConversationImport {
    private(set) var conversations: [ImportedConversation] = []
    private(set) var problems: [ImportProblem] = []

    /// - Parameter file: JSON, perhaps cut somewhere.
    init(_ file: [UInt8], owner: String, now: Double, makeID: () -> String) {
        let elements = JSONElements(file)
        for (offset, element) in elements.all.enumerated() {
            do throws(ImportProblem) {
                conversations.append(try Self.conversation(element, owner: owner, now: now, makeID: makeID))
            } catch {
                var problem = error
                problem.number = offset + 1
                problem.title = (try? JSONDecoder().decode(Titled.self, from: Data(element)))?.title.flatMap(
                    ConversationTitle.cleaned)
                problems.append(problem)
            }
        }
        if elements.all.isEmpty { problems.append(ImportProblem("there are no conversations in this file")) }
        if elements.isCut, problems.last?.number != elements.all.count {
            var problem = ImportProblem("the file ends here, in the middle")
            problem.number = elements.all.count + 1
            problems.append(problem)
        }
    }

    private struct Titled: Decodable {
        var title: String?
    }

    /// What tells the two forms apart.
    private struct Form: Decodable {
        var mapping: Anything?
        var messages: Anything?
    }

    private struct Anything: Decodable {
        init(from decoder: any Decoder) {}
    }

    private static func conversation(
        _ json: ArraySlice<UInt8>, owner: String, now: Double, makeID: () -> String
    ) throws(ImportProblem) -> ImportedConversation {
        let data = Data(json)
        let form = try decode(Form.self, from: data)
        if form.mapping != nil {
            return try decode(ChatGPTConversation.self, from: data).conversation(owner: owner, now: now, makeID: makeID)
        }
        guard form.messages != nil else { throw ImportProblem("it has no messages") }
        return try decode(ExportedConversation.self, from: data).conversation(owner: owner, now: now, makeID: makeID)
    }

    private static func decode<Value: Decodable>(_ type: Value.Type, from data: Data) throws(ImportProblem) -> Value {
        do {
            return try JSONDecoder().decode(type, from: data)
        } catch let error as DecodingError {
            throw ImportProblem(error)
        } catch {
            throw ImportProblem("it cannot be read")
        }
    }
}

extension ImportProblem {
    fileprivate init(_ error: DecodingError) {
        func path(_ keys: [any CodingKey]) -> String {
            keys.map { $0.intValue.map { "[\($0)]" } ?? ".\($0.stringValue)" }.joined().trimmingPrefix(".").description
        }
        switch error {
        case .dataCorrupted(let context) where context.codingPath.isEmpty: self.init("it is not whole or not JSON")
        case .dataCorrupted(let context), .typeMismatch(_, let context):
            let place = path(context.codingPath)
            self.init(place.isEmpty ? "it is no conversation" : "\(place) has the wrong form")
        case .keyNotFound(let key, let context): self.init("\(path(context.codingPath + [key])) is missing")
        case .valueNotFound(_, let context): self.init("\(path(context.codingPath)) is missing")
        @unknown default: self.init("it cannot be read")
        }
    }
}
