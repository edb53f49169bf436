package import LanguageModel
package import Parsing

/// A document, and how far it is.
package struct SourceDocument: Sendable, Hashable {
    package enum Status: String, Sendable, Hashable, Codable, CaseIterable {
        /// Waits for its turn.
        case queued
        /// Is being fetched or read.
        case parsing
        /// Its passages are being handed to the indexes.
        case indexing
        /// Can be found.
        case ready
        /// Was not read, for a reason; of an older version passages may still be there.
        case failed

        package var isUnfinished: Bool { self == .queued || self == .parsing || self == .indexing }
    }

    /// Where it comes from.
    package enum Source: String, Sendable, Hashable, Codable {
        case upload, text, url, path
    }

    package var id: String
    package var collection: String
    package var title: String
    package var source: Source
    /// A URL, a path, or a file's name.
    package var address: String?
    package var mediaType: String?
    package var format: DocumentFormat?
    /// SHA-256 of its bytes, hex; nil while it was not fetched.
    package var hash: String?
    /// Bytes.
    package var size: Int
    package var status: Status
    /// Why it failed, for programs; of one that is ready, what is missing of it.
    package var reasonCode: String?
    /// Why it failed, for people.
    package var reason: String?
    package var pages: Int?
    package var passages: Int
    package var language: String?
    package var metadata: [String: JSONValue]
    /// Higher with every time that it was read.
    package var version: Int
    /// Seconds since 1970.
    package var createdAt: Double
    package var updatedAt: Double
    /// What its file is called.
    var name: String
    /// What somebody has called it, whatever it says itself.
    var givenTitle: String?
    /// Names its bytes; nil while they are not here.
    var fileID: String?
    /// Its first passage's, when it has any.
    var firstPassage: Int64?
    /// What tells a file that was not changed without reading it.
    var sourceState: String?
    package var suspicion = Suspicion()

    /// Whether its bytes are here.
    package var hasFile: Bool { fileID != nil }

    /// How much it looks like orders to a model.
    package struct Suspicion: Sendable, Hashable {
        /// Of its most suspicious passage, with the reasons of all; or of what it hides.
        package var verdict = InjectionVerdict()
        /// How many passages are suspicious.
        package var passages = 0
        /// When somebody who keeps the collection has said that it is all right; seconds since 1970.
        package var acceptedAt: Double?

        package var isFlagged: Bool { verdict.isFlagged }
    }
}

extension String {
    /// As a name is shown: without marks that turn letters around or cannot be seen, so that `gpj.exe` is not shown as something else.
    package var asName: String {
        String(
            String.UnicodeScalarView(
                unicodeScalars.filter { scalar in
                    switch scalar.value {
                    case 0..<0x20, 0x7F...0x9F, 0x200E, 0x200F, 0x2028...0x202E, 0x2066...0x2069, 0xE0000...0xE007F: false
                    default: true
                    }
                }))
    }
}

/// A document that somebody hands in.
package struct NewDocument: Sendable, Hashable {
    package var collection: String
    /// Tells it from the others of its collection: the same once more is a new version of it.
    package var key: String
    package var source: SourceDocument.Source
    package var address: String?
    /// What it is called when it says nothing itself.
    package var name: String
    /// What it is called whatever it says.
    package var title: String?
    package var mediaType: String?
    package var metadata: [String: JSONValue]
    package var sourceState: String?

    package init(
        collection: String, key: String, source: SourceDocument.Source, address: String? = nil, name: String,
        title: String? = nil, mediaType: String? = nil, metadata: [String: JSONValue] = [:], sourceState: String? = nil
    ) {
        self.collection = collection
        self.key = key
        self.source = source
        self.address = address
        self.name = name
        self.title = title
        self.mediaType = mediaType
        self.metadata = metadata
        self.sourceState = sourceState
    }

    /// A file where it lies.
    package static func path(_ path: String, in collection: String, state: String? = nil) -> NewDocument {
        NewDocument(
            collection: collection, key: "path:\(path)", source: .path, address: path,
            name: path.split(separator: "/").last.map(String.init) ?? path, sourceState: state)
    }

    /// A page of the web.
    package static func url(_ url: String, in collection: String, title: String? = nil) -> NewDocument {
        let path = url.prefix { $0 != "?" && $0 != "#" }
        return NewDocument(
            collection: collection, key: "url:\(url)", source: .url, address: url,
            name: path.split(separator: "/").dropFirst(2).last.map(String.init) ?? url, title: title)
    }

    /// A file that was sent.
    package static func upload(
        named name: String, in collection: String, title: String? = nil, mediaType: String? = nil,
        metadata: [String: JSONValue] = [:]
    ) -> NewDocument {
        NewDocument(
            collection: collection, key: "file:\(name)", source: .upload, address: name, name: name, title: title,
            mediaType: mediaType, metadata: metadata)
    }

    /// Words that were sent.
    package static func text(
        titled title: String, in collection: String, mediaType: String? = nil, metadata: [String: JSONValue] = [:]
    ) -> NewDocument {
        let type = mediaType ?? DocumentFormat.markdown.mediaType
        return NewDocument(
            collection: collection, key: "text:\(title)", source: .text,
            name: "text.\(DocumentFormat(mediaType: type)?.extensions.first ?? "txt")", title: title, mediaType: type,
            metadata: metadata)
    }
}
