import HTTPTypes

extension HTTPField.Name {
    /// A header name that is written in the code, so that it is known to be valid.
    static func named(_ literal: StaticString) -> HTTPField.Name {
        HTTPField.Name("\(literal)") ?? .xContentTypeOptions
    }

    static let requestID = named("x-request-id")
}
