import HTTPTypes
import Hummingbird
import NIOCore

extension Response {
    /// A page that is made for one reader, and anew each time.
    static func page(_ document: String, status: HTTPResponse.Status = .ok) -> Response {
        Response(
            status: status, headers: [.contentType: "text/html; charset=utf-8", .cacheControl: "no-store"],
            body: .init(byteBuffer: ByteBuffer(string: document)))
    }
}
