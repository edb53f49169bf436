import HTTPTypes
package import Hummingbird
import NIOCore

/// `/api/openapi.json` and `/api/docs`: what this server answers, for programs and for people.
package struct APIRoutes: Sendable {
    private let version: String

    package init(version: String) {
        self.version = version
    }

    package func add(to router: Router<WebContext>) {
        // Encoded once: it is the same until the next version.
        let document = Result { try JSONText.encode(APIDescription.document(version: version)) }
        router.get("api/openapi.json") { _, _ in
            Response.json(try document.get(), headers: [.cacheControl: "no-cache"])
        }
        router.get("api/docs") { [version] request, _ in
            let language = PageLanguage.preferred(acceptLanguage: request.headers[.acceptLanguage])
            return Response(
                status: .ok, headers: [.contentType: "text/html; charset=utf-8", .cacheControl: "no-store"],
                body: .init(byteBuffer: .init(string: APIPageView(language: language, version: version).render())))
        }
    }
}
