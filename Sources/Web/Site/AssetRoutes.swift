import HTTPTypes
package import Hummingbird
import NIOCore

/// `/assets/<version>/<name>`: scripts, styles and pictures of the pages, out of the binary.
package struct AssetRoutes: Sendable {
    private let catalogue: AssetCatalogue

    package init(catalogue: AssetCatalogue = .shared) {
        self.catalogue = catalogue
    }

    package func add(to router: RouterGroup<WebContext>) {
        router.get("assets/{version}/{name}", use: serve)
        router.get("favicon.ico") { [catalogue] _, _ in
            Response(status: .movedPermanently, headers: [.location: catalogue.path("icon.svg")])
        }
    }

    @Sendable private func serve(request: Request, context: WebContext) throws -> Response {
        guard let asset = catalogue.asset(named: try context.parameters.require("name")) else { throw APIError.notFound }
        let isCurrent = try context.parameters.require("version") == catalogue.version
        var headers: HTTPFields = [.contentType: asset.contentType, .eTag: asset.etag]
        headers[.cacheControl] = isCurrent ? AssetCatalogue.cacheControl : "no-cache"
        if request.headers[.ifNoneMatch] == asset.etag { return Response(status: .notModified, headers: headers) }
        return Response(status: .ok, headers: headers, body: .init(byteBuffer: ByteBuffer(bytes: asset.bytes)))
    }
}
