import Foundation
package import Knowledge
import LanguageModel
import Ledger
import Routing
import Storage

/// A question as the cache of answers knows it: what an answer to it depends on.
package struct CacheQuestion: Sendable {
    /// Everything but the question's words and what was found for them.
    struct Frame: Sendable, Hashable {
        /// The collections that were searched for whoever asks, with their versions: permission and ingestion are in the key.
        var scope: [String: Int]
        /// Of the assistant with its instructions, the models, the parameters, what was said before, the selections, and what
        /// documents had to have in their metadata.
        var digest: String
    }

    struct Key: Sendable, Hashable {
        var frame: Frame
        var text: String
        /// Those that were found, best first: an answer is for the same sources.
        var passages: [Int64]
    }

    let key: Key
    let wording: QuestionWording
    /// The documents of the passages.
    let documents: Set<String>
    /// How many documents were being read when they were searched for it.
    let indexing: Int
    /// Whose question it is; nil for nobody in particular.
    let owner: String?
    /// Of length 1; nil where only the same words are the same question.
    let vector: [Float]?

    /// nil for one whose answer is for nobody else, nor for later: with tools or a form, in a temporary conversation, or where
    /// nothing was found.
    /// - Parameters:
    ///   - ask: as it came, without sources in it.
    ///   - selection: what was selected, now and for earlier questions, with its place; nil for none.
    ///   - documents: those that it is from, which whoever asks may read; empty for one of no document.
    package init?(_ ask: Ask, found: FoundSources, selection: String? = nil, selectedFrom documents: Set<String> = []) {
        let request = ask.instructed
        guard !found.sources.isEmpty || selection != nil, request.tools.isEmpty, request.responseFormat == nil,
            ask.assistant?.outputSchema == nil,
            !TemporaryName.isOne(ask.conversationID ?? ""), let question = request.messages.last, question.role == .user,
            question.content.allSatisfy(\.isText),
            let digest = Self.digest(of: request, ask: ask, selection: selection)
        else { return nil }
        let wording = QuestionWording(question.text)
        let isFirst = selection == nil && !request.messages.dropLast().contains { $0.role != .system }
        key = Key(
            frame: Frame(scope: found.scope, digest: digest), text: wording.text, passages: found.sources.map(\.passage.id))
        self.documents = documents.union(found.sources.map(\.passage.documentID))
        indexing = found.indexing
        owner = ask.owner
        vector = isFirst ? found.vector.flatMap(Self.normal) : nil
        self.wording = wording
    }

    private struct Circumstances: Encodable {
        var assistant: String?
        var models: [ModelIdentifier]
        var before: [Message]
        var temperature: Double?
        var topP: Double?
        var maxTokens: Int?
        var stop: [String]
        var extra: [String: JSONValue]
        var selection: String?
        var filter: [String: JSONValue]
    }

    private static func digest(of request: ChatRequest, ask: Ask, selection: String?) -> String? {
        let encoder = JSONEncoder()
        encoder.outputFormatting = .sortedKeys
        let circumstances = Circumstances(
            assistant: ask.assistant?.id, models: ask.chain.models.map(\.id), before: request.messages.dropLast(),
            temperature: request.temperature, topP: request.topP, maxTokens: request.maxTokens, stop: request.stop,
            extra: request.extra, selection: selection, filter: ask.reading?.filter ?? [:])
        guard let text = try? encoder.encode(circumstances) else { return nil }
        return AnswerRecord.digest(of: String(decoding: text, as: UTF8.self))
    }

    /// The vector with the length 1; nil for one without a direction.
    private static func normal(_ vector: [Float]) -> [Float]? {
        let length = vector.reduce(0) { $0 + $1 * $1 }.squareRoot()
        guard length > 0, length.isFinite else { return nil }
        return vector.map { $0 / length }
    }
}

extension ContentPart {
    fileprivate var isText: Bool {
        if case .text = self { true } else { false }
    }
}
