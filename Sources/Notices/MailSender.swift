import Foundation
package import LanguageModel
import NIOCore
package import NIOPosix
import NIOSSL

/// Who takes mail to its recipients.
package struct MailServer: Sendable, Hashable {
    package enum Security: String, Sendable, Hashable, CaseIterable {
        /// Begins in the clear and must then change to TLS.
        case startTLS = "starttls"
        /// TLS from the first byte.
        case tls
        /// Never TLS: for a server on this machine.
        case none
    }

    package var host: String
    package var port: Int
    package var security: Security
    package var username: String?
    package var password: Secret?
    /// The sender's address.
    package var from: String
    /// A file of certificates to trust in place of the system's.
    package var authorities: String?

    package init(
        host: String, port: Int, security: Security, username: String? = nil, password: Secret? = nil, from: String,
        authorities: String? = nil
    ) {
        self.host = host
        self.port = port
        self.security = security
        self.username = username
        self.password = password
        self.from = from
        self.authorities = authorities
    }
}

/// Hands mail to a server, one connection a message.
package struct MailSender: Sendable {
    private let server: MailServer
    private let group: MultiThreadedEventLoopGroup

    /// How long one message may take.
    private static let deadline = TimeAmount.seconds(60)

    package init(_ server: MailServer, group: MultiThreadedEventLoopGroup = .singleton) {
        self.server = server
        self.group = group
    }

    /// Hands `message` over for all `recipients`, or for none.
    /// - Parameters:
    ///   - id: never the same for two messages.
    ///   - moment: seconds since 1970.
    /// - Throws: ``NoticeFailure``.
    package func send(_ message: MailMessage, to recipients: [String], id: String, at moment: Double) async throws {
        do {
            try await deliver(message.wire(from: server.from, to: recipients, id: id, at: moment), to: recipients)
        } catch let failure as NoticeFailure {
            throw failure
        } catch {
            throw NoticeFailure("the mail server \(server.host) cannot be spoken to: \(error)")
        }
    }

    private func deliver(_ wire: String, to recipients: [String]) async throws {
        let context = try secureContext()
        let immediately = server.security == .tls
        let name = tlsName
        let channel = try await ClientBootstrap(group: group).connectTimeout(.seconds(10)).connect(
            host: server.host, port: server.port
        ) { channel in
            channel.eventLoop.makeCompletedFuture {
                if immediately, let context {
                    try channel.pipeline.syncOperations.addHandler(NIOSSLClientHandler(context: context, serverHostname: name))
                }
                return try NIOAsyncChannel<ByteBuffer, ByteBuffer>(wrappingChannelSynchronously: channel)
            }
        }
        let timeout = channel.channel.eventLoop.scheduleTask(in: Self.deadline) { channel.channel.close(promise: nil) }
        defer { timeout.cancel() }
        try await channel.executeThenClose { inbound, outbound in
            var dialogue = SMTPDialogue(inbound: inbound.makeAsyncIterator(), outbound: outbound)
            try await dialogue.expect(220)
            var offers = try await dialogue.greet()
            if server.security == .startTLS, let context {
                guard offers.contains("STARTTLS") else { throw NoticeFailure("the mail server offers no TLS") }
                try await dialogue.say("STARTTLS", expecting: 220)
                // What was sent in the clear after that is nobody's word.
                dialogue.forget()
                try await channel.channel.eventLoop.submit {
                    try channel.channel.pipeline.syncOperations.addHandler(
                        NIOSSLClientHandler(context: context, serverHostname: name), position: .first)
                }.get()
                offers = try await dialogue.greet()
            }
            if let username = server.username {
                let proof = Data("\0\(username)\0\(server.password?.reveal ?? "")".utf8).base64EncodedString()
                try await dialogue.say("AUTH PLAIN \(proof)", expecting: 235, shownAs: "AUTH PLAIN")
            }
            try await dialogue.say("MAIL FROM:<\(try Self.address(server.from))>", expecting: 250)
            for recipient in recipients {
                try await dialogue.say("RCPT TO:<\(try Self.address(recipient))>", expecting: 250)
            }
            try await dialogue.say("DATA", expecting: 354)
            try await dialogue.say(wire + "\r\n.", expecting: 250, shownAs: "the message")
            _ = try? await dialogue.say("QUIT", expecting: 221)
        }
    }

    /// nil where there is to be no TLS. Certificates are verified.
    private func secureContext() throws -> NIOSSLContext? {
        guard server.security != .none else { return nil }
        var tls = TLSConfiguration.makeClientConfiguration()
        if let file = server.authorities { tls.trustRoots = .file(file) }
        return try NIOSSLContext(configuration: tls)
    }

    /// What the certificate is to say; nothing for an address of digits.
    private var tlsName: String? {
        server.host.contains(":") || server.host.allSatisfy({ $0.isNumber || $0 == "." }) ? nil : server.host
    }

    /// Nothing but an address, which could otherwise be more commands.
    private static func address(_ text: String) throws -> String {
        let isPlain = text.unicodeScalars.allSatisfy { $0.value > 0x20 && $0.value != 0x7F && $0 != "<" && $0 != ">" }
        guard isPlain, text.contains("@") else { throw NoticeFailure("\(text) is no address") }
        return text
    }
}

/// What is said on one connection, line by line.
private struct SMTPDialogue {
    var inbound: NIOAsyncChannelInboundStream<ByteBuffer>.AsyncIterator
    let outbound: NIOAsyncChannelOutboundWriter<ByteBuffer>
    private var unread = ByteBuffer()

    init(inbound: NIOAsyncChannelInboundStream<ByteBuffer>.AsyncIterator, outbound: NIOAsyncChannelOutboundWriter<ByteBuffer>) {
        self.inbound = inbound
        self.outbound = outbound
    }

    /// Introduces itself, and answers what the server offers.
    mutating func greet() async throws -> Set<String> {
        let lines = try await say("EHLO understudy", expecting: 250)
        return Set(lines.compactMap { $0.split(separator: " ").first?.uppercased() })
    }

    @discardableResult
    mutating func say(_ line: String, expecting code: Int, shownAs name: String? = nil) async throws -> [String] {
        try await outbound.write(ByteBuffer(string: line + "\r\n"))
        return try await expect(code, after: name ?? line)
    }

    /// The lines of the server's next reply, without their codes.
    @discardableResult
    mutating func expect(_ code: Int, after said: String = "the connection") async throws -> [String] {
        var lines: [String] = []
        while true {
            let line = try await nextLine()
            let (number, rest) = (Int(line.prefix(3)), line.dropFirst(4))
            guard number == code else { throw NoticeFailure("the mail server answered \(said) with: \(line.prefix(200))") }
            lines.append(String(rest))
            if line.dropFirst(3).first != "-" { return lines }
            guard lines.count < 200 else { throw NoticeFailure("the mail server talks without end") }
        }
    }

    mutating func forget() { unread.clear() }

    private mutating func nextLine() async throws -> String {
        while true {
            if let end = unread.readableBytesView.firstIndex(of: 10) {
                let line = unread.readString(length: end - unread.readerIndex + 1) ?? ""
                return line.trimmingCharacters(in: .newlines)
            }
            guard unread.readableBytes < 64 << 10 else { throw NoticeFailure("the mail server talks without end") }
            guard var more = try await inbound.next() else { throw NoticeFailure("the mail server hung up") }
            unread.writeBuffer(&more)
        }
    }
}
