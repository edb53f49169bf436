import LanguageModel
import NIOCore
import NIOHTTP1

/// A request in the words of HTTP/1.1, ready to be written.
struct OutgoingRequest: Sendable {
    var origin: Origin
    var head: HTTPRequestHead
    var body: ByteBuffer?
    /// For the address, the connection and TLS together.
    var connectTimeout: TimeAmount

    /// - Throws: ``ModelFailure`` with kind `connect` when the address is none, and `unauthorized` when a header cannot be sent.
    init(_ request: TransportRequest) throws(ModelFailure) {
        let address = try HTTPAddress(request.url)
        let method = HTTPMethod(rawValue: request.method)
        var headers = HTTPHeaders()
        headers.reserveCapacity(request.headers.count + 2)
        headers.add(name: "host", value: address.authority)
        for (name, value) in request.headers {
            // The key is the only header that comes from outside; it is not quoted.
            guard value.utf8.allSatisfy({ $0 >= 0x20 && $0 != 0x7F || $0 == 0x09 }) else {
                throw ModelFailure(.unauthorized, "the API key holds characters that cannot be sent")
            }
            headers.add(name: name, value: value)
        }
        if request.body != nil || method != .GET {
            headers.add(name: "content-length", value: String(request.body?.readableBytes ?? 0))
        }
        origin = address.origin
        origin.address = request.address
        head = HTTPRequestHead(version: .http1_1, method: method, uri: address.target, headers: headers)
        body = request.body
        connectTimeout = .nanoseconds(Int64(min(max(request.connectTimeout, .milliseconds(1)), .seconds(60)).milliseconds * 1e6))
    }
}
