import Foundation
package import LanguageModel

/// One thing that a model suggested, and what its owner did about it.
package struct Suggestion: Sendable, Hashable {
    /// What the suggestion is about.
    package enum Kind: String, Sendable, Hashable, Codable, CaseIterable {
        case event
        case note
        case task
    }

    package enum Status: String, Sendable, Hashable, Codable, CaseIterable {
        /// Nobody has decided yet.
        case pending
        case accepted
        case dismissed
    }

    /// What it says.
    package struct Content: Sendable, Hashable, Codable {
        /// Which part of the structure it was: `subtask`, `priority`, ….
        package var field: String
        package var text: String
        /// A reason or a second line.
        package var detail: String?
        package var minutes: Int?

        package init(field: String, text: String, detail: String? = nil, minutes: Int? = nil) {
            self.field = field
            self.text = text
            self.detail = detail
            self.minutes = minutes
        }
    }

    package var id: String
    package var owner: String
    package var kind: Kind
    /// The title of what it was asked for.
    package var sourceTitle: String
    package var content: Content
    package var status: Status
    package var model: ModelIdentifier
    /// The request that it came from: what it shares with its sisters.
    package var requestID: String
    /// Among its sisters, from 0.
    package var position: Int
    /// Seconds since 1970.
    package var createdAt: Double
    package var updatedAt: Double

    package init(
        id: String, owner: String, kind: Kind, sourceTitle: String, content: Content, status: Status = .pending,
        model: ModelIdentifier, requestID: String, position: Int, createdAt: Double, updatedAt: Double
    ) {
        self.id = id
        self.owner = owner
        self.kind = kind
        self.sourceTitle = sourceTitle
        self.content = content
        self.status = status
        self.model = model
        self.requestID = requestID
        self.position = position
        self.createdAt = createdAt
        self.updatedAt = updatedAt
    }
}

extension Suggestion {
    init(row: SQLRow) throws {
        guard let kind = Kind(rawValue: try row.text("kind")), let status = Status(rawValue: try row.text("status")),
            let model = ModelIdentifier(try row.text("model_identifier"))
        else { throw StorageError.unreadable("a suggestion's kind, status or model is not known") }
        self.init(
            id: try row.text("id"), owner: try row.text("user_id"), kind: kind, sourceTitle: try row.text("source_title"),
            content: try Content(stored: row.text("content")), status: status, model: model,
            requestID: try row.text("request_id"), position: try row.integer("position"),
            createdAt: try row.moment("created_at"), updatedAt: try row.moment("updated_at"))
    }
}

extension Suggestion.Content {
    init(stored text: String) throws {
        do {
            self = try JSONDecoder().decode(Self.self, from: Data(text.utf8))
        } catch {
            throw StorageError.unreadable("a suggestion's content is not what was stored")
        }
    }

    func stored() throws -> String {
        let encoder = JSONEncoder()
        encoder.outputFormatting = [.sortedKeys, .withoutEscapingSlashes]
        return String(decoding: try encoder.encode(self), as: UTF8.self)
    }
}
