import Knowledge
import LanguageModel
import Routing
import TestSupport

@testable import Chat

extension Ask {
    static func about(
        _ text: String, model: String = "star", instructions: String? = nil, temperature: Double? = nil, before: [Message] = [],
        tools: [Tool] = [], user: String? = nil, conversation: String? = nil, filter: [String: JSONValue] = [:]
    ) -> Ask {
        Ask(
            requestID: "req_1", surface: .page,
            chain: Chain(
                name: "default",
                models: [
                    ChainModel(
                        id: ModelIdentifier(provider: "sim", model: model), name: model,
                        provider: ScriptedProvider(clock: TestClock()) { _, _ in .says("") })
                ]),
            assistant: Assistant(id: "guide", name: "Guide", chain: "default", instructions: instructions), userID: user,
            conversationID: conversation,
            request: ChatRequest(messages: before + [Message(.user, text)], temperature: temperature, tools: tools),
            reading: Reading(reader: KnowledgeReader(owner: user ?? "ann"), filter: filter), streamed: true)
    }
}

extension Source {
    static func of(_ passage: Int64, in document: String) -> Source {
        Source(
            passage: Passage(
                id: passage, documentID: document, collectionID: "shared", ordinal: 0, headings: [], start: 0, end: 10,
                text: "It costs 40 dollars."),
            title: document, score: 1)
    }
}

extension FoundSources {
    static let one = FoundSources(sources: [.of(1, in: "prices")], scope: ["shared": 1], indexing: 0)
}

extension Run {
    static let star = ModelIdentifier(provider: "sim", model: "star")

    static func said(
        _ text: String, finish: FinishReason = .stop, coverage: Grounding.Coverage = .answered,
        citing document: String = "prices",
        padding: Int = 0
    ) -> Run {
        let text = text + String(repeating: " ", count: padding)
        var answer = Answer(
            text: text, model: star, finishReason: finish, usage: Usage(), attempts: [], firstContentLatency: .zero,
            latency: .zero)
        answer.grounding = Grounding(
            coverage: coverage,
            citations: [
                Citation(
                    index: 1, passage: 1, documentID: document, collectionID: "shared", title: document,
                    quote: "It costs 40 dollars.",
                    start: 0, end: 20, score: 1, verified: true)
            ])
        var run = Run.again(answer)
        run.text = text
        return run
    }
}
