import LanguageModel
import Ledger
import Logging
import Providers
import Routing
import Synchronization
import TestSupport
import Testing

@testable import Chat

/// A road over models that do as they are told.
private final class Road: Sendable {
    let clock = TestClock()
    let ledger = MemoryLedger()
    let providers: [ScriptedProvider]
    let road: StructuredRoad
    let chain: Chain

    static let schema: JSONValue = [
        "type": "object", "properties": ["title": ["type": "string", "minLength": 1], "minutes": ["type": "integer"]],
        "required": ["title", "minutes"], "additionalProperties": false,
    ]

    /// - Parameter scripts: what each model does at a call.
    init(_ scripts: [@Sendable (Int, ModelCall) -> [ScriptedProvider.Step]], deadline: Duration = .seconds(60)) {
        let clock = clock
        providers = scripts.map { ScriptedProvider(clock: clock, script: $0) }
        chain = Chain(
            name: "default",
            models: providers.enumerated().map { index, provider in
                ChainModel(id: Road.id(index), name: "m", provider: provider)
            })
        let logger = Logger(label: "test", factory: { _ in SwiftLogNoOpLogHandler() })
        let pipeline = ChatPipeline(
            runner: ChainRunner(board: BreakerBoard(time: clock), time: clock), recorder: ledger, time: clock,
            observer: NoObserver(), logger: logger)
        road = StructuredRoad(pipeline: pipeline, time: clock, deadline: deadline, logger: logger)
    }

    convenience init(_ replies: [[String]]) {
        self.init(replies.map { replies in { number, _ in .says(replies[min(number, replies.count - 1)]) } })
    }

    static func id(_ index: Int) -> ModelIdentifier { ModelIdentifier(provider: "test", model: ["a", "b", "c"][index]) }

    func ask(_ chain: Chain? = nil) async throws -> Result<StructuredAnswer, StructuredFailure> {
        await road.answer(
            StructuredQuestion(
                Ask(
                    requestID: "r", surface: .suggestion, chain: chain ?? self.chain,
                    request: ChatRequest(messages: [Message(.user, "Title: x")]), streamed: false),
                name: "thing", schema: try JSONSchema(Road.schema)))
    }
}

private struct NoObserver: ChatObserver {
    func answerBegan(_ ask: Ask) {}
    func attemptEnded(_ attempt: Attempt, of ask: Ask) {}
    func answerEnded(_ run: Run, of ask: Ask) {}
}

private let good = #"{"title":"Go","minutes":5}"#
private let value: JSONValue = ["title": "Go", "minutes": 5]

@Suite struct StructuredRoadTests {
    private func outcomes(_ calls: [StructuredCall]) -> [String] {
        calls.map { call in
            switch call.outcome {
            case .success: "\(call.model.model) success"
            case .invalid: "\(call.model.model) invalid"
            case .failed(let kind): "\(call.model.model) \(kind.rawValue)"
            }
        }
    }

    @Test(arguments: [good, "```json\n\(good)\n```", "Here you are: \(good)", #"{"title":"Go","minutes":5,"remark":"!"}"#])
    func oneCallIsEnoughForWhatHoldsTheAnswer(_ reply: String) async throws {
        let road = Road([[reply], [good]])
        let answer = try await road.ask().get()
        #expect(answer.value == value)
        #expect(outcomes(answer.calls) == ["a success"])
        #expect(answer.model == Road.id(0))
        #expect(road.ledger.answers.map(\.requestID) == ["r"])
    }

    @Test(arguments: [
        "I would simply go.", #"{"title":"Go","min"#, #"{"title":5,"minutes":"Go"}"#, #"{"titel":"Los","minuten":5}"#,
    ])
    func aReplyThatDoesNotFitIsRepairedByTheSameModel(_ reply: String) async throws {
        let road = Road([[reply, good], [good]])
        let answer = try await road.ask().get()
        #expect(answer.value == value)
        #expect(outcomes(answer.calls) == ["a invalid", "a success"])
        #expect(road.ledger.answers.map(\.requestID) == ["r", "r.2"])
        let repair = try #require(road.providers[0].calls.last?.request.messages)
        #expect(repair.dropFirst().first == Message(.assistant, reply))
        #expect(repair.last?.text.contains("This reply cannot be used:\n- ") == true)
    }

    @Test func theNextModelIsAskedAfterARepairThatDidNotHelp() async throws {
        let road = Road([["no", "still no"], ["nor I", good]])
        let answer = try await road.ask().get()
        #expect(outcomes(answer.calls) == ["a invalid", "a invalid", "b invalid", "b success"])
        #expect(answer.model == Road.id(1))
        #expect(road.ledger.answers.map(\.requestID) == ["r", "r.2", "r.3", "r.4"])
        #expect(road.providers[1].calls.first?.request.messages.count == 1)
    }

    @Test func nothingBrokenIsEverPassedOn() async throws {
        let road = Road([["no"], [#"{"title":"","minutes":5}"#]])
        guard case .failure(let failure) = try await road.ask() else {
            Issue.record("an answer came")
            return
        }
        #expect(
            failure.reason
                == .invalid(
                    model: Road.id(1),
                    problems: [JSONProblem(pointer: "/title", reason: "must have at least 1 characters, and has 0")]
                ))
        #expect(failure.calls.count == 4)
    }

    @Test func aModelThatIsOutOrSaysNothingIsMadeUpForByTheNext() async throws {
        let road = Road([{ _, _ in .fails(.overloaded) }, { _, _ in [.event(.finished(.stop))] }, { _, _ in .says(good) }])
        let answer = try await road.ask().get()
        #expect(outcomes(answer.calls) == ["a overloaded", "b malformed", "c success"])
        #expect(road.ledger.answers.map(\.requestID) == ["r"])
    }

    @Test func everyModelOutIsToldAsThat() async throws {
        let road = Road([{ _, _ in .fails(.overloaded) }, { _, _ in .fails(.unauthorized) }])
        guard case .failure(let failure) = try await road.ask(), case .chat(.exhausted) = failure.reason else {
            Issue.record("it did not fail as it should")
            return
        }
        #expect(outcomes(failure.calls) == ["a overloaded", "b unauthorized"])
    }

    @Test func aModelThatIsOutDuringItsRepairIsLeftForTheNext() async throws {
        let road = Road([{ number, _ in number == 0 ? .says("no") : .fails(.overloaded) }, { _, _ in .says(good) }])
        #expect(outcomes(try await road.ask().get().calls) == ["a invalid", "a overloaded", "b success"])
    }

    @Test(arguments: [FinishReason.contentFilter, .stop])
    func aModelThatDeclinesHasAnswered(_ reason: FinishReason) async throws {
        let road = Road([{ _, _ in [.event(.refusal("No.")), .event(.finished(reason))] }, { _, _ in .says(good) }])
        guard case .failure(let failure) = try await road.ask() else {
            Issue.record("an answer came")
            return
        }
        #expect(failure.reason == .chat(.rejected(ModelFailure(.contentPolicy, "the model declined"))))
        #expect(road.providers[1].calls.isEmpty)
    }

    @Test func theTimeForAllCallsTogetherIsLimited() async throws {
        let road = Road([{ number, _ in number == 0 ? .says("no") : [.hang] }], deadline: .seconds(5))
        async let result = road.ask()
        await road.clock.settle {
            road.clock.hasSleeper(until: ScriptedProvider.never) && road.clock.hasSleeper(until: .seconds(5))
        }
        road.clock.advance(by: .seconds(5))
        guard case .failure(let failure) = try await result else {
            Issue.record("an answer came")
            return
        }
        #expect(failure.reason == .outOfTime)
        #expect(outcomes(failure.calls) == ["a invalid", "a cancelled"])
        #expect(road.ledger.answers.map(\.outcome) == [.completed, .cancelled])
    }

    @Test func aChainThatOnlyQuotesDocumentsHasNobodyToAsk() async throws {
        let builtin = ChainModel(
            id: ModelIdentifier(provider: "builtin", model: "documents"), name: "d",
            provider: BuiltinProvider(search: { _ in [] }))
        let result = try await Road([[good]]).ask(Chain(name: "default", models: [builtin]))
        #expect(result == .failure(StructuredFailure(reason: .noModel, calls: [])))
    }

    @Test func theProviderIsHandedTheSchemaByItsOwnMode() async throws {
        let road = Road([[good]])
        _ = try await road.ask().get()
        guard case .jsonSchema(let format)? = road.providers[0].calls.first?.request.responseFormat else {
            Issue.record("no form was asked for")
            return
        }
        #expect(format.name == "thing")
        #expect(format.isStrict == true)
        #expect(format.schema["properties"]?["title"] == ["type": "string"])
    }
}
