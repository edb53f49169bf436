import LanguageModel
import Logging
import Providers
import TestSupport
import Testing

@testable import Routing

/// How the form of an answer is asked for: by the provider's own mode, or in words.
@Suite struct ResponseFormatTests {
    private let format = ResponseFormat.jsonSchema(.init(name: "thing", schema: ["type": "object"]))

    private func run(_ stage: Stage) async -> Run {
        await ChainRunner(board: stage.board, time: stage.clock).run(
            ChatRequest(messages: [Message(.system, "Be brief."), Message(.user, "hello")], responseFormat: format),
            on: stage.chain, acceptsRestart: true, logger: Logger(label: "test", factory: { _ in SwiftLogNoOpLogHandler() }),
            onAttempt: { _, _ in }, emit: { _ in })
    }

    @Test func aModelThatHasAModeForItIsHeldToItThere() async {
        let stage = Stage(.says("{}"))
        #expect(await run(stage).wholeText == "{}")
        #expect(stage.providers[0].calls.first?.request.responseFormat == format)
        #expect(stage.providers[0].calls.first?.request.messages.count == 2)
    }

    @Test func aModelWithoutItIsAskedInWords() async {
        let stage = Stage(.says("{}"), prepare: { _, model in model.structuredOutput = false })
        #expect(await run(stage).wholeText == "{}")
        let request = stage.providers[0].calls.first?.request
        #expect(request?.responseFormat == nil)
        #expect(request?.messages.map(\.role) == [.system, .system, .user])
        #expect(request?.messages[1].text.contains(#"{"type":"object"}"#) == true)
    }

    @Test func aProviderThatRefusesTheModeIsAskedInWords() async {
        let stage = Stage([
            { _, call in call.request.responseFormat == nil ? .says("{}") : .fails(.badRequest, status: 400) },
            { _, _ in .says("no") },
        ])
        let run = await run(stage)
        #expect(run.wholeText == "{}")
        #expect(run.failures == [.badRequest, nil])
        #expect(stage.calls == [2, 0])
    }

    @Test func aRequestThatIsAtFaultOtherwiseIsRefusedAllTheSame() async {
        let stage = Stage(.fails(.badRequest, status: 400), .says("no"))
        #expect(await run(stage).failure == .rejected(ModelFailure(.badRequest, "scripted", status: 400)))
        #expect(stage.calls == [2, 0])
    }

    @Test func whatGoesOnIsNotHeldToAWholeForm() async {
        let stage = Stage(.breaksOff(after: "{\"a\":"), .says("1}"))
        #expect(await run(stage).wholeText == "{\"a\":1}")
        #expect(stage.providers[1].calls.first?.request.responseFormat == nil)
    }
}
