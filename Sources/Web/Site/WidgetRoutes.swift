import HTTPTypes
package import Hummingbird
import NIOCore

/// `/widget.js`: the chat for other sites' pages, which load it with one tag. Its address is the same for good, so browsers ask again
/// after a while, and by its tag.
package struct WidgetRoutes: Sendable {
    private let script = Asset.widget

    package init() {}

    package func add(to router: RouterGroup<WebContext>) {
        router.get("widget.js") { [script] request, _ in
            let headers: HTTPFields = [
                .contentType: script.contentType, .eTag: script.etag, .cacheControl: "public, max-age=3600",
                .named("cross-origin-resource-policy"): "cross-origin", .accessControlAllowOrigin: "*",
            ]
            if request.headers[.ifNoneMatch] == script.etag { return Response(status: .notModified, headers: headers) }
            return Response(status: .ok, headers: headers, body: .init(byteBuffer: ByteBuffer(bytes: script.bytes)))
        }
    }
}
