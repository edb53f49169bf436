import LanguageModel
import NIOCore
import Providers
import TestSupport
import Testing

/// What every provider must satisfy, whatever its protocol.
@Suite struct EveryProviderTests {
    @Test(arguments: Staging.all)
    func textArrivesWhole(_ staging: Staging) async {
        let performance = await staging.play(staging.textReply)
        #expect(performance.text == Scene.text)
        #expect(performance.finishes == [.stop])
        #expect(performance.failure == nil)
        #expect(performance.events.first == .started(model: "model-1"))
    }

    @Test(arguments: Staging.all)
    func byteByByteDeliveryEqualsWholeDelivery(_ staging: Staging) async {
        for reply in [staging.textReply, staging.callReply] {
            let whole = await staging.play(reply)
            let dripped = await staging.play(reply.byteByByte)
            #expect(dripped.inOnePiece == whole.inOnePiece)
        }
    }

    @Test(arguments: Staging.all)
    func textThatCameTogetherGoesOnTogether(_ staging: Staging) async {
        let performance = await staging.play(staging.textReply)
        #expect(performance == performance.inOnePiece)
    }

    @Test(arguments: Staging.all)
    func toolCallArrives(_ staging: Staging) async {
        let performance = await staging.play(staging.callReply)
        #expect(performance.calls == [Scene.call])
        #expect(performance.finishes == [.toolCalls])
    }

    @Test(arguments: Staging.all)
    func usageIsDisjointAndReportedOnce(_ staging: Staging) async {
        let performance = await staging.play(staging.textReply)
        #expect(performance.usages == [staging.scene.usage])
    }

    @Test(arguments: Staging.all)
    func finishedComesOnceAndLast(_ staging: Staging) async {
        let again = staging.streams ? staging.reply(staging.scene.textStream + staging.scene.end) : staging.textReply
        for reply in [staging.textReply, staging.callReply, again] {
            let performance = await staging.play(reply)
            #expect(performance.finishes.count == 1)
            guard case .finished = performance.events.last else {
                Issue.record("the last event is \(String(describing: performance.events.last))")
                continue
            }
        }
    }

    /// Wherever the cut falls, the answer is either whole or known to be cut.
    @Test(arguments: Staging.streamed)
    func cutStreamIsTruncated(_ staging: Staging) async {
        let bytes = Array(staging.scene.textStream.utf8)
        for length in stride(from: 0, to: bytes.count, by: 3) {
            var reply = staging.reply("")
            reply.pieces = [ByteBuffer(bytes: bytes[..<length])]
            let performance = await staging.play(reply)
            if performance.failure == nil {
                #expect(performance.text == Scene.text, "cut at \(length)")
                #expect(performance.finishes == [.stop], "cut at \(length)")
            } else {
                #expect(performance.failure?.kind == .truncated, "cut at \(length)")
                #expect(performance.finishes.isEmpty, "cut at \(length)")
            }
        }
    }

    @Test(arguments: Staging.streamed)
    func streamWithoutItsEndIsNeverWhole(_ staging: Staging) async {
        let performance = await staging.play(staging.reply(staging.scene.start + staging.scene.texts.joined()))
        #expect(performance.failure?.kind == .truncated)
        #expect(performance.text == Scene.text)
        #expect(performance.finishes.isEmpty)
    }

    @Test(arguments: Staging.all)
    func halfAnAnswerIsNeverWhole(_ staging: Staging) async {
        var reply = staging.reply("")
        let body = Array((staging.streams ? staging.scene.start + staging.scene.texts[0] : staging.scene.wholeText).utf8)
        reply.pieces = [ByteBuffer(bytes: body[..<(body.count / 2)])]
        let performance = await staging.play(reply)
        #expect(performance.failure != nil)
        #expect(performance.finishes.isEmpty)
    }

    /// What arrives in one piece with the error may be lost with it; what came before is kept.
    @Test(arguments: Staging.streamed)
    func errorInTheMiddleOfAStreamFails(_ staging: Staging) async {
        let scene = staging.scene
        let performance = await staging.play(
            staging.reply(scene.start + scene.texts[0] + scene.texts[1] + scene.error + scene.end).byteByByte)
        #expect([.serverError, .overloaded].contains(performance.failure?.kind))
        #expect(performance.finishes.isEmpty)
        #expect(Scene.text.hasPrefix(performance.text))
        #expect(!performance.text.isEmpty)
    }

    @Test(arguments: Staging.all)
    func errorUnderA200Fails(_ staging: Staging) async {
        let body = staging.streams ? staging.scene.error : staging.scene.wholeError
        let performance = await staging.play(staging.reply(body))
        #expect([.serverError, .overloaded].contains(performance.failure?.kind))
        #expect(performance.events.isEmpty)
    }

    /// A proxy in front of the provider answers a stream's request with a plain error under a 200.
    @Test(arguments: Staging.streamed)
    func wholeErrorInsteadOfAStreamFails(_ staging: Staging) async {
        let performance = await staging.play(Reply(type: "application/json", staging.scene.wholeError))
        #expect([.serverError, .overloaded].contains(performance.failure?.kind))
    }

    @Test(arguments: Staging.streamed)
    func wholeAnswerInsteadOfAStreamIsTaken(_ staging: Staging) async {
        let performance = await staging.play(Reply(type: "application/json", staging.scene.wholeText))
        #expect(performance.text == Scene.text)
        #expect(performance.finishes == [.stop])
    }

    @Test(arguments: Staging.all, ["text/html", "text/plain; charset=utf-8", nil])
    func wrongContentTypeIsMalformed(_ staging: Staging, type: String?) async {
        var reply = staging.textReply
        reply.headers = type.map { [("content-type", $0)] } ?? []
        let performance = await staging.play(reply)
        #expect(performance.failure?.kind == .malformed)
        #expect(performance.events.isEmpty)
    }

    @Test(arguments: Staging.all)
    func garbageIsMalformed(_ staging: Staging) async {
        let performance = await staging.play(staging.reply(staging.kind == .ollama ? "{not json\n" : "data: {not json\n\n"))
        #expect(performance.failure?.kind == .malformed)
    }

    @Test(arguments: Staging.all)
    func oversizeAnswerIsMalformed(_ staging: Staging) async {
        var reply = staging.reply("")
        reply.pieces = Array(repeating: ByteBuffer(repeating: UInt8(ascii: "x"), count: 1 << 20), count: 34)
        let performance = await staging.play(reply)
        #expect(performance.failure?.kind == .malformed)
    }

    @Test(arguments: Staging.streamed)
    func unknownEventsAreIgnored(_ staging: Staging) async {
        let scene = staging.scene
        let stream = ([scene.start] + scene.texts + [scene.end]).joined(separator: scene.unknown)
        let performance = await staging.play(staging.reply(stream))
        #expect(performance.text == Scene.text)
        #expect(performance.finishes == [.stop])
        #expect(performance.usages == [scene.usage])
    }

    @Test(arguments: Staging.streamed)
    func duplicateStartIsTolerated(_ staging: Staging) async {
        let performance = await staging.play(staging.reply(staging.scene.start + staging.scene.textStream))
        #expect(performance.text == Scene.text)
        #expect(performance.starts == 1)
        #expect(performance.usages == [staging.scene.usage])
    }

    @Test(arguments: Staging.all)
    func brokenConnectionIsAReset(_ staging: Staging) async {
        var reply = staging.reply(staging.streams ? staging.scene.start : "{", ending: .breaks)
        #expect(await staging.play(reply).failure?.kind == .reset)
        reply.pieces = []
        #expect(await staging.play(reply).failure?.kind == .reset)
    }

    @Test(arguments: Staging.all)
    func cancellationEndsAStalledAnswer(_ staging: Staging) async {
        let clock = TestClock()
        let reply = staging.reply(staging.streams ? staging.scene.start : "{", ending: .stalls(clock))
        let task = Task { await staging.play(reply) }
        await clock.settle(sleepers: 1)
        task.cancel()
        let performance = await task.value
        #expect(performance.isCancelled)
        #expect(clock.sleepers == 0)
    }

    @Test(arguments: Staging.all)
    func whatTheReceiverThrowsComesBackAsItIs(_ staging: Staging) async {
        struct Gone: Error {}
        let call = ModelCall(model: "m", request: ChatRequest(messages: [Message(.user, "Hello")]), streams: staging.streams)
        await #expect(throws: Gone.self) {
            try await staging.provider(ScriptedTransport(staging.textReply)).ask(call) { _ in throw Gone() }
        }
    }

    @Test(arguments: Staging.all)
    func apiKeyIsNeverInAnError(_ staging: Staging) async {
        let bodies = [staging.scene.refusal(Staging.key), Staging.key]
        for status in [200, 400, 401, 403, 429, 500] {
            for body in bodies {
                var reply = staging.reply(
                    staging.streams && status == 200 && staging.kind != .ollama ? "data: \(body)\n\n" : body)
                reply.status = status
                let failure = await staging.play(reply).failure
                #expect(failure != nil)
                #expect(failure.map { "\($0)".contains(Staging.key) } == false, "status \(status)")
            }
        }
    }
}
