import Foundation
import Knowledge
import LanguageModel
import Parsing

/// A document as the API tells it.
struct DocumentDocument: Encodable {
    struct Progress: Encodable {
        /// Passages that were handed to the indexes.
        var done: Int
        /// All of them; 0 while it is not known.
        var total: Int
        var cancelled: Bool
    }

    struct Flag: Encodable {
        /// Of the worst passage, from 0 to 1.
        var score: Double
        var reasons: [String]
        /// How many passages look like that.
        var passages: Int
        /// When somebody said that it is all right.
        var accepted_at: String?

        init?(_ suspicion: SourceDocument.Suspicion) {
            guard suspicion.isFlagged else { return nil }
            score = suspicion.verdict.score
            reasons = suspicion.verdict.reasons.map(\.rawValue).sorted()
            passages = suspicion.passages
            accepted_at = suspicion.acceptedAt.map(AvailabilityDocument.date)
        }
    }

    var id: String
    var collection_id: String
    var title: String
    var source: SourceDocument.Source
    var address: String?
    var media_type: String?
    var format: String?
    var size: Int
    var hash: String?
    var status: SourceDocument.Status
    var reason_code: String?
    var reason: String?
    var pages: Int?
    var passages: Int
    var language: String?
    var metadata: [String: JSONValue]
    var version: Int
    /// Only when it looks like orders to a model.
    var flagged: Flag?
    /// Only while something is done about it.
    var progress: Progress?
    /// Only when it was just handed in: whether it was there already, as it is.
    var unchanged: Bool?
    var created_at: String
    var updated_at: String

    /// - Parameter showsPath: whether where a file lies on the server is told; otherwise only its name is.
    init(
        _ document: SourceDocument, progress: JobRepository.Progress? = nil, isUnchanged: Bool? = nil, showsPath: Bool = true
    ) {
        id = document.id
        collection_id = document.collection
        title = document.title
        source = document.source
        address =
            document.source == .path && !showsPath
            ? document.address?.split(separator: "/").last.map(String.init) : document.address
        media_type = document.mediaType ?? document.format?.mediaType
        format = document.format?.rawValue
        size = document.size
        hash = document.hash
        status = document.status
        reason_code = document.reasonCode
        reason = document.reason
        pages = document.pages
        passages = document.passages
        language = document.language
        metadata = document.metadata
        version = document.version
        flagged = Flag(document.suspicion)
        self.progress = progress.map { Progress(done: $0.done, total: $0.total, cancelled: $0.isCancelled) }
        unchanged = isUnchanged
        created_at = AvailabilityDocument.date(document.createdAt)
        updated_at = AvailabilityDocument.date(document.updatedAt)
    }
}
