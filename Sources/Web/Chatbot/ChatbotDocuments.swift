import Chat
import HTTPTypes
import Knowledge
import LanguageModel
import Routing
import Storage

/// The body of an answer of `POST /api/chatbot/chat`.
struct ChatbotReply: Encodable {
    var response: String
    var session_id: String
    var recommendations: [ChatbotRecommendation]
    /// How many items that the answer named were left out, by why.
    var dropped: [String: Int]
    /// Null when no model could answer; ``response`` says so then.
    var model: String?
    var retry_after_seconds: Int?
    /// Where it was answered from documents.
    var citations: [CitationDocument]?
    /// Whether it was given before; where it was answered from documents.
    var cached: Bool?

    init(_ reply: SessionReply, session: String) {
        response = reply.text
        session_id = session
        recommendations = reply.recommended.items.map(ChatbotRecommendation.init)
        dropped = reply.recommended.dropped
        model = reply.model?.description
        citations = reply.grounding?.citations.map(CitationDocument.init)
        cached = reply.grounding.map { _ in reply.isCached }
        retry_after_seconds = reply.outage.flatMap { APIError($0).retryAfterSeconds }
    }

    func encode(to encoder: any Encoder) throws {
        var container = encoder.container(keyedBy: CodingKeys.self)
        try container.encode(response, forKey: .response)
        try container.encode(session_id, forKey: .session_id)
        try container.encode(recommendations, forKey: .recommendations)
        try container.encode(dropped, forKey: .dropped)
        try container.encode(model, forKey: .model)
        try container.encodeIfPresent(retry_after_seconds, forKey: .retry_after_seconds)
        try container.encodeIfPresent(citations, forKey: .citations)
        try container.encodeIfPresent(cached, forKey: .cached)
    }

    private enum CodingKeys: String, CodingKey {
        case response, session_id, recommendations, dropped, model, retry_after_seconds, citations, cached
    }
}

struct ChatbotRecommendation: Encodable {
    var id: String
    var name: String
    /// Why it is recommended, in plain words.
    var reason: String
    var category: String?
    var description: String?
    var price: Double?
    var currency: String?
    var stock: Int?
    var picture_url: String?

    init(_ item: RecommendationRecord.Item) {
        id = item.id
        name = item.name
        reason = item.reason
        category = item.category.isEmpty ? nil : item.category
        description = item.description.isEmpty ? nil : item.description
        price = item.price
        currency = item.currency
        stock = item.stock
        picture_url = item.picture
    }
}

struct ChatbotRecommendations: Encodable {
    var session_id: String
    var recommendations: [ChatbotRecommendation]
    var dropped: [String: Int]
}

struct ChatbotHistory: Encodable {
    struct Message: Encodable {
        var id: String
        var role: Role
        var content: String
        var model: String?
        /// `complete`, or why the answer is not whole.
        var status: String
        var created_at: String

        init(_ message: ChatMessage) {
            id = message.id
            role = message.role
            content = message.content
            model = message.model?.description
            status = message.status.rawValue
            created_at = AvailabilityDocument.date(message.createdAt)
        }
    }

    var session_id: String
    var messages: [Message]
}

struct ChatbotSession: Encodable {
    var session_id: String
    var title: String
    var message_count: Int
    var created_at: String
    var updated_at: String

    init(_ session: ConversationSession) {
        session_id = session.id
        title = session.title
        message_count = session.messages
        created_at = AvailabilityDocument.date(session.createdAt)
        updated_at = AvailabilityDocument.date(session.updatedAt)
    }
}

/// Whether people can chat now, and what stands in the way.
struct ChatbotStatus: Encodable {
    struct Server: Encodable {
        var provider: String
        /// Whether it answered just now.
        var answers: Bool
        var problem: String?
        var latency_ms: Int
    }

    struct Model: Encodable {
        var id: String
        var available: Bool
        var reason: String?
    }

    /// `ok`; `degraded` when some servers or models are out; `unavailable` when nobody is left to answer.
    var status: String
    var model_servers: [Server]
    var models: [Model]
    /// How many items the catalogue has.
    var catalogue_items: Int?

    init(models: [(id: ModelIdentifier, phase: Breaker.Phase)], servers: [ModelServers.Report], catalogueSize: Int?) {
        let reachable = Set(servers.filter { $0.problem == nil }.map(\.provider))
        self.models = models.map { id, phase in
            switch phase {
            case .closed where reachable.contains(id.provider): Model(id: id.description, available: true)
            case .closed: Model(id: id.description, available: false, reason: "server_out")
            case .open(_, let reason), .halfOpen(let reason):
                Model(id: id.description, available: false, reason: reason.rawValue)
            }
        }
        model_servers = servers.map { report in
            Server(
                provider: report.provider, answers: report.problem == nil, problem: report.problem?.rawValue,
                latency_ms: Int(report.latency.milliseconds))
        }
        catalogue_items = catalogueSize
        let available = self.models.count(where: \.available)
        status = available == 0 ? "unavailable" : available < self.models.count ? "degraded" : "ok"
    }
}
