import Foundation
import Knowledge

/// A set of questions as the API tells it.
struct EvaluationDocument: Encodable {
    var id: String
    var name: String
    var collection_id: String?
    var assistant: String?
    var questions: Int
    var created_at: String
    /// Its newest run.
    var newest: EvaluationRunDocument?

    init(_ set: EvaluationSet, newest: EvaluationRun?) {
        id = set.id
        name = set.name
        switch set.target {
        case .collection(let id): collection_id = id
        case .assistant(let id): assistant = id
        }
        questions = set.questions
        created_at = AvailabilityDocument.date(set.createdAt)
        self.newest = newest.map(EvaluationRunDocument.init)
    }
}

/// A run as the API tells it.
struct EvaluationRunDocument: Encodable {
    struct Leg: Encodable {
        var name: String
        var ndcg_10: Double
        var recall_10: Double
        var mrr: Double
        var p50_ms: Double
        var p95_ms: Double

        init(_ leg: LegFigures) {
            name = leg.name
            ndcg_10 = leg.ndcg10
            recall_10 = leg.recall10
            mrr = leg.mrr
            p50_ms = leg.p50
            p95_ms = leg.p95
        }
    }

    struct Collection: Encodable {
        var id: String
        var name: String
        var version: Int
        var documents: Int
        var indexing: Int
        var chunk_size: Int
        var chunk_overlap: Int

        init(_ collection: EvaluationGround.Collection) {
            id = collection.id
            name = collection.name
            version = collection.version
            documents = collection.documents
            indexing = collection.indexing
            chunk_size = collection.chunkSize
            chunk_overlap = collection.chunkOverlap
        }
    }

    struct Ground: Encodable {
        var collections: [Collection]
        var embedding_model: String?
        var program_version: String
        var changed_meanwhile: Bool

        init(_ ground: EvaluationGround) {
            collections = ground.collections.map(Collection.init)
            embedding_model = ground.model
            program_version = ground.version
            changed_meanwhile = ground.changedMeanwhile
        }
    }

    var id: String
    var number: Int
    var note: String
    var status: EvaluationRun.Status
    var reason: String?
    /// Questions.
    var done: Int
    var total: Int
    var ground: Ground?
    /// Empty until it is done.
    var legs: [Leg]
    var created_at: String
    var ended_at: String?

    init(_ run: EvaluationRun) {
        id = run.id
        number = run.number
        note = run.note
        status = run.status
        reason = run.reason
        done = run.done
        total = run.total
        ground = run.ground.map(Ground.init)
        legs = run.legs.map(Leg.init)
        created_at = AvailabilityDocument.date(run.createdAt)
        ended_at = run.endedAt.map { AvailabilityDocument.date($0) }
    }
}

/// What one leg of one run found for a question.
struct EvaluationAnswerDocument: Encodable {
    struct Found: Encodable {
        var document_id: String
        /// nil for one that is gone.
        var title: String?
        var expected: Bool
    }

    var ndcg_10: Double
    var recall_10: Double
    var reciprocal_rank: Double
    var ms: Double
    var found: [Found]

    init(_ answer: LegAnswer, _ question: EvaluationQuestion, titles: [String: String]) {
        ndcg_10 = answer.ndcg10
        recall_10 = answer.recall10
        reciprocal_rank = answer.reciprocalRank
        ms = answer.milliseconds
        let expected = Set(question.expected.map(\.document))
        found = answer.found.map { Found(document_id: $0, title: titles[$0], expected: expected.contains($0)) }
    }
}

/// A question that is answered otherwise than before, or not among the first ten.
struct EvaluationQuestionDocument: Encodable {
    var question: String
    var expected: [String]
    var before: EvaluationAnswerDocument?
    var after: EvaluationAnswerDocument

    init(
        _ question: EvaluationQuestion, before: LegAnswer? = nil, after: LegAnswer, titles: [String: String]
    ) {
        self.question = question.text
        expected = question.expected.map(\.name)
        self.before = before.map { EvaluationAnswerDocument($0, question, titles: titles) }
        self.after = EvaluationAnswerDocument(after, question, titles: titles)
    }
}
