import LanguageModel
import NIOCore
import NIOHTTP1

#if canImport(Darwin)
    import Darwin
#else
    import Glibc
#endif

/// Plays one connection: collects requests, one at a time, and carries out the plan for each.
///
/// Confined to its channel's event loop.
final class ConnectionHandler: ChannelInboundHandler {
    typealias InboundIn = HTTPServerRequestPart
    typealias OutboundOut = ByteBuffer

    private static let bodyLimit = 32 << 20
    private static let pipelineLimit = 16
    /// Steps between which other connections of the event loop get their turn.
    private static let stepsInARow = 64

    private let responder: Responder
    private let connections: Connections
    private var head: HTTPRequestHead?
    private var body: [UInt8] = []
    private var waiting: [IncomingRequest] = []
    private var playing: Playing?

    private struct Playing {
        var plan: Plan
        var number: Int?
        var keepsAlive: Bool
        var next = 0
        var round = 0
        var tokens = 0
        var due: NIODeadline
        var timer: Scheduled<Void>?
        var isAwaitingWritability = false
    }

    init(responder: Responder, connections: Connections) {
        self.responder = responder
        self.connections = connections
    }

    func channelActive(context: ChannelHandlerContext) {
        connections.add(context.channel)
        context.fireChannelActive()
    }

    func channelInactive(context: ChannelHandlerContext) {
        connections.remove(context.channel)
        finish(.clientLeft)
        waiting = []
        context.fireChannelInactive()
    }

    func channelRead(context: ChannelHandlerContext, data: NIOAny) {
        switch unwrapInboundIn(data) {
        case .head(let head):
            self.head = head
            body = []
            if head.headers["expect"].contains(where: { $0.lowercased() == "100-continue" }) {
                write(Array("HTTP/1.1 100 Continue\r\n\r\n".utf8), context)
            }
        case .body(let bytes):
            guard head != nil else { return }
            guard body.count + bytes.readableBytes <= Self.bodyLimit else {
                head = nil
                return reject(413, "the body is larger than \(Self.bodyLimit) bytes", context)
            }
            body.append(contentsOf: bytes.readableBytesView)
        case .end:
            guard let head else { return }
            self.head = nil
            guard waiting.count < Self.pipelineLimit else { return context.close(promise: nil) }
            waiting.append(IncomingRequest(head: head, body: body, connections: connections.count))
            body = []
            playNext(context)
        }
    }

    func errorCaught(context: ChannelHandlerContext, error: any Error) {
        if error is HTTPParserError, playing == nil {
            reject(400, "the request is not HTTP/1.1", context)
        } else {
            context.close(promise: nil)
        }
    }

    func channelWritabilityChanged(context: ChannelHandlerContext) {
        if context.channel.isWritable, playing?.isAwaitingWritability == true {
            playing?.isAwaitingWritability = false
            advance(context)
        }
        context.fireChannelWritabilityChanged()
    }

    private func playNext(_ context: ChannelHandlerContext) {
        guard playing == nil, !waiting.isEmpty else { return }
        let request = waiting.removeFirst()
        let (plan, number) = responder.respond(to: request)
        playing = Playing(plan: plan, number: number, keepsAlive: request.head.isKeepAlive, due: .now())
        advance(context)
    }

    /// Carries out steps until one has to be waited for.
    private func advance(_ context: ChannelHandlerContext) {
        for _ in 0..<Self.stepsInARow {
            guard context.channel.isActive, let step = nextStep() else { return complete(context) }
            switch step {
            case .send(let bytes, let tokens):
                playing?.tokens += tokens
                write(bytes, context)
                if !context.channel.isWritable {
                    playing?.isAwaitingWritability = true
                    return
                }
            case .wait(let duration):
                return wait(duration, context)
            case .close:
                finish(.cut)
                return context.close(promise: nil)
            case .reset:
                finish(.cut)
                return reset(context)
            case .hold: return
            }
        }
        wait(.zero, context)
    }

    private func nextStep() -> Step? {
        guard var playing else { return nil }
        defer { self.playing = playing }
        if playing.next >= playing.plan.steps.count, let endless = playing.plan.endless {
            playing.plan.steps = endless(playing.round)
            playing.round += 1
            playing.next = 0
        }
        guard playing.next < playing.plan.steps.count else { return nil }
        playing.next += 1
        return playing.plan.steps[playing.next - 1]
    }

    /// Deadlines follow each other, so that a pace is kept over many tokens.
    private func wait(_ duration: Duration, _ context: ChannelHandlerContext) {
        guard var due = playing?.due else { return }
        let (seconds, attoseconds) = duration.components
        due = due + .nanoseconds(seconds * 1_000_000_000 + attoseconds / 1_000_000_000)
        playing?.due = due
        let number = playing?.number
        playing?.timer = context.eventLoop.assumeIsolated().scheduleTask(deadline: due) { [weak self] in
            guard let self, let playing = self.playing, playing.number == number else { return }
            self.advance(context)
        }
    }

    private func complete(_ context: ChannelHandlerContext) {
        guard let keepsAlive = playing?.keepsAlive else { return }
        finish(.completed)
        if keepsAlive { playNext(context) } else { context.close(promise: nil) }
    }

    private func finish(_ outcome: RequestLog.Outcome) {
        playing?.timer?.cancel()
        if let playing, let number = playing.number {
            responder.log.update(number, outcome: outcome, tokens: playing.tokens)
        }
        playing = nil
    }

    private func write(_ bytes: [UInt8], _ context: ChannelHandlerContext) {
        context.writeAndFlush(wrapOutboundOut(ByteBuffer(bytes: bytes)), promise: nil)
    }

    private func reject(_ status: Int, _ message: String, _ context: ChannelHandlerContext) {
        let body = (["error": ["message": .string(message)]] as OrderedJSON).text
        write(HTTPText.whole(status, "application/json", body, headers: [("connection", "close")]), context)
        context.close(promise: nil)
    }

    /// Closing with a linger time of zero makes the kernel send RST instead of FIN.
    private func reset(_ context: ChannelHandlerContext) {
        _ = (context.channel as? any SocketOptionProvider)?.setSoLinger(linger(l_onoff: 1, l_linger: 0))
        context.close(promise: nil)
    }
}
