import Foundation
import LanguageModel
import NIOHTTP1

/// One whole request.
struct IncomingRequest: Sendable {
    var head: HTTPRequestHead
    var body: [UInt8]
    var connections: Int

    var path: String { String(head.uri.prefix { $0 != "?" }) }
    var query: Substring { head.uri.dropFirst(path.count + 1) }
}

/// Chooses the plan for each request: routes, checks the key, asks the stage.
struct Responder: Sendable {
    let stage: Stage
    let log: RequestLog
    let time: any TimeSource
    let startedAt: Duration

    /// The plan, and the number under which the log follows it; nil for the simulator's own paths.
    func respond(to request: IncomingRequest) -> (Plan, Int?) {
        let path = request.path.removingPercentEncoding ?? request.path
        if path.hasPrefix("/simulate/") || path == "/simulate" { return (control(request, path), nil) }
        let number = log.nextNumber()
        let id = String(format: "sim%06d", number)
        var entry = RequestLog.Entry(
            number: number, protocol: nil, model: nil, path: path, streaming: false,
            atMilliseconds: (time.now - startedAt).milliseconds, fault: .none, status: nil, outcome: .open, tokens: 0,
            connections: request.connections)
        let plan = answer(request, path, id, &entry)
        entry.status = plan.status
        entry.fault = plan.fault
        log.append(entry)
        return (plan, number)
    }

    private func answer(_ request: IncomingRequest, _ path: String, _ id: String, _ entry: inout RequestLog.Entry) -> Plan {
        let isAnthropic = request.head.headers.contains(name: "anthropic-version")
        guard let route = Route(method: request.head.method, path: path, query: request.query, isAnthropic: isAnthropic) else {
            return fail(.unknownPath("\(request.head.method.rawValue) \(path)"), in: isAnthropic ? .anthropic : .openai, id)
        }
        entry.protocol = route.wire
        guard isAllowed(request) else { return fail(.unauthorized, in: route.wire, id) }
        let writer = route.wire.writer
        switch route {
        case .version: return json("{\"version\":\"0.0.0-simulator\"}")
        case .models: return json(writer.modelList(stage.script.listedModels))
        case .chat(let chat), .embeddings(let chat):
            entry.model = chat.model
            entry.streaming = chat.isStreaming
            guard let body = try? JSONDecoder().decode(JSONValue.self, from: Data(request.body)) else {
                return fail(.badRequest("We could not parse the JSON body of your request."), in: chat.wire, id)
            }
            entry.model = entry.model ?? body["model"]?.stringValue
            do {
                if case .embeddings = route { return perform(try EmbeddingQuery(from: body, route: chat), writer, id) }
                let call = try writer.call(from: body, route: chat)
                entry.streaming = call.isStreaming
                return perform(call, writer, id)
            } catch {
                return fail(.badRequest(error.message), in: chat.wire, id)
            }
        }
    }

    /// Vectors come as one token, so that faults hit them as they hit a short answer.
    private func perform(_ query: EmbeddingQuery, _ writer: any WireWriter, _ id: String) -> Plan {
        perform(query.call, writer, id) { performance in
            let dimensions = performance.behaviour.dimensions ?? query.dimensions ?? PseudoEmbedding.usualDimensions
            performance.writer = EmbeddingWriter(base: writer, query: query, dimensions: dimensions)
            performance.behaviour.echo = nil
            performance.behaviour.answer = "vectors"
        }
    }

    private func perform(
        _ call: ChatCall, _ writer: any WireWriter, _ id: String, prepare: (inout Performance) -> Void = { _ in }
    ) -> Plan {
        var performance = Performance(
            call: call, writer: writer, behaviour: Behaviour(), id: id, created: time.wallClock, defaultPace: stage.script.pace)
        do {
            performance.behaviour = try stage.next(for: call.model)
            prepare(&performance)
            return performance.plan()
        } catch {
            return performance.failure(.modelNotFound(" (\(error.message))"))
        }
    }

    private func isAllowed(_ request: IncomingRequest) -> Bool {
        guard let key = stage.script.apiKey else { return true }
        let headers = request.head.headers
        let given =
            headers["authorization"].map { $0.replacing("Bearer ", with: "", maxReplacements: 1) } + headers["x-api-key"]
            + headers["x-goog-api-key"]
            + request.query.split(separator: "&").filter { $0.hasPrefix("key=") }.map { String($0.dropFirst(4)) }
        return given.contains(key)
    }

    private func fail(_ error: WireError, in wire: WireProtocol, _ id: String) -> Plan {
        let failure = wire.writer.failure(error, model: "", isStreaming: false, id: id)
        return json(failure.body, failure.status)
    }

    private func json(_ body: String, _ status: Int = 200) -> Plan {
        Plan(status: status, steps: [.send(HTTPText.whole(status, "application/json", body), tokens: 0)])
    }

    /// The simulator's own paths, for whoever directs the rehearsal.
    private func control(_ request: IncomingRequest, _ path: String) -> Plan {
        let prefix = "/simulate/models/"
        switch (request.head.method, path) {
        case (.GET, "/simulate/health"): return json("{\"status\":\"ok\"}")
        case (.GET, "/simulate/log"):
            let encoder = JSONEncoder()
            encoder.outputFormatting = [.sortedKeys, .withoutEscapingSlashes]
            let data = (try? encoder.encode(["requests": log.entries])) ?? Data()
            return json(String(decoding: data, as: UTF8.self))
        case (.DELETE, "/simulate/log"):
            log.clear()
            return json("{\"cleared\":true}")
        case (.POST, _) where path.hasPrefix(prefix) && path.count > prefix.count:
            do {
                stage.set(
                    try Behaviour(yaml: String(decoding: request.body, as: UTF8.self)), for: String(path.dropFirst(prefix.count)))
                return json("{\"set\":true}")
            } catch {
                return json((["error": .string(error.description)] as OrderedJSON).text, 400)
            }
        default:
            return json(
                "{\"error\":\"not found: GET /simulate/health, GET or DELETE /simulate/log, POST /simulate/models/{model}\"}", 404
            )
        }
    }
}

/// The paths of the four protocols.
enum Route: Equatable {
    case chat(ChatRoute)
    case embeddings(ChatRoute)
    case models(WireProtocol)
    case version

    var wire: WireProtocol {
        switch self {
        case .chat(let route), .embeddings(let route): route.wire
        case .models(let wire): wire
        case .version: .ollama
        }
    }

    init?(method: HTTPMethod, path: String, query: Substring, isAnthropic: Bool) {
        switch (method, path) {
        case (.POST, "/v1/chat/completions"), (.POST, "/chat/completions"): self = .chat(ChatRoute(wire: .openai))
        case (.POST, "/v1/messages"): self = .chat(ChatRoute(wire: .anthropic))
        case (.POST, "/api/chat"): self = .chat(ChatRoute(wire: .ollama))
        case (.POST, "/v1/embeddings"), (.POST, "/embeddings"): self = .embeddings(ChatRoute(wire: .openai))
        case (.POST, "/api/embed"): self = .embeddings(ChatRoute(wire: .ollama))
        case (.GET, "/v1/models"), (.GET, "/models"): self = .models(isAnthropic ? .anthropic : .openai)
        case (.GET, "/v1beta/models"): self = .models(.gemini)
        case (.GET, "/api/tags"): self = .models(.ollama)
        case (.GET, "/api/version"): self = .version
        case (.POST, _) where path.hasPrefix("/v1beta/models/"):
            let rest = path.dropFirst("/v1beta/models/".count)
            guard let colon = rest.lastIndex(of: ":"), colon > rest.startIndex else { return nil }
            let model = String(rest[..<colon])
            switch rest[rest.index(after: colon)...] {
            case "batchEmbedContents": self = .embeddings(ChatRoute(wire: .gemini, model: model))
            case "generateContent": self = .chat(ChatRoute(wire: .gemini, model: model))
            case "streamGenerateContent" where query.split(separator: "&").contains("alt=sse"):
                self = .chat(ChatRoute(wire: .gemini, model: model, isStreaming: true))
            default: return nil
            }
        default: return nil
        }
    }
}
