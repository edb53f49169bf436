import Crypto
import Foundation
package import LanguageModel
import Providers
package import Storage

/// Why an endpoint is not made or changed.
package enum WebhookError: Error, Sendable, Hashable {
    case invalid(field: String, reason: String)
    case notFound
    /// It is told nothing now, so there is nothing to send.
    case disabled
}

/// What admins do about webhooks.
package struct WebhookDesk: Sendable {
    /// How long the secret of before signs as well.
    package static let overlap = Duration.seconds(24 * 3600)
    package static let mostEndpoints = 100

    private let endpoints: WebhookRepository
    private let log: WebhookDeliveryRepository
    private let post: WebhookPost
    private let time: any TimeSource
    /// Whether an endpoint may be local at all.
    package let allowsLocal: Bool

    package init(
        endpoints: WebhookRepository, deliveries: WebhookDeliveryRepository, post: WebhookPost, allowsLocal: Bool,
        time: any TimeSource
    ) {
        self.endpoints = endpoints
        log = deliveries
        self.post = post
        self.allowsLocal = allowsLocal
        self.time = time
    }

    /// - Parameter countsAll: whether deliveries that arrived are counted, too, of which there may be very many.
    package func list(countsAll: Bool = true) async throws -> [(endpoint: WebhookEndpoint, counts: WebhookCounts)] {
        let counts = try await log.counts(all: countsAll)
        return try await endpoints.list().map { ($0, counts[$0.id] ?? WebhookCounts()) }
    }

    /// - Throws: ``WebhookError/notFound``.
    package func endpoint(_ id: String) async throws -> (endpoint: WebhookEndpoint, counts: WebhookCounts) {
        let endpoint = try await known { try await endpoints.endpoint(id) }
        return (endpoint, try await log.counts()[id] ?? WebhookCounts())
    }

    /// - Returns: the endpoint and its secret, which is not told again.
    /// - Throws: ``WebhookError``.
    package func create(_ draft: WebhookDraft) async throws -> (endpoint: WebhookEndpoint, secret: Secret) {
        let draft = try await checked(draft)
        guard try await endpoints.list().count < Self.mostEndpoints else {
            throw WebhookError.invalid(field: "url", reason: "is one too many: there are \(Self.mostEndpoints) already")
        }
        let secret = Self.makeSecret()
        let id = "whk_\(UUID().uuidString.lowercased())"
        return (try await endpoints.create(draft, id: id, secret: secret), secret)
    }

    /// - Parameter change: what is to be other than it is.
    /// - Throws: ``WebhookError``.
    package func change(_ id: String, _ change: (inout WebhookDraft) throws -> Void) async throws -> WebhookEndpoint {
        let before = WebhookDraft(try await known { try await endpoints.endpoint(id) })
        var draft = before
        try change(&draft)
        // Switching off must work for an address, too, that would not be taken any more.
        let same = draft.url == before.url && draft.allowsLocal == before.allowsLocal && !draft.isEnabled
        let checked = same ? try Self.checkedWords(draft) : try await checked(draft)
        return try await known { try await endpoints.change(id, to: checked) }
    }

    /// - Throws: ``WebhookError/notFound``.
    package func delete(_ id: String) async throws {
        try await known { try await endpoints.delete(id) }
    }

    /// Another secret; the one of before signs as well for a day.
    /// - Throws: ``WebhookError/notFound``.
    package func rotate(_ id: String) async throws -> (endpoint: WebhookEndpoint, secret: Secret) {
        let secret = Self.makeSecret()
        let endpoint = try await known {
            try await endpoints.rotate(id, to: secret, previousUntil: time.wallClock + Self.overlap.seconds)
        }
        return (endpoint, secret)
    }

    /// Sends an event that says nothing.
    /// - Returns: its delivery.
    /// - Throws: ``WebhookError``.
    package func test(_ id: String) async throws -> WebhookDelivery {
        guard try await known({ try await endpoints.endpoint(id) }).isEnabled else { throw WebhookError.disabled }
        let event = WebhookEvent(.test, happenedAt: time.wallClock, data: ["endpoint_id": .string(id)])
        guard let delivery = try await log.write(event, only: id).first else { throw WebhookError.disabled }
        return try await known { try await log.delivery(delivery, of: id).delivery }
    }

    /// The newest first.
    /// - Throws: ``WebhookError/notFound``.
    package func deliveries(
        of id: String, status: WebhookDelivery.Status? = nil, before: String? = nil, limit: Int
    ) async throws -> [WebhookDelivery] {
        _ = try await known { try await endpoints.endpoint(id) }
        return try await log.list(of: id, status: status, before: before, limit: limit)
    }

    /// - Throws: ``WebhookError/notFound``.
    package func delivery(_ delivery: String, of id: String) async throws -> WebhookDeliveryRepository.Detail {
        try await known { try await log.delivery(delivery, of: id) }
    }

    /// Sends a delivery again, as if it had not been sent yet.
    /// - Throws: ``WebhookError``.
    package func replay(_ delivery: String, of id: String) async throws -> WebhookDelivery {
        guard try await known({ try await endpoints.endpoint(id) }).isEnabled else { throw WebhookError.disabled }
        return try await known {
            try await log.replay(delivery, of: id)
            return try await log.delivery(delivery, of: id).delivery
        }
    }

    /// Sends all that was given up since then (seconds since 1970).
    /// - Returns: how many.
    /// - Throws: ``WebhookError``.
    package func replayDead(of id: String, since: Double = 0) async throws -> Int {
        guard try await known({ try await endpoints.endpoint(id) }).isEnabled else { throw WebhookError.disabled }
        return try await log.replayDead(of: id, since: since)
    }

    private func known<Value>(_ body: () async throws -> Value) async throws -> Value {
        do {
            return try await body()
        } catch StorageError.notFound {
            throw WebhookError.notFound
        }
    }

    /// `whsec_` and 32 random bytes in Base64.
    private static func makeSecret() -> Secret {
        Secret("whsec_" + SymmetricKey(size: .bits256).withUnsafeBytes { Data($0) }.base64EncodedString())
    }

    private func checked(_ draft: WebhookDraft) async throws -> WebhookDraft {
        let draft = try Self.checkedWords(draft)
        if draft.allowsLocal, !allowsLocal {
            throw WebhookError.invalid(field: "allow_local", reason: "needs webhooks.allow_local in the configuration")
        }
        guard let place = try? httpHost(of: draft.url) else {
            throw WebhookError.invalid(field: "url", reason: "must be an address that starts with https://")
        }
        guard place.isSecure || draft.allowsLocal else {
            throw WebhookError.invalid(
                field: "url", reason: "must start with https://, for what is sent is read by others otherwise")
        }
        do {
            _ = try await post.address(of: draft.url, allowsLocal: draft.allowsLocal)
        } catch let failure as NoticeFailure {
            throw WebhookError.invalid(field: "url", reason: "cannot be used: \(failure.description)")
        }
        return draft
    }

    private static func checkedWords(_ draft: WebhookDraft) throws -> WebhookDraft {
        var draft = draft
        draft.url = draft.url.trimmingCharacters(in: .whitespacesAndNewlines)
        guard draft.url.utf8.count <= 2000, !draft.url.unicodeScalars.contains(where: { $0.value <= 0x20 || $0.value == 0x7F }),
            URL(string: draft.url)?.user(percentEncoded: false) == nil
        else {
            throw WebhookError.invalid(
                field: "url", reason: "must have at most 2000 characters, and no blank, name or password in it")
        }
        guard draft.description.utf8.count <= 1000, !draft.description.unicodeScalars.contains(where: { $0.value == 0 }) else {
            throw WebhookError.invalid(field: "description", reason: "must have at most 1000 characters that can be shown")
        }
        let known = WebhookEventType.choices.map(\.rawValue)
        if let unknown = draft.events.first(where: { !known.contains($0) }) {
            let hint = nearest(to: unknown, in: known).map { "; did you mean \"\($0)\"?" } ?? ""
            throw WebhookError.invalid(field: "events", reason: "names the unknown event \"\(unknown.prefix(100))\"\(hint)")
        }
        draft.events = known.filter(draft.events.contains)
        return draft
    }
}
