import Foundation
package import LanguageModel
import NIOCore
package import Providers

/// What came back of one post.
package struct WebhookReply: Sendable, Hashable {
    /// HTTP; nil when there was no answer.
    package var status: Int?
    /// In words for an operator; nil for an answer of 200 to 299.
    package var failure: String?
    /// What the answer asks to wait.
    package var retryAfter: Duration?
    package var milliseconds: Double

    package init(status: Int?, failure: String? = nil, retryAfter: Duration? = nil, milliseconds: Double = 0) {
        self.status = status
        self.failure = failure
        self.retryAfter = retryAfter
        self.milliseconds = milliseconds
    }
}

/// Posts webhooks. It follows no redirect, reads little of what is answered, and asks no machine of the local network unless that
/// is said to be meant: who may name an address could otherwise ask what only this machine can reach. An address is looked up and
/// checked for each post, and the connection goes to what was checked, so that a name that means another machine a moment later
/// leads nowhere else.
package struct WebhookPost: Sendable {
    private let transport: any Transport
    private let lookUp: @Sendable (String) async throws -> [String]
    private let time: any TimeSource

    /// How long one post may take.
    package static let timeout = Duration.seconds(15)
    /// Bytes of an answer, of which nothing is wanted but its status.
    private static let mostAnswer = 64 << 10

    /// - Parameter lookUp: the addresses of a host.
    package init(
        transport: any Transport, lookUp: @escaping @Sendable (String) async throws -> [String] = HostLookup.addresses,
        time: any TimeSource
    ) {
        self.transport = transport
        self.lookUp = lookUp
        self.time = time
    }

    /// Where a post to `url` would go.
    /// - Returns: the address to connect to; nil for any that the host has.
    /// - Throws: ``NoticeFailure`` when it may not go there; `CancellationError`.
    package func address(of url: String, allowsLocal: Bool) async throws -> String? {
        guard let host = try? httpHost(of: url).host else { throw NoticeFailure("the webhook's address is no URL") }
        guard !allowsLocal else { return nil }
        let addresses: [String]
        do {
            addresses = try await lookUp(host)
        } catch let error as CancellationError {
            throw error
        } catch {
            throw NoticeFailure("the webhook's host cannot be looked up: \(error)")
        }
        guard let first = addresses.first else { throw NoticeFailure("the webhook's host has no address") }
        // One that is inside among them is enough: which of them is asked is nothing that the other side may choose.
        guard !isLocalAddress(url), addresses.allSatisfy(isPublicAddress) else {
            throw NoticeFailure("the webhook's address is inside of a network, and not on the internet")
        }
        return first
    }

    /// Posts `body` once.
    /// - Parameters:
    ///   - secrets: each signs.
    ///   - id: the same for every try of one notice.
    ///   - moment: seconds since 1970.
    /// - Throws: `CancellationError` alone; everything else is a reply.
    package func send(
        _ body: String, to url: String, allowsLocal: Bool, secrets: [Secret], id: String, at moment: Double
    ) async throws -> WebhookReply {
        let timestamp = Int(moment)
        var headers = [
            (name: "content-type", value: "application/json"), (name: "user-agent", value: "Understudy"),
            (name: "webhook-id", value: id), (name: "webhook-timestamp", value: String(timestamp)),
        ]
        if !secrets.isEmpty {
            let signatures = secrets.map { WebhookSignature(secret: $0).header(id: id, timestamp: timestamp, body: body) }
            headers.append((name: "webhook-signature", value: signatures.joined(separator: " ")))
        }
        let request = TransportRequest(method: "POST", url: url, headers: headers, body: ByteBuffer(string: body))
        let began = time.now
        var reply: WebhookReply
        do {
            reply = try await inTime(until: began + Self.timeout) { try await ask(request, allowsLocal: allowsLocal, at: moment) }
        } catch let error as CancellationError {
            throw error
        } catch let failure as NoticeFailure {
            reply = WebhookReply(status: nil, failure: failure.description)
        } catch let failure as ModelFailure {
            reply = WebhookReply(status: nil, failure: "the webhook cannot be reached: \(failure.message)")
        } catch {
            reply = WebhookReply(status: nil, failure: "the webhook cannot be reached: \(error)")
        }
        reply.milliseconds = (time.now - began).milliseconds
        return reply
    }

    private func inTime(
        until deadline: Duration, _ work: @escaping @Sendable () async throws -> WebhookReply
    ) async throws -> WebhookReply {
        try await withThrowingTaskGroup(of: WebhookReply.self) { group in
            group.addTask { try await work() }
            group.addTask {
                try await time.sleep(until: deadline)
                throw NoticeFailure("the webhook did not answer within \(Int(Self.timeout.seconds)) s")
            }
            defer { group.cancelAll() }
            guard let reply = try await group.next() else { throw CancellationError() }
            return reply
        }
    }

    private func ask(_ request: TransportRequest, allowsLocal: Bool, at moment: Double) async throws -> WebhookReply {
        var request = request
        request.address = try await address(of: request.url, allowsLocal: allowsLocal)
        let response = try await transport.send(request)
        var size = 0
        for try await piece in response.body {
            size += piece.readableBytes
            if size > Self.mostAnswer { break }
        }
        let isGood = (200..<300).contains(response.status)
        return WebhookReply(
            status: response.status, failure: isGood ? nil : "the webhook answered \(response.status)",
            retryAfter: response.header("retry-after").flatMap { RetryAfter.parse($0, now: moment) })
    }
}
