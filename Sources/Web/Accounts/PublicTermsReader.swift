import Chat
import Knowledge
import Storage

/// Makes of what people write of a public key what it is bound to: assistants and collections that there are, and that everybody
/// may use.
package struct PublicTermsReader: Sendable {
    private let assistants: AssistantDirectory
    private let collections: CollectionRepository?

    /// What there is to choose from.
    struct Choices: Sendable {
        var assistants: [(id: String, name: String)] = []
        var collections: [(id: String, name: String)] = []
    }

    init(_ parts: WebParts) {
        assistants = parts.assistants
        collections = parts.library?.collections
    }

    func choices() async throws -> Choices {
        Choices(
            assistants: assistants.all(for: .everyone).map { (id: $0.id, name: $0.name) },
            collections: try await collections?.readable(by: KnowledgeReader(owner: "")).map { (id: $0.id, name: $0.name) } ?? [])
    }

    /// - Parameters:
    ///   - assistant: its identifier; nil for whoever answers where nobody is named.
    ///   - wanted: names or identifiers of collections; nil for all that everybody may read.
    /// - Throws: ``APIError`` 422 naming the field.
    func terms(
        origins: [String], assistant: String?, collections wanted: [String]?, visitorRequestsPerMinute: Int?
    ) async throws -> PublicKeyTerms {
        if let assistant, assistants.assistant(assistant, for: .everyone) == nil {
            throw APIError.invalid("assistant", "must be an assistant that everybody may ask")
        }
        var terms = PublicKeyTerms(origins: origins, assistantID: assistant)
        if let visitorRequestsPerMinute { terms.visitorRequestsPerMinute = visitorRequestsPerMinute }
        guard let wanted else { return terms }
        do {
            terms.collectionIDs = try await collections?.open(named: wanted).map(\.id) ?? []
        } catch KnowledgeError.invalid(let field, let reason) {
            throw APIError.invalid(field, reason)
        }
        return terms
    }
}
