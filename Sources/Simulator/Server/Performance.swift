import LanguageModel

/// Turns a request and the behaviour chosen for it into a plan: no I/O and no clock.
struct Performance: Sendable {
    var call: ChatCall
    var writer: any WireWriter
    var behaviour: Behaviour
    var id: String
    var created: Double
    /// Tokens a second where the behaviour names no pace.
    var defaultPace: Double

    /// The fault that this very request meets.
    var fault: Fault {
        let asked = behaviour.fault ?? .none
        if asked.precedesThePrompt || asked == .contextTooLong { return asked }
        if let window = behaviour.contextWindow, call.promptTokens > window { return .contextTooLong }
        if asked == .formatRejected { return call.form == nil ? .none : .formatRejected }
        if call.endsWithAssistant, behaviour.rejectsPrefill == true || asked == .prefillRejected { return .prefillRejected }
        return asked == .prefillRejected ? .none : asked
    }

    func plan() -> Plan {
        let fault = fault
        var plan: Plan
        switch fault {
        case .rateLimit: plan = failure(.rateLimited(retryAfter: behaviour.retryAfter ?? 2))
        case .rateLimitBare: plan = failure(.rateLimited(retryAfter: nil))
        case .errorOnce, .serverError: plan = failure(.serverError)
        case .overloaded: plan = failure(.overloaded)
        case .contextTooLong:
            let window = behaviour.contextWindow ?? max(1, call.promptTokens / 2)
            plan = failure(.contextTooLong(tokens: call.promptTokens, window: window))
        case .contentPolicy: plan = failure(.contentPolicy)
        case .prefillRejected: plan = failure(.prefillRejected)
        case .formatRejected: plan = failure(.badRequest("this model does not support structured output"))
        case .unauthorized: plan = failure(.unauthorized)
        case .modelNotFound: plan = failure(.modelNotFound(""))
        case .badGateway: plan = page(502, "502 Bad Gateway")
        case .wrongContentType: plan = page(200, "Welcome")
        case .errorIn200:
            let error = writer.failure(.serverError, model: call.model, isStreaming: false, id: id)
            plan = Plan(
                status: 200, steps: [.send(HTTPText.whole(200, error.contentType, error.body, headers: headers), tokens: 0)])
        case .reset: plan = Plan(steps: [.reset])
        case .silence: plan = Plan(steps: [.hold])
        case .errorInStream where !call.isStreaming: plan = failure(.serverError)
        default: plan = call.isStreaming ? streamed(fault) : unstreamed(fault)
        }
        plan.fault = fault
        return plan
    }

    func failure(_ error: WireError) -> Plan {
        let failure = writer.failure(error, model: call.model, isStreaming: call.isStreaming, id: id)
        var headers = headers
        if case .rateLimited(let seconds?) = error { headers.append(("retry-after", "\(seconds)")) }
        let bytes = HTTPText.whole(failure.status, failure.contentType, failure.body, headers: headers)
        return Plan(status: failure.status, steps: [.send(bytes, tokens: 0)])
    }

    private var headers: [(String, String)] {
        writer.requestIDHeader.map { [($0, "req_\(id)")] } ?? []
    }

    /// The headers of an answer: many when `fault` says so, in lines that no parser finds too long by themselves.
    private func headers(_ fault: Fault) -> [(String, String)] {
        guard fault == .hugeHeaders else { return headers }
        let line = String(repeating: "x", count: 4000)
        return headers + (0..<max(1, (behaviour.size ?? 262_144) / 4000)).map { ("x-padding-\($0)", line) }
    }

    private func page(_ status: Int, _ title: String) -> Plan {
        let html = "<html><head><title>\(title)</title></head><body><h1>\(title)</h1></body></html>\n"
        return Plan(status: status, steps: [.send(HTTPText.whole(status, "text/html", html), tokens: 0)])
    }

    /// The answer as it would be without fault.
    func reply(_ fault: Fault) -> Reply {
        var reply = Reply(
            id: id, model: call.model, created: created, pieces: [], ending: .stop, promptTokens: call.promptTokens,
            wantsStreamUsage: call.wantsStreamUsage)
        let isCalling = (behaviour.callsTool == true || fault == .toolCall) && call.turns.last?.role != .tool
        if fault == .empty {
            return reply
        } else if fault == .refusal {
            reply.ending = .refusal
            reply.pieces = AnswerText.tokens(of: "I'm sorry, but I can't help with that.").map { .refusal($0) }
        } else if isCalling, let tool = call.toolNames.first {
            reply.ending = .toolCalls
            reply.pieces = [.toolCall(id: id, name: tool, arguments: behaviour.toolArguments ?? "{}")]
        } else {
            var text = StructuredText.reply(to: call, by: behaviour, fault: fault) ?? AnswerText.reply(to: call, by: behaviour)
            if let end = call.stop.compactMap({ text.firstRange(of: $0)?.lowerBound }).min() { text = String(text[..<end]) }
            reply.pieces = AnswerText.tokens(of: text).map { .text($0) }
            if let limit = call.maxTokens, limit < reply.pieces.count {
                reply.pieces.removeLast(reply.pieces.count - max(0, limit))
                reply.ending = .length
            }
            if fault == .truncatedJSON, call.form != nil { reply.ending = .length }
        }
        let pause = pause(fault) ?? .zero
        reply.duration = pause * reply.pieces.count
        return reply
    }

    /// The time a token takes; nil when none is asked for.
    func pause(_ fault: Fault) -> Duration? {
        if fault == .slowDrip { return behaviour.delay ?? .milliseconds(200) }
        let pace = behaviour.pace ?? defaultPace
        return pace > 0 ? .seconds(1 / pace) : nil
    }

    private func streamed(_ fault: Fault) -> Plan {
        let reply = reply(fault)
        let after = behaviour.after ?? 5
        var steps: [Step] = []
        func send(_ event: String, tokens: Int = 0) {
            let bytes = Array(event.utf8)
            if fault == .byteByByte {
                for (index, byte) in bytes.enumerated() {
                    steps.append(.send(HTTPText.chunk(CollectionOfOne(byte)), tokens: index == bytes.count - 1 ? tokens : 0))
                }
            } else {
                steps.append(.send(HTTPText.chunk(bytes), tokens: tokens))
            }
        }
        let type = [("content-type", writer.streamContentType), ("transfer-encoding", "chunked"), ("cache-control", "no-cache")]
        steps.append(.send(HTTPText.head(200, headers(fault) + type), tokens: 0))
        if writer.hasStartEvent { writer.opening(reply).forEach { send($0) } }
        if fault == .duplicateStart {
            for _ in 0..<(writer.hasStartEvent ? 1 : 2) { writer.opening(reply).forEach { send($0) } }
        }
        if fault == .slowFirstToken { steps.append(.wait(behaviour.delay ?? .seconds(5))) }
        let breaks: Set<Fault> = [.cutAfter, .stallAfter, .missingEnd, .errorInStream]
        let pieces = breaks.contains(fault) ? Array(reply.pieces.prefix(after)) : reply.pieces
        for (index, piece) in pieces.enumerated() {
            if fault == .malformedChunk, index == after { send(writer.brokenEvent(reply)) }
            if let pause = pause(fault) { steps.append(.wait(pause)) }
            let events = writer.events(for: piece, in: reply)
            for (place, event) in events.enumerated() { send(event, tokens: place == events.count - 1 ? 1 : 0) }
        }
        var plan = Plan(status: 200, steps: [])
        switch fault {
        case .cutAfter: steps.append(.close)
        case .stallAfter: steps.append(.hold)
        case .missingEnd: steps.append(.send(HTTPText.lastChunk, tokens: 0))
        case .errorInStream:
            send(writer.streamError())
            steps.append(.send(HTTPText.lastChunk, tokens: 0))
        case .endless: plan.endless = endlessTokens(reply)
        default:
            if fault == .malformedChunk, reply.pieces.count <= after { send(writer.brokenEvent(reply)) }
            writer.closing(reply).forEach { send($0) }
            steps.append(.send(HTTPText.lastChunk, tokens: 0))
        }
        plan.steps = steps
        return plan
    }

    /// One word a round, for ever, at the answer's own pace.
    private func endlessTokens(_ reply: Reply) -> @Sendable (Int) -> [Step] {
        let said = reply.pieces.count
        let pause = pause(.endless).map { [Step.wait($0)] } ?? []
        return { [writer] round in
            let events = writer.events(for: .text(" " + AnswerText.word(said + round + 1)), in: reply)
            return pause + events.map { .send(HTTPText.chunk(Array($0.utf8)), tokens: 1) }
        }
    }

    private func unstreamed(_ fault: Fault) -> Plan {
        let reply = reply(fault)
        let after = behaviour.after ?? 5
        var steps: [Step] = []
        if fault == .slowFirstToken { steps.append(.wait(behaviour.delay ?? .seconds(5))) }
        if fault != .slowDrip, reply.duration > .zero { steps.append(.wait(reply.duration)) }
        let tokens = reply.pieces.count
        let body = Array(writer.whole(fault == .missingEnd ? reply.broken(after: after) : reply).utf8)
        let type = ("content-type", "application/json")
        let head = HTTPText.head(200, headers(fault) + [type, ("content-length", "\(body.count)")])
        switch fault {
        case .cutAfter, .stallAfter:
            steps += [.send(head + body.prefix(body.count / 2), tokens: min(after, tokens)), fault == .cutAfter ? .close : .hold]
        case .malformedChunk:
            let broken = String(decoding: body.prefix(body.count / 2), as: UTF8.self)
            steps.append(.send(HTTPText.whole(200, type.1, broken, headers: headers), tokens: tokens))
        case .byteByByte:
            steps.append(.send(head, tokens: 0))
            steps += body.enumerated().map { .send([$1], tokens: $0 == body.count - 1 ? tokens : 0) }
        case .slowDrip:
            steps.append(.send(head, tokens: 0))
            let size = max(1, (body.count + max(tokens, 1) - 1) / max(tokens, 1))
            for start in stride(from: 0, to: body.count, by: size) {
                steps += [.wait(pause(fault) ?? .zero), .send(Array(body[start..<min(start + size, body.count)]), tokens: 1)]
            }
        case .endless:
            let chunked = HTTPText.head(200, headers + [type, ("transfer-encoding", "chunked")])
            steps.append(.send(chunked + HTTPText.chunk(body.dropLast(1)), tokens: tokens))
            let pause = pause(fault).map { [Step.wait($0)] } ?? []
            let spaces = HTTPText.chunk([UInt8](repeating: 0x20, count: 4096))
            return Plan(status: 200, steps: steps) { _ in pause + [.send(spaces, tokens: 0)] }
        default:
            steps.append(.send(head + body, tokens: fault == .missingEnd ? min(after, tokens) : tokens))
        }
        return Plan(status: 200, steps: steps)
    }
}
