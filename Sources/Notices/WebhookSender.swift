import Foundation
package import LanguageModel
import NIOCore
import NIOPosix
package import Providers

/// Where webhooks are posted to.
package struct Webhook: Sendable, Hashable {
    package var url: String
    /// What signs them; nil sends them unsigned.
    package var secret: Secret?
    /// Whether it may be on this machine or in its network.
    package var isLocal: Bool

    package init(url: String, secret: Secret?, isLocal: Bool) {
        self.url = url
        self.secret = secret
        self.isLocal = isLocal
    }
}

/// Why a notice was not delivered, in words for an operator.
package struct NoticeFailure: Error, Sendable, Hashable, CustomStringConvertible {
    package var description: String

    package init(_ description: String) {
        self.description = description
    }
}

/// Posts notices to one webhook. It follows no redirect, and asks no machine of the local network unless that is said to be
/// meant: who may name the address could otherwise ask what only this machine can reach.
package struct WebhookSender: Sendable {
    private let webhook: Webhook
    private let transport: any Transport
    private let resolve: @Sendable (String) async -> [String]

    /// - Parameter resolve: the addresses of a host's name.
    package init(
        _ webhook: Webhook, transport: any Transport,
        resolve: @escaping @Sendable (String) async -> [String] = WebhookSender.addresses
    ) {
        self.webhook = webhook
        self.transport = transport
        self.resolve = resolve
    }

    /// Posts `body` once.
    /// - Parameters:
    ///   - id: the same for every try of one notice.
    ///   - moment: seconds since 1970.
    /// - Throws: ``NoticeFailure`` for anything but an answer of 200 to 299.
    package func post(_ body: String, id: String, at moment: Double) async throws {
        try await checkAddress()
        let timestamp = Int(moment)
        var headers = [
            (name: "content-type", value: "application/json"), (name: "webhook-id", value: id),
            (name: "webhook-timestamp", value: String(timestamp)),
        ]
        if let secret = webhook.secret {
            let signature = WebhookSignature(secret: secret).header(id: id, timestamp: timestamp, body: body)
            headers.append((name: "webhook-signature", value: signature))
        }
        let response: TransportResponse
        do {
            response = try await transport.send(
                TransportRequest(method: "POST", url: webhook.url, headers: headers, body: ByteBuffer(string: body)))
            for try await _ in response.body {}
        } catch {
            throw NoticeFailure("the webhook cannot be reached: \(error)")
        }
        guard (200..<300).contains(response.status) else {
            throw NoticeFailure("the webhook answered \(response.status)")
        }
    }

    private func checkAddress() async throws {
        guard !webhook.isLocal else { return }
        let refusal = NoticeFailure("the webhook's address is local; set budgets.webhook.local to true if that is meant")
        if isLocalAddress(webhook.url) { throw refusal }
        guard let host = URL(string: webhook.url)?.host(percentEncoded: false) else {
            throw NoticeFailure("the webhook's address has no host")
        }
        let addresses = await resolve(host)
        guard !addresses.isEmpty else { throw NoticeFailure("the webhook's host has no address") }
        if addresses.contains(where: { isLocalAddress($0.contains(":") ? "http://[\($0)]" : "http://\($0)") }) { throw refusal }
    }

    /// What the system's resolver knows; empty when it knows nothing.
    package static let addresses: @Sendable (String) async -> [String] = { host in
        let found = try? await NIOThreadPool.singleton.runIfActive {
            var hints = addrinfo()
            hints.ai_family = AF_UNSPEC
            hints.ai_socktype = Int32(SOCK_STREAM.rawValue)
            var list: UnsafeMutablePointer<addrinfo>?
            guard getaddrinfo(host, nil, &hints, &list) == 0 else { return [String]() }
            defer { freeaddrinfo(list) }
            var addresses: [String] = []
            var next = list
            while let info = next?.pointee {
                var text = [CChar](repeating: 0, count: Int(NI_MAXHOST))
                if getnameinfo(
                    info.ai_addr, info.ai_addrlen, &text, socklen_t(text.count), nil, 0, NI_NUMERICHOST) == 0
                {
                    addresses.append(String(decoding: text.prefix { $0 != 0 }.map { UInt8(bitPattern: $0) }, as: UTF8.self))
                }
                next = info.ai_next
            }
            return addresses
        }
        return found ?? []
    }
}
