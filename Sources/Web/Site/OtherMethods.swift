import HTTPTypes
package import Hummingbird

/// Answers 405 where there is something at an address that takes other methods; it would be "not found" otherwise.
/// To be called once every route is there.
package func declineOtherMethods(of router: Router<WebContext>) {
    let methods = Dictionary(grouping: router.routes, by: { "\($0.path)" }).mapValues { Set($0.map(\.method)) }
    for (path, known) in methods where !path.contains("**") {
        let allowed = known.union(known.contains(.get) ? [.head] : [])
        let error = APIError(
            .methodNotAllowed, "method_not_allowed", "This address takes another method.",
            allowing: allowed.map(\.rawValue).sorted())
        for method in methodsOfTheWeb where !known.contains(method) {
            router.on(RouterPath(path), method: method) { _, _ -> Response in throw error }
        }
    }
}

/// But for HEAD and OPTIONS, which are answered elsewhere.
private let methodsOfTheWeb = ["GET", "POST", "PUT", "PATCH", "DELETE", "TRACE", "QUERY"].compactMap(
    HTTPRequest.Method.init(rawValue:))

extension APIError {
    fileprivate init(_ status: HTTPResponse.Status, _ code: String, _ message: String, allowing methods: [String]) {
        self.init(status, code, message)
        headers[.allow] = methods.joined(separator: ", ")
    }
}
