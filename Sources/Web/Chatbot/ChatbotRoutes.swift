import Accounts
import Chat
import Foundation
import HTTPTypes
import Hummingbird
import Knowledge
import LanguageModel
import Routing

/// `/api/chatbot`: sessions that their owner names, with recommendations from a catalogue.
struct ChatbotRoutes: Sendable {
    let sessions: SessionDesk
    let directory: ChainDirectory
    let rules: CloudRules
    let board: BreakerBoard
    let servers: ModelServers
    /// Bytes of one message.
    var messageLimit = 256 * 1024
    /// Characters of a session's name.
    var nameLimit = 200

    func add(to group: RouterGroup<WebContext>) {
        group.post("chat", use: chat)
        group.get("history/{session_id}", use: history)
        group.delete("history/{session_id}", use: forget)
        group.get("sessions", use: list)
        group.get("recommendations/{session_id}", use: recommend)
        group.get("status", use: status)
    }

    private struct ChatBody: Decodable {
        var session_id: String
        var message: String
    }

    @Sendable private func chat(request: Request, context: WebContext) async throws -> Response {
        var request = request
        let caller = try context.caller(maying: .chat)
        let body: ChatBody = try await request.decodeJSON(limit: messageLimit * 2)
        try check(session: body.session_id)
        guard !body.message.allSatisfy(\.isWhitespace) else { throw APIError.invalid("message", "must not be empty") }
        guard body.message.utf8.count <= messageLimit else { throw APIError.tooLarge(messageLimit) }
        let answer = try await sessions.post(
            body.message, to: body.session_id, owner: caller.owner, keyID: caller.keyID, requestID: context.requestID,
            standing: context.standing, reader: KnowledgeReader(caller))
        _ = await CallerWatch(context.channel).result(of: answer.answer)
        return try .json(ChatbotReply(try await answer.reply(), session: body.session_id))
    }

    @Sendable private func history(request: Request, context: WebContext) async throws -> Response {
        let caller = try context.caller(maying: .read)
        let session = try session(context)
        let messages = try await sessions.messages(of: session, owner: caller.owner)
        return try .json(ChatbotHistory(session_id: session, messages: messages.map(ChatbotHistory.Message.init)))
    }

    @Sendable private func forget(request: Request, context: WebContext) async throws -> Response {
        let caller = try context.caller(maying: .chat)
        try await sessions.delete(try session(context), owner: caller.owner)
        return Response(status: .noContent)
    }

    @Sendable private func list(request: Request, context: WebContext) async throws -> Response {
        let caller = try context.caller(maying: .read)
        return try .json(["sessions": try await sessions.list(owner: caller.owner).map(ChatbotSession.init)])
    }

    @Sendable private func recommend(request: Request, context: WebContext) async throws -> Response {
        let caller = try context.caller(maying: .read)
        let session = try session(context)
        let found = try await sessions.recommendations(for: session, owner: caller.owner)
        return try .json(
            ChatbotRecommendations(
                session_id: session, recommendations: found.items.map(ChatbotRecommendation.init), dropped: found.dropped))
    }

    @Sendable private func status(request: Request, context: WebContext) async throws -> Response {
        let owner = try context.caller(maying: .models).owner
        let host = await sessions.host(for: context.standing)
        let chain = host.assistant.flatMap { directory[$0.chain] }?.within(rules.reach(of: owner))
        var reports: [ModelServers.Report] = []
        if let chain {
            reports = await OutboundRule.$current.withValue(OutboundRule { [rules] in rules.reach(of: owner) }) {
                await servers.check(chain)
            }
        }
        return try .json(
            ChatbotStatus(
                models: chain?.models.map { ($0.id, board.phase(of: $0.id)) } ?? [], servers: reports,
                catalogueSize: host.items))
    }

    private func session(_ context: WebContext) throws -> String {
        let name = try context.parameters.require("session_id")
        guard let session = name.removingPercentEncoding else {
            throw APIError.invalid("session_id", "must be percent-encoded UTF-8")
        }
        try check(session: session)
        return session
    }

    private func check(session: String) throws {
        guard (1...nameLimit).contains(session.unicodeScalars.count), !session.unicodeScalars.contains("\0") else {
            throw APIError.invalid("session_id", "must have 1 to \(nameLimit) characters, and none that is NUL")
        }
    }
}
